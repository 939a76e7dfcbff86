//! Double-ended queues: `collections.deque`.

use std::collections::VecDeque;

use crate::heap::Object;
use crate::value::Value;

/// A double-ended queue.
#[derive(Clone, Debug, Default)]
pub struct Deque {
    /// What it holds. Invariant: no more than `length_max`.
    items: VecDeque<Value>,
    length_max: Option<usize>,
    /// How often items were put in or taken out, so that iterators notice.
    n_changes: u64,
}

saved_fields!(Deque { items, length_max, n_changes });

impl Deque {
    /// An empty one that keeps at most so many items.
    #[must_use]
    pub fn new(length_max: Option<usize>) -> Deque {
        Deque { items: VecDeque::new(), length_max, n_changes: 0 }
    }

    /// What it holds.
    #[must_use]
    pub fn items(&self) -> &VecDeque<Value> {
        &self.items
    }

    /// How many items it keeps at most.
    #[must_use]
    pub fn length_max(&self) -> Option<usize> {
        self.length_max
    }

    /// A number that is another one after each change of what it holds.
    #[must_use]
    pub fn n_changes(&self) -> u64 {
        self.n_changes
    }

    /// Whether one more item pushes another one out.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.length_max.is_some_and(|most| self.items.len() >= most)
    }

    /// The items, to change: where that made them too many, the first ones go.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut VecDeque<Value>) -> T) -> T {
        self.n_changes += 1;
        let changed = change(&mut self.items);
        if let Some(most) = self.length_max {
            let n_surplus = self.items.len().saturating_sub(most);
            self.items.drain(..n_surplus);
        }
        changed
    }

    /// Puts an item at the end.
    pub fn push_back(&mut self, item: Value) {
        self.change(|items| items.push_back(item));
    }

    /// Puts an item at the beginning.
    pub fn push_front(&mut self, item: Value) {
        if self.is_full() {
            self.items.pop_back();
        }
        self.change(|items| items.push_front(item));
    }

    /// Gives an item's place to another one, if there is such a place.
    pub fn replace(&mut self, position: usize, item: Value) {
        if let Some(place) = self.items.get_mut(position) {
            *place = item;
        }
    }

    /// Makes it an empty one that keeps at most so many items.
    pub fn reset(&mut self, length_max: Option<usize>) {
        self.n_changes += 1;
        self.length_max = length_max;
        self.items.clear();
    }
}

impl Object for Deque {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.items.iter().copied().filter(|item| item.is_object()).for_each(visit);
    }

    fn bytes(&self) -> usize {
        self.items.capacity() * size_of::<Value>()
    }
}
