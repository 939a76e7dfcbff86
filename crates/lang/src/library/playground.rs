//! The names of the module `playground`.

use super::{Entry, ExceptionKind, Native, exception, native, prelude, row};

pub(super) const ROWS: &[Entry] = &[
    row(
        "playground",
        "spawn",
        native(Native::Spawn),
        "spawn(function, *args, **kwargs)\nStarts a fragment: a task whose kind the mode decides; task.result() waits for its result.",
    ),
    row(
        "playground",
        "gather",
        prelude("gather"),
        "gather(*tasks) or gather(iterable)\nWaits for all tasks and returns their results in order.",
    ),
    row(
        "playground",
        "pmap",
        prelude("pmap"),
        "pmap(function, items)\nSpawns the function for each item and gathers the results in order.",
    ),
    row(
        "playground",
        "cpu",
        native(Native::Cpu),
        "cpu(seconds)\nComputes for that long: keeps the core, the GIL and the event loop busy.",
    ),
    row(
        "playground",
        "io",
        native(Native::Io),
        "io(seconds, label='')\nWaits for something outside for that long: keeps no core busy.",
    ),
    row(
        "playground",
        "fetch",
        prelude("fetch"),
        "fetch(url, *, simulated=None, seconds=0.1)\nLoads a text from the page's own site (natively from this machine): only where time is real. On the simulated clock it waits for that many seconds and gives the simulated text.",
    ),
    row(
        "playground",
        "checkpoint",
        native(Native::Checkpoint),
        "checkpoint(label='')\nGives other tasks a turn; marked on the timeline.",
    ),
    row(
        "playground",
        "chunks",
        native(Native::Chunks),
        "chunks(sequence, n)\nn consecutive parts whose lengths differ by at most one.",
    ),
    row(
        "playground",
        "PlaygroundUnsupported",
        exception(ExceptionKind::PlaygroundUnsupported),
        "PlaygroundUnsupported(*args)\nThe playground does not support something that was met at run time.",
    ),
];
