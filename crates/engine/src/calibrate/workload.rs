//! The workloads by which figures are measured: each pays one figure in every turn, and little else that
//! those before it do not.

use costs::Cost;
use protocol::Mode;

/// A workload that pays a figure in each of its turns.
#[derive(Clone, Copy)]
pub(super) struct Workload {
    /// Which; several where one never comes without the others.
    pub costs: &'static [Cost],
    /// How many turns it takes when it is really run.
    pub turns: u64,
    /// What a turn does.
    once: &'static str,
    /// What it needs before.
    before: &'static str,
}

impl Workload {
    const fn of(
        costs: &'static [Cost],
        turns: u64,
        once: &'static str,
        before: &'static str,
    ) -> Workload {
        Workload { costs, turns, once, before }
    }

    /// Its text, which asks for how many turns it is to take.
    pub fn text(&self) -> String {
        let Workload { once, before, .. } = self;
        format!(
            "{BEGINNING}{before}\ndef work():\n    for i in range(int(input())):\n        {once}\nwork()\n"
        )
    }
}

/// What every workload has at hand.
const BEGINNING: &str = "class C: pass
def nothing(): pass
";

/// Some milliseconds of instructions.
const MANY: u64 = 20_000;
/// The same of what tasks do to each other.
const SOME: u64 = 2_000;
/// The same where each of that is a message to another process and back.
const FEW: u64 = 30;

/// For what a run does before the first line, and what is slower once than in a loop.
pub(super) const FIRST: &[Workload] = &[Workload::of(
    &[Cost::BeginRun],
    1,
    "spawn(nothing).result(); print()",
    "from playground import spawn",
)];

/// For what the machine does itself.
pub(super) const ALONE: &[Workload] = &[
    Workload::of(&[Cost::Next], MANY, "pass", ""),
    Workload::of(&[Cost::Move], MANY, MOVE, "it = 1"),
    Workload::of(&[Cost::Number], MANY, "a = i + 3; b = a - i; a = b * 5; b = a + i", ""),
    Workload::of(&[Cost::Compare], MANY, COMPARE, ""),
    Workload::of(&[Cost::Divide], MANY, "a = i % 7; b = i // 3; a = i & 5", ""),
    Workload::of(&[Cost::Item], MANY, "it[0] = it[1]; it[2] = it[3]", "it = [1] * 9"),
    Workload::of(&[Cost::Key], MANY, "a = it['b']; it['c'] = a", "it = {'a': 1, 'b': 2, 'c': 3}"),
    Workload::of(&[Cost::Global], MANY, "global a, b; a = i; b = i", ""),
    Workload::of(&[Cost::Attribute], MANY, "it.a = it.b; it.b = it.a", "it = C(); it.a = it.b = 1"),
    Workload::of(&[Cost::Call, Cost::Return], MANY, "nothing(); nothing()", ""),
    Workload::of(&[Cost::Make], MANY, "a = [i, 1]; b = (i, a)", ""),
    Workload::of(&[Cost::Method], MANY, "it.append(i); it.pop()", "it = []"),
    Workload::of(&[Cost::Construct], MANY, "C()", ""),
    Workload::of(&[Cost::Context], SOME, "with it: pass", MANAGER),
    Workload::of(&[Cost::Lock], SOME, "with it: pass", LOCK),
    Workload::of(&[Cost::Text], MANY, "f'{i}'", ""),
    Workload::of(
        &[Cost::Raise],
        MANY / 4,
        "try: raise ValueError\n        except ValueError: pass",
        "",
    ),
    Workload::of(&[Cost::Work], MANY / 10, "sum(it)", "it = [1] * 100"),
    Workload::of(&[Cost::Long], MANY, "a = it + i; b = it - i", "it = 1 << 40"),
];

