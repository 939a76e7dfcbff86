//! Every fixture, program and example does on the wall clock what it does on the virtual clock.
//!
//! `cargo test -p suite --test both_clocks NAME` runs those with that in their path. One with a single task
//! is executed on each of the two kinds of memory; one with several in every mode of one memory, and in
//! `processes` if it is written with them. What it prints, how it ends, and where it fails are compared
//! with the virtual clock's run in the same mode.
//!
//! Some cannot be compared: [`DIFFERENT`] names them with the reason. They are run all the same, and have
//! to end. Those of [`LONG`] are not run: they would take too long.

use std::process::ExitCode;
use std::sync::{PoisonError, RwLock};

use engine::{Stop, Workload};
use libtest_mimic::{Arguments, Failed, Trial};
use protocol::{Answer, Knobs, Mode, Spec, Status};
use suite::{File, Fixture, files};
use trace::{Clock, Span};

/// Where the programs are, below the folder of the suite.
const FOLDERS: &[&str] = &["fixtures", "programs", "../examples"];
/// The modes of one memory that both clocks have.
const MODES: &[Mode] = &[Mode::Sequential, Mode::TimeSliced, Mode::Async, Mode::FreeThreads];
/// So many programs run at once: most of them sleep most of the time.
const AT_ONCE: usize = 4;
/// How often a program is run whose outcome differs: on a busy machine one sleep can outlast another, and
/// what really differs, differs each time.
const ATTEMPTS: u32 = 10;
/// A run that takes longer in virtual time is not repeated on the wall clock.
const LONGEST: Span = Span(2_000_000_000);
/// Only so that a mistake does not hang the tests.
const TIME_MAX: Span = Span(60_000_000_000);

/// Programs that do otherwise on the wall clock in some modes, and why.
struct Exception {
    modes: &'static [Mode],
    reason: &'static str,
    paths: &'static [&'static str],
}

const DIFFERENT: &[Exception] = &[
    Exception {
        modes: &[Mode::FreeThreads],
        reason: "tasks run beside their event loop, and who is first is left to chance",
        paths: &[
            "fixtures/concurrency-asyncio/call_soon_order.py",
            "fixtures/concurrency-asyncio/handle_cancel.py",
            "fixtures/concurrency-asyncio/turns_of_gather.py",
            "fixtures/concurrency-asyncio/turns_of_time_outs.py",
        ],
    },
    Exception {
        modes: &[Mode::FreeThreads],
        reason: "tasks that fail take others along before these have had so many turns",
        paths: &["programs/task_group_failures.py"],
    },
    Exception {
        modes: &[Mode::FreeThreads],
        reason: "parent and child share the lock, which one releases while the other looks at it",
        paths: &["fixtures/concurrency-multiprocessing/lock_held_at_fork.py"],
    },
    Exception {
        modes: &[Mode::TimeSliced, Mode::FreeThreads],
        reason: "it shows how a race comes out",
        paths: &["../examples/sharing/lost_updates.py"],
    },
    Exception {
        modes: &[Mode::Sequential],
        reason: "it compares times that only chance tells apart where no waits overlap",
        paths: &["fixtures/concurrency-futures/pool_overlaps_waits.py"],
    },
];

/// What waits longer than [`LONGEST`], in which modes.
const LONG: &[Exception] = &[
    Exception {
        modes: &[Mode::Sequential],
        reason: "it sleeps until it is cancelled, and nobody comes to that while it sleeps",
        paths: &[
            "fixtures/concurrency-asyncio/cancel_counts.py",
            "fixtures/concurrency-asyncio/cancel_in_finally.py",
            "fixtures/concurrency-asyncio/cancel_message.py",
            "fixtures/concurrency-asyncio/cancel_swallowed.py",
            "fixtures/concurrency-asyncio/cancel_task.py",
            "fixtures/concurrency-asyncio/cancel_translated.py",
            "fixtures/concurrency-asyncio/cancelled_error_base.py",
            "fixtures/concurrency-asyncio/gather_cancelled.py",
            "fixtures/concurrency-asyncio/os_exit.py",
            "fixtures/concurrency-asyncio/run_cancels_rest.py",
            "fixtures/concurrency-asyncio/task_group_body_fails.py",
            "fixtures/concurrency-asyncio/task_group_body_interrupted.py",
            "fixtures/concurrency-asyncio/task_group_cancelled.py",
            "fixtures/concurrency-asyncio/task_group_failure.py",
            "fixtures/concurrency-asyncio/task_group_nested.py",
            "fixtures/concurrency-asyncio/task_group_several_failures.py",
            "fixtures/concurrency-asyncio/timeout_other_errors.py",
            "programs/async_context_managers.py",
            "programs/async_rate_limiter.py",
            "programs/cancellation_time_outs.py",
        ],
    },
    Exception {
        modes: &[Mode::Sequential],
        reason: "it waits 10 s for what comes after that wait",
        paths: &["fixtures/concurrency-asyncio/cancel_waits_for_thread.py"],
    },
    Exception {
        modes: &[Mode::Sequential, Mode::Async],
        reason: "its daemon sleeps without giving its turn to who would end it",
        paths: &[
            "fixtures/concurrency-multiprocessing/process_daemon.py",
            "fixtures/concurrency-threading/thread_daemon_abandoned.py",
        ],
    },
];

/// What is compared.
#[derive(PartialEq, Eq, Debug)]
struct Outcome {
    status: Status,
    exit_code: i32,
    /// Its kind and line.
    error: Option<(String, Option<u32>)>,
    lines: Vec<String>,
}

