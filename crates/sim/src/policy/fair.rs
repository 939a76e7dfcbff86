//! Everybody gets the same share of the cores: who has run least goes first, and who slept is not
//! ahead of the others by more than a turn.
//!
//! The order is that of virtual deadlines (Stoica and Abdel-Wahab, Earliest eligible virtual
//! deadline first, 1995), which Linux follows since 6.6. With equal weights and equal turns it is the
//! order of the times that tasks have run, as in its Completely Fair Scheduler before.

use trace::{Span, TaskId, Time};

use super::{Arrival, Policy};

/// The policy `fair`.
#[derive(Clone, Debug)]
pub struct Fair {
    quantum: Span,
    /// How long each task has run, moved up to the others' where it had slept.
    ran: Vec<u64>,
    /// The least that any task which is ready or runs has run, as far as is known; never falls.
    least: u64,
}

impl Fair {
    /// The policy where turns last that long.
    #[must_use]
    pub fn new(quantum: Span) -> Fair {
        Fair { quantum, ran: Vec::new(), least: 0 }
    }

    fn of(&mut self, task: TaskId) -> &mut u64 {
        if self.ran.len() <= task.index() {
            // A new task begins with what the others have run, or it would keep them off for long.
            self.ran.resize(task.index() + 1, self.least);
        }
        &mut self.ran[task.index()]
    }
}

impl Policy for Fair {
    fn place(&mut self, task: TaskId, _: Arrival, _: Time) -> u64 {
        let floor = self.least.saturating_sub(self.quantum.0);
        let ran = self.of(task);
        *ran = (*ran).max(floor);
        *ran
    }

    fn took(&mut self, place: u64) {
        self.least = self.least.max(place);
    }

    fn ran(&mut self, task: TaskId, span: Span, first: Option<u64>) {
        let ran = self.of(task);
        *ran += span.0;
        let least = first.map_or(*ran, |first| first.min(*ran));
        self.least = self.least.max(least);
    }

    fn is_preemptive(&self) -> bool {
        true
    }

    /// Half a turn must lie between them, or two tasks that wake each other would do nothing else.
    fn preempts(&self, arrived: TaskId, running: TaskId, since: Span) -> bool {
        let ran = |task: TaskId| self.ran.get(task.index()).copied().unwrap_or(self.least);
        ran(arrived) + self.quantum.0 / 2 < ran(running) + since.0
    }
}
