//! How many instructions run between two looks at the clock.

use trace::Span;
use vm::Fuel;

/// How many lengths there are.
const SPREAD: u64 = 97;

/// Gives lengths that are never the same twice in a row: else a task could be interrupted at the same
/// instruction of a loop again and again, and races at its others would seldom show.
#[derive(Debug)]
pub(crate) struct VaryingFuel {
    least: u64,
    extra: u64,
}

impl VaryingFuel {
    /// Lengths a little above the least, beginning with that much more.
    pub fn new(least: u64, extra: u64) -> VaryingFuel {
        VaryingFuel { least, extra }
    }

    /// Has the next ones take about that long, after `spent` instructions took `took`; they have at
    /// least `range.0` instructions and at most `range.1`.
    pub fn fit(&mut self, aim: Span, (spent, took): (u64, Span), range: (u64, u64)) {
        if let Some(fitting) = (spent * aim.0).checked_div(took.0) {
            self.least = u64::midpoint(self.least, fitting).clamp(range.0, range.1);
        }
    }

    /// The next one.
    pub fn next(&mut self) -> Fuel {
        self.extra = (self.extra + 1) % SPREAD;
        Fuel(self.least + self.extra)
    }
}
