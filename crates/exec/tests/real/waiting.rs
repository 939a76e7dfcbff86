//! Locks, joins, timers and turns.

use exec::Mode;
use trace::{Cause, EventKind, TaskId};

use crate::{WAYS, execute, printed};

const FETCH: &str = "
import time
from playground import cpu, gather, io, spawn

def fetch(number):
    io(0.002 * number, 'page')
    cpu(0.001)
    time.sleep(0.001)
    return number

print(gather([spawn(fetch, number) for number in range(6)]))
";

#[test]
fn waits_end_in_every_way() {
    for &(mode, workers) in WAYS {
        assert_eq!(printed(FETCH, mode, workers), "[0, 1, 2, 3, 4, 5]\n");
    }
}

#[test]
fn waits_overlap_but_for_sequential() {
    for &(mode, workers) in WAYS {
        let trace = execute(FETCH, mode, workers).trace;
        let mut waiting: Vec<TaskId> = Vec::new();
        let mut most = 0;
        for event in trace.events() {
            match event.kind {
                EventKind::Block if event.cause == Cause::Io => waiting.push(event.task),
                EventKind::Wake => waiting.retain(|task| *task != event.task),
                _ => {}
            }
            most = most.max(waiting.len());
        }
        let overlap = most > 1;
        assert_eq!(overlap, mode != Mode::Sequential, "{mode:?} on {workers}: {most}");
    }
}

const ASYNCIO: &str = "
import asyncio
import time

async def ticker():
    for tick in range(3):
        await asyncio.sleep(0.001)
        print('tick')

async def careless():
    time.sleep(0.01)
    print('done')

async def main():
    await asyncio.gather(ticker(), careless())

asyncio.run(main())
";

#[test]
fn a_blocking_call_holds_the_event_loop() {
    let finished = execute(ASYNCIO, Mode::Async, 1);
    assert_eq!(finished.printed.stdout, "done\ntick\ntick\ntick\n");
    let holds = finished.trace.events().filter(|event| event.kind == EventKind::Hold).count();
    assert_eq!(holds, 1);
}

#[test]
fn each_turn_of_the_event_loop_is_recorded_with_its_lag() {
    let trace = execute(ASYNCIO, Mode::Async, 1).trace;
    let turns: Vec<_> = trace.events().filter(|event| event.kind == EventKind::Turn).collect();
    // One for each sleep. The first was over long before the loop got to it, since the thread was held.
    assert_eq!(turns.len(), 3);
    assert!(turns.iter().all(|turn| turn.time.0 >= turn.value && turn.task == TaskId::NONE));
    let asleep = trace.events().find(|event| event.cause == Cause::Sleep).unwrap();
    let held = trace.events().find(|event| event.kind == EventKind::Hold).unwrap();
    let (due, free) = (asleep.time.0 + asleep.value, held.time.0 + held.value);
    assert!(turns[0].value >= free - due, "{} < {free} - {due}", turns[0].value);
    for &(mode, workers) in WAYS.iter().filter(|(mode, _)| *mode != Mode::Async) {
        let trace = execute(ASYNCIO, mode, workers).trace;
        assert!(trace.events().all(|event| event.kind != EventKind::Turn), "{mode:?}");
    }
}

const MANY_DUE: &str = "
import asyncio
import time

async def sleeper(number):
    await asyncio.sleep(0.001 + number / 10_000)

async def careless():
    time.sleep(0.005)

async def main():
    await asyncio.gather(*[sleeper(number) for number in range(20)], careless())

asyncio.run(main())
";

#[test]
fn a_turn_takes_up_all_that_is_due_and_tells_of_the_latest() {
    let trace = execute(MANY_DUE, Mode::Async, 1).trace;
    let turns: Vec<_> = trace.events().filter(|event| event.kind == EventKind::Turn).collect();
    assert_eq!(turns.len(), 1);
    let held = trace.events().find(|event| event.kind == EventKind::Hold).unwrap();
    let first = trace.events().find(|event| event.cause == Cause::Sleep).unwrap();
    let (due, free) = (first.time.0 + first.value, held.time.0 + held.value);
    assert!(turns[0].value >= free - due, "{} < {free} - {due}", turns[0].value);
}

const OVERDUE: &str = "
import queue
import time
from playground import gather, spawn

items = queue.Queue()

def take():
    try:
        print('took', items.get(timeout=0.005))
    except queue.Empty:
        print('nothing came')

def give():
    time.sleep(0.02)
    items.put('late')

gather(spawn(take), spawn(give))
";

#[test]
fn what_was_due_while_the_thread_was_held_comes_before_what_is_asked_for_later() {
    for mode in [Mode::Sequential, Mode::Async, Mode::TimeSliced] {
        let finished = execute(OVERDUE, mode, 1);
        assert_eq!(finished.printed.stdout, "nothing came\n", "{mode:?}");
        let turns = finished.trace.events().filter(|event| event.kind == EventKind::Turn);
        let lags: Vec<u64> = turns.map(|turn| turn.value).collect();
        match mode {
            Mode::Async => assert!(lags.len() == 1 && lags[0] > 0, "{lags:?}"),
            _ => assert!(lags.is_empty(), "{mode:?}: {lags:?}"),
        }
    }
}

/// Each child may end before its parent has told anybody what becomes of it then.
const CHILDREN: &str = "
import asyncio

async def child(number):
    return number

async def main():
    total = 0
    for _ in range(300):
        total += sum(await asyncio.gather(child(1), child(2)))
        async with asyncio.TaskGroup() as group:
            group.create_task(child(3))
            group.create_task(child(4))
        done, _ = await asyncio.wait([asyncio.create_task(child(5)), asyncio.create_task(child(6))])
        total += sum(task.result() for task in done)
    print(total)

asyncio.run(main())
";

#[test]
fn an_event_loop_loses_no_child_that_ends_at_once() {
    for &(mode, workers) in WAYS {
        assert_eq!(printed(CHILDREN, mode, workers), "4200\n");
    }
}

const TURNS: &str = "
from playground import checkpoint, gather, spawn

def speak(word):
    for _ in range(2):
        print(word)
        checkpoint('spoke')

gather(spawn(speak, 'a'), spawn(speak, 'b'))
";

#[test]
fn a_checkpoint_gives_turns_but_for_sequential() {
    assert_eq!(printed(TURNS, Mode::Async, 1), "a\nb\na\nb\n");
    assert_eq!(printed(TURNS, Mode::TimeSliced, 1), "a\nb\na\nb\n");
    assert_eq!(printed(TURNS, Mode::FreeThreads, 1), "a\nb\na\nb\n");
    assert_eq!(printed(TURNS, Mode::Sequential, 1), "a\na\nb\nb\n");
}

const TIMEOUT: &str = "
import threading

lock = threading.Lock()
lock.acquire()
print(lock.acquire(timeout=0.003))
print(lock.acquire(blocking=False))
lock.release()
print(lock.acquire(timeout=0.003))
";

#[test]
fn a_timed_wait_for_a_lock_gives_up() {
    for &(mode, workers) in WAYS {
        assert_eq!(printed(TIMEOUT, mode, workers), "False\nFalse\nTrue\n");
    }
}
