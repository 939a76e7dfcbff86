//! Integers beyond 64 bits.

use crate::heap::Object;
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
