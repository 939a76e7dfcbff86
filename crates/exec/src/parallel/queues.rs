//! The ready tasks: a queue for each worker, from which others steal when their own is empty.
//!
//! What a worker makes ready is its own to run: what the two tasks share is in its core's cache. A worker
//! with nothing to do takes half of the longest queue, the tasks that have waited longest, as in R.
//! Blumofe and C. Leiserson, "Scheduling multithreaded computations by work stealing" (1999), and so
//! a task moves only where a worker would otherwise be idle. Unlike there, all queues are behind the lock of
//! the table: whoever makes a task ready has that anyway.

use std::collections::VecDeque;

use trace::CoreId;

use crate::jobs::Ready;

/// The ready tasks, in the order in which they became ready on each worker.
#[derive(Debug)]
pub(crate) struct Queues(Vec<VecDeque<Queued>>);

#[derive(Debug)]
struct Queued {
    ready: Ready,
    is_stolen: bool,
}

/// A task that a worker takes up.
pub(crate) struct Taken {
    pub ready: Ready,
    /// Whether another worker had made it ready.
    pub is_stolen: bool,
}

impl Queues {
    /// An empty one for each worker.
    pub fn new(n_workers: u32) -> Queues {
        Queues((0..n_workers).map(|_| VecDeque::new()).collect())
    }

    /// Puts a task behind the others of a worker.
    pub fn push(&mut self, worker: CoreId, ready: Ready) {
        self.of_mut(worker).push_back(Queued { ready, is_stolen: false });
    }

    /// Puts a task before the others of a worker.
    pub fn push_first(&mut self, worker: CoreId, ready: Ready) {
        self.of_mut(worker).push_front(Queued { ready, is_stolen: false });
    }

    /// Takes the next task for a worker.
    pub fn take(&mut self, worker: CoreId) -> Option<Taken> {
        if self.of_mut(worker).is_empty() {
            self.steal(worker);
        }
        let Queued { ready, is_stolen } = self.of_mut(worker).pop_front()?;
        Some(Taken { ready, is_stolen })
    }

    /// Moves half of the longest queue to a worker's.
    fn steal(&mut self, worker: CoreId) {
        let Some(victim) = self.0.iter_mut().max_by_key(|queue| queue.len()) else { return };
        let n_stolen = victim.len().div_ceil(2);
        let stolen = victim.drain(..n_stolen).map(|queued| Queued { is_stolen: true, ..queued });
        let stolen: Vec<Queued> = stolen.collect();
        self.of_mut(worker).extend(stolen);
    }

    /// Takes the first task that `is_wanted` from whichever queue.
    pub fn take_where(&mut self, is_wanted: impl Fn(&Ready) -> bool) -> Option<Ready> {
        self.0.iter_mut().find_map(|queue| {
            let place = queue.iter().position(|queued| is_wanted(&queued.ready))?;
            queue.remove(place).map(|queued| queued.ready)
        })
    }

    /// Whether a worker's own queue has a task.
    pub fn has_own(&self, worker: CoreId) -> bool {
        !self.0[worker.index()].is_empty()
    }

    /// How many tasks are ready.
    pub fn len(&self) -> usize {
        self.0.iter().map(VecDeque::len).sum()
    }

    /// Whether no task is ready.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(VecDeque::is_empty)
    }

    /// All ready tasks.
    pub fn iter(&self) -> impl Iterator<Item = &Ready> {
        self.0.iter().flatten().map(|queued| &queued.ready)
    }

    /// Drops those that `is_kept` does not want.
    pub fn retain(&mut self, is_kept: impl Fn(&Ready) -> bool) {
        for queue in &mut self.0 {
            queue.retain(|queued| is_kept(&queued.ready));
        }
    }

    fn of_mut(&mut self, worker: CoreId) -> &mut VecDeque<Queued> {
        &mut self.0[worker.index()]
    }
}

#[cfg(test)]
mod tests {
    use trace::TaskId;
    use vm::Resumption;

    use super::*;
    use crate::jobs::Go;

    const ONE: CoreId = CoreId(0);
    const OTHER: CoreId = CoreId(1);

    fn with_tasks(n: u32) -> Queues {
        let mut queues = Queues::new(2);
        for task in 0..n {
            queues.push(ONE, ready(task));
        }
        queues
    }

    fn ready(task: u32) -> Ready {
        Ready { task: TaskId(task), go: Go::On(Resumption::Continue) }
    }

    /// The next task of a worker, and whether it is stolen.
    fn take(queues: &mut Queues, worker: CoreId) -> Option<(u32, bool)> {
        queues.take(worker).map(|taken| (taken.ready.task.0, taken.is_stolen))
    }

    #[test]
    fn a_worker_takes_its_own_tasks_in_the_order_in_which_they_became_ready() {
        let mut queues = with_tasks(2);
        queues.push(OTHER, ready(2));
        queues.push_first(ONE, ready(3));
        let order: Vec<_> = (0..3).map(|_| take(&mut queues, ONE)).collect();
        assert_eq!(order, [Some((3, false)), Some((0, false)), Some((1, false))]);
        assert!(!queues.has_own(ONE) && queues.has_own(OTHER));
    }

    #[test]
    fn who_has_none_steals_the_older_half_of_the_longest_queue() {
        let mut queues = with_tasks(5);
        let stolen: Vec<_> = (0..3).map(|_| take(&mut queues, OTHER)).collect();
        assert_eq!(stolen, [Some((0, true)), Some((1, true)), Some((2, true))]);
        assert_eq!(queues.len(), 2);
        assert_eq!(take(&mut queues, ONE), Some((3, false)));
        assert_eq!(take(&mut queues, OTHER), Some((4, true)));
        assert!(queues.is_empty() && queues.take(ONE).is_none());
    }
}
