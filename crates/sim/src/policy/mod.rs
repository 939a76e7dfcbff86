//! The operating system's choice: in which order ready tasks get a core, and for how long.
//!
//! A policy is an order. A task that becomes ready is given a place by it, and the smallest place
//! goes first; one file each says what the places are.

mod fair;
mod fifo;
mod own;
mod priority;
mod random;
mod round_robin;

pub use fair::Fair;
pub use fifo::Fifo;
pub use own::{OWN_POLICY_FILE, Own};
pub use priority::Priority;
pub use random::Random;
pub use round_robin::RoundRobin;

use lang::Diagnostic;
use trace::{CoreId, Span, TaskId, TaskKind, Time};

/// Why a task became ready.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// It was started.
    Started,
    /// Another task has done what it waited for.
    Woken,
    /// The same, and it has woken up meanwhile.
    Awake,
    /// The time has passed that it waited for.
    Due,
    /// It offered its turn.
    Yielded,
    /// Its turn ended although it could run on.
    TurnOver,
}

/// A ready task, as a policy sees it that chooses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Which.
    pub task: TaskId,
    /// The thread that its place is counted to.
    pub whose: TaskId,
    /// Its name.
    pub name: String,
    /// How it was written.
    pub kind: TaskKind,
    /// The core on which it was the last to run.
    pub core: Option<CoreId>,
}

/// The decisions of a scheduler. Of tasks in equal places, who came first goes first.
pub trait Policy {
    /// Where a task stands that becomes ready: smaller goes first.
    fn place(&mut self, task: TaskId, arrival: Arrival, now: Time) -> u64;

    /// How long a turn lasts where the mode's quantum is that; none: as long as the task likes.
    fn turn(&self, quantum: Span) -> Option<Span> {
        Some(quantum)
    }

    /// Notes that the task in that place, the first, got a core.
    fn took(&mut self, _place: u64) {}

    /// Notes that a task had a core for that long, and the place of the first who waits for one.
    fn ran(&mut self, _: TaskId, _: Span, _first: Option<u64>) {}

    /// Whether it chooses among the ready tasks when a core is free, rather than by their places.
    fn chooses(&self) -> bool {
        false
    }

    /// The position of the task that goes first among those that could; they are two at least, in the
    /// order in which they became ready.
    fn choose(&mut self, _ready: &[Seen], _now: Time) -> usize {
        0
    }

    /// Why it cannot be used, if that has shown itself.
    fn mistake(&self) -> Option<&Diagnostic> {
        None
    }

    /// How many instructions it has taken itself.
    fn steps(&self) -> u64 {
        0
    }

    /// Whether turns may be cut short for who becomes ready.
    fn is_preemptive(&self) -> bool {
        false
    }

    /// Whether a task that became ready takes the core from one that has had it for so long.
    fn preempts(&self, _arrived: TaskId, _running: TaskId, _since: Span) -> bool {
        false
    }
}
