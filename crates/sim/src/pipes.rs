//! Messages between processes: what sending and receiving them costs, and how the trace tells it.

use costs::Cost;
use trace::{EventKind, Span, TaskId};
use vm::{Marshalling, Memories, ProcessVerdict, Resumption, SyncId, Value, Wait};

use crate::record::Place;
use crate::simulation::{Simulation, core_id};

impl Simulation {
    /// Does for the core's task what the verdict on a request about processes and messages says.
    pub(crate) fn obey_processes(&mut self, core: usize, verdict: ProcessVerdict) {
        match verdict {
            ProcessVerdict::Sent { sync, n_bytes, wait } => self.sent(core, (sync, n_bytes), wait),
            ProcessVerdict::Received { sync, n_bytes, by, reply } => {
                self.received(core, (sync, n_bytes), by, reply);
            }
            ProcessVerdict::Marshalled { way, n_objects, n_bytes, reply } => {
                self.marshalled(core, way, (n_objects, n_bytes), reply);
            }
            ProcessVerdict::Begun(start) => {
                let n_bytes = match self.discipline.memories() {
                    Memories::Shared => 0,
                    Memories::Apart => self.machine.image_bytes(self.work(core).task),
                };
                let span = self.discipline.begin(&self.settings.profile, start, n_bytes);
                self.compute(core, Span(span.0.saturating_mul(self.slowdown(core))));
            }
        }
    }

    /// `Verdict::Sent`: the core's task goes on, or waits until there is room for the message.
    fn sent(&mut self, core: usize, (sync, n_bytes): (SyncId, u64), wait: Option<Wait>) {
        self.met(core, EventKind::Send, (sync, n_bytes));
        self.note_sent(sync);
        let (task, line) = self.at(core);
        match wait {
            Some(wait) => {
                self.record.block(self.now, core_id(core), task, line, &wait);
                self.free(core);
            }
            None => {
                let cost = self.pipe(n_bytes);
                self.marshal(core, cost, Resumption::Reply(Value::None));
            }
        }
    }

    /// `Verdict::Received`: the core's task goes on with a message.
    fn received(&mut self, core: usize, (sync, n_bytes): (SyncId, u64), by: TaskId, reply: Value) {
        let (task, line) = self.at(core);
        self.record.receive(self.now, (core_id(core), task, line), (sync, n_bytes), by);
        // The message is in the task's registers before anybody can collect it.
        self.machine.resume(task, reply);
        let cost = self.pipe(n_bytes);
        if !self.wait_for_message(core, (sync, n_bytes), by, cost) {
            self.marshal(core, cost, Resumption::Continue);
        }
    }

    /// `Verdict::Marshalled`: the core's task has made a message, or read one.
    fn marshalled(
        &mut self,
        core: usize,
        way: Marshalling,
        (n_objects, n_bytes): (u64, u64),
        reply: Value,
    ) {
        let task = self.work(core).task;
        self.machine.resume(task, reply);
        let profile = &self.settings.profile;
        let (object, byte) = match way {
            Marshalling::Dump => (Cost::DumpObject, Cost::DumpByte),
            Marshalling::Load => (Cost::LoadObject, Cost::LoadByte),
        };
        let cost = profile.each(Cost::Message).0
            + profile.many(object, n_objects).0
            + profile.many(byte, n_bytes).0;
        self.marshal(core, Span(cost), Resumption::Continue);
    }

    /// Keeps the core's task busy with a message for `cost`; then it goes on with the reply.
    fn marshal(&mut self, core: usize, cost: Span, resumption: Resumption) {
        let (task, line) = self.at(core);
        let place = Place { core: core_id(core), task, line };
        let span = Span(cost.0.saturating_mul(self.slowdown(core)));
        self.record.marshal(self.now, place, span);
        self.after(core, cost, resumption);
    }

    /// What putting a message into a pipe costs, or taking it out.
    fn pipe(&self, n_bytes: u64) -> Span {
        let profile = &self.settings.profile;
        Span(profile.each(Cost::Pipe).0 + profile.many(Cost::PipeByte, n_bytes).0)
    }
}
