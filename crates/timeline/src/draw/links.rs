//! What lies over the slices: arrows, marks, and the frames of what is selected.

use trace::Time;

use super::Painter;
use crate::slices::gallop;
use crate::{
    Area, Arrow, ArrowLine, Arrows, Hit, Mark, MarkKind, Paint, Point, RowKind, Shape, Sign,
};

/// More arrows than this would cover the lanes; they are counted instead.
const ARROWS_MAX: usize = 240;
/// Marks nearer than this are drawn as one with a count.
pub(crate) const MARK_APART_PX: f64 = 9.0;
/// In a lane with more marks than this they are drawn further apart: a row of signs says nothing.
const MARKS_MANY: usize = 40;
const MARK_APART_MANY_PX: f64 = 32.0;
/// So many marks of a cluster are looked at for the one that matters most.
const LAST_MARKS: usize = 8;
/// From a mark's middle to its edge.
const MARK_RADIUS: f64 = 4.0;

/// Marks that are drawn as one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Cluster {
    /// The first of them.
    pub first: usize,
    /// How many.
    pub count: usize,
    /// The one that matters most.
    pub chief: usize,
    /// Where it is.
    pub x: f64,
}

/// The marks of a lane that can be seen, near ones together.
///
/// Clusters begin with the first mark that can be seen, and each costs a binary search.
pub(crate) fn clusters(marks: &[Mark], viewport: &crate::Viewport) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    let mut first = marks.partition_point(|mark| (mark.time.0 as f64) < viewport.from);
    let last = marks.partition_point(|mark| mark.time.0 as f64 <= viewport.to);
    let many = last.saturating_sub(first) > MARKS_MANY;
    let apart = if many { MARK_APART_MANY_PX } else { MARK_APART_PX } * viewport.ns_per_px();
    let marks = &marks[..last.max(first)];
    while let Some(mark) = marks.get(first) {
        let until = mark.time.0 as f64 + apart;
        let after = gallop(marks, first, |next| (next.time.0 as f64) < until).max(first + 1);
        // The grave ones end a task or the run, so that they are the last of their lane.
        let last = after.saturating_sub(LAST_MARKS).max(first)..after;
        let chief = last.max_by_key(|&index| (marks[index].kind, index)).unwrap_or(first);
        clusters.push(Cluster {
            first,
            count: after - first,
            chief,
            x: viewport.x_of(marks[chief].time.0 as f64),
        });
        first = after;
    }
    clusters
}

