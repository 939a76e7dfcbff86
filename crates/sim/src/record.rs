//! Writes what the simulation does as events of a trace. No decisions.

use trace::{
    Cause, Clock, CoreId, Event, EventKind, Limits, Line, ObjectId, ObjectInfo, Outcome, Recorder,
    Span, TaskId, TaskInfo, TextId, Time, Trace,
};
use vm::{Stream, SyncId};

/// Where something happens to whom.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub core: CoreId,
    pub task: TaskId,
    /// Of the workload.
    pub line: Line,
}

/// A recorder that speaks of the machine's own ids.
#[derive(Clone, Debug)]
pub struct Record {
    recorder: Recorder,
}

impl Record {
    pub fn new(n_cores: u32, limits: Limits) -> Record {
        Record { recorder: Recorder::new(Clock::Virtual, n_cores, limits) }
    }

    /// Says how many machines share the cores.
    pub fn share_among(&mut self, n_machines: u32) {
        self.recorder.share_among(n_machines);
    }

    pub fn spawn(&mut self, now: Time, task: &vm::Task, line: Line) {
        let parent = task.parent;
        let id =
            self.recorder.add_task(TaskInfo { name: task.name.clone(), kind: task.kind, parent });
        let other = parent.unwrap_or(TaskId::NONE);
        self.recorder.record(Event { other, line, ..Event::new(now, EventKind::Spawn, id) });
    }

    pub fn switch(&mut self, now: Time, core: CoreId, from: TaskId, to: TaskId, cost: Span) {
        let event = Event::on(now, EventKind::Switch, to, core);
        self.recorder.record(Event { other: from, value: cost.0, ..event });
    }

    pub fn run(&mut self, now: Time, core: CoreId, task: TaskId, line: Line, cost: Span) {
        let event = Event::on(now, EventKind::Run, task, core);
        self.recorder.record(Event { line, value: cost.0, ..event });
    }

    pub fn preempt(&mut self, now: Time, core: CoreId, task: TaskId, line: Line, cause: Cause) {
        self.recorder.record(Event {
            line,
            cause,
            ..Event::on(now, EventKind::Preempt, task, core)
        });
    }

    /// `held_up` is the event loop that goes on only when the wait is over.
    pub fn block_on_time(
        &mut self,
        now: Time,
        core: CoreId,
        (task, line): (TaskId, Line),
        cause: Cause,
        (span, label): (Span, &str),
        held_up: Option<TaskId>,
    ) {
        let text = self.label(label);
        let other = held_up.unwrap_or(TaskId::NONE);
        let event = Event::on(now, EventKind::Block, task, core);
        self.recorder.record(Event { line, cause, other, text, value: span.0, ..event });
    }

    /// An event loop begins to run until a task ends, or without end.
    pub fn block_on_loop(&mut self, now: Time, place: Place, other: Option<TaskId>) {
        let Place { core, task, line } = place;
        let cause = if other.is_some() { Cause::Join } else { Cause::Event };
        let other = other.unwrap_or(TaskId::NONE);
        let event = Event::on(now, EventKind::Block, task, core);
        self.recorder.record(Event { line, cause, other, ..event });
    }

    pub fn block(&mut self, now: Time, core: CoreId, task: TaskId, line: Line, wait: &vm::Wait) {
        let text = self.label(wait.label());
        self.recorder.record(Event {
            line,
            cause: wait.cause,
            object: object(wait.sync),
            other: wait.task.unwrap_or(TaskId::NONE),
            text,
            value: wait.timeout.unwrap_or_default().0,
            ..Event::on(now, EventKind::Block, task, core)
        });
    }

    /// The task was ready, and `holder` has the global interpreter lock.
    pub fn block_on_gil(&mut self, now: Time, task: TaskId, line: Line, holder: TaskId) {
        let event = Event::new(now, EventKind::Block, task);
        self.recorder.record(Event { line, cause: Cause::Gil, other: holder, ..event });
    }

