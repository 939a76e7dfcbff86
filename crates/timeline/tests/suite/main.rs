//! What a timeline promises, over traces written for it.

mod invariants;
mod picture;
mod support;
mod words;
