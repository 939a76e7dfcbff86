//! Level of detail: a lane cut into what can be drawn at a given scale.
//!
//! Slices at least one cell wide stay themselves. What is narrower is gathered per cell into a
//! preview that knows its exact mixture of states. Cells begin at multiples of their length from
//! time 0, so that a preview looks the same while one pans.

use crate::slices::Mixture;
use crate::{Slices, Viewport};

/// The most rectangles the slices of a picture take, whatever the run.
pub const RECTS_MAX: usize = 6000;
/// The most states that one preview shows.
pub(crate) const BANDS_MAX: usize = 3;
/// The narrowest cell, in pixels: below that one cannot see a slice's pattern.
const CELL_MIN_PX: f64 = 3.0;

/// A part of a lane.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Piece {
    /// One slice.
    One { index: usize },
    /// Several narrow slices, and the gaps between them.
    Many { from: u64, to: u64, first: usize, n: usize, mixture: Mixture },
}

/// How long a cell is when so many lanes can be seen, in ns.
pub(crate) fn cell(viewport: &Viewport, n_lanes: usize) -> f64 {
    // A cell takes as many rectangles as a preview has bands, and mostly fewer.
    let cells_max = (RECTS_MAX / BANDS_MAX) as f64 / n_lanes.max(1) as f64;
    let cell_px = (viewport.lanes_width() / cells_max).max(CELL_MIN_PX);
    (cell_px * viewport.ns_per_px()).max(1.0)
}

/// The parts of a lane that can be seen, from left to right.
pub(crate) fn pieces<'a>(slices: &'a Slices, viewport: &Viewport, cell: f64) -> Pieces<'a> {
    // The first cell is drawn whole, though it may begin outside the picture.
    let time = ((viewport.from.max(0.0) / cell).floor() * cell) as u64;
    let mut next = slices.first_ending_after(time);
    // A slice of no length at the very start of the cell belongs to it.
    while next > 0 && slices.start(next - 1) >= time {
        next -= 1;
    }
    Pieces { slices, next, time, end: viewport.to.max(0.0).ceil() as u64, cell }
}

/// See [`pieces`].
pub(crate) struct Pieces<'a> {
    slices: &'a Slices,
    /// The first slice that is not wholly before `time`.
    next: usize,
    time: u64,
    end: u64,
    cell: f64,
}

impl Pieces<'_> {
    fn is_wide(&self, index: usize) -> bool {
        (self.slices.end(index) - self.slices.start(index)) as f64 >= self.cell
    }

    /// The end of the cell that holds `time`.
    fn cell_end(&self, time: u64) -> u64 {
        let end = (((time as f64 / self.cell).floor() + 1.0) * self.cell).ceil() as u64;
        end.max(time + 1)
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let first = self.next;
        if first >= self.slices.len() || self.slices.start(first) > self.end {
            return None;
        }
        if self.is_wide(first) {
            self.next = first + 1;
            self.time = self.slices.end(first);
            return Some(Piece::One { index: first });
        }
        let from = self.time.max(self.slices.start(first));
        let cell_end = self.cell_end(from);
        let mut after = self.slices.gallop_starting_from(cell_end, first).max(first + 1);
        // Only the last to begin in a cell can be wide: it reaches beyond the cell.
        if after > first + 1 && self.is_wide(after - 1) {
            after -= 1;
        }
        if after == first + 1 {
            self.next = after;
            self.time = self.slices.end(first);
            return Some(Piece::One { index: first });
        }
        // What reaches into the next cell is shared with it.
        let to = cell_end.min(self.slices.end(after - 1));
        let reaches = self.slices.end(after - 1) > to;
        self.next = if reaches { after - 1 } else { after };
        self.time = to;
        let mixture = self.slices.mixture_within((from, first), (to, self.next));
        Some(Piece::Many { from, to, first, n: after - first, mixture })
    }
}

#[cfg(test)]
mod tests {
    use trace::{Cause, CoreId, Line, ObjectId, TaskId, TextId, Time};

    use super::{Piece, pieces};
    use crate::{Slice, Slices, State, Timeline, Viewport};

    fn slices(spans: &[(u64, u64, State)]) -> Slices {
        let mut slices = Slices::default();
        for &(from, to, state) in spans {
            slices.push(&Slice {
                from: Time(from),
                to: Time(to),
                state,
                cause: Cause::None,
                object: ObjectId::NONE,
                other: TaskId::NONE,
                line: Line::NONE,
                text: TextId::NONE,
                core: CoreId::NONE,
                ended_by: TaskId::NONE,
            });
        }
        slices
    }

    fn cut(slices: &Slices, from: f64, to: f64, cell: f64) -> Vec<(u64, u64, usize)> {
        let viewport = Viewport {
            from,
            to,
            width: 1000.0,
            height: 400.0,
            scroll_y: 0.0,
            dpr: 1.0,
            folded: crate::Folded::default(),
        };
        pieces(slices, &viewport, cell)
            .map(|piece| match piece {
                Piece::One { index } => (slices.start(index), slices.end(index), 1),
                Piece::Many { from, to, n, mixture, .. } => {
                    assert_eq!(mixture, slices.mixture(from, to));
                    (from, to, n)
                }
            })
            .collect()
    }

    #[test]
    fn wide_slices_stay_and_narrow_ones_share_a_cell() {
        use State::{Ready, Running};
        let slices = slices(&[
            (0, 50, Running),
            (50, 52, Ready),
            (52, 55, Running),
            (55, 58, Ready),
            (58, 90, Running),
        ]);
        assert_eq!(cut(&slices, 0.0, 90.0, 10.0), [(0, 50, 1), (50, 58, 3), (58, 90, 1)]);
    }

    #[test]
    fn a_slice_across_a_border_counts_in_both_cells() {
        use State::{Ready, Running};
        let slices = slices(&[
            (0, 4, Running),
            (4, 8, Ready),
            (8, 13, Running),
            (13, 17, Ready),
            (17, 19, Running),
        ]);
        assert_eq!(cut(&slices, 0.0, 90.0, 10.0), [(0, 10, 3), (10, 19, 3)]);
    }

    #[test]
    fn a_single_narrow_slice_stays_itself() {
        let slices = slices(&[(4, 5, State::Running), (44, 45, State::Running)]);
        assert_eq!(cut(&slices, 0.0, 90.0, 10.0), [(4, 5, 1), (44, 45, 1)]);
    }

    #[test]
    fn an_empty_timeline_has_a_viewport() {
        let recorder = trace::Recorder::new(trace::Clock::Virtual, 1, trace::Limits::default());
        let timeline = Timeline::project(&recorder.finish(Time(0)));
        assert!(Viewport::fit(&timeline, 300.0, 200.0).span() > 0.0);
    }
}
