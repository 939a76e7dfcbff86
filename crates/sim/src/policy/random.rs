//! Whoever becomes ready draws a lot, and the smallest goes first. Equal seeds draw equal lots.

use trace::{TaskId, Time};

use super::{Arrival, Policy};

/// The policy `random`.
#[derive(Clone, Copy, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The policy with that seed.
    #[must_use]
    pub fn new(seed: u64) -> Random {
        Random { state: seed }
    }
}

impl Policy for Random {
    /// The numbers of `SplitMix64` (Steele, Lea and Flood, Fast splittable pseudorandom number
    /// generators, 2014): every state is good, and so is every seed.
    fn place(&mut self, _: TaskId, _: Arrival, _: Time) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
