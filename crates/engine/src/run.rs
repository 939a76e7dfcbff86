//! One run from its spec to its answer.

use std::sync::Arc;

use lang::program::Program;
use protocol::{Answer, Spec};
use sim::Progress;
use trace::{Clock, Trace};

use crate::answer;
use crate::check::Findings;
use crate::execute::execute;
use crate::simulate::{schedule, simulation};

/// About 20 ms of simulation: how long the host goes without a chance to hear of anything else.
const SLICE_STEPS: u64 = 1_000_000;

/// Who runs the engine: a browser's worker, or a command.
pub trait Host {
    /// Lets the host do other things (hear a message, draw) before the run goes on.
    fn breathe(&self) -> impl Future<Output = ()>;

    /// Whether the run shall end now.
    fn stopped(&self) -> bool;

    /// Is told how far the run is.
    fn progress(&self, progress: Report<'_>);
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// Everything printed so far.
    pub stdout: &'a str,
    /// Instructions so far.
    pub steps: u64,
    /// Nanoseconds of the run's own clock so far.
    pub time_ns: u64,
}

/// What a run leaves behind.
pub struct Outcome {
    /// The answer.
    pub answer: Answer,
    /// What happened when; none where the workload was refused.
    pub trace: Option<Trace>,
    /// The answer's diagnostics as a terminal shows them.
    pub rendered: String,
}

/// Runs a workload to its end, or until the host stops it.
pub async fn run(spec: &Spec, host: &impl Host) -> Outcome {
    let lang::Compiled { program, mut diagnostics } = lang::compile(&spec.file, &spec.text);
    let Some(program) = program else {
        let findings = Findings::of(&spec.file, &spec.text, &diagnostics);
        let answer = answer::refused(spec, findings.diagnostics);
        return Outcome { answer, trace: None, rendered: findings.rendered };
    };
    let program = Arc::new(program);
    let finished = match spec.clock {
        Clock::Virtual => simulate(program, spec, host).await,
        Clock::Wall => execute(program, spec, host).await,
    };
    diagnostics.extend(answer::uncaught(&finished));
    let findings = Findings::of(&spec.file, &spec.text, &diagnostics);
    let answer = answer::of_run(spec, &finished, schedule(spec), findings.diagnostics);
    Outcome { answer, trace: Some(finished.trace), rendered: findings.rendered }
}

/// The instructions of a workload with its lines between, or why there are none.
///
/// # Errors
/// The findings, if the workload is refused.
pub fn disassemble(file: &str, text: &str) -> Result<String, Findings> {
    let lang::Compiled { program, diagnostics } = lang::compile(file, text);
    match program {
        Some(program) => Ok(lang::disassemble(&program)),
        None => Err(Findings::of(file, text, &diagnostics)),
    }
}

async fn simulate(program: Arc<Program>, spec: &Spec, host: &impl Host) -> answer::Finished {
    let mut simulation = simulation(program, spec);
    while simulation.advance(SLICE_STEPS) == Progress::Running {
        host.progress(Report {
            stdout: simulation.stdout(),
            steps: simulation.steps(),
            time_ns: simulation.now().0,
        });
        host.breathe().await;
        if host.stopped() {
            simulation.stop();
        }
    }
    let sim::Finished { ending, stdout, trace, steps } = simulation.finish();
    answer::Finished { ending, stdout, trace, steps }
}
