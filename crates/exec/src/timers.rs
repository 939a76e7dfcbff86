//! Wake-ups by the clock, which somebody has to look at.

use std::collections::BTreeMap;

use trace::{TaskId, Time};

/// When a timer goes off; of those of the same time, first the one that was set first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Due(Time, u64);

/// Pending wake-ups, at most one for each task.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    queue: BTreeMap<Due, TaskId>,
    n_set: u64,
    /// For each task the place of its timer in the queue.
    of_task: Vec<Option<Due>>,
}

impl Timers {
    pub fn set(&mut self, at: Time, task: TaskId) {
        self.cancel(task);
        self.n_set += 1;
        let due = Due(at, self.n_set);
        self.queue.insert(due, task);
        if self.of_task.len() <= task.index() {
            self.of_task.resize(task.index() + 1, None);
        }
        self.of_task[task.index()] = Some(due);
    }

    /// Takes a task's timer away, if it has one; gives when that was to go off.
    pub fn cancel(&mut self, task: TaskId) -> Option<Time> {
        let due = self.of_task.get_mut(task.index())?.take()?;
        self.queue.remove(&due);
        Some(due.0)
    }

    /// When the earliest goes off.
    pub fn next(&self) -> Option<Time> {
        self.queue.first_key_value().map(|(Due(at, _), _)| *at)
    }

    /// Takes a task whose time has passed, and that time.
    pub fn pop(&mut self, now: Time) -> Option<(TaskId, Time)> {
        let first = self.queue.first_entry().filter(|first| first.key().0 <= now)?;
        let Due(due, _) = *first.key();
        let task = first.remove();
        self.of_task[task.index()] = None;
        Some((task, due))
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
        assert_eq!(timers.cancel(TaskId(2)), Some(Time(5)));
        assert_eq!(timers.next(), Some(Time(7)));
        assert_eq!(timers.pop(Time(6)), None);
        assert_eq!(timers.pop(Time(9)), Some((TaskId(1), Time(7))));
        assert_eq!(timers.pop(Time(9)), Some((TaskId(0), Time(9))));
        assert_eq!(timers.pop(Time(9)), None);
    }
}
