//! Measures what things cost in the machine where it runs: the profile `this-device`.
//!
//! For each figure there is a workload that pays it again and again. By how much a real run of it takes
//! longer than a simulated one in which the figure is nothing, shared among the times that it is paid,
//! is the figure. The least time of several real runs counts, for other work can only add to it.

mod workload;

use costs::{Cost, Profile, ProfileName};
use exec::Stop;
use protocol::{Knobs, Mode, Spec, Status};
use trace::Clock;

use crate::run::run;
use workload::{ALONE, LOCAL, Workload, of_tasks};

/// How often each workload is really run.
const TIMES: usize = 3;

/// How many times fewer turns a short run has. A simulated one need not be longer.
const SHORT_SHARE: u64 = 10;

/// How often the figures of instructions are taken, each time beside better figures of the others.
const SWEEPS: usize = 2;

/// A browser runs code as quickly translated at first, and better later on. So the same is run until
/// that many times in a row it was no faster than before, but no more often than this.
const WARM_TIMES: usize = 3;
const WARM_TIMES_MAX: usize = 300;

/// By how much less a time is less.
const FASTER: f64 = 0.97;

/// The profile of this machine in a mode, for what things cost depends on who does them; what cannot be
/// measured keeps CPython's figure. `None` if it was told to stop.
pub async fn calibrate(mode: Mode, stop: &Stop) -> Option<Profile> {
    let mode = if mode.info().clocks.contains(&Clock::Wall) { mode } else { Mode::Sequential };
    // A process runs instructions as a mode without tasks does, and need not be started for them.
    let alone = if mode == Mode::Processes { Mode::Sequential } else { mode };
    let mut calibration = Calibration { profile: beginning(mode), mode: alone, stop };
    calibration.warm().await?;
    let mut spans = Vec::new();
    for workload in ALONE {
        spans.push(calibration.really(workload).await?);
    }
    for _ in 0..SWEEPS {
        for (workload, span) in ALONE.iter().zip(&spans) {
            calibration.settle(workload, *span).await?;
        }
    }
    for (mode, workloads) in [(alone, LOCAL), (mode, of_tasks(mode))] {
        calibration.mode = mode;
        for workload in workloads {
            let span = calibration.really(workload).await?;
            calibration.settle(workload, span).await?;
        }
    }
    Some(calibration.profile)
}

/// Before anything is measured: what does not exist in our machine costs nothing.
fn beginning(mode: Mode) -> Profile {
    let mut profile = Profile::default().named(ProfileName::ThisDevice);
    for of_library in [Cost::Library, Cost::Builtin] {
        profile.set(of_library, 100);
    }
    for absent in [Cost::Long, Cost::Wake, Cost::WakeCore, Cost::LoopStep] {
        profile.set(absent, 0);
    }
    if !mode.info().shares_memory {
        // Whoever starts a process goes on while that begins.
        profile.set(Cost::StartProcess, 0);
        for in_pipe in [Cost::Message, Cost::DumpObject, Cost::LoadObject] {
            profile.set(in_pipe, 0);
        }
    }
    profile
}

/// A profile that is being made.
struct Calibration<'a> {
    profile: Profile,
    mode: Mode,
    stop: &'a Stop,
}

impl Calibration<'_> {
    /// Runs until nothing becomes faster.
    async fn warm(&self) -> Option<()> {
        let (mut least, mut n_same) = (f64::INFINITY, 0);
        for _ in 0..WARM_TIMES_MAX {
            let mut sum = 0.0;
            for workload in ALONE {
                let turns = workload.turns / SHORT_SHARE;
                sum += self.run(workload, turns, Clock::Wall).await?;
            }
            let is_faster = sum < least * FASTER;
            n_same = if is_faster { 0 } else { n_same + 1 };
            least = least.min(sum);
            if n_same == WARM_TIMES {
                break;
            }
        }
        Some(())
    }

    /// How long a turn takes when it is really run, in nanoseconds: by how much a long run is longer
    /// than a short one, for a run takes its time to begin and to end, too.
    async fn really(&self, workload: &Workload) -> Option<f64> {
        let (long, short) = (workload.turns, workload.turns / SHORT_SHARE);
        let more = self.least(workload, long).await? - self.least(workload, short).await?;
        Some(more / (long - short) as f64)
    }

    /// The least time of several real runs with so many turns, in nanoseconds.
    async fn least(&self, workload: &Workload, turns: u64) -> Option<f64> {
        let mut least = f64::INFINITY;
        for _ in 0..TIMES {
            least = least.min(self.run(workload, turns, Clock::Wall).await?);
        }
        Some(least)
    }

    /// Takes the figure of a workload that really takes so long a turn.
    async fn settle(&mut self, workload: &Workload, span: f64) -> Option<()> {
        let without = self.simulated(workload, 0).await?;
        // More than it can be: where tasks overlap, a little may make no difference.
        let much = 1_000_000;
        let each = (self.simulated(workload, much).await? - without) / much as f64;
        if each > 0.0 {
            self.set(workload, ((span - without) / each).max(0.0) as u64);
        }
        Some(())
    }

    fn set(&mut self, workload: &Workload, value: u64) {
        workload.costs.iter().for_each(|cost| self.profile.set(*cost, value));
    }

    /// The time of a simulated run in which the figure of the workload has that value, in nanoseconds a
    /// turn.
    async fn simulated(&mut self, workload: &Workload, value: u64) -> Option<f64> {
        let before = self.profile.clone();
        self.set(workload, value);
        let turns = (workload.turns / SHORT_SHARE).max(1);
        let span = self.run(workload, turns, Clock::Virtual).await?;
        self.profile = before;
        Some(span / turns as f64)
    }

    /// How long a run takes, in nanoseconds.
    async fn run(&self, workload: &Workload, turns: u64, clock: Clock) -> Option<f64> {
        let profile = self.profile.clone();
        let spec = Spec {
            file: "calibration.py".to_owned(),
            text: workload.text(turns),
            mode: self.mode,
            clock,
            knobs: Knobs { profile, ..Knobs::default() },
        };
        let answer = run(&spec, self.stop, |_| ()).await.answer;
        debug_assert!(
            matches!(answer.status, Status::Ok | Status::Stopped),
            "{:?}: {:?} {:?}",
            workload.costs,
            answer.error,
            answer.diagnostics
        );
        (answer.status == Status::Ok).then_some(answer.makespan_ns as f64)
    }
}
