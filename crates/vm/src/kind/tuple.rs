//! Tuples.

use crate::heap::Object;
use crate::image::{Reader, Saved, save_all};
use crate::value::Value;

/// A tuple.
#[derive(Clone, Debug, Default)]
pub struct Tuple {
    items: Items,
}

impl Saved for Tuple {
    fn save(&self, out: &mut Vec<u8>) {
        save_all(self.items(), out);
    }

    fn load(from: &mut Reader) -> Tuple {
        Tuple::copied(&Vec::load(from))
    }
}

/// Most tuples are short, and a program may make very many: these need no memory elsewhere.
#[derive(Clone, Debug)]
enum Items {
    One([Value; 1]),
    Pair([Value; 2]),
    Any(Box<[Value]>),
}

impl Default for Items {
    fn default() -> Items {
        Items::Any(Box::default())
    }
}

impl Tuple {
    /// A tuple of these items.
    #[must_use]
    pub fn new(items: impl Into<Box<[Value]>>) -> Tuple {
        Tuple { items: Items::Any(items.into()) }
    }

    /// A tuple of copies of these items.
    #[must_use]
    #[inline]
    pub fn copied(items: &[Value]) -> Tuple {
        match *items {
            [only] => Tuple { items: Items::One([only]) },
            [first, second] => Tuple { items: Items::Pair([first, second]) },
            _ => Tuple { items: Items::Any(items.into()) },
        }
    }

    /// What it holds.
    #[must_use]
    #[inline]
    pub fn items(&self) -> &[Value] {
        match &self.items {
            Items::One(one) => one,
            Items::Pair(pair) => pair,
            Items::Any(items) => items,
        }
    }
}

impl Object for Tuple {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        // Most long sequences are of numbers, and a call for each would be slow.
        self.items().iter().copied().filter(|item| item.is_object()).for_each(visit);
    }

    fn bytes(&self) -> usize {
        match &self.items {
            Items::One(_) | Items::Pair(_) => 0,
            Items::Any(items) => size_of_val(&**items),
        }
    }
}
