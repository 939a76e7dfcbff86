//! The global interpreter lock, where the mode has one: who waits for it, and when its holder is to
//! hand it over.
//!
//! All tasks share one address space, so a busy core is the lock's holder. [`Simulation::gil_holder`]
//! is the only place that knows this.

use trace::{Cause, Span};

use crate::simulation::Simulation;

impl Simulation {
    /// The core whose task holds the lock that ready tasks need; none if it is free or there is none.
    pub(crate) fn gil_holder(&self) -> Option<usize> {
        self.discipline.gil()?;
        self.cores.iter().position(|core| core.work.is_some())
    }

    /// Lets ready tasks that found the lock taken wait for it, and demand it after the interval.
    pub(crate) fn wait_for_gil(&mut self, interval: Span) {
        let Some(core) = self.gil_holder().filter(|_| !self.ready.is_empty()) else { return };
        let holder = self.work(core).task;
        let Simulation { ready, roles, machine, record, now, .. } = self;
        ready.arrived(|ready| {
            ready.waits_for_gil = true;
            if roles[ready.task.index()].looping.is_none() {
                record.block_on_gil(*now, ready.task, machine.line(ready.task), holder);
            }
        });
        if self.work(core).slice_end.is_none() {
            self.cut_turn(core, interval);
        }
    }

    /// For how many nanoseconds nobody demands the lock who does not do so already.
    pub(crate) fn gil_horizon(&self) -> u64 {
        let Some(interval) = self.discipline.gil() else { return u64::MAX };
        if !self.ready.is_empty() {
            return interval.0;
        }
        let waking = self.timers.next().map_or(u64::MAX, |timer| timer.since(self.now).0);
        waking.saturating_add(interval.0)
    }

    /// Why a turn ends that is over although the task could run on.
    pub(crate) fn turn_over(&self) -> Cause {
        if self.discipline.gil().is_some() { Cause::Gil } else { Cause::Quantum }
    }
}
