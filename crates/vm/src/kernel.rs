//! What tasks share beside memory: the table of tasks, and the objects they meet at.
//!
//! A task pauses with a [`Request`]; its driver hands it to [`Kernel::perform`] and does what the
//! [`Verdict`] says. A task that must wait is an entry of the table that says for what ([`Wait`]):
//! nothing but data. Simulation, exploration and real execution all drive this one kernel.

mod acquire;
mod condition;
mod event;
mod queue;
mod steps;
mod sync;
mod task;
mod tasks;
mod verdict;
mod wait;

pub use sync::SYNC_OBJECTS_MAX;
pub use task::{State, Task};
pub use verdict::{Effect, Looping, Resumption, Verdict, Wake};
pub use wait::Wait;

use lang::library::ExceptionKind;
use trace::{Cause, Span, TaskId, TaskKind};

use self::task::Names;
use crate::context::Context;
use crate::heap::{AnyHeap, Heap};
use crate::request::{Request, Yields};
use crate::sync::SyncKind;
use crate::value::Value;

/// The most tasks of one run.
pub const TASKS_MAX: usize = 200_000;

/// Tasks and objects of one run.
#[derive(Clone, Debug, Default)]
pub struct Kernel {
    tasks: Vec<Task>,
    syncs: Vec<sync::Entry>,
    /// How many objects of each sort there are.
    n_syncs: [u32; SyncKind::ALL.len()],
    names: Names,
    input: Vec<String>,
    n_input_read: usize,
    /// Invariant: how many tasks that are no daemons have not ended.
    n_awaited: usize,
}

impl Kernel {
    /// The kernel of a run whose only task is the main one, with the lines that `input()` reads.
    #[must_use]
    pub fn new(input: Vec<String>) -> Kernel {
        let mut kernel = Kernel { input, ..Kernel::default() };
        kernel.add_task("main".to_owned(), TaskKind::Thread, None, false);
        kernel
    }

    /// All tasks, in id order.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// The task of that id.
    #[must_use]
    pub fn task(&self, task: TaskId) -> &Task {
        &self.tasks[task.index()]
    }

    /// Whether the program is over: the main task and every other that is no daemon ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.n_awaited == 0
    }

    /// Calls `visit` with every value that the kernel keeps alive.
    pub fn visit_roots(&self, visit: &mut dyn FnMut(Value)) {
        for task in &self.tasks {
            if let State::Done(Ok(value) | Err(value)) = &task.state {
                visit(*value);
            }
        }
    }

    /// Tasks that failed without anybody having received their exception, in id order.
    pub fn unobserved_failures(&self) -> impl Iterator<Item = (TaskId, Value)> + '_ {
        self.tasks.iter().enumerate().filter_map(|(index, task)| match task.state {
            State::Done(Err(exception)) if !task.observed => {
                Some((TaskId(u32::try_from(index).expect("bounded by TASKS_MAX")), exception))
            }
            _ => None,
        })
    }

    /// Performs what `task` asks for.
    pub fn perform(
        &mut self,
        ctx: &mut Context<AnyHeap>,
        task: TaskId,
        request: Request,
    ) -> Effect {
        self.begin_request(task);
        match request {
            Request::Spawn { .. } => self.spawn(ctx, task, request).into(),
            Request::Join { task: other, want, timeout } => {
                self.join(ctx, task, other, want, timeout).into()
            }
            Request::IsDone { task: other } => {
                Verdict::Reply(Value::Bool(self.task(other).state.is_ended())).into()
            }
            Request::IsAlive { task: other } => {
                Verdict::Reply(Value::Bool(!self.task(other).state.is_ended())).into()
            }
            Request::Sleep { span: Span(0), .. } => Verdict::Yield { label: None }.into(),
            Request::Sleep { span, yields } => {
                self.timer(task, span, Cause::Sleep, String::new(), yields).into()
            }
            Request::Io { span, label } => {
                self.timer(task, span, Cause::Io, label, Yields::Yes).into()
            }
            Request::Compute { span } => Verdict::Compute(span).into(),
            Request::Checkpoint { label } => Verdict::Yield { label: Some(label) }.into(),
            Request::Output { text } => Verdict::Output(text).into(),
            Request::Input => self.read_line(ctx).into(),
            Request::Now => Verdict::Now.into(),
            // Coroutines belong to the thread of their event loop.
            Request::CurrentTask => Verdict::Reply(Value::Task(self.thread_of(task))).into(),
            Request::TaskName { task: other } => {
                // The main task is called after its thread, as the workload would see it in CPython.
                let is_main = other == TaskId(0);
                let name = if is_main { "MainThread" } else { self.task(other).name.as_str() };
                Verdict::Reply(ctx.new_str(name)).into()
            }
            Request::Cancel { task: other } => self.cancel(other),
            Request::CancelCoroutines => self.cancel_coroutines(),
            Request::Loop(looping) => Verdict::Loop(looping).into(),
            Request::Carry { .. }
            | Request::Step { .. }
            | Request::Park { .. }
            | Request::Poll { .. }
            | Request::Rouse { .. }
            | Request::Due { .. } => self.perform_step(ctx, task, request),
            Request::NewSync(_)
            | Request::Acquire { .. }
            | Request::Release { .. }
            | Request::IsLocked { .. }
            | Request::Count { .. }
            | Request::Wait { .. }
            | Request::Reacquire { .. }
            | Request::Notify { .. }
            | Request::SetEvent { .. }
            | Request::ClearEvent { .. }
            | Request::IsSet { .. }
            | Request::EnterQueue { .. }
            | Request::LeaveQueue { .. } => self.perform_sync(ctx, task, request),
        }
    }

    fn read_line<H: Heap>(&mut self, ctx: &mut Context<H>) -> Verdict {
        match self.input.get(self.n_input_read) {
            Some(line) => {
                self.n_input_read += 1;
                Verdict::Reply(ctx.new_str(line.clone()))
            }
            None => {
                Verdict::Throw(ctx.exception(ExceptionKind::EOFError, "EOF when reading a line"))
            }
        }
    }
}
