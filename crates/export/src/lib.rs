//! Traces and pictures as bytes of a named format. Where the bytes go is the caller's business.
//!
//! [`Format::ALL`] is the one list: the command line and the page offer what stands there.
//! Each format has a file of its own, whose head says what reads it.

mod chrome;
mod csv;
mod document;
mod format;
mod json;
mod names;
mod pattern;
mod speedscope;
mod svg;

pub use crate::csv::csv;
pub use chrome::chrome;
pub use document::document;
pub use format::{Format, SVG_WIDTH, export};
pub use json::json;
pub use speedscope::speedscope;
pub use svg::svg;
