//! `threading.Semaphore` and `BoundedSemaphore`: a count that is taken from and added to.
//!
//! As with a lock, those who are woken try again, and a running task may overtake them.

use trace::TaskId;

use super::{Attempt, Misuse, Waiters};

/// A counting semaphore.
#[derive(Clone, Debug)]
pub struct Semaphore {
    value: u64,
    /// What the value must not pass, if it is bounded.
    bound: Option<u64>,
    /// Those who wait for it.
    pub waiters: Waiters,
}

saved_fields!(Semaphore { value, bound, waiters });

impl Semaphore {
    /// A semaphore with that value, which a bounded one never passes.
    #[must_use]
    pub fn new(value: u64, is_bounded: bool) -> Semaphore {
        Semaphore { value, bound: is_bounded.then_some(value), waiters: Waiters::default() }
    }

    /// Takes one if there is any.
    pub fn try_acquire(&mut self) -> Attempt {
        match self.value.checked_sub(1) {
            Some(rest) => {
                self.value = rest;
                Attempt::Done
            }
            None => Attempt::MustWait(None),
        }
    }

    /// Adds so many, and gives the waiters to wake.
    ///
    /// # Errors
    /// [`Misuse::ReleasedTooOften`] if a bounded semaphore would pass its bound.
    pub fn release(&mut self, n: u64) -> Result<Vec<TaskId>, Misuse> {
        let value = self.value.saturating_add(n);
        if self.bound.is_some_and(|bound| value > bound) {
            return Err(Misuse::ReleasedTooOften);
        }
        self.value = value;
        Ok(self.waiters.take(n))
    }

    /// How many can be taken.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.value
    }

    /// Whether it has a bound.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.bound.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Misuse, Semaphore, TaskId};

    #[test]
    fn as_many_can_be_taken_as_were_added() {
        let mut semaphore = Semaphore::new(1, false);
        assert_eq!(semaphore.try_acquire(), Attempt::Done);
        assert_eq!(semaphore.try_acquire(), Attempt::MustWait(None));
        (0..3).for_each(|task| semaphore.waiters.add(TaskId(task)));
        assert_eq!(semaphore.release(2), Ok(vec![TaskId(0), TaskId(1)]));
        assert_eq!(semaphore.value(), 2);
        assert_eq!(semaphore.try_acquire(), Attempt::Done);
        assert_eq!(semaphore.release(5), Ok(vec![TaskId(2)]));
        assert_eq!(semaphore.value(), 6);
    }

    #[test]
    fn a_bounded_one_remembers_where_it_began() {
        let mut semaphore = Semaphore::new(2, true);
        assert_eq!(semaphore.release(1), Err(Misuse::ReleasedTooOften));
        assert_eq!(semaphore.try_acquire(), Attempt::Done);
        assert_eq!(semaphore.release(2), Err(Misuse::ReleasedTooOften));
        assert_eq!(semaphore.release(1), Ok(Vec::new()));
        assert_eq!(semaphore.value(), 2);
    }
}
