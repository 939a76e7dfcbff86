//! What is at a point of the picture, found by the rules the picture was drawn by.

use trace::Time;

use crate::draw::{MARK_APART_PX, clusters};
use crate::pieces::{Piece, cell, pieces};
use crate::{Hit, Lane, LaneId, Layout, RowKind, Timeline, Viewport};

/// How far beside a mark or a narrow slice a pointer may be, in pixels.
const REACH_PX: f64 = 4.0;

/// What is drawn at a point of the picture, if anything.
#[must_use]
pub fn hit(timeline: &Timeline, viewport: &Viewport, x: f64, y: f64) -> Option<Hit> {
    let inside = (0.0..viewport.width).contains(&x) && (0.0..viewport.height).contains(&y);
    if !inside {
        return None;
    }
    let layout = Layout::of(timeline, viewport);
    let in_lanes = x >= viewport.left();
    if y < layout.sizes.minimap {
        let share = (x - viewport.left()) / viewport.lanes_width();
        return in_lanes.then_some(Hit::Minimap { time: share * timeline.end.0 as f64 });
    }
    if y < layout.body {
        return in_lanes.then_some(Hit::Axis { time: viewport.time_at(x) });
    }
    let row = *layout.row_at(y)?;
    let lane = match row.kind {
        RowKind::Header(group) => return Some(Hit::Header { group }),
        RowKind::Lane(lane) if !in_lanes => return Some(Hit::Label { lane }),
        RowKind::Lane(lane) => lane,
    };
    let from_top = y - layout.y_of(&row);
    let n_lanes =
        layout.visible().iter().filter(|row| matches!(row.kind, RowKind::Lane(_))).count();
    let rows = timeline.lane(lane)?;
    mark_at(rows, lane, viewport, x, from_top - layout.sizes.pad)
        .or_else(|| piece_at(rows, lane, viewport, x, cell(viewport, n_lanes)))
        .or_else(|| gap_at(timeline, lane, viewport, x))
}

fn mark_at(lane: &Lane, id: LaneId, viewport: &Viewport, x: f64, dy: f64) -> Option<Hit> {
    if dy.abs() > MARK_APART_PX {
        return None;
    }
    clusters(&lane.marks, viewport)
        .into_iter()
        .map(|cluster| ((cluster.x - x).abs(), cluster.chief))
        .filter(|(distance, _)| *distance <= REACH_PX + 1.0)
        .min_by(|one, two| one.0.total_cmp(&two.0))
        .map(|(_, index)| Hit::Mark { lane: id, index })
}

fn piece_at(lane: &Lane, id: LaneId, viewport: &Viewport, x: f64, cell: f64) -> Option<Hit> {
    let mut nearest: Option<(f64, Hit)> = None;
    for piece in pieces(&lane.slices, viewport, cell) {
        let (from, to, found) = match piece {
            Piece::One { index } => {
                let (from, to) = (lane.slices.start(index), lane.slices.end(index));
                (from, to, Hit::Slice { lane: id, index })
            }
            Piece::Many { from, to, first, n, .. } => {
                // The whole of the slices, also where the cell shows a part of the outer ones.
                let (begin, end) = (lane.slices.start(first), lane.slices.end(first + n - 1));
                (from, to, Hit::Preview { lane: id, from: Time(begin), to: Time(end) })
            }
        };
        let (left, right) = (viewport.x_of(from as f64), viewport.x_of(to as f64));
        let distance = (left - x).max(x - right).max(0.0);
        if left > x + REACH_PX {
            break;
        }
        // Edges are drawn on whole pixels, so that a gap narrower than one is not seen.
        let reach = if right - left < REACH_PX { REACH_PX } else { 1.0 };
        let nearer = nearest.as_ref().is_none_or(|(best, _)| distance < *best);
        // Where two meet, the later one begins.
        let meets = distance == 0.0 && left <= x;
        if distance <= reach && (nearer || meets) {
            nearest = Some((distance, found));
        }
    }
    nearest.map(|(_, hit)| hit)
}

fn gap_at(timeline: &Timeline, lane: LaneId, viewport: &Viewport, x: f64) -> Option<Hit> {
    let time = viewport.time_at(x);
    let within = (0.0..=timeline.end.0 as f64).contains(&time);
    within.then_some(Hit::Gap { lane, time: Time(time as u64) })
}
