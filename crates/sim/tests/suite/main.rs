//! Tests of whole simulations.

mod as_written;
mod modes;
mod policies;
mod support;
