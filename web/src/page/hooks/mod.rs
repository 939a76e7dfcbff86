//! What components ask of the world outside.

mod use_canvas;
mod use_dismiss;
mod use_drop;
mod use_editor;
mod use_shortcuts;
mod use_store;

pub use use_canvas::use_canvas;
pub use use_dismiss::use_dismiss;
pub use use_drop::use_drop;
pub use use_editor::use_editor;
pub use use_shortcuts::use_shortcuts;
pub use use_store::use_app_state;
