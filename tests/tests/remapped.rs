//! Mode `processes` makes of a workload what it would be if it were written with `multiprocessing`:
//! each program stands here twice, and the second is what CPython is asked, too.

use std::process::Command;

use protocol::{Answer, Knobs, Mode, StartMethod, Status};
use suite::{cpython, run, run_with};
use trace::{Clock, EventKind, TaskKind};

struct Pair {
    /// As it is written with threads, fragments and the like.
    shared: &'static str,
    /// As it would be written with processes.
    apart: &'static str,
    /// What both print.
    printed: &'static str,
}

const CHANGES: Pair = Pair {
    shared: "
import threading
found = []
count = 0
def add():
    global count
    count += 1
    found.append(count)
    print('child', count, found)
for _ in range(2):
    t = threading.Thread(target=add)
    t.start()
    t.join()
print('parent', count, found)
",
    apart: "
from multiprocessing import Process
found = []
count = 0
def add():
    global count
    count += 1
    found.append(count)
    print('child', count, found)
for _ in range(2):
    t = Process(target=add)
    t.start()
    t.join()
print('parent', count, found)
",
    printed: "child 1 [1]\nchild 1 [1]\nparent 0 []\n",
};

const MEETING: Pair = Pair {
    shared: "
import threading
lock, ready, done = threading.Lock(), threading.Event(), threading.Semaphore(0)
barrier = threading.Barrier(2)
changed = threading.Condition()
def child():
    with lock:
        print('has the lock')
    ready.set()
    barrier.wait()
    with changed:
        changed.notify_all()
    done.release()
lock.acquire()
t = threading.Thread(target=child)
t.start()
print('releases')
lock.release()
ready.wait()
with changed:
    barrier.wait()
    print('is told', changed.wait(10))
done.acquire()
t.join()
print('done', lock.acquire(False), done.acquire(False))
",
    apart: "
from multiprocessing import Barrier, Condition, Event, Lock, Process, Semaphore
lock, ready, done = Lock(), Event(), Semaphore(0)
barrier = Barrier(2)
changed = Condition()
def child():
    with lock:
        print('has the lock', flush=True)
    ready.set()
    barrier.wait()
    with changed:
        changed.notify_all()
    done.release()
lock.acquire()
t = Process(target=child)
t.start()
print('releases', flush=True)
lock.release()
ready.wait()
with changed:
    barrier.wait()
    print('is told', changed.wait(10))
done.acquire()
t.join()
print('done', lock.acquire(False), done.acquire(False))
",
    printed: "releases\nhas the lock\nis told True\ndone True False\n",
};

const QUEUES: Pair = Pair {
    shared: "
import queue, threading
asked, answered = queue.Queue(maxsize=2), queue.Queue()
def serve():
    while (item := asked.get()) is not None:
        item.append('served')
        answered.put(item)
        asked.task_done()
    asked.task_done()
t = threading.Thread(target=serve)
t.start()
sent = ['a']
asked.put(sent)
back = answered.get()
print(sent, back, back is sent)
asked.put(None)
asked.join()
t.join()
try:
    answered.get(timeout=0.01)
except queue.Empty:
    print('empty')
",
    apart: "
import queue
from multiprocessing import JoinableQueue, Process
asked, answered = JoinableQueue(maxsize=2), JoinableQueue()
def serve():
    while (item := asked.get()) is not None:
        item.append('served')
        answered.put(item)
        asked.task_done()
    asked.task_done()
t = Process(target=serve)
t.start()
sent = ['a']
asked.put(sent)
back = answered.get()
print(sent, back, back is sent)
asked.put(None)
asked.join()
t.join()
try:
    answered.get(timeout=0.01)
except queue.Empty:
    print('empty')
",
    printed: "['a'] ['a', 'served'] False\nempty\n",
};

const POOLS: Pair = Pair {
    shared: "
from concurrent.futures import ThreadPoolExecutor
calls = []
def square(x):
    calls.append(x)
    return x * x
def outer():
    def inner(): pass
    return inner
with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(square, range(4))), calls)
    for sent in (lambda: 1, outer()):
        try:
            print(pool.submit(sent).result())
        except Exception as error:
            print(type(error).__name__, str(error).split(' at 0x')[0])
    try:
        print(pool.submit(iter, square).result())
    except Exception as error:
        print(type(error).__name__, error)
",
    apart: "
from concurrent.futures import ProcessPoolExecutor
calls = []
def square(x):
    calls.append(x)
    return x * x
