//! The names of the module `itertools` that are not in its Python file.

use super::{Entry, Native, native, row};

pub(super) const ROWS: &[Entry] = &[
    row(
        "itertools",
        "count",
        native(Native::ItertoolsCount),
        "count(start=0, step=1)\nThe numbers from start on, without end.",
    ),
    row(
        "itertools",
        "repeat",
        native(Native::ItertoolsRepeat),
        "repeat(object, times=…)\nThe object again and again, or that often.",
    ),
];
