//! What kinds and causes of events are called in files. Others read these: add, do not rename.

use trace::{Cause, EventKind, Outcome};

pub(crate) fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Spawn => "spawn",
        EventKind::Run => "run",
        EventKind::Preempt => "preempt",
        EventKind::Block => "block",
        EventKind::Wake => "wake",
        EventKind::End => "end",
        EventKind::Acquire => "acquire",
        EventKind::Release => "release",
        EventKind::Output => "output",
        EventKind::Checkpoint => "checkpoint",
        EventKind::Switch => "switch",
        EventKind::Exception => "exception",
        EventKind::Deadlock => "deadlock",
        EventKind::Hold => "hold",
        EventKind::Cut => "cut",
        EventKind::Late => "late",
        EventKind::Turn => "turn",
        EventKind::Signal => "signal",
        EventKind::Send => "send",
        EventKind::Receive => "receive",
        EventKind::Transfer => "transfer",
        EventKind::Marshal => "marshal",
    }
}

/// Nothing where there is no cause to name.
pub(crate) fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::None => "",
        Cause::Quantum => "quantum",
        Cause::Yield => "yield",
        Cause::Io => "io",
        Cause::Sleep => "sleep",
        Cause::Lock => "lock",
        Cause::Join => "join",
        Cause::Gil => "gil",
        Cause::Queue => "queue",
        Cause::Event => "event",
        Cause::Outranked => "outranked",
        Cause::Start => "start",
        Cause::Stolen => "stolen",
    }
}

pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::Error => "error",
        Outcome::Cancelled => "cancelled",
    }
}
