//! The timeline on a canvas. Pan, zoom and hover stay in here: they change the viewport and ask
//! for one frame; only what is selected and where the cursor is goes through the state.

mod frames;
mod gestures;
mod history;
mod keys;
mod paint;
mod patterns;
mod play;
mod tip;
mod view;

pub use view::{Parts, View};
