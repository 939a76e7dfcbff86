//! Operations on synchronisation objects.

use lang::library::ExceptionKind;
use trace::{Cause, Span, TaskId};

use super::Kernel;
use super::verdict::{Effect, Verdict};
use super::wait::Wait;
use crate::context::Context;
use crate::heap::Heap;
use crate::request::Request;
use crate::sync::Attempt;
use crate::value::{SyncId, Value};

impl Kernel {
    /// Who holds a lock.
    #[must_use]
    pub fn holder(&self, sync: SyncId) -> Option<TaskId> {
        self.locks[sync.0 as usize].holder()
    }

    pub(super) fn acquire(
        &mut self,
        task: TaskId,
        sync: SyncId,
        blocking: bool,
        timeout: Option<Span>,
    ) -> Verdict {
        let lock = &mut self.locks[sync.0 as usize];
        match lock.try_acquire(task) {
            Attempt::Done => Verdict::Acquired { sync, reply: Value::Bool(true) },
            Attempt::MustWait(_) if !blocking => Verdict::Reply(Value::Bool(false)),
            Attempt::MustWait(holder) => {
                lock.wait(task);
                self.block(
                    task,
                    Wait {
                        cause: Cause::Lock,
                        sync: Some(sync),
                        task: holder,
                        timeout,
                        request: Request::Acquire { sync, blocking, timeout },
                    },
                )
            }
        }
    }

    pub(super) fn release<H: Heap>(&mut self, ctx: &mut Context<H>, sync: SyncId) -> Effect {
        match self.locks[sync.0 as usize].release() {
            Err(_) => {
                Verdict::Throw(ctx.exception(ExceptionKind::RuntimeError, "release unlocked lock"))
                    .into()
            }
            Ok(waiter) => {
                let wakes = waiter.map(|waiter| self.wake_to_retry(waiter)).into_iter().collect();
                Effect { verdict: Verdict::Released { sync }, wakes }
            }
        }
    }
}
