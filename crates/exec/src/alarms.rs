//! The waits that time ends, where one thread executes all.
//!
//! A wait is over when the clock says so, whoever looks first: so what was due while the thread was held
//! comes before what is asked for later. What waits for one is woken by the platform.

use futures_util::future::{
    AbortHandle, Aborted, Either, FutureExt, LocalBoxFuture, abortable, select,
};
use futures_util::stream::{FuturesUnordered, StreamExt};
use trace::{Span, TaskId, Time};
use web_time::Duration;

use crate::platform;
use crate::timers::Timers;

/// The waits that time ends.
#[derive(Default)]
pub(crate) struct Alarms {
    /// When they end.
    timers: Timers,
    /// How the platform's event loop is to end them; nothing where one looks at the clock before each
    /// turn, and sets one timer for the next.
    of_loop: Option<LoopTimers>,
}

/// Timers of the platform's event loop, one for each wait.
#[derive(Default)]
pub(crate) struct LoopTimers {
    /// Those that are set, and those cancelled since the last look.
    pending: FuturesUnordered<LocalBoxFuture<'static, Result<TaskId, Aborted>>>,
    /// For each task whose timer is set, what cancels it.
    handles: Vec<Option<AbortHandle>>,
}

impl Alarms {
    /// With a timer of the platform's event loop for each wait.
    pub fn of_loop() -> Alarms {
        Alarms { of_loop: Some(LoopTimers::default()), ..Alarms::default() }
    }

    /// Wakes a task when that long has passed.
    pub fn set(&mut self, now: Time, task: TaskId, span: Span) {
        self.cancel(task);
        while let Some(LoopTimers { pending, .. }) = &mut self.of_loop
            && let Some(Some(ended)) = pending.next().now_or_never()
        {
            self.ended(ended, now);
        }
        self.timers.set(now + span, task);
        if let Some(of_loop) = &mut self.of_loop {
            of_loop.set(task, span);
        }
    }

    /// The task was woken otherwise, or is no more; gives when its wait should have ended.
    pub fn cancel(&mut self, task: TaskId) -> Option<Time> {
        if let Some(of_loop) = &mut self.of_loop {
            of_loop.cancel(task);
        }
        self.timers.cancel(task)
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        self.timers.next().is_none()
    }

    /// Takes a task whose wait has ended, and when that should have been: the earliest first.
    pub fn pop(&mut self, now: Time) -> Option<(TaskId, Time)> {
        let (task, due) = self.timers.pop(now)?;
        self.cancel(task);
        Some((task, due))
    }

    /// Waits until one may have ended, at most that long.
    pub async fn wait(&mut self, now: Time, max: Duration) -> Option<Result<TaskId, Aborted>> {
        let tick = std::pin::pin!(platform::sleep(self.rest(now, max)));
        let Some(LoopTimers { pending, .. }) = &mut self.of_loop else {
            tick.await;
            return None;
        };
        match select(pending.next(), tick).await {
            Either::Left((ended, _)) => ended,
            Either::Right(_) => None,
        }
    }

    /// A timer of the platform's event loop has ended: then the wait is over, too, should the clock lag
    /// behind that.
    pub fn ended(&mut self, ended: Result<TaskId, Aborted>, now: Time) {
        if let Ok(task) = ended
            && let Some(due) = self.timers.cancel(task)
        {
            self.timers.set(due.min(now), task);
        }
    }

    /// How long it is, at most `max`, until a wait is over of those that the platform does not end.
    pub fn rest(&self, now: Time, max: Duration) -> Duration {
        let next = if self.of_loop.is_some() { None } else { self.timers.next() };
        next.map_or(max, |at| Duration::from_nanos(at.since(now).0).min(max))
    }
}

impl LoopTimers {
    fn set(&mut self, task: TaskId, span: Span) {
        let (wait, handle) = abortable(platform::sleep(Duration::from_nanos(span.0)));
        if self.handles.len() <= task.index() {
            self.handles.resize(task.index() + 1, None);
        }
        self.handles[task.index()] = Some(handle);
        self.pending.push(wait.map(move |ended| ended.map(|()| task)).boxed_local());
    }

    fn cancel(&mut self, task: TaskId) {
        if let Some(handle) = self.handles.get_mut(task.index()).and_then(Option::take) {
            handle.abort();
        }
    }
}
