//! Whatever is typed has a clear outcome, soon, in every mode and on both clocks: a diagnostic, an
//! exception, or a named limit. Nothing panics and nothing grows beyond its limit.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use protocol::{Answer, Knobs, MODES, Mode, Status};
use suite::run_with;
use trace::{Clock, Span};

fn main() -> ExitCode {
    if let Some(code) = suite::be_process() {
        return code;
    }
    let table = |name: &str, table: &'static [(&str, Outcome)], limit_steps: u64| {
        Trial::test(name, move || {
            check(table, limit_steps);
            Ok(())
        })
    };
    let trials = vec![
        table("texts that are no programs", TEXTS, 1_000_000),
        table("programs that ask for too much", GREEDY, 8_000_000),
        table("programs that nest without end", ENDLESS, 2_000_000),
        table("programs that wait without end", WAITING, 500_000),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// What comes of a text: how the run ends, and the type of its exception or the name of its limit.
type Outcome = (Status, &'static str);

const OK: Outcome = (Status::Ok, "");
const REFUSED: Outcome = (Status::Refused, "");
const HEAP: Outcome = (Status::Limit, "heap");
const STEPS: Outcome = (Status::Limit, "steps");
const TIME: Outcome = (Status::Limit, "time");
const OUTPUT: Outcome = (Status::Limit, "output");
const DEADLOCK: Outcome = (Status::Deadlock, "Deadlock");

const fn raises(kind: &'static str) -> Outcome {
    (Status::Error, kind)
}

const RECURSION: Outcome = raises("RecursionError");
const OVERFLOW: Outcome = raises("OverflowError");
const VALUE: Outcome = raises("ValueError");
const UNSUPPORTED: Outcome = raises("PlaygroundUnsupported");

/// Texts that are no programs, and some that look as if they were none.
const TEXTS: &[(&str, Outcome)] = &[
    ("", OK),
    ("def f(:\n  x = = 3\n", REFUSED),
    ("😀😀😀\n🎉\n", REFUSED),
    ("x = 1\0\n", REFUSED),
    ("print(len('a\0b'))\n", OK),
    ("def f():\r\n    return 1\r\nf()\r\n", OK),
    ("def f():\r    return 1\rf()\r", OK),
    ("\u{feff}x = 1\n", OK),
    ("def f():\n\tif 1:\n\t\treturn 2\nf()\n", OK),
    ("import socket\n", REFUSED),
    ("open('x')\n", REFUSED),
    ("x = 1j\n", REFUSED),
];

/// Programs that ask for more than there is.
const GREEDY: &[(&str, Outcome)] = &[
    ("while True:\n    pass\n", STEPS),
    ("for i in range(10**9):\n    print(i)\n", OUTPUT),
    ("print('a' * 10**7)\n", OUTPUT),
    ("x = [0] * 10**9\n", HEAP),
    ("x = [0] * 10**10\n", HEAP),
    ("x = (0,) * 10**18\n", HEAP),
    ("x = (0,) * 10**19\n", OVERFLOW),
    ("x = list(range(10**9))\n", HEAP),
    ("x = [1]\nwhile True:\n    x = x + x\n", HEAP),
    ("x = 'a'\nwhile True:\n    x += x\n", HEAP),
    ("x = 'a' * 10**12\n", HEAP),
    ("x = bytes(10**12)\n", HEAP),
    ("x = ('a' * 10**6).replace('a', 'b' * 10**6)\n", HEAP),
    ("x = ('\\t' * 10**5).expandtabs(10**9)\n", HEAP),
    ("x = 'a'.ljust(10**12)\n", HEAP),
    ("x = 'a'.center(10**30)\n", OVERFLOW),
    ("x = f'{1:{10**12}}'\n", VALUE),
    ("x = '%1000000000000d' % 1\n", VALUE),
    ("x = f'{1.5:.{10**9}f}'\n", VALUE),
    ("x = 10**10**8\n", UNSUPPORTED),
    ("x = 2**(2**40)\n", UNSUPPORTED),
    ("x = 1 << (1 << 70)\n", OVERFLOW),
    ("x = int('9' * 10**6)\n", VALUE),
    ("x = str(10**5000)\n", VALUE),
    ("import math\nx = math.factorial(10**8)\n", UNSUPPORTED),
    ("import itertools\nx = list(itertools.count())\n", HEAP),
    ("import itertools\nx = list(itertools.product(range(1000), repeat=10))\n", HEAP),
    ("x = [1]\nfor y in x:\n    x.append(y)\n", STEPS),
    (
        "class A:\n    def __iter__(self): return self\n    def __next__(self): return 1\nlist(A())\n",
        STEPS,
    ),
    ("while True:\n    try:\n        1 / 0\n    except BaseException:\n        pass\n", STEPS),
    ("while True:\n    try:\n        raise ValueError\n    finally:\n        continue\n", STEPS),
    (
        "class A:\n    def __hash__(self): return 1\n    def __eq__(self, o): return self is o\nd = {}\n\
         while True:\n    d[A()] = 1\n",
        STEPS,
    ),
    ("C = object\nwhile True:\n    class C(C): pass\n", STEPS),
];

/// Programs that nest without end, in their calls or in their values.
const ENDLESS: &[(&str, Outcome)] = &[
    ("def f(n):\n    return f(n + 1)\nf(0)\n", RECURSION),
    ("f = lambda: f()\nf()\n", RECURSION),
    ("def g():\n    yield from g()\nnext(g())\n", RECURSION),
    ("def g():\n    yield next(it)\nit = g()\nnext(it)\n", VALUE),
    ("class A:\n    def __repr__(self): return repr(self)\nrepr(A())\n", RECURSION),
    ("class A:\n    def __eq__(self, o): return self == o\nA() == A()\n", RECURSION),
    ("class A:\n    def __hash__(self): return hash(self)\nhash(A())\n", RECURSION),
    ("class A:\n    def __str__(self): return f'{self}'\nstr(A())\n", RECURSION),
    ("class A:\n    def __bool__(self): return bool(self)\nif A(): pass\n", RECURSION),
    ("class A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x\n", RECURSION),
    ("class A:\n    def __setattr__(self, n, v): self.x = v\nA().x = 1\n", RECURSION),
    ("class A:\n    def __iter__(self): return iter(self)\nlist(A())\n", RECURSION),
    (
        "class A:\n    def __lt__(self, o): return sorted([self, o])\nsorted([A(), A()])\n",
        RECURSION,
    ),
    ("class A:\n    def __init__(self): self.a = A()\nA()\n", RECURSION),
    ("class A: pass\nA.__call__ = A()\nA()()\n", RECURSION),
    ("x = []\nx.append(x)\nrepr(x)\n", OK),
    ("x, y = [], []\nx.append(x)\ny.append(y)\nx == y\n", RECURSION),
    ("x, y = [], []\nx.append(x)\ny.append(y)\nsorted([x, y])\n", RECURSION),
    ("x, y = {}, {}\nx[1] = x\ny[1] = y\nx == y\n", RECURSION),
    ("l = []\nt = (l,)\nl.append(t)\nhash(t)\n", raises("TypeError")),
    ("x = []\nfor i in range(100000):\n    x = [x]\nrepr(x)\n", RECURSION),
    ("x = ()\nfor i in range(100000):\n    x = (x,)\nhash(x)\n", RECURSION),
    ("x = None\nfor i in range(200000):\n    x = [x]\nx = None\n", OK),
    ("it = iter([1])\nfor i in range(20000):\n    it = map(abs, it)\nnext(it)\n", RECURSION),
    ("it = iter([1])\nfor i in range(20000):\n    it = zip(it)\nnext(it)\n", UNSUPPORTED),
    ("f = abs\nfor i in range(5000):\n    f = (lambda g: lambda x: g(x))(f)\nf(1)\n", RECURSION),
];

/// Programs that wait without end, and ever more tasks.
const WAITING: &[(&str, Outcome)] = &[
    ("import time\ntime.sleep(1e300)\n", OVERFLOW),
    ("import time\ntime.sleep(float('nan'))\n", VALUE),
    ("import time\ntime.sleep(1e9)\n", TIME),
    ("from playground import io\nio(1e9)\n", TIME),
    ("from playground import cpu\ncpu(1e9)\n", TIME),
    ("import threading\na = threading.Lock()\na.acquire()\na.acquire()\n", DEADLOCK),
    ("import threading\na = threading.Event()\na.wait(1e300)\n", OVERFLOW),
    ("import asyncio\nasyncio.run(asyncio.sleep(1e9))\n", TIME),
    (
        "from playground import spawn, gather\ndef f():\n    gather(spawn(f), spawn(f))\nf()\n",
        STEPS,
    ),
    (
        "import asyncio\nasync def f():\n    await asyncio.gather(f(), f())\nasyncio.run(f())\n",
        STEPS,
    ),
];

/// Runs all of a table in all ways.
fn check(table: &[(&str, Outcome)], limit_steps: u64) {
    let ways =
        MODES.iter().flat_map(|info| info.clocks.iter().map(move |&clock| (info.mode, clock)));
    for (mode, clock) in ways {
        for (text, expected) in table {
            // On the wall clock, a slow machine may spend the time before anything else.
            let limit_time =
                if clock == Clock::Wall { Span(300_000_000) } else { Span(600_000_000_000) };
            let knobs = Knobs {
                cores: 2,
                limit_steps,
                limit_time,
                limit_heap: 64 << 20,
                limit_output: 1 << 16,
                ..Knobs::default()
            };
            let answer = run_with("workload.py", text, mode, clock, knobs).answer;
            let found = outcome(&answer);
            // Where each has a copy of memory, ever more tasks fill all of it first.
            let is_full = !mode.info().shares_memory
                && *expected == STEPS
                && found == (HEAP.0, HEAP.1.to_owned());
            // Where each is a process of the system, there are only so many at a time.
            let is_crowded = (mode, clock) == (Mode::Processes, Clock::Wall)
                && *expected == STEPS
                && found == (Status::Error, "BlockingIOError".to_owned());
            let is_late = clock == Clock::Wall && found == (TIME.0, TIME.1.to_owned());
            let expected = (expected.0, expected.1.to_owned());
            assert!(
                found == expected || is_late || is_full || is_crowded,
                "{mode}, {clock:?}: {found:?} of\n{text}"
            );
        }
    }
}

fn outcome(answer: &Answer) -> (Status, String) {
    let kind = answer.error.as_ref().map_or(String::new(), |failure| failure.kind.clone());
    (answer.status, kind)
}
