//! What the modes teach, as numbers: on the virtual clock they are exact and always the same.

use engine::Stop;
use protocol::{Agreement, Answer, Class, Comparison, Knobs, Mode, Spec, Status};
use suite::run_with;
use trace::{Clock, Span};

const MS: u64 = 1_000_000;

/// Four tasks that compute for 20 ms each.
const COMPUTING: &str = "
from playground import cpu, gather, spawn
gather([spawn(cpu, 0.020) for _ in range(4)])
";

/// Eight tasks that wait for 10 ms each.
const WAITING: &str = "
from playground import gather, io, spawn
gather([spawn(io, 0.020) for _ in range(8)])
";

fn answer(text: &str, mode: Mode, cores: u32) -> Answer {
    let knobs = Knobs { cores, ..Knobs::default() };
    let answer = run_with("workload.py", text, mode, Clock::Virtual, knobs).answer;
    assert_eq!(answer.status, Status::Ok, "{:?}", answer.error);
    answer
}

/// By how much `mode` is faster than one after the other.
fn gain(text: &str, mode: Mode, cores: u32) -> f64 {
    let sequential = answer(text, Mode::Sequential, cores).makespan_ns;
    sequential as f64 / answer(text, mode, cores).makespan_ns as f64
}

fn has(answer: &Answer, code: &str) -> bool {
    answer.diagnostics.iter().any(|found| found.code == code)
}

#[test]
fn threads_that_compute_under_the_gil_gain_nothing_and_pay_for_switching() {
    let threads = answer(COMPUTING, Mode::Threads, 4);
    assert!(gain(COMPUTING, Mode::Threads, 4) < 1.0);
    assert!(threads.metrics.gil_handovers >= 12, "{}", threads.metrics.gil_handovers);
    assert_eq!(threads.metrics.class, Class::CpuBound);
    assert!(has(&threads, "threads-without-gain"));
}

#[test]
fn without_the_lock_the_same_gains_as_many_times_as_there_are_cores() {
    assert!(gain(COMPUTING, Mode::FreeThreads, 4) > 3.9);
    assert!(gain(COMPUTING, Mode::FreeThreads, 2) > 1.9);
}

#[test]
fn three_that_compute_on_two_cores_are_time_sliced() {
    let text = COMPUTING.replace("range(4)", "range(3)");
    let answer = answer(&text, Mode::FreeThreads, 2);
    // 60 ms of work on two cores; no task gets a core for itself.
    assert_eq!((answer.makespan_ns + MS / 2) / MS, 30);
    assert!(answer.metrics.preemptions >= 6, "{}", answer.metrics.preemptions);
}

#[test]
fn waits_overlap_in_threads_and_in_an_event_loop_alike() {
    for mode in [Mode::AsWritten, Mode::Threads, Mode::Async, Mode::FreeThreads] {
        assert!(gain(WAITING, mode, 4) > 7.5, "{mode}: {}", gain(WAITING, mode, 4));
    }
    assert_eq!(answer(WAITING, Mode::Async, 4).metrics.class, Class::IoBound);
}

#[test]
fn a_blocking_call_in_a_coroutine_stops_all_others() {
    let text = "
import asyncio, time
async def careless():
    await asyncio.sleep(0)
    time.sleep(0.050)
async def polite():
    await asyncio.sleep(0.010)
async def main():
    await asyncio.gather(careless(), polite())
asyncio.run(main())
";
    let answer = answer(text, Mode::AsWritten, 4);
    let lag = answer.metrics.loop_lag.as_ref().expect("there is a loop");
    assert!(lag.lag_ns > 39 * MS && lag.by.contains("careless"), "{lag:?}");
    let found = answer.diagnostics.iter().find(|found| found.code == "blocked-loop");
    assert_eq!(found.map(|found| found.line), Some(5), "{:?}", answer.diagnostics);
}

#[test]
fn amdahls_law_bounds_what_cores_can_give() {
    // 20 ms alone, then 4 × 20 ms side by side: a fifth of the work is serial.
    let text = format!("from playground import cpu\ncpu(0.020)\n{COMPUTING}");
    let answer = answer(&text, Mode::FreeThreads, 4);
    assert!((answer.metrics.serial_fraction - 0.2).abs() < 0.01);
    assert_eq!((answer.metrics.critical_path_ns + MS / 2) / MS, 40);
    // With s = 0.2 even 64 cores give less than 1 / s.
    assert!(gain(&text, Mode::FreeThreads, 64) < 5.0);
}

#[test]
fn a_lock_held_while_waiting_makes_everybody_wait() {
    let text = "
import threading
from playground import gather, io, spawn
lock = threading.Lock()
def fetch():
    with lock:
        io(0.010)
gather([spawn(fetch) for _ in range(4)])
";
    let answer = answer(text, Mode::Threads, 4);
    assert_eq!((answer.makespan_ns + MS / 2) / MS, 40);
    let found = answer.diagnostics.iter().find(|found| found.code == "lock-held-while-waiting");
    let found = found.expect("it is found");
    assert_eq!((found.line, found.related[0].line), (7, 6));
    // All that is written on the line, for the trace knows no columns.
    assert_eq!((found.column, found.end_line, found.end_column), (9, 7, 18));
    let lock = &answer.metrics.objects[0];
    assert_eq!((lock.name.as_str(), lock.taken, lock.waits), ("lock", 4, 3));
}

