//! When something was said, on a clock that causes and effects agree with.
//!
//! A hybrid of the wall clock and of Lamport's logical one (Kulkarni et al. 2014): the clocks of two
//! members differ by a little, so a member's time is never before that of a message it has heard, and
//! what happens at the same time is in the order of a count that each message carries on.

use trace::Time;
use vm::saved_fields;

/// When something was said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Stamp {
    /// On the run's clock.
    pub time: Time,
    /// After how many entries.
    pub number: u64,
}

saved_fields!(Stamp { time, number });
