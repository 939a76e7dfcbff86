//! `threading.Event`: a flag to wait for.

use trace::TaskId;

use super::{Attempt, Waiters};

/// An event flag.
#[derive(Clone, Debug, Default)]
pub struct Event {
    is_set: bool,
    /// Whether it says that a future is done.
    is_future: bool,
    /// Those who wait for it to be set.
    pub waiters: Waiters,
}

saved_fields!(Event { is_set, is_future, waiters });

impl Event {
    /// One that says that a future is done.
    #[must_use]
    pub fn of_future() -> Event {
        Event { is_future: true, ..Event::default() }
    }

    /// Whether it says that a future is done.
    #[must_use]
    pub fn is_future(&self) -> bool {
        self.is_future
    }

    /// Whether there is nothing to wait for.
    #[must_use]
    pub fn attempt(&self) -> Attempt {
        if self.is_set { Attempt::Done } else { Attempt::MustWait(None) }
    }

    /// Sets the flag, and gives the waiters to wake: all of them go on, even if it is cleared again
    /// before they run.
    pub fn set(&mut self) -> Vec<TaskId> {
        self.is_set = true;
        self.waiters.take(u64::MAX)
    }

    /// Clears the flag.
    pub fn clear(&mut self) {
        self.is_set = false;
    }

    /// Whether it is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.is_set
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Event, TaskId};

    #[test]
    fn setting_lets_all_go_on_who_wait() {
        let mut event = Event::default();
        assert_eq!(event.attempt(), Attempt::MustWait(None));
        event.waiters.add(TaskId(1));
        event.waiters.add(TaskId(2));
        assert_eq!(event.set(), [TaskId(1), TaskId(2)]);
        assert!(event.is_set());
        assert_eq!(event.attempt(), Attempt::Done);
        assert_eq!(event.set(), [], "it is set already");
        event.clear();
        assert_eq!(event.attempt(), Attempt::MustWait(None));
    }
}
