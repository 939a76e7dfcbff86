//! The locks and the atomic words that parallel workers meet at: those of a shared heap, and who has a lock.
//!
//! They are the standard library's, except where the crate is compiled for a model: then they are
//! the model's, which tries out in which orders threads can meet at them. `loom` tries every order
//! that the memory's rules allow in a few lines, `shuttle` many orders of whole runs.

#[cfg(not(any(model = "loom", model = "shuttle")))]
mod here {
    pub use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
    pub use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
    pub use std::thread::yield_now;
}

#[cfg(model = "loom")]
mod here {
    pub use loom::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
    pub use loom::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
    pub use loom::thread::yield_now;
}

#[cfg(model = "shuttle")]
mod here {
    pub use shuttle::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
    pub use shuttle::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
    pub use shuttle::thread::yield_now;
}

pub use here::*;
