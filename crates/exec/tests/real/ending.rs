//! All ways in which a run can end.

use exec::{Mode, Stop};
use trace::{EventKind, Span};
use vm::{Ending, Limit};

use crate::{WAYS, execute, execute_until, printed, settings};

const DEADLOCK: &str = "
from playground import gather, io, spawn
import threading

left = threading.Lock()
right = threading.Lock()

def move(first, second):
    with first:
        io(0.02)
        with second:
            pass

gather(spawn(move, left, right), spawn(move, right, left))
";

#[test]
fn a_deadlock_is_found_and_drawn() {
    for &(mode, workers) in &WAYS[1..] {
        let finished = execute(DEADLOCK, mode, workers);
        let Ending::Deadlock(stuck) = finished.ending else {
            panic!("{mode:?} on {workers}: {:?}", finished.ending)
        };
        let waits: Vec<&str> = stuck.iter().map(|stuck| stuck.waits_for.as_str()).collect();
        assert_eq!(waits.len(), 3, "{waits:?}");
        assert_eq!(waits[1..], ["lock right", "lock left"]);
        let events = finished.trace.events();
        assert_eq!(events.filter(|event| event.kind == EventKind::Deadlock).count(), 3);
    }
}

const SATISFIED: &str = "
import queue
import threading

from playground import gather, spawn

items = queue.Queue()
gather(spawn(items.get, True, 3600), spawn(items.put, 1))
lock = threading.Lock()
lock.acquire()
lock.acquire()
";

#[test]
fn a_time_out_that_did_not_happen_hides_no_deadlock() {
    for &(mode, workers) in WAYS {
        let finished = execute(SATISFIED, mode, workers);
        let is_deadlock = matches!(finished.ending, Ending::Deadlock(_));
        assert!(is_deadlock, "{mode:?} on {workers}: {:?}", finished.ending);
    }
}

const ENDLESS: &str = "
from playground import gather, spawn

def forever(number):
    print(number)
    while True:
        pass

gather([spawn(forever, number) for number in range(8)])
";

#[test]
fn a_stop_ends_endless_loops_on_all_workers_and_another_run_works() {
    for &(mode, workers) in WAYS {
        let stop = Stop::default();
        let remote = stop.clone();
        let finished = execute_until(ENDLESS, settings(mode, workers), &stop, move |progress| {
            let n_begun = if [Mode::FreeThreads, Mode::TimeSliced].contains(&mode) { 8 } else { 1 };
            if progress.stdout.lines().count() == n_begun {
                remote.request();
            }
        });
        assert_eq!(finished.ending, Ending::Stopped, "{mode:?} on {workers}");
        assert_eq!(printed("print('again')", mode, workers), "again\n");
    }
}

#[test]
fn a_stop_from_another_thread_ends_computing_and_waiting() {
    for wait in ["cpu(1000)", "io(1000)", "sleep(1000)"] {
        let text =
            format!("from playground import cpu, io\nfrom time import sleep\nprint(1)\n{wait}");
        for &(mode, workers) in WAYS {
            let stop = Stop::default();
            let remote = stop.clone();
            let finished = execute_until(&text, settings(mode, workers), &stop, move |_| {
                let remote = remote.clone();
                std::thread::spawn(move || remote.request());
            });
            assert_eq!(finished.ending, Ending::Stopped, "{wait}: {mode:?} on {workers}");
            let last = finished.trace.events().last().map(|event| event.kind);
            assert_eq!(last, Some(EventKind::Cut), "{wait}: {mode:?} on {workers}");
            let n_cuts = finished.trace.events().filter(|event| event.kind == EventKind::Cut);
            assert_eq!(n_cuts.count(), 1, "{wait}: {mode:?} on {workers}");
        }
    }
}

#[test]
fn limits_end_a_run() {
    let endless = "while True:\n    pass";
    let printing = "while True:\n    print('x' * 1000)";
    let growing = "items = []\nwhile True:\n    items.append('x' * 1000 + str(len(items)))";
    let waiting = "from playground import io\nio(1000)";
    for &(mode, workers) in WAYS {
        let ending = |text: &str, limit: Limit| {
            let mut settings = settings(mode, workers);
            match limit {
                Limit::Steps => settings.limits.steps = 1_000_000,
                Limit::Time => settings.limits.time = Span(20_000_000),
                Limit::Output => settings.limits.output = 100_000,
                Limit::Heap => settings.limits.heap = 4 << 20,
                Limit::Tasks | Limit::Patience => {}
            }
            let finished = execute_until(text, settings, &Stop::default(), |_| {});
            assert_eq!(finished.ending, Ending::Limit(limit), "{text} {mode:?} on {workers}");
        };
        ending(endless, Limit::Steps);
        ending(endless, Limit::Time);
        ending(waiting, Limit::Time);
        ending(printing, Limit::Output);
        ending(growing, Limit::Heap);
    }
}

const FAILURE: &str = "
from playground import spawn

def fail():
    raise ValueError('no such page')

task = spawn(fail)
try:
    task.result()
except ValueError as error:
    print('caught', error)
spawn(fail)
raise KeyError('main')
";

#[test]
fn failures_are_caught_or_reported() {
    for &(mode, workers) in WAYS {
        let finished = execute(FAILURE, mode, workers);
        assert_eq!(finished.printed.stdout, "caught no such page\n");
        let Ending::Over { exit_code: 1, main: Some(main), others } = finished.ending else {
            panic!("{mode:?} on {workers}: {:?}", finished.ending)
        };
        assert_eq!((main.kind.as_str(), main.line), ("KeyError", Some(13)));
        let others: Vec<&str> = others.iter().map(|(_, other)| other.message.as_str()).collect();
        assert_eq!(others, ["no such page"]);
    }
}

const DAEMON: &str = "
import threading

def forever():
    while True:
        pass

threading.Thread(target=forever, daemon=True).start()
print('over')
";

#[test]
fn daemons_are_cut_off_when_the_program_is_over() {
    for &(mode, workers) in WAYS {
        assert_eq!(printed(DAEMON, mode, workers), "over\n");
    }
}

#[test]
fn a_trace_without_room_ends_with_a_mark_and_the_run_goes_on() {
    let text = "
import threading
from playground import gather, spawn

lock = threading.Lock()

def work(number):
    for turn in range(100):
        with lock:
            pass
    print(number)

gather([spawn(work, number) for number in range(4)])
print('done')
";
    for &(mode, workers) in WAYS {
        let mut settings = settings(mode, workers);
        settings.limits.trace.events = 100;
        let finished = execute_until(text, settings, &Stop::default(), |_| {});
        assert!(finished.printed.stdout.ends_with("done\n"), "{mode:?} on {workers}");
        let trace = &finished.trace;
        let last = trace.events().last().expect("there are events");
        assert_eq!(
            (trace.len(), last.kind, trace.text(last.text)),
            (101, EventKind::Cut, "events")
        );
        assert_eq!(trace.cut.as_deref(), Some("events"), "{mode:?} on {workers}");
    }
}
