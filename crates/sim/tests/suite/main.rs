//! Tests of whole simulations.

mod as_written;
mod modes;
mod objects;
mod policies;
mod processes;
mod support;
