//! The page: an editor on the left, a run and its timeline on the right.
//!
//! What a visitor sees follows from one value, [`state::AppState`], which only
//! [`state::reduce`] changes. The browser's part lives in `page` and exists only in a
//! WebAssembly build; everything else is tested natively.

pub mod first_run;
pub mod link;
pub mod rows;
pub mod state;
pub mod traceback;

#[cfg(target_arch = "wasm32")]
pub mod page;

#[cfg(test)]
mod tokens;
