//! Taking and giving back locks and semaphores.

use trace::{Cause, Span, TaskId};

use super::Kernel;
use super::verdict::{Effect, Verdict, Wake};
use super::wait::Wait;
use crate::request::Request;
use crate::sync::{Attempt, Misuse};
use crate::value::{SyncId, Value};

impl Kernel {
    pub(super) fn acquire(
        &mut self,
        task: TaskId,
        sync: SyncId,
        blocking: bool,
        timeout: Option<Span>,
    ) -> Verdict {
        let lock = self.lock_of(sync);
        match self.try_acquire(task, lock, 1) {
            Attempt::Done => Verdict::Acquired { sync: lock, n: 1, reply: Value::Bool(true) },
            Attempt::MustWait(_) if !blocking || timeout == Some(Span(0)) => {
                Verdict::Reply(Value::Bool(false))
            }
            Attempt::MustWait(holder) => {
                let request = Request::Acquire { sync: lock, blocking, timeout };
                self.wait_for_lock(task, lock, (holder, timeout), request)
            }
        }
    }

    pub(super) fn wait_for_lock(
        &mut self,
        task: TaskId,
        lock: SyncId,
        (holder, timeout): (Option<TaskId>, Option<Span>),
        request: Request,
    ) -> Verdict {
        self.wait_at(lock, task);
        let wait = Wait {
            cause: Cause::Lock,
            sync: Some(lock),
            task: holder,
            timeout,
            asked: request.into(),
        };
        self.block(task, wait)
    }

    pub(super) fn release(&mut self, task: TaskId, sync: SyncId, n: u64) -> Result<Effect, Misuse> {
        let lock = self.lock_of(sync);
        let wakes = self.try_release(task, lock, n)?;
        let wakes = self.wake_all_to_retry(wakes);
        Ok(Effect { verdict: Verdict::Released { sync: lock, n }, wakes })
    }

    pub(super) fn wake_all_to_retry(&mut self, tasks: Vec<TaskId>) -> Vec<Wake> {
        tasks.into_iter().map(|task| self.wake_to_retry(task)).collect()
    }
}
