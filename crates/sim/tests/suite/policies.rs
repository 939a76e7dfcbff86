//! What each policy does to who computes and who waits, as figures counted by hand.

use sim::{Fair, Fifo, Finished, FreeThreads, Policy, Priority, Random, RoundRobin, TimeSliced};
use trace::{CoreId, EventKind, Span};
use vm::Preempt;

use crate::support::{MS, count, makespan_ms, run_under, settings};

/// Three that compute for so long, and say when they are ready.
const COMPUTING: &str = "
from playground import cpu, gather, spawn
def work(name, seconds):
    cpu(seconds)
    print(name)
gather(spawn(work, 'a', 0.012), spawn(work, 'b', 0.007), spawn(work, 'c', 0.003))
";

/// One that computes, and one that wakes up every two milliseconds beside it.
const MIXED: &str = "
import time
from playground import cpu, gather, spawn
def compute():
    cpu(0.050)
    print('computed')
def wait():
    for i in range(5):
        time.sleep(0.002)
    print('waited at', round(time.perf_counter() * 1000), 'ms')
gather(spawn(wait), spawn(compute))
";

fn run(text: &str, policy: impl Policy + 'static) -> Finished {
    let mode = TimeSliced { quantum: Span(5 * MS), preempt: Preempt::EveryInstruction };
    run_under(text, mode, policy, settings())
}

#[test]
fn round_robin_ends_short_tasks_early_and_first_come_does_not() {
    // Turns of a b c a b a: 5 5 3 5 2 2 ms.
    assert_eq!(run(COMPUTING, RoundRobin).printed.stdout, "c\nb\na\n");
    let finished = run(COMPUTING, Fifo);
    assert_eq!(finished.printed.stdout, "a\nb\nc\n");
    assert_eq!(count(&finished, EventKind::Preempt), 0);
}

#[test]
fn priorities_and_fair_shares_let_who_waits_go_first() {
    // It wakes up at 2 ms, waits for the core, and sleeps for 2 ms again. In turn it gets the core
    // at 5, 10 … 25 ms; with what it has not used it gets it at once, from its second wake-up on.
    assert_eq!(run(MIXED, Fifo).printed.stdout, "computed\nwaited at 58 ms\n");
    assert_eq!(run(MIXED, RoundRobin).printed.stdout, "waited at 25 ms\ncomputed\n");
    assert_eq!(
        run(MIXED, Priority::new(Span(5 * MS))).printed.stdout,
        "waited at 13 ms\ncomputed\n"
    );
    assert_eq!(run(MIXED, Fair::new(Span(5 * MS))).printed.stdout, "waited at 13 ms\ncomputed\n");
}

#[test]
fn fair_shares_are_equal() {
    let text = "
from playground import cpu, gather, io, spawn
def compute(seconds):
    cpu(seconds)
def late():
    io(0.100)
    cpu(0.050)
gather(spawn(compute, 0.2), spawn(late))
";
    let finished = run(text, Fair::new(Span(5 * MS)));
    assert_eq!(makespan_ms(&finished), 250);
    // Beside each other the late one takes twice its time, and no more for what it has not used.
    let late = finished.trace.events().find(|event| event.kind == EventKind::End);
    let ended = late.map(|event| event.time.0 / MS).expect("it ends");
    assert!((195..=205).contains(&ended), "{ended}");
}

#[test]
fn a_seed_repeats_its_order_and_another_draws_another() {
    let text = "
from playground import gather, spawn
def say(i): print(i)
gather([spawn(say, i) for i in range(8)])
";
    let printed = |seed| run(text, Random::new(seed)).printed.stdout;
    assert_eq!(printed(1), printed(1));
    assert_ne!(printed(1), printed(2));
    assert_ne!(printed(1), run(text, RoundRobin).printed.stdout);
}

#[test]
fn a_task_goes_back_to_its_core_if_that_is_idle() {
    let text = "
from playground import cpu, gather, io, spawn
def work():
    for _ in range(5):
        io(0.001)
        cpu(0.001)
gather(spawn(work), spawn(work))
";
    let mode =
        FreeThreads { n_cores: 4, quantum: Span(5 * MS), preempt: Preempt::EveryInstruction };
    let finished = run_under(text, mode, RoundRobin, settings());
    for task in 1..=2 {
        let of_task = finished.trace.events().filter(|event| event.task.0 == task);
        let runs = of_task.filter(|event| event.kind == EventKind::Run);
        let mut cores: Vec<CoreId> = runs.map(|event| event.core).collect();
        cores.dedup();
        assert_eq!(cores.len(), 1, "task {task} moved over {cores:?}");
    }
}
