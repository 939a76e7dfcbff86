//! Every example keeps its header's promises in every mode, on both clocks, and under CPython.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use protocol::{EXAMPLES, Example, Knobs, MODES, Mode};
use suite::{Expectation, cpython, run, run_with};
use trace::{Clock, Trace};

fn main() -> ExitCode {
    if let Some(code) = suite::be_process() {
        return code;
    }
    let mut arguments = Arguments::from_args();
    // Really executed runs measure nothing here, but two at once on two cores hide interleavings.
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let python = cpython().map(|(python, _)| python);
    if python.is_none() && !arguments.list {
        println!("skipped: comparisons with CPython, because there is no python3 on the PATH");
    }
    let mut trials = vec![Trial::test("every example file is in the gallery", in_the_gallery)];
    trials.push(Trial::test("the page's first run is as recorded", first_run_is_as_recorded));
    for example in EXAMPLES {
        for info in MODES {
            for &clock in info.clocks {
                trials.push(keeps_its_promises(example, info.mode, clock));
            }
            trials.push(repeats_itself(example, info.mode));
        }
        if let Some(python) = &python {
            let python = python.clone();
            let name = format!("{} under CPython", example.name);
            trials.push(Trial::test(name, move || agrees_with_cpython(&python, example)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn keeps_its_promises(example: &'static Example, mode: Mode, clock: Clock) -> Trial {
    let how = if clock == Clock::Virtual { "simulated" } else { "really executed" };
    Trial::test(format!("{}, {mode}, {how}", example.name), move || {
        let outcome = run(example.name, example.text, mode, clock);
        let exact = clock == Clock::Virtual && matches!(mode, Mode::Sequential | Mode::Async);
        Expectation::of(example.text).check(&outcome.answer, exact)?;
        let trace = outcome.trace.ok_or("there is no trace")?;
        let back = Trace::from_bytes(&trace.to_bytes()).map_err(|error| error.to_string())?;
        if back != trace {
            return Err("its bytes read back as another trace".into());
        }
        Ok(())
    })
}

fn repeats_itself(example: &'static Example, mode: Mode) -> Trial {
    Trial::test(format!("{}, {mode}, twice the same", example.name), move || {
        let hash = || run(example.name, example.text, mode, Clock::Virtual).answer.trace_hash;
        let (first, second) = (hash(), hash());
        if first == second { Ok(()) } else { Err(format!("{first} and {second}").into()) }
    })
}

fn agrees_with_cpython(python: &Path, example: &Example) -> Result<(), Failed> {
    // What CPython makes of an example that can deadlock, it may make of it forever.
    if example.text.contains("# status: deadlock") {
        println!("skipped: {} under CPython, because it may deadlock there", example.name);
        return Ok(());
    }
    let search = std::env::join_paths([root().join("playground"), root().join("tests/cpython")])?;
    let output = Command::new(python)
        .arg(root().join("examples").join(format!("{}.py", example.name)))
        .env("PYTHONPATH", search)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    Ok(Expectation::of(example.text).check_stdout(&stdout, true)?)
}

/// The page paints a recorded run before its engine is there; it must be the one the engine makes.
fn first_run_is_as_recorded() -> Result<(), Failed> {
    let recorded = root().join("web/static/first-run.trace");
    let example = Example::named("basics/average").ok_or("the first example is missing")?;
    let outcome =
        run_with(example.name, example.text, Mode::FreeThreads, Clock::Virtual, Knobs::default());
    let bytes = outcome.trace.ok_or("there is no trace")?.to_bytes();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&recorded, &bytes)?;
    }
    if std::fs::read(&recorded)? == bytes {
        Ok(())
    } else {
        Err("web/static/first-run.trace is out of date; UPDATE_SNAPSHOTS=1 records it anew".into())
    }
}

/// The gallery is a list, so that the page needs no file system; no example may be missing in it.
fn in_the_gallery() -> Result<(), Failed> {
    let folder = root().join("examples");
    let mut files = Vec::new();
    for group in std::fs::read_dir(&folder)? {
        for file in std::fs::read_dir(group?.path())? {
            let path = file?.path().with_extension("");
            files.push(path.strip_prefix(&folder)?.to_string_lossy().replace('\\', "/"));
        }
    }
    files.sort();
    let mut listed: Vec<String> = EXAMPLES.iter().map(|example| example.name.to_owned()).collect();
    listed.sort();
    if files == listed {
        Ok(())
    } else {
        Err(format!("{files:?} are there, {listed:?} listed").into())
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the suite is inside the project")
        .to_owned()
}
