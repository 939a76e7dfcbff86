//! The global interpreter lock, where the mode has one: who waits for it, and when its holder is to
//! hand it over.
//!
//! Where each process has a lock of its own it is named by the process, elsewhere all share that of
//! the first. A core that is busy with one of its tasks is a lock's holder:
//! [`Simulation::gil_holder`] is the only place that knows this.

use trace::{Cause, Span, TaskId, Time};
use vm::ProcessId;

use crate::core::{Core, Ready};
use crate::policy::Seen;
use crate::simulation::{Simulation, core_id};

/// The shortest time slice: without one, a run could be nothing but switches.
const TIME_SLICE_MIN: Span = Span(1_000);

/// How often at most who has demanded the lock gets it before who has just woken up, on one core and on
/// several: there the former is still awake when the lock becomes free. Under CPython it is the
/// operating system's choice; a sleep of 1 ms beside two threads that compute takes 12 to 17 ms on one
/// core and 12 to 25 ms on two, as measured with 3.11.
const PASSES: [u8; 2] = [1, 2];

/// Who was made to hand the lock over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GaveUp {
    /// Another takes it first.
    pub task: TaskId,
    /// When it had got the lock.
    pub had_since: Time,
}

impl GaveUp {
    /// Whether a thread that waits since a time has demanded the lock by now: it does when its interval
    /// is over, which begins anew where the lock has changed hands meanwhile (`take_gil` in
    /// `Python/ceval_gil.h` of CPython 3.11).
    fn was_demanded(self, since: Time, now: Time, interval: Span) -> bool {
        let spent = self.had_since.since(since).0;
        let begins = since + Span(spent.div_ceil(interval.0.max(1)) * interval.0);
        begins + interval <= now
    }
}

impl Simulation {
    /// The process by which the lock is named that a task needs.
    fn lock_of(&self, task: TaskId) -> ProcessId {
        match self.discipline.has_locks_apart() {
            true => self.machine.kernel().process_of(task),
            false => ProcessId::MAIN,
        }
    }

    /// How many locks there are.
    fn n_locks(&self) -> usize {
        match self.discipline.has_locks_apart() {
            true => self.machine.kernel().processes().len(),
            false => 1,
        }
    }

    /// The core whose task holds a lock; none if it is free or there is none.
    fn gil_holder(&self, lock: ProcessId) -> Option<usize> {
        self.discipline.gil()?;
        let is_its =
            |core: &Core| core.work.as_ref().is_some_and(|work| self.lock_of(work.task) == lock);
        self.cores.iter().position(is_its)
    }

    /// Takes the first ready task out whose process's lock is free, where it needs that.
    pub(crate) fn next_ready(&mut self) -> Option<Ready> {
        let busy = self.cores.iter().flat_map(|core| &core.work);
        let taken: Vec<ProcessId> = match self.discipline.gil() {
            Some(_) => busy.map(|work| self.lock_of(work.task)).collect(),
            None => Vec::new(),
        };
        if self.n_locks() == 1 && !taken.is_empty() {
            return None;
        }
        let gave_up = self.gave_up_gil.take();
        // Where there is one lock, it is not taken here.
        let idle = self.idle_machines();
        let kernel = self.machine.kernel();
        let can_run = |task: TaskId| {
            let process = kernel.process_of(task);
            let has_core = idle.as_ref().is_none_or(|idle| idle[process.index()]);
            has_core && !taken.contains(&process)
        };
        if !self.ready.policy().chooses() {
            let (now, interval) = (self.now, self.discipline.gil().unwrap_or_default());
            let demanded = |ready: &Ready| {
                gave_up.is_some_and(|by| by.was_demanded(ready.since, now, interval))
            };
            let n_passes = PASSES[usize::from(self.cores.len() > 1)];
            return self.ready.pop(gave_up.map(|by| by.task), can_run, (demanded, n_passes));
        }
        let candidates = self.ready.candidates(gave_up.map(|by| by.task), can_run);
        let seen: Vec<Seen> = candidates.into_iter().map(|task| self.seen(task)).collect();
        self.ready.choose(&seen, self.now)
    }

    /// A ready task, as a policy sees it that chooses.
    fn seen(&self, task: TaskId) -> Seen {
        let kernel = self.machine.kernel();
        let info = kernel.task(task);
        let core = self.cores.iter().position(|core| core.last == Some(task)).map(core_id);
        let whose = kernel.thread_of(task);
        Seen { task, whose, name: info.name.clone(), kind: info.kind, core }
    }

    /// Lets ready tasks that found the lock taken wait for it, and demand it after the interval.
    pub(crate) fn wait_for_gil(&mut self, interval: Span) {
        if self.ready.is_empty() {
            return;
        }
        let mut found = Vec::new();
        self.ready.arrived(|ready| found.push(ready.task));
        for task in found {
            let Some(core) = self.gil_holder(self.lock_of(task)) else {
                continue;
            };
            self.ready.waits_for_gil(task);
            if self.roles[task.index()].looping.is_none() {
                let holder = self.work(core).task;
                let line = self.machine.line(task);
                self.record.block_on_gil(self.now, task, line, holder);
            }
        }
        let lacks_core = self.lacks_core();
        for core in 0..self.cores.len() {
            let Some(work) = &self.cores[core].work else { continue };
            if work.slice_end.is_some() {
                continue;
            }
            if self.is_wanted(work.task) {
                self.cut_turn(core, interval);
            } else if lacks_core && self.is_wanted_core(core) {
                let slice = self.discipline.time_slice(&self.settings.profile);
                self.cut_turn(core, slice.max(TIME_SLICE_MIN));
            }
        }
    }

    /// Whether a ready task waits for the lock that a task holds.
    fn is_wanted(&self, holder: TaskId) -> bool {
        let lock = self.lock_of(holder);
        self.ready.any(|task| self.lock_of(task) == lock)
    }

    /// Whether a ready task lacks nothing but a core.
    fn lacks_core(&self) -> bool {
        self.n_locks() > 1 && self.ready.any(|task| self.gil_holder(self.lock_of(task)).is_none())
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

    /// Why a task's turn ends that is over although it could run on.
    pub(crate) fn turn_over(&self, task: TaskId) -> Cause {
        let is_demanded = self.discipline.gil().is_some() && self.is_wanted(task);
        if is_demanded { Cause::Gil } else { Cause::Quantum }
    }
}
