//! The waits that time ends, where one thread executes all.

use futures_util::future::{
    AbortHandle, Aborted, Either, FutureExt, LocalBoxFuture, abortable, select,
};
use futures_util::stream::{FuturesUnordered, StreamExt};
use trace::{Span, TaskId, Time};
use web_time::Duration;

use crate::platform;
use crate::timers::Timers;

/// The waits that time ends.
pub(crate) enum Alarms {
    /// Each is a timer of the platform's event loop, and ends in a turn of that loop.
    OfLoop(LoopTimers),
    /// They end when somebody looks at the clock: a scheduler, wherever it may take a turn away.
    OfClock(Timers),
}

/// Timers of the platform's event loop.
#[derive(Default)]
pub(crate) struct LoopTimers {
    /// Those that are set, and those cancelled since the last look.
    pending: FuturesUnordered<LocalBoxFuture<'static, Result<TaskId, Aborted>>>,
    /// For each task whose timer is set when that is due, and what cancels it.
    handles: Vec<Option<(Time, AbortHandle)>>,
    /// Invariant: how many those are.
    n_set: usize,
}

/// A task whose wait has ended.
pub(crate) struct Elapsed {
    pub task: TaskId,
    /// When the platform's event loop should have ended it, where that did.
    pub turn_due: Option<Time>,
}

impl Alarms {
    /// Wakes a task when that long has passed.
    pub fn set(&mut self, now: Time, task: TaskId, span: Span) {
        match self {
            Alarms::OfLoop(timers) => timers.set(now + span, task, span),
            Alarms::OfClock(timers) => timers.set(now + span, task),
        }
    }

    /// The task was woken otherwise, or is no more.
    pub fn cancel(&mut self, task: TaskId) {
        match self {
            Alarms::OfLoop(timers) => timers.cancel(task),
            Alarms::OfClock(timers) => timers.cancel(task),
        }
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        match self {
            Alarms::OfLoop(timers) => timers.n_set == 0,
            Alarms::OfClock(timers) => timers.next().is_none(),
        }
    }

    /// Whether waits end only in turns of the platform's event loop.
    pub fn need_turns(&self) -> bool {
        matches!(self, Alarms::OfLoop(timers) if timers.n_set > 0)
    }

    /// Takes a task whose wait has ended.
    pub fn pop(&mut self, now: Time) -> Option<Elapsed> {
        match self {
            Alarms::OfLoop(timers) => timers.pop(),
            Alarms::OfClock(timers) => timers.pop(now).map(|task| Elapsed { task, turn_due: None }),
        }
    }

    /// Waits until one may have ended, at most that long; gives the task if it knows.
    pub async fn wait(&mut self, now: Time, max: Duration) -> Option<Elapsed> {
        match self {
            Alarms::OfLoop(timers) => timers.wait(max).await,
            Alarms::OfClock(_) => {
                platform::sleep(self.rest(now, max)).await;
                None
            }
        }
    }

    /// How long it is, at most `max`, until a wait is over of those that end by the clock.
    pub fn rest(&self, now: Time, max: Duration) -> Duration {
        let next = match self {
            Alarms::OfLoop(_) => None,
            Alarms::OfClock(timers) => timers.next(),
        };
        next.map_or(max, |at| Duration::from_nanos(at.since(now).0).min(max))
    }
}

impl LoopTimers {
    fn set(&mut self, due: Time, task: TaskId, span: Span) {
        self.cancel(task);
        let (wait, handle) = abortable(platform::sleep(Duration::from_nanos(span.0)));
        if self.handles.len() <= task.index() {
            self.handles.resize(task.index() + 1, None);
        }
        self.handles[task.index()] = Some((due, handle));
        self.n_set += 1;
        self.pending.push(wait.map(move |ended| ended.map(|()| task)).boxed_local());
    }

    fn cancel(&mut self, task: TaskId) {
        if let Some((_, handle)) = self.unset(task) {
            handle.abort();
        }
    }

    fn unset(&mut self, task: TaskId) -> Option<(Time, AbortHandle)> {
        let handle = self.handles.get_mut(task.index())?.take()?;
        self.n_set -= 1;
        Some(handle)
    }

    fn pop(&mut self) -> Option<Elapsed> {
        loop {
            if let Ok(task) = self.pending.next().now_or_never()?? {
                return Some(self.elapsed(task));
            }
        }
    }

    fn elapsed(&mut self, task: TaskId) -> Elapsed {
        Elapsed { task, turn_due: self.unset(task).map(|(due, _)| due) }
    }

    async fn wait(&mut self, max: Duration) -> Option<Elapsed> {
        let tick = std::pin::pin!(platform::sleep(max));
        match select(self.pending.next(), tick).await {
            Either::Left((Some(Ok(task)), _)) => Some(self.elapsed(task)),
            _ => None,
        }
    }
}
