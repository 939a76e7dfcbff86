//! The one entry: from a program and settings to what a run leaves behind.

use std::sync::Arc;

use lang::program::Program;
use trace::Trace;
use vm::{Ending, Printed};

use crate::parallel;
use crate::processes;
use crate::settings::{Mode, Settings};
use crate::solo::Solo;
use crate::watch::{Progress, Stop};

/// A run that is over.
#[derive(Clone, Debug)]
pub struct Finished {
    /// How the program ended.
    pub ending: Ending,
    /// What it printed.
    pub printed: Printed,
    /// What happened when, on the wall clock.
    pub trace: Trace,
    /// Instructions of all tasks.
    pub steps: u64,
}

/// Executes a program to its end, or until `stop` is requested.
///
/// About every 40 ms the thread that awaits is given back to its event loop, and then `tell` hears
/// how far the run is; both may request `stop`.
pub async fn run(
    program: Arc<Program>,
    settings: Settings,
    stop: &Stop,
    tell: impl FnMut(Progress<'_>),
) -> Finished {
    run_and_merge(program, settings, stop, tell, &mut || ()).await
}

/// The same; `ended` is called once nothing runs any more, before what happened becomes one trace: after
/// very many events that takes a second.
pub async fn run_and_merge(
    program: Arc<Program>,
    settings: Settings,
    stop: &Stop,
    mut tell: impl FnMut(Progress<'_>),
    ended: &mut dyn FnMut(),
) -> Finished {
    match settings.mode {
        Mode::Sequential | Mode::TimeSliced | Mode::Async => {
            Solo::new(program, settings, stop, &mut tell).run(ended).await
        }
        Mode::FreeThreads => parallel::run(program, settings, stop, tell, ended).await,
        Mode::Processes => processes::run(program, settings, stop, &mut tell, ended).await,
    }
}