def outer():
    def inner(): pass
    return inner
with ProcessPoolExecutor(2) as pool:
    print(list(pool.map(square, range(4))), calls)
    for sent in (lambda: 1, outer()):
        try:
            print(pool.submit(sent).result())
        except Exception as error:
            print(type(error).__name__, str(error).split(' at 0x')[0])
    try:
        print(pool.submit(iter, square).result())
    except Exception as error:
        print(type(error).__name__, error)
",
    printed: "[0, 1, 4, 9] []\nPicklingError Can't pickle <function <lambda>\n\
              AttributeError Can't pickle local object 'outer.<locals>.inner'\n\
              TypeError 'function' object is not iterable\n",
};

const SUBCLASSES: Pair = Pair {
    shared: "
import threading
class Worker(threading.Thread):
    def __init__(self, number):
        super().__init__(name=f'worker {number}')
        self.number = number
        self.result = None
    def run(self):
        self.result = self.number ** 2
        print(threading.current_thread() is self, self.name, self.result)
workers = [Worker(n) for n in (2, 3)]
for worker in workers:
    worker.start()
    worker.join()
print([worker.result for worker in workers], workers[0].is_alive())
",
    apart: "
import multiprocessing
class Worker(multiprocessing.Process):
    def __init__(self, number):
        super().__init__(name=f'worker {number}')
        self.number = number
        self.result = None
    def run(self):
        self.result = self.number ** 2
        print(multiprocessing.current_process() is self, self.name, self.result)
workers = [Worker(n) for n in (2, 3)]
for worker in workers:
    worker.start()
    worker.join()
print([worker.result for worker in workers], workers[0].is_alive())
",
    printed: "True worker 2 4\nTrue worker 3 9\n[None, None] False\n",
};

const LOOPS: Pair = Pair {
    shared: "
import asyncio
seen = []
def work(n):
    seen.append(n)
    return n + 1
async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.gather(*[asyncio.to_thread(work, n) for n in range(3)]))
    print(await loop.run_in_executor(None, work, 9), seen)
if __name__ == '__main__':
    asyncio.run(main())
",
    apart: "
import asyncio
from concurrent.futures import ProcessPoolExecutor
seen = []
def work(n):
    seen.append(n)
    return n + 1
async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(3) as pool:
        print(await asyncio.gather(*[loop.run_in_executor(pool, work, n) for n in range(3)]))
        print(await loop.run_in_executor(pool, work, 9), seen)
if __name__ == '__main__':
    asyncio.run(main())
",
    printed: "[1, 2, 3]\n10 []\n",
};

