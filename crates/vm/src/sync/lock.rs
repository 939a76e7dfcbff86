//! `threading.Lock`: mutual exclusion without an owner's right to release, as in CPython.
//!
//! A released lock is free for whoever comes first; the longest waiter is woken to try again. That
//! is how CPython's lock behaves on a POSIX condition variable: a running task may overtake.

use std::collections::VecDeque;

use trace::TaskId;

use super::{Attempt, Meaning};

/// A mutual-exclusion lock.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    holder: Option<TaskId>,
    /// Invariant: each waits in the kernel's table for this lock, none twice.
    waiters: VecDeque<TaskId>,
}

/// Releasing a lock that is not held.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotHeld;

impl Lock {
    /// What taking it means.
    pub const ACQUIRE: Meaning = Meaning { acquires: true, releases: false, conflicts: true };
    /// What giving it back means.
    pub const RELEASE: Meaning = Meaning { acquires: false, releases: true, conflicts: true };

    /// Takes the lock if it is free.
    pub fn try_acquire(&mut self, task: TaskId) -> Attempt {
        match self.holder {
            Some(holder) => Attempt::MustWait(Some(holder)),
            None => {
                self.holder = Some(task);
                Attempt::Done
            }
        }
    }

    /// Frees the lock, whoever holds it, and gives the waiter to wake.
    ///
    /// # Errors
    /// [`NotHeld`] if it is free.
    pub fn release(&mut self) -> Result<Option<TaskId>, NotHeld> {
        self.holder.take().ok_or(NotHeld)?;
        Ok(self.waiters.pop_front())
    }

    /// Puts a task at the end of those that wait.
    pub fn wait(&mut self, task: TaskId) {
        self.waiters.push_back(task);
    }

    /// Takes a task out of those that wait; false if it did not wait.
    pub fn forget(&mut self, task: TaskId) -> bool {
        let before = self.waiters.len();
        self.waiters.retain(|&waiter| waiter != task);
        self.waiters.len() != before
    }

    /// Who holds it.
    #[must_use]
    pub fn holder(&self) -> Option<TaskId> {
        self.holder
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Lock, NotHeld, TaskId};

    #[test]
    fn one_holds_and_the_others_wait_their_turn() {
        let (a, b, c) = (TaskId(0), TaskId(1), TaskId(2));
        let mut lock = Lock::default();
        assert_eq!(lock.try_acquire(a), Attempt::Done);
        assert_eq!(lock.try_acquire(b), Attempt::MustWait(Some(a)));
        lock.wait(b);
        lock.wait(c);
        assert_eq!(lock.release(), Ok(Some(b)));
        assert_eq!(lock.holder(), None);
        assert_eq!(lock.try_acquire(a), Attempt::Done, "a running task may overtake the woken one");
        assert_eq!(lock.release(), Ok(Some(c)));
        assert_eq!(lock.release(), Err(NotHeld));
    }

    #[test]
    fn who_gave_up_is_not_woken() {
        let (a, b) = (TaskId(0), TaskId(1));
        let mut lock = Lock::default();
        lock.try_acquire(a);
        lock.wait(b);
        assert!(lock.forget(b));
        assert!(!lock.forget(b));
        assert_eq!(lock.release(), Ok(None));
    }
}
