//! One process: what its driver needs to speak with the hub.

use std::sync::Arc;

use lang::program::Program;
use trace::{CoreId, Time};
use vm::image::{Blob, loaded, saved};
use vm::{Machine, Origin, SyncId, SyncKind};
use web_time::Duration;

use super::{Inbox, Letter, Order, Piece, Said, Stamp};
use crate::journal::{Journal, Log};
use crate::platform;
use crate::settings::Settings;
use crate::solo::Solo;
use crate::stopwatch;
use crate::watch::{Progress, Stop};

/// The connection with the hub.
pub(crate) struct Line {
    inbox: Arc<Inbox<Vec<u8>>>,
    /// What is to be said with the next letter.
    said: Vec<Said>,
    n_heard: u64,
}

/// Why a member has done nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberError {
    /// What it was told first is no beginning.
    NotBegun,
}

impl std::fmt::Display for MemberError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it was not told what to run; only the engine starts such a process")
    }
}

impl std::error::Error for MemberError {}

impl Line {
    fn new() -> Line {
        Line { inbox: platform::listen_to_hub(), said: Vec::new(), n_heard: 0 }
    }

    /// Says something with the next letter.
    pub fn say(&mut self, said: Said) {
        self.said.push(said);
    }

    /// How many orders it has heard.
    pub fn n_heard(&self) -> u64 {
        self.n_heard
    }

    /// Sends the letter, with what has happened so far.
    pub fn send(&mut self, stamp: Stamp) {
        let said = std::mem::take(&mut self.said);
        platform::tell_hub(&saved(&Letter { stamp, said }));
    }

    /// The next order, if one has come.
    pub fn take(&mut self, log: &mut Log) -> Option<Order> {
        let bytes = self.inbox.take()?;
        self.heard(&bytes, log)
    }

    /// Waits for the next order.
    pub async fn next(&mut self, log: &mut Log) -> Option<Order> {
        let bytes = self.inbox.next().await;
        self.heard(&bytes, log)
    }

    /// Waits for the next order, at most that long.
    pub async fn next_within(&mut self, max: Duration, log: &mut Log) -> Option<Order> {
        let bytes = self.inbox.next_within(max).await?;
        self.heard(&bytes, log)
    }

    fn heard(&mut self, bytes: &[u8], log: &mut Log) -> Option<Order> {
        self.n_heard += 1;
        let (stamp, order): (Stamp, Order) = loaded(bytes)?;
        log.hear(stamp);
        Some(order)
    }
}

/// What the driver of a process apart has beside its machine.
pub(crate) struct Elsewhere {
    /// The connection with the hub.
    pub line: Line,
    /// How many of its objects the hub knows.
    pub n_objects: usize,
    /// Whether another process has started it.
    pub is_child: bool,
}

/// Runs one process to its end, as the hub orders it; `prepare` makes program and settings of what
/// the hub was given.
///
/// # Errors
/// If the hub does not say what to run.
pub async fn serve(
    prepare: impl FnOnce(&[u8]) -> Option<(Arc<Program>, Settings)>,
) -> Result<(), MemberError> {
    let mut line = Line::new();
    let first = line.inbox.next().await;
    line.n_heard = 1;
    let Some((stamp, Order::Begin { source, lane, began, number, origin })) = loaded(&first) else {
        return Err(MemberError::NotBegun);
    };
    let origin = origin.map_or(Origin::First, |(name, (start, Blob(bytes)))| Origin::Child {
        name,
        start,
        bytes,
    });
    let (program, settings) = prepare(&source.0).ok_or(MemberError::NotBegun)?;
    let elapsed = platform::since_1970().saturating_sub(Duration::from_nanos(began));
    let journal = Journal::begun(settings.limits.trace, elapsed);
    let mut log = journal.log(CoreId(lane));
    log.hear(stamp);
    let is_first = origin == Origin::First;
    let (heap, surroundings) = (settings.limits.heap, settings.surroundings.clone());
    let machine = Machine::apart(program, heap, surroundings, number, origin, stopwatch::WATCH);
    let machine = machine.ok_or(MemberError::NotBegun)?;
    let elsewhere = Elsewhere { line, n_objects: 0, is_child: !is_first };
    let (stop, mut tell) = (Stop::default(), |_: Progress<'_>| {});
    let solo =
        Solo::apart((machine, is_first), settings, (journal, log), (&stop, &mut tell), elsewhere);
    solo.run(&mut || ()).await;
    Ok(())
}

/// What a member has to say about itself at any time.
impl Elsewhere {
    /// Sends what there is to say, after what has happened since it last did.
    pub fn send(&mut self, machine: &mut Machine, log: &mut Log, steps: u64) {
        let objects = self.new_objects(machine);
        let piece = Piece { objects, steps, ..log.take_piece() };
        self.line.say(Said::Log(piece));
        self.line.send(log.stamp());
    }

    /// Sends the last of all, with the names by which the workload knows objects.
    pub fn say_last(&mut self, said: Said, machine: &mut Machine, log: &mut Log, steps: u64) {
        let names = machine.objects().into_iter().map(|info| info.name);
        let kinds = machine.kernel().sync_objects().map(SyncId::kind);
        let objects = names.zip(kinds.collect::<Vec<_>>()).collect();
        self.line.say(Said::Log(Piece { objects, steps, ..log.take_piece() }));
        self.line.say(said);
        self.line.send(log.stamp());
    }

    /// Its objects, if there are more than the hub knows.
    fn new_objects(&mut self, machine: &Machine) -> Vec<(String, SyncKind)> {
        let kernel = machine.kernel();
        let n_objects = kernel.sync_objects().count();
        if std::mem::replace(&mut self.n_objects, n_objects) == n_objects {
            return Vec::new();
        }
        kernel.sync_objects().map(|sync| (kernel.sync_name(sync), sync.kind())).collect()
    }
}

/// When a run began that has gone on for so long.
pub(crate) fn began(now: Time) -> u64 {
    let since = platform::since_1970().as_nanos();
    u64::try_from(since).unwrap_or(u64::MAX).saturating_sub(now.0)
}
