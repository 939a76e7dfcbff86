//! Processes: memory of their own, truly parallel, each with an interpreter lock for its threads.

use costs::Cost;
use sim::{AsWritten, FreeThreads};
use trace::{Cause, EventKind, Outcome, Span, TaskKind};
use vm::{Ending, Limit, Preempt};

use crate::support::{MS, count, makespan_ms, run, run_with, settings};

fn on_cores(n_cores: u32) -> AsWritten {
    AsWritten { n_cores, gil_interval: Span(5 * MS), preempt: Preempt::Cpython }
}

const COMPUTING: &str = "
from multiprocessing import Process
from playground import cpu
def work(): cpu(0.012)
if __name__ == '__main__':
    ps = [Process(target=work) for _ in range(N)]
    for p in ps: p.start()
    for p in ps: p.join()
";

#[test]
fn processes_compute_at_the_same_time_and_share_cores_where_there_are_too_few() {
    let computing = |n: &str| COMPUTING.replace('N', n);
    assert_eq!(makespan_ms(&run(&computing("1"), on_cores(2))), 12);
    assert_eq!(makespan_ms(&run(&computing("2"), on_cores(2))), 12);
    assert_eq!(makespan_ms(&run(&computing("4"), on_cores(4))), 12);
    let mut costs = settings();
    costs.profile.set(Cost::TimeSlice, 4 * MS);
    let finished = run_with(&computing("3"), on_cores(2), costs);
    let n_slices = finished
        .trace
        .events()
        .filter(|event| event.kind == EventKind::Preempt && event.cause == Cause::Quantum)
        .count();
    assert!(n_slices >= 2, "{n_slices} turns ended");
    assert!((18..=20).contains(&makespan_ms(&finished)), "{} ms", makespan_ms(&finished));
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

const CHANGING: &str = "
from multiprocessing import Process
items = []
def work(): items.append(1)
if __name__ == '__main__':
    p = Process(target=work)
    p.start()
    p.join()
    print(len(items))
";

#[test]
fn a_change_in_a_child_is_seen_only_where_memory_is_shared() {
    assert_eq!(run(CHANGING, on_cores(2)).stdout, "0\n");
    let shared =
        FreeThreads { n_cores: 2, quantum: Span(5 * MS), preempt: Preempt::EveryInstruction };
    assert_eq!(run(CHANGING, shared).stdout, "1\n");
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

#[test]
fn messages_and_starts_are_paid_for() {
    let text = "
from multiprocessing import Pipe, get_context
def work(connection): connection.send(b'x' * 60000)
if __name__ == '__main__':
    context = get_context('METHOD')
    here, there = Pipe()
    p = context.Process(target=work, args=(there,))
    p.start()
    here.recv()
    p.join()
";
    let mut costs = settings();
    costs.profile.set(Cost::BeginForked, 2 * MS);
    costs.profile.set(Cost::BeginSpawned, 100 * MS);
    costs.profile.set(Cost::PipeByte, 50_000);
    let makespan = |method: &str| {
        makespan_ms(&run_with(&text.replace("METHOD", method), on_cores(2), costs.clone()))
    };
    assert_eq!(makespan("fork"), 2 + 3 + 3);
    assert_eq!(makespan("spawn"), 100 + 3 + 3);
}

#[test]
fn daemons_end_with_the_program_and_what_fails_is_told() {
    let text = "
import time
from multiprocessing import Process
def fail(): [][1]
if __name__ == '__main__':
    Process(target=time.sleep, args=(1000,), daemon=True).start()
    p = Process(target=fail)
    p.start()
    p.join()
    print(p.exitcode)
";
    let finished = run(text, on_cores(2));
    assert_eq!(finished.stdout, "1\n");
    let Ending::Over { exit_code: 0, main: None, others } = &finished.ending else {
        panic!("{:?}", finished.ending);
    };
    let told: Vec<&str> = others.iter().map(|(_, failure)| &*failure.kind).collect();
    assert_eq!(told, ["IndexError"]);
    let is_cut = |event: &trace::Event| {
        event.kind == EventKind::End && event.value == Outcome::Cancelled as u64
    };
    assert_eq!(finished.trace.events().filter(is_cut).count(), 1);
}

#[test]
fn the_limit_on_memory_holds_for_all_processes_together() {
    let text = "
from multiprocessing import Event, Process
def hold(event):
    kept = list(range(500_000))
    event.wait()
if __name__ == '__main__':
    event = Event()
    for _ in range(20): Process(target=hold, args=(event,)).start()
";
    assert_eq!(run(text, on_cores(4)).ending, Ending::Limit(Limit::Heap));
}

#[test]
fn the_memory_of_processes_that_are_over_is_given_back() {
    let text = "
from multiprocessing import Process
def hold(): kept = list(range(500_000))
if __name__ == '__main__':
    for _ in range(20):
        p = Process(target=hold)
        p.start()
        p.join()
";
    assert!(matches!(run(text, on_cores(4)).ending, Ending::Over { exit_code: 0, .. }));
}
