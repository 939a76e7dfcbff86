//! A policy that the visitor writes: a small Python function that chooses among the ready tasks.

use protocol::{Answer, Knobs, Mode, Policy, Status};
use suite::run_with;
use trace::{Clock, EventKind, Trace};

/// Three that compute for so long, and say when they are ready.
const COMPUTING: &str = "
from playground import cpu, gather, spawn
def work(name, seconds):
    cpu(seconds)
    print(name)
gather(spawn(work, 'a', 0.012), spawn(work, 'b', 0.007), spawn(work, 'c', 0.003))
";

/// Many short turns, locks and sleeps.
const MIXED: &str = "
import threading, time
from playground import cpu, gather, spawn
lock = threading.Lock()
def work(n):
    for turn in range(5):
        with lock:
            cpu(0.001)
        time.sleep(0.001 * n)
        cpu(0.003)
gather([spawn(work, n) for n in range(5)])
";

fn run(text: &str, mode: Mode, policy: Policy, own_policy: &str) -> (Answer, Option<Trace>) {
    let own_policy = own_policy.to_owned();
    let knobs = Knobs { cores: 2, policy, own_policy, ..Knobs::default() };
    let outcome = run_with("workload.py", text, mode, Clock::Virtual, knobs);
    (outcome.answer, outcome.trace)
}

fn stdout(own_policy: &str) -> String {
    let answer = run(COMPUTING, Mode::TimeSliced, Policy::Own, own_policy).0;
    assert_eq!(answer.status, Status::Ok, "{:?}", answer.diagnostics);
    answer.stdout
}

/// The line of the mistake, and what it is.
fn mistake(own_policy: &str) -> (u32, String) {
    let answer = run(COMPUTING, Mode::TimeSliced, Policy::Own, own_policy).0;
    assert_eq!(answer.status, Status::Refused, "{own_policy}");
    let [found] = &answer.diagnostics[..] else { panic!("{:?}", answer.diagnostics) };
    assert_eq!(found.code, "policy");
    assert!(!found.help.is_empty());
    let message = found.message.strip_prefix("the policy cannot be used: ");
    (found.line, message.expect("every message begins so").to_owned())
}

#[test]
fn the_first_of_the_ready_is_round_robin() {
    for mode in [Mode::TimeSliced, Mode::FreeThreads, Mode::Threads, Mode::Processes, Mode::Cluster]
    {
        let hash = |policy| {
            let (answer, trace) = run(MIXED, mode, policy, &Knobs::default().own_policy);
            assert_eq!(answer.status, Status::Ok, "{:?}", answer.diagnostics);
            trace.expect("it ran").hash()
        };
        assert_eq!(hash(Policy::Own), hash(Policy::RoundRobin), "{mode}");
    }
}

#[test]
fn who_has_run_least_goes_first_if_the_function_says_so() {
    let least = "
def choose(ready, now):
    return min(ready, key=lambda task: task.ran)
";
    let (own, _) = run(MIXED, Mode::TimeSliced, Policy::Own, least);
    assert_eq!(own.status, Status::Ok, "{:?}", own.diagnostics);
    let (first, _) = run(MIXED, Mode::TimeSliced, Policy::RoundRobin, least);
    assert_ne!(own.trace_hash, first.trace_hash);
    assert_eq!(stdout(least), "c\nb\na\n");
}

#[test]
fn a_function_that_prefers_one_task_starves_the_others() {
    let prefers = "
def choose(ready, now):
    for task in ready:
        if task.name.startswith('work'):
            return task
    return ready[0]
";
    // The others wait until those before them have ended, for all their turns.
    let sticks = "
last = None
def choose(ready, now):
    global last
    if last not in ready:
        last = ready[0]
    return last
";
    assert_eq!(stdout(sticks), "a\nb\nc\n");
    assert_eq!(stdout(prefers), "c\nb\na\n");
    let (answer, trace) = run(COMPUTING, Mode::TimeSliced, Policy::Own, sticks);
    let trace = trace.expect("it ran");
    let starved = trace.tasks.iter().position(|task| task.name == "work 3").expect("it is there");
    let ready = answer.tasks[starved].ready_ns;
    assert!(ready > 18_000_000, "{ready}");
    assert!(trace.events().any(|event| event.kind == EventKind::Preempt));
}

#[test]
fn tasks_are_the_same_objects_every_time_and_know_what_was() {
    let counts = "
def choose(ready, now):
    for task in ready:
        assert task.waited >= 0 and task.created <= now and task.kind, task
        assert task.arrival in ('started', 'woken', 'yielded', 'turn over'), task.arrival
        if not hasattr(task, 'turns'):
            task.turns = 0
    chosen = min(ready, key=lambda task: (task.turns, task.id))
    chosen.turns += 1
    return chosen
";
    assert_eq!(stdout(counts), "c\nb\na\n");
}

#[test]
fn what_is_wrong_with_a_policy_is_said_with_its_place() {
    let cases = [
        ("def choose(ready, now)\n    return ready[0]\n", 1, "expected `:`"),
        ("x = 1\n", 1, "there is no function choose"),
        ("import sys\n\ndef choose(ready, now):\n    return ready[9]\n", 4, "it raises IndexError"),
        ("def choose(ready, now):\n    return 7\n", 1, "it returns 7, which is none of"),
        ("\ndef choose(ready, now):\n    pass\n", 2, "it returns None, which is none of"),
        ("def choose(ready):\n    return ready[0]\n", 1, "it raises TypeError"),
        (
            "def choose(ready, now):\n    while True:\n        pass\n",
            2,
            "one choice takes more than 1000000 instructions",
        ),
        ("def choose(ready, now):\n    print(ready)\n    return ready[0]\n", 2, "it prints"),
        (
            "import time\ntime.sleep(1)\ndef choose(ready, now):\n    return ready[0]\n",
            2,
            "it prints",
        ),
        ("1 / 0\ndef choose(ready, now):\n    return ready[0]\n", 1, "it raises ZeroDivisionError"),
        ("def choose(ready, now):\n    input()\n", 2, "it prints, waits, reads"),
        ("def choose(ready, now):\n    return [0] * 10 ** 9\n", 1, "it reaches its limit of heap"),
    ];
    for (text, line, message) in cases {
        let (at, said) = mistake(text);
        assert!(said.to_lowercase().contains(&message.to_lowercase()), "{text}: {said}");
        assert_eq!(at, line, "{text}: {said}");
    }
}

#[test]
fn modes_without_a_choice_do_not_ask() {
    let (answer, _) = run(COMPUTING, Mode::Sequential, Policy::Own, "not Python");
    assert_eq!(answer.status, Status::Ok);
}
