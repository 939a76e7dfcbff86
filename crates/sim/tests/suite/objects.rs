//! What a trace says of the objects that tasks meet at.

use sim::{AsWritten, Finished};
use trace::{Cause, Event, EventKind, ObjectKind, Span, TaskId};
use vm::Preempt;

use crate::support::{MS, count, run};

fn as_written(text: &str) -> Finished {
    let discipline =
        AsWritten { n_cores: 4, gil_interval: Span(5 * MS), preempt: Preempt::Cpython };
    run(text, discipline)
}

/// The only wait for that cause.
fn wait(finished: &Finished, cause: Cause) -> (Event, Event) {
    let of = |kind| {
        let mut found = finished.trace.events().filter(|e| e.kind == kind && e.cause == cause);
        let event = found.next().expect("somebody waits");
        assert!(found.next().is_none(), "one waits once");
        event
    };
    (of(EventKind::Block), of(EventKind::Wake))
}

fn name(finished: &Finished, event: &Event) -> String {
    finished.trace.objects[event.object.index()].described()
}

#[test]
fn who_waits_at_a_queue_says_at_which_and_is_woken_by_who_puts() {
    let finished = as_written(
        "
import queue, threading, time
jobs = queue.Queue()
consumer = threading.Thread(target=jobs.get)
consumer.start()
time.sleep(0.005)
jobs.put('job')
",
    );
    let (block, wake) = wait(&finished, Cause::Queue);
    assert_eq!((block.task, name(&finished, &block)), (TaskId(1), "queue jobs".to_owned()));
    assert_eq!((wake.task, wake.other), (TaskId(1), TaskId(0)));
}

#[test]
fn a_queue_that_nobody_waits_at_takes_one_event_for_each_operation() {
    let finished = as_written(
        "
from queue import PriorityQueue
jobs = PriorityQueue(5)
for priority in (3, 1, 2): jobs.put(priority)
while not jobs.empty(): jobs.get()
",
    );
    assert_eq!(count(&finished, EventKind::Release), 3);
    assert_eq!(count(&finished, EventKind::Acquire), 3);
    assert_eq!(count(&finished, EventKind::Block), 0);
    assert_eq!(finished.trace.objects.len(), 1);
}

#[test]
fn barriers_and_futures_are_known_by_their_names() {
    let finished = as_written(
        "
import threading, time
from concurrent.futures import ThreadPoolExecutor
gate = threading.Barrier(2)
def work():
    time.sleep(0.005)
    gate.wait()
pool = ThreadPoolExecutor(1)
done = pool.submit(work)
gate.wait()
done.result()
",
    );
    let kinds = |kind| finished.trace.objects.iter().filter(move |info| info.kind == kind);
    assert_eq!(kinds(ObjectKind::Barrier).next().map(|info| &*info.name), Some("gate"));
    let (block, wake) = wait(&finished, Cause::Event);
    assert_eq!((block.task, name(&finished, &block)), (TaskId(0), "barrier gate".to_owned()));
    assert_eq!(wake.other, TaskId(1));
    assert!(kinds(ObjectKind::Future).all(|info| info.name == "done"));
}
