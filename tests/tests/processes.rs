//! Processes that are really executed, each a process of the system with a memory of its own: they come
//! out as simulated ones do, one that dies is an outcome, and none is left behind.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use engine::Stop;
use libtest_mimic::{Arguments, Failed, Trial};
use protocol::{Answer, Knobs, Mode, Spec, StartMethod, Status};
use suite::{run, run_with};
use trace::{Cause, Clock, EventKind, TaskId, Time, Trace};

/// Says that this program is to execute [`ENDLESS`] until it is killed.
const ENDLESS_ASKED_FOR: &str = "INTERLEAVE_TEST_ENDLESS";

const ENDLESS: &str = "
from multiprocessing import Event, Process
def work(ready):
    ready.set()
    while True:
        pass
ready = Event()
process = Process(target=work, args=(ready,))
process.start()
ready.wait()
print('both run')
process.join()
print('exit code', process.exitcode)
";

const BOMB: &str = "
from multiprocessing import Event, Process
done = Event()
processes = []
try:
    while True:
        process = Process(target=done.wait)
        process.start()
        processes.append(process)
except BlockingIOError as error:
    print(type(error).__name__, error)
print(len(processes), 'beside this one')
done.set()
for process in processes:
    process.join()
";

const EXITS: &str = "
import sys
from multiprocessing import Process
def leave(code):
    sys.exit(code)
def fail():
    raise ValueError('on purpose')
processes = [Process(target=leave, args=(3,)), Process(target=fail), Process(target=print)]
for process in processes:
    process.start()
for process in processes:
    process.join()
print([process.exitcode for process in processes])
";

const METHODS: &str = "
from multiprocessing import Pipe, Process
def answer(pipe, factor):
    for number in iter(pipe.recv, None):
        pipe.send([number] * factor)
if __name__ == '__main__':
    here, there = Pipe()
    process = Process(target=answer, args=(there, 3))
    process.start()
    for number in range(3):
        here.send(number)
        print(here.recv())
    here.send(None)
    process.join()
    print(process.exitcode)
";

const TASKS: &str = "
import asyncio
from multiprocessing import Event, Process
async def never():
    pass
async def work(ready):
    tasks = [asyncio.create_task(never()) for _ in range(3)]
    ready.set()
    while True:
        pass
def begin(ready):
    asyncio.run(work(ready))
ready = Event()
process = Process(target=begin, args=(ready,))
process.start()
ready.wait()
process.kill()
process.join()
print('exit code', process.exitcode)
";

const TOO_MANY_TASKS: &str = "
import asyncio
from multiprocessing import Process
async def never():
    pass
async def work():
    tasks = [asyncio.create_task(never()) for _ in range(199_998)]
    Process(target=print).start()
asyncio.run(work())
";

const LARGE: &str = "
import pickle
from concurrent.futures import ProcessPoolExecutor
if __name__ == '__main__':
    numbers = list(range(100_000))
    with ProcessPoolExecutor(max_workers=1) as pool:
        print(pool.submit(sum, numbers).result())
    print(len(pickle.dumps(numbers)))
";

const GROWS: &str = "
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Process
def grow():
    rows = []
    while True:
        rows.append([0] * 1000)
process = Process(target=grow)
process.start()
process.join()
print('exit code', process.exitcode)
with ProcessPoolExecutor(max_workers=1) as pool:
    try:
        pool.submit(grow).result()
    except Exception as error:
        print(type(error).__name__)
";

const CHATTER: &str = "
from multiprocessing import Pipe, Process
def answer(pipe):
    while True:
        pipe.send(pipe.recv())
here, there = Pipe()
Process(target=answer, args=(there,), daemon=True).start()
while True:
    here.send(1)
    here.recv()
";

const STUCK: &str = "
from multiprocessing import Event, Process
go, never = Event(), Event()
def work():
    go.set()
    never.wait()
process = Process(target=work)
process.start()
go.wait()
process.join()
";

