//! Everything the page shows, as one value, and the one function that changes it.

mod action;
mod app;
mod comparing;
mod inspecting;
mod layout;
mod outcome;
mod reduce;

#[cfg(test)]
mod tests;

pub use action::{Action, Opened};
pub use app::{AppState, CORES_MAX, EngineState, Notice, Running, Workload};
pub use comparing::Comparing;
pub use inspecting::Inspecting;
pub use layout::{Layout, Pane, Tab, ThemeChoice};
pub use outcome::{Outcome, state_token};
pub use reduce::reduce;
