//! Whoever became ready first goes first, and a turn lasts one quantum (Silberschatz, Galvin and
//! Gagne, Operating System Concepts, chapter 5).

use trace::{TaskId, Time};

use super::{Arrival, Policy};

/// The policy `round-robin`.
#[derive(Clone, Copy, Debug)]
pub struct RoundRobin;

impl Policy for RoundRobin {
    fn place(&mut self, _: TaskId, _: Arrival, _: Time) -> u64 {
        0
    }
}
