//! The price of what there are many of.

use trace::Span;

/// Picoseconds for each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Price(pub u64);

impl Price {
    /// What so many cost, rounded up.
    #[must_use]
    pub fn of(self, n: u64) -> Span {
        let picos = u128::from(self.0) * u128::from(n);
        Span(u64::try_from(picos.div_ceil(1000)).unwrap_or(u64::MAX))
    }

    /// How many can be paid for with that; as many as there are where they cost nothing.
    #[must_use]
    pub fn worth(self, span: Span) -> u64 {
        let picos = u128::from(span.0) * 1000;
        let n = picos.checked_div(u128::from(self.0)).unwrap_or(u128::MAX);
        u64::try_from(n).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{Price, Span};

    #[test]
    fn what_is_cheap_is_not_free() {
        assert_eq!(Price(1_400).of(10), Span(14));
        assert_eq!(Price(1_400).of(1), Span(2));
        assert_eq!(Price(1_400).worth(Span(14)), 10);
        assert_eq!(Price(1_400).worth(Span(1)), 0);
        assert_eq!(Price(0).worth(Span(1)), u64::MAX);
    }
}
