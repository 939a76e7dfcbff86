//! How many tasks want a core at each time: what could have been done at the same time.
//!
//! Amdahl's law bounds the speed-up by the part of the work that only one can do (Validity of the
//! single processor approach, 1967). Here that is the work done while nobody else wanted a core.

use trace::{Cause, EventKind, Time, Trace};

/// What a task is, as far as the demand for cores goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    /// It waits, or does not exist.
    Nothing,
    /// It could run.
    Core,
    /// It runs.
    HasOne,
}

/// Work done while one task wanted a core, and while several did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Demand {
    alone_ns: u64,
    among_ns: u64,
}

impl Demand {
    pub fn of(trace: &Trace) -> Demand {
        let mut demand = Demand::default();
        let mut wants = vec![Want::Nothing; trace.tasks.len()];
        let (mut n_wanting, mut n_running) = (0_u64, 0_u64);
        let mut since = Time::START;
        for event in trace.events() {
            let Some(want) = wants.get_mut(event.task.index()) else { continue };
            let next = match event.kind {
                EventKind::Spawn | EventKind::Wake | EventKind::Preempt => Want::Core,
                EventKind::Run => Want::HasOne,
                // The interpreter lock is as good as a core.
                EventKind::Block if event.cause == Cause::Gil => Want::Core,
                EventKind::Block | EventKind::End => Want::Nothing,
                _ => continue,
            };
            let worked = n_running * event.time.since(since).0;
            match n_wanting {
                0 | 1 => demand.alone_ns += worked,
                _ => demand.among_ns += worked,
            }
            since = event.time;
            n_wanting -= u64::from(*want != Want::Nothing);
            n_running -= u64::from(*want == Want::HasOne);
            *want = next;
            n_wanting += u64::from(next != Want::Nothing);
            n_running += u64::from(next == Want::HasOne);
        }
        demand
    }

    /// The share of the work that only one task could do, from 0 to 1; 1 where nothing was done.
    pub fn serial_fraction(self) -> f64 {
        let total = self.alone_ns + self.among_ns;
        if total == 0 { 1.0 } else { self.alone_ns as f64 / total as f64 }
    }
}
