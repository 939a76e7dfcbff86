//! A fixture: a small program whose header says exactly what comes of it.
//!
//! The header is the comment at the beginning of the file. Its first line says what is shown; then
//! each line may be one of these, in any order:
//!
//! | line | promise |
//! | --- | --- |
//! | `# > text` | the next line of standard output, to the letter; `# >` is an empty one |
//! | `# ! text` | the next line of standard error but for the library's frames; where there is none, it is not compared |
//! | `# < text` | not a promise: the next line that `input()` reads |
//! | `# raises: KeyError: 'a'` | the uncaught exception, as the end of the traceback shows it |
//! | `# exit: 3` | the exit status, where it is not 0, or 1 after an uncaught exception |
//! | `# order: any` | the lines of standard output come in any order |
//! | `# status: deadlock` | it deadlocks (CPython would wait forever and is not asked) |
//! | `# not under CPython: why` | it is run by the engine only |

use protocol::{Answer, Status};

/// What a fixture's header promises.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fixture {
    /// The lines that `input()` reads.
    pub input: Vec<String>,
    /// Why CPython is not asked.
    pub not_under_cpython: Option<String>,
    stdout: Vec<String>,
    stderr: Vec<String>,
    any_order: bool,
    deadlocks: bool,
    raises: Option<String>,
    exit: i32,
}

/// What came of a program, whoever ran it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// What it printed.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
    /// Its exit status.
    pub exit: i32,
}

impl Fixture {
    /// Reads the header of a fixture.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the header.
    pub fn of(text: &str) -> Result<Fixture, String> {
        let mut header = text.lines().map_while(|line| line.strip_prefix('#'));
        if header.next().is_none_or(|title| !title.starts_with(' ') || key(title).is_some()) {
            return Err("the first line of a fixture is a comment that says what it shows".into());
        }
        let mut fixture = Fixture::default();
        let mut exit = None;
        for line in header {
            let Some((key, value)) = key(line) else { continue };
            match key {
                ">" => fixture.stdout.push(value.to_owned()),
                "!" => fixture.stderr.push(value.to_owned()),
                "<" => fixture.input.push(value.to_owned()),
                "raises:" => fixture.raises = Some(value.to_owned()),
                "exit:" => exit = Some(value.parse().map_err(|_| "an exit status is a number")?),
                "order:" => fixture.any_order = value == "any",
                "status:" => fixture.deadlocks = value == "deadlock",
                _ => fixture.not_under_cpython = Some(value.to_owned()),
            }
        }
        if fixture == Fixture::default() && exit.is_none() {
            return Err("the header of a fixture promises something: `# > a printed line`".into());
        }
        if fixture.deadlocks {
            fixture.not_under_cpython = Some("it would wait forever there".to_owned());
        }
        fixture.exit = exit.unwrap_or_else(|| i32::from(fixture.raises.is_some()));
        Ok(fixture)
    }

    /// Whether the engine's answer keeps the promises.
    ///
    /// # Errors
    /// The first difference.
    pub fn check_answer(&self, answer: &Answer) -> Result<(), String> {
        let error = answer.error.as_ref();
        let traceback = error.map(|failure| failure.traceback.as_str()).unwrap_or_default();
        let stderr = format!("{}{traceback}", answer.stderr);
        match answer.status {
            Status::Refused => {
                let place = |d: &protocol::Diagnostic| format!("{}: {}", d.line, d.message);
                let places: Vec<String> = answer.diagnostics.iter().map(place).collect();
                return Err(format!("it is refused:\n{}", places.join("\n")));
            }
            Status::Deadlock if self.deadlocks => return self.check_stdout(&answer.stdout),
            Status::Deadlock | Status::Limit | Status::Stopped => {
                return Err(format!("it ended with {:?}:\n{stderr}", answer.status));
            }
            Status::Ok if self.deadlocks => return Err("it did not deadlock".to_owned()),
            Status::Ok | Status::Error => {}
        }
        let stdout = answer.stdout.clone();
        self.check(&Outcome { stdout, stderr, exit: answer.exit_code })
    }

    /// Whether an outcome keeps the promises.
    ///
    /// # Errors
    /// The first difference.
    pub fn check(&self, outcome: &Outcome) -> Result<(), String> {
        let printed = self.check_stdout(&outcome.stdout);
        let stderr = &outcome.stderr;
        let context = |message| Err(format!("{message}\n{stderr}"));
        // Whoever raised something unexpected has also printed too little: say why.
        if outcome.exit != self.exit {
            let before = printed.map_or_else(|difference| difference + "\n", |()| String::new());
            return context(format!("{before}exit status {}, not {}", outcome.exit, self.exit));
        }
        printed?;
        if let Some(raises) = &self.raises {
            let raised = exception_line(stderr);
            if raised != Some(raises) {
                return context(format!("raised {raised:?}, not {raises:?}"));
            }
        }
        if self.stderr.is_empty() {
            return Ok(());
        }
        let written = own_lines(stderr);
        first_difference("standard error", &self.stderr, &written)
    }

    fn check_stdout(&self, stdout: &str) -> Result<(), String> {
        let mut promised = self.stdout.clone();
        let mut printed: Vec<&str> = stdout.split('\n').collect();
        // What stands after the last line's end; nothing, but where a line is not ended.
        if printed.last() == Some(&"") {
            printed.pop();
        } else {
            return Err("the last line of the output has no end".to_owned());
        }
        if self.any_order {
            promised.sort_unstable();
            printed.sort_unstable();
        }
        first_difference("the output", &promised, &printed)
    }
}

