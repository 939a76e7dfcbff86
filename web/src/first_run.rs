//! What the page shows before the engine is up: the first example, as it ran when the page was built.

use trace::Trace;

/// The recorded run of the first example with [`crate::state::AppState::default`]'s settings, if
/// the page was built with one.
#[must_use]
pub fn trace() -> Option<Trace> {
    Trace::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/first-run.trace"))).ok()
}
