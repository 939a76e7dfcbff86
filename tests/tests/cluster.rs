//! Mode `cluster`: what several machines and the network between them change, as numbers.

use protocol::{Answer, Knobs, Mode, StartMethod, Status};
use suite::run_with;
use trace::{Clock, EventKind, Span, Trace};

const MS: u64 = 1_000_000;

/// Four tasks that compute for 20 ms each.
const COMPUTING: &str = "
from playground import cpu, gather, spawn
gather([spawn(cpu, 0.020) for _ in range(4)])
";

/// Twelve calls of 5 ms each, and which worker has made how many.
const POOL: &str = "
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from playground import cpu
def work(n):
    cpu(0.005)
    return threading.current_thread().name
with ThreadPoolExecutor(2) as pool:
    print(sorted(Counter(pool.map(work, range(12))).values()))
";

/// Fifty questions and answers between two processes.
const QUESTIONS: &str = "
from multiprocessing import Pipe, Process
def answer(connection):
    for _ in range(50):
        connection.send(connection.recv() + 1)
if __name__ == '__main__':
    ours, theirs = Pipe()
    process = Process(target=answer, args=(theirs,))
    process.start()
    for n in range(50):
        ours.send(n)
        ours.recv()
    process.join()
";

/// One core for each machine.
fn one_core() -> Knobs {
    Knobs { cores: 1, ..Knobs::default() }
}

fn run(text: &str, mode: Mode, knobs: Knobs) -> (Answer, Trace) {
    let outcome = run_with("workload.py", text, mode, Clock::Virtual, knobs);
    (outcome.answer, outcome.trace.expect("it ran"))
}

fn cluster(text: &str, knobs: Knobs) -> Answer {
    let answer = run(text, Mode::Cluster, knobs).0;
    assert_eq!(answer.status, Status::Ok, "{:?} {}", answer.error, answer.stderr);
    answer
}

fn marks(trace: &Trace) -> Vec<&str> {
    let marks = trace.events().filter(|event| event.kind == EventKind::Checkpoint);
    marks.map(|event| trace.text(event.text)).collect()
}

#[test]
fn two_machines_of_one_core_take_half_the_time_of_one() {
    let one = run(COMPUTING, Mode::Processes, one_core()).0;
    let two = cluster(COMPUTING, one_core());
    let gain = one.makespan_ns as f64 / two.makespan_ns as f64;
    assert!((1.8..2.0).contains(&gain), "{gain}");
    // The queue hands each machine two tasks, and nobody is interrupted.
    assert_eq!(two.metrics.preemptions, 0);
    assert_eq!(two.metrics.core_utilisation.len(), 2);
    assert!(two.metrics.utilisation > 0.9, "{}", two.metrics.utilisation);
}

#[test]
fn four_machines_take_a_task_each() {
    let four = cluster(COMPUTING, Knobs { machines: 4, ..one_core() });
    assert!(four.makespan_ns < 28 * MS, "{}", four.makespan_ns);
    assert!(four.metrics.core_utilisation.iter().all(|busy| *busy > 0.7));
}

#[test]
fn the_latency_is_what_small_messages_cost() {
    let near = run(QUESTIONS, Mode::Processes, Knobs { cores: 2, ..Knobs::default() }).0;
    let far = cluster(QUESTIONS, one_core());
    // A question and an answer, 50 times, after the process itself and before the news of its end.
    let ways = 50 * 2 + 2;
    let network = far.makespan_ns - near.makespan_ns;
    assert!(network.abs_diff(ways * MS / 4) < 2 * MS, "{network}");
    let farther = cluster(QUESTIONS, Knobs { latency: Span(MS), ..one_core() });
    assert!(farther.makespan_ns > 3 * far.makespan_ns, "{}", farther.makespan_ns);
    // The messages are small, so that wire is nearly always idle.
    let thin = cluster(QUESTIONS, Knobs { bandwidth: 100, ..one_core() });
    assert!(thin.makespan_ns < far.makespan_ns + 2 * MS, "{}", thin.makespan_ns);
}

#[test]
fn the_bandwidth_eats_the_gain_of_a_long_list() {
    let text = "
from playground import cpu, gather, spawn
def double(items):
    cpu(0.020)
    return [2 * item for item in items]
print(sum(map(len, gather([spawn(double, list(range(50_000))) for _ in range(2)]))))
";
    let near = run(text, Mode::Processes, Knobs { cores: 2, ..Knobs::default() }).0;
    let wide = cluster(text, Knobs { bandwidth: 10_000, ..one_core() });
    let thin = cluster(text, Knobs { bandwidth: 50, ..one_core() });
    assert!(wide.makespan_ns < near.makespan_ns * 11 / 10, "{}", wide.makespan_ns);
    assert!(thin.makespan_ns > near.makespan_ns * 2, "{}", thin.makespan_ns);
    assert!(thin.metrics.network_bytes > 150_000, "{}", thin.metrics.network_bytes);
    assert_eq!(thin.metrics.network_bytes, wide.metrics.network_bytes);
    assert_eq!(near.metrics.network_bytes, 0);
}

#[test]
fn a_process_that_begins_anew_needs_less_of_the_network() {
    let text = "
from playground import spawn
table = list(range(50_000))
def first(n):
    return table[n]
if __name__ == '__main__':
    print(spawn(first, 7).result())
";
    let network = |start_method| {
        let answer = cluster(text, Knobs { start_method, ..one_core() });
        assert_eq!(answer.stdout, "7\n");
        answer.metrics.network_bytes
    };
    assert!(network(StartMethod::Fork) > 800_000, "{}", network(StartMethod::Fork));
    assert!(network(StartMethod::Spawn) < 2_000, "{}", network(StartMethod::Spawn));
}

