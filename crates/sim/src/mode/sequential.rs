//! One task runs until it ends or must wait for another task. Waiting for time is not overlapped.

use costs::Profile;
use trace::{Span, TaskKind};
use vm::{Preempt, Yields};

use super::{Discipline, Hosting, Waiting};

/// The mode `sequential`.
#[derive(Clone, Copy, Debug)]
pub struct Sequential;

impl Discipline for Sequential {
    fn n_cores(&self) -> u32 {
        1
    }

    fn quantum(&self) -> Option<Span> {
        None
    }

    fn preempt(&self) -> Preempt {
        Preempt::WaitsOnly
    }

    fn waiting(&self, _: Yields) -> Waiting {
        Waiting::KeepsCore
    }

    fn gives_turns(&self) -> bool {
        false
    }

    fn hosting(&self) -> Hosting {
        Hosting::UntilParked
    }

    /// Nothing is started: a task is a call that is made later.
    fn start(&self, _: &Profile, _: TaskKind) -> Span {
        Span(0)
    }
}
