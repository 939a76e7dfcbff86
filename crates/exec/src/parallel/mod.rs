//! Several workers execute tasks at the same time over one shared heap: the mode `free-threads`.
//!
//! Tasks are data ([`vm::Fiber`]), and there are usually more of them than workers: each worker takes
//! a ready task, its own or a stolen one ([`queues`]), runs it for a while, and puts it back or leaves it
//! waiting in the table. What workers share is in [`team`], what each does in [`worker`].
//!
//! A worker takes the heap for reading before it takes the table, and keeps both the task and the heap
//! until the task is back in the table. So whoever takes the heap for writing, to collect garbage,
//! finds every task's values in the table.

mod locks;
#[cfg(all(test, model = "shuttle"))]
mod model;
mod queues;
mod table;
mod team;
mod worker;

use std::pin::pin;
use std::sync::Arc;

use futures_util::future::select;
use lang::program::Program;
use trace::{Span, Time};
use vm::Printed;
use web_time::Duration;

use crate::merge::{Cast, merge};
use crate::platform::{self, Workers};
use crate::run::Finished;
use crate::settings::Settings;
use crate::watch::{Progress, Stop, Watch};

use team::Team;
use worker::{Next, Thread, Worker};

/// The longest the host waits before it looks whether the workers are done.
const LOOK_MAX: Duration = Duration::from_millis(40);

/// Executes a program on several workers.
pub(crate) async fn run(
    program: Arc<Program>,
    settings: Settings,
    stop: &Stop,
    mut tell: impl FnMut(Progress<'_>),
    ended: &mut dyn FnMut(),
) -> Finished {
    let n_workers = settings.workers.max(1);
    // Before the clock starts, for they come late: it is there already in a browser.
    let pool = if n_workers > 1 { Workers::new(n_workers) } else { None };
    let team = Arc::new(Team::new(program, settings, stop.clone()));
    match pool {
        Some(workers) => {
            start(&team, &workers);
            observe(&team, n_workers, &mut tell).await;
            workers.finish();
        }
        None => work_here(&team, &mut tell).await,
    }
    ended();
    close(&team, n_workers)
}

/// What a run leaves behind whose workers have left.
fn close(team: &Team, n_workers: u32) -> Finished {
    let (mut table, objects) = team.take_apart();
    let logs = std::mem::take(&mut table.logs);
    let cast = Cast::new(&table.kernel, objects, n_workers);
    let trace = merge(&team.journal, logs, cast, Time::START);
    let ending = table.ending.take().expect("workers leave when the run has ended");
    Finished { ending, printed: std::mem::take(&mut table.printed), trace, steps: team.steps() }
}

fn start(team: &Arc<Team>, workers: &Workers) {
    let team = Arc::clone(team);
    workers.start(move |number| Worker::new(&team, number, Thread::Own).work());
}

/// Waits for the workers, and tells the host how far they are.
async fn observe(team: &Arc<Team>, n_workers: u32, tell: &mut impl FnMut(Progress<'_>)) {
    let (mut watch, mut known) = (Watch::new(), Printed::default());
    while team.n_left() < n_workers {
        let tick = pin!(platform::sleep(LOOK_MAX));
        select(tick, pin!(team.knock(n_workers))).await;
        team.fetch_asked();
        if watch.is_due() {
            watch.told();
            team.report(&mut known, tell);
            watch.turn().await;
        }
    }
}

/// The one worker runs on this thread, and gives it back to the host from time to time.
async fn work_here(team: &Arc<Team>, tell: &mut impl FnMut(Progress<'_>)) {
    let (mut watch, mut known) = (Watch::new(), Printed::default());
    let mut worker = Worker::new(team, 0, Thread::Hosts);
    loop {
        let next = worker.step();
        team.fetch_asked();
        match next {
            Next::Again => {}
            Next::Idle(span) => {
                let span = span.min(LOOK_MAX);
                let due = team.journal.now() + Span(span.as_nanos() as u64);
                let tick = pin!(platform::sleep(span));
                select(tick, pin!(team.fetches.arrival())).await;
                worker.log.note_lateness(due);
            }
            Next::Over => break,
        }
        if watch.is_due() {
            watch.told();
            team.report(&mut known, tell);
            watch.turn().await;
        }
    }
    worker.leave();
}
