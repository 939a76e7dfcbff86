//! How long values were made into messages, and messages into values.

use trace::{EventKind, Span, Trace};

/// The time of all tasks that went into marshalling: it is part of what they computed.
#[must_use]
pub fn marshalling(trace: &Trace) -> Span {
    let marshals = trace.events().filter(|event| event.kind == EventKind::Marshal);
    marshals.map(|event| Span(event.value)).sum()
}
