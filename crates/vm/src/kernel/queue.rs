//! Entering and leaving queues.

use trace::{Cause, Span, TaskId};

use super::Kernel;
use super::verdict::{Effect, Verdict};
use super::wait::Wait;
use crate::request::Request;
use crate::sync::{Attempt, Queue, SyncObject, Turn};
use crate::value::{SyncId, Value};

impl Kernel {
    /// Waits for one's turn in a queue; with a time-out of 0, only for others to leave.
    pub(super) fn enter_queue(
        &mut self,
        task: TaskId,
        sync: SyncId,
        turn: Turn,
        timeout: Option<Span>,
    ) -> Verdict {
        let queue = self.queue(sync);
        let inside = match queue.enter(task, turn) {
            Attempt::Done => return Verdict::Reply(Value::Bool(true)),
            Attempt::MustWait(None) if timeout == Some(Span(0)) => {
                return Verdict::Reply(Value::Bool(false));
            }
            Attempt::MustWait(inside) => inside,
        };
        queue.waiters(turn).add(task);
        let request = Request::EnterQueue { sync, turn, timeout };
        let timeout = timeout.filter(|&timeout| timeout != Span(0));
        let wait = Wait {
            cause: Cause::Queue,
            sync: Some(sync),
            task: inside,
            timeout,
            asked: request.into(),
        };
        self.block(task, wait)
    }

    pub(super) fn leave_queue(
        &mut self,
        sync: SyncId,
        turn: Turn,
        n_items: u64,
        n_unfinished: u64,
    ) -> Effect {
        let woken = self.queue(sync).leave(turn, n_items, n_unfinished);
        let wakes = self.wake_all_to_retry(woken);
        let verdict = match turn {
            Turn::Get => Verdict::Acquired { sync, n: 1, reply: Value::None },
            Turn::Put => Verdict::Released { sync, n: 1 },
            Turn::Done => Verdict::Signalled { sync, n: wakes.len() as u64 },
            Turn::Join | Turn::Look => Verdict::Reply(Value::None),
        };
        Effect { verdict, wakes }
    }

    fn queue(&mut self, sync: SyncId) -> &mut Queue {
        match self.object(sync) {
            SyncObject::Queue(queue) => queue,
            _ => unreachable!("the library enters queues only"),
        }
    }
}