fn check(pair: &Pair) {
    let remapped = run("workload.py", pair.shared, Mode::Processes, Clock::Virtual).answer;
    assert_eq!(remapped.stdout, pair.printed, "{:?} {}", remapped.error, remapped.stderr);
    assert_eq!(remapped.status, Status::Ok);
    let written = run("workload.py", pair.apart, Mode::AsWritten, Clock::Virtual).answer;
    assert_eq!(written.stdout, pair.printed, "{:?}", written.error);
    let Some((python, _)) = cpython() else {
        return println!("skipped: CPython, because there is no python3 on the PATH");
    };
    let output = Command::new(python).args(["-u", "-c", pair.apart]).output().expect("it starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), pair.printed);
}

#[test]
fn changes_are_not_seen_by_others() {
    check(&CHANGES);
}

#[test]
fn locks_events_conditions_semaphores_and_barriers_are_shared() {
    check(&MEETING);
}

#[test]
fn queues_carry_copies() {
    check(&QUEUES);
}

#[test]
fn pools_marshal_calls_and_results_or_say_why_they_cannot() {
    check(&POOLS);
}

#[test]
fn a_thread_of_an_own_class_is_a_process_of_it() {
    check(&SUBCLASSES);
}

#[test]
fn coroutines_stay_on_their_loop_and_its_threads_are_processes() {
    check(&LOOPS);
}

fn processes(text: &str, start_method: StartMethod) -> Answer {
    let knobs = Knobs { start_method, ..Knobs::default() };
    run_with("workload.py", text, Mode::Processes, Clock::Virtual, knobs).answer
}

const FRAGMENTS: &str = "
from playground import gather, pmap, spawn
import time
seen = []
class Odd(Exception):
    pass
def half(n):
    seen.append(n)
    if n % 2:
        raise Odd(n)
    return [n // 2] * n
def answer():
    return lambda: 1
if __name__ == '__main__':
    print(gather(spawn(half, 2), spawn(half, 4)), pmap(half, [0]), seen)
    for task in (spawn(half, 3), spawn(answer)):
        try:
            print(task.result())
        except Exception as error:
            print(type(error).__name__, str(error)[:20])
    slow = spawn(time.sleep, 0.5)
    print(slow.done(), slow.result(timeout=0.01), slow.result(), slow.done())
    spawn(half, 200000)
";

#[test]
fn fragments_send_their_results_back() {
    for method in [StartMethod::Fork, StartMethod::Spawn, StartMethod::ForkServer] {
        let answer = processes(FRAGMENTS, method);
        let printed = "[[1, 1], [2, 2, 2, 2]] [[]] []\nOdd 3\nAttributeError Can't pickle local o\n\
                       False None None True\n";
        assert_eq!(answer.stdout, printed, "{method:?}: {:?} {}", answer.error, answer.stderr);
        assert_eq!(answer.status, Status::Ok);
        // The longest result is nobody's, and is taken all the same: its process can end.
        assert!(answer.metrics.marshalled_bytes > 400_000, "{}", answer.metrics.marshalled_bytes);
        assert!(answer.tasks[1..].iter().all(|task| task.kind != TaskKind::Fragment));
    }
}

#[test]
fn a_module_that_starts_tasks_while_it_begins_anew_is_told_so() {
    let text = "
import threading
t = threading.Thread(target=print)
t.start()
t.join()
print('end', t.exitcode)
";
    let answer = processes(text, StartMethod::Spawn);
    assert_eq!(answer.stdout, "end 1\n");
    assert!(answer.stderr.contains("RuntimeError: An attempt has been made"), "{}", answer.stderr);
}

#[test]
fn queues_that_order_their_items_are_in_a_server_process() {
    let text = "
import queue, threading
tasks = queue.PriorityQueue()
def fill():
    for priority in (3, 1, 2):
        tasks.put((priority, 'x'))
t = threading.Thread(target=fill)
t.start()
t.join()
print([tasks.get()[0] for _ in range(3)], tasks.empty())
";
    let answer = processes(text, StartMethod::Fork);
    assert_eq!(answer.stdout, "[1, 2, 3] True\n", "{:?}", answer.error);
    assert!(answer.tasks.iter().any(|task| task.name.starts_with("SyncManager")));
}

#[test]
fn others_than_the_parent_cannot_join() {
    let text = "
import threading
def wait(other):
    try:
        other.join()
    except AssertionError as error:
        print(error)
first = threading.Thread(target=print, args=('first',))
first.start()
second = threading.Thread(target=wait, args=(first,))
second.start()
first.join()
second.join()
";
    assert_eq!(processes(text, StartMethod::Fork).stdout, "first\ncan only join a child process\n");
}

#[test]
fn messages_are_in_the_trace() {
    let outcome = run("workload.py", QUEUES.shared, Mode::Processes, Clock::Virtual);
    let trace = outcome.trace.expect("it ran");
    let n = |kind: EventKind| trace.events().filter(|event| event.kind == kind).count();
    assert_eq!((n(EventKind::Send), n(EventKind::Receive)), (3, 3));
}

#[test]
fn misuse_is_answered_as_threads_answer_it() {
    let text = "
import threading
class Careless(threading.Thread):
    def __init__(self):
        pass
lock = threading.Lock()
def twice():
    thread = threading.Thread(target=print, args=('runs',))
    thread.start()
    thread.join()
    thread.start()
for what in (
    lambda: lock.acquire(False, 1),
    lambda: lock.acquire(True, -2),
    lambda: threading.Semaphore().acquire(False, 1),
    lambda: Careless().start(),
    lambda: threading.Thread().join(),
    twice,
):
    try:
        what()
    except (RuntimeError, ValueError) as error:
        print(type(error).__name__, error)
print(lock.acquire(False), lock.locked(), lock.acquire(timeout=0.01))
";
    let printed = "ValueError can't specify a timeout for a non-blocking call\n\
                   ValueError timeout value must be a non-negative number\n\
                   ValueError can't specify timeout for non-blocking acquire\n\
                   RuntimeError Thread.__init__() was not called\n\
                   RuntimeError cannot join thread before it is started\n\
                   runs\nRuntimeError threads can only be started once\nTrue True False\n";
    let answer = processes(text, StartMethod::Fork);
    assert_eq!(answer.stdout, printed, "{:?}", answer.error);
}
