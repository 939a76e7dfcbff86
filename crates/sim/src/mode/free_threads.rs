//! Every core runs a task at the same time, in one shared memory and without a global lock. Where
//! there are more tasks than cores, each core takes turns as in `time_sliced`.

use trace::Span;
use vm::{Preempt, Yields};

use super::{Discipline, Waiting};

/// The mode `free-threads`.
#[derive(Clone, Copy, Debug)]
pub struct FreeThreads {
    /// How many cores there are.
    pub n_cores: u32,
    /// The length of a turn where tasks outnumber cores.
    pub quantum: Span,
    /// Where a turn may end.
    pub preempt: Preempt,
}

impl Discipline for FreeThreads {
    fn n_cores(&self) -> u32 {
        self.n_cores
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
