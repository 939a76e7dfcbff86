//! What a worker, or the one thread there is, can take up.

use trace::{Span, TaskId};
use vm::{Fiber, Resumption};

/// How a ready task goes on.
#[derive(Clone, Debug)]
pub(crate) enum Go {
    /// As the kernel said.
    On(Resumption),
    /// By computing that much longer; then with the reply `None`.
    Compute(Span),
}

/// A task that waits for a worker.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub task: TaskId,
    pub go: Go,
}

/// A task that a worker has taken up.
#[derive(Debug)]
pub(crate) struct Job {
    pub task: TaskId,
    /// That it belongs to.
    pub thread: TaskId,
    pub fiber: Box<Fiber>,
    pub go: Go,
    /// Whether another worker had made it ready.
    pub is_stolen: bool,
}
