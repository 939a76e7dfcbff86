//! What the visitor points at, has chosen, and wants to see less of.

use trace::Time;

use crate::{Group, LaneId, StateSet};

/// What is at a point of the picture.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Hit {
    /// A slice.
    Slice {
        /// Its lane.
        lane: LaneId,
        /// Its position among the lane's slices.
        index: usize,
    },
    /// Slices too narrow to be drawn one by one.
    Preview {
        /// Their lane.
        lane: LaneId,
        /// When the first begins.
        from: Time,
        /// When the last ends.
        to: Time,
    },
    /// A mark.
    Mark {
        /// Its lane.
        lane: LaneId,
        /// Its position among the lane's marks.
        index: usize,
    },
    /// A lane's label.
    Label {
        /// The lane.
        lane: LaneId,
    },
    /// A lane where it has no slice: a core that idles, a lock that is free.
    Gap {
        /// The lane.
        lane: LaneId,
        /// The time.
        time: Time,
    },
    /// A group's header; a click folds the group.
    Header {
        /// The group.
        group: Group,
    },
    /// The time axis.
    Axis {
        /// The time there.
        time: f64,
    },
    /// The minimap.
    Minimap {
        /// The time there, on the minimap's own scale.
        time: f64,
    },
}

impl Hit {
    /// The lane it is in.
    #[must_use]
    pub fn lane(&self) -> Option<LaneId> {
        match *self {
            Hit::Slice { lane, .. }
            | Hit::Preview { lane, .. }
            | Hit::Mark { lane, .. }
            | Hit::Label { lane }
            | Hit::Gap { lane, .. } => Some(lane),
            Hit::Header { .. } | Hit::Axis { .. } | Hit::Minimap { .. } => None,
        }
    }
}

/// What a picture stresses.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Focus {
    /// What the pointer is on.
    pub hover: Option<Hit>,
    /// What is selected; its arrows are always drawn.
    pub selected: Option<Hit>,
    /// The chosen point in time, in ns.
    pub cursor: Option<f64>,
    /// A marked stretch of time, in ns.
    pub interval: Option<(f64, f64)>,
    /// The states that the legend's filter fades.
    pub dimmed: StateSet,
    /// Whether arrows are drawn that belong to nothing selected.
    pub arrows: Arrows,
    /// Whether the critical path is drawn.
    pub path: bool,
}

/// Which arrows are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Arrows {
    /// All, unless there are so many that they would cover the lanes.
    #[default]
    All,
    /// Only those of what is selected or pointed at.
    Focused,
}

impl Default for Focus {
    fn default() -> Focus {
        Focus {
            hover: None,
            selected: None,
            cursor: None,
            interval: None,
            dimmed: StateSet::EMPTY,
            arrows: Arrows::All,
            path: false,
        }
    }
}
