//! Memory that tasks share.

use std::collections::BTreeSet;

use exec::{Mode, Stop};
use trace::EventKind;

use crate::{WAYS, execute, execute_until, printed, settings};

const SUMS: &str = "
from playground import gather, spawn

def partial(first, last):
    total = 0
    for number in range(first, last):
        total += number
    return total

print(sum(gather([spawn(partial, i * 1000, (i + 1) * 1000) for i in range(20)])))
";

#[test]
fn parts_add_up_in_every_way() {
    for &(mode, workers) in WAYS {
        for _ in 0..5 {
            assert_eq!(printed(SUMS, mode, workers), "199990000\n");
        }
    }
}

const COUNTER: &str = "
import threading

counter = 0
lock = threading.Lock()

def add():
    global counter
    for _ in range(TIMES):
        LOCKED
            counter += 1

threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(counter)
";

fn counter(times: u32, locked: &str) -> String {
    COUNTER.replace("TIMES", &times.to_string()).replace("LOCKED", locked)
}

#[test]
fn an_unprotected_counter_loses_updates_on_parallel_workers() {
    let text = counter(20_000, "if True:");
    let loses = (0..1000).any(|_| printed(&text, Mode::FreeThreads, 2) != "40000\n");
    assert!(loses, "two workers lose an update sooner or later");
}

#[test]
fn a_protected_counter_never_loses_any() {
    let text = counter(300, "with lock:");
    for _ in 0..20 {
        for &(mode, workers) in WAYS {
            assert_eq!(printed(&text, mode, workers), "600\n");
        }
    }
}

#[test]
fn an_unprotected_counter_loses_nothing_where_tasks_only_stop_to_wait() {
    let text = counter(50_000, "if True:");
    assert_eq!(printed(&text, Mode::Sequential, 1), "100000\n");
    assert_eq!(printed(&text, Mode::Async, 1), "100000\n");
}

const MISUSED: &str = "
import threading

lock, again = threading.Lock(), threading.RLock()

def misuse(release):
    try:
        release()
    except RuntimeError as error:
        print(error)

def apart(target, *args):
    thread = threading.Thread(target=target, args=args)
    thread.start()
    thread.join()

# Whoever takes a lock knows it from then on.
for turn in range(3):
    with lock:
        print(lock.locked(), lock.acquire(False), lock.acquire(timeout=0.001))
    misuse(lock.release)
    with again:
        with again:
            apart(misuse, again.release)
    misuse(again.release)
    lock.acquire()
    apart(lock.release)
print(lock.locked())
";

#[test]
fn who_gives_back_what_it_may_not_is_told_so_however_well_workers_know_the_lock() {
    let turn = "True False False\nrelease unlocked lock\n".to_owned()
        + &"cannot release un-acquired lock\n".repeat(2);
    for &(mode, workers) in WAYS {
        assert_eq!(printed(MISUSED, mode, workers), turn.repeat(3) + "False\n", "{mode:?}");
    }
}

const BUSY: &str = "
from playground import gather, spawn

def work(part):
    total = 0
    for number in range(100_000):
        total += number * part
    return total

print(sum(gather([spawn(work, part) for part in range(8)])))
";

#[test]
fn both_workers_do_their_share() {
    let workers_of = |_| {
        let finished = execute(BUSY, Mode::FreeThreads, 2);
        assert_eq!(finished.trace.n_cores, 2);
        let events = finished.trace.events();
        let runs = events.filter(|event| event.kind == EventKind::Run);
        runs.map(|event| event.core).collect::<BTreeSet<_>>()
    };
    let best = (0..20).map(workers_of).map(|workers| workers.len()).max();
    assert_eq!(best, Some(2));
}

const GARBAGE: &str = "
from playground import gather, spawn

kept = []

def work(part):
    for number in range(3_000):
        row = [part, number] * 100
        if number % 100 == 0:
            kept.append((part, number, str(number), row[:2]))
    return part

gather([spawn(work, part) for part in range(4)])
good = [k for k in kept if k[2] == str(k[1]) and k[3] == [k[0], k[1]]]
print(len(kept), len(good))
";

#[test]
fn collections_between_slices_keep_what_is_alive() {
    for &(mode, workers) in WAYS {
        let mut settings = settings(mode, workers);
        settings.limits.heap = 8 << 20;
        let finished = execute_until(GARBAGE, settings, &Stop::default(), |_| {});
        assert_eq!(
            finished.printed.stdout, "120 120\n",
            "{mode:?} on {workers}: {:?}",
            finished.ending
        );
    }
}
