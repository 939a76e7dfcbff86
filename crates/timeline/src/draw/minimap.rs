//! The minimap: how busy the cores are over the whole run, and which part of it one sees.

use super::Painter;
use crate::timeline::OVERVIEW_CELLS;
use crate::{Align, Area, Paint, Shape, format, text};

impl Painter<'_> {
    pub(super) fn minimap(&mut self) {
        let sizes = self.layout.sizes;
        if sizes.minimap <= 0.0 {
            return;
        }
        let (left, height) = (self.viewport.left(), sizes.minimap);
        let width = self.viewport.lanes_width();
        self.fill(0.0, 0.0, self.viewport.width, height, Paint::Gutter);
        let cell = width / OVERVIEW_CELLS as f64;
        let shares = &self.timeline.overview;
        let mut first = 0;
        while first < shares.len() {
            let same = shares[first..].iter().take_while(|share| **share == shares[first]).count();
            if shares[first] > 0 {
                let x = self.snap(left + first as f64 * cell);
                let end = self.snap(left + (first + same) as f64 * cell);
                let tall = (f64::from(shares[first]) / 255.0 * (height - 5.0)).max(1.0);
                self.fill(x, height - 2.0 - tall, end - x, tall, Paint::Overview);
            }
            first += same;
        }
        self.window(left, width, height);
        let total = format::time(self.timeline.end);
        if let Some(total) = text::elide(&total, sizes.font, left - 12.0) {
            self.text((8.0, self.baseline(0.0, height)), total, Paint::Text, Align::Left);
        }
        self.line((0.0, height - 0.5), (self.viewport.width, height - 0.5), Paint::GridMajor);
    }

    /// Veils what the viewport does not show.
    fn window(&mut self, left: f64, width: f64, height: f64) {
        let end = (self.timeline.end.0 as f64).max(1.0);
        let x = |time: f64| left + (time / end).clamp(0.0, 1.0) * width;
        let from = self.snap(x(self.viewport.from));
        let to = self.snap(x(self.viewport.to)).max(from + 2.0);
        self.fill(left, 0.0, from - left, height, Paint::Veil);
        self.fill(to, 0.0, left + width - to, height, Paint::Veil);
        let area = Area { x: from, y: 0.5, width: to - from, height: height - 1.0 };
        self.shape(Shape::Frame(area, Paint::TextMuted, 1.0));
    }
}
