//! What a task asks of the world around it. The interpreter never performs these: it pauses with the
//! request, whoever drives the task performs it, and the task goes on with the reply.

mod ids;
mod process;

pub use process::{ChannelRequest, MemoryRequest, NewShared, ProcessRequest, Start};

use trace::{Cause, Span, TaskId, TaskKind};

use crate::kernel::Looping;
use crate::sync::Turn;
use crate::value::{SyncId, Value};

/// Why a fiber stopped running.
#[derive(Clone, Debug)]
pub enum Pause {
    /// Its fuel is used up; it can go on at once.
    Fuel,
    /// It asks for something and waits for a reply: `Fiber::resume` or `Fiber::throw`.
    Request(Request),
    /// It returned.
    Done(Value),
    /// An exception nobody caught (a `Value::Exception`).
    Failed(Value),
    /// It met a limit that ends the whole run.
    Limit(Limit),
}

/// A named limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// Bytes of all values.
    Heap,
    /// Instructions of all tasks.
    Steps,
    /// Time on the run's own clock.
    Time,
    /// Bytes printed.
    Output,
    /// Tasks alive or ended.
    Tasks,
    /// The host's patience: it has asked the run to end.
    Patience,
}

impl Limit {
    pub(crate) const ALL: [Limit; 6] =
        [Limit::Heap, Limit::Steps, Limit::Time, Limit::Output, Limit::Tasks, Limit::Patience];

    /// As messages and `CLI.md` name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Limit::Heap => "heap",
            Limit::Steps => "steps",
            Limit::Time => "time",
            Limit::Output => "output",
            Limit::Tasks => "tasks",
            Limit::Patience => "patience",
        }
    }
}

