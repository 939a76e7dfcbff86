//! The one list of formats.

use timeline::{Theme, Timeline};
use trace::Trace;

/// How wide a picture is where nobody says, in pixels.
pub const SVG_WIDTH: f64 = 1200.0;

/// What a run can be exported as.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// Trace events for Perfetto and its relatives.
    Chrome,
    /// A profile for speedscope.
    Speedscope,
    /// A picture.
    Svg,
    /// A table.
    Csv,
    /// Everything, for programs.
    Json,
}

impl Format {
    /// Every format, in the order a menu shows them.
    pub const ALL: [Format; 5] =
        [Format::Svg, Format::Chrome, Format::Speedscope, Format::Csv, Format::Json];

    /// What one types to choose it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Chrome => "chrome",
            Format::Speedscope => "speedscope",
            Format::Svg => "svg",
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// How a file's name ends, without the first dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Format::Chrome => "trace.json",
            Format::Speedscope => "speedscope.json",
            Format::Svg => "svg",
            Format::Csv => "csv",
            Format::Json => "json",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Format::Chrome | Format::Speedscope | Format::Json => "application/json",
            Format::Svg => "image/svg+xml",
            Format::Csv => "text/csv",
        }
    }

    /// What it is good for, in one sentence without a full stop.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Format::Chrome => "Trace events that Perfetto, chrome://tracing and speedscope open",
            Format::Speedscope => "A profile for each core and task that speedscope opens",
            Format::Svg => "The timeline as a picture",
            Format::Csv => "One row for each event, for spreadsheets",
            Format::Json => "The trace with its tasks, objects and events, for programs",
        }
    }
}

/// A trace as a file of some format.
#[must_use]
pub fn export(trace: &Trace, format: Format) -> Vec<u8> {
    match format {
        Format::Chrome => crate::chrome(trace),
        Format::Speedscope => crate::speedscope(trace),
        Format::Svg => crate::svg(&Timeline::project(trace), SVG_WIDTH, &Theme::light()),
        Format::Csv => crate::csv(trace),
        Format::Json => crate::json(trace),
    }
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("pdf"), None);
    }
}