/// The keyword and the value of a header's line, without its `#`.
fn key(line: &str) -> Option<(&str, &str)> {
    const KEYS: &[&str] =
        &[">", "!", "<", "raises:", "exit:", "order:", "status:", "not under CPython:"];
    let line = line.strip_prefix(' ')?;
    let key = KEYS.iter().find(|key| line.starts_with(**key))?;
    let value = &line[key.len()..];
    if value.is_empty() { Some((key, value)) } else { Some((key, value.strip_prefix(' ')?)) }
}

/// The line of a traceback that names the exception: the last that is not indented, or the first
/// such inside the frame of an exception group.
fn exception_line(stderr: &str) -> Option<&str> {
    let names = |line: &&str| !line.is_empty() && !line.starts_with([' ', '|']);
    let of_group = || stderr.lines().filter_map(|line| line.strip_prefix("  | ")).find(names);
    stderr.lines().rfind(names).or_else(of_group)
}

/// Whether a line of a traceback only marks a part of the line above. The engine writes no such
/// lines, so they are in no header and are left out of what CPython writes.
/// Standard error without marks below lines of code, and without the frames of CPython's own files.
fn own_lines(stderr: &str) -> Vec<&str> {
    let mut is_of_library = false;
    let mut own = Vec::new();
    for line in stderr.lines().filter(|line| !is_marker(line)) {
        let file = line.strip_prefix("  File \"").and_then(|rest| rest.split('"').next());
        is_of_library = match file {
            Some(file) => file.contains("/lib/python3.") || file.starts_with("<frozen "),
            None => is_of_library && line.starts_with("    "),
        };
        if !is_of_library {
            own.push(line);
        }
    }
    own
}

fn is_marker(line: &str) -> bool {
    let marks = line.trim_matches([' ', '|']);
    !marks.is_empty() && line.starts_with("  ") && marks.chars().all(|c| "^~".contains(c))
}

fn first_difference(what: &str, promised: &[String], found: &[&str]) -> Result<(), String> {
    for number in 0..promised.len().max(found.len()) {
        let line = number + 1;
        let sentence = match (promised.get(number), found.get(number)) {
            (Some(promised), Some(found)) if promised == found => continue,
            (Some(promised), Some(found)) => {
                format!("line {line} of {what}\n     is: {found}\nand not: {promised}")
            }
            (Some(promised), None) => format!("line {line} of {what} is missing: {promised}"),
            (None, found) => {
                format!("line {line} of {what} is too many: {}", found.unwrap_or(&""))
            }
        };
        return Err(sentence);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Fixture, Outcome};

    fn outcome(stdout: &str, stderr: &str, exit: i32) -> Outcome {
        Outcome { stdout: stdout.to_owned(), stderr: stderr.to_owned(), exit }
    }

    #[test]
    fn output_is_compared_to_the_letter() {
        let fixture = Fixture::of("# Title.\n# > a # 1\n# >\n# >  b\nprint()\n# > c\n").unwrap();
        assert_eq!(fixture.check(&outcome("a # 1\n\n b\n", "", 0)), Ok(()));
        assert!(fixture.check(&outcome("a # 1\n\n b", "", 0)).is_err());
        assert!(fixture.check(&outcome("a # 1\n\n b\n\n", "", 0)).is_err());
        let difference = fixture.check(&outcome("a # 1\n\nb\n", "", 0)).unwrap_err();
        assert_eq!(difference, "line 3 of the output\n     is: b\nand not:  b");
        let difference = fixture.check(&outcome("a # 1\n\n", "", 0)).unwrap_err();
        assert_eq!(difference, "line 3 of the output is missing:  b");
    }

    #[test]
    fn any_order_is_another_order_of_the_same_lines() {
        let fixture = Fixture::of("# Title.\n# order: any\n# > a\n# > b\n# > b\n").unwrap();
        assert_eq!(fixture.check(&outcome("b\na\nb\n", "", 0)), Ok(()));
        assert!(fixture.check(&outcome("b\na\na\n", "", 0)).is_err());
    }

    #[test]
    fn an_exception_is_its_last_line_and_status_1() {
        let fixture = Fixture::of("# Title.\n# raises: ValueError: no\n").unwrap();
        let text =
            "Traceback (most recent call last):\n  File \"a\", line 1, in f\nValueError: no\n";
        assert_eq!(fixture.check(&outcome("", text, 1)), Ok(()));
        assert!(fixture.check(&outcome("", text, 2)).is_err());
        assert!(fixture.check(&outcome("", "ValueError: yes\n", 1)).is_err());
        let group = "  + Exception Group Traceback (most recent call last):\n  |   File \"a\"\n  \
                     | ValueError: no\n  +-+---\n    | TypeError: x\n    +---\n";
        assert_eq!(fixture.check(&outcome("", group, 1)), Ok(()));
    }

    #[test]
    fn markers_are_not_compared() {
        let fixture = Fixture::of("# Title.\n# exit: 1\n# !   a / b\n# ! E\n").unwrap();
        assert_eq!(fixture.check(&outcome("", "  a / b\n  ~~^~~\nE\n", 1)), Ok(()));
        assert!(fixture.check(&outcome("", "  a / c\nE\n", 1)).is_err());
    }

    #[test]
    fn a_header_says_something() {
        assert!(Fixture::of("print()\n").is_err());
        assert!(Fixture::of("# > a\n").is_err());
        assert!(Fixture::of("# Title.\nprint()\n").is_err());
        assert!(Fixture::of("# Title.\n# exit: one\n").is_err());
    }
}
