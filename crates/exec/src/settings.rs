//! What a real execution depends on beside the program.

use trace::Span;
use vm::{Preempt, Surroundings};

/// The ways of executing for real.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// One task after the other, on one thread; nothing overlaps, not even waiting.
    Sequential,
    /// One thread; a task gives it up where it waits and after a quantum.
    TimeSliced,
    /// Tasks run at the same time on several workers that share memory.
    FreeThreads,
    /// One thread; a task gives it up only where it waits.
    Async,
    /// Each process has a machine, a memory and a thread of its own, in a child process of this program
    /// or in a Web Worker apart.
    Processes,
}

/// The bounds of a run. Reaching one ends it with `vm::Ending::Limit`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Instructions of all tasks together.
    pub steps: u64,
    /// Time on the wall clock.
    pub time: Span,
    /// Bytes printed.
    pub output: u64,
    /// Bytes of all values.
    pub heap: usize,
    /// Of the trace.
    pub trace: trace::Limits,
}

/// What a real execution depends on beside the program.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How it is executed.
    pub mode: Mode,
    /// How many workers run tasks in [`Mode::FreeThreads`]. One runs on the thread that awaits
    /// [`crate::run`]; in a browser, more need a pool that was started with at least as many.
    pub workers: u32,
    /// How long a task keeps its worker, or the one thread in [`Mode::TimeSliced`], while others are
    /// ready.
    pub quantum: Span,
    /// Where a quantum may end.
    pub preempt: Preempt,
    /// The bounds.
    pub limits: Limits,
    /// What the workload finds around itself.
    pub surroundings: Surroundings,
    /// In [`Mode::Processes`] what a new process makes program and settings of: see [`crate::serve`].
    pub source: Vec<u8>,
}
