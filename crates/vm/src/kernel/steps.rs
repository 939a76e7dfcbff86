//! Tasks that go step by step: what `asyncio` is made of.
//!
//! An event loop is a library function that runs on its thread. It decides in which order its tasks
//! take steps ([`Request::Step`]); a task takes one by running until it parks ([`Request::Park`]).
//! Whether it runs in its loop's stead meanwhile, or beside it, is the driver's.

use trace::{Cause, Span, TaskId, TaskKind};

use super::task::State;
use super::verdict::{Effect, Resumption, Verdict, Wake};
use super::wait::{Asked, Wait};
use super::{Kernel, TASKS_MAX};
use crate::context::Context;
use crate::fiber::Fiber;
use crate::heap::Heap;
use crate::request::{Limit, Request};
use crate::value::Value;

/// What is known of a task that goes step by step, or of an event loop, beside its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Steps {
    /// A step, or the end of a poll, that was granted before the task asked for it.
    granted: bool,
    /// Whether it is known that what it waits for has happened.
    is_due: bool,
}

impl Kernel {
    /// Performs the requests of event loops and their tasks.
    pub(super) fn perform_step<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        request: Request,
    ) -> Effect {
        match request {
            Request::Carry { callee, name, carried } => {
                self.carry(ctx, task, (callee, carried), name).into()
            }
            Request::Step { task: other } => self.step(other).into(),
            Request::Park { cause, label, task: other, span, alone } => {
                let asked = Asked::Step(label.into());
                let wait = Wait { cause, sync: None, task: other, timeout: span, asked };
                self.park(task, wait, alone).into()
            }
            Request::Poll { task: other, timeout } => self.poll(task, other, timeout).into(),
            Request::Rouse { task: other } => self.rouse(other),
            Request::Due { task: other } => match self.due(other) {
                Some(cause) => Verdict::Due { task: other, cause }.into(),
                None => Verdict::Reply(Value::None).into(),
            },
            _ => unreachable!("called for the requests of event loops only"),
        }
    }

    /// Notes that what a parked task waits for has happened, and gives what it was; nothing if that
    /// was known, or it is not parked.
    pub fn due(&mut self, task: TaskId) -> Option<Cause> {
        let record = &mut self.tasks[task.index()];
        match &record.state {
            State::Waiting(Wait { asked: Asked::Step(_), cause, .. }) if !record.steps.is_due => {
                record.steps.is_due = true;
                Some(*cause)
            }
            _ => None,
        }
    }

    fn carry<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        parent: TaskId,
        (callee, carried): (Value, Value),
        name: String,
    ) -> Verdict {
        if self.tasks.len() >= TASKS_MAX {
            return Verdict::Limit(Limit::Tasks);
        }
        // What an event loop leaves behind is cut off when the program is over.
        let is_daemon = true;
        let task = self.add_task(name, TaskKind::Coroutine, Some(parent), is_daemon);
        self.tasks[task.index()].state = State::New;
        let Value::Function(callee) = callee else {
            unreachable!("the library carries by a function");
        };
        let entry = ctx.heap.get(callee).code;
        let mut fiber = Fiber::call(ctx.program, entry, &[carried]);
        fiber.carried = carried;
        Verdict::Carried { task, fiber: Box::new(fiber), reply: Value::Task(task) }
    }

    fn step(&mut self, task: TaskId) -> Verdict {
        let record = &mut self.tasks[task.index()];
        let (how, cause) = match &record.state {
            State::New => (Resumption::Continue, Cause::None),
            State::Waiting(Wait { asked: Asked::Step(_), cause, .. }) => {
                (Resumption::Reply(Value::None), *cause)
            }
            _ => {
                record.steps.granted = true;
                return Verdict::Reply(Value::None);
            }
        };
        // From the start a new task is known to be ready.
        let was_known = record.steps.is_due || matches!(record.state, State::New);
        record.state = State::Ready;
        record.steps.is_due = false;
        Verdict::Step { wake: Wake { task, cause, sync: None, how }, was_known }
    }

    fn park(&mut self, task: TaskId, wait: Wait, alone: Option<Span>) -> Verdict {
        if std::mem::take(&mut self.tasks[task.index()].steps.granted) {
            return Verdict::Reply(Value::None);
        }
        let record = &mut self.tasks[task.index()];
        // Who only offers its turn is ready.
        record.steps.is_due = wait.cause == Cause::Yield;
        record.state = State::Waiting(wait.clone());
        Verdict::Park { wait, alone }
    }

    fn poll(&mut self, task: TaskId, other: Option<TaskId>, timeout: Option<Span>) -> Verdict {
        if std::mem::take(&mut self.tasks[task.index()].steps.granted) {
            return Verdict::Reply(Value::None);
        }
        let asked = Request::Poll { task: other, timeout }.into();
        let cause = if other.is_some() { Cause::Join } else { Cause::Event };
        self.block(task, Wait { cause, sync: None, task: other, timeout, asked })
    }

    fn rouse(&mut self, task: TaskId) -> Effect {
        let record = &mut self.tasks[task.index()];
        let wakes = match &record.state {
            State::Waiting(wait) if matches!(wait.asked.request(), Some(Request::Poll { .. })) => {
                let how = Resumption::Reply(Value::None);
                vec![Wake { task, cause: wait.cause, sync: None, how }]
            }
            _ => {
                record.steps.granted = true;
                Vec::new()
            }
        };
        if !wakes.is_empty() {
            record.state = State::Ready;
        }
        Effect { verdict: Verdict::Reply(Value::None), wakes }
    }
}
