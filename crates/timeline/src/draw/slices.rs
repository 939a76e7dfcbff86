//! The slices of the lanes, and the previews of those too narrow to be seen.

use super::Painter;
use crate::pieces::{BANDS_MAX, Piece, cell, pieces};
use crate::scene::Line;
use crate::slices::Mixture;
use crate::words::wordings;
use crate::{
    Align, Area, Finish, Lane, LaneKind, Paint, Pattern, Rect, RowKind, Shape, Slice, State, Theme,
    text,
};

/// The narrowest slice with a label, and how many labels a picture has at most; text costs a
/// canvas several times what a rectangle does.
const LABEL_MIN_PX: f64 = 16.0;
const LABELS_MAX: f64 = 600.0;
/// A preview's height is divided into so many parts.
const UNITS: u64 = 8;
/// Air between a slice's edge and its label.
const LABEL_PAD: f64 = 4.0;

/// A state's part of a preview, in units from its lower edge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Band {
    state: State,
    low: u64,
    high: u64,
}

/// A band that may go on in the next cell.
struct OpenBand {
    band: Band,
    from: f64,
    to: f64,
}

/// Where a lane's slices are drawn.
#[derive(Clone, Copy)]
struct Strip {
    y: f64,
    height: f64,
    label_min: f64,
}

impl Painter<'_> {
    pub(super) fn slices(&mut self) {
        let rows = self.visible();
        let n_lanes = rows.iter().filter(|(row, _)| matches!(row.kind, RowKind::Lane(_))).count();
        let cell = cell(self.viewport, n_lanes);
        let labels = self.viewport.lanes_width() * n_lanes as f64 / LABELS_MAX;
        let timeline = self.timeline;
        for (row, y) in rows {
            let RowKind::Lane(id) = row.kind else { continue };
            let pad = self.layout.sizes.pad;
            let strip = Strip {
                y: y + pad,
                height: row.height - 2.0 * pad,
                label_min: LABEL_MIN_PX.max(labels),
            };
            self.lane(&timeline.lanes[id.0], strip, cell);
        }
    }

    fn lane(&mut self, lane: &Lane, strip: Strip, cell: f64) {
        let mut open: Vec<OpenBand> = Vec::new();
        let viewport = self.viewport;
        for piece in pieces(&lane.slices, viewport, cell) {
            match piece {
                Piece::One { index } => {
                    if let Some(slice) = lane.slices.get(index) {
                        self.slice(lane, &slice, strip);
                    }
                }
                Piece::Many { from, to, mixture, .. } => {
                    let (left, right) = (self.x(from), self.x(to).max(self.x(from) + 1.0));
                    if right > viewport.left() && left < viewport.width {
                        let bands = bands(&mixture, to - from);
                        self.preview(&mut open, &bands, (left, right), strip);
                    }
                }
            }
        }
        for band in open {
            self.band(&band, strip);
        }
        self.finish(lane, strip);
    }

    fn slice(&mut self, lane: &Lane, slice: &Slice, strip: Strip) {
        let left = self.x(slice.from.0);
        let right = self.x(slice.to.0).max(left + 1.0 / self.viewport.dpr);
        let outside = self.viewport.x_of(slice.to.0 as f64) < self.viewport.left();
        if outside || left >= self.viewport.width {
            return;
        }
        if slice.state == State::Done {
            let middle = self.snap(strip.y + strip.height / 2.0);
            let paint = Paint::State(State::Done);
            let (from, to) = ((left, middle), (right, middle));
            self.shape(Shape::Line(Line { from, to, paint, width: 1.0, dashed: true }));
            return;
        }
        // Solid neighbours of one colour are told apart by a gap.
        let solid = slice.state.pattern() == Pattern::Solid && right - left >= 4.0;
        let width = right - left - if solid { 1.0 / self.viewport.dpr } else { 0.0 };
        let area = Area { x: left, y: strip.y, width, height: strip.height };
        let who = !matches!(lane.kind, LaneKind::Task(_))
            && matches!(slice.state, State::Running | State::Held);
        let hue = slice.other.index() % Theme::HUES;
        let (paint, on) = if who {
            (Paint::Task(hue), Paint::TextOnTask(hue))
        } else {
            (Paint::State(slice.state), Paint::TextOn(slice.state))
        };
        self.shape(Shape::Rect(Rect {
            area,
            paint,
            pattern: slice.state.pattern(),
            edge: area.width >= 3.0,
            dim: self.focus.dimmed.contains(slice.state),
        }));
        if area.width >= strip.label_min {
            self.slice_label(lane, slice, area, on);
        }
    }

    fn slice_label(&mut self, lane: &Lane, slice: &Slice, area: Area, paint: Paint) {
        let size = self.layout.sizes.font;
        let room = area.width - 2.0 * LABEL_PAD;
        let wordings = wordings(self.timeline, lane, slice);
        // A name cut short still says more than a letter, if enough of it is left.
        let kept_min = if matches!(lane.kind, LaneKind::Task(_)) { 4 } else { 2 };
        let cut =
            || text::elide(&wordings[1], size, room).filter(|text| text.chars().count() > kept_min);
        let last = wordings.len() - 1;
        let label = text::first_fitting(wordings[..last].iter().cloned(), size, room)
            .or_else(cut)
            .or_else(|| text::first_fitting([wordings[last].clone()], size, room + LABEL_PAD));
        if let Some(label) = label {
            let baseline = self.baseline(area.y, area.height);
            if label.chars().count() == 1 {
                self.text((area.x + area.width / 2.0, baseline), label, paint, Align::Centre);
            } else {
                self.text((area.x + LABEL_PAD, baseline), label, paint, Align::Left);
            }
        }
    }

    /// Adds a cell's bands; those that were there already grow, the others are drawn.
    fn preview(
        &mut self,
        open: &mut Vec<OpenBand>,
        bands: &[Band],
        (left, right): (f64, f64),
        strip: Strip,
    ) {
        let mut goes_on = Vec::with_capacity(BANDS_MAX);
        for band in open.drain(..) {
            // A gap of a pixel is too narrow to mean anything.
            if band.to + 1.0 >= left && bands.contains(&band.band) {
                goes_on.push(OpenBand { to: right, ..band });
            } else {
                self.band(&band, strip);
            }
        }
        for band in bands {
            if !goes_on.iter().any(|other| other.band == *band) {
                goes_on.push(OpenBand { band: *band, from: left, to: right });
            }
        }
        *open = goes_on;
    }

    fn band(&mut self, open: &OpenBand, strip: Strip) {
        let unit = strip.height / UNITS as f64;
        let top = strip.y + strip.height - open.band.high as f64 * unit;
        let area = Area {
            x: open.from,
            y: top,
            width: open.to - open.from,
            height: (open.band.high - open.band.low) as f64 * unit,
        };
        let state = open.band.state;
        self.shape(Shape::Rect(Rect {
            area,
            paint: Paint::State(state),
            pattern: if state == State::Done { Pattern::Outline } else { state.pattern() },
            edge: false,
            dim: self.focus.dimmed.contains(state),
        }));
    }

    /// A task that has not ended goes on beyond the end of the trace.
    fn finish(&mut self, lane: &Lane, strip: Strip) {
        let end = self.x(self.timeline.end.0);
        if matches!(lane.finish, Finish::Still(_)) && end + 4.0 < self.viewport.width {
            let baseline = self.baseline(strip.y, strip.height);
            self.text((end + 3.0, baseline), "›".to_owned(), Paint::Text, Align::Left);
        }
    }
}

