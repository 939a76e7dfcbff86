//! The locks and the atomic words by which the workers of a run meet.
//!
//! They are the standard library's, except where the crate is compiled for the model of
//! `parallel/model.rs`: then they are those of `shuttle`, which tries out in which orders workers
//! can meet at them.

#[cfg(not(model = "shuttle"))]
mod here {
    pub use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
    pub use std::sync::{Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
}

#[cfg(model = "shuttle")]
mod here {
    pub use shuttle::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
    pub use shuttle::sync::{
        Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard,
    };
}

pub(crate) use here::*;
