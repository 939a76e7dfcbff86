//! Those who wait at an object, the longest first.

use std::collections::VecDeque;

use trace::TaskId;

/// A queue of waiting tasks.
///
/// Invariant: each waits in the kernel's table for this object, none twice.
#[derive(Clone, Debug, Default)]
pub struct Waiters(VecDeque<TaskId>);

impl Waiters {
    /// Puts a task at the end.
    pub fn add(&mut self, task: TaskId) {
        self.0.push_back(task);
    }

    /// Takes the one out that has waited longest.
    pub fn first(&mut self) -> Option<TaskId> {
        self.0.pop_front()
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes those out that have waited longest, at most so many.
    pub fn take(&mut self, n_max: u64) -> Vec<TaskId> {
        let n = usize::try_from(n_max).unwrap_or(usize::MAX).min(self.0.len());
        self.0.drain(..n).collect()
    }

    /// Takes a task out that gave up; false if it did not wait.
    pub fn forget(&mut self, task: TaskId) -> bool {
        let before = self.0.len();
        self.0.retain(|&waiter| waiter != task);
        self.0.len() != before
    }
}

saved_fields!(Waiters { 0 });

#[cfg(test)]
mod tests {
    use super::{TaskId, Waiters};

    #[test]
    fn they_leave_in_the_order_in_which_they_came() {
        let mut waiters = Waiters::default();
        (0..5).for_each(|task| waiters.add(TaskId(task)));
        assert!(waiters.forget(TaskId(1)));
        assert!(!waiters.forget(TaskId(1)), "who gave up is not woken");
        assert_eq!(waiters.first(), Some(TaskId(0)));
        assert_eq!(waiters.take(2), [TaskId(2), TaskId(3)]);
        assert_eq!(waiters.take(u64::MAX), [TaskId(4)]);
        assert_eq!(waiters.first(), None);
    }
}
