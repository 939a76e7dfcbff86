//! What a verdict means for the task that asked where its driver has nothing to do but to write it down.

use trace::EventKind;
use vm::{ProcessVerdict, Resumption, Value, Verdict};

use crate::journal::{At, Log};
use crate::stopwatch;

/// The reply of a verdict that takes no more than to record it; the others are the driver's to obey.
pub(crate) fn recorded(log: &mut Log, at: At, verdict: Verdict) -> Result<Resumption, Verdict> {
    let reply = match verdict {
        Verdict::Reply(value) => value,
        Verdict::Throw(exception) => return Ok(Resumption::Throw(exception)),
        Verdict::Now => Value::Float(log.now().0 as f64 / 1e9),
        Verdict::Acquired { sync, n, reply } => {
            log.met(EventKind::Acquire, at, (sync, n));
            reply
        }
        Verdict::Released { sync, n } => {
            log.met(EventKind::Release, at, (sync, n));
            Value::None
        }
        Verdict::Signalled { sync, n } => {
            log.met(EventKind::Signal, at, (sync, n));
            Value::None
        }
        Verdict::Process(ProcessVerdict::Sent { sync, n_bytes, wait: None }) => {
            log.met(EventKind::Send, at, (sync, n_bytes));
            Value::None
        }
        Verdict::Process(ProcessVerdict::Received { sync, n_bytes, by, reply }) => {
            log.receive(at, (sync, n_bytes), by);
            reply
        }
        Verdict::Process(ProcessVerdict::Marshalled { reply, .. }) => {
            log.marshalled(at, stopwatch::take());
            reply
        }
        Verdict::Process(ProcessVerdict::Begun(_)) => Value::None,
        other => return Err(other),
    };
    Ok(Resumption::Reply(reply))
}
