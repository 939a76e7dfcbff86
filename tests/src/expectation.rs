//! What an example's header promises.
//!
//! `# > text` is a printed line (`#` in it stands for any number), `# order: any` says that lines
//! may come in any order, `# varies: why` that what is printed depends on the schedule (the lines
//! are then those printed where it ends well), and `# status: deadlock in MODE, MODE` how else it
//! may end. `# in processes: > text` is a line printed instead where every task has memory of its
//! own, `# in processes: nothing` that none is.

use protocol::{Answer, Mode, Status};

/// The promises of one example.
#[derive(Clone, Debug)]
pub struct Expectation {
    lines: Vec<String>,
    /// Where tasks share no memory, if that is another matter.
    lines_in_processes: Option<Vec<String>>,
    any_order: bool,
    varies: bool,
    deadlocks_in: Vec<Mode>,
}

impl Expectation {
    /// Reads the header of an example.
    #[must_use]
    pub fn of(text: &str) -> Expectation {
        let header: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("# ")).collect();
        let values = |key: &str| -> Vec<&str> {
            header.iter().filter_map(|line| line.strip_prefix(key)).collect()
        };
        let deadlocks_in = values("status: deadlock in ")
            .iter()
            .flat_map(|modes| modes.split(", "))
            .map(|name| Mode::from_name(name).expect("a header names modes that exist"))
            .collect();
        let in_processes = values("in processes: ");
        let printed = in_processes.iter().filter_map(|said| said.strip_prefix("> "));
        let lines_in_processes =
            (!in_processes.is_empty()).then(|| printed.map(str::to_owned).collect());
        Expectation {
            lines_in_processes,
            lines: values("> ").into_iter().map(str::to_owned).collect(),
            any_order: values("order: ").contains(&"any"),
            varies: !values("varies: ").is_empty(),
            deadlocks_in,
        }
    }

    /// Whether what it prints depends on the schedule.
    #[must_use]
    pub fn varies(&self) -> bool {
        self.varies
    }

    /// Whether the answer keeps the promises; else in which way it does not. `exact_order` is true
    /// where the schedule is that of the virtual clock.
    ///
    /// # Errors
    /// A sentence that says which promise was broken.
    pub fn check(&self, answer: &Answer, exact_order: bool) -> Result<(), String> {
        if answer.status == Status::Deadlock {
            let allowed = self.deadlocks_in.contains(&answer.mode);
            return if allowed { Ok(()) } else { Err("it deadlocked".to_owned()) };
        }
        if answer.status != Status::Ok {
            return Err(format!("it ended with {:?}: {:?}", answer.status, answer.error));
        }
        match &self.lines_in_processes {
            Some(lines) if !answer.mode.info().shares_memory => {
                self.check_lines(lines, &answer.stdout, exact_order)
            }
            _ => self.check_stdout(&answer.stdout, exact_order),
        }
    }

    /// The same for what CPython printed.
    ///
    /// # Errors
    /// A sentence that says which promise was broken.
    pub fn check_stdout(&self, stdout: &str, exact_order: bool) -> Result<(), String> {
        self.check_lines(&self.lines, stdout, exact_order)
    }

    fn check_lines(&self, lines: &[String], stdout: &str, exact_order: bool) -> Result<(), String> {
        let printed: Vec<&str> = stdout.lines().collect();
        let mut promised: Vec<&str> = lines.iter().map(String::as_str).collect();
        let in_order = exact_order && !self.any_order && !self.varies;
        for line in &printed {
            let found = promised.iter().position(|promise| matches(promise, line));
            match found {
                Some(0) => promised.remove(0),
                Some(position) if !in_order => promised.remove(position),
                _ => return Err(format!("it printed '{line}' out of turn; all of it:\n{stdout}")),
            };
        }
        if promised.is_empty() { Ok(()) } else { Err(format!("it did not print {promised:?}")) }
    }
}

/// Whether a printed line is the promised one, where `#` stands for any number.
fn matches(promise: &str, line: &str) -> bool {
    let mut rest = line;
    let mut parts = promise.split('#');
    let first = parts.next().unwrap_or_default();
    let Some(after) = rest.strip_prefix(first) else { return false };
    rest = after;
    for part in parts {
        let number = rest.len()
            - rest.trim_start_matches(|c: char| c.is_ascii_digit() || ".-".contains(c)).len();
        let Some(after) = rest[number..].strip_prefix(part) else { return false };
        if number == 0 {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{Expectation, matches};

    #[test]
    fn a_hash_is_any_number() {
        assert!(matches("counter: #", "counter: 12"));
        assert!(matches("# of # ms", "3 of 0.25 ms"));
        assert!(!matches("counter: #", "counter: x"));
        assert!(!matches("counter", "counter 1"));
    }

    #[test]
    fn order_matters_where_it_is_exact() {
        let fixed = Expectation::of("# Title\n# > a\n# > b\nprint()\n# > c\n");
        assert!(fixed.check_stdout("a\nb\n", true).is_ok());
        assert!(fixed.check_stdout("b\na\n", true).is_err());
        assert!(fixed.check_stdout("b\na\n", false).is_ok());
        assert!(fixed.check_stdout("a\n", true).is_err());
        assert!(fixed.check_stdout("a\nb\nc\n", true).is_err());
    }
}
