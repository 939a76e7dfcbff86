//! Processes: memory of their own, truly parallel, each with an interpreter lock for its threads.

use sim::AsWritten;
use trace::{EventKind, Span, TaskKind};
use vm::Preempt;

use crate::support::{MS, count, makespan_ms, run};

fn on_cores(n_cores: u32) -> AsWritten {
    AsWritten { n_cores, gil_interval: Span(5 * MS), preempt: Preempt::Cpython }
}

#[test]
fn each_process_has_a_lock_for_its_own_threads() {
    let text = "
import threading
from multiprocessing import Process
from playground import cpu
def work():
    ts = [threading.Thread(target=cpu, args=(0.010,)) for _ in range(2)]
    for t in ts: t.start()
    for t in ts: t.join()
if __name__ == '__main__':
    ps = [Process(target=work) for _ in range(2)]
    for p in ps: p.start()
    for p in ps: p.join()
";
    assert_eq!(makespan_ms(&run(text, on_cores(4))), 20);
}

#[test]
fn messages_are_events_with_their_bytes() {
    let text = "
from multiprocessing import Pipe, Process
def work(connection): connection.send([1, 2, 3])
if __name__ == '__main__':
    here, there = Pipe()
    p = Process(target=work, args=(there,), name='sender')
    p.start()
    here.recv()
    p.join()
";
    let finished = run(text, on_cores(2));
    let trace = &finished.trace;
    let of = |kind| trace.events().find(|event| event.kind == kind).expect("there is one");
    let (sent, received) = (of(EventKind::Send), of(EventKind::Receive));
    assert_eq!((sent.value, received.value), (22, 22), "the length of its pickle");
    assert_eq!((sent.object, received.other), (received.object, sent.task));
    assert_eq!(trace.tasks[sent.task.index()].kind, TaskKind::Process);
    assert_eq!(count(&finished, EventKind::Send), 1);
}
