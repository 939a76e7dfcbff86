//! The names of the module `threading`.

use super::{Entry, Native, native, row};

pub(super) const ROWS: &[Entry] = &[
    row(
        "threading",
        "Thread",
        native(Native::Thread),
        "Thread(group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None)\nA task that runs target(*args, **kwargs) after start(); join() waits for its end.",
    ),
    row(
        "threading",
        "Lock",
        native(Native::Lock),
        "Lock()\nA lock that one task at a time can hold; use it with `with`.",
    ),
    row(
        "threading",
        "current_thread",
        native(Native::CurrentThread),
        "current_thread()\nThe thread that runs this.",
    ),
    row(
        "threading",
        "get_ident",
        native(Native::GetIdent),
        "get_ident()\nA number that identifies the running thread.",
    ),
    row(
        "threading",
        "active_count",
        native(Native::ActiveCount),
        "active_count()\nHow many threads were started and have not ended.",
    ),
];
