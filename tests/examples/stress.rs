//! Really executes programs again and again on parallel workers: `cargo run -p suite --example stress
//! [RUNS]`. `cargo xtask stress` does this after the models.
//!
//! A counter under a lock is never wrong, and one without a lock is sometimes. A lock is taken and given
//! back by turns in every trace. Every program of
//! `tests/programs` comes to an end of its own, whichever way its tasks meet.

use std::path::Path;
use std::process::ExitCode;

use protocol::{Answer, Example, Knobs, Mode, Status};
use suite::{Fixture, run_with};
use trace::{Clock, EventKind, ObjectKind, Span, Trace};

/// How often the counters run if nothing else is said.
const N_RUNS: u32 = 1000;

/// How often each program runs on each number of workers.
const N_ROUNDS: u32 = 3;

/// The numbers of workers.
const WORKERS: &[u32] = &[2, 4];

/// A program that runs longer hangs: the longest of them takes a few seconds.
const TIME: Span = Span(60_000_000_000);

fn main() -> ExitCode {
    let n_runs = std::env::args().nth(1).map_or(Ok(N_RUNS), |text| text.parse());
    let Ok(n_runs) = n_runs else {
        eprintln!("usage: stress [RUNS]");
        return ExitCode::FAILURE;
    };
    let (n_right, mut findings) = n_printing("sharing/locked_counter", "counter: 2000\n", n_runs);
    println!("a counter under a lock: right in {n_right} of {n_runs} runs");
    let (n_whole, more) = n_printing("sharing/lost_updates", "lost: 0\n", n_runs);
    println!("a counter without a lock: nothing lost in {n_whole} of {n_runs} runs");
    findings.extend(more);
    findings.extend(programs());
    for finding in &findings {
        println!("{finding}");
    }
    let is_well = n_right == n_runs && n_whole < n_runs && findings.is_empty();
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs a program; gives the answer, and what is wrong with the run.
fn really_run(file: &str, text: &str, cores: u32, input: Vec<String>) -> (Answer, Option<String>) {
    let knobs = Knobs { cores, input, limit_time: TIME, ..Knobs::default() };
    let run = run_with(file, text, Mode::FreeThreads, Clock::Wall, knobs);
    let wrong = what_is_wrong(&run.answer).or_else(|| what_is_out_of_order(&run.trace?));
    (run.answer, wrong)
}

/// In how many of the runs an example prints such a line; and those that hang, deadlock or break the
/// engine.
fn n_printing(name: &str, line: &str, n_runs: u32) -> (u32, Vec<String>) {
    let example = Example::named(name).expect("the gallery has it");
    let (mut n_printing, mut findings) = (0, Vec::new());
    for _ in 0..n_runs {
        let (answer, wrong) = really_run(name, example.text, 2, Vec::new());
        n_printing += u32::from(answer.stdout.split_inclusive('\n').any(|printed| printed == line));
        findings.extend(wrong.map(|why| format!("{name}: {why}")));
    }
    (n_printing, findings)
}

/// Runs every program; gives those that hang, deadlock or break the engine.
fn programs() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("programs");
    let entries = std::fs::read_dir(&folder).expect("the suite has programs");
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let (mut findings, mut n_runs, mut n_otherwise) = (Vec::new(), 0, 0);
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a program is readable text");
        let fixture = Fixture::of(&text).expect("its header is sound");
        for cores in WORKERS.iter().flat_map(|&cores| (0..N_ROUNDS).map(move |_| cores)) {
            let (answer, wrong) = really_run(&file, &text, cores, fixture.input.clone());
            n_runs += 1;
            if let Some(why) = wrong {
                findings.push(format!("{file} on {cores} workers: {why}"));
            } else if fixture.check_answer(&answer).is_err() {
                n_otherwise += 1;
            }
        }
    }
    println!("programs: {n_runs} runs, {n_otherwise} in which their own races show");
    findings
}

fn what_is_wrong(answer: &Answer) -> Option<String> {
    let error = answer.error.as_ref();
    match answer.status {
        Status::Ok | Status::Error if error.is_none_or(|e| e.kind != "InternalError") => None,
        _ => Some(format!("{:?}, {:?}", answer.status, error.map(|error| &error.message))),
    }
}

/// A lock that is taken in a trace while somebody has it, or given back while nobody has.
fn what_is_out_of_order(trace: &Trace) -> Option<String> {
    let mut are_taken = vec![false; trace.objects.len()];
    trace.events().find_map(|event| {
        let is_taken = match event.kind {
            EventKind::Acquire => true,
            EventKind::Release => false,
            _ => return None,
        };
        let index = event.object.some()?.index();
        let was_taken = std::mem::replace(&mut are_taken[index], is_taken);
        let is_lock = trace.objects[index].kind == ObjectKind::Lock;
        (is_lock && was_taken == is_taken).then(|| format!("out of order: {event:?}"))
    })
}
