//! What there is to tell of runs, as data: the page's worker and the command show it.

mod block;
mod comparison;
mod prediction;
mod run;

pub use block::{Block, Cell, Report, Table, Tone};
pub use comparison::of_comparison;
pub use prediction::of_prediction;
pub use run::report_run;
