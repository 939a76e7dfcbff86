//! The names of the module `asyncio`.

use super::{Entry, ExceptionKind, Native, exception, native, prelude, row};

pub(super) const ROWS: &[Entry] = &[
    row(
        "asyncio",
        "run",
        prelude("asyncio_run"),
        "run(coroutine)\nRuns the coroutine on a new event loop until it ends and returns its result.",
    ),
    row(
        "asyncio",
        "sleep",
        prelude("asyncio_sleep"),
        "sleep(delay, result=None)\nWaits without holding up the event loop; use it with await.",
    ),
    row(
        "asyncio",
        "gather",
        prelude("asyncio_gather"),
        "gather(*awaitables, return_exceptions=False)\nRuns the awaitables concurrently; awaiting it gives their results in order.",
    ),
    row(
        "asyncio",
        "create_task",
        native(Native::CreateTask),
        "create_task(coroutine, *, name=None)\nStarts a coroutine as a task of the event loop.",
    ),
    row(
        "asyncio",
        "current_task",
        native(Native::AsyncioCurrentTask),
        "current_task()\nThe task of the event loop that runs this.",
    ),
    row(
        "asyncio",
        "CancelledError",
        exception(ExceptionKind::CancelledError),
        "CancelledError(*args)\nThe task was cancelled.",
    ),
    row(
        "asyncio",
        "TimeoutError",
        exception(ExceptionKind::TimeoutError),
        "TimeoutError(*args)\nSomething took longer than allowed.",
    ),
];
