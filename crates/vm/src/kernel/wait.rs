//! Waiting in the table: for an object, for another task, for time.

use trace::{Cause, Span, TaskId, Time};

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
    pub(super) asked: Asked,
}

/// What a task that waits has asked for. Of those that wait for a step there may be very many: they
/// keep no request.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    /// Its next step; and what it waits for, if there are words for it.
    Step(Box<str>),
    /// Something else.
    Other(Box<Request>),
}

impl Asked {
    /// The request, if it is no step.
    pub(super) fn request(&self) -> Option<&Request> {
        match self {
            Asked::Step(_) => None,
            Asked::Other(request) => Some(request),
        }
    }
}

impl From<Request> for Asked {
    fn from(request: Request) -> Asked {
        Asked::Other(Box::new(request))
    }
}

impl Wait {
    /// What it waits for, if there are words for it.
    #[must_use]
    pub fn label(&self) -> &str {
        match &self.asked {
            Asked::Step(label) => label,
            Asked::Other(_) => "",
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
        let (cause, sync, how) = match &self.task(task).state {
            State::Timed => (Cause::Sleep, None, Resumption::Reply(Value::None)),
            State::Fetching(_) => (Cause::Io, None, Resumption::Reply(Value::None)),
            // The shared table says how it goes on.
            State::Waiting(wait) if wait.is_elsewhere() => return None,
            State::Waiting(wait) => {
                // Who waits for a step is stepped when its loop gets to it.
                let request = wait.asked.request()?;
                let again = Kernel::wait_ended(request);
                let how = match *request {
                    _ if again.is_some() => again.unwrap_or(Resumption::Continue),
                    Request::Acquire { .. } | Request::Wait { .. } | Request::EnterQueue { .. } => {
                        Resumption::Reply(Value::Bool(false))
                    }
                    // Nobody notified it: it takes the lock again and says so.
                    Request::Reacquire { sync, times, .. } => {
                        Resumption::Retry(Request::Reacquire { sync, times, notified: false })
                    }
                    _ => Resumption::Reply(Value::None),
                };
                (wait.cause, wait.sync, how)
            }
            _ => return None,
        };
        self.stop_waiting(task);
        let record = &mut self.tasks[task.index()];
        record.state = State::Ready;
        record.tries_again = matches!(how, Resumption::Retry(_));
        Some(Wake { task, cause, sync, how })
    }

    /// When the wait that a task has just begun ends by itself. A wait that is the next try of an
    /// earlier one ends when that would have.
    pub fn deadline(&mut self, task: TaskId, now: Time) -> Option<Time> {
        let record = &mut self.tasks[task.index()];
        let State::Waiting(Wait { timeout: Some(timeout), .. }) = record.state else { return None };
        let deadline = *record.deadline.get_or_insert(now + timeout);
        Some(deadline.max(now))
    }

    /// Notes that a task asks for something, perhaps again.
    pub(super) fn begin_request(&mut self, task: TaskId) {
        let record = &mut self.tasks[task.index()];
        if !std::mem::take(&mut record.tries_again) {
            record.deadline = None;
        }
    }

    pub(super) fn block(&mut self, task: TaskId, wait: Wait) -> Verdict {
        self.tasks[task.index()].state = State::Waiting(wait.clone());
        Verdict::Block { wait, released: None }
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

    /// Makes a waiting task ready to go on in that way.
    pub(super) fn wake(&mut self, task: TaskId, how: Resumption) -> Wake {
        let Wait { cause, sync, .. } = self.stops_waiting(task);
        Wake { task, cause, sync, how }
    }

    /// Makes a waiting task ready to ask again.
    pub(super) fn wake_to_retry(&mut self, task: TaskId) -> Wake {
        let Wait { cause, sync, asked, .. } = self.stops_waiting(task);
        let Asked::Other(request) = asked else {
            unreachable!("who waits for a step has nothing to ask again");
        };
        self.tasks[task.index()].tries_again = true;
        Wake { task, cause, sync, how: Resumption::Retry(*request) }
    }

    fn stops_waiting(&mut self, task: TaskId) -> Wait {
        let state = std::mem::replace(&mut self.tasks[task.index()].state, State::Ready);
        let State::Waiting(wait) = state else {
            unreachable!("only those who wait in the table are woken");
        };
        wait
    }

    /// Takes a task out of the lists of whatever it waits for.
    pub(super) fn stop_waiting(&mut self, task: TaskId) {
        if self.stop_waiting_for_any(task) {
            return;
        }
        let State::Waiting(wait) = &self.tasks[task.index()].state else { return };
        if wait.is_elsewhere() {
            return;
        }
        let (sync, other) = (wait.sync, wait.task);
        match sync {
            Some(sync) => {
                self.object(sync).forget(task);
            }
            None => {
                if let Some(other) = other {
                    self.tasks[other.index()].joiners.retain(|&joiner| joiner != task);
                }
            }
        }
    }
}
