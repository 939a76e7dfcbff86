//! The objects that tasks meet at, one file each: what each of them holds, who waits at it, and what
//! its operations change. Who is woken, and goes on when, is the kernel's.

mod channel;
mod condition;
mod event;
mod hold;
mod kind;
mod lock;
mod memory;
mod misuse;
#[cfg(all(test, model = "loom"))]
mod model;
mod queue;
mod rlock;
mod semaphore;
mod waiters;

pub use channel::{CAPACITY_BYTES, Channel, End, Packet};
pub use condition::Condition;
pub use event::Event;
pub use hold::QuickLock;
pub use kind::SyncKind;
pub use lock::Lock;
pub use memory::{Cells, Memory};
pub use misuse::Misuse;
pub use queue::{Queue, Turn};
pub use rlock::RLock;
pub use semaphore::Semaphore;
pub use waiters::Waiters;

use trace::TaskId;

/// What came of trying an operation that may have to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attempt {
    /// It is done.
    Done,
    /// It must wait; if one task is the reason, this one.
    MustWait(Option<TaskId>),
}

/// A synchronisation object of any sort.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variants are the sorts of objects")]
pub enum SyncObject {
    Lock(Lock),
    RLock(RLock),
    Condition(Condition),
    Semaphore(Semaphore),
    Event(Event),
    Queue(Queue),
    Channel(Channel),
    Memory(Memory),
}

impl SyncObject {
    /// Its sort.
    #[must_use]
    pub fn kind(&self) -> SyncKind {
        match self {
            SyncObject::Lock(_) => SyncKind::Lock,
            SyncObject::RLock(_) => SyncKind::RLock,
            SyncObject::Condition(condition) if condition.is_barrier() => SyncKind::Barrier,
            SyncObject::Condition(_) => SyncKind::Condition,
            SyncObject::Semaphore(semaphore) if semaphore.is_bounded() => {
                SyncKind::BoundedSemaphore
            }
            SyncObject::Semaphore(_) => SyncKind::Semaphore,
            SyncObject::Event(event) if event.is_future() => SyncKind::Future,
            SyncObject::Event(_) => SyncKind::Event,
            SyncObject::Queue(_) => SyncKind::Queue,
            SyncObject::Channel(_) => SyncKind::Channel,
            SyncObject::Memory(_) => SyncKind::Memory,
        }
    }

    /// The one task that has it, if it is a thing to have.
    #[must_use]
    pub fn holder(&self) -> Option<TaskId> {
        match self {
            SyncObject::Lock(lock) => lock.holder(),
            SyncObject::RLock(lock) => lock.owner(),
            _ => None,
        }
    }

    /// Takes a task out that waited at it and gave up.
    pub fn forget(&mut self, task: TaskId) {
        match self {
            SyncObject::Queue(queue) => queue.forget(task),
            other => {
                if let SyncObject::Channel(channel) = other {
                    channel.forget_sender(task);
                }
                if let Some(waiters) = other.waiters() {
                    waiters.forget(task);
                }
            }
        }
    }

    /// Those who wait at it: of a queue, until nobody is inside. Nobody waits at memory.
    pub fn waiters(&mut self) -> Option<&mut Waiters> {
        Some(match self {
            SyncObject::Queue(queue) => queue.waiters(Turn::Look),
            SyncObject::Lock(lock) => &mut lock.waiters,
            SyncObject::RLock(lock) => &mut lock.waiters,
            SyncObject::Condition(condition) => &mut condition.waiters,
            SyncObject::Semaphore(semaphore) => &mut semaphore.waiters,
            SyncObject::Event(event) => &mut event.waiters,
            SyncObject::Channel(channel) => &mut channel.waiters,
            SyncObject::Memory(_) => return None,
        })
    }
}
