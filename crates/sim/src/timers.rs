//! What wakes tasks when time has passed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use trace::{TaskId, Time};

/// Pending wake-ups, earliest first; of equal times the one set first.
#[derive(Clone, Debug, Default)]
pub struct Timers {
    queue: BinaryHeap<Reverse<(Time, Token, TaskId)>>,
    last: Token,
}

/// Names one setting of a timer, so that a task woken otherwise is not woken again by an old one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Token(u64);

impl Timers {
    /// Sets a timer.
    pub fn set(&mut self, at: Time, task: TaskId) -> Token {
        self.last = Token(self.last.0 + 1);
        self.queue.push(Reverse((at, self.last, task)));
        self.last
    }

    /// When the earliest goes off.
    pub fn next(&self) -> Option<Time> {
        self.queue.peek().map(|Reverse((at, ..))| *at)
    }

    /// Takes the earliest.
    pub fn pop(&mut self) -> Option<(Token, TaskId)> {
        self.queue.pop().map(|Reverse((_, token, task))| (token, task))
    }
}

#[cfg(test)]
mod tests {
    use super::{TaskId, Time, Timers};

    #[test]
    fn the_earliest_goes_first_and_equal_times_keep_their_order() {
        let mut timers = Timers::default();
        timers.set(Time(9), TaskId(0));
        timers.set(Time(3), TaskId(1));
        timers.set(Time(3), TaskId(2));
        assert_eq!(timers.next(), Some(Time(3)));
        let order: Vec<u32> = std::iter::from_fn(|| timers.pop()).map(|(_, task)| task.0).collect();
        assert_eq!(order, [1, 2, 0]);
    }
}
