//! Predicted and measured: a workload simulated with what things cost on this machine, and then really
//! run several times, so that nobody concludes from one run.

use std::time::Duration;

use costs::ProfileName;
use exec::Stop;
use protocol::{Answer, Knobs, Parts, Prediction, Spec, Status, Timed};
use timeline::{Miniature, Timeline};
use trace::{Clock, Trace};

use crate::calibrate::calibrate;
use crate::run::{Outcome, run};

/// The most real runs.
pub const REPEATS_MAX: u32 = 100;

/// How long the host is left alone before a real run: what it shows of the one before would take a core.
const REST: Duration = Duration::from_millis(100);

/// A prediction that is being compared with real runs.
pub struct Predicting {
    /// What is known so far.
    pub prediction: Prediction,
    /// How many real runs there will be.
    pub repeats: u32,
    /// A small picture of the simulated run.
    pub predicted: Miniature,
    /// The same of the real run of the median time.
    pub measured: Miniature,
    /// How the simulated run ended, and what it printed.
    expected: (Status, String),
    /// Each real run.
    runs: Vec<(Timed, Miniature)>,
}

/// Simulates a workload with the profile of this machine, which is measured unless `spec` has it, and
/// really runs it so many times, but at least once. `tell` hears what is known after each run. `None`
/// if it was told to stop, or if the workload is refused.
///
/// # Panics
/// In a mode whose `ModeInfo::clocks` lacks the wall clock.
pub async fn predict(
    spec: &Spec,
    repeats: u32,
    stop: &Stop,
    mut tell: impl FnMut(&Predicting),
) -> Option<Predicting> {
    let profile = match spec.knobs.profile.name {
        ProfileName::ThisDevice => spec.knobs.profile.clone(),
        ProfileName::Cpython311 => calibrate(spec.mode, spec.knobs.cores, stop).await?,
    };
    let knobs = Knobs { profile, ..spec.knobs.clone() };
    let simulated = Spec { clock: Clock::Virtual, knobs, ..spec.clone() };
    let real = Spec { clock: Clock::Wall, ..simulated.clone() };
    let repeats = repeats.clamp(1, REPEATS_MAX);
    let mut predicting = Predicting::begun(&simulated, repeats, run_once(&simulated, stop).await?);
    tell(&predicting);
    // The first run has the engine's code and memory made ready for those that count.
    run_once(&real, stop).await?;
    for _ in 0..repeats {
        exec::platform::sleep(REST).await;
        predicting.add(run_once(&real, stop).await?);
        tell(&predicting);
    }
    Some(predicting)
}

/// Nothing where there is no trace to measure.
async fn run_once(spec: &Spec, stop: &Stop) -> Option<(Answer, Timed, Miniature)> {
    let Outcome { answer, trace, .. } = run(spec, stop, |_| ()).await;
    let trace = trace.filter(|_| answer.status != Status::Stopped)?;
    let timed = Timed {
        makespan_ns: answer.makespan_ns,
        parts: parts(&trace),
        marshalled_bytes: answer.metrics.marshalled_bytes,
        marshalling_ns: timeline::marshalling(&trace).0,
        context_switches: answer.metrics.context_switches,
    };
    Some((answer, timed, Miniature::of(&Timeline::project(&trace))))
}

fn parts(trace: &Trace) -> Parts {
    let occupation = timeline::occupation(trace);
    Parts {
        starting_ns: occupation.starting_ns,
        scheduling_ns: occupation.scheduling_ns,
        computing_ns: occupation.computing_ns,
        waiting_ns: occupation.waiting_ns,
        other_ns: occupation.other_ns,
    }
}

impl Predicting {
    fn begun(
        spec: &Spec,
        repeats: u32,
        (answer, predicted, picture): (Answer, Timed, Miniature),
    ) -> Predicting {
        Predicting {
            prediction: Prediction {
                version: 1,
                file: spec.file.clone(),
                mode: spec.mode,
                cores: spec.knobs.cores,
                profile: spec.knobs.profile.name.name().to_owned(),
                predicted,
                measured: None,
                makespans_ns: Vec::new(),
                otherwise: Vec::new(),
            },
            repeats,
            predicted: picture,
            measured: Miniature::default(),
            expected: (answer.status, answer.stdout),
            runs: Vec::new(),
        }
    }

    /// Takes a real run in.
    fn add(&mut self, (answer, timed, picture): (Answer, Timed, Miniature)) {
        let prediction = &mut self.prediction;
        prediction.makespans_ns.push(timed.makespan_ns);
        let n = prediction.makespans_ns.len();
        if answer.status != self.expected.0 {
            let error = answer.error.map_or(String::new(), |error| format!(": {}", error.message));
            let status = status_in_words(answer.status);
            prediction.otherwise.push(format!("run {n} ends with {status}{error}"));
        } else if answer.stdout != self.expected.1 {
            prediction.otherwise.push(format!("run {n} prints something else than was predicted"));
        }
        self.runs.push((timed, picture));
        let [median, ..] = prediction.spread().expect("there is a run");
        let chosen = self.runs.iter().find(|(timed, _)| timed.makespan_ns == median);
        if let Some((timed, picture)) = chosen {
            prediction.measured = Some(*timed);
            self.measured = picture.clone();
        }
    }
}

fn status_in_words(status: Status) -> &'static str {
    match status {
        Status::Ok => "success",
        Status::Error => "an exception",
        Status::Deadlock => "a deadlock",
        Status::Limit => "a limit",
        Status::Refused => "a refusal",
        Status::Stopped => "a stop",
    }
}
