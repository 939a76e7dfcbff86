//! Moving by keys: from slice to slice, lane to lane, mark to mark, along arrows.

use trace::Time;

use crate::{Hit, LaneId, Layout, RowKind, Timeline, Viewport};

/// Which way to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// To the left, up, or to the cause.
    Back,
    /// To the right, down, or to the effect.
    Forward,
}

/// When what was hit begins.
#[must_use]
pub fn time_of(timeline: &Timeline, hit: &Hit) -> Option<Time> {
    match *hit {
        Hit::Slice { lane, index } => timeline.slice(lane, index).map(|slice| slice.from),
        Hit::Preview { from, .. } => Some(from),
        Hit::Mark { lane, index } => Some(timeline.lane(lane)?.marks.get(index)?.time),
        Hit::Gap { time, .. } => Some(time),
        Hit::Axis { time } | Hit::Minimap { time } => Some(Time(time.max(0.0) as u64)),
        Hit::Label { .. } | Hit::Header { .. } => None,
    }
}

/// From when to when what was hit lasts; a point lasts from itself to itself.
#[must_use]
pub fn span_of(timeline: &Timeline, hit: &Hit) -> Option<(Time, Time)> {
    match *hit {
        Hit::Slice { lane, index } => {
            timeline.slice(lane, index).map(|slice| (slice.from, slice.to))
        }
        Hit::Preview { from, to, .. } => Some((from, to)),
        Hit::Label { lane } => {
            let slices = &timeline.lane(lane)?.slices;
            let last = slices.len().checked_sub(1)?;
            Some((Time(slices.start(0)), Time(slices.end(last))))
        }
        _ => time_of(timeline, hit).map(|time| (time, time)),
    }
}

/// The next or previous slice of the same lane; from a lane's label its first or last.
#[must_use]
pub fn next_slice(timeline: &Timeline, hit: &Hit, direction: Direction) -> Option<Hit> {
    let lane = hit.lane()?;
    let slices = &timeline.lane(lane)?.slices;
    let index = match (*hit, direction) {
        (Hit::Slice { index, .. }, Direction::Forward) => index + 1,
        (Hit::Slice { index, .. }, Direction::Back) => index.checked_sub(1)?,
        (Hit::Label { .. }, Direction::Forward) => 0,
        (Hit::Label { .. }, Direction::Back) => slices.len().checked_sub(1)?,
        (Hit::Preview { from, .. }, Direction::Forward) => slices.first_ending_after(from.0),
        (_, Direction::Forward) => slices.first_starting_from(time_of(timeline, hit)?.0 + 1),
        (_, Direction::Back) => {
            slices.first_starting_from(time_of(timeline, hit)?.0).checked_sub(1)?
        }
    };
    (index < slices.len()).then_some(Hit::Slice { lane, index })
}

/// The lane above or below that is not folded away, at the same time.
#[must_use]
pub fn next_lane(
    timeline: &Timeline,
    viewport: &Viewport,
    hit: &Hit,
    direction: Direction,
) -> Option<Hit> {
    let layout = Layout::of(timeline, viewport);
    let lanes: Vec<LaneId> = layout
        .rows
        .iter()
        .filter_map(|row| match row.kind {
            RowKind::Lane(lane) => Some(lane),
            RowKind::Header(_) => None,
        })
        .collect();
    let here = hit.lane().and_then(|lane| lanes.iter().position(|other| *other == lane));
    let there = match (here, direction) {
        (None, _) => 0,
        (Some(here), Direction::Back) => here.checked_sub(1)?,
        (Some(here), Direction::Forward) => here + 1,
    };
    let lane = *lanes.get(there)?;
    if matches!(hit, Hit::Label { .. }) {
        return Some(Hit::Label { lane });
    }
    // The middle of what can be seen of it: that is where one is looking.
    let (from, to) = span_of(timeline, hit)?;
    let from = (from.0 as f64).max(viewport.from);
    let to = (to.0 as f64).min(viewport.to).max(from);
    Some(nearest(timeline, lane, f64::midpoint(from, to).max(0.0) as u64))
}

/// The slice of a lane at a time, or the next one, or the last; an empty lane gives its label.
#[must_use]
pub fn nearest(timeline: &Timeline, lane: LaneId, time: u64) -> Hit {
    let slices = timeline.lane(lane).map(|lane| &lane.slices);
    match slices {
        Some(slices) if !slices.is_empty() => {
            Hit::Slice { lane, index: slices.first_ending_after(time).min(slices.len() - 1) }
        }
        _ => Hit::Label { lane },
    }
}