#[test]
fn a_lock_that_is_far_away_is_slow() {
    let text = "
import threading
lock = threading.Lock()
def use():
    for _ in range(20):
        with lock:
            pass
thread = threading.Thread(target=use)
thread.start()
thread.join()
";
    let near = run(text, Mode::Processes, Knobs { cores: 2, ..Knobs::default() }).0;
    let far = cluster(text, one_core());
    // There and back for each time it is taken, and 30 us until a core that has slept meanwhile goes on;
    // who gives it back waits for nobody.
    let network = far.makespan_ns - near.makespan_ns;
    assert!(network.abs_diff(20 * (MS / 2 + 30_000)) < MS, "{network}");
}

#[test]
fn a_slow_machine_takes_fewer_items_out_of_the_queue() {
    let even = cluster(POOL, one_core());
    // Who sits beside the queue waits for no network.
    assert_eq!(even.stdout, "[5, 7]\n");
    let slow = cluster(POOL, Knobs { slow_machine: 4, ..one_core() });
    assert!(["[2, 10]\n", "[3, 9]\n"].contains(&&*slow.stdout), "{}", slow.stdout);
    assert!(slow.makespan_ns > even.makespan_ns);
    // One item that was begun late on the slow one is what all wait for.
    assert!(slow.makespan_ns < 2 * even.makespan_ns, "{}", slow.makespan_ns);
}

#[test]
fn what_a_failed_machine_has_lost_is_called_again() {
    let (answer, trace) = run(POOL, Mode::Cluster, Knobs { fail_at: Span(20 * MS), ..one_core() });
    assert_eq!(answer.status, Status::Ok, "{:?}", answer.error);
    let counts = answer.stdout.trim().trim_matches(['[', ']']);
    let counts = counts.split(", ").map(|count| count.parse::<u32>().expect("it is a number"));
    assert_eq!(counts.sum::<u32>(), 12);
    let marks = marks(&trace);
    assert!(marks.contains(&"machine 1 fails"), "{marks:?}");
    assert!(marks.iter().any(|mark| mark.starts_with("calls work again")), "{marks:?}");
    let of_machine_1 = |event: &trace::Event| event.core.0 == 1 && event.time.0 > 20 * MS;
    assert!(!trace.events().any(|event| of_machine_1(&event)), "nothing runs on a failed machine");
}

#[test]
fn fragments_are_started_again() {
    let text = "
from playground import cpu, pmap
def square(n):
    cpu(0.010)
    print('squares', n)
    return n * n
print(pmap(square, range(4)))
";
    let knobs = Knobs { fail_at: Span(22 * MS), ..one_core() };
    let (answer, trace) = run(text, Mode::Cluster, knobs);
    assert_eq!(answer.stdout.lines().last(), Some("[0, 1, 4, 9]"), "{:?}", answer.error);
    assert!(marks(&trace).iter().any(|mark| mark.starts_with("starts square")));
    // At least once: what had an effect before the failure has it again.
    let late = Knobs { fail_at: Span(13 * MS), latency: Span(20 * MS), ..one_core() };
    assert_eq!(cluster(text, late).stdout.lines().last(), Some("[0, 1, 4, 9]"));
}

#[test]
fn a_process_that_was_written_is_lost_with_its_machine() {
    let text = "
from multiprocessing import Pipe, Process
import time
def work(connection):
    time.sleep(0.1)
    connection.send('done')
if __name__ == '__main__':
    pipes = [Pipe(duplex=False) for _ in range(2)]
    processes = [Process(target=work, args=(sender,)) for _, sender in pipes]
    for process in processes:
        process.start()
    for _, sender in pipes:
        sender.close()
    for process, (receiver, _) in zip(processes, pipes):
        process.join()
        try:
            print(process.exitcode, receiver.recv())
        except EOFError:
            print(process.exitcode, 'EOFError')
";
    let answer = cluster(text, Knobs { fail_at: Span(50 * MS), ..one_core() });
    assert_eq!(answer.stdout, "-9 EOFError\n0 done\n");
}

#[test]
fn equal_specs_give_equal_traces() {
    let knobs = || Knobs {
        machines: 3,
        cores: 2,
        slow_machine: 3,
        fail_at: Span(15 * MS),
        ..Knobs::default()
    };
    let hash = || run(POOL, Mode::Cluster, knobs()).1.hash();
    assert_eq!(hash(), hash());
}

#[test]
fn no_numbers_of_a_cluster_are_too_large_or_too_small() {
    let largest = Knobs {
        machines: u32::MAX,
        latency: Span(u64::MAX),
        bandwidth: 0,
        slow_machine: u32::MAX,
        fail_at: Span(u64::MAX),
        ..one_core()
    };
    let answer = run(COMPUTING, Mode::Cluster, largest).0;
    assert_eq!(answer.status, Status::Limit);
    let least = Knobs {
        machines: 0,
        latency: Span(0),
        bandwidth: u64::MAX,
        slow_machine: 0,
        fail_at: Span(1),
        ..one_core()
    };
    assert_eq!(cluster(COMPUTING, least).status, Status::Ok);
}
