//! Byte strings.

use crate::heap::Object;
use crate::image::{Blob, Reader, Saved, save_bytes};
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

impl Saved for Bytes {
    fn save(&self, out: &mut Vec<u8>) {
        save_bytes(&self.0, out);
    }

    fn load(from: &mut Reader) -> Bytes {
        Bytes(Blob::load(from).0.into())
    }
}
