//! Runs the code examples of CPython's own documentation under CPython and in the engine, and compares
//! what they print. The pages are read where the Debian package `python3-doc` puts them; nothing of
//! them is kept.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::Project;
use crate::project::files_below;

/// Where the package puts the pages, which has them by way of links.
const PAGES: &[&str] = &[
    "/usr/share/doc/python3.11/html/library",
    "/usr/share/doc/python3-doc/html/library",
    "/usr/share/doc/python3/html/library",
];
/// The beginnings of the pages' names.
const ABOUT: &[&str] = &["asyncio", "concurrent.futures", "multiprocessing", "queue", "threading"];
/// An example that takes longer under CPython waits for something outside.
const CPYTHON_TIME_MAX: Duration = Duration::from_secs(10);
/// The engine is not optimised here.
const ENGINE_TIME_MAX: Duration = Duration::from_secs(120);
/// Makes programs of sessions.
const PROGRAM_OF: &str = include_str!("docs_examples.py");

/// What became of an example.
enum Outcome {
    Passed,
    /// The same lines in another order, or CPython's own second run differs from its first.
    Varies,
    /// The first line of each answer that differs, CPython's first.
    Differs(String, String),
    /// The reason.
    Refused(String),
    /// Why CPython does not run it to its end, in few words: it cannot run alone, or not without the
    /// network, files or a keyboard.
    Incomplete(String),
}

/// What became of the examples of a page, or of all.
#[derive(Default)]
struct Tally {
    passed: usize,
    vary: usize,
    differ: usize,
    refused: usize,
    incomplete: BTreeMap<String, usize>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.vary += other.vary;
        self.differ += other.differ;
        self.refused += other.refused;
        for (why, n) in other.incomplete {
            *self.incomplete.entry(why).or_default() += n;
        }
    }

    fn line(&self) -> String {
        format!(
            "{:3} run, {:3} passed, {:3} vary in CPython too, {:3} differ; {:3} refused; {:3} are no \
             complete programs",
            self.passed + self.vary + self.differ,
            self.passed,
            self.vary,
            self.differ,
            self.refused,
            self.incomplete.values().sum::<usize>(),
        )
    }
}

/// Runs all examples, of the pages in the folder that is named or of the installed ones.
///
/// # Errors
///
/// If the pages or CPython are missing, or an example that is not refused differs from CPython.
pub fn docs_examples(project: &Project, arguments: &[String]) -> Result<()> {
    let folder = match arguments.first() {
        Some(folder) => PathBuf::from(folder),
        None => PAGES.iter().map(PathBuf::from).find(|folder| folder.is_dir()).context(
            "CPython's documentation is not here: `apt install python3-doc` puts it into \
             /usr/share/doc/python3.11/html; or name its folder `library`, which \
             https://docs.python.org/3.11/download.html has as an archive",
        )?,
    };
    project.run(project.command("cargo").args(["build", "--package", "cli"]))?;
    let scratch = project.at("target/docs-examples");
    std::fs::create_dir_all(&scratch)?;
    let mut total = Tally::default();
    let pages = pages(&folder)?;
    if pages.is_empty() {
        bail!("there are no pages about {} in {}", ABOUT.join(", "), folder.display());
    }
    for (page, examples) in pages {
        let tally = page_of(project, &scratch, &page, &examples)?;
        println!("{page:28} {}", tally.line());
        total.add(tally);
    }
    println!("{:28} {}", "all pages", total.line());
    for (why, n) in &total.incomplete {
        println!("  {n:3}  {why}");
    }
    if total.differ > 0 {
        bail!("{} examples differ from CPython", total.differ);
    }
    Ok(())
}

/// Runs the examples of a page, and says of which is refused or differs.
fn page_of(project: &Project, scratch: &Path, page: &str, examples: &[String]) -> Result<Tally> {
    let mut tally = Tally::default();
    for (n, text) in examples.iter().enumerate() {
        let name = format!("{page}-{}", n + 1);
        match outcome(project, &scratch.join(format!("{name}.py")), text)? {
            Outcome::Passed => tally.passed += 1,
            Outcome::Varies => tally.vary += 1,
            Outcome::Incomplete(why) => *tally.incomplete.entry(why).or_default() += 1,
            Outcome::Differs(expected, actual) => {
                tally.differ += 1;
                println!("differs: {name}\n  CPython: {expected}\n  engine:  {actual}");
            }
            Outcome::Refused(reason) => {
                tally.refused += 1;
                println!("refused: {name}: {reason}");
            }
        }
    }
    Ok(tally)
}

/// The pages, each with its examples; some have none.
fn pages(folder: &Path) -> Result<Vec<(String, Vec<String>)>> {
    let mut pages = Vec::new();
    for page in files_below(folder, &|_| false)? {
        let name = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !ABOUT.iter().any(|about| name.starts_with(about)) {
            continue;
        }
        let html = std::fs::read_to_string(&page)?;
        let blocks = html.split("<div class=\"highlight-py").skip(1);
        let blocks =
            blocks.filter_map(|rest| Some(rest.split_once("<pre>")?.1.split_once("</pre>")?.0));
        pages.push((name, blocks.map(plain).collect()));
    }
    Ok(pages)
}