/// The next or previous mark of any lane.
#[must_use]
pub fn next_mark(timeline: &Timeline, hit: &Hit, direction: Direction) -> Option<Hit> {
    let here = (time_of(timeline, hit)?, hit.lane().unwrap_or(LaneId(0)), mark_index(hit));
    let place = |lane: usize, index: usize| {
        let time = timeline.lanes[lane].marks[index].time;
        (time, LaneId(lane), Some(index))
    };
    let per_lane = timeline.lanes.iter().enumerate().filter_map(|(number, lane)| {
        let from = lane.marks.partition_point(|mark| mark.time < here.0);
        // Of the marks at the same time those of lanes above come first.
        let mut order = (from..lane.marks.len()).map(|index| place(number, index));
        match direction {
            Direction::Forward => order.find(|place| *place > here),
            Direction::Back => {
                let same = order.take_while(|place| place.0 == here.0 && *place < here).last();
                same.or_else(|| from.checked_sub(1).map(|index| place(number, index)))
            }
        }
    });
    let found = match direction {
        Direction::Forward => per_lane.min(),
        Direction::Back => per_lane.max(),
    };
    found.and_then(|(_, lane, index)| index.map(|index| Hit::Mark { lane, index }))
}

fn mark_index(hit: &Hit) -> Option<usize> {
    if let Hit::Mark { index, .. } = hit { Some(*index) } else { None }
}

/// Along an arrow: back to the slice that caused this one, forward to one that it caused.
#[must_use]
pub fn along_arrow(timeline: &Timeline, hit: &Hit, direction: Direction) -> Option<Hit> {
    let lane = hit.lane()?;
    let (from, to) = span_of(timeline, hit)?;
    let mut arrows = timeline.arrows_at(lane, from, to);
    let point = match direction {
        // What made it begin, rather than what made it end.
        Direction::Back => arrows.find(|arrow| arrow.to.lane == lane && arrow.to.time <= to)?.from,
        Direction::Forward => arrows.find(|arrow| arrow.from.lane == lane)?.to,
    };
    let time = match direction {
        // A cause is the end of what happened before it.
        Direction::Back => point.time.0.saturating_sub(1),
        Direction::Forward => point.time.0,
    };
    Some(nearest(timeline, point.lane, time))
}

/// The lanes whose name contains what was typed, whatever its case.
#[must_use]
pub fn find(timeline: &Timeline, typed: &str) -> Vec<LaneId> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let lanes = timeline.lanes.iter().enumerate();
    lanes
        .filter(|(_, lane)| lane.name.to_lowercase().contains(&typed))
        .map(|(index, _)| LaneId(index))
        .collect()
}

/// The viewport moved as little as needed to show a hit.
#[must_use]
pub fn reveal(timeline: &Timeline, viewport: &Viewport, hit: &Hit) -> Viewport {
    let mut next = *viewport;
    if let Some((from, to)) = span_of(timeline, hit).filter(|_| !matches!(hit, Hit::Label { .. })) {
        let (from, to) = (from.0 as f64, to.0 as f64);
        let air = next.span() * 0.1;
        let shift = if to < next.from {
            to - air - next.from
        } else if from > next.to {
            from + air - next.to
        } else {
            0.0
        };
        next = Viewport { from: next.from + shift, to: next.to + shift, ..next };
    }
    let layout = Layout::of(timeline, &next);
    if let Some(row) = hit.lane().and_then(|lane| layout.row_of(lane)) {
        let room = viewport.height - layout.body;
        let top = row.top;
        let bottom = row.top + row.height;
        if top < next.scroll_y {
            next.scroll_y = top;
        } else if bottom > next.scroll_y + room {
            next.scroll_y = bottom - room;
        }
    }
    next.clamped(timeline)
}

/// The viewport zoomed so that a hit fills most of it.
#[must_use]
pub fn fit_hit(timeline: &Timeline, viewport: &Viewport, hit: &Hit) -> Viewport {
    let fitted = match span_of(timeline, hit) {
        Some((from, to)) => viewport.fit_span(timeline, from.0 as f64, to.0 as f64),
        None => *viewport,
    };
    reveal(timeline, &fitted, hit)
}
