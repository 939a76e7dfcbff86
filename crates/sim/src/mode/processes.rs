//! Every task is a process of its own, whatever it was written as: compiling the workload has seen to
//! that (`lang::Tasks::Processes`). Left as they are written are coroutines, and the threads by which
//! the library serves a process: they run as in `as_written`.

use costs::Profile;
use trace::{Span, TaskKind};
use vm::{Memories, Preempt, Start, Yields};

use super::{AsWritten, Discipline, Hosting, Waiting};

/// The mode `processes`.
#[derive(Clone, Copy, Debug)]
pub struct Processes {
    /// What holds for each of them.
    pub as_written: AsWritten,
    /// The length of a turn where they outnumber cores.
    pub quantum: Span,
}

impl Discipline for Processes {
    fn n_cores(&self) -> u32 {
        self.as_written.n_cores()
    }

    fn quantum(&self) -> Option<Span> {
        self.as_written.quantum()
    }

    fn preempt(&self) -> Preempt {
        self.as_written.preempt()
    }

    fn waiting(&self, yields: Yields) -> Waiting {
        self.as_written.waiting(yields)
    }

    fn gives_turns(&self) -> bool {
        self.as_written.gives_turns()
    }

    fn gil(&self) -> Option<Span> {
        self.as_written.gil()
    }

    fn time_slice(&self, _: &Profile) -> Span {
        self.quantum
    }

    fn memories(&self) -> Memories {
        self.as_written.memories()
    }

    fn hosting(&self) -> Hosting {
        self.as_written.hosting()
    }

    fn begins_first(&self, kind: TaskKind) -> bool {
        self.as_written.begins_first(kind)
    }

    fn start(&self, profile: &Profile, kind: TaskKind) -> Span {
        self.as_written.start(profile, kind)
    }

    fn begin(&self, profile: &Profile, start: Start, n_bytes: u64) -> Span {
        self.as_written.begin(profile, start, n_bytes)
    }
}
