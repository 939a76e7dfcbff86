//! What workloads have asked the outside for, and what has come.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::task::Poll;

use futures_util::future::poll_fn;
use futures_util::task::AtomicWaker;
use trace::TaskId;
use vm::FetchError;

use crate::platform;
use crate::primitives::{AtomicUsize, Mutex, MutexGuard, Ordering};

/// How many may be under way at once.
const UNDER_WAY_MAX: usize = 100;

/// What came, or why it did not.
pub(crate) type Fetched = Result<String, FetchError>;

/// What workloads have asked the outside for.
#[derive(Clone, Default)]
pub(crate) struct Fetches(Arc<Inbox>);

#[derive(Default)]
struct Inbox {
    came: Mutex<VecDeque<(TaskId, Fetched)>>,
    /// Those that have not been taken.
    n: AtomicUsize,
    waker: AtomicWaker,
}

impl Fetches {
    /// Asks for what is at an address; `came` is called once that may be taken, on any thread.
    pub fn start(&self, task: TaskId, url: String, came: impl Fn() + Send + 'static) {
        let inbox = Arc::clone(&self.0);
        let is_too_many = inbox.n.fetch_add(1, Ordering::Relaxed) >= UNDER_WAY_MAX;
        let done = move |fetched| {
            inbox.came().push_back((task, fetched));
            inbox.waker.wake();
            came();
        };
        if is_too_many {
            let why = format!("more than {UNDER_WAY_MAX} loads at once");
            return done(Err(FetchError::Failed(why)));
        }
        platform::fetch(url, done);
    }

    /// Whether any is under way, or has not been taken.
    pub fn are_pending(&self) -> bool {
        self.0.n.load(Ordering::Relaxed) > 0
    }

    /// Takes the first that has come.
    pub fn pop(&self) -> Option<(TaskId, Fetched)> {
        if !self.are_pending() {
            return None;
        }
        let first = self.0.came().pop_front();
        if first.is_some() {
            self.0.n.fetch_sub(1, Ordering::Relaxed);
        }
        first
    }

    /// Waits until one has come.
    pub async fn arrival(&self) {
        poll_fn(|context| {
            self.0.waker.register(context.waker());
            if self.0.came().is_empty() { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    }
}

impl Inbox {
    fn came(&self) -> MutexGuard<'_, VecDeque<(TaskId, Fetched)>> {
        self.came.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
