//! Event loops and the tasks that run in their stead.
//!
//! An event loop is a task that steps others: where the mode runs coroutines on their loop, a task
//! gets its loop's core for each step and gives it back when it parks. What the loop itself does
//! between two steps is bookkeeping: the trace shows it waiting for the task it runs for.

use costs::Cost;
use trace::{Cause, Span, TaskId};
use vm::{Looping, Resumption, State, Value, Wait, Wake};

use crate::core::{Going, Next, Work};
use crate::mode::{Hosting, Waiting};
use crate::policy::Arrival;
use crate::record::Place;
use crate::simulation::{Simulation, core_id};

/// What the simulation knows of each task beside its state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Role {
    /// The event loop in whose stead it takes a step.
    pub host: Option<TaskId>,
    /// The event loop that it is, while that runs.
    pub looping: Option<Looping>,
}

impl Simulation {
    /// `Verdict::Step`: a task takes a step, in the stead of the one that runs or beside it.
    pub(crate) fn step(&mut self, core: usize, wake: Wake, was_known: bool) {
        let asker = self.work(core).task;
        let (task, going) = (wake.task, Going::Resume(wake.how));
        self.timer_of[task.index()] = None;
        if !was_known {
            self.record.wake(self.now, task, wake.cause, None, TaskId::NONE);
        }
        if self.discipline.hosting() == Hosting::Apart {
            self.make_ready(task, going, Arrival::Woken);
            return self.go_on(core, Resumption::Reply(Value::None));
        }
        self.roles[task.index()].host = Some(asker);
        let slice_end = self.work(core).slice_end;
        self.vacate(core);
        if slice_end.is_some_and(|end| end <= self.now) && !self.ready.is_empty() {
            return self.make_ready(task, going, Arrival::TurnOver);
        }
        let at = self.now + self.switch_to(core, task) + self.settings.profile.each(Cost::LoopStep);
        self.cores[core].work = Some(Work::new(task, (at, slice_end), Next::Begin(going)));
    }

    /// `Verdict::Park`: the step of the core's task is over.
    pub(crate) fn park(&mut self, core: usize, wait: &Wait, alone: Option<Span>) {
        let (task, line) = self.at(core);
        if wait.cause == Cause::Yield {
            self.record.preempt(self.now, core_id(core), task, line, Cause::Yield);
            return self.end_step(core);
        }
        self.record.block(self.now, core_id(core), task, line, wait);
        if let Some(span) = wait.timeout {
            // Its loop has a timer of its own: this one says when the task becomes ready.
            self.timer_of[task.index()] = Some(self.timers.set(self.now + span, task));
        }
        let keeps_core = self.discipline.waiting(vm::Yields::Yes) == Waiting::KeepsCore;
        match alone.filter(|_| keeps_core) {
            Some(alone) => {
                let at = self.now + alone;
                let work = self.work_mut(core);
                (work.at, work.next) = (at, Next::KeptForStep);
            }
            None => self.end_step(core),
        }
    }

    /// Notes that what a parked task waits for has happened, if that was not known.
    pub(crate) fn note_due(&mut self, task: TaskId) {
        if let Some(cause) = self.machine.due(task) {
            self.record.wake(self.now, task, cause, None, TaskId::NONE);
        }
    }

    /// `Verdict::Due`: what a parked task waits for has happened.
    pub(crate) fn is_due(&mut self, core: usize, task: TaskId, cause: Cause) {
        let by = self.work(core).task;
        let by = if self.is_looping(by) { TaskId::NONE } else { by };
        self.timer_of[task.index()] = None;
        self.record.wake(self.now, task, cause, None, by);
        self.go_on(core, Resumption::Reply(Value::None));
    }

    /// `Verdict::Loop`: the core's task enters its event loop, or leaves it.
    pub(crate) fn looping(&mut self, core: usize, looping: Option<Looping>) {
        let (task, line) = self.at(core);
        if self.discipline.hosting() != Hosting::Apart {
            let was = std::mem::replace(&mut self.roles[task.index()].looping, looping);
            let place = Place { core: core_id(core), task, line };
            match (was, looping) {
                (None, Some(Looping { task: other })) => {
                    self.record.block_on_loop(self.now, place, other);
                }
                (Some(Looping { task: other }), None) => {
                    let kernel = self.machine.kernel();
                    let ended = other.filter(|&other| kernel.task(other).state.is_ended());
                    let cause = if other.is_some() { Cause::Join } else { Cause::Event };
                    let by = ended.unwrap_or(TaskId::NONE);
                    self.record.wake(self.now, task, cause, None, by);
                    self.record.run(self.now, place.core, task, line, Span(0));
                    self.cores[core].last = Some(task);
                }
                _ => {}
            }
        }
        self.go_on(core, Resumption::Reply(Value::None));
    }

    /// Whether a task is an event loop that runs.
    pub(crate) fn is_looping(&self, task: TaskId) -> bool {
        self.roles[task.index()].looping.is_some()
    }

    /// The step of the core's task is over, or the task itself: its event loop goes on. Without one
    /// the core is free.
    pub(crate) fn end_step(&mut self, core: usize) {
        let Some(Work { task, slice_end, .. }) = self.vacate(core) else { return };
        let Some(host) = self.roles[task.index()].host.take() else { return };
        if matches!(self.machine.kernel().task(host).state, State::Cancelled) {
            return;
        }
        let resumption = Resumption::Reply(Value::None);
        if self.discipline.hosting() == Hosting::UntilBlocked && !self.ready.is_empty() {
            return self.make_ready(host, Going::Resume(resumption), Arrival::Yielded);
        }
        let (at, next) = (self.now, Next::Reply(resumption));
        self.cores[core].work = Some(Work::new(host, (at, slice_end), next));
    }

    /// The core's task waits for something, and not as its event loop would have it.
    pub(crate) fn free(&mut self, core: usize) {
        match self.discipline.hosting() {
            Hosting::UntilBlocked => self.end_step(core),
            Hosting::UntilParked | Hosting::Apart => {
                self.vacate(core);
            }
        }
    }

    /// Whether others could run if the core's task gave up its turn.
    pub(crate) fn others_wait(&self, core: usize) -> bool {
        let task = self.work(core).task;
        let host = self.roles[task.index()].host;
        let host_waits = host.is_some() && self.discipline.hosting() == Hosting::UntilBlocked;
        host_waits || self.is_wanted_core(core)
    }

    /// Notes that a core goes to a task, and gives what that costs.
    pub(crate) fn switch_to(&mut self, core: usize, task: TaskId) -> Span {
        let kernel = self.machine.kernel();
        let whose = |task| match self.discipline.hosting() {
            Hosting::UntilParked => kernel.thread_of(task),
            Hosting::UntilBlocked | Hosting::Apart => task,
        };
        if self.discipline.hosting() == Hosting::UntilBlocked && self.is_looping(task) {
            return Span(0);
        }
        let Some(last) = self.cores[core].last.replace(task) else { return Span(0) };
        if whose(last) == whose(task) {
            return Span(0);
        }
        let cost = self.settings.switch_cost;
        self.record.switch(self.now, core_id(core), last, task, cost);
        cost
    }
}
