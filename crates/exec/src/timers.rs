//! Wake-ups by the clock, which somebody has to look at.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use trace::{TaskId, Time};

/// Names one setting of a timer, so that a task woken otherwise is not woken again by an old one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Token(u64);

impl Token {
    /// The one after it.
    pub fn next(self) -> Token {
        Token(self.0 + 1)
    }
}

/// Pending wake-ups, the earliest first.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    queue: BinaryHeap<Reverse<(Time, Token, TaskId)>>,
    last: Token,
    /// For each task the setting that may wake it.
    current: Vec<Option<Token>>,
}

impl Timers {
    pub fn set(&mut self, at: Time, task: TaskId) {
        self.last = self.last.next();
        self.queue.push(Reverse((at, self.last, task)));
        if self.current.len() <= task.index() {
            self.current.resize(task.index() + 1, None);
        }
        self.current[task.index()] = Some(self.last);
    }

    pub fn cancel(&mut self, task: TaskId) {
        if let Some(current) = self.current.get_mut(task.index()) {
            *current = None;
        }
    }

    /// When the earliest that counts goes off.
    pub fn next(&mut self) -> Option<Time> {
        while let Some(Reverse((at, token, task))) = self.queue.peek() {
            if self.current[task.index()] == Some(*token) {
                return Some(*at);
            }
            self.queue.pop();
        }
        None
    }

    /// Takes a task whose time has passed.
    pub fn pop(&mut self, now: Time) -> Option<TaskId> {
        self.next().filter(|at| *at <= now)?;
        let Reverse((_, _, task)) = self.queue.pop()?;
        self.cancel(task);
        Some(task)
    }
}

#[cfg(test)]
mod tests {
    use super::{TaskId, Time, Timers};

    #[test]
    fn timers_go_off_in_order_unless_cancelled_or_set_anew() {
        let mut timers = Timers::default();
        timers.set(Time(9), TaskId(0));
        timers.set(Time(3), TaskId(1));
        timers.set(Time(5), TaskId(2));
        timers.set(Time(7), TaskId(1));
        timers.cancel(TaskId(2));
        assert_eq!(timers.next(), Some(Time(7)));
        assert_eq!(timers.pop(Time(6)), None);
        assert_eq!(timers.pop(Time(9)), Some(TaskId(1)));
        assert_eq!(timers.pop(Time(9)), Some(TaskId(0)));
        assert_eq!(timers.pop(Time(9)), None);
    }
}
