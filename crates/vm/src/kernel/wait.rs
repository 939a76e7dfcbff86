//! Waiting in the table: for an object, for another task, for time.

use trace::{Cause, Span, TaskId};

use super::Kernel;
use super::task::State;
use super::verdict::{Resumption, Verdict, Wake};
use crate::request::{Request, Yields};
use crate::value::{SyncId, Value};

/// What a task waits for.
#[derive(Clone, Debug)]
pub struct Wait {
    /// The kind of waiting.
    pub cause: Cause,
    /// The object, if it is one.
    pub sync: Option<SyncId>,
    /// The task waited for: the joined one, or the object's holder when the wait began.
    pub task: Option<TaskId>,
    /// The longest it waits; or for how long, where it waits for time to pass.
    pub timeout: Option<Span>,
    pub(super) request: Request,
}

impl Wait {
    /// What it waits for, if there are words for it.
    #[must_use]
    pub fn label(&self) -> &str {
        match &self.request {
            Request::Park { label, .. } => label,
            _ => "",
        }
    }
}

impl Kernel {
    /// Every waiting task with what it waits for: the picture of a deadlock when nothing can run.
    pub fn waiting(&self) -> impl Iterator<Item = (TaskId, &Wait)> {
        self.tasks.iter().enumerate().filter_map(|(index, task)| match &task.state {
            State::Waiting(wait) => {
                Some((TaskId(u32::try_from(index).expect("bounded by TASKS_MAX")), wait))
            }
            _ => None,
        })
    }

    /// Notes that the time a [`Verdict::Timer`] named has passed, or the time-out of a wait.
    /// Gives how the task goes on, unless something else woke it before.
    pub fn timer_ended(&mut self, task: TaskId) -> Option<Wake> {
        let (cause, sync, reply) = match &self.task(task).state {
            State::Timed => (Cause::Sleep, None, Value::None),
            // It is stepped when its loop gets to it.
            State::Waiting(Wait { request: Request::Park { .. }, .. }) => return None,
            State::Waiting(wait) => {
                let reply = match wait.request {
                    Request::Acquire { .. } => Value::Bool(false),
                    _ => Value::None,
                };
                (wait.cause, wait.sync, reply)
            }
            _ => return None,
        };
        self.stop_waiting(task);
        self.tasks[task.index()].state = State::Ready;
        Some(Wake { task, cause, sync, how: Resumption::Reply(reply) })
    }

    pub(super) fn block(&mut self, task: TaskId, wait: Wait) -> Verdict {
        self.tasks[task.index()].state = State::Waiting(wait.clone());
        Verdict::Block(wait)
    }

    pub(super) fn timer(
        &mut self,
        task: TaskId,
        span: Span,
        cause: Cause,
        label: String,
        yields: Yields,
    ) -> Verdict {
        self.tasks[task.index()].state = State::Timed;
        Verdict::Timer { span, cause, label, yields }
    }

    pub(super) fn wake_to_retry(&mut self, task: TaskId) -> Wake {
        let state = std::mem::replace(&mut self.tasks[task.index()].state, State::Ready);
        let State::Waiting(Wait { cause, sync, request, .. }) = state else {
            unreachable!("only those who wait in the table are woken");
        };
        Wake { task, cause, sync, how: Resumption::Retry(request) }
    }

    /// Takes a task out of the lists of whatever it waits for.
    pub(super) fn stop_waiting(&mut self, task: TaskId) {
        let State::Waiting(wait) = &self.tasks[task.index()].state else { return };
        let (sync, other) = (wait.sync, wait.task);
        match sync {
            Some(sync) => {
                self.locks[sync.0 as usize].forget(task);
            }
            None => {
                if let Some(other) = other {
                    self.tasks[other.index()].joiners.retain(|&joiner| joiner != task);
                }
            }
        }
    }
}