    pub fn hold(&mut self, now: Time, core: CoreId, task: TaskId, line: Line, span: Span) {
        let event = Event::on(now, EventKind::Hold, task, core);
        self.recorder.record(Event { line, cause: Cause::Sleep, value: span.0, ..event });
    }

    /// `by` is who woke the task; none where time did.
    pub fn wake(
        &mut self,
        now: Time,
        task: TaskId,
        cause: Cause,
        sync: Option<SyncId>,
        by: TaskId,
    ) {
        let event = Event::new(now, EventKind::Wake, task);
        self.recorder.record(Event { cause, object: object(sync), other: by, ..event });
    }

    pub fn end(&mut self, now: Time, core: CoreId, task: TaskId, line: Line, outcome: Outcome) {
        let event = Event::on(now, EventKind::End, task, core);
        self.recorder.record(Event { line, value: outcome as u64, ..event });
    }

    /// An operation on a synchronisation object, done so many times or for so many.
    pub fn met(
        &mut self,
        now: Time,
        kind: EventKind,
        core: CoreId,
        (task, line): (TaskId, Line),
        (sync, value): (SyncId, u64),
    ) {
        let event = Event::on(now, kind, task, core);
        self.recorder.record(Event { line, object: object(Some(sync)), value, ..event });
    }

    /// `by` is who had sent the message.
    pub fn receive(
        &mut self,
        now: Time,
        (core, task, line): (CoreId, TaskId, Line),
        (sync, n_bytes): (SyncId, u64),
        by: TaskId,
    ) {
        let event = Event::on(now, EventKind::Receive, task, core);
        let object = object(Some(sync));
        self.recorder.record(Event { line, object, other: by, value: n_bytes, ..event });
    }

    /// A task marshals a message, or passes it on.
    pub fn marshal(&mut self, now: Time, Place { core, task, line }: Place, span: Span) {
        let event = Event::on(now, EventKind::Marshal, task, core);
        self.recorder.record(Event { line, value: span.0, ..event });
    }

    /// Bytes are on their way to a task, from another.
    pub fn transfer(&mut self, now: Time, task: TaskId, by: TaskId, n_bytes: u64) {
        let event = Event::new(now, EventKind::Transfer, task);
        self.recorder.record(Event { other: by, value: n_bytes, ..event });
    }

    pub fn text(
        &mut self,
        now: Time,
        kind: EventKind,
        core: CoreId,
        (task, line): (TaskId, Line),
        text: &str,
    ) {
        let text = self.recorder.add_text(text);
        self.recorder.record(Event { line, text, ..Event::on(now, kind, task, core) });
    }

    pub fn output(
        &mut self,
        now: Time,
        core: CoreId,
        (task, line): (TaskId, Line),
        text: &str,
        stream: Stream,
    ) {
        let text = self.recorder.add_text(text);
        let value = u64::from(stream == Stream::Error);
        let event = Event::on(now, EventKind::Output, task, core);
        self.recorder.record(Event { line, text, value, ..event });
    }

    pub fn deadlock(&mut self, now: Time, task: TaskId, line: Line, wait: &vm::Wait) {
        self.recorder.record(Event {
            line,
            cause: wait.cause,
            object: object(wait.sync),
            other: wait.task.unwrap_or(TaskId::NONE),
            ..Event::new(now, EventKind::Deadlock, task)
        });
    }

    pub fn cut(&mut self, now: Time, limit: &str) {
        let text = self.recorder.add_text(limit);
        self.recorder.record(Event { text, ..Event::new(now, EventKind::Cut, TaskId::NONE) });
    }

    /// Ends the trace, with all synchronisation objects that there are.
    pub fn finish(mut self, end: Time, objects: Vec<ObjectInfo>) -> Trace {
        for object in objects {
            self.recorder.add_object(object);
        }
        self.recorder.finish(end)
    }

    fn label(&mut self, label: &str) -> TextId {
        if label.is_empty() { TextId::NONE } else { self.recorder.add_text(label) }
    }
}

fn object(sync: Option<SyncId>) -> ObjectId {
    sync.map_or(ObjectId::NONE, SyncId::object)
}
