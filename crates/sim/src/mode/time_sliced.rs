//! One core takes turns: a task that used up its quantum goes to the end of the ready queue
//! (round-robin, as in Silberschatz, Galvin and Gagne, Operating System Concepts, chapter 5).

use trace::Span;
use vm::{Preempt, Yields};

use super::{Discipline, Waiting};

/// The mode `time-sliced`.
#[derive(Clone, Copy, Debug)]
pub struct TimeSliced {
    /// The length of a turn.
    pub quantum: Span,
    /// Where a turn may end.
    pub preempt: Preempt,
}

impl Discipline for TimeSliced {
    fn n_cores(&self) -> u32 {
        1
    }

    fn quantum(&self) -> Option<Span> {
        (self.preempt != Preempt::WaitsOnly).then_some(self.quantum)
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
}
