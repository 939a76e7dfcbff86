//! Where messages wait for the thread that they are for.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;

use futures_util::future::{Either, select};
use futures_util::task::AtomicWaker;
use web_time::Duration;

use crate::platform;

/// Messages that have come.
#[derive(Debug)]
pub(crate) struct Inbox<T> {
    queue: Mutex<VecDeque<T>>,
    waker: AtomicWaker,
}

impl<T> Default for Inbox<T> {
    fn default() -> Inbox<T> {
        Inbox { queue: Mutex::default(), waker: AtomicWaker::new() }
    }
}

impl<T> Inbox<T> {
    /// Puts one in, from any thread.
    pub fn push(&self, message: T) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).push_back(message);
        self.waker.wake();
    }

    /// Takes the first one.
    pub fn take(&self) -> Option<T> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// Waits for one.
    pub async fn next(&self) -> T {
        poll_fn(|context| {
            self.waker.register(context.waker());
            self.take().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// Waits for one, at most that long.
    pub async fn next_within(&self, max: Duration) -> Option<T> {
        if let Some(message) = self.take() {
            return Some(message);
        }
        let next = std::pin::pin!(self.next());
        let late = std::pin::pin!(platform::sleep(max));
        match select(next, late).await {
            Either::Left((message, _)) => Some(message),
            Either::Right(_) => None,
        }
    }
}
