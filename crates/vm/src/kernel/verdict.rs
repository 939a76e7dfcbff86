//! What the kernel answers to a request, and whom it wakes.

use trace::{Cause, Span, TaskId};

use super::fetch::FetchId;
use super::wait::Wait;
use crate::fiber::Fiber;
use crate::request::{Limit, Marshalling, Request, Start, Stream, Yields};
use crate::value::{SyncId, Value};

/// What the driver does for a task that asked.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It goes on with this reply.
    Reply(Value),
    /// It goes on with this exception raised.
    Throw(Value),
    /// It waits in the table until a [`Wake`] names it, or [`Kernel::deadline`] has come.
    Block {
        /// What for.
        wait: Wait,
        /// The lock that it gave back before, and how often it had taken that.
        released: Option<(SyncId, u64)>,
    },
    /// It waits until that time has passed; then [`Kernel::timer_ended`] and reply `None`.
    Timer {
        /// How long.
        span: Span,
        /// Sleeping or waiting for something outside.
        cause: Cause,
        /// What for, if the workload said.
        label: String,
        /// Whether an event loop goes on meanwhile.
        yields: Yields,
    },
    /// It waits for a text from elsewhere, until [`Kernel::fetched`], or until
    /// [`crate::FETCH_MAX`] has passed; then [`Kernel::timer_ended`].
    Fetch {
        /// For what comes.
        id: FetchId,
        /// From where.
        url: String,
    },
    /// It computes for that long; then reply `None`.
    Compute(Span),
    /// It offers its turn; reply `None` when it runs again.
    Yield {
        /// A label for the timeline; none for a `sleep(0)`.
        label: Option<String>,
    },
    /// A task was started; the asker goes on with the reply.
    Spawned {
        /// The new task.
        task: TaskId,
        /// Its state, ready to run.
        fiber: Box<Fiber>,
        /// For the asker.
        reply: Value,
    },
    /// A task was made that goes step by step; the asker goes on with the reply.
    Carried {
        /// The new task.
        task: TaskId,
        /// Its state, to run when it is stepped.
        fiber: Box<Fiber>,
        /// For the asker.
        reply: Value,
    },
    /// A task takes a step, in the asker's stead or beside it; reply `None` when it is over, or at
    /// once.
    Step {
        /// How it goes on.
        wake: Wake,
        /// Whether it was known to be ready.
        was_known: bool,
    },
    /// It waits for its next step: its event loop goes on.
    Park {
        /// What for.
        wait: Wait,
        /// How long nobody else goes on where waiting is not overlapped, if it waits for time to pass.
        alone: Option<Span>,
    },
    /// What a parked task waits for has happened; reply `None`.
    Due {
        /// Which.
        task: TaskId,
        /// What it waits for.
        cause: Cause,
    },
    /// It enters its event loop (with the task for whose end it runs) or leaves it; reply `None`.
    Loop(Option<Looping>),
    /// It took a lock or one of what a semaphore has; reply.
    Acquired {
        /// Which.
        sync: SyncId,
        /// How many times at once.
        n: u64,
        /// For the asker.
        reply: Value,
    },
    /// It gave a lock back, or added to a semaphore; reply `None`.
    Released {
        /// Which.
        sync: SyncId,
        /// How many times at once.
        n: u64,
    },
    /// It set an event or notified a condition; reply `None`.
    Signalled {
        /// Which.
        sync: SyncId,
        /// How many tasks that woke.
        n: u64,
    },
    /// About processes and their messages.
    Process(ProcessVerdict),
    /// It printed this; reply `None`.
    Output(String, Stream),
    /// Reply with the run's clock in seconds.
    Now,
    /// Tasks were cancelled; the driver drops their fibers; the asker goes on with the reply.
    Cancelled {
        /// Which.
        tasks: Vec<TaskId>,
        /// For the asker.
        reply: Value,
    },
    /// The run ends.
    Limit(Limit),
}

/// What the driver does for a task that asked about processes, or sent or received a message.
#[derive(Clone, Debug)]
pub enum ProcessVerdict {
    /// It sent a message; reply `None`, at once or when the wait is over.
    Sent {
        /// Through which channel.
        sync: SyncId,
        /// How large.
        n_bytes: u64,
        /// What it waits for, where there was no room: it waits in the table.
        wait: Option<Wait>,
    },
    /// It received a message.
    Received {
        /// Through which channel.
        sync: SyncId,
        /// How large.
        n_bytes: u64,
        /// Who had sent it.
        by: TaskId,
        /// For the asker: the bytes.
        reply: Value,
    },
    /// It marshalled a value, or made one of a message.
    Marshalled {
        /// Which way.
        way: Marshalling,
        /// How much.
        n_objects: u64,
        /// How many bytes.
        n_bytes: u64,
        /// For the asker.
        reply: Value,
    },
    /// It is a process that begins; reply `None` when that is paid for.
    Begun(Start),
}

/// What an event loop runs for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Looping {
    /// Until this task ends; without one, until it is stopped.
    pub task: Option<TaskId>,
}

/// A waiting task that can go on.
#[derive(Clone, Debug)]
pub struct Wake {
    /// Which.
    pub task: TaskId,
    /// Why it had waited.
    pub cause: Cause,
    /// Where it had waited.
    pub sync: Option<SyncId>,
    /// How it goes on.
    pub how: Resumption,
}

/// How a woken task goes on.
#[derive(Clone, Debug)]
pub enum Resumption {
    /// Where it stands: it begins, or it was interrupted.
    Continue,
    /// With this reply.
    Reply(Value),
    /// With this exception raised.
    Throw(Value),
    /// By asking again.
    Retry(Request),
}

/// A verdict together with those whom the operation woke.
#[derive(Clone, Debug)]
pub struct Effect {
    /// For the task that asked.
    pub verdict: Verdict,
    /// For others.
    pub wakes: Vec<Wake>,
}

impl From<Verdict> for Effect {
    fn from(verdict: Verdict) -> Effect {
        Effect { verdict, wakes: Vec::new() }
    }
}
