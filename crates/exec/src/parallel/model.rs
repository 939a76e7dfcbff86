//! Whole runs in orders that chance picks, each worker a thread of the model.
//!
//! In the model nobody waits for an end of time: a parked worker goes on when it is told to, or
//! never. So a wake-up that gets lost is a deadlock of the model, which it reports together with
//! the schedule that repeats it. `cargo xtask stress` runs this.

use std::sync::{Arc, Mutex};

use lang::program::Program;
use shuttle::scheduler::{PctScheduler, RandomScheduler};
use shuttle::{Config, MaxSteps, Runner};
use trace::{EventKind, ObjectId, ObjectKind, Span, TaskId, Trace};
use vm::{Ending, Preempt};

use super::close;
use super::team::Team;
use super::worker::{Thread, Worker};
use crate::run::Finished;
use crate::settings::{Limits, Mode, Settings};
use crate::watch::Stop;

/// How often each program runs under each of two schedulers.
const N_RUNS: usize = 200;

/// What the orders are picked from.
const SEED: u64 = 11;

/// How many times the second scheduler takes a worker's turn away.
const N_PREEMPTIONS: usize = 4;

/// Small enough for a collection to be due after a few texts.
const HEAP_BYTES: usize = 1 << 20;

/// The stack of a worker.
const STACK_BYTES: usize = 1 << 20;

fn settings(workers: u32) -> Settings {
    Settings {
        mode: Mode::FreeThreads,
        workers,
        // Turns end whenever others are ready: how long anything takes must not matter.
        quantum: Span(0),
        preempt: Preempt::EveryInstruction,
        limits: Limits {
            steps: u64::MAX,
            time: Span(u64::MAX),
            output: 1 << 20,
            heap: HEAP_BYTES,
            trace: trace::Limits::default(),
        },
        surroundings: vm::Surroundings::default(),
        source: Vec::new(),
    }
}

fn compiled(text: &str) -> Arc<Program> {
    let lang::Compiled { program, diagnostics } = lang::compile("workload.py", text);
    Arc::new(program.unwrap_or_else(|| panic!("the workload is refused: {diagnostics:?}")))
}

/// Runs a program once, on so many threads of the model.
fn run(program: &Arc<Program>, workers: u32, stop: &Stop) -> Finished {
    let team = Arc::new(Team::new(Arc::clone(program), settings(workers), stop.clone()));
    let start = |number| {
        let worker = Worker::new(&team, number, Thread::Own);
        shuttle::thread::spawn(move || worker.work())
    };
    let threads: Vec<_> = (0..workers).map(start).collect();
    for thread in threads {
        thread.join().expect("a worker catches what goes wrong");
    }
    close(&team, workers)
}

fn config() -> Config {
    let mut config = Config::default();
    config.stack_size = STACK_BYTES;
    config.max_steps = MaxSteps::None;
    config
}

/// Tries a body out in many orders of its threads: where each meets others, any may be next.
fn try_out(body: impl Fn() + Send + Sync + 'static) {
    Runner::new(RandomScheduler::new_from_seed(SEED, N_RUNS), config()).run(body);
}

/// Tries a body out in many orders in which few turns are taken away, each for as long as can be.
/// Its threads must end whoever comes first.
fn try_out_long_turns(body: impl Fn() + Send + Sync + 'static) {
    Runner::new(PctScheduler::new_from_seed(SEED, N_PREEMPTIONS, N_RUNS), config()).run(body);
}

/// Runs a program in many orders on two workers and on three; gives what it printed, each once.
fn outputs(text: &str) -> Vec<String> {
    let program = compiled(text);
    let seen = Arc::new(Mutex::new(Vec::new()));
    for workers in [2, 3] {
        let (program, seen) = (Arc::clone(&program), Arc::clone(&seen));
        let body = move || {
            let finished = run(&program, workers, &Stop::default());
            let is_well = Ending::Over { exit_code: 0, main: None, others: Vec::new() };
            assert_eq!(finished.ending, is_well);
            assert_each_lock_has_one_holder(&finished.trace);
            seen.lock().expect("nobody panics").push(finished.printed.stdout);
        };
        try_out(body.clone());
        try_out_long_turns(body);
    }
    let mut outputs = std::mem::take(&mut *seen.lock().expect("nobody panics"));
    outputs.sort();
    outputs.dedup();
    outputs
}

/// Whether a trace tells of each lock who had it in an order in which that can have been.
fn assert_each_lock_has_one_holder(trace: &Trace) {
    let mut taken = vec![(TaskId::NONE, 0); trace.objects.len()];
    let is_lock = |object: ObjectId| {
        let info = object.some().map(|object| &trace.objects[object.index()]);
        info.is_some_and(|info| matches!(info.kind, ObjectKind::Lock | ObjectKind::RLock))
    };
    for event in trace.events().filter(|event| is_lock(event.object)) {
        let (holder, times) = &mut taken[event.object.index()];
        match event.kind {
            EventKind::Acquire => {
                assert!(*times == 0 || *holder == event.task, "{event:?} while {holder:?} has it");
                (*holder, *times) = (event.task, *times + event.value);
            }
            EventKind::Release => {
                assert!(*holder == event.task && *times >= event.value, "{event:?}: {holder:?}");
                *times -= event.value;
            }
            _ => {}
        }
    }
}

