//! The boundary of the engine: a [`protocol::Spec`] in, a [`protocol::Answer`] and a trace out.
//!
//! The page's worker and the command line drive [`run`] through a [`Host`], and nothing else.

mod answer;
mod bench;
mod check;
mod execute;
mod run;
mod simulate;

pub use bench::execute_plainly;
pub use check::{Findings, check};
pub use run::{Host, Outcome, Report, disassemble, run};
