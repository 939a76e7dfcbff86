//! One task of the kernel's table.

use litemap::LiteMap;

use trace::{Outcome, TaskId, TaskKind, Time};

use super::fetch::FetchId;
use super::process::ProcessId;
use super::steps::Steps;
use super::wait::Wait;
use crate::request::Request;
use crate::value::Value;

/// One task of the table.
#[derive(Clone, Debug)]
pub struct Task {
    /// As the timeline shows it.
    pub name: String,
    /// How it was written.
    pub kind: TaskKind,
    /// Who started it.
    pub parent: Option<TaskId>,
    /// The process that it belongs to.
    pub process: ProcessId,
    /// The thread that it belongs to: itself, or where its event loop runs.
    pub(super) thread: TaskId,
    /// Whether it is cut off when the main task ends.
    pub daemon: bool,
    /// What it is doing.
    pub state: State,
    pub(super) joiners: Vec<TaskId>,
    pub(super) steps: Steps,
    /// Whether it was woken to ask again for what it had waited for.
    pub(super) tries_again: bool,
    /// When what it asks for, in one or more tries, has taken too long.
    pub(super) deadline: Option<Time>,
    /// Whether somebody received its result or exception.
    pub(super) observed: bool,
}

/// What a task is doing, as far as the kernel knows: who of the ready ones runs is its driver's.
#[derive(Clone, Debug)]
pub enum State {
    /// It has not begun, and begins with its first step.
    New,
    /// It can run.
    Ready,
    /// It waits for another task or an object.
    Waiting(Wait),
    /// It waits for time to pass; its driver knows until when.
    Timed,
    /// It waits for something from outside.
    Fetching(FetchId),
    /// It ended; its result, or its exception.
    Done(Result<Value, Value>),
    /// It was cancelled or cut off.
    Cancelled,
}

impl State {
    /// Whether the task is over, one way or another.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self, State::Done(_) | State::Cancelled)
    }

    /// What it waits to be given, if that is no step.
    pub(super) fn request(&self) -> Option<&Request> {
        match self {
            State::Waiting(wait) => wait.asked.request(),
            _ => None,
        }
    }

    /// How it ended, as the trace says it; nothing while it has not.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            State::Done(Ok(_)) => Some(Outcome::Ok),
            State::Done(Err(_)) => Some(Outcome::Error),
            State::Cancelled => Some(Outcome::Cancelled),
            _ => None,
        }
    }
}

/// Counters for names that are given by rule.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) threads: u32,
    pub(super) coroutines: u32,
    pub(super) fragments: LiteMap<String, u32>,
}

impl Names {
    /// CPython's names for threads and coroutines; fragments are numbered for each function.
    pub(super) fn next(&mut self, kind: TaskKind, function: &str) -> String {
        let count = match kind {
            TaskKind::Thread | TaskKind::Process => &mut self.threads,
            TaskKind::Coroutine => &mut self.coroutines,
            TaskKind::Fragment => self.fragments.entry(function.to_owned()).or_default(),
        };
        *count += 1;
        match kind {
            TaskKind::Thread => format!("Thread-{count} ({function})"),
            TaskKind::Process => format!("Process-{count}"),
            // Task-1 is the one that asyncio.run makes of the main coroutine.
            TaskKind::Coroutine => format!("Task-{} ({function})", *count + 1),
            TaskKind::Fragment => format!("{function} {count}"),
        }
    }
}
