//! Executes a program for real, on the wall clock, and records what happened.
//!
//! [`run`] is one future on every platform: natively [`platform::block_on`] waits for it, in a
//! browser the engine's worker awaits it between the messages it hears. `sequential`, `async` and
//! `time-sliced` drive one [`vm::Machine`] on the thread that awaits; `free-threads` starts workers of a rayon
//! pool (Web Workers in a browser) over one shared heap, and only watches them; `processes` starts an
//! instance of the engine for each process, and performs what they ask of each other.

pub mod platform;

mod alarms;
mod fetches;
mod fuel;
mod jobs;
mod journal;
mod loops;
mod merge;
mod parallel;
mod primitives;
mod processes;
mod reply;
mod run;
mod settings;
mod solo;
mod stopwatch;
mod timers;
mod watch;

pub use processes::{MemberError, PROCESSES_MAX, serve};
pub use run::{Finished, run, run_and_merge};
pub use settings::{Limits, Mode, Settings};
pub use watch::{Progress, Stop};
