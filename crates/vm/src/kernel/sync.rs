//! The table of synchronisation objects, and which part of the kernel performs what is asked of them.

use trace::TaskId;

use super::Kernel;
use super::process::ProcessId;
use super::verdict::{Effect, Verdict};
use crate::context::Context;
use crate::heap::Heap;
use crate::request::{Limit, NewSync, Request};
use crate::sync::{
    Attempt, Condition, Event, Lock, Misuse, Queue, QuickLock, RLock, Semaphore, SyncKind,
    SyncObject,
};
use crate::value::{SyncId, Value};

/// The most synchronisation objects of one run: about 100 MB of them.
pub const SYNC_OBJECTS_MAX: usize = 1 << 20;

/// A synchronisation object of the table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) object: SyncObject,
    /// Its number among those of its sort, from 1; a copy has that of what it was copied from.
    pub(super) number: u32,
    /// Who made it, or has the copy.
    pub(super) process: ProcessId,
    /// Whether other processes meet at it, too, rather than at copies.
    pub(super) is_shared: bool,
}

impl Kernel {
    /// All synchronisation objects, in the order in which they were made.
    pub fn sync_objects(&self) -> impl Iterator<Item = SyncId> + '_ {
        (0..).zip(&self.syncs).map(|(index, entry)| SyncId::new(index, entry.object.kind()))
    }

    /// What an object is called by rule, such as `Lock 2`.
    #[must_use]
    pub fn sync_name(&self, sync: SyncId) -> String {
        let entry = &self.syncs[sync.index()];
        self.of_process(sync, format!("{} {}", sync.kind().name(), entry.number))
    }

    /// A name with the process whose copy of an object it is, if it is a copy.
    pub(crate) fn of_process(&self, sync: SyncId, name: String) -> String {
        let entry = &self.syncs[sync.index()];
        match self.copied_from(sync) {
            Some(_) => format!("{name} of {}", self.task(self.process(entry.process).main).name),
            None => name,
        }
    }

    /// The object as the memory that was copied names it, if an object is a copy.
    #[must_use]
    pub fn copied_from(&self, sync: SyncId) -> Option<SyncId> {
        let entry = &self.syncs[sync.index()];
        let mut copies = self.process(entry.process).copies.iter();
        let (&place, _) = copies.find(|(_, copy)| **copy == sync.place())?;
        Some(SyncId::new(place, sync.kind()))
    }

    /// The process in which an object was made, or copied, that a task names.
    #[must_use]
    pub fn maker_of(&self, task: TaskId, sync: SyncId) -> ProcessId {
        let own = self.own(self.process_of(task), sync);
        self.syncs[own.index()].process
    }

    /// Who holds a lock.
    #[must_use]
    pub fn holder(&self, sync: SyncId) -> Option<TaskId> {
        self.syncs[sync.index()].object.holder()
    }

    /// The lock that a condition made for itself.
    #[must_use]
    pub fn own_lock(&self, sync: SyncId) -> Option<SyncId> {
        match &self.syncs[sync.index()].object {
            // Such a lock is made just before its condition.
            SyncObject::Condition(condition) => {
                Some(condition.lock()).filter(|lock| lock.index() + 1 == sync.index())
            }
            _ => None,
        }
    }

    /// A lock, or that of a condition, for workers that take it and give it back beside the table; for
    /// where all tasks share one memory.
    pub fn share_lock(&mut self, sync: SyncId) -> Option<QuickLock> {
        let lock = self.lock_of(sync);
        match self.object(lock) {
            SyncObject::Lock(it) => Some(it.share(lock)),
            SyncObject::RLock(it) => Some(it.share(lock)),
            _ => None,
        }
    }

    pub(super) fn wait_at(&mut self, sync: SyncId, task: TaskId) {
        if let Some(waiters) = self.object(sync).waiters() {
            waiters.add(task);
        }
    }

    pub(super) fn object(&mut self, sync: SyncId) -> &mut SyncObject {
        &mut self.syncs[sync.index()].object
    }

    /// Performs the requests to synchronisation objects.
    pub(super) fn perform_sync<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        request: Request,
    ) -> Effect {
        let done = match request {
            Request::NewSync(new) => Ok(self.new_sync(task, new).into()),
            Request::Acquire { sync, blocking, timeout } => {
                Ok(self.acquire(task, sync, blocking, timeout).into())
            }
            Request::Release { sync, n } => self.release(task, sync, n),
            Request::IsLocked { sync } => {
                Ok(Verdict::Reply(Value::Bool(self.holder(sync).is_some())).into())
            }
            Request::Count { sync } => Ok(Verdict::Reply(self.count(sync)).into()),
            Request::Wait { sync, timeout }
                if matches!(sync.kind(), SyncKind::Event | SyncKind::Future) =>
            {
                Ok(self.wait_for_event(task, sync, timeout).into())
            }
            Request::Wait { sync, timeout } => self.wait_for_notice(task, sync, timeout),
            Request::Reacquire { sync, times, notified } => {
                Ok(self.reacquire(task, sync, times, notified).into())
            }
            Request::Notify { sync, n } => self.notify(task, sync, n),
            Request::SetEvent { sync } => Ok(self.set_event(sync)),
            Request::ClearEvent { sync } => Ok(self.clear_event(sync).into()),
            Request::EnterQueue { sync, turn, timeout } => {
                Ok(self.enter_queue(task, sync, turn, timeout).into())
            }
            Request::LeaveQueue { sync, turn, n_items, n_unfinished } => {
                Ok(self.leave_queue(sync, turn, n_items, n_unfinished))
            }
            Request::IsSet { sync } => Ok(self.is_set(sync).into()),
            _ => unreachable!("called for the requests to synchronisation objects only"),
        };
        done.unwrap_or_else(|misuse| {
            Verdict::Throw(ctx.exception(misuse.exception(), misuse.message())).into()
        })
    }

    fn new_sync(&mut self, task: TaskId, new: NewSync) -> Verdict {
        if self.syncs.len() + 2 > SYNC_OBJECTS_MAX {
            return Verdict::Limit(Limit::Heap);
        }
        let first = self.syncs.len();
        let made = self.make_sync(new);
        let process = self.process_of(task);
        self.syncs[first..].iter_mut().for_each(|entry| entry.process = process);
        Verdict::Reply(Value::Sync(made))
    }

    pub(super) fn make_sync(&mut self, new: NewSync) -> SyncId {
        let object = match new {
            NewSync::Lock => SyncObject::Lock(Lock::default()),
            NewSync::RLock => SyncObject::RLock(RLock::default()),
            NewSync::Condition { lock } => {
                let lock = lock.unwrap_or_else(|| self.add(SyncObject::RLock(RLock::default())));
                SyncObject::Condition(Condition::new(lock))
            }
            NewSync::Semaphore { value, is_bounded } => {
                SyncObject::Semaphore(Semaphore::new(value, is_bounded))
            }
            NewSync::Event => SyncObject::Event(Event::default()),
            NewSync::Future => SyncObject::Event(Event::of_future()),
            NewSync::Queue { n_items_max } => SyncObject::Queue(Queue::new(n_items_max)),
            NewSync::Barrier => {
                let lock = self.add(SyncObject::Lock(Lock::default()));
                SyncObject::Condition(Condition::of_barrier(lock))
            }
        };
        self.add(object)
    }

    pub(super) fn add(&mut self, object: SyncObject) -> SyncId {
        let index = u32::try_from(self.syncs.len()).expect("bounded by SYNC_OBJECTS_MAX");
        let kind = object.kind();
        let count = &mut self.n_syncs[kind as usize];
        *count += 1;
        let (number, process) = (*count, ProcessId::MAIN);
        self.syncs.push(Entry { object, number, process, is_shared: false });
        SyncId::new(index, kind)
    }

    /// How many a semaphore has to give, or how often an `RLock` was taken.
    fn count(&mut self, sync: SyncId) -> Value {
        let count = match self.object(sync) {
            SyncObject::Semaphore(semaphore) => semaphore.value(),
            SyncObject::RLock(lock) => u64::from(lock.depth()),
            other => u64::from(other.holder().is_some()),
        };
        Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// The lock that is taken where this object is: itself, or what a condition is about.
    pub(super) fn lock_of(&mut self, sync: SyncId) -> SyncId {
        match self.object(sync) {
            SyncObject::Condition(condition) => condition.lock(),
            _ => sync,
        }
    }

    pub(super) fn try_acquire(&mut self, task: TaskId, lock: SyncId, times: u32) -> Attempt {
        let thread = self.thread_of(task);
        match self.object(lock) {
            SyncObject::Lock(lock) => lock.try_acquire(task),
            SyncObject::RLock(lock) => lock.try_acquire(thread, times),
            SyncObject::Semaphore(semaphore) => semaphore.try_acquire(),
            _ => {
                unreachable!("other objects have no method to take them, but a condition's lock is")
            }
        }
    }

    /// Gives back what was taken, and gives the waiters to wake.
    pub(super) fn try_release(
        &mut self,
        task: TaskId,
        lock: SyncId,
        n: u64,
    ) -> Result<Vec<TaskId>, Misuse> {
        let thread = self.thread_of(task);
        match self.object(lock) {
            SyncObject::Lock(lock) => lock.release().map(Vec::from_iter),
            SyncObject::RLock(lock) => lock.release(thread).map(Vec::from_iter),
            SyncObject::Semaphore(semaphore) => semaphore.release(n),
            _ => {
                unreachable!("other objects cannot be given back, but a condition's lock is")
            }
        }
    }
}
