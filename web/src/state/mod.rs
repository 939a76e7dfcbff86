//! Everything the page shows, as one value, and the one function that changes it.

mod action;
mod app;
mod inspecting;
mod layout;
mod outcome;
mod reduce;
mod reporting;

#[cfg(test)]
mod tests;

pub use action::{Action, Opened};
pub use app::{AppState, CORES_MAX, EngineState, Notice, REPEATS_MAX, Running, Workload};
pub use inspecting::Inspecting;
pub use layout::{Layout, Pane, Tab, ThemeChoice};
pub use outcome::{Outcome, Standing};
pub use reduce::reduce;
pub use reporting::Reporting;
