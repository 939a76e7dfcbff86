//! Where one looks: a stretch of time and a place in the list of lanes.
//!
//! Every operation takes a viewport and gives the next one, always inside the run.
//! Coordinates: times are nanoseconds since the run began, x and y are CSS pixels from the top left.

use crate::{Folded, Layout, Timeline};

/// The shortest stretch of time that can be looked at, in ns: a tick of the virtual clock is one.
const SPAN_MIN: f64 = 20.0;
/// How much of the run's length stays empty at either side when all of it is shown.
const MARGIN: f64 = 0.012;

/// What is looked at, and how large the picture is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Viewport {
    /// The time at the left edge of the lanes, in ns; may be a little below 0.
    pub from: f64,
    /// The time at the right edge, in ns.
    pub to: f64,
    /// The width of the picture with its labels, in pixels.
    pub width: f64,
    /// The height of the picture with its axis and minimap, in pixels.
    pub height: f64,
    /// How far the lanes are scrolled up, in pixels.
    pub scroll_y: f64,
    /// Device pixels per pixel: edges are placed on whole device pixels.
    pub dpr: f64,
    /// The groups that show their header only.
    pub folded: Folded,
}

impl Viewport {
    /// All of the run in a picture of this size.
    #[must_use]
    pub fn fit(timeline: &Timeline, width: f64, height: f64) -> Viewport {
        let (from, to) = bounds(timeline);
        Viewport { from, to, width, height, scroll_y: 0.0, dpr: 1.0, folded: Folded::default() }
            .clamped(timeline)
    }

    /// The same time in a picture of another size.
    #[must_use]
    pub fn resized(self, timeline: &Timeline, width: f64, height: f64) -> Viewport {
        Viewport { width, height, ..self }.clamped(timeline)
    }

    /// Zooms so that what is at `x` stays there; a factor above 1 shows less time, larger.
    #[must_use]
    pub fn zoom_at(self, timeline: &Timeline, x: f64, factor: f64) -> Viewport {
        let anchor = self.time_at(x.clamp(self.left(), self.width));
        let factor = if factor.is_finite() && factor > 0.0 { factor } else { 1.0 };
        // The factor is limited before it is applied, so that the anchor also holds at the limits.
        let (low, high) = bounds(timeline);
        let span = self.span();
        let factor = factor.clamp(span / (high - low), (span / SPAN_MIN).max(span / (high - low)));
        Viewport {
            from: anchor - (anchor - self.from) / factor,
            to: anchor + (self.to - anchor) / factor,
            ..self
        }
        .clamped(timeline)
    }

    /// Moves the picture's content by so many pixels: positive to the right and down.
    #[must_use]
    pub fn pan(self, timeline: &Timeline, dx: f64, dy: f64) -> Viewport {
        let shift = -dx * self.ns_per_px();
        let scroll_y = self.scroll_y - dy;
        Viewport { from: self.from + shift, to: self.to + shift, scroll_y, ..self }
            .clamped(timeline)
    }

    /// All of the run, at the same scroll position.
    #[must_use]
    pub fn fit_all(self, timeline: &Timeline) -> Viewport {
        let (from, to) = bounds(timeline);
        Viewport { from, to, ..self }.clamped(timeline)
    }

    /// A stretch of time with a little air around it.
    #[must_use]
    pub fn fit_span(self, timeline: &Timeline, from: f64, to: f64) -> Viewport {
        let air = ((to - from) * 0.08).max(SPAN_MIN / 2.0);
        Viewport { from: from - air, to: to + air, ..self }.clamped(timeline)
    }

    /// Centred at `time` without zooming.
    #[must_use]
    pub fn centred(self, timeline: &Timeline, time: f64) -> Viewport {
        let half = self.span() / 2.0;
        Viewport { from: time - half, to: time + half, ..self }.clamped(timeline)
    }

    /// Inside the run, not too near, not too far, not scrolled past the last lane.
    #[must_use]
    pub fn clamped(self, timeline: &Timeline) -> Viewport {
        let (from, to) = inside(self.from, self.to, bounds(timeline));
        let width = if self.width.is_finite() { self.width.max(1.0) } else { 1.0 };
        let height = if self.height.is_finite() { self.height.max(1.0) } else { 1.0 };
        let dpr = if self.dpr.is_finite() { self.dpr.clamp(0.5, 8.0) } else { 1.0 };
        let view = Viewport { from, to, width, height, dpr, ..self };
        let scroll_max = Layout::of(timeline, &view).scroll_max();
        let scroll_y = if view.scroll_y.is_finite() { view.scroll_y } else { 0.0 };
        Viewport { scroll_y: scroll_y.clamp(0.0, scroll_max), ..view }
    }

    /// Nanoseconds from the left edge to the right.
    #[must_use]
    pub fn span(&self) -> f64 {
        self.to - self.from
    }

    /// Nanoseconds a pixel.
    #[must_use]
    pub fn ns_per_px(&self) -> f64 {
        self.span() / self.lanes_width()
    }

    /// The x of a time; outside the lanes for one that is not shown.
    #[must_use]
    pub fn x_of(&self, time: f64) -> f64 {
        self.left() + (time - self.from) / self.ns_per_px()
    }

    /// The time of an x.
    #[must_use]
    pub fn time_at(&self, x: f64) -> f64 {
        self.from + (x - self.left()) * self.ns_per_px()
    }

    /// The x at which the lanes begin: the width of their labels.
    #[must_use]
    pub fn left(&self) -> f64 {
        crate::Sizes::of(self.width, self.height).gutter
    }

    /// The width of the lanes without their labels, at least one pixel.
    #[must_use]
    pub fn lanes_width(&self) -> f64 {
        (self.width - self.left()).max(1.0)
    }
}

/// The nearest stretch of a permitted length between two bounds; itself if it is one.
fn inside(from: f64, to: f64, (low, high): (f64, f64)) -> (f64, f64) {
    if !(from.is_finite() && to.is_finite() && to > from) {
        return (low, high);
    }
    let span = (to - from).clamp(SPAN_MIN, (high - low).max(SPAN_MIN));
    // Sums of fractions are not exact: a stretch that is right already is left as it is.
    let right = (to - from - span).abs() < 1e-9 && from >= low && to <= high;
    if right {
        return (from, to);
    }
    let from = f64::midpoint(from, to) - span / 2.0;
    let from = from.min(high - span).max(low);
    (from, (from + span).min(high))
}

/// The earliest and latest time that can be looked at.
fn bounds(timeline: &Timeline) -> (f64, f64) {
    let end = (timeline.end.0 as f64).max(SPAN_MIN);
    (-end * MARGIN, end * (1.0 + MARGIN))
}