impl Outcome {
    fn of(answer: &Answer, any_order: bool) -> Outcome {
        let mut lines: Vec<String> = answer.stdout.lines().map(str::to_owned).collect();
        if any_order {
            lines.sort_unstable();
        }
        let error = answer.error.as_ref().map(|failure| (failure.kind.clone(), failure.line));
        Outcome { status: answer.status, exit_code: answer.exit_code, error, lines }
    }
}

fn main() -> ExitCode {
    if let Some(code) = suite::be_process() {
        return code;
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(AT_ONCE));
    let files = files(FOLDERS);
    let mut trials = vec![Trial::test("every exception is a program", {
        let names: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        move || exceptions_are_programs(&names)
    })];
    for file in files {
        trials.push(Trial::test(file.path.clone(), move || same_on_both_clocks(file)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn exceptions_are_programs(names: &[String]) -> Result<(), Failed> {
    let mut excepted = DIFFERENT.iter().chain(LONG).flat_map(|exception| exception.paths);
    match excepted.find(|&&path| !names.iter().any(|name| name == path)) {
        Some(path) => Err(format!("there is no {path}").into()),
        None => Ok(()),
    }
}

fn same_on_both_clocks(file: File) -> Result<(), Failed> {
    let program = Program::new(file, Mode::Sequential)?;
    let alone = program.run(Mode::Sequential, Clock::Virtual);
    if alone.tasks.len() == 1 {
        // Nobody is there to take turns with.
        for mode in [Mode::TimeSliced, Mode::FreeThreads] {
            program.check(mode, &Outcome::of(&alone, false), false)?;
        }
        return Ok(());
    }
    for &mode in MODES {
        program.compare(mode)?;
    }
    if ["multiprocessing", "ProcessPool"].iter().any(|word| program.file.text.contains(word)) {
        Program::new(program.file, Mode::Processes)?.compare(Mode::Processes)?;
    }
    Ok(())
}

/// A program that was compiled once for all its runs.
struct Program {
    file: File,
    workload: Workload,
}

impl Program {
    /// To be run in that mode, or in those that take its tasks as that does.
    fn new(file: File, mode: Mode) -> Result<Program, Failed> {
        let spec = spec(&file, mode, Clock::Virtual);
        let refused = |outcome: engine::Outcome| format!("it is refused:\n{}", outcome.rendered);
        let workload = Workload::of(&spec).map_err(refused)?;
        Ok(Program { file, workload })
    }

    fn compare(&self, mode: Mode) -> Result<(), Failed> {
        let virtually = self.run(mode, Clock::Virtual);
        let is_long = virtually.makespan_ns > LONGEST.0;
        match self.exception(LONG, mode) {
            Some(reason) if is_long => {
                println!("not run: {}, {mode}: {reason}", self.file.path);
                return Ok(());
            }
            Some(_) => return Err(format!("{mode}: it does not wait for long").into()),
            None if is_long => return Err(format!("{mode}: it waits for long").into()),
            None => {}
        }
        let any_order = self.any_order(mode);
        self.check(mode, &Outcome::of(&virtually, any_order), any_order)
    }

    /// On the wall clock.
    fn check(&self, mode: Mode, expected: &Outcome, any_order: bool) -> Result<(), Failed> {
        /// Who is run again is run alone.
        static ALONE: RwLock<()> = RwLock::new(());
        let once = || Outcome::of(&self.run(mode, Clock::Wall), any_order);
        let mut outcome = {
            let _others = ALONE.read().unwrap_or_else(PoisonError::into_inner);
            once()
        };
        if let Some(reason) = self.exception(DIFFERENT, mode) {
            println!("not compared: {}, {mode}: {reason}", self.file.path);
            return match outcome.status {
                Status::Ok | Status::Error | Status::Deadlock => Ok(()),
                status => Err(format!("{mode}: it ended with {status:?}").into()),
            };
        }
        for attempt in 2..=ATTEMPTS {
            if outcome == *expected {
                return Ok(());
            }
            println!("{}, {mode}: run again, attempt {attempt}", self.file.path);
            let _others = ALONE.write().unwrap_or_else(PoisonError::into_inner);
            outcome = once();
        }
        if outcome == *expected {
            return Ok(());
        }
        Err(format!("{mode}: on the wall clock\n{outcome:#?}\nand not\n{expected:#?}").into())
    }

    fn run(&self, mode: Mode, clock: Clock) -> Answer {
        let spec = spec(&self.file, mode, clock);
        engine::block_on(self.workload.run(&spec, &Stop::default())).answer
    }

    fn exception(&self, among: &'static [Exception], mode: Mode) -> Option<&'static str> {
        let is_named = |exception: &&Exception| {
            exception.modes.contains(&mode) && exception.paths.contains(&&*self.file.path)
        };
        among.iter().find(is_named).map(|exception| exception.reason)
    }

    /// Who prints first is free where processes really run at once, or the tasks of an event loop.
    fn any_order(&self, mode: Mode) -> bool {
        let is_free = match mode {
            Mode::Processes => true,
            Mode::FreeThreads => self.file.text.contains("\nimport asyncio"),
            _ => false,
        };
        is_free || self.file.text.lines().any(|line| line == "# order: any")
    }
}

fn spec(File { path, text }: &File, mode: Mode, clock: Clock) -> Spec {
    let input = Fixture::of(text).map(|fixture| fixture.input).unwrap_or_default();
    let limit_time = if clock == Clock::Wall { TIME_MAX } else { Knobs::default().limit_time };
    let knobs = Knobs { cores: 2, input, limit_time, ..Knobs::default() };
    Spec { file: path.clone(), text: text.clone(), mode, clock, knobs }
}
