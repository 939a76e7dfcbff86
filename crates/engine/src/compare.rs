//! One workload in every mode, on the virtual clock: what differs, and what follows from that.

use exec::Stop;
use protocol::{
    Agreement, Answer, Class, Comparison, Knobs, MODES, Mode, Scaled, Spec, Status, TaskAnswer,
};
use trace::{Clock, TaskKind};

use crate::advice::advice;
use crate::run::run;

/// With how many cores the modes that use them are run.
const CORES: [u32; 4] = [1, 2, 4, 8];

/// Runs a workload in every mode, and those that use several cores with more and more of them.
/// `tell` hears each answer as it comes. `None` if it was told to stop.
///
/// The mode and the clock of `spec` count for nothing. Answers leave out their tasks.
pub async fn compare(
    spec: &Spec,
    stop: &Stop,
    mut tell: impl FnMut(&Answer),
) -> Option<Comparison> {
    let mut runs: Vec<Answer> = Vec::new();
    let mut has_processes = false;
    for mode in modes() {
        let mut answer = run_in(spec, stop, mode, spec.knobs.clone()).await?;
        let is_process = |task: &TaskAnswer| task.kind == TaskKind::Process;
        has_processes |= mode == Mode::AsWritten && answer.tasks.iter().any(is_process);
        answer.tasks.clear();
        let sequential = runs.first().unwrap_or(&answer);
        answer.metrics.speedup = match (sequential.status, answer.status) {
            (Status::Ok, Status::Ok) => {
                sequential.makespan_ns as f64 / answer.makespan_ns.max(1) as f64
            }
            _ => 0.0,
        };
        tell(&answer);
        let is_refused = answer.status == Status::Refused;
        runs.push(answer);
        if is_refused {
            break;
        }
    }
    // Threads alone have one interpreter lock, which more cores do not change.
    let scales =
        |run: &&Answer| run.mode.info().parallel && (has_processes || run.mode != Mode::AsWritten);
    let scaling = scaling(spec, stop, runs.iter().filter(scales)).await?;
    let agreements: Vec<Agreement> = runs.iter().map(|run| agreement(&runs[0], run)).collect();
    let sequential = &runs[0].metrics;
    Some(Comparison {
        version: 1,
        file: spec.file.clone(),
        classification: sequential.class,
        reason: sequential.class_reason.clone(),
        advice: advice(&runs, &agreements),
        runs,
        agreements,
        scaling,
    })
}

/// First the one that all others are compared with.
fn modes() -> impl Iterator<Item = Mode> {
    let others = MODES.iter().map(|info| info.mode).filter(|mode| *mode != Mode::Sequential);
    std::iter::once(Mode::Sequential).chain(others)
}

async fn run_in(spec: &Spec, stop: &Stop, mode: Mode, knobs: Knobs) -> Option<Answer> {
    let spec = Spec { mode, clock: Clock::Virtual, knobs, ..spec.clone() };
    let answer = run(&spec, stop, |_| ()).await.answer;
    (answer.status != Status::Stopped).then_some(answer)
}

async fn scaling(
    spec: &Spec,
    stop: &Stop,
    runs: impl Iterator<Item = &Answer>,
) -> Option<Vec<Scaled>> {
    let mut scaling = Vec::new();
    for run in runs.filter(|run| run.status == Status::Ok) {
        for cores in CORES {
            let makespan_ns = if cores == spec.knobs.cores {
                run.makespan_ns
            } else {
                let knobs = Knobs { cores, ..spec.knobs.clone() };
                run_in(spec, stop, run.mode, knobs).await?.makespan_ns
            };
            scaling.push(Scaled { mode: run.mode, cores, makespan_ns });
        }
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
        (Status::Error, Mode::Processes) if is_about_marshalling(run) => {
            "what goes to another process is marshalled, and this cannot be"
        }
        (Status::Deadlock, Mode::Processes) => {
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
        (_, Mode::Processes) => {
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
