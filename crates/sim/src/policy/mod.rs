//! The operating system's choice: in which order ready tasks get a core, and for how long.
//!
//! A policy is an order. A task that becomes ready is given a place by it, and the smallest place
//! goes first; one file each says what the places are.

mod fair;
mod fifo;
mod priority;
mod random;
mod round_robin;

pub use fair::Fair;
pub use fifo::Fifo;
pub use priority::Priority;
pub use random::Random;
pub use round_robin::RoundRobin;

use trace::{Span, TaskId, Time};

/// Why a task became ready.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// It was started.
    Started,
    /// What it waited for has happened.
    Woken,
    /// It offered its turn.
    Yielded,
    /// Its turn ended although it could run on.
    TurnOver,
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

    /// Whether turns may be cut short for who becomes ready.
    fn is_preemptive(&self) -> bool {
        false
    }

    /// Whether a task that became ready takes the core from one that has had it for so long.
    fn preempts(&self, _arrived: TaskId, _running: TaskId, _since: Span) -> bool {
        false
    }
}