#[test]
fn increments_under_a_lock_are_never_lost() {
    let text = "
import threading

lock = threading.Lock()
total = 0

def add():
    global total
    for _ in range(3):
        with lock:
            total += 1

threads = [threading.Thread(target=add) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(total)
";
    assert_eq!(outputs(text), ["9\n"]);
}

#[test]
fn increments_without_a_lock_are_lost_in_some_order() {
    let text = "
from playground import gather, spawn

total = 0

def add():
    global total
    for _ in range(2):
        total += 1

gather(spawn(add), spawn(add))
print(total)
";
    let outputs = outputs(text);
    assert!(outputs.iter().all(|output| ["2\n", "3\n", "4\n"].contains(&output.as_str())));
    assert!(outputs.len() > 1, "both the sum and less: {outputs:?}");
}

#[test]
fn locks_that_workers_know_are_handed_over() {
    let text = "
import threading

lock, again = threading.Lock(), threading.RLock()
ready = threading.Condition(again)
log = []

def work(number):
    own = threading.Lock()
    for turn in range(2):
        with own:
            with own if own.acquire(False) else again:
                with ready:
                    log.append(number)
                    ready.notify()
        if lock.acquire(timeout=60):
            log.append(number)
            lock.release()

threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
with ready:
    ready.wait_for(lambda: len(log) >= 6)
for thread in threads:
    thread.join()
print(sorted(log), lock.locked())
";
    assert_eq!(outputs(text), ["[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2] False\n"]);
}

#[test]
fn conditions_queues_and_barriers_wake_whom_they_should() {
    let text = "
import queue
import threading

items = queue.Queue(1)
ready = threading.Condition()
barrier = threading.Barrier(3)
results = []

def produce():
    for number in range(3):
        items.put(number)
    items.put(None)
    barrier.wait()

def consume():
    while (item := items.get()) is not None:
        with ready:
            results.append(item)
            ready.notify()
    barrier.wait()

def watch():
    with ready:
        ready.wait_for(lambda: len(results) == 3)
    barrier.wait()

threads = [threading.Thread(target=target) for target in (watch, produce, consume)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(results)
";
    assert_eq!(outputs(text), ["[0, 1, 2]\n"]);
}

#[test]
fn event_loops_and_their_children_meet() {
    let text = "
import asyncio

async def child(lock, event, log, number):
    async with lock:
        log.append(number)
    if len(log) == 3:
        event.set()
    return number

async def main():
    lock, event, log = asyncio.Lock(), asyncio.Event(), []
    children = [child(lock, event, log, number) for number in range(3)]
    results, _ = await asyncio.gather(asyncio.gather(*children), event.wait())
    print(sorted(log), results)

asyncio.run(main())
";
    assert_eq!(outputs(text), ["[0, 1, 2] [0, 1, 2]\n"]);
}

#[test]
fn collections_take_nothing_that_is_in_use() {
    let text = "
from playground import gather, spawn

kept = []

def fill(number):
    own = []
    for turn in range(6):
        own.append('x' * 100_000)
        kept.append([number, turn])
        own = own[-1:]
    return len(own[0])

print(gather(spawn(fill, 0), spawn(fill, 1)))
print(sorted(kept) == [[number, turn] for number in range(2) for turn in range(6)])
";
    assert_eq!(outputs(text), ["[100000, 100000]\nTrue\n"]);
}

#[test]
fn a_deadlock_is_noticed_by_whoever_comes_last() {
    let text = "
import threading

first, second = threading.Lock(), threading.Lock()
met = threading.Barrier(2)

def take(one, other):
    # Workers know both from then on.
    for _ in range(2):
        with first:
            pass
        with second:
            pass
    met.wait()
    with one:
        met.wait()
        with other:
            pass

threads = [
    threading.Thread(target=take, args=(first, second)),
    threading.Thread(target=take, args=(second, first)),
]
for thread in threads:
    thread.start()
";
    let program = compiled(text);
    try_out(move || {
        let finished = run(&program, 3, &Stop::default());
        let Ending::Deadlock(stuck) = &finished.ending else { panic!("{:?}", finished.ending) };
        let [one, other] = &stuck[..] else { panic!("two threads: {stuck:?}") };
        assert_eq!(
            (&one.held_by, &other.held_by),
            (&Some(other.task.clone()), &Some(one.task.clone()))
        );
    });
}

#[test]
fn whoever_stops_a_run_ends_it() {
    let text = "
from playground import gather, spawn

def endless():
    while True:
        pass

gather(spawn(endless), spawn(endless))
";
    let program = compiled(text);
    try_out(move || {
        let stop = Stop::default();
        let other = stop.clone();
        let thread = shuttle::thread::spawn(move || other.request());
        let finished = run(&program, 2, &stop);
        thread.join().expect("a request does not fail");
        assert_eq!(finished.ending, Ending::Stopped);
        let cuts = finished.trace.events().filter(|event| event.kind == EventKind::Cut);
        assert_eq!(cuts.count(), 1);
    });
}
