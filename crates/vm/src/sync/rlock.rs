//! `threading.RLock`: a lock that its owner may take again, and must give back as often.

use trace::TaskId;

use super::hold::{Hold, Reentry};
use super::{Attempt, Misuse, QuickLock, Waiters};
use crate::value::SyncId;

/// A re-entrant lock.
#[derive(Clone, Debug, Default)]
pub struct RLock {
    hold: Hold,
    /// Those who wait for it.
    pub waiters: Waiters,
}

saved_fields!(RLock { hold, waiters });

impl RLock {
    /// Takes the lock so many times if it is free or the task's own.
    pub fn try_acquire(&mut self, task: TaskId, times: u32) -> Attempt {
        self.hold.take(task, times, Reentry::Yes, self.waiters.len())
    }

    /// Gives the lock back once, and gives the waiter to wake if it is free now.
    ///
    /// # Errors
    /// [`Misuse::NotOwned`] if another task has it, or none.
    pub fn release(&mut self, task: TaskId) -> Result<Option<TaskId>, Misuse> {
        Ok(self.give_back(task, false)?.1)
    }

    /// Frees the lock however often it was taken: how often that was, and the waiter to wake.
    ///
    /// # Errors
    /// [`Misuse::NotOwned`] if another task has it, or none.
    pub fn release_fully(&mut self, task: TaskId) -> Result<(u32, Option<TaskId>), Misuse> {
        self.give_back(task, true)
    }

    fn give_back(&mut self, task: TaskId, is_all: bool) -> Result<(u32, Option<TaskId>), Misuse> {
        let given = self.hold.give_back(Some(task), is_all);
        let (depth, is_free) = given.ok_or(Misuse::NotOwned)?;
        Ok((depth, if is_free { self.waiters.first() } else { None }))
    }

    /// Who has it.
    #[must_use]
    pub fn owner(&self) -> Option<TaskId> {
        self.hold.taken().holder()
    }

    /// How often its owner has taken it.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.hold.taken().times()
    }

    /// The lock for workers; `sync` names it.
    pub fn share(&mut self, sync: SyncId) -> QuickLock {
        self.hold.share(sync)
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Misuse, RLock, TaskId};

    const A: TaskId = TaskId(0);
    const B: TaskId = TaskId(1);

    #[test]
    fn the_owner_takes_it_again_and_gives_it_back_as_often() {
        let mut lock = RLock::default();
        assert_eq!(lock.try_acquire(A, 1), Attempt::Done);
        assert_eq!(lock.try_acquire(A, 1), Attempt::Done);
        assert_eq!(lock.try_acquire(B, 1), Attempt::MustWait(Some(A)));
        lock.waiters.add(B);
        assert_eq!(lock.release(B), Err(Misuse::NotOwned));
        assert_eq!(lock.release(A), Ok(None));
        assert_eq!(lock.owner(), Some(A));
        assert_eq!(lock.release(A), Ok(Some(B)));
        assert_eq!(lock.owner(), None);
        assert_eq!(lock.release(A), Err(Misuse::NotOwned));
    }

    #[test]
    fn all_levels_can_be_given_back_and_taken_at_once() {
        let mut lock = RLock::default();
        assert_eq!(lock.release_fully(A), Err(Misuse::NotOwned));
        assert_eq!(lock.depth(), 0);
        (0..3).for_each(|_| assert_eq!(lock.try_acquire(A, 1), Attempt::Done));
        lock.waiters.add(B);
        assert_eq!(lock.release_fully(A), Ok((3, Some(B))));
        assert_eq!((lock.owner(), lock.depth()), (None, 0));
        assert_eq!(lock.try_acquire(A, 3), Attempt::Done);
        assert_eq!(lock.depth(), 3);
    }
}
