//! The mode `as-written`: what the global interpreter lock does to threads.

use sim::{AsWritten, Finished};
use trace::{Cause, EventKind, Span};
use vm::Preempt;

use crate::support::{MS, count, makespan_ms, run, run_with, settings};

fn as_written() -> AsWritten {
    AsWritten { n_cores: 4, gil_interval: Span(5 * MS), preempt: Preempt::Cpython }
}

/// How many intervals of the lock pass from the end of a sleep until its task prints.
fn waits_for_output(finished: &Finished) -> u64 {
    let at = |found: &dyn Fn(&trace::Event) -> bool| {
        finished.trace.events().find(found).expect("it is in the trace").time
    };
    let woke = at(&|event| event.kind == EventKind::Wake && event.cause == Cause::Sleep);
    let prints = at(&|event| event.kind == EventKind::Output);
    prints.since(woke).0 / (5 * MS)
}

/// How often a task lost the lock although it could run on.
fn n_demanded(finished: &Finished) -> usize {
    let lost = |event: &trace::Event| event.kind == EventKind::Preempt && event.cause == Cause::Gil;
    finished.trace.events().filter(lost).count()
}

#[test]
fn threads_that_compute_gain_nothing_and_those_that_wait_overlap() {
    let text = "
import threading
from playground import cpu, io
def work(): WORK
ts = [threading.Thread(target=work) for _ in range(3)]
for t in ts: t.start()
for t in ts: t.join()
";
    assert_eq!(makespan_ms(&run(&text.replace("WORK", "cpu(0.010)"), as_written())), 30);
    assert_eq!(makespan_ms(&run(&text.replace("WORK", "io(0.010)"), as_written())), 10);
}

#[test]
fn the_lock_is_handed_over_when_somebody_has_waited_for_the_interval() {
    let text = "
import threading
from playground import cpu
t = threading.Thread(target=cpu, args=(0.009,))
t.start()
cpu(0.009)
t.join()
";
    // Both take turns of 5 ms; each ends in its second.
    assert_eq!(n_demanded(&run(text, as_written())), 2);
    let patient = AsWritten { gil_interval: Span(20 * MS), ..as_written() };
    assert_eq!(n_demanded(&run(text, patient)), 0);
}

#[test]
fn who_computes_alone_is_interrupted_an_interval_after_another_wakes() {
    let text = "
import threading, time
from playground import cpu
def sleep():
    time.sleep(0.012)
    print('awake')
threading.Thread(target=sleep).start()
cpu(0.030)
print('computed')
";
    let finished = run(text, as_written());
    assert_eq!(finished.printed.stdout, "awake\ncomputed\n");
    assert_eq!(n_demanded(&finished), 1);
    let lost = finished.trace.events().find(|event| event.kind == EventKind::Preempt);
    // First it gave up its turn to the thread that it started.
    assert!(lost.is_some_and(|event| event.cause == Cause::Yield));
    let lost = finished.trace.events().filter(|event| event.kind == EventKind::Preempt).last();
    assert_eq!(lost.map(|event| event.time.0 / MS), Some(17));
}

#[test]
fn who_has_demanded_the_lock_goes_before_who_has_just_woken_up() {
    let text = "
import threading, time
from playground import cpu
for _ in range(2):
    threading.Thread(target=cpu, args=(0.040,)).start()
time.sleep(0.001)
print('awake')
";
    let waits = |n_cores| waits_for_output(&run(text, AsWritten { n_cores, ..as_written() }));
    // The rest of a turn of 5 ms, and whole ones; FIFO would make it one.
    assert_eq!((waits(1), waits(2)), (2, 3));
}

#[test]
fn a_started_thread_runs_before_start_returns() {
    let text = "
import threading
def child(): print('child')
for _ in range(2):
    t = threading.Thread(target=child)
    t.start()
    print('main')
    t.join()
";
    assert_eq!(run(text, as_written()).printed.stdout, "child\nmain\nchild\nmain\n");
}

#[test]
fn an_update_cannot_be_lost_within_one_statement_but_between_two() {
    let text = "
import threading
n = 0
def inc(x): return x + 1
def add():
    global n
    for _ in range(2000):
        UPDATE
ts = [threading.Thread(target=add) for _ in range(2)]
for t in ts: t.start()
for t in ts: t.join()
print(n)
";
    let impatient = AsWritten { gil_interval: Span(1_001), ..as_written() };
    assert_eq!(run(&text.replace("UPDATE", "n += 1"), impatient).printed.stdout, "4000\n");
    assert_ne!(run(&text.replace("UPDATE", "n = inc(n)"), impatient).printed.stdout, "4000\n");
}

#[test]
fn a_switch_between_threads_has_its_price() {
    let text = "
import threading
from playground import cpu
ts = [threading.Thread(target=cpu, args=(0.010,)) for _ in range(2)]
for t in ts: t.start()
for t in ts: t.join()
";
    let mut dear = settings();
    dear.switch_cost = Span(MS);
    let finished = run_with(text, as_written(), dear);
    let n_switches = count(&finished, EventKind::Switch) as u64;
    assert_eq!(makespan_ms(&finished), 20 + n_switches);
}
