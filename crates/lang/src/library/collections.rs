//! The names of the module `collections` that are not in its Python file.

use super::{Entry, TypeKind, class, row};

pub(super) const ROWS: &[Entry] = &[row(
    "collections",
    "deque",
    class(TypeKind::Deque),
    "deque(iterable=(), maxlen=None)\nA list that is quick at both ends; of more than maxlen items it keeps the last.",
)];
