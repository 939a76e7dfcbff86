//! Programs that are really executed. No test looks at how long anything took.

mod ending;
mod growing;
mod memory;
mod sharing;
mod turns;
mod waiting;

use std::sync::Arc;

use exec::platform::block_on;
use exec::{Finished, Limits, Mode, Progress, Settings, Stop, run};
use trace::{EventKind, ObjectKind, Span, Trace};
use vm::{Ending, Preempt};

/// Every way of executing for real, free threads with several numbers of workers.
const WAYS: &[(Mode, u32)] = &[
    (Mode::Sequential, 1),
    (Mode::Async, 1),
    (Mode::TimeSliced, 1),
    (Mode::FreeThreads, 1),
    (Mode::FreeThreads, 2),
    (Mode::FreeThreads, 4),
];

fn settings(mode: Mode, workers: u32) -> Settings {
    Settings {
        mode,
        workers,
        quantum: Span(200_000),
        preempt: Preempt::EveryInstruction,
        limits: Limits {
            steps: u64::MAX,
            // Only so that a mistake does not hang the tests.
            time: Span(120_000_000_000),
            output: 1 << 20,
            heap: 64 << 20,
            trace: trace::Limits::default(),
        },
        surroundings: vm::Surroundings::default(),
        source: Vec::new(),
    }
}

fn execute_until(
    text: &str,
    settings: Settings,
    stop: &Stop,
    tell: impl FnMut(Progress<'_>),
) -> Finished {
    let lang::Compiled { program, diagnostics } = lang::compile("workload.py", text);
    let program = program.unwrap_or_else(|| panic!("the workload is refused: {diagnostics:?}"));
    let finished = block_on(run(Arc::new(program), settings, stop, tell));
    check_trace(&finished.trace);
    finished
}

fn execute(text: &str, mode: Mode, workers: u32) -> Finished {
    execute_until(text, settings(mode, workers), &Stop::default(), |_| {})
}

/// What a program prints that ends well.
fn printed(text: &str, mode: Mode, workers: u32) -> String {
    let finished = execute(text, mode, workers);
    let is_well = Ending::Over { exit_code: 0, main: None, others: Vec::new() };
    assert_eq!(finished.ending, is_well, "{mode:?} on {workers}");
    finished.printed.stdout
}

/// What holds for the trace of any run: a task runs on one worker at a time, a worker runs one task
/// at a time, only who was spawned and has not ended does anything, and locks are taken and given back
/// by turns.
fn check_trace(trace: &Trace) {
    let read_back = Trace::from_bytes(&trace.to_bytes());
    assert_eq!(read_back.as_ref(), Ok(trace), "the trace is sound");
    check_locks(trace);
    let mut on = vec![None; trace.tasks.len()];
    let mut spawned = vec![false; trace.tasks.len()];
    let mut ended = vec![false; trace.tasks.len()];
    for event in trace.events() {
        let Some(task) = event.task.some().map(trace::TaskId::index) else { continue };
        match event.kind {
            EventKind::Spawn => assert!(!std::mem::replace(&mut spawned[task], true)),
            EventKind::Run => {
                assert!(spawned[task] && !ended[task] && on[task].is_none(), "{event:?}");
                assert!(!on.contains(&Some(event.core)), "{event:?}: its worker is busy");
                on[task] = Some(event.core);
            }
            EventKind::Preempt | EventKind::Block => {
                assert_eq!(on[task].take(), Some(event.core), "{event:?}");
            }
            EventKind::End => {
                assert!(!std::mem::replace(&mut ended[task], true), "{event:?}");
                on[task] = None;
            }
            EventKind::Wake | EventKind::Deadlock => assert!(on[task].is_none(), "{event:?}"),
            _ => assert!(on[task].is_some(), "{event:?}: it does not run"),
        }
    }
}

fn check_locks(trace: &Trace) {
    let mut are_taken = vec![false; trace.objects.len()];
    for event in trace.events() {
        let is_acquire = event.kind == EventKind::Acquire;
        if !is_acquire && event.kind != EventKind::Release {
            continue;
        }
        let index = event.object.index();
        let was_taken = std::mem::replace(&mut are_taken[index], is_acquire);
        assert!(
            trace.objects[index].kind != ObjectKind::Lock || was_taken != is_acquire,
            "{event:?}"
        );
    }
}
