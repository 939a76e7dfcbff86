//! What each mode does to one and the same workload, as figures counted by hand.

use std::sync::Arc;

use costs::Cost;
use sim::{
    AsWritten, EventLoop, FreeThreads, Progress, RoundRobin, Sequential, Simulation, Threads,
    TimeSliced,
};
use trace::{EventKind, Span};
use vm::{Ending, Interrupt, Limit, Preempt};

use crate::support::{MS, count, makespan_ms, run, run_with, settings};

const WAITING: &str = "
from playground import gather, io, spawn
def wait():
    io(0.010)
gather([spawn(wait) for _ in range(3)])
";

const COMPUTING: &str = "
from playground import cpu, gather, spawn
def work():
    cpu(0.010)
gather([spawn(work) for _ in range(4)])
";

fn time_sliced(quantum: Span) -> TimeSliced {
    TimeSliced { quantum, preempt: Preempt::EveryInstruction }
}

fn parallel(n_cores: u32) -> FreeThreads {
    FreeThreads { n_cores, quantum: Span(5 * MS), preempt: Preempt::EveryInstruction }
}

#[test]
fn waiting_overlaps_in_every_mode_but_sequential() {
    assert_eq!(makespan_ms(&run(WAITING, Sequential)), 30);
    assert_eq!(makespan_ms(&run(WAITING, time_sliced(Span(MS)))), 10);
    assert_eq!(makespan_ms(&run(WAITING, parallel(2))), 10);
    assert_eq!(makespan_ms(&run(WAITING, EventLoop)), 10);
}

#[test]
fn computing_gains_from_cores_alone() {
    assert_eq!(makespan_ms(&run(COMPUTING, Sequential)), 40);
    assert_eq!(makespan_ms(&run(COMPUTING, time_sliced(Span(MS)))), 40);
    assert_eq!(makespan_ms(&run(COMPUTING, EventLoop)), 40);
    assert_eq!(makespan_ms(&run(COMPUTING, parallel(2))), 20);
    assert_eq!(makespan_ms(&run(COMPUTING, parallel(4))), 10);
}

#[test]
fn threads_share_the_interpreter_whatever_they_were_written_as() {
    let threads = || {
        let interval = Span(5 * MS);
        Threads(AsWritten { n_cores: 4, gil_interval: interval, preempt: Preempt::Cpython })
    };
    assert_eq!(makespan_ms(&run(WAITING, threads())), 10);
    assert_eq!(makespan_ms(&run(COMPUTING, threads())), 40);
    let coroutines = "
import asyncio, time
async def careless():
    time.sleep(0.010)
async def main():
    await asyncio.gather(careless(), careless())
asyncio.run(main())
";
    // A thread that sleeps holds up nobody.
    assert_eq!(makespan_ms(&run(coroutines, threads())), 10);
    assert_eq!(makespan_ms(&run(coroutines, EventLoop)), 20);
}

#[test]
fn a_turn_ends_after_its_quantum_and_a_switch_has_its_price() {
    let sliced = run(COMPUTING, time_sliced(Span(6 * MS)));
    // Each of four tasks is interrupted once in the middle of its 10 ms.
    assert_eq!(count(&sliced, EventKind::Preempt), 4);
    let mut dear = settings();
    dear.switch_cost = Span(MS);
    let dear = run_with(COMPUTING, time_sliced(Span(5 * MS)), dear);
    let n_switches = count(&dear, EventKind::Switch) as u64;
    assert_eq!(makespan_ms(&dear), 40 + n_switches);
}

#[test]
fn a_blocking_sleep_holds_up_an_event_loop_and_nothing_else() {
    let text = "
import time
from playground import gather, io, spawn
def careless():
    time.sleep(0.020)
def polite():
    io(0.020)
gather(spawn(careless), spawn(careless), spawn(polite))
";
    // The polite task gets to its wait only after both sleeps.
    assert_eq!(makespan_ms(&run(text, EventLoop)), 60);
    assert_eq!(makespan_ms(&run(text, time_sliced(Span(MS)))), 20);
}

#[test]
fn updates_are_lost_only_where_a_task_can_be_interrupted_between_read_and_write() {
    let text = "
import threading
n = 0
def add():
    global n
    for _ in range(1000):
        n += 1
ts = [threading.Thread(target=add) for _ in range(2)]
for t in ts: t.start()
for t in ts: t.join()
print(n)
";
    let printed =
        |finished: sim::Finished| finished.printed.stdout.trim().parse::<u32>().expect("a number");
    assert!(printed(run(text, time_sliced(Span(101)))) < 2000);
    assert!(printed(run(text, parallel(2))) < 2000);
    assert_eq!(printed(run(text, EventLoop)), 2000);
    assert_eq!(printed(run(text, Sequential)), 2000);
    let at_loops = TimeSliced { quantum: Span(101), preempt: Preempt::Cpython };
    assert_eq!(printed(run(text, at_loops)), 2000, "CPython 3.11 switches at the end of a turn");
}

