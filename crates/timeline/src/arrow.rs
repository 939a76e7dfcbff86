//! Arrows from a cause in one lane to its effect in another.

use trace::{Line, ObjectId, Time};

use crate::LaneId;

/// What an arrow connects.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ArrowKind {
    /// A task started another.
    Spawn,
    /// A task made another ready: release → acquire, put → get, set → wait.
    Wake,
    /// A task ended and another had waited for that.
    Join,
    /// A message went from one process to another.
    Message,
}

impl ArrowKind {
    /// One word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ArrowKind::Spawn => "spawn",
            ArrowKind::Wake => "wake",
            ArrowKind::Join => "join",
            ArrowKind::Message => "message",
        }
    }
}

/// A point of a lane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    /// The lane.
    pub lane: LaneId,
    /// The time.
    pub time: Time,
}

/// A cause and its effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrow {
    /// What it connects.
    pub kind: ArrowKind,
    /// The cause.
    pub from: Point,
    /// The effect, at the same time or later.
    pub to: Point,
    /// The object through which it happened.
    pub object: ObjectId,
    /// The line of the effect.
    pub line: Line,
    /// How large the message is; 0 for other arrows.
    pub bytes: u64,
}
