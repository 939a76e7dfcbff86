//! Two tasks at one lock, beside the table and in it, in every order that the rules of memory allow.
//!
//! `cargo xtask stress` runs this.

use loom::sync::{Arc, Mutex};
use trace::TaskId;

use super::{Attempt, Lock, QuickLock, SyncKind};
use crate::primitives::{AtomicU64, Ordering};
use crate::value::SyncId;

/// A lock in its table, as workers know it, and what it protects.
struct Shared {
    table: Mutex<Lock>,
    quick: QuickLock,
    n: AtomicU64,
}

impl Shared {
    fn new() -> Shared {
        let mut lock = Lock::default();
        let quick = lock.share(SyncId::new(0, SyncKind::Lock));
        Shared { table: Mutex::new(lock), quick, n: AtomicU64::new(0) }
    }

    /// A task adds one with the lock in hand, and after it the task that this wakes. Who has to wait
    /// does nothing more itself.
    fn add(&self, task: TaskId) {
        let mut next = Some(task);
        while let Some(task) = next.take() {
            if self.quick.take(task, task).is_none() {
                let mut table = self.table.lock().expect("nobody panics");
                if table.try_acquire(task) != Attempt::Done {
                    table.waiters.add(task);
                    return;
                }
            }
            let n = self.n.load(Ordering::Relaxed);
            self.n.store(n + 1, Ordering::Relaxed);
            if !self.quick.give_back(task, task) {
                let mut table = self.table.lock().expect("nobody panics");
                next = table.release().expect("the task has the lock");
            }
        }
    }
}

#[test]
fn one_at_a_time_has_a_lock_and_who_waits_is_woken() {
    loom::model(|| {
        let shared = Arc::new(Shared::new());
        let other = Arc::clone(&shared);
        let worker = loom::thread::spawn(move || other.add(TaskId(1)));
        shared.add(TaskId(0));
        worker.join().expect("it does not fail");
        assert_eq!(shared.n.load(Ordering::Relaxed), 2);
        let table = shared.table.lock().expect("nobody panics");
        assert_eq!((table.holder(), table.waiters.len()), (None, 0));
    });
}
