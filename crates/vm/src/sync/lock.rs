//! `threading.Lock`: mutual exclusion without an owner's right to release, as in CPython.
//!
//! A released lock is free for whoever comes first; the longest waiter is woken to try again. That
//! is how CPython's lock behaves on a POSIX condition variable: a running task may overtake.

use trace::TaskId;

use super::hold::{Hold, Reentry};
use super::{Attempt, Misuse, QuickLock, Waiters};
use crate::value::SyncId;

/// A mutual-exclusion lock.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    hold: Hold,
    /// Those who wait for it.
    pub waiters: Waiters,
}

saved_fields!(Lock { hold, waiters });

impl Lock {
    /// Takes the lock if it is free.
    pub fn try_acquire(&mut self, task: TaskId) -> Attempt {
        self.hold.take(task, 1, Reentry::No, self.waiters.len())
    }

    /// Frees the lock, whoever holds it, and gives the waiter to wake.
    ///
    /// # Errors
    /// [`Misuse::NotHeld`] if it is free.
    pub fn release(&mut self) -> Result<Option<TaskId>, Misuse> {
        self.hold.give_back(None, false).ok_or(Misuse::NotHeld)?;
        Ok(self.waiters.first())
    }

    /// Who holds it.
    #[must_use]
    pub fn holder(&self) -> Option<TaskId> {
        self.hold.taken().holder()
    }

    /// The lock for workers; `sync` names it.
    pub fn share(&mut self, sync: SyncId) -> QuickLock {
        self.hold.share(sync)
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Lock, Misuse, TaskId};

    #[test]
    fn one_holds_and_the_others_wait_their_turn() {
        let (a, b, c) = (TaskId(0), TaskId(1), TaskId(2));
        let mut lock = Lock::default();
        assert_eq!(lock.try_acquire(a), Attempt::Done);
        assert_eq!(lock.try_acquire(b), Attempt::MustWait(Some(a)));
        lock.waiters.add(b);
        lock.waiters.add(c);
        assert_eq!(lock.release(), Ok(Some(b)));
        assert_eq!(lock.holder(), None);
        assert_eq!(lock.try_acquire(a), Attempt::Done, "a running task may overtake the woken one");
        assert_eq!(lock.release(), Ok(Some(c)));
        assert_eq!(lock.release(), Err(Misuse::NotHeld));
    }
}
