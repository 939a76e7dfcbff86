//! A cooperative event loop: a task gives up the one core only where it waits. A call that blocks
//! without yielding, such as `time.sleep`, holds up every other task.

use costs::{Cost, Profile};
use trace::{Span, TaskKind};
use vm::{Preempt, Yields};

use super::{Discipline, Hosting, Waiting};

/// The mode `async`.
#[derive(Clone, Copy, Debug)]
pub struct EventLoop;

impl Discipline for EventLoop {
    fn n_cores(&self) -> u32 {
        1
    }

    fn quantum(&self) -> Option<Span> {
        None
    }

    fn preempt(&self) -> Preempt {
        Preempt::WaitsOnly
    }

    fn waiting(&self, yields: Yields) -> Waiting {
        match yields {
            Yields::Yes => Waiting::FreesCore,
            Yields::No => Waiting::HoldsLoop,
        }
    }

    fn gives_turns(&self) -> bool {
        true
    }

    fn hosting(&self) -> Hosting {
        Hosting::UntilBlocked
    }

    /// Whatever a task was written as, here it is a task of the loop.
    fn start(&self, profile: &Profile, _: TaskKind) -> Span {
        profile.each(Cost::StartCoroutine)
    }
}
