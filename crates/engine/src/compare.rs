//! One workload in every mode, on the virtual clock: what differs, and what follows from that.

use exec::Stop;
use protocol::{
    Agreement, Answer, Class, Comparison, Knobs, MODES, Mode, Printed, Scaled, Spec, Status,
    TaskAnswer,
};
use timeline::{Miniature, Timeline};
use trace::{Clock, TaskKind};

use crate::advice::advice;
use crate::printed::{divergence, lines};
use crate::run::{Outcome, run};

/// With how many cores the modes that use them are run.
const CORES: [u32; 4] = [1, 2, 4, 8];

/// A comparison that goes on.
pub struct Comparing {
    /// What is known so far: runs without their tasks, and no advice before all are there.
    pub comparison: Comparison,
    /// A small picture of each run.
    pub pictures: Vec<Miniature>,
    /// With how many cores it runs.
    pub cores: u32,
    /// How many runs there will be in all, those that only show how a mode scales left out.
    pub n_modes: usize,
    /// What the first run printed.
    printed: Vec<Printed>,
    /// Whether the workload starts processes.
    has_processes: bool,
}

/// Runs a workload in every mode, and those that use several cores with more and more of them.
/// `tell` hears what is known after each run. `None` if it was told to stop.
///
/// The mode and the clock of `spec` count for nothing. Answers leave out their tasks.
pub async fn compare(
    spec: &Spec,
    stop: &Stop,
    mut tell: impl FnMut(&Comparing),
) -> Option<Comparing> {
    let mut comparing = Comparing::begun(spec);
    for mode in modes() {
        comparing.add(run_in(spec, stop, mode, spec.knobs.clone()).await?);
        tell(&comparing);
        if comparing.comparison.runs.last().is_some_and(|run| run.status == Status::Refused) {
            break;
        }
    }
    for mode in comparing.scaling_modes() {
        let scaled = scale(spec, stop, &comparing, mode).await?;
        comparing.comparison.scaling.extend(scaled);
        tell(&comparing);
    }
    let Comparison { runs, agreements, .. } = &comparing.comparison;
    comparing.comparison.advice = advice(runs, agreements);
    Some(comparing)
}

impl Comparing {
    fn begun(spec: &Spec) -> Comparing {
        Comparing {
            comparison: Comparison {
                version: 1,
                file: spec.file.clone(),
                classification: Class::default(),
                reason: String::new(),
                advice: String::new(),
                runs: Vec::new(),
                agreements: Vec::new(),
                divergences: Vec::new(),
                scaling: Vec::new(),
            },
            pictures: Vec::new(),
            cores: spec.knobs.cores,
            n_modes: MODES.len(),
            printed: Vec::new(),
            has_processes: false,
        }
    }

    /// Takes a run in. The first one is what all others are compared with.
    fn add(&mut self, outcome: Outcome) {
        let Outcome { mut answer, trace, .. } = outcome;
        let comparison = &mut self.comparison;
        let is_process = |task: &TaskAnswer| task.kind == TaskKind::Process;
        self.has_processes |= answer.mode == Mode::AsWritten && answer.tasks.iter().any(is_process);
        answer.tasks.clear();
        let first = comparison.runs.first().unwrap_or(&answer);
        let ended_well = (first.status, answer.status) == (Status::Ok, Status::Ok);
        let speedup = first.makespan_ns as f64 / answer.makespan_ns.max(1) as f64;
        let printed = trace.as_ref().map(lines).unwrap_or_default();
        comparison.agreements.push(agreement(first, &answer));
        comparison.divergences.push(divergence(&self.printed, &printed));
        if comparison.runs.is_empty() {
            comparison.divergences = vec![None];
            comparison.classification = answer.metrics.class;
            comparison.reason = answer.metrics.class_reason.clone();
            self.printed = printed;
        }
        answer.metrics.speedup = if ended_well { speedup } else { 0.0 };
        self.pictures
            .push(trace.map_or_else(Miniature::default, |trace| {
                Miniature::of(&Timeline::project(&trace))
            }));
        comparison.runs.push(answer);
    }

    /// The modes that are worth running with more cores.
    fn scaling_modes(&self) -> Vec<Mode> {
        // Threads alone have one interpreter lock, which more cores do not change.
        let scales = |run: &&Answer| {
            run.status == Status::Ok
                && run.mode.info().parallel
                && (self.has_processes || run.mode != Mode::AsWritten)
        };
        self.comparison.runs.iter().filter(scales).map(|run| run.mode).collect()
    }
}

