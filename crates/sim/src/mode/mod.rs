//! The modes, one file each: what differs between ways of executing, and nothing else.

mod as_written;
mod cluster;
mod event_loop;
mod free_threads;
mod processes;
mod sequential;
mod threads;
mod time_sliced;

pub use as_written::AsWritten;
pub use cluster::Cluster;
pub use event_loop::EventLoop;
pub use free_threads::FreeThreads;
pub use processes::Processes;
pub use sequential::Sequential;
pub use threads::Threads;
pub use time_sliced::TimeSliced;

use costs::{Cost, Profile};
use trace::{Span, TaskKind};
use vm::{Memories, Preempt, Start, Yields};

use crate::cluster::Network;

/// What becomes of a core whose task waits for time to pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waiting {
    /// It is free for others.
    FreesCore,
    /// It stays idle until the wait is over.
    KeepsCore,
    /// The task keeps running on it, doing nothing useful: it blocks an event loop.
    HoldsLoop,
}

/// Who runs while a task of an event loop takes a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hosting {
    /// The loop goes on beside it: its tasks are scheduled like any others.
    Apart,
    /// It runs in its loop's stead, until it waits as the loop would have it: what else it waits for
    /// holds up the whole loop.
    UntilParked,
    /// It runs in its loop's stead, until it waits for anything.
    UntilBlocked,
}

/// The decisions of a mode.
pub trait Discipline {
    /// How many cores there are, on all machines together.
    fn n_cores(&self) -> u32;

    /// What is between machines; none where there is one.
    fn network(&self) -> Option<Network> {
        None
    }

    /// How long a task may run before another ready one gets its turn; none: as long as it likes.
    fn quantum(&self) -> Option<Span>;

    /// Where a task may be interrupted.
    fn preempt(&self) -> Preempt;

    /// What becomes of a core whose task waits for time to pass.
    fn waiting(&self, yields: Yields) -> Waiting;

    /// Whether a task that offers its turn gives it up.
    fn gives_turns(&self) -> bool;

    /// How long a task waits for the global interpreter lock before it demands it; none where there
    /// is no such lock. With one, only one task of those that share it runs at a time.
    fn gil(&self) -> Option<Span> {
        None
    }

    /// Whether processes have an interpreter lock each, rather than one together.
    fn has_locks_apart(&self) -> bool {
        true
    }

    /// How long a task runs where others lack nothing but its core, in a mode whose turns the
    /// interpreter lock ends otherwise: the system's time slice.
    fn time_slice(&self, profile: &Profile) -> Span {
        profile.each(Cost::TimeSlice)
    }

    /// Whether written processes have memory of their own.
    fn memories(&self) -> Memories {
        Memories::Shared
    }

    /// Who runs while a task of an event loop takes a step.
    fn hosting(&self) -> Hosting {
        Hosting::Apart
    }

    /// Whether who starts such a task goes on only behind it.
    fn begins_first(&self, _: TaskKind) -> bool {
        false
    }

    /// What starting a task costs.
    fn start(&self, profile: &Profile, kind: TaskKind) -> Span {
        profile.each(match kind {
            // A fragment is what its mode makes of it.
            TaskKind::Thread | TaskKind::Fragment => Cost::StartThread,
            TaskKind::Process => Cost::StartProcess,
            TaskKind::Coroutine => Cost::StartCoroutine,
        })
    }

    /// What a new process does before its first line, where a fork has copied so many bytes of values.
    /// Where memory is shared nothing is copied.
    fn begin(&self, profile: &Profile, start: Start, n_bytes: u64) -> Span {
        match (self.memories(), start) {
            (Memories::Shared, _) => Span(0),
            (Memories::Apart, Start::Fork) => {
                let copying = profile.many(Cost::ForkByte, n_bytes);
                Span(profile.each(Cost::BeginForked).0.saturating_add(copying.0))
            }
            (Memories::Apart, Start::Spawn) => profile.each(Cost::BeginSpawned),
            (Memories::Apart, Start::ForkServer) => profile.each(Cost::BeginByServer),
        }
    }
}
