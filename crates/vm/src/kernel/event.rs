//! Waiting for an event flag, setting and clearing it.

use trace::{Cause, Span, TaskId};

use super::Kernel;
use super::verdict::{Effect, Resumption, Verdict};
use super::wait::Wait;
use crate::request::Request;
use crate::sync::{Attempt, Event, SyncObject};
use crate::value::{SyncId, Value};

impl Kernel {
    pub(super) fn wait_for_event(
        &mut self,
        task: TaskId,
        sync: SyncId,
        timeout: Option<Span>,
    ) -> Verdict {
        match self.event(sync).attempt() {
            Attempt::Done => Verdict::Reply(Value::Bool(true)),
            Attempt::MustWait(_) if timeout == Some(Span(0)) => Verdict::Reply(Value::Bool(false)),
            Attempt::MustWait(task_waited_for) => {
                self.event(sync).waiters.add(task);
                let asked = Request::Wait { sync, timeout }.into();
                self.block(
                    task,
                    Wait {
                        cause: Cause::Event,
                        sync: Some(sync),
                        task: task_waited_for,
                        timeout,
                        asked,
                    },
                )
            }
        }
    }

    pub(super) fn set_event(&mut self, sync: SyncId) -> Effect {
        let woken = self.event(sync).set();
        let how = Resumption::Reply(Value::Bool(true));
        let wakes: Vec<_> = woken.into_iter().map(|task| self.wake(task, how.clone())).collect();
        Effect { verdict: Verdict::Signalled { sync, n: wakes.len() as u64 }, wakes }
    }

    pub(super) fn clear_event(&mut self, sync: SyncId) -> Verdict {
        self.event(sync).clear();
        Verdict::Reply(Value::None)
    }

    pub(super) fn is_set(&mut self, sync: SyncId) -> Verdict {
        Verdict::Reply(Value::Bool(self.event(sync).is_set()))
    }

    fn event(&mut self, sync: SyncId) -> &mut Event {
        match self.object(sync) {
            SyncObject::Event(event) => event,
            _ => unreachable!("only an event has these methods"),
        }
    }
}
