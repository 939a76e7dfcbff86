//! Processes: memory of their own, truly parallel, each with an interpreter lock for its threads.

use costs::Cost;
use sim::AsWritten;
use trace::{Cause, EventKind, Span, TaskKind};
use vm::{Ending, Limit, Preempt};

use crate::support::{MS, count, makespan_ms, run, run_with, settings};

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

#[test]
fn processes_take_turns_on_too_few_cores() {
    let text = "
from multiprocessing import Process
from playground import cpu
def work(): cpu(0.012)
if __name__ == '__main__':
    ps = [Process(target=work) for _ in range(4)]
    for p in ps: p.start()
    for p in ps: p.join()
";
    let with_slices = |n_cores| {
        let mut settings = settings();
        settings.profile.set(Cost::TimeSlice, 4 * MS);
        run_with(text, on_cores(n_cores), settings)
    };
    assert_eq!(makespan_ms(&with_slices(8)), 12);
    assert_eq!(makespan_ms(&with_slices(2)), 24);
    assert_eq!(makespan_ms(&with_slices(1)), 48);
    // Whoever has had its slice goes behind those that wait.
    let finished = with_slices(2);
    let switched = finished.trace.events().filter(|event| event.cause == Cause::Quantum);
    assert!(switched.count() >= 4, "each gives up its core at least once");
}

#[test]
fn a_change_in_a_child_is_not_seen_by_its_parent() {
    for method in ["fork", "spawn"] {
        let text = format!(
            "
from multiprocessing import get_context
seen = []
def work(mine):
    seen.append(1)
    mine.append(1)
    print(seen, mine)
if __name__ == '__main__':
    mine = []
    p = get_context('{method}').Process(target=work, args=(mine,))
    p.start()
    p.join()
    print(seen, mine)
"
        );
        assert_eq!(run(&text, on_cores(2)).printed.stdout, "[1] [1]\n[] []\n", "{method}");
    }
}

/// Processes that hold ten million bytes each, some at the same time, out of 64.
fn hoarders(n_at_once: u32, n_rounds: u32) -> String {
    format!(
        "
from multiprocessing import Process
from playground import cpu
def work():
    kept = ['x' * 1_000_000 + str(i) for i in range(10)]
    cpu(0.001)
if __name__ == '__main__':
    for _ in range({n_rounds}):
        ps = [Process(target=work) for _ in range({n_at_once})]
        for p in ps: p.start()
        for p in ps: p.join()
"
    )
}

#[test]
fn the_limit_on_memory_holds_for_all_heaps_together() {
    let ending = |n_at_once| run(&hoarders(n_at_once, 1), on_cores(16)).ending;
    assert!(matches!(ending(4), Ending::Over { main: None, .. }), "{:?}", ending(4));
    assert!(matches!(ending(10), Ending::Limit(Limit::Heap)), "{:?}", ending(10));
}

#[test]
fn the_memory_of_a_process_is_given_back_when_it_ends() {
    let mut settings = settings();
    settings.limits.steps *= 10;
    let ending = run_with(&hoarders(4, 5), on_cores(4), settings).ending;
    assert!(matches!(ending, Ending::Over { main: None, .. }), "{ending:?}");
}

#[test]
fn a_process_that_fails_gives_back_what_it_had() {
    let text = "
from multiprocessing import Process
def work():
    kept = ['x' * 1_000_000 + str(i) for i in range(30)]
    raise ValueError('no ' * 1000)
if __name__ == '__main__':
    for _ in range(5):
        p = Process(target=work)
        p.start()
        p.join()
";
    let finished = run(text, on_cores(2));
    assert!(matches!(finished.ending, Ending::Over { main: None, .. }), "{:?}", finished.ending);
    assert_eq!(finished.printed.stderr.matches("Process Process-").count(), 5);
}

/// What a run costs in whole milliseconds where only one thing costs anything: that many of them.
fn cost_of(cost: Cost, value: u64, text: &str) -> u64 {
    let mut settings = settings();
    settings.profile.set(cost, value);
    makespan_ms(&run_with(text, on_cores(4), settings))
}

#[test]
fn starts_cost_what_the_profile_says() {
    let with = |method| {
        format!(
            "
from multiprocessing import get_context
def work(): pass
if __name__ == '__main__':
    p = get_context('{method}').Process(target=work)
    p.start()
    p.join()
"
        )
    };
    for method in ["fork", "spawn", "forkserver"] {
        assert_eq!(cost_of(Cost::StartProcess, 3 * MS, &with(method)), 3, "{method}");
    }
    for (cost, method) in [
        (Cost::BeginForked, "fork"),
        (Cost::BeginSpawned, "spawn"),
        (Cost::BeginByServer, "forkserver"),
    ] {
        assert_eq!(cost_of(cost, 7 * MS, &with(method)), 7, "{method}");
    }
    assert_eq!(cost_of(Cost::BeginSpawned, 7 * MS, &with("fork")), 0);
}

#[test]
fn messages_cost_what_the_profile_says() {
    let text = "
from multiprocessing import Pipe
if __name__ == '__main__':
    here, there = Pipe()
    here.send(b'')
    there.recv()
    here.send_bytes(b'x' * 1000)
    there.recv_bytes()
";
    let n_bytes = run(text, on_cores(1)).trace;
    let sent = n_bytes.events().filter(|event| event.kind == EventKind::Send);
    let lengths: Vec<u64> = sent.map(|event| event.value).collect();
    let [pickled, 1000] = lengths[..] else { panic!("{lengths:?}") };
    assert_eq!(cost_of(Cost::Pipe, MS, text), 4, "each is put in and taken out");
    assert_eq!(cost_of(Cost::Message, MS, text), 2, "one is pickled and made again");
    // In picoseconds: a million of them are a microsecond.
    assert_eq!(cost_of(Cost::PipeByte, 1000 * MS, text), 2 * (pickled + 1000));
    assert_eq!(cost_of(Cost::DumpByte, 1000 * MS, text), pickled);
    assert_eq!(cost_of(Cost::LoadByte, 1000 * MS, text), pickled);
}

#[test]
fn daemons_end_with_the_program() {
    let text = "
from multiprocessing import Process
from time import sleep
def work():
    print('begun')
    sleep(3600)
    print('never')
if __name__ == '__main__':
    p = Process(target=work, daemon=True)
    p.start()
    sleep(0.005)
    print('over')
";
    let finished = run(text, on_cores(2));
    assert_eq!(finished.printed.stdout, "begun\nover\n");
    assert_eq!(makespan_ms(&finished), 5);
    let child = finished.trace.tasks.iter().position(|task| task.kind == TaskKind::Process);
    let of_child = |event: &trace::Event| Some(event.task.index()) == child;
    let end = finished.trace.events().filter(of_child).find(|event| event.kind == EventKind::End);
    assert_eq!(end.map(|end| end.time.0 / MS), Some(5), "it is cut off when the program is over");
}
