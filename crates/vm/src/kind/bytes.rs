//! Byte strings.

use crate::heap::Object;
use crate::value::Value;

/// A byte string.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bytes(pub Box<[u8]>);

impl Object for Bytes {
    fn children(&self, _visit: &mut dyn FnMut(Value)) {}

    fn bytes(&self) -> usize {
        self.0.len()
    }
}
