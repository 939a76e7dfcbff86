//! Lists.

use crate::heap::Object;
use crate::value::Value;

/// A list.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What it holds.
    pub items: Vec<Value>,
}

saved_fields!(List { items });

impl List {
    /// A list of these items.
    #[must_use]
    pub fn new(items: Vec<Value>) -> List {
        List { items }
    }

    /// Adds an item at the end; answers how many bytes that took.
    #[inline]
    pub fn push(&mut self, value: Value) -> usize {
        let before = self.items.capacity();
        self.items.push(value);
        (self.items.capacity() - before) * size_of::<Value>()
    }
}

impl Object for List {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        // Most long sequences are of numbers, and a call for each would be slow.
        self.items.iter().copied().filter(|item| item.is_object()).for_each(visit);
    }

    fn bytes(&self) -> usize {
        self.items.capacity() * size_of::<Value>()
    }
}
