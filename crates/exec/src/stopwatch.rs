//! How long this thread has marshalled: the machine has no clock, but says when it begins and ends.

use std::cell::Cell;

use trace::Span;
use vm::MarshalWatch;
use web_time::{Duration, Instant};

thread_local! {
    static BEGAN: Cell<Option<Instant>> = const { Cell::new(None) };
    static SPENT: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// For the machine.
pub(crate) const WATCH: MarshalWatch = MarshalWatch { begins, ends };

fn begins() {
    BEGAN.set(Some(Instant::now()));
}

fn ends() {
    let span = BEGAN.take().map(|began| began.elapsed());
    SPENT.set(SPENT.get() + span.unwrap_or_default());
}

/// The time since this was last asked.
pub(crate) fn take() -> Span {
    Span(u64::try_from(SPENT.take().as_nanos()).unwrap_or(u64::MAX))
}
