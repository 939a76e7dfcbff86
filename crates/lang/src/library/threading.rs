//! The names of the module `threading` that are no Python: the objects that threads meet at.

use super::{Entry, Native, TypeKind, class, native, row};

pub(super) const ROWS: &[Entry] = &[
    row(
        "threading",
        "Lock",
        native(Native::Lock),
        "Lock()\nA lock that one task at a time can hold; use it with `with`.",
    ),
    row(
        "threading",
        "RLock",
        native(Native::RLock),
        "RLock()\nA lock that the thread that holds it can take again; it must give it back as often.",
    ),
    row(
        "threading",
        "Condition",
        class(TypeKind::Condition),
        "Condition(lock=None)\nLets threads wait until others notify them that what a lock protects has changed.",
    ),
    row(
        "threading",
        "Semaphore",
        class(TypeKind::Semaphore),
        "Semaphore(value=1)\nA count of what can be acquired: acquire() waits while it is 0, release(n=1) adds to it.",
    ),
    row(
        "threading",
        "BoundedSemaphore",
        class(TypeKind::BoundedSemaphore),
        "BoundedSemaphore(value=1)\nA semaphore that refuses to be released more often than it was acquired.",
    ),
    row(
        "threading",
        "Event",
        class(TypeKind::Event),
        "Event()\nA flag that threads can wait for: set() wakes all who wait, clear() takes it back.",
    ),
];
