//! The tabs below the timeline.

mod compare;
mod details;
mod events;
mod interval;
mod metrics;
mod output;
mod problems;
mod variables;

pub use compare::compare;
pub use details::details;
pub use events::Events;
pub use interval::interval;
pub use metrics::metrics;
pub use output::OutputPanel;
pub use problems::problems;
pub use variables::variables;
