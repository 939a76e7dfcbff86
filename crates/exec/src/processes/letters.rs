//! What members and the hub say to each other.

use trace::{TaskId, TaskKind};
use vm::image::Blob;
use vm::{
    Failure, Limit, Request, Start, Stream, Stuck, SyncId, SyncKind, saved_fields, saved_variants,
};

use super::Stamp;
use crate::journal::Entry;

/// What a member says at once.
#[derive(Debug)]
pub(crate) struct Letter {
    /// When.
    pub stamp: Stamp,
    /// In this order.
    pub said: Vec<Said>,
}

saved_fields!(Letter { stamp, said });

/// What a member says. Tasks are its own.
#[derive(Debug)]
pub(crate) enum Said {
    /// There is one more task.
    Task {
        /// Its name.
        name: String,
        /// How it was written.
        kind: TaskKind,
        /// Who started it.
        parent: TaskId,
    },
    /// A task asks for something that all share, and waits for the answer; with it a copy of all memory
    /// where a process is to be forked.
    Asks {
        /// Which.
        task: TaskId,
        /// For what, as `Machine::ask` has put it.
        request: Request,
        /// The memory.
        image: Option<Blob>,
    },
    /// A task is no more that may have waited in the table.
    Gone(TaskId),
    /// The time of a wait in the table is over.
    TimerEnded(TaskId),
    /// It has printed.
    Output {
        /// What.
        text: String,
        /// Where to.
        stream: Stream,
    },
    /// What has happened since it last said so.
    Log(Piece),
    /// It can do nothing until it hears something; it has heard so many orders.
    Idle(u64),
    /// What its tasks wait for, in answer to [`Order::Report`].
    Waiting {
        /// All of them.
        waiting: Vec<Waiting>,
        /// What it calls objects of the shared table.
        names: Vec<(SyncId, String)>,
    },
    /// It is over.
    Over {
        /// Its exit code.
        exit_code: i32,
        /// Whether it waits for none of its children.
        at_once: bool,
        /// The exception that ended its first task.
        main: Option<Failure>,
        /// Those that ended others.
        others: Vec<(TaskId, Failure)>,
        /// What it calls objects of the shared table.
        names: Vec<(SyncId, String)>,
    },
    /// It has met a limit that ends the whole run; that on memory ends a process alone, unless it is the
    /// first.
    Limit(Limit),
}

saved_variants!(Said {
    0 => Task { name, kind, parent },
    1 => Asks { task, request, image },
    2 => Gone(task),
    3 => TimerEnded(task),
    4 => Output { text, stream },
    5 => Log(piece),
    6 => Idle(n_heard),
    7 => Waiting { waiting, names },
    8 => Over { exit_code, at_once, main, others, names },
    _ => Limit(limit),
});

/// A piece of a member's log.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    /// Their texts are positions in this piece.
    pub entries: Vec<Entry>,
    /// Those.
    pub texts: Vec<String>,
    /// All objects of its own, the last time with the names by which the workload knows them.
    pub objects: Vec<(String, SyncKind)>,
    /// Instructions so far.
    pub steps: u64,
}

saved_fields!(Piece { entries, texts, objects, steps });
saved_fields!(Entry { number, event });

/// A task that waits when nobody can go on.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// Which.
    pub task: TaskId,
    /// Where.
    pub line: u32,
    /// For what, if that is the member's own.
    pub own: Option<Stuck>,
}

saved_fields!(Waiting { task, line, own });

/// What the hub says to a member.
#[derive(Debug)]
pub(crate) enum Order {
    /// Begin. The first of all.
    Begin {
        /// What the program and the settings are made of.
        source: Blob,
        /// The row of the timeline on which it runs.
        lane: u32,
        /// When the run began, in nanoseconds since 1970.
        began: u64,
        /// The number by which the workload knows it.
        number: i64,
        /// Its name and how it gets its memory; nothing for the first process.
        origin: Option<(String, (Start, Blob))>,
    },
    /// The answer to what a task has asked, for `Machine::answered`.
    Answer(Blob),
    /// A task goes on that has waited in the table.
    Wake {
        /// Which.
        task: TaskId,
        /// Whose doing that is, in the shared table.
        by: TaskId,
        /// For `Machine::woken`.
        how: Blob,
    },
    /// Say what your tasks wait for: nobody can go on.
    Report,
}

saved_variants!(Order {
    0 => Begin { source, lane, began, number, origin },
    1 => Answer(verdict),
    2 => Wake { task, by, how },
    _ => Report,
});
