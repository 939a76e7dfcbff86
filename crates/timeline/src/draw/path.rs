//! The critical path: a line below the slices that it consists of, from lane to lane.

use super::Painter;
use crate::scene::Line;
use crate::{Paint, RowKind, Shape};

/// How thick the path is, in pixels.
const THICK_PX: f64 = 3.0;

impl Painter<'_> {
    pub(super) fn path(&mut self) {
        if !self.focus.path {
            return;
        }
        let timeline = self.timeline;
        let (from, to) = (self.viewport.from.max(0.0) as u64, self.viewport.to.max(0.0) as u64);
        let floors = self.floors();
        let first = timeline.path.partition_point(|step| step.to.0 < from);
        // The last point that was drawn: what ends at the same pixel is not drawn once more.
        let mut last: Option<(f64, f64)> = None;
        for step in timeline.path[first..].iter().take_while(|step| step.from.0 <= to) {
            let lane = timeline.lane_of_task(step.task);
            let Some(y) = lane.and_then(|lane| floors[lane.0]) else { continue };
            let (left, right) = (self.x(step.from.0), self.x(step.to.0));
            if let Some((x, before)) = last.filter(|(_, before)| *before != y) {
                self.stroke((x, before), (x, y));
            }
            if last.is_none_or(|(x, before)| right > x || before != y) {
                self.stroke((left, y), (right, y));
                last = Some((right, y));
            }
        }
    }

    /// The y just above the lower edge of the slices of each lane; nothing for those folded away.
    fn floors(&self) -> Vec<Option<f64>> {
        let mut floors = vec![None; self.timeline.lanes.len()];
        for row in &self.layout.rows {
            if let RowKind::Lane(lane) = row.kind {
                let bottom = self.layout.y_of(row) + row.height - self.layout.sizes.pad;
                floors[lane.0] = Some(bottom - THICK_PX / 2.0);
            }
        }
        floors
    }

    fn stroke(&mut self, from: (f64, f64), to: (f64, f64)) {
        let line = Line { from, to, paint: Paint::Text, width: THICK_PX, dashed: false };
        self.shape(Shape::Line(line));
    }
}
