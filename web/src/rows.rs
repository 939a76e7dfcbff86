//! Which rows of a long table exist, and where they stand.
//!
//! A browser limits how high an element can be. Up to there a pixel of the scroll bar is a pixel of rows;
//! a table of more rows is as high as that, and its rows move faster than the bar. All lengths are in CSS
//! pixels.

use std::ops::Range;

/// The height of a row, as `results.css` has it.
pub const ROW: f64 = 24.0;
/// How high all rows together are at most: Firefox makes no element higher than 17.8 million pixels.
const HEIGHT_MAX: f64 = 15e6;
/// How many rows exist above and below what can be seen.
const SPARE: usize = 12;
/// Which part of a row is nothing: quotients are not exact.
const EXACT: f64 = 0.01;

/// A table in its window.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rows {
    /// How many there are.
    pub n: usize,
    /// How far the window is scrolled.
    pub scroll: f64,
    /// How high it is.
    pub room: f64,
}

/// The rows that exist, and the space that stands for the others.
#[derive(Clone, PartialEq, Debug)]
pub struct Existing {
    /// Which.
    pub rows: Range<usize>,
    /// The height of the space above them.
    pub above: f64,
    /// The height of the space below them.
    pub below: f64,
}

impl Rows {
    /// The rows around what can be seen.
    #[must_use]
    pub fn existing(&self) -> Existing {
        let hidden = self.scroll * self.speed();
        let first = (hidden / ROW) as usize;
        // Above the window is no more room than the bar has gone, and below it no more than it has to go.
        let least = ((hidden - self.scroll) / ROW).ceil() as usize;
        let most = ((hidden + self.height() - self.scroll) / ROW + EXACT).floor() as usize;
        let start = first.saturating_sub(SPARE).max(least).min(first);
        let end = (first + (self.room / ROW) as usize + 2 + SPARE).min(most).min(self.n);
        let rows = start.min(end)..end;
        let above = (self.scroll + rows.start as f64 * ROW - hidden).max(0.0);
        let below = (self.height() - above - rows.len() as f64 * ROW).max(0.0);
        Existing { rows, above, below }
    }

    /// How far to scroll, as little as needed, so that a row is seen; nothing if it is.
    #[must_use]
    pub fn scroll_to(&self, row: usize) -> Option<f64> {
        let (top, speed) = (row as f64 * ROW, self.speed());
        let hidden = self.scroll * speed;
        let lowest = top + ROW - self.room;
        // Beyond a speed of 1 no pixel of the bar need be a row's own.
        if hidden - top >= speed {
            Some((top / speed).floor())
        } else if lowest - hidden >= speed {
            Some((lowest / speed).ceil())
        } else {
            None
        }
    }

    fn height(&self) -> f64 {
        (self.n as f64 * ROW).min(HEIGHT_MAX)
    }

    /// How many pixels of rows a pixel of the scroll bar is.
    fn speed(&self) -> f64 {
        let all = self.n as f64 * ROW;
        if all <= HEIGHT_MAX { 1.0 } else { (all - self.room) / (HEIGHT_MAX - self.room) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Existing, HEIGHT_MAX, ROW, Rows};

    #[test]
    fn the_rows_of_a_short_table_stand_where_they_are() {
        let table = Rows { n: 1000, scroll: 2400.0, room: 480.0 };
        let (above, below) = (88.0 * ROW, 866.0 * ROW);
        assert_eq!(table.existing(), Existing { rows: 88..134, above, below });
        assert_eq!(table.scroll_to(100), None);
        assert_eq!(table.scroll_to(99), Some(99.0 * ROW));
        assert_eq!(table.scroll_to(120), Some(101.0 * ROW));
        let empty = Rows { n: 0, scroll: 0.0, room: 480.0 };
        assert_eq!(empty.existing(), Existing { rows: 0..0, above: 0.0, below: 0.0 });
    }

    #[test]
    fn every_row_of_a_long_table_can_be_seen() {
        let n = 4_000_000;
        let table = Rows { n, scroll: 0.0, room: 480.0 };
        for row in [0, 1, 30, 700_000, 2_000_000, n - 30, n - 1, 5] {
            let table = Rows { scroll: table.scroll_to(row).unwrap_or(0.0), ..table };
            let Existing { rows, above, below } = table.existing();
            assert!(rows.contains(&row), "{row} is not in {rows:?}");
            let top = above + (row - rows.start) as f64 * ROW - table.scroll;
            assert!((-ROW / 2.0..table.room - ROW / 2.0).contains(&top), "{row} is at {top}");
            let height = above + rows.len() as f64 * ROW + below;
            assert!((height - HEIGHT_MAX).abs() < 1.0, "{height}");
        }
    }

    #[test]
    fn a_long_table_ends_where_its_bar_does() {
        let table = Rows { n: 4_000_000, scroll: HEIGHT_MAX - 480.0, room: 480.0 };
        let Existing { rows, below, .. } = table.existing();
        assert_eq!((rows.end, below.round()), (table.n, 0.0));
    }
}
