//! The parts that the page is put together from.

pub mod app;
mod bars;
mod clock_switch;
mod code_pane;
mod examples;
mod icon;
mod keys;
mod knobs;
mod legend;
mod menu;
mod mode_drawing;
mod mode_picker;
mod pane_tabs;
mod report;
mod results;
mod run_bar;
mod splitter;
mod stepper;
mod time_pane;
mod time_tools;
mod top_bar;

pub use icon::{Glyph, icon};
pub use legend::state_colour;
pub use report::report;
pub use stepper::stepper;
