//! Who gets a core, and who has to give it up: the loop's part that asks the policy.

use costs::Cost;
use trace::{Cause, CoreId, Outcome, Span, TaskId};
use vm::State;

use crate::core::{Going, Next, Ready, Work};
use crate::gil::GaveUp;
use crate::policy::Arrival;
use crate::simulation::{Simulation, core_id};

/// How far a core runs beyond the next event of another at most, in instructions. Small, so that
/// races are seen.
const OVERLAP_STEPS: u64 = 29;

/// By how much that varies, so that loops of several cores do not fall into step: a prime.
const OVERLAP_VARIETY: u64 = 11;

impl Simulation {
    /// Gives idle cores to ready tasks, in the policy's order.
    pub(crate) fn dispatch(&mut self) {
        self.take_from_queue();
        while !self.ready.is_empty() && self.cores.iter().any(|core| core.work.is_none()) {
            let Some(ready) = self.next_ready() else { break };
            let Ready { task, going, waits_for_gil, arrival, .. } = ready;
            let core = self.idle_core(task);
            let waking = self.waking_time(waits_for_gil, arrival);
            if waits_for_gil && !self.is_looping(task) {
                let last = self.cores[core].last.unwrap_or(TaskId::NONE);
                self.record.wake(self.now, task, Cause::Gil, None, last);
            }
            let cost = self.switch_to(core, task) + waking;
            let (at, next) = (self.now + cost, Next::Begin(going));
            let work = Work::new(task, (at, None), next);
            self.cores[core].work = Some(Work { given: self.now, ..work });
        }
        match self.discipline.gil() {
            Some(interval) => self.wait_for_gil(interval),
            None => self.preempt_for_arrived(),
        }
    }

    /// An idle core, which there must be: the one the task ran on last, where its data still is, or
    /// the first.
    fn idle_core(&self, task: TaskId) -> usize {
        let is_free =
            |&core: &usize| self.cores[core].work.is_none() && self.may_run_on(task, core);
        let idle = || (0..self.cores.len()).filter(is_free);
        let own = idle().find(|&core| self.cores[core].last == Some(task));
        own.or_else(|| idle().next()).expect("called while a core is idle")
    }

    /// Ends turns for tasks that became ready and go before those that run, if the policy says so.
    fn preempt_for_arrived(&mut self) {
        let is_preemptive = self.is_preemptive();
        let mut arrived = Vec::new();
        self.ready.arrived(|ready| arrived.extend(is_preemptive.then_some(ready.task)));
        for task in arrived {
            let task = self.whose(task);
            let now = self.now;
            let loses = |&core: &usize| {
                let Some(work) = &self.cores[core].work else { return false };
                let is_cut = work.slice_end.is_some_and(|end| end <= now);
                let runs = !is_cut && !matches!(work.next, Next::Begin(_));
                let (running, since) = (self.whose(work.task), now.since(work.since));
                runs && self.ready.policy().preempts(task, running, since)
            };
            if let Some(core) = (0..self.cores.len()).find(loses) {
                self.cut_turn(core, Span(0));
                self.work_mut(core).is_outranked = true;
            }
        }
    }

    /// Whether a turn may end before its time.
    fn is_preemptive(&self) -> bool {
        self.discipline.quantum().is_some() && self.ready.policy().is_preemptive()
    }

    /// Ends the turn of a core's task when that much time has passed.
    pub(crate) fn cut_turn(&mut self, core: usize, after: Span) {
        let end = self.now + after;
        let work = self.work_mut(core);
        work.slice_end = Some(end);
        if let Next::Computed(left) = &mut work.next
            && work.at > end
        {
            left.0 += work.at.since(end).0;
            work.at = end;
        }
    }

    /// The busy core whose event is the next.
    pub(crate) fn earliest_core(&self) -> Option<usize> {
        let busy = self
            .cores
            .iter()
            .enumerate()
            .filter_map(|(core, state)| state.work.as_ref().map(|work| (work.at, core)));
        busy.min().map(|(_, core)| core)
    }

