//! The time axis, its grid, and the chosen point in time.

use trace::{Clock, Span};

use super::Painter;
use crate::{Align, Paint, format, text, ticks};

impl Painter<'_> {
    /// The lines behind the slices.
    pub(super) fn grid(&mut self) {
        let bottom = self.viewport.height;
        for tick in ticks(self.viewport, self.timeline.end.0) {
            let x = self.x(tick.time) + 0.5;
            let paint = if tick.label.is_some() { Paint::GridMajor } else { Paint::Grid };
            self.line((x, self.layout.body), (x, bottom), paint);
        }
    }

    /// The scale above the lanes.
    pub(super) fn axis(&mut self) {
        let sizes = self.layout.sizes;
        let (top, bottom) = (sizes.minimap, self.layout.body);
        let width = self.viewport.width;
        self.fill(0.0, top, width, sizes.axis, Paint::Gutter);
        let baseline = self.baseline(top, sizes.axis - 4.0);
        let mut free_from = self.viewport.left();
        for tick in ticks(self.viewport, self.timeline.end.0) {
            let x = self.x(tick.time) + 0.5;
            let length = if tick.label.is_some() { 6.0 } else { 3.0 };
            self.line((x, bottom - length), (x, bottom), Paint::TextMuted);
            let Some(label) = tick.label else { continue };
            let end = x + 3.0 + text::width(&label, sizes.font);
            if x >= free_from && end <= width {
                self.text((x + 3.0, baseline), label, Paint::TextMuted, Align::Left);
                free_from = end + 6.0;
            }
        }
        let clock = match self.timeline.clock {
            Clock::Virtual => "virtual time",
            Clock::Wall => "measured time",
        };
        let room = self.viewport.left() - 12.0;
        if let Some(clock) = text::elide(clock, sizes.font, room) {
            self.text((8.0, baseline), clock, Paint::TextMuted, Align::Left);
        }
        self.line((0.0, bottom - 0.5), (width, bottom - 0.5), Paint::GridMajor);
        self.hidden_arrows();
    }

    /// Says what was left out, in the lower right corner.
    fn hidden_arrows(&mut self) {
        let hidden = self.scene.arrows_hidden;
        if hidden > 0 {
            let note = format!("{} arrows: zoom in to see them", format::count(hidden));
            let width = text::width(&note, self.layout.sizes.font) + 12.0;
            let (x, y) = (self.viewport.width - width - 4.0, self.viewport.height - 22.0);
            self.fill(x, y, width, 18.0, Paint::Header);
            let baseline = self.baseline(y, 18.0);
            self.text((x + 6.0, baseline), note, Paint::TextMuted, Align::Left);
        }
    }

    pub(super) fn cursor(&mut self) {
        let Some(time) = self.focus.cursor else { return };
        let x = self.viewport.x_of(time);
        if !(self.viewport.left()..=self.viewport.width).contains(&x) {
            return;
        }
        let x = self.snap(x);
        let sizes = self.layout.sizes;
        self.line((x, sizes.minimap), (x, self.viewport.height), Paint::Cursor);
        let label = format::span(Span(time.max(0.0) as u64));
        let width = text::width(&label, sizes.font) + 10.0;
        // In a picture narrower than the label, the label's beginning is seen.
        let left = (x - width / 2.0).min(self.viewport.width - width).max(self.viewport.left());
        self.fill(left, sizes.minimap + 2.0, width, sizes.axis - 6.0, Paint::Cursor);
        let baseline = self.baseline(sizes.minimap + 2.0, sizes.axis - 6.0);
        let middle = left + width / 2.0;
        self.text((middle, baseline), label, Paint::Background, Align::Centre);
    }
}