#[test]
fn opposite_orders_of_locks_deadlock_and_the_ending_says_who_waits_for_what() {
    let text = "
import threading
from playground import gather, io, spawn
a = threading.Lock()
b = threading.Lock()
def use(first, second):
    with first:
        io(0.001)
        with second:
            pass
gather(spawn(use, a, b), spawn(use, b, a))
";
    let Ending::Deadlock(stuck) = run(text, time_sliced(Span(MS))).ending else {
        panic!("it deadlocks");
    };
    let said: Vec<String> = stuck
        .iter()
        .map(|s| format!("{} waits for {} held by {:?}", s.task, s.waits_for, s.held_by))
        .collect();
    assert_eq!(
        said,
        [
            "main waits for use 1 to end held by None",
            "use 1 waits for lock b held by Some(\"use 2\")",
            "use 2 waits for lock a held by Some(\"use 1\")",
        ]
    );
    assert_eq!(makespan_ms(&run(text, Sequential)), 2);
}

#[test]
fn equal_runs_have_equal_traces_however_they_are_driven() {
    let program = lang::compile("workload.py", COMPUTING).program.expect("it is accepted");
    let program = Arc::new(program);
    let hash = |steps| {
        let mut simulation = Simulation::new(
            Arc::clone(&program),
            Box::new(parallel(2)),
            Box::new(RoundRobin),
            settings(),
        );
        while simulation.advance(steps) == Progress::Running {}
        simulation.finish().trace.hash()
    };
    assert_eq!(hash(1), hash(1_000_000));
}

#[test]
fn limits_end_a_run_and_say_which() {
    let endless = "while True:\n    pass\n";
    let ending = |text: &str| run(text, time_sliced(Span(MS))).ending;
    assert_eq!(ending(endless), Ending::Limit(Limit::Steps));
    assert_eq!(ending("import time\ntime.sleep(3600)\n"), Ending::Limit(Limit::Time));
    assert_eq!(ending("while True:\n    print('x' * 1000)\n"), Ending::Limit(Limit::Output));
    assert_eq!(ending("x = [0] * 10**9\n"), Ending::Limit(Limit::Heap));
    let grows = "xs = []\nwhile True:\n    xs.append([0] * 100)\n";
    assert_eq!(ending(grows), Ending::Limit(Limit::Heap));
}

#[test]
fn a_run_can_be_stopped_within_an_instruction() {
    let program = lang::compile("workload.py", "print(len(sorted(range(10_000))))").program;
    let program = Arc::new(program.expect("it is accepted"));
    let mut simulation =
        Simulation::new(program, Box::new(EventLoop), Box::new(RoundRobin), settings());
    let interrupt = Interrupt::default();
    simulation.end_by(&interrupt);
    interrupt.request();
    while simulation.advance(100_000) == Progress::Running {}
    let finished = simulation.finish();
    assert_eq!((finished.ending, finished.printed.stdout.as_str()), (Ending::Stopped, ""));
}

#[test]
fn a_run_can_be_stopped_at_any_moment() {
    let program = lang::compile("workload.py", "while True:\n    pass\n").program;
    let program = Arc::new(program.expect("it is accepted"));
    let mut simulation =
        Simulation::new(program, Box::new(EventLoop), Box::new(RoundRobin), settings());
    assert_eq!(simulation.advance(1000), Progress::Running);
    simulation.stop();
    assert_eq!(simulation.advance(1), Progress::Over);
    assert_eq!(simulation.finish().ending, Ending::Stopped);
}

#[test]
fn a_trace_without_room_ends_with_a_mark_and_the_run_goes_on() {
    let mut settings = settings();
    settings.limits.trace.events = 20;
    let finished = run_with("for i in range(50):\n    print(i)\n", Sequential, settings);
    assert!(matches!(finished.ending, Ending::Over { main: None, .. }), "{:?}", finished.ending);
    assert!(finished.printed.stdout.ends_with("49\n"));
    let trace = &finished.trace;
    let last = trace.events().last().expect("there are events");
    assert_eq!((trace.len(), last.kind, trace.text(last.text)), (21, EventKind::Cut, "events"));
    assert_eq!(trace.cut.as_deref(), Some("events"));
    assert!(last.time < trace.end);
}

/// Values take more or fewer bytes on other machines, so that collections come at other moments.
#[test]
fn a_collection_is_not_felt() {
    let racing = "\
import threading
c = 0
def work():
    global c
    for i in range(4000):
        x = c
        garbage = [x] * 200
        c = x + 1
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(c)
";
    let run = |discipline: FreeThreads, heap| {
        let mut settings = settings();
        settings.profile.set(Cost::Number, 333);
        settings.limits.heap = heap;
        let finished = run_with(racing, discipline, settings);
        assert!(matches!(finished.ending, Ending::Over { main: None, .. }));
        (finished.printed.stdout, finished.trace.hash())
    };
    for n_cores in [1, 3] {
        let often = run(parallel(n_cores), 2 << 20);
        assert_eq!(often, run(parallel(n_cores), 3 << 20));
        assert_eq!(often, run(parallel(n_cores), 64 << 20));
    }
}