#[test]
fn daemons_cut_off_and_polling_are_pointed_out() {
    let text = "
import threading, time
done = False
def poll():
    while not done:
        time.sleep(0.0001)
def forever():
    while True:
        time.sleep(0.010)
threading.Thread(target=forever, daemon=True).start()
poller = threading.Thread(target=poll)
poller.start()
time.sleep(0.035)
done = True
poller.join()
";
    let answer = answer(text, Mode::AsWritten, 4);
    assert!(
        has(&answer, "daemon-cut-off") && has(&answer, "busy-wait"),
        "{:?}",
        answer.diagnostics
    );
}

#[test]
fn locks_of_the_librarys_own_are_not_the_workloads_fault() {
    let text = "
from multiprocessing import Pool
def square(n):
    return n * n
if __name__ == '__main__':
    with Pool(3) as pool:
        print(pool.map(square, range(6)))
";
    let answer = answer(text, Mode::Cluster, 2);
    assert!(!has(&answer, "lock-held-while-waiting"), "{:?}", answer.diagnostics);
}

#[test]
fn a_lock_on_another_machine_is_not_held_while_it_is_taken() {
    let text = "
import threading
lock = threading.Lock()
n = 0
def add():
    global n
    with lock:
        n += 1
threads = [threading.Thread(target=add) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
";
    let answer = answer(text, Mode::Cluster, 2);
    assert!(answer.metrics.objects.iter().any(|lock| lock.waits > 0), "nobody waited for it");
    assert!(!has(&answer, "lock-held-while-waiting"), "{:?}", answer.diagnostics);
}

#[test]
fn the_threads_without_gain_are_those_that_compute() {
    let text = "
import threading, time
from playground import cpu, gather, spawn
def watch():
    while True:
        time.sleep(0.005)
threading.Thread(target=watch, daemon=True).start()
gather([spawn(cpu, 0.020) for _ in range(4)])
";
    let answer = answer(text, Mode::Threads, 4);
    let found = answer.diagnostics.iter().find(|found| found.code == "threads-without-gain");
    assert_eq!(found.map(|found| (found.line, found.column)), Some((8, 1)));
    // Where waiting is what takes the time, the lock is not what is in the way.
    let waits = text.replace("gather(", "time.sleep(0.300)\ngather(");
    assert!(!has(&self::answer(&waits, Mode::Threads, 4), "threads-without-gain"));
}

#[test]
fn the_convoy_effect_makes_short_sleeps_long_beside_who_computes() {
    let text = "
import threading, time
from playground import cpu
def compute():
    cpu(0.200)
for _ in range(COUNT):
    threading.Thread(target=compute).start()
for _ in range(10):
    time.sleep(0.001)
print(round(time.perf_counter() * 1000))
";
    let slept = |count: &str| {
        let answer = answer(&text.replace("COUNT", count), Mode::AsWritten, 2);
        answer.stdout.trim().parse::<u64>().expect("a number")
    };
    assert_eq!(slept("0"), 11);
    // Each wake-up waits for the lock for an interval of 5 ms, first of one; of two the one that has
    // demanded it goes before who has just woken up, so that is four intervals. (CPython 3.11, as
    // measured: 6 ms and 12 to 25 ms for each sleep of 1 ms.)
    assert!((55..=75).contains(&slept("1")), "{}", slept("1"));
    assert!((190..=220).contains(&slept("2")), "{}", slept("2"));
}

#[test]
fn who_is_interrupted_where_decides_whether_updates_are_lost() {
    let text = "
import threading
n = 0
def add():
    global n
    for _ in range(20000):
        n += 1
ts = [threading.Thread(target=add) for _ in range(2)]
for t in ts: t.start()
for t in ts: t.join()
print(n)
";
    let printed = |preempt| {
        // No multiple of what a turn of the loop takes, or all turns would end at the same instruction.
        let quantum = Span(7_000);
        let knobs = Knobs { quantum, preempt: Some(preempt), ..Knobs::default() };
        run_with("workload.py", text, Mode::TimeSliced, Clock::Virtual, knobs).answer.stdout
    };
    assert_ne!(printed(protocol::Preempt::EveryInstruction), "40000\n");
    assert_eq!(printed(protocol::Preempt::Cpython), "40000\n");
    assert_eq!(printed(protocol::Preempt::WaitsOnly), "40000\n");
}

/// Eight tasks that compute for 250 ms each.
const COMPUTING_LONG: &str = "
from playground import cpu, gather, spawn
gather([spawn(cpu, 0.250) for _ in range(8)])
";

#[test]
fn the_same_in_processes_gains_as_many_times_as_there_are_cores() {
    for cores in [2, 4, 8] {
        let gain = gain(COMPUTING_LONG, Mode::Processes, cores);
        assert!(gain > f64::from(cores) * 0.9 && gain <= f64::from(cores), "{cores}: {gain}");
    }
    // What is quick is not worth a process.
    let quick = COMPUTING_LONG.replace("0.250", "0.000_1");
    assert!(gain(&quick, Mode::Processes, 8) < 0.2);
}

#[test]
fn three_processes_on_two_cores_are_time_sliced() {
    let text = COMPUTING_LONG.replace("range(8)", "range(3)");
    let answer = answer(&text, Mode::Processes, 2);
    // 750 ms of work on two cores, and starting them, which costs 3.8 ms of a core for each.
    assert!((380..383).contains(&(answer.makespan_ns / MS)), "{}", answer.makespan_ns);
    // Turns of 5 ms, the default quantum.
    assert!(answer.metrics.preemptions >= 74, "{}", answer.metrics.preemptions);
    assert!(has(&answer, "more-processes-than-cores"));
}

#[test]
fn marshalling_a_large_list_can_eat_the_gain() {
    let text = "
from concurrent.futures import ThreadPoolExecutor
def total(numbers):
    return sum(numbers)
if __name__ == '__main__':
    numbers = list(range(200_000))
    with ThreadPoolExecutor(2) as pool:
        print(sum(pool.map(total, [numbers] * 4)))
";
    assert!(gain(text, Mode::Processes, 2) < 0.5, "{}", gain(text, Mode::Processes, 2));
    let answer = answer(text, Mode::Processes, 2);
    assert!(answer.metrics.marshalled_bytes > 2_000_000, "{}", answer.metrics.marshalled_bytes);
    // Most of the computing is making messages and reading them.
    let threads = self::answer(text, Mode::Threads, 2).metrics.cpu_ns;
    assert!(answer.metrics.cpu_ns > 2 * threads);
}

#[test]
fn a_change_in_a_child_the_parent_never_sees() {
    let text = "
import threading
count = 0
def add():
    global count
    count += 1
thread = threading.Thread(target=add)
thread.start()
thread.join()
print(count)
";
    let comparison = compared(text);
    for (run, agreement) in comparison.runs.iter().zip(&comparison.agreements) {
        match agreement {
            Agreement::Differs { what, why } => {
                assert!(!run.mode.info().shares_memory, "{}", run.mode);
                assert_eq!(what, "it prints '0' instead of '1'");
                assert!(why.contains("memory of their own"), "{why}");
            }
            _ => assert!(run.mode.info().shares_memory, "{}", run.mode),
        }
    }
}

#[test]
fn in_mode_threads_what_was_written_as_processes_takes_turns_like_all() {
    let text = "
from multiprocessing import Process
from playground import cpu
if __name__ == '__main__':
    processes = [Process(target=cpu, args=(0.050,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
";
    assert!(gain(text, Mode::AsWritten, 4) > 3.5);
    let threads = answer(text, Mode::Threads, 4);
    assert!(gain(text, Mode::Threads, 4) <= 1.0);
    assert!(threads.metrics.gil_wait_ns > 100 * MS, "{}", threads.metrics.gil_wait_ns);
    assert!(compared(text).advice.starts_with("Computing is what takes its time"));
}

fn compared(text: &str) -> Comparison {
    let spec = Spec {
        file: "workload.py".into(),
        text: text.into(),
        mode: Mode::Sequential,
        clock: Clock::Virtual,
        knobs: Knobs::default(),
    };
    let comparing = engine::block_on(engine::compare(&spec, &Stop::default(), |_| ()));
    comparing.expect("nobody stops it").comparison
}

#[test]
fn what_cannot_be_marshalled_is_why_a_mode_fails() {
    let text = "
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    print(pool.submit(lambda: 1).result())
";
    let comparison = compared(text);
    let said = comparison.agreements.iter().find_map(|agreement| match agreement {
        Agreement::Differs { what, why } => Some((what, why)),
        _ => None,
    });
    let (what, why) = said.expect("processes cannot do that");
    assert!(what.starts_with("it ends with PicklingError"), "{what}");
    assert!(why.contains("marshalled"), "{why}");
}

#[test]
fn waiting_for_what_another_process_never_shows_is_explained() {
    let text = "
import threading
items = []
changed = threading.Condition()
def put():
    with changed:
        items.append(1)
        changed.notify()
thread = threading.Thread(target=put)
with changed:
    thread.start()
    while not items:
        changed.wait()
thread.join()
print(items)
";
    let comparison = compared(text);
    let found = comparison.runs.iter().position(|run| run.mode == Mode::Processes);
    let at = found.expect("all modes are compared");
    assert_eq!(comparison.runs[at].status, Status::Deadlock);
    let Agreement::Differs { why, .. } = &comparison.agreements[at] else {
        panic!("{:?}", comparison.agreements[at]);
    };
    assert!(why.contains("memory of their own"), "{why}");
}
