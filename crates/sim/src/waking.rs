//! Waking up, where tasks are the system's and share an interpreter lock.
//!
//! A thread that sleeps has left its core. Who wakes it goes on at once; the thread itself is there only
//! when the system has got an idle core going for it, and only then it demands the interpreter lock. What
//! it waited for may be gone again by then. A lock is taken before that, without the interpreter lock, as
//! CPython's `PyThread_acquire_lock_timed` does: so a thread may have a lock long before it can run, and
//! whoever runs meanwhile and wants that lock has to wait for it. This makes convoys at locks.

use std::collections::BTreeMap;

use costs::Cost;
use trace::{Cause, CoreId, EventKind, Span, TaskId};
use vm::{Request, Resumption, Verdict, Wake};

use crate::core::Going;
use crate::policy::Arrival;
use crate::simulation::Simulation;

/// Those that were woken and are not yet awake, each with what it was woken by.
pub type Waking = BTreeMap<TaskId, Wake>;

impl Simulation {
    /// Lets the first task begin, as soon as the run itself has begun.
    pub(crate) fn begin(&mut self, main: TaskId) {
        let how = Resumption::Continue;
        let until = self.now + self.settings.profile.each(Cost::BeginRun);
        if until == self.now {
            return self.make_ready(main, Going::Resume(how), Arrival::Started);
        }
        self.timer_of[main.index()] = Some(self.timers.set(until, main));
        self.waking.insert(main, Wake { task: main, cause: Cause::None, sync: None, how });
    }

    /// Makes a task ready that had waited, or will once it is awake.
    pub(crate) fn wake(&mut self, wake: Wake, by: TaskId) {
        let task = wake.task;
        self.timer_of[task.index()] = None;
        if !self.is_looping(task) {
            self.record.wake(self.now, task, wake.cause, wake.sync, by);
        }
        match by {
            TaskId::NONE => self.make_ready(task, Going::Resume(wake.how), Arrival::Due),
            _ => self.rouse(wake),
        }
    }

    /// Lets a task wake up, on an idle core if there is one.
    pub(crate) fn rouse(&mut self, wake: Wake) {
        let task = wake.task;
        if self.discipline.gil().is_none() || self.n_idle() <= self.waking.len() {
            return self.make_ready(task, Going::Resume(wake.how), Arrival::Woken);
        }
        let at = self.now + self.settings.profile.each(Cost::WakeCore);
        self.timer_of[task.index()] = Some(self.timers.set(at, task));
        self.waking.insert(task, wake);
    }

    /// A task's timer ended: whether it had been waking up and is awake now.
    pub(crate) fn awake(&mut self, task: TaskId) -> bool {
        let Some(Wake { cause, how, .. }) = self.waking.remove(&task) else { return false };
        let how = match how {
            Resumption::Retry(request) if cause == Cause::Lock => self.take_lock(task, request),
            how => Some(how),
        };
        if let Some(how) = how {
            self.make_ready(task, Going::Resume(how), Arrival::Awake);
        }
        true
    }

    /// Lets a task that was woken for a lock try to take it, without a core; nothing if it has to wait
    /// once more.
    fn take_lock(&mut self, task: TaskId, request: Request) -> Option<Resumption> {
        let effect = self.machine.perform(task, request);
        debug_assert!(effect.wakes.is_empty(), "who takes a lock wakes nobody");
        let (line, core) = (self.machine.line(task), CoreId::NONE);
        match effect.verdict {
            Verdict::Acquired { sync, n, reply } => {
                self.record.met(self.now, EventKind::Acquire, core, (task, line), (sync, n));
                Some(Resumption::Reply(reply))
            }
            Verdict::Block { wait, .. } => {
                self.record.block(self.now, core, task, line, &wait);
                self.set_deadline(task);
                None
            }
            Verdict::Reply(value) => Some(Resumption::Reply(value)),
            Verdict::Throw(exception) => Some(Resumption::Throw(exception)),
            _ => unreachable!("a lock is taken, or waited for, or not"),
        }
    }

    /// What it takes until a ready task runs that was woken on this machine, where tasks are the
    /// system's. Who waits for the interpreter lock sleeps meanwhile, on a core of its own if there is
    /// one.
    pub(crate) fn waking_time(&self, waits_for_gil: bool, arrival: Arrival) -> Span {
        let has_own_core = self.n_idle() > 1;
        match (waits_for_gil, arrival) {
            (_, Arrival::Woken) if self.discipline.gil().is_none() => {
                self.settings.profile.each(Cost::HandOver)
            }
            _ if self.discipline.gil().is_none() => Span(0),
            (true, _) if has_own_core => self.settings.profile.each(Cost::WakeCore),
            (true, _) | (false, Arrival::Woken) => self.settings.profile.each(Cost::Wake),
            (false, _) => Span(0),
        }
    }

    fn n_idle(&self) -> usize {
        self.cores.iter().filter(|core| core.work.is_none()).count()
    }
}
