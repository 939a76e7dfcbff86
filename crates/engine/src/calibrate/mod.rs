//! Measures what things cost in the machine where it runs: the profile `this-device`.
//!
//! For each figure there is a workload that pays it again and again. By how much a simulated run of it in
//! which the figure is too much takes longer than a real one, shared among the times that it is paid, is
//! by how much it is too much. The least time of several real runs counts, for other work can only add
//! to it.

mod workload;

use std::sync::Arc;
use std::time::Duration;

use costs::{Cost, Profile, ProfileName};
use exec::Stop;
use lang::program::Program;
use protocol::{Knobs, Mode, Spec};
use trace::Clock;
use vm::Ending;

use crate::run::run_program;
use crate::simulate::tasks;
use workload::{ALONE, FIRST, LOCAL, Workload, of_tasks};

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

/// For how long the host rests before a run is begun that counts from its beginning.
const REST: Duration = Duration::from_millis(30);

/// What a figure is less than, for what is paid often; and what all turns together pay less than of what
/// is paid seldom.
const MUCH: u64 = 1_000_000;
const MUCH_OF_ALL: u64 = 100_000_000;

/// What the workloads are called.
const FILE: &str = "calibration.py";

/// By how much less a time is less.
const FASTER: f64 = 0.97;

/// The profile of this machine in a mode on so many cores, for what things cost depends on who does them;
/// what cannot be measured keeps CPython's figure. `None` if it was told to stop.
pub async fn calibrate(mode: Mode, cores: u32, stop: &Stop) -> Option<Profile> {
    let mode = if mode.info().clocks.contains(&Clock::Wall) { mode } else { Mode::Sequential };
    // A process runs instructions as a mode without tasks does, and need not be started for them.
    let alone = if mode == Mode::Processes { Mode::Sequential } else { mode };
    let mut calibration = Calibration { profile: beginning(mode), mode: alone, cores, stop };
    let prepared = calibration.prepared(ALONE);
    calibration.warm(&prepared).await?;
    let mut spans = Vec::new();
    for workload in &prepared {
        spans.push(calibration.really(workload).await?);
    }
    for _ in 0..SWEEPS {
        for (workload, span) in prepared.iter().zip(&spans) {
            calibration.settle(workload, *span).await?;
        }
    }
    for (mode, workloads) in [(alone, LOCAL), (mode, of_tasks(mode))] {
        calibration.mode = mode;
        for workload in calibration.prepared(workloads) {
            let span = calibration.really(&workload).await?;
            calibration.settle(&workload, span).await?;
        }
    }
    calibration.mode = alone;
    calibration.begin().await?;
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
    if mode.info().shares_memory {
        for start in [Cost::StartThread, Cost::StartProcess, Cost::StartCoroutine] {
            profile.set(start, 0);
        }
    } else {
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
    cores: u32,
    stop: &'a Stop,
}

/// A workload that is compiled: most of a short run's time would be that.
struct Prepared {
    workload: &'static Workload,
    text: String,
    program: Arc<Program>,
}

impl Calibration<'_> {
    fn prepared(&self, workloads: &'static [Workload]) -> Vec<Prepared> {
        let prepare = |workload: &'static Workload| {
            let text = workload.text();
            let compiled = lang::compile_for(FILE, &text, tasks(self.mode));
            debug_assert!(compiled.program.is_some(), "{text}: {:?}", compiled.diagnostics);
            Some(Prepared { workload, text, program: Arc::new(compiled.program?) })
        };
        workloads.iter().filter_map(prepare).collect()
    }

    /// Runs until nothing becomes faster.
    async fn warm(&self, all: &[Prepared]) -> Option<()> {
        let (mut least, mut n_same) = (f64::INFINITY, 0);
        for _ in 0..WARM_TIMES_MAX {
            let mut sum = 0.0;
            for prepared in all {
                let turns = prepared.workload.turns / SHORT_SHARE;
                sum += self.run(prepared, turns, Clock::Wall).await?;
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
    async fn really(&self, prepared: &Prepared) -> Option<f64> {
        let (long, short) = (prepared.workload.turns, prepared.workload.turns / SHORT_SHARE);
        let more = self.least(prepared, long).await? - self.least(prepared, short).await?;
        Some(more / (long - short) as f64)
    }

    /// The least time of several real runs with so many turns, in nanoseconds.
    async fn least(&self, prepared: &Prepared, turns: u64) -> Option<f64> {
        let mut least = f64::INFINITY;
        for _ in 0..TIMES {
            least = least.min(self.run(prepared, turns, Clock::Wall).await?);
        }
        Some(least)
    }

    /// Takes the figure of a workload that really takes so long a turn.
    async fn settle(&mut self, prepared: &Prepared, span: f64) -> Option<()> {
        // More than it can be: where tasks overlap, a little may make no difference.
        let much = MUCH.max(MUCH_OF_ALL / prepared.workload.turns);
        let with_much = self.simulated(prepared, much).await?;
        let with_half = self.simulated(prepared, much / 2).await?;
        let each = (with_much - with_half) / (much - much / 2) as f64;
        if each > 0.0 {
            let value = much as f64 - (with_much - span) / each;
            self.set(prepared.workload, value.max(0.0) as u64);
        }
        Some(())
    }

    /// Takes the figure of what a run does before all else. The host has rested, as before the runs that
    /// are compared: then the first of everything takes longest.
    async fn begin(&mut self) -> Option<()> {
        for first in self.prepared(FIRST) {
            let mut spans = [0.0; TIMES];
            for span in &mut spans {
                exec::platform::sleep(REST).await;
                *span = self.run(&first, first.workload.turns, Clock::Wall).await?;
            }
            spans.sort_by(f64::total_cmp);
            let without = self.run(&first, first.workload.turns, Clock::Virtual).await?;
            self.set(first.workload, (spans[TIMES / 2] - without).max(0.0) as u64);
        }
        Some(())
    }

    fn set(&mut self, workload: &Workload, value: u64) {
        workload.costs.iter().for_each(|cost| self.profile.set(*cost, value));
    }

    /// The time of a simulated run in which the figure of the workload has that value, in nanoseconds a
    /// turn.
    async fn simulated(&mut self, prepared: &Prepared, value: u64) -> Option<f64> {
        let before = self.profile.clone();
        self.set(prepared.workload, value);
        let turns = (prepared.workload.turns / SHORT_SHARE).max(1);
        let span = self.run(prepared, turns, Clock::Virtual).await?;
        self.profile = before;
        Some(span / turns as f64)
    }

    /// How long a run takes, in nanoseconds.
    async fn run(&self, prepared: &Prepared, turns: u64, clock: Clock) -> Option<f64> {
        let Prepared { text, program, .. } = prepared;
        let (profile, input) = (self.profile.clone(), vec![turns.to_string()]);
        let spec = Spec {
            file: FILE.to_owned(),
            text: text.clone(),
            mode: self.mode,
            clock,
            knobs: Knobs { profile, input, cores: self.cores, ..Knobs::default() },
        };
        let finished = run_program(Arc::clone(program), &spec, self.stop, &mut |_| (), &mut || ())
            .await
            .ok()?;
        let is_well = matches!(finished.ending, Ending::Over { exit_code: 0, .. });
        debug_assert!(is_well || self.stop.is_requested(), "{text}: {:?}", finished.ending);
        is_well.then_some(finished.trace.end.0 as f64)
    }
}
