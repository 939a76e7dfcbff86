//! What a run and its host say to each other while it goes on.

use std::sync::Arc;

use trace::{Time, Trace};
use web_time::{Duration, Instant};

use crate::platform;
use crate::primitives::{AtomicBool, Ordering};

/// How long a host goes without hearing of the run, or of anything else.
const TURN: Duration = Duration::from_millis(40);

/// Ends a run from anywhere at any moment. Clones end the same run.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the run to end where it stands.
    pub fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether that was asked.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far a run is.
pub struct Progress<'a> {
    /// Everything printed so far.
    pub stdout: &'a str,
    /// Everything written to standard error so far.
    pub stderr: &'a str,
    /// Instructions so far.
    pub steps: u64,
    /// Time so far.
    pub time: Time,
    /// Makes a trace of what has happened so far: that takes the longer the more has happened, and the
    /// run waits for it.
    pub trace: &'a mut dyn FnMut() -> Trace,
}

/// Reminds a run that computes on the host's thread to give the host its turns.
#[derive(Debug)]
pub(crate) struct Watch {
    last_turn: Instant,
    /// When the host last heard of the run; it may have had turns since.
    last_told: Instant,
}

impl Watch {
    pub fn new() -> Watch {
        let now = Instant::now();
        Watch { last_turn: now, last_told: now }
    }

    /// Whether the host is to hear of the run.
    pub fn is_due(&self) -> bool {
        self.last_told.elapsed() >= TURN
    }

    /// Notes that it has.
    pub fn told(&mut self) {
        self.last_told = Instant::now();
    }

    /// Whether that long has passed since the host's last turn.
    pub fn is_older(&self, age: Duration) -> bool {
        self.last_turn.elapsed() >= age
    }

    /// Gives the host a turn.
    pub async fn turn(&mut self) {
        platform::yield_now().await;
        self.last_turn = Instant::now();
    }
}