/// The tallest states of a mixture as bands from the bottom up, in legend order.
fn bands(mixture: &Mixture, span: u64) -> Vec<Band> {
    let mut shares = mixture.ranked();
    shares.truncate(BANDS_MAX);
    if shares.is_empty() {
        return Vec::new();
    }
    let units_of = |time: u64| {
        let units = (u128::from(time) * u128::from(UNITS) + u128::from(span) / 2)
            .checked_div(u128::from(span))
            .unwrap_or(0);
        (units as u64).clamp(1, UNITS)
    };
    let mut units: Vec<u64> = shares.iter().map(|&(_, time)| units_of(time)).collect();
    // What a state seen at all was given, and what rounding lost, the largest one bears.
    let full = mixture.total() >= span;
    let rest: u64 = units[1..].iter().sum();
    if full || units[0] + rest > UNITS {
        units[0] = UNITS.saturating_sub(rest).max(1);
    }
    let mut parts: Vec<(State, u64)> = shares.iter().map(|&(state, _)| state).zip(units).collect();
    parts.sort_by_key(|&(state, _)| state);
    let mut low = 0;
    parts
        .into_iter()
        .map(|(state, units)| {
            let band = Band { state, low, high: (low + units).min(UNITS) };
            low = band.high;
            band
        })
        .filter(|band| band.high > band.low)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Band, bands};
    use crate::State;
    use crate::slices::Mixture;

    fn mixture(parts: &[(State, u64)]) -> Mixture {
        let mut mixture = Mixture::default();
        parts.iter().for_each(|&(state, time)| mixture.0[state.index()] = time);
        mixture
    }

    fn heights(parts: &[(State, u64)], span: u64) -> Vec<(State, u64)> {
        let height = |band: Band| (band.state, band.high - band.low);
        bands(&mixture(parts), span).into_iter().map(height).collect()
    }

    #[test]
    fn what_is_there_is_seen() {
        use State::{Lock, Ready, Running};
        assert_eq!(heights(&[(Running, 999), (Lock, 1)], 1000), [(Running, 7), (Lock, 1)]);
        assert_eq!(heights(&[(Running, 50), (Ready, 50)], 100), [(Running, 4), (Ready, 4)]);
    }

    #[test]
    fn idle_time_stays_empty() {
        assert_eq!(heights(&[(State::Running, 25)], 100), [(State::Running, 2)]);
        assert_eq!(heights(&[(State::Running, 1)], 100_000), [(State::Running, 1)]);
    }

    #[test]
    fn full_cells_are_full_however_they_round() {
        use State::{Io, Ready, Running, Sleep};
        for third in 1..60 {
            let parts = [(Running, 60 - third), (Ready, third), (Io, 30), (Sleep, 10)];
            let sum: u64 = heights(&parts, 100).iter().map(|(_, units)| units).sum();
            assert_eq!(sum, 8, "{third}");
        }
    }
}
