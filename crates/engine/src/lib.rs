//! The boundary of the engine: a [`protocol::Spec`] in, a [`protocol::Answer`] and a trace out.
//!
//! The page's worker and the command line drive [`run`], and nothing else.

mod advice;
mod answer;
mod answer_metrics;
mod bench;
mod calibrate;
mod check;
mod compare;
mod execute;
mod export;
mod inspect;
mod library;
mod passive;
mod predict;
mod printed;
mod report;
mod run;
mod simulate;

pub use bench::{Simulated, Tracing, execute_plainly, execute_really, simulate_plainly};
pub use calibrate::calibrate;
pub use check::{Findings, check};
pub use compare::{Comparing, compare};
#[cfg(not(target_family = "wasm"))]
pub use exec::platform::{block_on, member_asked_for};
pub use exec::{Progress, Stop};
pub use execute::serve_process;
pub use export::{document, export};
pub use inspect::inspect;
pub use lang::library::source::{may_need_apart, provide};
pub use library::library;
pub use predict::{Predicting, REPEATS_MAX, predict};
pub use report::{Block, Cell, Report, Table, Tone, of_comparison, of_prediction, report_run};
pub use run::{Outcome, Workload, disassemble, run, run_and_look};
pub use simulate::stands_in;
