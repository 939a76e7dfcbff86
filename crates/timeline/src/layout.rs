//! Where each lane stands in the picture.

use crate::{Group, LaneId, Timeline, Viewport};

/// The sizes that depend on how large the picture is, in pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sizes {
    /// The width of the lane labels.
    pub gutter: f64,
    /// The height of the minimap at the top; 0 where there is no room.
    pub minimap: f64,
    /// The height of the time axis below it.
    pub axis: f64,
    /// The height of a group's header.
    pub header: f64,
    /// The height of a lane.
    pub lane: f64,
    /// What a lane leaves free above and below its slices.
    pub pad: f64,
    /// The height of labels.
    pub font: f64,
    /// How far each level of nesting moves a label to the right.
    pub indent: f64,
}

impl Sizes {
    /// The sizes for a picture.
    #[must_use]
    pub fn of(width: f64, height: f64) -> Sizes {
        let narrow = width < 560.0;
        let gutter: f64 = match width {
            width if width < 560.0 => 88.0,
            width if width < 960.0 => 132.0,
            _ => 176.0,
        };
        Sizes {
            // A picture narrower than its labels still shows some lanes.
            gutter: gutter.min(width * 0.4).round(),
            minimap: if height < 180.0 { 0.0 } else { 22.0 },
            axis: 24.0,
            header: 22.0,
            // A finger needs more room than a pointer.
            lane: if narrow { 30.0 } else { 26.0 },
            pad: 4.0,
            font: if narrow { 11.0 } else { 11.5 },
            indent: if narrow { 6.0 } else { 12.0 },
        }
    }
}

/// What a row of the picture is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// The header of a group.
    Header(Group),
    /// A lane.
    Lane(LaneId),
}

/// A row of the picture.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// Its upper edge, in pixels from the first row's; the scroll position is not in it.
    pub top: f64,
    /// Its height.
    pub height: f64,
}

/// The rows of a picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// The sizes it was made with.
    pub sizes: Sizes,
    /// The rows, from top to bottom.
    pub rows: Vec<Row>,
    /// The y at which the rows begin when nothing is scrolled.
    pub body: f64,
    /// The height of all rows together.
    pub content: f64,
    height: f64,
    scroll_y: f64,
}

impl Layout {
    /// The rows of a timeline seen through a viewport.
    #[must_use]
    pub fn of(timeline: &Timeline, viewport: &Viewport) -> Layout {
        let sizes = Sizes::of(viewport.width, viewport.height);
        let mut rows = Vec::with_capacity(timeline.lanes.len() + 3);
        let mut top = 0.0;
        let mut push = |kind, height| {
            rows.push(Row { kind, top, height });
            top += height;
        };
        let mut group = None;
        for (index, lane) in timeline.lanes.iter().enumerate() {
            let own = lane.group();
            if group != Some(own) {
                push(RowKind::Header(own), sizes.header);
                group = Some(own);
            }
            if !viewport.folded.contains(own) {
                push(RowKind::Lane(LaneId(index)), sizes.lane);
            }
        }
        Layout {
            sizes,
            rows,
            body: sizes.minimap + sizes.axis,
            content: top,
            height: viewport.height,
            scroll_y: viewport.scroll_y,
        }
    }

    /// How far the rows can be scrolled.
    #[must_use]
    pub fn scroll_max(&self) -> f64 {
        (self.content - (self.height - self.body)).max(0.0)
    }

    /// The height of a picture that shows every row without scrolling.
    #[must_use]
    pub fn full_height(&self) -> f64 {
        self.body + self.content + 4.0
    }

    /// The y of a row's upper edge in the picture.
    #[must_use]
    pub fn y_of(&self, row: &Row) -> f64 {
        self.body + row.top - self.scroll_y
    }

    /// The row at a y of the picture.
    #[must_use]
    pub fn row_at(&self, y: f64) -> Option<&Row> {
        let content_y = y - self.body + self.scroll_y;
        if y < self.body || content_y < 0.0 {
            return None;
        }
        let after = self.rows.partition_point(|row| row.top <= content_y);
        self.rows[..after].last().filter(|row| content_y < row.top + row.height)
    }

    /// The row of a lane, unless its group is folded.
    #[must_use]
    pub fn row_of(&self, lane: LaneId) -> Option<&Row> {
        self.rows.iter().find(|row| row.kind == RowKind::Lane(lane))
    }

    /// The rows that can be seen.
    #[must_use]
    pub fn visible(&self) -> &[Row] {
        let first = self.rows.partition_point(|row| row.top + row.height <= self.scroll_y);
        let bottom = self.scroll_y + self.height - self.body;
        let last = self.rows.partition_point(|row| row.top < bottom);
        &self.rows[first.min(last)..last]
    }
}
