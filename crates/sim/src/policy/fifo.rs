//! Whoever became ready first goes first, and keeps its core until it waits: what computes for long
//! holds up all behind it.

use trace::{Span, TaskId, Time};

use super::{Arrival, Policy};

/// The policy `fifo`.
#[derive(Clone, Copy, Debug)]
pub struct Fifo;

impl Policy for Fifo {
    fn place(&mut self, _: TaskId, _: Arrival, _: Time) -> u64 {
        0
    }

    fn turn(&self, _: Span) -> Option<Span> {
        None
    }
}