    /// For how many nanoseconds a core may compute before others must be looked at.
    pub(crate) fn horizon(&self, core: usize) -> u64 {
        let mut horizon = self.gil_horizon();
        if let Some(moment) = self.moment {
            horizon = horizon.min(moment.since(self.now).0);
        }
        if let Some(slice_end) = self.work(core).slice_end {
            horizon = horizon.min(slice_end.since(self.now).0);
        }
        if self.cores.len() == 1 && !self.is_preemptive() {
            return horizon;
        }
        let n_steps = OVERLAP_STEPS - self.steps % OVERLAP_VARIETY;
        let overlap = self.settings.profile.many(Cost::Number, n_steps).0;
        for (other, state) in self.cores.iter().enumerate() {
            if let Some(work) = state.work.as_ref().filter(|_| other != core) {
                horizon = horizon.min(work.at.since(self.now).0 + overlap);
            }
        }
        self.timers.next().map_or(horizon, |timer| horizon.min(timer.since(self.now).0))
    }

    /// At the end of a turn: gives the core to another ready task, and says so, or begins a new turn.
    pub(crate) fn end_turn(&mut self, core: usize, going: Going) -> bool {
        if !self.is_wanted_core(core) {
            let turn = self.ready.turn(self.discipline.quantum());
            let (now, slice_end) = (self.now, turn.map(|turn| self.now + turn));
            let work = self.work_mut(core);
            let (task, since) = (work.task, std::mem::replace(&mut work.since, now));
            (work.slice_end, work.is_outranked) = (slice_end, false);
            self.ready.ran(self.whose(task), now.since(since));
            return false;
        }
        let Work { task, given, is_outranked, .. } = *self.work(core);
        let cause = if is_outranked { Cause::Outranked } else { self.turn_over(task) };
        self.leave(core, cause);
        if cause == Cause::Gil {
            self.gave_up_gil = Some(GaveUp { task, had_since: given });
        }
        self.make_ready(task, going, Arrival::TurnOver);
        true
    }

    /// Puts a task among those that wait for a core.
    pub(crate) fn make_ready(&mut self, task: TaskId, going: Going, arrival: Arrival) {
        let whose = self.whose(task);
        self.ready.push(task, whose, going, (arrival, self.now));
    }

    /// The thread whose time it is when that task runs.
    fn whose(&self, task: TaskId) -> TaskId {
        self.machine.kernel().thread_of(task)
    }

    /// Takes the core's task off it.
    pub(crate) fn vacate(&mut self, core: usize) -> Option<Work> {
        let work = self.cores[core].work.take()?;
        let whose = self.whose(work.task);
        self.ready.ran(whose, self.now.since(work.since));
        Some(work)
    }

    /// Records that the core's task leaves it while it could run on.
    pub(crate) fn leave(&mut self, core: usize, cause: Cause) {
        let (task, line) = self.at(core);
        if !self.is_looping(task) {
            self.record.preempt(self.now, core_id(core), task, line, cause);
        }
        match cause {
            Cause::Yield => self.free(core),
            _ => {
                self.vacate(core);
            }
        }
    }

    /// Takes cancelled tasks off cores and out of the queue.
    pub(crate) fn drop_tasks(&mut self, tasks: &[TaskId]) {
        for &task in tasks {
            let line = self.machine.line(task);
            let on = self
                .cores
                .iter()
                .position(|core| core.work.as_ref().is_some_and(|work| work.task == task));
            if let Some(core) = on {
                self.vacate(core);
            }
            self.timer_of[task.index()] = None;
            self.waking.remove(&task);
            let core = on.map_or(CoreId::NONE, core_id);
            self.record.end(self.now, core, task, line, Outcome::Cancelled);
        }
        if tasks.is_empty() {
            return;
        }
        self.forget_on_way(tasks);
        let kernel = self.machine.kernel();
        self.ready.retain(|task| !matches!(kernel.task(task).state, State::Cancelled));
    }
}
