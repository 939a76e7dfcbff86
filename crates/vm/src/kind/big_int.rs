//! Integers beyond 64 bits.

use crate::heap::Object;
use crate::image::{Blob, Reader, Saved, save_bytes};
use crate::value::Value;

/// An integer that does not fit `i64`. Invariant: one that fits is a `Value::Int` instead, so that
/// equal integers look alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BigInt(pub num_bigint::BigInt);

impl Object for BigInt {
    fn children(&self, _visit: &mut dyn FnMut(Value)) {}

    fn bytes(&self) -> usize {
        usize::try_from(self.0.bits() / 8).unwrap_or(usize::MAX)
    }
}

impl Saved for BigInt {
    fn save(&self, out: &mut Vec<u8>) {
        save_bytes(&self.0.to_signed_bytes_le(), out);
    }

    fn load(from: &mut Reader) -> BigInt {
        BigInt(num_bigint::BigInt::from_signed_bytes_le(&Blob::load(from).0))
    }
}
