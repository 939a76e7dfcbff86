//! The locks and the atomic words by which the workers of a run meet.
//!
//! They are the standard library's, except where the crate is compiled for the model of
//! `parallel/model.rs`: then they are those of `shuttle`, which tries out in which orders workers
//! can meet at them.

use web_time::{Duration, Instant};

#[cfg(not(model = "shuttle"))]
mod here {
    pub use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
    pub use std::sync::{Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
    pub use std::thread::yield_now;

    /// Whether a thread can look for news before it sleeps: see [`super::look_for`].
    pub const CAN_LOOK: bool = true;
}

#[cfg(model = "shuttle")]
mod here {
    pub use shuttle::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
    pub use shuttle::sync::{
        Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard,
    };
    pub use shuttle::thread::yield_now;

    /// How long anything takes must not matter.
    pub const CAN_LOOK: bool = false;
}

pub(crate) use here::*;

/// What a look finds, if it finds anything within that time. A thread that sleeps instead is back a tenth
/// of a millisecond late, or more, on a core that has gone to sleep with it.
pub(crate) fn look_for<T>(span: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let mut found = look();
    if found.is_none() && CAN_LOOK {
        let began = Instant::now();
        while found.is_none() && began.elapsed() < span {
            yield_now();
            found = look();
        }
    }
    found
}
