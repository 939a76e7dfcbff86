//! Slices: what stands in `items[start:stop:step]`.

use crate::heap::Object;
use crate::value::Value;

/// A slice.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// Where it begins; `None` where not given.
    pub start: Value,
    /// Where it ends; `None` where not given.
    pub stop: Value,
    /// From one position to the next; `None` where not given.
    pub step: Value,
}

saved_fields!(Slice { start, stop, step });

impl Object for Slice {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        [self.start, self.stop, self.step].into_iter().for_each(visit);
    }

    fn bytes(&self) -> usize {
        0
    }
}
