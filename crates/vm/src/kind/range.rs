//! Ranges.

use crate::heap::Object;
use crate::value::Value;

/// A range of numbers.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The first number.
    pub start: i64,
    /// The first number not in it.
    pub stop: i64,
    /// From one number to the next. Invariant: not 0.
    pub step: i64,
}

saved_fields!(Range { start, stop, step });

impl Range {
    /// How many numbers it has.
    #[must_use]
    pub fn len(&self) -> u64 {
        let (first, end) =
            if self.step > 0 { (self.start, self.stop) } else { (self.stop, self.start) };
        if first >= end {
            return 0;
        }
        (end.abs_diff(first) - 1) / self.step.unsigned_abs() + 1
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at that position, counted from 0.
    #[must_use]
    pub fn at(&self, position: u64) -> Option<i64> {
        (position < self.len())
            .then(|| self.start.wrapping_add(self.step.wrapping_mul(position.cast_signed())))
    }

    /// The position of a number.
    #[must_use]
    pub fn position(&self, number: i64) -> Option<u64> {
        let distance = i128::from(number) - i128::from(self.start);
        let step = i128::from(self.step);
        let position = u64::try_from(distance / step).ok()?;
        (distance % step == 0 && position < self.len()).then_some(position)
    }
}

impl Object for Range {
    fn children(&self, _visit: &mut dyn FnMut(Value)) {}

    fn bytes(&self) -> usize {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::Range;

    fn range(start: i64, stop: i64, step: i64) -> Range {
        Range { start, stop, step }
    }

    #[test]
    fn lengths_are_those_of_python() {
        assert_eq!(range(0, 10, 1).len(), 10);
        assert_eq!(range(0, 10, 3).len(), 4);
        assert_eq!(range(10, 0, -3).len(), 4);
        assert_eq!(range(10, 0, 3).len(), 0);
        assert_eq!(range(i64::MIN, i64::MAX, 1).len(), u64::MAX);
        assert_eq!(range(i64::MAX, i64::MIN, i64::MIN).len(), 2);
    }

    #[test]
    fn numbers_and_positions_fit_each_other() {
        let down = range(10, 0, -3);
        assert_eq!((0..5).map_while(|i| down.at(i)).collect::<Vec<_>>(), [10, 7, 4, 1]);
        assert_eq!(down.position(4), Some(2));
        assert_eq!(down.position(5), None);
        assert_eq!(down.position(13), None);
        assert_eq!(range(i64::MIN, i64::MAX, 1).at(u64::MAX - 1), Some(i64::MAX - 1));
    }
}
