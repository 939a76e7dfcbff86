//! What workloads have asked the outside for, and what has come.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::task::Poll;

use futures_util::future::poll_fn;
use futures_util::task::AtomicWaker;
use trace::TaskId;
use vm::{FetchError, FetchId};

use crate::platform;
use crate::primitives::{AtomicUsize, Mutex, MutexGuard, Ordering};

/// How many may be under way at once; others wait for their turn.
const UNDER_WAY_MAX: usize = 100;

/// What a task wants.
#[derive(Debug)]
pub(crate) struct Asked {
    pub id: FetchId,
    pub url: String,
}

/// What came for a task, or why it did not.
pub(crate) struct Fetched {
    pub task: TaskId,
    pub id: FetchId,
    pub result: Result<String, FetchError>,
}

/// What workloads have asked the outside for.
#[derive(Clone, Default)]
pub(crate) struct Fetches(Arc<Inbox>);

#[derive(Default)]
struct Inbox {
    came: Mutex<VecDeque<Fetched>>,
    line: Mutex<Line>,
    /// Those that have not been taken.
    n: AtomicUsize,
    waker: AtomicWaker,
}

/// What is asked for now and next.
#[derive(Default)]
struct Line {
    n_under_way: usize,
    next: VecDeque<Load>,
}

/// What to ask for.
struct Load {
    task: TaskId,
    asked: Asked,
    came: Box<dyn FnOnce() + Send>,
}

impl Fetches {
    /// Asks for what is at an address; `came` is called once that may be taken, later and on any
    /// thread.
    pub fn start(&self, task: TaskId, asked: Asked, came: impl FnOnce() + Send + 'static) {
        self.0.n.fetch_add(1, Ordering::Relaxed);
        let load = Load { task, asked, came: Box::new(came) };
        let mut line = self.0.line();
        if line.n_under_way >= UNDER_WAY_MAX {
            line.next.push_back(load);
            return;
        }
        line.n_under_way += 1;
        drop(line);
        self.0.begin(load);
    }

    /// Whether any is under way, or has not been taken.
    pub fn are_pending(&self) -> bool {
        self.0.n.load(Ordering::Relaxed) > 0
    }

    /// Takes the first that has come.
    pub fn pop(&self) -> Option<Fetched> {
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
    fn begin(self: &Arc<Inbox>, Load { task, asked: Asked { id, url }, came }: Load) {
        let inbox = Arc::clone(self);
        platform::fetch(url, move |result| {
            inbox.begin_next();
            inbox.came().push_back(Fetched { task, id, result });
            inbox.waker.wake();
            came();
        });
    }

    /// One is no longer under way: the next takes its place.
    fn begin_next(self: &Arc<Inbox>) {
        let mut line = self.line();
        let next = line.next.pop_front();
        if next.is_none() {
            line.n_under_way -= 1;
        }
        drop(line);
        if let Some(load) = next {
            self.begin(load);
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn came(&self) -> MutexGuard<'_, VecDeque<Fetched>> {
        self.came.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