/// A visible operation: the only places where an interleaving can matter, beside shared variables.
#[derive(Clone, Debug)]
pub enum Request {
    /// Start a task. Reply: `Value::Task`.
    Spawn {
        /// How it was written.
        kind: TaskKind,
        /// What to call.
        callee: Value,
        /// With which arguments: a tuple or list value.
        args: Value,
        /// And keywords: a dict value or `None`.
        kwargs: Value,
        /// Its name, if the workload gave one.
        name: Option<String>,
        /// Whether it is cut off when the main task ends.
        daemon: bool,
        /// What the library knows the task by: see `Flow::Carried`.
        carried: Value,
    },
    /// Wait until a task ended. Reply: its result, or its exception is thrown.
    Join {
        /// Which.
        task: TaskId,
        /// What to reply.
        want: Want,
        /// The longest to wait; reply `None` after it.
        timeout: Option<Span>,
    },
    /// Whether a task has ended. Reply: a bool.
    IsDone {
        /// Which.
        task: TaskId,
    },
    /// Whether a task was started and has not ended. Reply: a bool.
    IsAlive {
        /// Which.
        task: TaskId,
    },
    /// Make a synchronisation object. Reply: `Value::Sync`.
    NewSync(NewSync),
    /// Take a lock, a condition's lock, or one of what a semaphore has. Reply: whether it was taken.
    Acquire {
        /// Which.
        sync: SyncId,
        /// Whether to wait.
        blocking: bool,
        /// The longest to wait.
        timeout: Option<Span>,
    },
    /// Give a lock back, or add to a semaphore. Reply: `None`, or RuntimeError or ValueError is
    /// thrown.
    Release {
        /// Which.
        sync: SyncId,
        /// How much is added; 1 for a lock.
        n: u64,
    },
    /// Whether a lock is taken. Reply: a bool.
    IsLocked {
        /// Which.
        sync: SyncId,
    },
    /// How many a semaphore has to give, or how often an `RLock` was taken. Reply: an int.
    Count {
        /// Which.
        sync: SyncId,
    },
    /// Wait for a condition to be notified or for an event to be set. Reply: whether it was;
    /// RuntimeError is thrown where the condition's lock is not held.
    Wait {
        /// Which.
        sync: SyncId,
        /// The longest to wait.
        timeout: Option<Span>,
    },
    /// Take a condition's lock again after a wait. Reply: whether the condition was notified.
    Reacquire {
        /// The lock.
        sync: SyncId,
        /// How often it was taken before the wait.
        times: u32,
        /// The reply.
        notified: bool,
    },
    /// Wake who waits for a condition. Reply: `None`, or RuntimeError is thrown.
    Notify {
        /// Which.
        sync: SyncId,
        /// At most so many.
        n: u64,
    },
    /// Set an event. Reply: `None`.
    SetEvent {
        /// Which.
        sync: SyncId,
    },
    /// Clear an event. Reply: `None`.
    ClearEvent {
        /// Which.
        sync: SyncId,
    },
    /// Whether an event is set. Reply: a bool.
    IsSet {
        /// Which.
        sync: SyncId,
    },
    /// Enter a queue: wait until nobody is inside and there is something to do there. Reply: whether
    /// that came; who joins has nothing to do inside and need not leave.
    EnterQueue {
        /// Which.
        sync: SyncId,
        /// What to do.
        turn: Turn,
        /// The longest to wait.
        timeout: Option<Span>,
    },
    /// Leave a queue. Reply: `None`.
    LeaveQueue {
        /// Which.
        sync: SyncId,
        /// What was done.
        turn: Turn,
        /// How many items there are now.
        n_items: u64,
        /// How many items nobody has said to be done with.
        n_unfinished: u64,
    },
    /// Sleep. Reply: `None`.
    Sleep {
        /// How long.
        span: Span,
        /// Whether an event loop goes on meanwhile.
        yields: Yields,
    },
    /// Wait for something outside. Reply: `None`.
    Io {
        /// How long.
        span: Span,
        /// What for.
        label: String,
    },
    /// Load a text from elsewhere. Reply: the text, `None` if it did not come within [`FETCH_MAX`], or
    /// `False` if the run has no outside and `has_simulated`.
    Fetch {
        /// From where.
        url: String,
        /// Whether the workload has another text for runs without an outside.
        has_simulated: bool,
    },
    /// Compute for that long. Reply: `None`.
    Compute {
        /// How long.
        span: Span,
    },
    /// Offer one's turn. Reply: `None`.
    Checkpoint {
        /// A label for the timeline.
        label: String,
    },
    /// Write. Reply: `None`.
    Output {
        /// What.
        text: String,
        /// Where to.
        stream: Stream,
    },
    /// Read a line. Reply: a text, or EOFError is thrown.
    Input,
    /// A number for `random` to begin with. Reply: an int that is not negative.
    Seed,
    /// The time since the run began. Reply: a float of seconds.
    Now,
    /// The running task's own id. Reply: `Value::Task`.
    CurrentTask,
    /// A task's name. Reply: a text.
    TaskName {
        /// Which.
        task: TaskId,
    },
    /// Cancel one coroutine task. Reply: a bool.
    Cancel {
        /// Which.
        task: TaskId,
    },
    /// End all coroutine tasks that are not done (`asyncio.run` returns). Reply: `None`.
    CancelCoroutines,
    /// Make a coroutine task that goes step by step. Reply: `Value::Task`.
    Carry {
        /// What to call, with what it carries.
        callee: Value,
        /// Its name.
        name: String,
        /// What the library knows the task by: see `Flow::Carried`.
        carried: Value,
    },
    /// Let such a task run until it parks or ends. Reply: `None`, then or at once.
    Step {
        /// Which.
        task: TaskId,
    },
    /// Wait for one's next step. Reply: `None`.
    Park {
        /// What for.
        cause: Cause,
        /// In words, if there are any.
        label: String,
        /// For the end of this task.
        task: Option<TaskId>,
        /// For that long.
        span: Option<Span>,
        /// Where waiting is not overlapped, for that long nobody else goes on: until its event loop
        /// has something else to do.
        alone: Option<Span>,
    },
    /// Nothing is left to do in an event loop: wait until it is roused. Reply: `None`.
    Poll {
        /// For whose end the loop runs.
        task: Option<TaskId>,
        /// The longest to wait.
        timeout: Option<Span>,
    },
    /// There is something to do in a task's event loop. Reply: `None`.
    Rouse {
        /// Whose.
        task: TaskId,
    },
    /// What a parked task waits for has happened: its step comes soon. Reply: `None`.
    Due {
        /// Which.
        task: TaskId,
    },
    /// The asker enters its event loop, or leaves it. Reply: `None`.
    Loop(Option<Looping>),
    /// About processes.
    Process(ProcessRequest),
    /// Of a pipe between them.
    Channel(ChannelRequest),
    /// Of memory that they share.
    Memory(MemoryRequest),
    /// Make an object that all processes share. Reply: `Value::Sync`.
    NewShared(NewShared),
    /// A value was marshalled, or made of a message. Reply: that value, when it was paid for.
    Marshalled {
        /// Which way.
        way: Marshalling,
        /// How much it was.
        n_objects: u64,
        /// How many bytes.
        n_bytes: u64,
        /// The reply.
        reply: Value,
    },
}

/// Which way a value is marshalled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marshalling {
    /// From a value to a message.
    Dump,
    /// From a message to a value.
    Load,
}

/// What a join replies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Want {
    /// The task's result, or its exception.
    Result,
    /// `None`, whatever became of the task (`Thread.join`).
    End,
}

/// Where a program writes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Error,
}

/// Whether a sleeping task lets an event loop go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Yields {
    /// `asyncio.sleep`.
    Yes,
    /// `time.sleep`: it blocks the loop.
    No,
}

/// What kind of synchronisation object to make.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewSync {
    /// `threading.Lock()`
    Lock,
    /// `threading.RLock()`
    RLock,
    /// `threading.Condition()`
    Condition {
        /// What protects it; without one it makes an `RLock` for itself.
        lock: Option<SyncId>,
    },
    /// `threading.Semaphore()` and `threading.BoundedSemaphore()`
    Semaphore {
        /// What it counts in the beginning.
        value: u64,
        /// Whether it may never count more.
        is_bounded: bool,
    },
    /// `threading.Event()`
    Event,
    /// What the library makes `threading.Barrier()` of.
    Barrier,
    /// What it makes queues of.
    Queue {
        /// How many items there may be.
        n_items_max: Option<u64>,
    },
    /// What it makes a future of `concurrent.futures` of, once somebody waits for that.
    Future,
}