fn main() -> ExitCode {
    if let Some(code) = suite::be_process() {
        return code;
    }
    if std::env::var_os(ENDLESS_ASKED_FOR).is_some() {
        let _ = run("workload.py", ENDLESS, Mode::Processes, Clock::Wall);
        return ExitCode::SUCCESS;
    }
    let mut arguments = Arguments::from_args();
    // Some look at which processes there are.
    arguments.test_threads = Some(1);
    let mut trials = vec![
        Trial::test("exit codes", exit_codes),
        Trial::test("every start method, with its messages", every_start_method),
        Trial::test("too many are refused", too_many),
        Trial::test("all tasks of one that is ended end with it", tasks_end),
        Trial::test("one whose memory is full is an outcome", memory_full),
        Trial::test("a deadlock has the names of what all share", deadlock),
        Trial::test("what is marshalled has its bytes and its time", marshalled),
        Trial::test("what has happened so far grows", grows),
    ];
    if Path::new("/proc/self/task").exists() {
        trials.push(Trial::test("one that is killed is an outcome", killed));
        trials.push(Trial::test("a run that is stopped leaves none behind", stopped));
        trials.push(Trial::test("one that the table has no room for is not left behind", no_room));
        trials.push(Trial::test("they end with the program that started them", orphaned));
    } else if !arguments.list {
        println!("skipped: what looks at the system's processes, which are not in /proc here");
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn exit_codes() -> Result<(), Failed> {
    let answer = run("workload.py", EXITS, Mode::Processes, Clock::Wall).answer;
    assert_eq!(answer.stdout, "\n[3, 1, 0]\n");
    assert_eq!(answer.status, Status::Ok);
    Ok(())
}

fn every_start_method() -> Result<(), Failed> {
    for start_method in [StartMethod::Fork, StartMethod::Spawn, StartMethod::ForkServer] {
        let knobs = Knobs { start_method, cores: 2, ..Knobs::default() };
        let outcome = run_with("workload.py", METHODS, Mode::Processes, Clock::Wall, knobs);
        assert_eq!(outcome.answer.stdout, "[0, 0, 0]\n[1, 1, 1]\n[2, 2, 2]\n0\n");
        let trace = outcome.trace.ok_or("there is no trace")?;
        let child = trace.events().filter(|event| event.task == TaskId(1));
        let child = child.filter(|event| event.kind != EventKind::Marshal);
        let first: Vec<_> = child.map(|event| (event.kind, event.cause)).take(3).collect();
        let begins = [
            (EventKind::Spawn, Cause::None),
            (EventKind::Block, Cause::Start),
            (EventKind::Run, Cause::None),
        ];
        assert_eq!(first, begins, "it waits for its process");
        let sent = trace.events().filter(|event| event.kind == EventKind::Send);
        let n_bytes: Vec<u64> = sent.map(|event| event.value).collect();
        assert!(n_bytes.len() == 7 && n_bytes.iter().all(|&n| n > 0), "{n_bytes:?}");
    }
    Ok(())
}

fn too_many() -> Result<(), Failed> {
    let answer = run("workload.py", BOMB, Mode::Processes, Clock::Wall).answer;
    let expected = "BlockingIOError [Errno 11] no more than 64 processes at a time\n\
                    63 beside this one\n";
    assert_eq!(answer.stdout, expected, "{:?}", answer.error);
    Ok(())
}

fn tasks_end() -> Result<(), Failed> {
    let outcome = run("workload.py", TASKS, Mode::Processes, Clock::Wall);
    assert_eq!(outcome.answer.stdout, "exit code -9\n", "{:?}", outcome.answer.error);
    let trace = outcome.trace.ok_or("there is no trace")?;
    let of = |kind| {
        let events = trace.events().filter(|event| event.kind == kind);
        let mut tasks: Vec<TaskId> = events.map(|event| event.task).collect();
        tasks.sort_unstable();
        tasks
    };
    let spawned = of(EventKind::Spawn);
    assert!(spawned.len() >= 6, "{spawned:?}");
    assert_eq!(of(EventKind::End), spawned);
    Ok(())
}

fn deadlock() -> Result<(), Failed> {
    let message = |clock| {
        let error = run("workload.py", STUCK, Mode::Processes, clock).answer.error;
        error.map(|failure| failure.message).unwrap_or_default()
    };
    let expected =
        "main (line 10) waits for Process-1 to end; Process-1 (line 6) waits for event never";
    assert_eq!([message(Clock::Virtual), message(Clock::Wall)], [expected, expected]);
    Ok(())
}

fn marshalled() -> Result<(), Failed> {
    for start_method in [StartMethod::Fork, StartMethod::Spawn] {
        let knobs = Knobs { start_method, cores: 2, ..Knobs::default() };
        let outcome = run_with("workload.py", LARGE, Mode::Processes, Clock::Wall, knobs);
        let stdout = outcome.answer.stdout;
        let size = stdout.strip_prefix("4999950000\n").ok_or_else(|| stdout.clone())?;
        let size: u64 = size.trim_end().parse()?;
        let trace = outcome.trace.ok_or("there is no trace")?;
        let of = |kind| trace.events().filter(move |event| event.kind == kind);
        for kind in [EventKind::Send, EventKind::Receive] {
            let largest = of(kind).max_by_key(|event| event.value).ok_or("there are messages")?;
            assert!((size..size + 300).contains(&largest.value), "{} of {size}", largest.value);
            // Who sends it makes it and passes it on, who receives it takes and reads it.
            let spans = of(EventKind::Marshal).filter(|event| event.task == largest.task);
            assert!(spans.map(|event| event.value).sum::<u64>() > 0, "{kind:?}");
        }
        let starts = of(EventKind::Marshal).filter(|event| event.cause == Cause::Start);
        let begun: Vec<&str> =
            starts.filter_map(|event| event.text.some()).map(|text| trace.text(text)).collect();
        assert_eq!(begun.len(), 1, "{begun:?}");
        assert!(begun[0].ends_with(" bytes for a new process"), "{begun:?}");
    }
    Ok(())
}

fn memory_full() -> Result<(), Failed> {
    let within = |text| {
        let knobs = Knobs { limit_heap: 16 << 20, cores: 2, ..Knobs::default() };
        run_with("workload.py", text, Mode::Processes, Clock::Wall, knobs)
    };
    let outcome = within(GROWS);
    let answer = outcome.answer;
    assert_eq!(answer.stdout, "exit code -9\nBrokenProcessPool\n", "{:?}", answer.error);
    assert_eq!(answer.status, Status::Ok);
    let said = "met its limit on memory and was ended";
    assert_eq!(answer.stderr.matches(said).count(), 2, "{}", answer.stderr);
    let trace = outcome.trace.ok_or("there is no trace")?;
    assert!(trace.events().all(|event| event.kind != EventKind::Cut), "the run was not cut");
    let first = within("rows = []\nwhile True:\n    rows.append([0] * 1000)\n").answer;
    assert_eq!(first.status, Status::Limit, "{:?}", first.error);
    Ok(())
}

fn no_room() -> Result<(), Failed> {
    let answer = run("workload.py", TOO_MANY_TASKS, Mode::Processes, Clock::Wall).answer;
    assert_eq!(answer.status, Status::Limit, "{:?}", answer.error);
    assert!(children("self").is_empty(), "none is left");
    Ok(())
}

fn killed() -> Result<(), Failed> {
    let answer = execute_endless(|_| {
        // The one that works was started last.
        let youngest = children("self").pop().expect("two run");
        kill(&youngest);
    });
    assert_eq!(answer.stdout, "both run\nexit code -9\n");
    assert_eq!(answer.status, Status::Ok);
    assert!(children("self").is_empty(), "none is left");
    Ok(())
}

fn stopped() -> Result<(), Failed> {
    let answer = execute_endless(Stop::request);
    assert_eq!(answer.status, Status::Stopped);
    assert!(children("self").is_empty(), "none is left");
    Ok(())
}

fn orphaned() -> Result<(), Failed> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env(ENDLESS_ASKED_FOR, "1").stdout(Stdio::null());
    let mut parent = command.spawn()?;
    let own = parent.id().to_string();
    let mut members = Vec::new();
    while members.len() < 2 {
        members = children(&own);
        std::thread::yield_now();
    }
    parent.kill()?;
    parent.wait()?;
    // A limit against hanging is the test's own: they end, or this does not.
    while members.iter().any(|member| is_running(member)) {
        std::thread::yield_now();
    }
    Ok(())
}

/// Looks at a run that goes on until it has seen it grow three times.
fn grows() -> Result<(), Failed> {
    let stop = Stop::default();
    let mut seen = vec![(0, Time::START)];
    let tell = |progress: engine::Progress<'_>| {
        let so_far = (progress.trace)();
        let read_back = Trace::from_bytes(&so_far.to_bytes());
        assert_eq!(read_back.as_ref(), Ok(&so_far), "the trace is sound");
        let sent: Vec<TaskId> =
            so_far.events().filter(|it| it.kind == EventKind::Send).map(|it| it.task).collect();
        let last = seen[seen.len() - 1];
        if sent.len() > last.0 && so_far.end > last.1 {
            seen.push((sent.len(), so_far.end));
        }
        if seen.len() > 3 {
            assert!(sent.contains(&TaskId(0)) && sent.iter().any(|task| *task != TaskId(0)));
            stop.request();
        }
    };
    let spec = Spec { text: CHATTER.to_owned(), ..endless() };
    let outcome = engine::block_on(engine::run(&spec, &stop, tell));
    assert_eq!(outcome.answer.status, Status::Stopped);
    let sent = outcome.trace.iter().flat_map(Trace::events);
    assert!(sent.filter(|it| it.kind == EventKind::Send).count() >= seen[3].0);
    Ok(())
}

