//! Waiting for a condition, and notifying who waits.

use trace::{Cause, Span, TaskId};

use super::Kernel;
use super::verdict::{Effect, Verdict};
use super::wait::Wait;
use crate::request::Request;
use crate::sync::{Attempt, Misuse, SyncObject};
use crate::value::{SyncId, Value};

impl Kernel {
    /// Gives the condition's lock back, all of its levels, and waits.
    pub(super) fn wait_for_notice(
        &mut self,
        task: TaskId,
        sync: SyncId,
        timeout: Option<Span>,
    ) -> Result<Effect, Misuse> {
        let lock = self.lock_of(sync);
        if !self.has_lock(task, lock) {
            return Err(Misuse::WaitsWithoutLock);
        }
        let thread = self.thread_of(task);
        let (times, waiter) = match self.object(lock) {
            SyncObject::RLock(lock) => lock.release_fully(thread)?,
            SyncObject::Lock(lock) => (1, lock.release()?),
            _ => unreachable!("a condition's lock is a lock"),
        };
        let wakes = self.wake_all_to_retry(Vec::from_iter(waiter));
        self.wait_at(sync, task);
        // What it does when it is notified.
        let request = Request::Reacquire { sync: lock, times, notified: true };
        let wait = Wait {
            cause: Cause::Event,
            sync: Some(sync),
            task: None,
            timeout,
            asked: request.into(),
        };
        let verdict = match self.block(task, wait) {
            Verdict::Block { wait, .. } => {
                Verdict::Block { wait, released: Some((lock, u64::from(times))) }
            }
            other => other,
        };
        Ok(Effect { verdict, wakes })
    }

    /// Takes a condition's lock again after a wait, as often as it had been taken before.
    pub(super) fn reacquire(
        &mut self,
        task: TaskId,
        lock: SyncId,
        times: u32,
        notified: bool,
    ) -> Verdict {
        match self.try_acquire(task, lock, times) {
            Attempt::Done => {
                let reply = Value::Bool(notified);
                Verdict::Acquired { sync: lock, n: u64::from(times), reply }
            }
            Attempt::MustWait(holder) => {
                let request = Request::Reacquire { sync: lock, times, notified };
                self.wait_for_lock(task, lock, (holder, None), request)
            }
        }
    }

    /// Lets so many go on who have waited longest.
    pub(super) fn notify(&mut self, task: TaskId, sync: SyncId, n: u64) -> Result<Effect, Misuse> {
        let lock = self.lock_of(sync);
        if !self.has_lock(task, lock) {
            return Err(Misuse::NotifiesWithoutLock);
        }
        let woken = self.object(sync).waiters().map(|waiters| waiters.take(n)).unwrap_or_default();
        let wakes = self.wake_all_to_retry(woken);
        let verdict = Verdict::Signalled { sync, n: wakes.len() as u64 };
        Ok(Effect { verdict, wakes })
    }

    /// Whether a task may use a condition. A plain lock has no owner: that it is taken will do.
    fn has_lock(&mut self, task: TaskId, lock: SyncId) -> bool {
        let thread = self.thread_of(task);
        match self.object(lock) {
            SyncObject::RLock(lock) => lock.owner() == Some(thread),
            other => other.holder().is_some(),
        }
    }
}
