//! What a run and its host say to each other while it goes on.

use trace::{Time, Trace};
pub use vm::Interrupt as Stop;
use web_time::{Duration, Instant};

use crate::platform;

/// How long a host goes without hearing of the run, or of anything else.
const TURN: Duration = Duration::from_millis(40);

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
