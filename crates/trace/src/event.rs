//! What can happen in a run. One event is one row of the trace's columns.
//!
//! A task's state follows from its own events alone: it is *ready* from [`EventKind::Spawn`],
//! *running* from [`EventKind::Run`], *ready* again from [`EventKind::Preempt`], *blocked* from
//! [`EventKind::Block`] until [`EventKind::Wake`], and *done* from [`EventKind::End`].

use serde::{Deserialize, Serialize};

use crate::{CoreId, Line, ObjectId, TaskId, Time};

/// What happened. The numbers are part of the file format: append, never renumber.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum EventKind {
    /// `task` exists and is ready; `other` is its parent (none for the main task).
    Spawn = 0,
    /// `task` begins to run on `core`. `value` is how long it was kept off by the switch, in ns; `cause`
    /// may be [`Cause::Stolen`].
    Run = 1,
    /// `task` leaves `core` and stays ready; `cause` says why ([`Cause::Quantum`], [`Cause::Yield`] …).
    Preempt = 2,
    /// `task` leaves `core` and waits: for `cause`, at `object`, for the task `other` (a holder, or the joined task).
    /// For a timed wait `value` is its length in ns, and `other` the event loop that it holds up, if it
    /// does. `text` is the label the workload gave, if any.
    Block = 3,
    /// `task` is ready again; `cause` as in its [`EventKind::Block`]; `other` is who woke it (none: time did), at `object`.
    Wake = 4,
    /// `task` ended; `value` is an [`Outcome`] as a number.
    End = 5,
    /// `task` took `object` (a lock, or one of what a semaphore has) without or after waiting; `value`
    /// is how many times at once, 0 as 1.
    Acquire = 6,
    /// `task` gave `object` back, or added to it; `value` is how many times at once, 0 as 1.
    Release = 7,
    /// `task` wrote `text` to standard output, or with a `value` of 1 to standard error.
    Output = 8,
    /// `task` passed a `checkpoint(label)`; `text` is the label.
    Checkpoint = 9,
    /// `core` spends `value` ns switching from the task `other` to `task`, beginning now.
    Switch = 10,
    /// An exception nobody caught ended `task`; `text` is `Type: message`.
    Exception = 11,
    /// Every task waits and nothing can wake any; one such event for each waiting `task`.
    Deadlock = 12,
    /// `task` holds its core without yielding although it only waits (`time.sleep` in an event loop);
    /// `value` is for how long in ns, beginning now.
    Hold = 13,
    /// A named limit was reached and the run or its record ends here; `text` names the limit.
    Cut = 14,
    /// `task` set `object` (an event), or notified who waits for it (a condition); `value` is how many
    /// tasks that woke.
    Signal = 15,
    /// `task` put a message into `object` (a pipe); `value` is how many bytes it has.
    Send = 16,
    /// `task` took the longest waiting message out of `object` (a pipe), which `other` had sent; `value`
    /// is how many bytes it has.
    Receive = 17,
    /// `value` bytes go over the network to `task`, on whose machine they are needed, from `other`'s.
    Transfer = 18,
    /// Where time is real: the host's timers came `value` ns later than they should, as those of a
    /// hidden page do; `text` says so.
    Late = 19,
    /// Where time is real, in `async`: on `core` begins a turn of the event loop that serves timers, which
    /// it may have waited for, or not got to before. `value` is its lag, how many ns the first of them is
    /// late; `text` says so.
    Turn = 20,
    /// `task` makes a message of a value, passes it on, or makes a value of one; that takes `value` ns
    /// from now on, or, where time is real, has taken them. With [`Cause::Start`] it is a memory, or a
    /// message, with which another process begins: `text` says how large.
    Marshal = 21,
}

impl EventKind {
    /// The variant of a column's number, if there is one.
    #[must_use]
    pub fn from_number(number: u8) -> Option<EventKind> {
        Some(match number {
            0 => EventKind::Spawn,
            1 => EventKind::Run,
            2 => EventKind::Preempt,
            3 => EventKind::Block,
            4 => EventKind::Wake,
            5 => EventKind::End,
            6 => EventKind::Acquire,
            7 => EventKind::Release,
            8 => EventKind::Output,
            9 => EventKind::Checkpoint,
            10 => EventKind::Switch,
            11 => EventKind::Exception,
            12 => EventKind::Deadlock,
            13 => EventKind::Hold,
            14 => EventKind::Cut,
            15 => EventKind::Signal,
            16 => EventKind::Send,
            17 => EventKind::Receive,
            18 => EventKind::Transfer,
            19 => EventKind::Late,
            20 => EventKind::Turn,
            21 => EventKind::Marshal,
            _ => return None,
        })
    }
}

/// Why a task left its core or came to it, or what it waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[repr(u8)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Nothing to say.
    None = 0,
    /// Its time slice was used up.
    Quantum = 1,
    /// It offered its turn (`checkpoint`, `sleep(0)`).
    Yield = 2,
    /// It waits for something outside: `io(…)`.
    Io = 3,
    /// It sleeps.
    Sleep = 4,
    /// It waits for a lock.
    Lock = 5,
    /// It waits for another task to end.
    Join = 6,
    /// It waits for the global interpreter lock.
    Gil = 7,
    /// It waits at a queue.
    Queue = 8,
    /// It waits for an event or a condition.
    Event = 9,
    /// A task that goes before it became ready.
    Outranked = 10,
    /// Its process is being started.
    Start = 11,
    /// It was in the queue of another core, and this one had nothing to do.
    Stolen = 12,
}

impl Cause {
    /// The variant of a column's number, if there is one.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Cause> {
        Some(match number {
            0 => Cause::None,
            1 => Cause::Quantum,
            2 => Cause::Yield,
            3 => Cause::Io,
            4 => Cause::Sleep,
            5 => Cause::Lock,
            6 => Cause::Join,
            7 => Cause::Gil,
            8 => Cause::Queue,
            9 => Cause::Event,
            10 => Cause::Outranked,
            11 => Cause::Start,
            12 => Cause::Stolen,
            _ => return None,
        })
    }
}

/// How a task ended; carried by [`EventKind::End`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[repr(u8)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It returned.
    Ok = 0,
    /// An exception ended it.
    Error = 1,
    /// It was cancelled, or cut off when the program ended.
    Cancelled = 2,
}

impl Outcome {
    /// The variant of a column's number, if there is one.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Outcome> {
        Some(match number {
            0 => Outcome::Ok,
            1 => Outcome::Error,
            2 => Outcome::Cancelled,
            _ => return None,
        })
    }
}

/// One row of a trace. What each field means depends on the kind; unused ones are `NONE` or 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    /// When.
    pub time: Time,
    /// What.
    pub kind: EventKind,
    /// Why, where the kind has a reason.
    pub cause: Cause,
    /// Whom it happened to.
    pub task: TaskId,
    /// Where.
    pub core: CoreId,
    /// The line of the workload `task` stood on.
    pub line: Line,
    /// The object involved.
    pub object: ObjectId,
    /// The other task involved.
    pub other: TaskId,
    /// The text involved.
    pub text: crate::TextId,
    /// A number whose meaning the kind gives.
    pub value: u64,
}

impl Event {
    /// An event with nothing but its time, kind and task; fill in the rest with `..`.
    #[must_use]
    pub fn new(time: Time, kind: EventKind, task: TaskId) -> Event {
        Event {
            time,
            kind,
            cause: Cause::None,
            task,
            core: CoreId::NONE,
            line: Line::NONE,
            object: ObjectId::NONE,
            other: TaskId::NONE,
            text: crate::TextId::NONE,
            value: 0,
        }
    }
}