/// First the one that all others are compared with.
fn modes() -> impl Iterator<Item = Mode> {
    let others = MODES.iter().map(|info| info.mode).filter(|mode| *mode != Mode::Sequential);
    std::iter::once(Mode::Sequential).chain(others)
}

async fn run_in(spec: &Spec, stop: &Stop, mode: Mode, knobs: Knobs) -> Option<Outcome> {
    let spec = Spec { mode, clock: Clock::Virtual, knobs, ..spec.clone() };
    let outcome = run(&spec, stop, |_| ()).await;
    (outcome.answer.status != Status::Stopped).then_some(outcome)
}

/// A mode with more and more cores.
async fn scale(spec: &Spec, stop: &Stop, comparing: &Comparing, mode: Mode) -> Option<Vec<Scaled>> {
    let known = comparing.comparison.runs.iter().find(|run| run.mode == mode);
    let mut scaling = Vec::new();
    for cores in CORES {
        let makespan_ns = match known.filter(|_| cores == spec.knobs.cores) {
            Some(run) => run.makespan_ns,
            None => {
                let knobs = Knobs { cores, ..spec.knobs.clone() };
                run_in(spec, stop, mode, knobs).await?.answer.makespan_ns
            }
        };
        scaling.push(Scaled { mode, cores, makespan_ns });
    }
    Some(scaling)
}

/// Whether a run has the result of the first one, and if not, why that can be.
fn agreement(first: &Answer, run: &Answer) -> Agreement {
    let ends_alike = first.status == run.status && first.exit_code == run.exit_code;
    if ends_alike && first.stdout == run.stdout {
        return Agreement::Same;
    }
    let sorted = |answer: &Answer| {
        let mut lines: Vec<String> = answer.stdout.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    if ends_alike && sorted(first) == sorted(run) {
        let why = "its tasks take turns in another order".to_owned();
        return Agreement::OtherOrder { why };
    }
    Agreement::Differs { what: difference(first, run), why: why(first, run) }
}

/// What is different, beginning with how the run ended.
fn difference(first: &Answer, run: &Answer) -> String {
    match (&run.error, run.status) {
        (Some(error), status) if status != first.status => {
            format!("it ends with {}: {}", error.kind, error.message)
        }
        _ => {
            let (mut ours, mut theirs) = (run.stdout.lines(), first.stdout.lines());
            loop {
                match (ours.next(), theirs.next()) {
                    (Some(our), Some(their)) if our == their => {}
                    (None, None) => break format!("it exits with {}", run.exit_code),
                    (our, their) => {
                        let said = |line: Option<&str>| {
                            line.map_or("nothing".to_owned(), |line| format!("'{line}'"))
                        };
                        break format!("it prints {} instead of {}", said(our), said(their));
                    }
                }
            }
        }
    }
}

/// Why a mode may give another result.
fn why(first: &Answer, run: &Answer) -> String {
    let why = match (run.status, run.mode) {
        (Status::Error, Mode::Processes | Mode::Cluster) if is_about_marshalling(run) => {
            "what goes to another process is marshalled, and this cannot be"
        }
        (Status::Deadlock, Mode::Processes | Mode::Cluster) => {
            "its tasks have memory of their own: one may wait for a change that another made in its \
             own, which it never sees"
        }
        (Status::Deadlock, _) => {
            "its tasks wait for each other in an order that one after the other never meets"
        }
        (Status::Limit, _) => "it did not come to its end within the limits",
        _ if first.metrics.class != Class::CpuBound && prints_times(first, run) => {
            "it prints times, which are another in every mode"
        }
        (_, Mode::Processes | Mode::Cluster) => {
            "its tasks have memory of their own: what one changes, no other sees, and what is sent \
             is a copy"
        }
        (_, Mode::TimeSliced | Mode::FreeThreads) => {
            "tasks are interrupted between reading and writing what they share: a race"
        }
        (_, Mode::Sequential | Mode::Async) => {
            "tasks go on only where they wait, so they meet in another order"
        }
        _ => "tasks meet in another order than one after the other",
    };
    why.to_owned()
}

/// Whether a run ended because something cannot be marshalled: what `pickle` says then.
fn is_about_marshalling(run: &Answer) -> bool {
    run.error.as_ref().is_some_and(|error| {
        let said = error.message.to_lowercase();
        error.kind == "PicklingError" || said.contains("pickle")
    })
}

/// Whether two outputs differ in nothing but numbers with a point.
fn prints_times(first: &Answer, run: &Answer) -> bool {
    let plain =
        |text: &str| -> String { text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>() };
    first.stdout.contains('.') && plain(&first.stdout) == plain(&run.stdout)
}
