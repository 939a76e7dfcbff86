//! Variables that closures share.

use crate::value::Value;

/// A variable that outlives its frame. Heaps keep cells apart from other objects, because in a heap
/// that threads share their loads and stores must be quick.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cell(pub Value);

saved_fields!(Cell { 0 });