/// For what a task does with the host, and with the tasks of its event loop.
pub(super) const LOCAL: &[Workload] = &[
    Workload::of(&[Cost::Output], SOME, "print()", ""),
    Workload::of(&[Cost::Oversleep, Cost::Late], 4, "time.sleep(0.001)", "import time"),
    Workload::of(&[Cost::StartCoroutine], 40, "asyncio.run(many())", COROUTINES),
];
const COROUTINES: &str = "import asyncio
async def one(): pass
async def many():
    for _ in range(50): await asyncio.create_task(one())";

/// For what tasks do to each other where they share memory.
const TOGETHER: &[Workload] = &[
    Workload::of(&[Cost::Condition], SOME, PUT, "import queue\nit = queue.Queue()"),
    Workload::of(&[Cost::Semaphore], SOME, TAKE, "import threading\nit = threading.Semaphore()"),
    Workload::of(&[Cost::HandOver], SOME, "it.release(); back.acquire()", OTHER),
    Workload::of(
        &[Cost::StartThread],
        SOME,
        "spawn(nothing).result()",
        "from playground import spawn",
    ),
    Workload::of(&[Cost::StartProcess], FEW, START, "from multiprocessing import Process"),
    Workload::of(&[Cost::Lock], FEW, BOTH, LOCK_OF_BOTH),
    Workload::of(&[Cost::Global], FEW, BOTH, GLOBAL_OF_BOTH),
];

/// For the same where each process has memory of its own. All that they meet at is asked for by message.
const APART: &[Workload] = &[
    Workload::of(
        &[Cost::Lock, Cost::Condition, Cost::Semaphore],
        FEW,
        TAKE,
        "from multiprocessing import Lock\nit = Lock()",
    ),
    Workload::of(
        &[Cost::Pipe],
        FEW,
        SEND,
        "from multiprocessing import Pipe\na, b = Pipe()\nit = 1",
    ),
    Workload::of(
        &[Cost::PipeByte],
        FEW,
        SEND,
        "from multiprocessing import Pipe\na, b = Pipe()\nit = bytes(50_000)",
    ),
    Workload::of(&[Cost::StartProcess], 2, LEAVE, "from multiprocessing import Process"),
    Workload::of(&[Cost::BeginForked], 2, START, "from multiprocessing import Process"),
    Workload::of(&[Cost::BeginSpawned], 2, START, SPAWNED),
];

const MOVE: &str = "a = it; b = a; c = 5; a = True; b = it; c = b
        if a: pass
        if b: pass";
const COMPARE: &str = "if i < 0: pass
        if i == -1: pass
        a = i > 2";
const MANAGER: &str = "class M:
    def __enter__(self): pass
    def __exit__(self, a, b, c): pass
it = M()";
const LOCK: &str = "import threading
it = threading.Lock()";
/// What several workers really use at the same time costs more than what one does.
const BOTH: &str = "gather(spawn(both), spawn(both))";
const LOCK_OF_BOTH: &str = "import threading
from playground import gather, spawn
it = threading.Lock()
def both():
    for i in range(50):
        with it: pass";
const GLOBAL_OF_BOTH: &str = "from playground import gather, spawn
def both():
    global it
    for i in range(500): it = i; it = i";
const OTHER: &str = "import threading
it, back = threading.Semaphore(0), threading.Semaphore(0)
def other():
    while it.acquire(): back.release()
threading.Thread(target=other, daemon=True).start()";
const TAKE: &str = "it.acquire(); it.release()";
const PUT: &str = "it.put(i); it.get()";
const SEND: &str = "a.send(it); b.recv()";
const START: &str = "p = Process(target=nothing); p.start(); p.join()";
const LEAVE: &str = "Process(target=nothing, daemon=True).start()";
const SPAWNED: &str = "import multiprocessing
Process = multiprocessing.get_context('spawn').Process
if __name__ != '__main__': work = nothing";
/// For what tasks do to each other in a mode.
pub(super) fn of_tasks(mode: Mode) -> &'static [Workload] {
    if mode.info().shares_memory { TOGETHER } else { APART }
}
