//! The price of what there are many of.

use trace::Span;

/// Picoseconds for each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Price(pub u64);

impl Price {
    /// What so many cost, rounded up.
    #[must_use]
    pub fn of(self, n: u64) -> Span {
        // Nearly always the product has 64 bits, and WebAssembly divides no more at once.
        if self.0.leading_zeros() + n.leading_zeros() >= u64::BITS {
            return Span((self.0 * n).div_ceil(1000));
        }
        let picos = u128::from(self.0) * u128::from(n);
        Span(u64::try_from(picos.div_ceil(1000)).unwrap_or(u64::MAX))
    }

    /// How many can be paid for with that; as many as there are where they cost nothing.
    #[must_use]
    pub fn worth(self, span: Span) -> u64 {
        if span.0 <= u64::MAX / 1000 {
            return (span.0 * 1000).checked_div(self.0).unwrap_or(u64::MAX);
        }
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

    #[test]
    fn what_is_beyond_64_bits_is_counted_too() {
        let most = u64::MAX / 3;
        assert_eq!(Price(3).of(most), Span(u64::MAX.div_ceil(1000)));
        assert_eq!(Price(3000).of(most), Span(most * 3));
        assert_eq!(Price(4000).of(most), Span(u64::MAX));
        assert_eq!(Price(1000).worth(Span(u64::MAX)), u64::MAX);
        assert_eq!(Price(3000).worth(Span(u64::MAX)), most);
    }
}
