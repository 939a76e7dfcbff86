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
    // One for each sleep that the loop has waited for: the first was over when it got to it.
    assert_eq!(turns.len(), 2);
    assert!(turns.iter().all(|turn| turn.time.0 >= turn.value && turn.task == TaskId::NONE));
    for &(mode, workers) in WAYS.iter().filter(|(mode, _)| *mode != Mode::Async) {
        let trace = execute(ASYNCIO, mode, workers).trace;
        assert!(trace.events().all(|event| event.kind != EventKind::Turn), "{mode:?}");
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
