//! Every fixture and every program comes out as its header says, in the engine and under CPython.
//!
//! `cargo test -p suite --test fixtures AREA` runs those of one area. What fails is listed at the
//! end with the first difference.
//!
//! `tests/pending.txt` lists those whose features are still to be built, each with what it meets today.
//! They are run, too, and have to be taken off the list when they come out right: with
//! `UPDATE_PENDING=1` the list is written anew, and nothing else is tested.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use protocol::{Knobs, Mode};
use suite::{File, Fixture, FixtureOutcome, cpython, files, folder, run_with};
use trace::Clock;

/// Where they are, below the folder of the suite.
const FOLDERS: &[&str] = &["fixtures", "programs"];
/// How often CPython is asked at the most.
const ATTEMPTS: u32 = 3;
/// What is still to come, below the folder of the suite.
const PENDING: &str = "pending.txt";
/// The version whose words the headers hold.
const PYTHON: (u32, u32) = (3, 11);

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    if std::env::var_os("UPDATE_PENDING").is_some() {
        return update_pending();
    }
    let python = cpython().filter(|(_, version)| *version == PYTHON).map(|(python, _)| python);
    let pending = pending();
    let mut trials = Vec::new();
    let mut n_skipped = 0;
    for file in files(FOLDERS) {
        let file = Arc::new(file);
        let asks_cpython = match Fixture::of(&file.text) {
            Ok(fixture) => fixture.not_under_cpython.is_none(),
            Err(_) => false,
        };
        let (engine, compared) = (file.clone(), file.clone());
        let name = file.path.clone();
        trials.push(match pending.get(&name).cloned() {
            None => Trial::test(name, move || in_the_engine(&engine)),
            Some(reason) => {
                let name = format!("{name} (pending)");
                Trial::test(name, move || still_pending(&engine, &reason))
            }
        });
        match &python {
            Some(python) if asks_cpython => {
                let python = python.clone();
                let name = format!("{} under CPython", file.path);
                trials.push(Trial::test(name, move || under_cpython(&python, &compared)));
            }
            _ => n_skipped += 1,
        }
    }
    if !arguments.list {
        println!(
            "pending: {} files of tests/pending.txt meet what is not built yet",
            pending.len()
        );
        match python {
            Some(_) => {
                println!("skipped: {n_skipped} comparisons with CPython, as their headers say")
            }
            None => println!(
                "SKIPPED: all {n_skipped} comparisons with CPython: no CPython 3.11 is on the PATH \
                 as python3"
            ),
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The files that ask for what is not built yet, with what they meet.
fn pending() -> BTreeMap<String, String> {
    let list = std::fs::read_to_string(folder().join(PENDING)).unwrap_or_default();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(": "));
    pairs.map(|(path, reason)| (path.to_owned(), reason.to_owned())).collect()
}

fn still_pending(file: &File, reason: &str) -> Result<(), Failed> {
    match difference(file) {
        Some(_) => {
            println!("pending: {}: {reason}", file.path);
            Ok(())
        }
        None => {
            Err("it comes out right now: UPDATE_PENDING=1 takes it off tests/pending.txt".into())
        }
    }
}

/// The first line of what is wrong with a file in the engine.
fn difference(file: &File) -> Option<String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| in_the_engine(file)));
    let message = match outcome {
        Ok(Ok(())) => return None,
        Ok(Err(failed)) => failed.message().unwrap_or("it fails").to_owned(),
        Err(_) => "the engine panics".to_owned(),
    };
    let words = message.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(words.chars().take(160).collect())
}

fn update_pending() -> ExitCode {
    let mut list =
        "# Fixtures and programs that ask for what is not built yet, with what they meet today.\n\
                    # Written by `UPDATE_PENDING=1 cargo test -p suite --test fixtures`.\n"
            .to_owned();
    for file in files(FOLDERS) {
        if let Some(difference) = difference(&file) {
            list.push_str(&format!("{}: {difference}\n", file.path));
        }
    }
    match std::fs::write(folder().join(PENDING), list) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{PENDING} cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// On the virtual clock, in the mode that runs a program as it is written.
fn in_the_engine(file: &File) -> Result<(), Failed> {
    let fixture = Fixture::of(&file.text)?;
    let mode = Mode::from_name("as-written").unwrap_or(Mode::TimeSliced);
    let knobs = Knobs { input: fixture.input.clone(), ..Knobs::default() };
    let outcome = run_with(&file.path, &file.text, mode, Clock::Virtual, knobs);
    Ok(fixture.check_answer(&outcome.answer)?)
}

/// What differs is asked again, since on a busy machine one sleep can outlast another: what CPython
/// really makes otherwise, it makes otherwise each time.
fn under_cpython(python: &Path, file: &File) -> Result<(), Failed> {
    let mut answer = once_under_cpython(python, file);
    for attempt in 2..=ATTEMPTS {
        if answer.is_ok() {
            break;
        }
        println!("{}: CPython is asked again, attempt {attempt}", file.path);
        answer = once_under_cpython(python, file);
    }
    answer
}

/// As `python3 PATH` in the folder of the suite. CPython's tracebacks name the whole path all the
/// same, so the suite's own is taken away.
fn once_under_cpython(python: &Path, file: &File) -> Result<(), Failed> {
    let fixture = Fixture::of(&file.text)?;
    let mut python = Command::new(python);
    python.args(["-W", "ignore"]).arg(&file.path).current_dir(folder());
    python.env("PYTHONPATH", folder().with_file_name("playground"));
    python.envs([("PYTHONIOENCODING", "utf-8"), ("PYTHONDONTWRITEBYTECODE", "1")]);
    python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = python.spawn()?;
    let mut input = fixture.input.join("\n");
    if !input.is_empty() {
        input.push('\n');
    }
    let stdin = child.stdin.take().ok_or("its standard input is not a pipe")?;
    // One that has ended without reading is told nothing.
    let _ = std::io::Write::write_all(&mut { stdin }, input.as_bytes());
    let output = child.wait_with_output()?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let exit = output.status.code().ok_or("it was killed")?;
    let suite = format!("{}/", folder().display());
    let (stdout, stderr) = (text(output.stdout), text(output.stderr).replace(&suite, ""));
    Ok(fixture.check(&FixtureOutcome { stdout, stderr, exit })?)
}
