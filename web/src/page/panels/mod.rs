//! The tabs below the timeline.

mod details;
mod events;
mod metrics;
mod output;
mod problems;

pub use details::details;
pub use events::Events;
pub use metrics::MetricsPanel;
pub use output::OutputPanel;
pub use problems::problems;
