//! The global interpreter lock, where the mode has one: who waits for it, and when its holder is to
//! hand it over.
//!
//! All tasks share one address space, so a busy core is the lock's holder. [`Simulation::gil_holder`]
//! is the only place that knows this.

use trace::{Cause, Span};

use crate::core::Next;
use crate::simulation::Simulation;

impl Simulation {
    /// The core whose task holds the lock that ready tasks need; none if it is free or there is none.
    pub(crate) fn gil_holder(&self) -> Option<usize> {
        self.discipline.gil()?;
        self.cores.iter().position(|core| core.work.is_some())
    }

    /// Lets ready tasks that found the lock taken wait for it, and demand it after the interval.
    pub(crate) fn wait_for_gil(&mut self) {
        let (Some(interval), Some(core)) = (self.discipline.gil(), self.gil_holder()) else {
            return;
        };
        if self.ready.is_empty() {
            return;
        }
        let holder = self.work(core).task;
        // Those at the front wait already: what becomes ready goes to the back.
        let first = self.ready.iter().rposition(|ready| ready.waits_for_gil).map_or(0, |at| at + 1);
        for ready in self.ready.range_mut(first..) {
            ready.waits_for_gil = true;
            if self.roles[ready.task.index()].looping.is_none() {
                let line = self.machine.line(ready.task);
                self.record.block_on_gil(self.now, ready.task, line, holder);
            }
        }
        if self.work(core).slice_end.is_none() {
            self.demand_gil(core, interval);
        }
    }

    /// Ends the holder's turn when the interval has passed.
    fn demand_gil(&mut self, core: usize, interval: Span) {
        let end = self.now + interval;
        let work = self.work_mut(core);
        work.slice_end = Some(end);
        if let Next::Computed(left) = &mut work.next
            && work.at > end
        {
            left.0 += work.at.since(end).0;
            work.at = end;
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
