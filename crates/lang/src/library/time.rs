//! The names of the module `time`.

use super::{Entry, Native, native, row};

pub(super) const ROWS: &[Entry] = &[
    row(
        "time",
        "sleep",
        native(Native::TimeSleep),
        "sleep(seconds)\nBlocks the task for that long; an event loop is held up.",
    ),
    row(
        "time",
        "perf_counter",
        native(Native::TimePerfCounter),
        "perf_counter()\nSeconds on the run's clock, for measuring.",
    ),
    row(
        "time",
        "monotonic",
        native(Native::TimeMonotonic),
        "monotonic()\nSeconds on the run's clock, which never goes back.",
    ),
    row("time", "time", native(Native::TimeTime), "time()\nSeconds since 1970 on the run's clock."),
];
