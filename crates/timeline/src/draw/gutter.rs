//! The labels at the left: groups, lanes, and how deep a task is nested.

use super::Painter;
use crate::{Align, Group, LaneId, LaneKind, Paint, Row, RowKind, Shape, Text, Theme, text};

/// Deeper tasks are not indented further: the label has to stay readable.
const DEPTH_MAX: u32 = 6;
/// The stripe in a task's own hue.
const SWATCH_PX: f64 = 3.0;

impl Painter<'_> {
    pub(super) fn gutter(&mut self) {
        let (left, height) = (self.viewport.left(), self.viewport.height);
        self.fill(0.0, 0.0, left, height, Paint::Gutter);
        for (row, y) in self.visible() {
            match row.kind {
                RowKind::Header(group) => self.group_header(group, y, row.height),
                RowKind::Lane(lane) => self.lane_label(lane, &row, y),
            }
        }
        let x = self.snap(left) - 0.5;
        self.line((x, 0.0), (x, height), Paint::GridMajor);
    }

    fn group_header(&mut self, group: Group, y: f64, height: f64) {
        let width = self.viewport.width;
        self.fill(0.0, y, width, height, Paint::Header);
        let folded = self.viewport.folded.contains(group);
        let count = self.timeline.group(group).count();
        let sign = if folded { '▸' } else { '▾' };
        let size = self.layout.sizes.font;
        self.shape(Shape::Text(Text {
            x: 8.0,
            y: self.baseline(y, height),
            text: format!("{sign} {}  {count}", group.name()),
            paint: Paint::TextMuted,
            size,
            align: Align::Left,
            bold: true,
        }));
    }

    fn lane_label(&mut self, id: LaneId, row: &Row, y: f64) {
        let lane = &self.timeline.lanes[id.0];
        let sizes = self.layout.sizes;
        let x = 8.0 + f64::from(lane.depth.min(DEPTH_MAX)) * sizes.indent;
        let mut text_x = x;
        if let LaneKind::Task(task) = lane.kind {
            let (height, hue) = (row.height - 2.0 * sizes.pad, task.index() % Theme::HUES);
            self.fill(x, y + sizes.pad, SWATCH_PX, height, Paint::Task(hue));
            text_x += SWATCH_PX + 5.0;
        }
        let room = self.viewport.left() - text_x - 4.0;
        if let Some(name) = text::elide(&lane.name, sizes.font, room) {
            let baseline = self.baseline(y, row.height);
            self.text((text_x, baseline), name, Paint::Text, Align::Left);
        }
    }
}
