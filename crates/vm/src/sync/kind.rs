//! What sorts of objects there are.

use lang::library::TypeKind;
use trace::ObjectKind;

/// The sort of a synchronisation object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum SyncKind {
    /// `threading.Lock()`
    Lock,
    /// `threading.RLock()`
    RLock,
    /// `threading.Condition()`
    Condition,
    /// `threading.Semaphore()`
    Semaphore,
    /// `threading.BoundedSemaphore()`
    BoundedSemaphore,
    /// `threading.Event()`
    Event,
    /// What `threading.Barrier()` is made of.
    Barrier,
    /// What queues are made of.
    Queue,
    /// What a future of `concurrent.futures` is waited for by.
    Future,
    /// One direction of a pipe.
    Channel,
    /// Memory that processes share.
    Memory,
}

impl SyncKind {
    /// All of them, in the order of their numbers.
    pub const ALL: [SyncKind; 11] = [
        SyncKind::Lock,
        SyncKind::RLock,
        SyncKind::Condition,
        SyncKind::Semaphore,
        SyncKind::BoundedSemaphore,
        SyncKind::Event,
        SyncKind::Barrier,
        SyncKind::Queue,
        SyncKind::Future,
        SyncKind::Channel,
        SyncKind::Memory,
    ];

    /// As `type(object).__name__` says it, but for the case of a lock's.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SyncKind::Lock => "Lock",
            SyncKind::RLock => "RLock",
            SyncKind::Condition => "Condition",
            SyncKind::Semaphore => "Semaphore",
            SyncKind::BoundedSemaphore => "BoundedSemaphore",
            SyncKind::Event => "Event",
            SyncKind::Barrier => "Barrier",
            SyncKind::Queue => "Queue",
            SyncKind::Future => "Future",
            SyncKind::Channel => "Pipe",
            SyncKind::Memory => "Memory",
        }
    }

    /// Its type.
    #[must_use]
    pub fn type_kind(self) -> TypeKind {
        match self {
            SyncKind::Lock => TypeKind::Lock,
            SyncKind::RLock => TypeKind::RLock,
            SyncKind::Condition | SyncKind::Barrier => TypeKind::Condition,
            SyncKind::Semaphore => TypeKind::Semaphore,
            SyncKind::BoundedSemaphore => TypeKind::BoundedSemaphore,
            SyncKind::Event | SyncKind::Future => TypeKind::Event,
            // Only the library has it in hand.
            SyncKind::Queue => TypeKind::Object,
            SyncKind::Channel => TypeKind::Channel,
            SyncKind::Memory => TypeKind::Memory,
        }
    }

    /// How a trace lists it.
    #[must_use]
    pub fn object_kind(self) -> ObjectKind {
        match self {
            SyncKind::Lock => ObjectKind::Lock,
            SyncKind::RLock => ObjectKind::RLock,
            SyncKind::Condition => ObjectKind::Condition,
            SyncKind::Semaphore | SyncKind::BoundedSemaphore => ObjectKind::Semaphore,
            SyncKind::Event => ObjectKind::Event,
            SyncKind::Barrier => ObjectKind::Barrier,
            SyncKind::Queue => ObjectKind::Queue,
            SyncKind::Future => ObjectKind::Future,
            SyncKind::Channel => ObjectKind::Pipe,
            SyncKind::Memory => ObjectKind::Memory,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SyncKind;

    #[test]
    fn the_list_is_in_the_order_of_numbers() {
        assert!(SyncKind::ALL.iter().enumerate().all(|(number, kind)| *kind as usize == number));
    }
}
