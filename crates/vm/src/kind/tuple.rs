//! Tuples.

use crate::heap::Object;
use crate::value::Value;

/// A tuple.
#[derive(Clone, Debug, Default)]
pub struct Tuple {
    items: Box<[Value]>,
}

impl Tuple {
    /// A tuple of these items.
    #[must_use]
    pub fn new(items: impl Into<Box<[Value]>>) -> Tuple {
        Tuple { items: items.into() }
    }

    /// What it holds.
    #[must_use]
    #[inline]
    pub fn items(&self) -> &[Value] {
        &self.items
    }
}

impl Object for Tuple {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        // Most long sequences are of numbers, and a call for each would be slow.
        self.items.iter().copied().filter(|item| item.is_object()).for_each(visit);
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.items)
    }
}