/// Text without its tags.
fn plain(html: &str) -> String {
    let mut text = String::new();
    for (n, piece) in html.split('<').enumerate() {
        text.push_str(if n == 0 { piece } else { piece.split_once('>').map_or("", |cut| cut.1) });
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(text, |text, (entity, char)| text.replace(entity, char))
}

/// The program that an example is; nothing if it does not parse.
fn program_of(example: &str) -> Result<Option<String>> {
    let output = Command::new("python3").args(["-c", PROGRAM_OF, example]).output();
    let output = output.context("python3 is needed")?;
    Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// What becomes of the example, which is written to the file for the purpose.
fn outcome(project: &Project, file: &Path, example: &str) -> Result<Outcome> {
    let Some(program) = program_of(example)? else {
        return Ok(Outcome::Incomplete("it does not parse".to_owned()));
    };
    std::fs::write(file, program)?;
    let expected = match under_cpython(file)? {
        Ok(expected) => expected,
        Err(why) => return Ok(Outcome::Incomplete(why)),
    };
    let engine = project.at("target/debug/interleave");
    let arguments = ["--mode", "as-written", "--format", "json"];
    let Some(answered) =
        run(Command::new(engine).arg("run").arg(file).args(arguments), file, ENGINE_TIME_MAX)?
    else {
        return Ok(Outcome::Differs("an end".to_owned(), "none".to_owned()));
    };
    let answer: Value = serde_json::from_slice(&answered.stdout).context("the answer is JSON")?;
    if answer["status"] == "refused" {
        return Ok(Outcome::Refused(reasons(&answer)));
    }
    let actual = normalised(answer["stdout"].as_str().unwrap_or_default());
    if answer["status"] == "ok" {
        if expected == actual {
            return Ok(Outcome::Passed);
        }
        if sorted(&expected) == sorted(&actual) || Ok(expected.clone()) != under_cpython(file)? {
            return Ok(Outcome::Varies);
        }
    }
    let lines = expected.lines().map(Some).chain(std::iter::repeat(None));
    let others = actual.lines().map(Some).chain(std::iter::repeat(None));
    let mut pairs = lines.zip(others).take(expected.lines().count().max(actual.lines().count()));
    let (line, other) = pairs.find(|(line, other)| line != other).unwrap_or_default();
    let error = answer["error"]["traceback"].as_str().and_then(|text| text.lines().last());
    let said =
        format!("{} {} {}", other.unwrap_or_default(), answer["status"], error.unwrap_or_default());
    Ok(Outcome::Differs(line.unwrap_or_default().to_owned(), said))
}

/// What CPython prints, or why there is none.
fn under_cpython(file: &Path) -> Result<Result<String, String>> {
    let Some(output) = run(Command::new("python3").arg(file), file, CPYTHON_TIME_MAX)? else {
        return Ok(Err("it does not end".to_owned()));
    };
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let last = errors.lines().rfind(|line| !line.is_empty()).unwrap_or_default();
        let kind = last.split(':').next().unwrap_or_default();
        return Ok(Err(format!(
            "it ends with {}",
            if kind.is_empty() { "a status" } else { kind }
        )));
    }
    Ok(Ok(normalised(&String::from_utf8_lossy(&output.stdout))))
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

fn reasons(answer: &Value) -> String {
    let found = answer["diagnostics"].as_array().into_iter().flatten();
    let errors = found.filter(|found| found["severity"] == "error");
    let mut reasons = String::new();
    for message in errors.filter_map(|found| found["message"].as_str()) {
        let joint = if reasons.is_empty() { "" } else { "; " };
        write!(reasons, "{joint}{message}").expect("a string takes all text");
    }
    reasons
}

/// Runs a command without input; nothing if it takes longer. Its children end with it. What it
/// prints goes to files: a pipe would be full, or kept open by a child that outlives it.
fn run(command: &mut Command, file: &Path, time_max: Duration) -> Result<Option<Output>> {
    let (out, err) = (file.with_extension("out"), file.with_extension("err"));
    command.stdin(Stdio::null()).process_group(0);
    command.stdout(File::create(&out)?).stderr(File::create(&err)?);
    let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
    let began = Instant::now();
    let mut status = child.try_wait()?;
    while status.is_none() && began.elapsed() < time_max {
        std::thread::sleep(Duration::from_millis(20));
        status = child.try_wait()?;
    }
    let group = format!("-{}", child.id());
    // There is nobody in the group where all have ended.
    Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status()?;
    child.wait()?;
    let Some(status) = status else { return Ok(None) };
    Ok(Some(Output { status, stdout: std::fs::read(out)?, stderr: std::fs::read(err)? }))
}

/// Output without what differs from run to run: addresses, dates, times, numbers of processes.
fn normalised(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut number = String::new();
        for c in line.chars().chain(['\n']) {
            if c.is_ascii_hexdigit() && (c.is_ascii_digit() || number.starts_with("0x"))
                || !number.is_empty() && matches!(c, '.' | ':' | 'x')
                || c == '-' && number.len() > 3
            {
                number.push(c);
                continue;
            }
            // The engine's first process has number 1000, its parent 1.
            let varies = number.len() > 3
                || number.contains(['.', ':', 'x'])
                || !number.is_empty() && out.ends_with("process: ");
            out.push_str(if varies { "#" } else { &number });
            number.clear();
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{normalised, plain};

    #[test]
    fn numbers_that_vary_are_all_alike() {
        assert_eq!(normalised("at 0x7f3a after 1.25 s: 42\n"), "at # after # s: 42\n");
        assert_eq!(normalised("17:13:52 pid 12345 [1, 2]\n"), "# pid # [1, 2]\n");
        assert_eq!(normalised("parent process: 1\n2026-11-26 x\n"), "parent process: #\n# x\n");
    }

    #[test]
    fn tags_and_entities_are_taken_away() {
        assert_eq!(plain("<span class=\"n\">a</span> &lt; &quot;b&quot;"), "a < \"b\"");
    }
}
