//! Where tasks meet and wait: operations on synchronisation objects, what they cost, and waiting for
//! time.

use costs::Cost;
use trace::{Cause, EventKind, Span};
use vm::{ChannelRequest, Effect, Request, Resumption, SyncId, SyncKind, Value, Verdict, Yields};

use crate::core::Next;
use crate::mode::{Hosting, Waiting};
use crate::simulation::{Simulation, core_id};

impl Simulation {
    /// Lets the core's task have what it asks for; the answer is that long on its way.
    pub(crate) fn perform(&mut self, core: usize, request: Request, trip: Span) {
        let task = self.work(core).task;
        let is_select = matches!(request, Request::Channel(ChannelRequest::Wait { .. }));
        let Effect { verdict, wakes } = self.machine.perform(task, request);
        for wake in wakes {
            self.tell(wake, task);
        }
        match (verdict, trip) {
            (Verdict::Reply(value), Span(0)) if is_select => self.selected(core, value),
            (verdict, Span(0)) => self.obey(core, verdict),
            (verdict, trip) => self.obey_late(core, verdict, trip),
        }
    }

    /// Lets the core's task do an operation on a synchronisation object, and pay for it.
    pub(crate) fn meet(&mut self, core: usize, kind: EventKind, met: (SyncId, u64), reply: Value) {
        self.met(core, kind, met);
        let cost = match met.0.kind() {
            SyncKind::Lock | SyncKind::RLock => Cost::Lock,
            SyncKind::Condition | SyncKind::Queue => Cost::Condition,
            _ => Cost::Semaphore,
        };
        let cost = self.settings.profile.each(cost);
        self.after(core, cost, Resumption::Reply(reply));
    }

    /// Records an operation on a synchronisation object, with how often or for how many it was done.
    pub(crate) fn met(&mut self, core: usize, kind: EventKind, met: (SyncId, u64)) {
        let at = self.at(core);
        self.record.met(self.now, kind, core_id(core), at, met);
    }

    /// Lets the core's task pay for having asked which of several pipes or processes is ready.
    fn selected(&mut self, core: usize, answer: Value) {
        let cost = self.settings.profile.each(Cost::Select);
        self.after(core, cost, Resumption::Reply(answer));
    }

    /// `Verdict::Timer`: the core's task waits until that much time has passed.
    pub(crate) fn wait_for_time(
        &mut self,
        core: usize,
        span: Span,
        cause: Cause,
        label: &str,
        yields: Yields,
    ) {
        let (task, line) = self.at(core);
        let late = if cause == Cause::Sleep { Cost::Oversleep } else { Cost::Late };
        let span = span + self.settings.profile.each(late);
        let at = self.now + span;
        match self.discipline.waiting(yields) {
            Waiting::FreesCore => {
                let held_up = match self.discipline.hosting() {
                    Hosting::UntilParked => self.roles[task.index()].host,
                    Hosting::UntilBlocked | Hosting::Apart => None,
                };
                let (at_core, whose) = (core_id(core), (task, line));
                self.record.block_on_time(self.now, at_core, whose, cause, (span, label), held_up);
                self.free(core);
                self.timer_of[task.index()] = Some(self.timers.set(at, task));
            }
            Waiting::KeepsCore => {
                let (at_core, whose) = (core_id(core), (task, line));
                self.record.block_on_time(self.now, at_core, whose, cause, (span, label), None);
                let work = self.work_mut(core);
                (work.at, work.next) = (at, Next::KeptFor);
            }
            Waiting::HoldsLoop => {
                self.record.hold(self.now, core_id(core), task, line, span);
                self.machine.timer_ended(task);
                self.after(core, span, Resumption::Reply(Value::None));
            }
        }
    }
}
