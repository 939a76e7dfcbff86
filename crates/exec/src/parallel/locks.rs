//! The locks that a worker takes and gives back without the table, as long as nobody waits for them.
//!
//! A worker knows a lock once it has taken it in the table. What is done here is what the kernel would
//! do: who has a lock stands in one word for both, so a task that must wait, or wakes another, leaves
//! it to the table.

use trace::TaskId;
use vm::{Kernel, QuickLock, Request, SyncId, Value};

use crate::journal::{At, Learned, Log};

/// How many a worker knows at once.
const N_KNOWN: usize = 256;

/// What a worker knows beside the table.
#[derive(Default)]
pub(crate) struct Locks {
    /// Each lock, and each condition, at its number's place.
    known: Vec<Option<(SyncId, QuickLock)>>,
}

impl Locks {
    /// Learns of what a task asks to take.
    pub fn learn(&mut self, kernel: &mut Kernel, sync: SyncId) {
        if self.find(sync).is_none()
            && let Some(lock) = kernel.share_lock(sync)
        {
            self.known.resize(N_KNOWN, None);
            self.known[sync.index() % N_KNOWN] = Some((sync, lock));
        }
    }

    /// Does what a task of a thread asks for, if that needs no table; gives the reply.
    pub fn perform(
        &self,
        log: &mut Log,
        at: At,
        thread: TaskId,
        request: &Request,
    ) -> Option<Value> {
        match *request {
            Request::Acquire { sync, .. } => {
                let lock = self.find(sync)?;
                let was_own = lock.take(at.0, thread)?;
                let learned = if was_own { Learned::Nothing } else { Learned::Perhaps };
                log.acquired(at, lock.sync(), learned);
                Some(Value::Bool(true))
            }
            Request::Release { sync, n: 1 } => {
                let lock = self.find(sync).filter(|lock| lock.can_give_back(at.0, thread))?;
                let give_back = || lock.give_back(at.0, thread);
                log.release(at, lock.sync(), give_back).then_some(Value::None)
            }
            _ => None,
        }
    }

    fn find(&self, sync: SyncId) -> Option<&QuickLock> {
        let (known, lock) = self.known.get(sync.index() % N_KNOWN)?.as_ref()?;
        (*known == sync).then_some(lock)
    }
}
