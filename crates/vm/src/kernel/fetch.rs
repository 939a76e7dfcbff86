//! Loading something from outside of the run.

use lang::library::ExceptionKind;
use trace::{Cause, Span, TaskId};

use super::Kernel;
use super::task::State;
use super::verdict::{Resumption, Verdict, Wake};
use crate::context::Context;
use crate::heap::Heap;
use crate::value::Value;

/// The longest that a workload waits for an answer.
pub const FETCH_MAX: Span = Span(30_000_000_000);

/// Names one thing that was asked for outside: what comes too late is for nobody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FetchId(u64);

/// Whether a workload can load something from elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outside {
    /// There is no elsewhere: time is simulated.
    None,
    /// Nobody has agreed to it yet.
    Forbidden,
    /// Yes, from where the driver can reach.
    Reachable,
}

/// Why nothing could be loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FetchError {
    /// Workloads must not reach that place.
    Forbidden(String),
    /// It does not answer, or not with a text.
    Failed(String),
}

impl Kernel {
    pub(super) fn fetch<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        url: String,
        has_simulated: bool,
    ) -> Verdict {
        let (kind, message) = match self.surroundings.outside {
            Outside::Reachable => {
                self.n_fetches += 1;
                let id = FetchId(self.n_fetches);
                self.tasks[task.index()].state = State::Fetching(id);
                return Verdict::Fetch { id, url };
            }
            Outside::None if has_simulated => return Verdict::Reply(Value::Bool(false)),
            Outside::None => (
                ExceptionKind::PlaygroundUnsupported,
                "the simulated clock has no network: give fetch(url, simulated=\"...\"), or really run it",
            ),
            Outside::Forbidden => (
                ExceptionKind::PermissionError,
                "nobody has agreed that this program loads from the site: run it again and agree",
            ),
        };
        Verdict::Throw(ctx.exception(kind, message))
    }

    /// Notes that what a [`Verdict::Fetch`] asked for has come. Gives how the task goes on, unless it
    /// has waited too long, and perhaps for something else since, or is no more.
    pub fn fetched<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        id: FetchId,
        result: Result<String, FetchError>,
    ) -> Option<Wake> {
        if !matches!(self.task(task).state, State::Fetching(current) if current == id) {
            return None;
        }
        self.tasks[task.index()].state = State::Ready;
        let how = match result {
            Ok(text) => Resumption::Reply(ctx.new_str(text)),
            Err(FetchError::Forbidden(why)) => {
                Resumption::Throw(ctx.exception(ExceptionKind::PermissionError, why))
            }
            Err(FetchError::Failed(why)) => {
                Resumption::Throw(ctx.exception(ExceptionKind::ConnectionError, why))
            }
        };
        Some(Wake { task, cause: Cause::Io, sync: None, how })
    }
}
