//! Turns on one thread, which a scheduler takes away.

use exec::{Mode, Settings, Stop};
use trace::{Cause, EventKind, Span, TaskId};
use vm::Preempt;

use crate::{execute, execute_until, settings};

/// Neither ends before both have begun.
const EACH_OTHER: &str = "
from playground import gather, spawn

begun = []

def wait(name):
    begun.append(name)
    while len(begun) < 2:
        pass
    return name

print(gather(spawn(wait, 'a'), spawn(wait, 'b')))
";

/// Computes in one call each, for much longer than a turn.
const CALLS: &str = "
from playground import cpu, gather, spawn

gather(spawn(cpu, 0.003), spawn(cpu, 0.003))
";

fn preempted(finished: &exec::Finished) -> Vec<TaskId> {
    let is_turn =
        |event: &trace::Event| event.kind == EventKind::Preempt && event.cause == Cause::Quantum;
    finished.trace.events().filter(is_turn).map(|event| event.task).collect()
}

#[test]
fn whoever_computes_without_end_is_preempted() {
    let finished = execute(EACH_OTHER, Mode::TimeSliced, 1);
    assert_eq!(finished.printed.stdout, "['a', 'b']\n");
    assert!(!preempted(&finished).is_empty());
}

#[test]
fn turns_end_within_one_call() {
    let turns = preempted(&execute(CALLS, Mode::TimeSliced, 1));
    let both = [TaskId(1), TaskId(2)].iter().all(|task| turns.contains(task));
    assert!(both, "{turns:?}");
}

#[test]
fn nobody_is_preempted_where_only_waits_may_end_a_turn() {
    let settings = Settings { preempt: Preempt::WaitsOnly, ..settings(Mode::TimeSliced, 1) };
    let finished = execute_until(CALLS, settings, &Stop::default(), |_| {});
    assert_eq!(preempted(&finished), []);
}

/// A short turn ends often between reading a variable and writing it.
#[test]
fn an_unprotected_counter_loses_updates_on_one_thread() {
    let text = "
from playground import gather, spawn

total = 0

def add():
    global total
    for _ in range(40_000):
        total += 1

gather(spawn(add), spawn(add))
print(total)
";
    let settings = Settings { quantum: Span(1_000), ..settings(Mode::TimeSliced, 1) };
    let loses = (0..1000).any(|_| {
        let finished = execute_until(text, settings.clone(), &Stop::default(), |_| {});
        finished.printed.stdout != "80000\n"
    });
    assert!(loses, "a turn ends sooner or later within an increment");
}
