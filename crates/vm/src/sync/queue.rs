//! `queue.Queue` and its like: where tasks hand items over.
//!
//! The items are the library's, since a subclass's `_put` or an item's `__lt__` is Python. So an
//! operation takes two steps: who enters waits until there is something to do and nobody else is
//! inside; who leaves says how many items there are now, and thereby wakes who waited for that.

use trace::TaskId;

use super::{Attempt, Waiters};

/// What a task does inside of a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// It takes an item, once there is one.
    Get,
    /// It puts one in, once there is room.
    Put,
    /// It says that it is done with an item.
    Done,
    /// It waits until all items are done; then it has nothing to do inside.
    Join,
    /// Anything else: `with queue.mutex`.
    Look,
}

/// A queue without its items.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    inside: Option<TaskId>,
    n_items: u64,
    n_items_max: Option<u64>,
    n_unfinished: u64,
    /// Those who wait until nobody is inside.
    entering: Waiters,
    getters: Waiters,
    putters: Waiters,
    joiners: Waiters,
}

saved_fields!(Queue {
    inside,
    n_items,
    n_items_max,
    n_unfinished,
    entering,
    getters,
    putters,
    joiners,
});

impl Queue {
    /// An empty queue that has room for so many items.
    #[must_use]
    pub fn new(n_items_max: Option<u64>) -> Queue {
        Queue { n_items_max, ..Queue::default() }
    }

    /// Lets the task in, if nobody is inside and there is something to do.
    pub fn enter(&mut self, task: TaskId, turn: Turn) -> Attempt {
        if self.inside.is_some() {
            return Attempt::MustWait(self.inside);
        }
        let is_ready = match turn {
            Turn::Get => self.n_items > 0,
            Turn::Put => self.n_items_max.is_none_or(|most| self.n_items < most),
            Turn::Join => self.n_unfinished == 0,
            Turn::Done | Turn::Look => true,
        };
        if !is_ready {
            return Attempt::MustWait(None);
        }
        if turn != Turn::Join {
            self.inside = Some(task);
        }
        Attempt::Done
    }

    /// Those who wait for what this one waits for.
    pub fn waiters(&mut self, turn: Turn) -> &mut Waiters {
        match turn {
            _ if self.inside.is_some() => &mut self.entering,
            Turn::Get => &mut self.getters,
            Turn::Put => &mut self.putters,
            Turn::Join => &mut self.joiners,
            Turn::Done | Turn::Look => &mut self.entering,
        }
    }

    /// Lets the one that is inside go, and gives whom to wake: to try again.
    pub fn leave(&mut self, turn: Turn, n_items: u64, n_unfinished: u64) -> Vec<TaskId> {
        self.inside = None;
        (self.n_items, self.n_unfinished) = (n_items, n_unfinished);
        let (waiters, n) = match turn {
            Turn::Put => (&mut self.getters, 1),
            Turn::Get => (&mut self.putters, 1),
            Turn::Done if n_unfinished == 0 => (&mut self.joiners, u64::MAX),
            Turn::Done | Turn::Join | Turn::Look => (&mut self.joiners, 0),
        };
        let mut woken = waiters.take(n);
        woken.extend(self.entering.take(u64::MAX));
        woken
    }

    /// Takes a task out that gave up.
    pub fn forget(&mut self, task: TaskId) {
        for waiters in [&mut self.entering, &mut self.getters, &mut self.putters, &mut self.joiners]
        {
            waiters.forget(task);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attempt, Queue, TaskId, Turn};

    const A: TaskId = TaskId(0);
    const B: TaskId = TaskId(1);
    const C: TaskId = TaskId(2);

    #[test]
    fn a_put_wakes_one_who_waits_for_an_item() {
        let mut queue = Queue::new(Some(1));
        for task in [A, B] {
            assert_eq!(queue.enter(task, Turn::Get), Attempt::MustWait(None));
            queue.waiters(Turn::Get).add(task);
        }
        assert_eq!(queue.enter(C, Turn::Put), Attempt::Done);
        assert_eq!(queue.leave(Turn::Put, 1, 1), [A]);
        assert_eq!(queue.enter(C, Turn::Put), Attempt::MustWait(None), "it is full");
        queue.waiters(Turn::Put).add(C);
        assert_eq!(queue.enter(A, Turn::Get), Attempt::Done);
        assert_eq!(queue.leave(Turn::Get, 0, 1), [C]);
    }

    #[test]
    fn nobody_enters_while_another_is_inside() {
        let mut queue = Queue::new(None);
        assert_eq!(queue.enter(A, Turn::Put), Attempt::Done);
        assert_eq!(queue.enter(B, Turn::Get), Attempt::MustWait(Some(A)));
        queue.waiters(Turn::Get).add(B);
        assert_eq!(queue.leave(Turn::Look, 0, 0), [B]);
        assert_eq!(queue.enter(B, Turn::Get), Attempt::MustWait(None));
    }

    #[test]
    fn who_joins_waits_until_all_is_done() {
        let mut queue = Queue::new(None);
        assert_eq!(queue.enter(A, Turn::Join), Attempt::Done);
        assert_eq!(queue.enter(A, Turn::Put), Attempt::Done, "who joined is not inside");
        assert_eq!(queue.leave(Turn::Put, 1, 1), []);
        assert_eq!(queue.enter(A, Turn::Join), Attempt::MustWait(None));
        queue.waiters(Turn::Join).add(A);
        assert_eq!(queue.enter(B, Turn::Done), Attempt::Done);
        assert_eq!(queue.leave(Turn::Done, 0, 0), [A]);
    }
}