fn endless() -> Spec {
    Spec {
        file: "workload.py".to_owned(),
        text: ENDLESS.to_owned(),
        mode: Mode::Processes,
        clock: Clock::Wall,
        knobs: Knobs { cores: 2, ..Knobs::default() },
    }
}

/// Executes [`ENDLESS`]; once both processes run, `disturb` is called, once.
fn execute_endless(disturb: impl FnOnce(&Stop)) -> Answer {
    let spec = endless();
    let stop = Stop::default();
    let mut disturb = Some(disturb);
    let tell = |progress: engine::Progress<'_>| {
        if progress.stdout.contains("both run")
            && let Some(disturb) = disturb.take()
        {
            disturb(&stop);
        }
    };
    engine::block_on(engine::run(&spec, &stop, tell)).answer
}

/// The processes that one has started, the oldest first.
fn children(of: &str) -> Vec<String> {
    let tasks = std::fs::read_dir(PathBuf::from("/proc").join(of).join("task"));
    let tasks = tasks.into_iter().flatten().flatten();
    let lists = tasks.map(|task| std::fs::read_to_string(task.path().join("children")));
    let lists: Vec<String> = lists.map(Result::unwrap_or_default).collect();
    let mut all: Vec<String> =
        lists.iter().flat_map(|list| list.split_whitespace()).map(str::to_owned).collect();
    all.sort_by_key(|child| child.parse::<u32>().unwrap_or(0));
    all
}

fn is_running(process: &str) -> bool {
    let state = std::fs::read_to_string(PathBuf::from("/proc").join(process).join("stat"));
    // Its new parent may not have taken it off the system's list yet.
    state.is_ok_and(|state| !state.contains(") Z "))
}

fn kill(process: &str) {
    let status = Command::new("kill").args(["-9", process]).status();
    assert!(status.is_ok_and(|status| status.success()), "it runs");
}
