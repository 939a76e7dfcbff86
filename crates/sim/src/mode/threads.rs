//! Every task is a thread under one global interpreter lock, whatever it was written as: see
//! `as_written` for how the lock is handed over.

use costs::{Cost, Profile};
use trace::{Span, TaskKind};
use vm::{Preempt, Yields};

use super::{AsWritten, Discipline, Waiting};

/// The mode `threads`.
#[derive(Clone, Copy, Debug)]
pub struct Threads(pub AsWritten);

impl Discipline for Threads {
    fn n_cores(&self) -> u32 {
        self.0.n_cores()
    }

    fn quantum(&self) -> Option<Span> {
        self.0.quantum()
    }

    fn preempt(&self) -> Preempt {
        self.0.preempt()
    }

    fn waiting(&self, yields: Yields) -> Waiting {
        self.0.waiting(yields)
    }

    fn gives_turns(&self) -> bool {
        self.0.gives_turns()
    }

    fn gil(&self) -> Option<Span> {
        self.0.gil()
    }

    /// What was written as a process is a thread like the others.
    fn has_locks_apart(&self) -> bool {
        false
    }

    fn begins_first(&self, _: TaskKind) -> bool {
        true
    }

    fn start(&self, profile: &Profile, _: TaskKind) -> Span {
        profile.each(Cost::StartThread)
    }
}
