//! `threading.Condition`: waiting for news about what a lock protects.
//!
//! Who waits gives the lock back, all of its levels, and takes it again before it goes on: being
//! notified is the leave to try that. The kernel does so, since the lock is another object.

use super::Waiters;
use crate::value::SyncId;

/// A condition variable.
#[derive(Clone, Debug)]
pub struct Condition {
    lock: SyncId,
    /// Whether it is all that a barrier has in the kernel.
    is_barrier: bool,
    /// Those who wait to be notified.
    pub waiters: Waiters,
}

saved_fields!(Condition { lock, is_barrier, waiters });

impl Condition {
    /// A condition of what that lock protects.
    #[must_use]
    pub fn new(lock: SyncId) -> Condition {
        Condition { lock, is_barrier: false, waiters: Waiters::default() }
    }

    /// What a barrier is made of, beside the library's Python.
    #[must_use]
    pub fn of_barrier(lock: SyncId) -> Condition {
        Condition { is_barrier: true, ..Condition::new(lock) }
    }

    /// Whether it is what a barrier is made of.
    #[must_use]
    pub fn is_barrier(&self) -> bool {
        self.is_barrier
    }

    /// Its lock.
    #[must_use]
    pub fn lock(&self) -> SyncId {
        self.lock
    }
}
