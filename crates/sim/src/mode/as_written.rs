//! Each task runs as what it was written as. Threads are the system's, but only the holder of the
//! global interpreter lock runs: who waits for it demands it after an interval, and the holder hands
//! it over at the next point of interruption, or whenever it waits (CPython's `ceval_gil`).

use trace::{Span, TaskKind};
use vm::{Memories, Preempt, Yields};

use super::{Discipline, Hosting, Waiting};

/// The mode `as-written`.
#[derive(Clone, Copy, Debug)]
pub struct AsWritten {
    /// How many cores there are. One interpreter keeps one of them busy at most.
    pub n_cores: u32,
    /// How long a thread waits for the lock before it demands it.
    pub gil_interval: Span,
    /// Where the holder may be interrupted.
    pub preempt: Preempt,
}

impl Discipline for AsWritten {
    fn n_cores(&self) -> u32 {
        self.n_cores
    }

    fn quantum(&self) -> Option<Span> {
        None
    }

    fn preempt(&self) -> Preempt {
        self.preempt
    }

    fn waiting(&self, _: Yields) -> Waiting {
        Waiting::FreesCore
    }

    fn gives_turns(&self) -> bool {
        true
    }

    fn hosting(&self) -> Hosting {
        Hosting::UntilParked
    }

    fn gil(&self) -> Option<Span> {
        Some(self.gil_interval)
    }

    fn memories(&self) -> Memories {
        Memories::Apart
    }

    /// `Thread.start` returns once the thread has begun.
    fn begins_first(&self, kind: TaskKind) -> bool {
        matches!(kind, TaskKind::Thread | TaskKind::Fragment)
    }
}
