//! What things cost in virtual time.

use trace::{Span, TaskKind};

/// A named table of costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Profile {
    /// As the command line names it.
    pub name: &'static str,
    /// One instruction of the machine.
    pub instruction: Span,
    /// Starting a thread, until its first line.
    pub start_thread: Span,
    /// Starting a process, until its first line.
    pub start_process: Span,
    /// Making a coroutine into a task.
    pub start_coroutine: Span,
    /// Taking or giving back a free lock.
    pub lock: Span,
    /// One output.
    pub output: Span,
}

/// CPython 3.11 on Linux, from the medians of the project's measurements: a `with` on a free lock
/// 0.22 us, a thread's start to its first line 67 us, a fork 2.4 ms, a task of asyncio 11.3 us. An
/// instruction of ours stands for one to two of CPython's; 18 ns each meets 55 ns for a turn of
/// `for i in range(n): total += i * i`.
pub const CPYTHON_3_11: Profile = Profile {
    name: "cpython-3.11",
    instruction: Span(18),
    start_thread: Span(67_000),
    start_process: Span(2_400_000),
    start_coroutine: Span(5_600),
    lock: Span(110),
    output: Span(1_500),
};

impl Profile {
    /// What starting a task of that kind costs the one who starts it.
    #[must_use]
    pub fn start(&self, kind: TaskKind) -> Span {
        match kind {
            TaskKind::Thread => self.start_thread,
            TaskKind::Process => self.start_process,
            TaskKind::Coroutine => self.start_coroutine,
            // A fragment is what its mode makes of it: modes adjust this price.
            TaskKind::Fragment => self.start_thread,
        }
    }
}
