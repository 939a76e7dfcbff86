//! What is wrong with an operation, in CPython's words.

use lang::library::ExceptionKind;

/// Why an object refuses an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misuse {
    /// A lock is given back that nobody holds.
    NotHeld,
    /// A re-entrant lock is given back by another than its owner.
    NotOwned,
    /// A bounded semaphore would come to count more than in the beginning.
    ReleasedTooOften,
    /// A condition is waited for without its lock.
    WaitsWithoutLock,
    /// A condition is notified without its lock.
    NotifiesWithoutLock,
}

impl Misuse {
    /// What is raised.
    #[must_use]
    pub fn exception(self) -> ExceptionKind {
        match self {
            Misuse::ReleasedTooOften => ExceptionKind::ValueError,
            _ => ExceptionKind::RuntimeError,
        }
    }

    /// With which message.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Misuse::NotHeld => "release unlocked lock",
            Misuse::NotOwned => "cannot release un-acquired lock",
            Misuse::ReleasedTooOften => "Semaphore released too many times",
            Misuse::WaitsWithoutLock => "cannot wait on un-acquired lock",
            Misuse::NotifiesWithoutLock => "cannot notify on un-acquired lock",
        }
    }
}
