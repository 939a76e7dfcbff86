//! What tasks ask about processes, and of what processes share.

use trace::{Span, TaskId};

use crate::sync::{Cells, End};
use crate::value::{SyncId, Value};

/// How a process gets its memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Start {
    /// A copy of its parent's.
    #[default]
    Fork,
    /// A new one, in which the module's body runs again.
    Spawn,
    /// As with [`Start::Spawn`], made by a server that is quicker at it.
    ForkServer,
}

impl Start {
    const NAMES: [(Start, &str); 3] =
        [(Start::Fork, "fork"), (Start::Spawn, "spawn"), (Start::ForkServer, "forkserver")];

    /// As the workload names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        let named = Start::NAMES.iter().find(|(start, _)| *start == self);
        named.expect("each has a name").1
    }

    pub(crate) fn from_name(name: &str) -> Option<Start> {
        Start::NAMES.iter().find(|(_, known)| *known == name).map(|(start, _)| *start)
    }
}

/// What is asked about processes.
#[derive(Clone, Debug)]
pub enum ProcessRequest {
    /// Start one. Reply: `Value::Task`, its first task.
    Start {
        /// What it calls, where it starts with a copy of memory.
        callee: Value,
        /// With which arguments: a tuple value.
        args: Value,
        /// Its name.
        name: String,
        /// Whether it is ended when its parent ends.
        daemon: bool,
        /// How it gets its memory.
        start: Start,
        /// What it begins with instead, where its memory is new: a marshalled value.
        message: Vec<u8>,
    },
    /// The asker is a new process that begins. Reply: `None`, when it has paid for that.
    Begin,
    /// Whether the asker's process has memory of its own. Reply: a bool.
    HasOwnMemory,
    /// What the asker's process begins with. Reply: bytes.
    Message,
    /// What the library keeps for the asker's process. Reply: it, `None` at first.
    Books,
    /// Keep that for it. Reply: `None`.
    KeepBooks(Value),
    /// The number of a process, the asker's own without one. Reply: an int.
    Number(Option<TaskId>),
    /// How many cores the run has. Reply: an int.
    CoreCount,
    /// How processes are started where the workload does not say. Reply: a text.
    StartMethod,
    /// The exit code of a process. Reply: an int, `None` while it lives.
    ExitCode(TaskId),
    /// End a process. Reply: `None`.
    Kill {
        /// Its first task.
        task: TaskId,
        /// Its exit code.
        exit_code: i32,
    },
    /// Whether a process ended because its machine failed. Reply: a bool.
    IsLost(TaskId),
    /// Whether a task keeps its process alive. Reply: whether any task of the process does; if none
    /// does, the process is over when the task has ended.
    Await {
        /// Which.
        task: TaskId,
        /// Whether it does.
        keeps: bool,
    },
}

/// What is asked of channels.
#[derive(Clone, Debug)]
pub enum ChannelRequest {
    /// Send a message. Reply: `None`; or BrokenPipeError is thrown.
    Send {
        /// Through which.
        channel: SyncId,
        /// What.
        bytes: Vec<u8>,
    },
    /// Wait no more: nobody reads. BrokenPipeError is thrown.
    GiveUp,
    /// Receive a message. Reply: bytes; or EOFError is thrown.
    Receive {
        /// Through which.
        channel: SyncId,
    },
    /// Wait until there is something to take out of a channel, or a process ended. Reply: a tuple of
    /// the positions of those, channels first; an empty one after the time-out.
    Wait {
        /// Any of these.
        channels: Vec<SyncId>,
        /// Or these: their first tasks.
        processes: Vec<TaskId>,
        /// The longest to wait.
        timeout: Option<Span>,
    },
    /// Whether the asker's process has an end open. Reply: a bool.
    IsOpen {
        /// Of which.
        channel: SyncId,
        /// Which.
        end: End,
    },
    /// Open an end once more for the asker's process. Reply: `None`.
    Open {
        /// Of which.
        channel: SyncId,
        /// Which.
        end: End,
    },
    /// Close an end once for a process. Reply: `None`.
    Close {
        /// Of which.
        channel: SyncId,
        /// Which.
        end: End,
        /// For the process of that number; without one, for the asker's.
        process: Option<i64>,
    },
}

/// An object that all processes share.
#[derive(Clone, Debug)]
pub enum NewShared {
    /// A lock, semaphore, condition or event. Reply: `Value::Sync`.
    Sync(super::NewSync),
    /// A channel whose ends the asker's process has open. Reply: `Value::Sync`.
    Channel,
    /// Memory. Reply: `Value::Sync`.
    Memory {
        /// What its places hold.
        cells: Cells,
        /// What they hold at first.
        words: Vec<u64>,
    },
}

/// What is asked of shared memory.
#[derive(Clone, Debug)]
pub enum MemoryRequest {
    /// What places hold. Reply: a list.
    Load {
        /// Of which memory.
        memory: SyncId,
        /// The positions, each within it.
        places: Vec<usize>,
    },
    /// Change what places hold. Reply: `None`.
    Store {
        /// Of which memory.
        memory: SyncId,
        /// The positions, each within it, with their bits.
        words: Vec<(usize, u64)>,
    },
}