impl Painter<'_> {
    /// The y of the middle of each lane; nothing for those folded away.
    fn middles(&self) -> Vec<Option<f64>> {
        let mut middles = vec![None; self.timeline.lanes.len()];
        for row in &self.layout.rows {
            if let RowKind::Lane(lane) = row.kind {
                middles[lane.0] = Some(self.layout.y_of(row) + row.height / 2.0);
            }
        }
        middles
    }

    pub(super) fn arrows(&mut self) {
        let timeline = self.timeline;
        let middles = self.middles();
        let (from, to) = (self.viewport.from.max(0.0) as u64, self.viewport.to.max(0.0) as u64);
        if self.focus.arrows == Arrows::All {
            let range = timeline.arrows_between(from, to);
            let mut seen = Vec::new();
            for arrow in &timeline.arrows[range.clone()] {
                seen.extend(self.arrow_line(&middles, arrow, false));
                if seen.len() > ARROWS_MAX {
                    break;
                }
            }
            if seen.len() > ARROWS_MAX {
                self.scene.arrows_hidden = range.len();
            } else {
                self.scene.shapes.extend(seen.into_iter().map(Shape::Arrow));
            }
        }
        for hit in [self.focus.hover, self.focus.selected].into_iter().flatten() {
            let Some((lane, from, to)) = self.stretch(&hit) else { continue };
            let own = timeline.arrows_at(lane, from, to).take(ARROWS_MAX);
            let lines: Vec<ArrowLine> =
                own.filter_map(|arrow| self.arrow_line(&middles, arrow, true)).collect();
            self.scene.shapes.extend(lines.into_iter().map(Shape::Arrow));
        }
    }

    /// The arrow in the picture, if any of it can be seen. Its ends lie near the picture, so that
    /// a renderer need not bear coordinates of millions.
    fn arrow_line(
        &self,
        middles: &[Option<f64>],
        arrow: &Arrow,
        strong: bool,
    ) -> Option<ArrowLine> {
        let place = |point: Point| {
            let y = middles.get(point.lane.0).copied().flatten()?;
            Some((self.viewport.x_of(point.time.0 as f64), y))
        };
        let (from, to) = (place(arrow.from)?, place(arrow.to)?);
        let (left, right) = (self.viewport.left(), self.viewport.width);
        let (top, bottom) = (self.layout.body, self.viewport.height);
        let beside = from.0.max(to.0) < left || from.0.min(to.0) > right;
        let above = from.1.max(to.1) < top || from.1.min(to.1) > bottom;
        let near = |(x, y): (f64, f64)| (x.clamp(left - 60.0, right + 60.0), y);
        (!beside && !above).then(|| ArrowLine {
            from: near(from),
            to: near(to),
            kind: arrow.kind,
            strong,
        })
    }

    /// The stretch of a lane that a hit means.
    fn stretch(&self, hit: &Hit) -> Option<(crate::LaneId, Time, Time)> {
        match *hit {
            Hit::Slice { lane, index } => {
                let slice = self.timeline.slice(lane, index)?;
                Some((lane, slice.from, slice.to))
            }
            Hit::Preview { lane, from, to } => Some((lane, from, to)),
            _ => None,
        }
    }

    pub(super) fn marks(&mut self) {
        let timeline = self.timeline;
        for (row, y) in self.visible() {
            let RowKind::Lane(lane) = row.kind else { continue };
            let marks = &timeline.lanes[lane.0].marks;
            for cluster in clusters(marks, self.viewport) {
                self.sign(
                    cluster.x,
                    y + self.layout.sizes.pad,
                    marks[cluster.chief].kind,
                    cluster.count,
                );
            }
        }
        for mark in &timeline.marks {
            let x = self.viewport.x_of(mark.time.0 as f64);
            if (self.viewport.left()..=self.viewport.width).contains(&x) {
                let paint = Paint::Mark(mark.kind);
                let from = (self.snap(x), self.layout.body);
                let to = (self.snap(x), self.viewport.height);
                self.line(from, to, paint);
                self.sign(x, self.layout.body + 5.0, mark.kind, 1);
            }
        }
    }

    fn sign(&mut self, x: f64, y: f64, kind: MarkKind, count: usize) {
        let grave = matches!(kind, MarkKind::Exception | MarkKind::Deadlock);
        let radius = if grave { MARK_RADIUS + 1.5 } else { MARK_RADIUS };
        self.shape(Shape::Sign(Sign { x, y, radius, kind, count }));
    }

    /// Frames around what is selected and what the pointer is on.
    pub(super) fn focused(&mut self) {
        let focus = self.focus;
        if let Some(area) = focus.hover.and_then(|hit| self.area_of(&hit)) {
            self.shape(Shape::Frame(area, Paint::Hover, 1.0));
        }
        if let Some(area) = focus.selected.and_then(|hit| self.area_of(&hit)) {
            self.shape(Shape::Frame(area, Paint::Selection, 2.0));
        }
    }

    /// Where a hit is in the picture.
    fn area_of(&self, hit: &Hit) -> Option<Area> {
        let row = self.layout.row_of(hit.lane()?)?;
        let y = self.layout.y_of(row);
        let pad = self.layout.sizes.pad;
        if y + row.height < self.layout.body || y > self.viewport.height {
            return None;
        }
        if let Hit::Mark { lane, index } = *hit {
            let mark = self.timeline.lane(lane)?.marks.get(index)?;
            let x = self.viewport.x_of(mark.time.0 as f64);
            let around = MARK_RADIUS + 3.0;
            let inside = (self.viewport.left()..=self.viewport.width).contains(&x);
            return inside.then_some(Area {
                x: x - around,
                y: y + pad - around,
                width: around * 2.0,
                height: around * 2.0,
            });
        }
        if matches!(hit, Hit::Label { .. }) {
            return Some(Area { x: 1.0, y, width: self.viewport.width - 2.0, height: row.height });
        }
        let (_, from, to) = self.stretch(hit)?;
        let (left, right) = (self.x(from.0), self.x(to.0));
        let gone = self.viewport.x_of(to.0 as f64) < self.viewport.left()
            || self.viewport.x_of(from.0 as f64) > self.viewport.width;
        (!gone).then(|| Area {
            x: left,
            y: y + pad,
            width: (right - left).max(2.0),
            height: row.height - 2.0 * pad,
        })
    }
}
