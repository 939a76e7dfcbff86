//! What tests of several crates share: what the headers of examples and of fixtures promise, a way to
//! run a workload to its end, CPython to compare it with, and programs that are invented with what must
//! hold for them.

mod cpython;
mod expectation;
mod files;
mod fixture;
pub mod invent;
pub mod oracle;
pub mod property;

pub use cpython::cpython;
pub use expectation::Expectation;
pub use files::{File, files, folder};
pub use fixture::{Fixture, Outcome as FixtureOutcome};

use std::process::ExitCode;

use engine::{Outcome, Stop};
use protocol::{Knobs, Mode, Spec};
use trace::Clock;

/// What `main` returns where it was started to be one process of a workload; nothing where it is to
/// run tests. Tests that really execute processes ask this first.
#[must_use]
pub fn be_process() -> Option<ExitCode> {
    engine::member_asked_for().then(|| match engine::block_on(engine::serve_process()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

/// Runs a workload to its end on two cores.
#[must_use]
pub fn run(file: &str, text: &str, mode: Mode, clock: Clock) -> Outcome {
    let knobs = Knobs { cores: 2, ..Knobs::default() };
    run_with(file, text, mode, clock, knobs)
}

/// Runs a workload to its end.
#[must_use]
pub fn run_with(file: &str, text: &str, mode: Mode, clock: Clock, knobs: Knobs) -> Outcome {
    let spec = Spec { file: file.to_owned(), text: text.to_owned(), mode, clock, knobs };
    engine::block_on(engine::run(&spec, &Stop::default(), |_| ()))
}
