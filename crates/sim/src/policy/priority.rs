//! A queue for each priority, with feedback: who uses up its turns sinks, who waits rises, and who
//! became ready with a higher priority takes the core of one with a lower (Arpaci-Dusseau,
//! Operating Systems: Three Easy Pieces, chapter 8).
//!
//! A level counts as so much time of waiting, so that nobody waits for ever.

use trace::{Span, TaskId, Time};

use super::{Arrival, Policy};

/// The lowest priority; 0 is the highest.
const LEVEL_MAX: u8 = 7;
/// What a level is worth, in quanta: one waiting so much longer goes before one a level higher.
const LEVEL_QUANTA: u64 = 8;

/// The policy `priority`.
#[derive(Clone, Debug)]
pub struct Priority {
    level_span: Span,
    /// For each task that was ready before.
    levels: Vec<u8>,
}

impl Priority {
    /// The policy where turns last that long.
    #[must_use]
    pub fn new(quantum: Span) -> Priority {
        Priority { level_span: Span(quantum.0.saturating_mul(LEVEL_QUANTA)), levels: Vec::new() }
    }

    fn level(&self, task: TaskId) -> u8 {
        self.levels.get(task.index()).copied().unwrap_or(0)
    }
}

impl Policy for Priority {
    fn place(&mut self, task: TaskId, arrival: Arrival, now: Time) -> u64 {
        if self.levels.len() <= task.index() {
            self.levels.resize(task.index() + 1, 0);
        }
        let level = &mut self.levels[task.index()];
        *level = match arrival {
            Arrival::Started | Arrival::Yielded => *level,
            Arrival::Woken | Arrival::Awake | Arrival::Due => level.saturating_sub(1),
            Arrival::TurnOver => (*level + 1).min(LEVEL_MAX),
        };
        now.0.saturating_add(self.level_span.0.saturating_mul(u64::from(*level)))
    }

    fn is_preemptive(&self) -> bool {
        true
    }

    fn preempts(&self, arrived: TaskId, running: TaskId, _: Span) -> bool {
        self.level(arrived) < self.level(running)
    }
}
