//! What a run looks like over time: from a [`trace::Trace`] to lanes, to numbers, to a picture.
//!
//! ```text
//! Trace ─▶ Timeline::project ─▶ Timeline ─▶ Scene::draw (Viewport, Focus) ─▶ Scene ─▶ canvas, SVG
//!     └──▶ metrics               ├────────▶ hit, describe, why (what is it, and why)
//!                                └────────▶ ascii, narrate, Table (the same without a picture)
//! ```
//!
//! Everything here is a pure function of its arguments: no clock, no chance, no input or output.
#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

mod arrow;
mod family;
mod follow;
pub mod format;
mod gil;
mod lane;
mod metrics;
mod miniature;
mod project;
mod slices;
mod state;
mod timeline;

mod ascii;
mod describe;
mod draw;
mod focus;
mod hit;
mod layout;
pub mod navigate;
mod pieces;
mod scene;
mod table;
pub mod text;
mod theme;
mod ticks;
mod viewport;
mod why;
mod words;

pub use arrow::{Arrow, ArrowKind, Point};
pub use ascii::ascii;
pub use describe::{Description, describe};
pub use focus::{Arrows, Focus, Hit};
pub use hit::hit;
pub use lane::{Finish, Folded, Group, Lane, LaneId, LaneKind, Mark, MarkKind};
pub use layout::{Layout, Row, RowKind, Sizes};
pub use metrics::{
    CriticalPath, Delay, ObjectMetrics, Occupation, PathStep, RunMetrics, TaskMetrics, marshalling,
    metrics, occupation, overlap,
};
pub use miniature::{MINIATURE_CELLS, Miniature, MiniatureLane, MiniaturePiece};
pub use pieces::RECTS_MAX;
pub use scene::{Align, Area, ArrowLine, Line, Paint, Rect, Scene, Shape, Sign, Text};
pub use slices::{Mixture, Slice, Slices};
pub use state::{Pattern, State, StateSet};
pub use table::{Table, TableRow, narrate};
pub use theme::{Rgba, Theme, Tone};
pub use ticks::{Tick, ticks};
pub use timeline::Timeline;
pub use viewport::Viewport;
pub use why::{Link, Why, why};
