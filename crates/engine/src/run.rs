//! One run from its spec to its answer.

use std::sync::Arc;

use exec::{Finished, Progress, Stop};
use lang::program::Program;
use protocol::{Answer, Spec};
use trace::{Clock, Trace};

use crate::answer;
use crate::check::Findings;
use crate::execute::execute;
use crate::passive;
use crate::simulate::{schedule, simulation, tasks};

/// About 40 ms of simulation: how long the host goes without a turn. Browsers make a turn last 4 ms.
pub(crate) const SLICE_STEPS: u64 = 2_000_000;

/// What a run leaves behind.
pub struct Outcome {
    /// The answer.
    pub answer: Answer,
    /// What happened when; none where the workload was refused.
    pub trace: Option<Trace>,
    /// The answer's diagnostics as a terminal shows them.
    pub rendered: String,
}

/// A workload that is compiled, to be run again and again: in all modes but `processes` and `cluster`, or in
/// these two.
pub struct Workload {
    program: Arc<Program>,
    diagnostics: Vec<lang::Diagnostic>,
}

impl Workload {
    /// The workload of a spec.
    ///
    /// # Errors
    /// What is answered where it is refused.
    #[expect(clippy::result_large_err, reason = "an answer is made once for each run")]
    pub fn of(spec: &Spec) -> Result<Workload, Outcome> {
        let lang::Compiled { program, diagnostics } =
            lang::compile_for(&spec.file, &spec.text, tasks(spec.mode));
        if let Some(program) = program {
            return Ok(Workload { program: Arc::new(program), diagnostics });
        }
        let findings = Findings::of(&spec.file, &spec.text, diagnostics);
        let answer = answer::refused(spec, findings.diagnostics);
        Err(Outcome { answer, trace: None, rendered: findings.rendered })
    }

    /// Runs it as a spec says, which is of this workload: see [`run`].
    pub async fn run(&self, spec: &Spec, stop: &Stop) -> Outcome {
        self.run_and_tell(spec, stop, &mut |_| (), &mut || ()).await
    }

    async fn run_and_tell(
        &self,
        spec: &Spec,
        stop: &Stop,
        tell: &mut dyn FnMut(Progress<'_>),
        ended: &mut dyn FnMut(),
    ) -> Outcome {
        let program = Arc::clone(&self.program);
        let finished = match run_program(program, spec, stop, tell, ended).await {
            Ok(finished) => finished,
            Err(found) => return refused_policy(spec, found),
        };
        let measured = timeline::metrics(&finished.trace);
        let mut diagnostics = self.diagnostics.clone();
        diagnostics.extend(answer::uncaught(&finished));
        diagnostics.extend(passive::findings(spec.mode, &finished.trace, &measured));
        let findings = Findings::of(&spec.file, &spec.text, diagnostics);
        let found = findings.diagnostics;
        let answer = answer::of_run(spec, (&finished, &measured), schedule(spec), found);
        Outcome { answer, trace: Some(finished.trace), rendered: findings.rendered }
    }
}

/// Runs a workload to its end, or until `stop` is requested.
///
/// About every 40 ms the host's event loop gets a turn, and `tell` hears how far the run is.
pub async fn run(spec: &Spec, stop: &Stop, tell: impl FnMut(Progress<'_>)) -> Outcome {
    run_and_look(spec, stop, tell, || ()).await
}

/// The same; `ended` is called once nothing runs any more, and what happened is looked at: after very many
/// events that takes seconds.
pub async fn run_and_look(
    spec: &Spec,
    stop: &Stop,
    mut tell: impl FnMut(Progress<'_>),
    mut ended: impl FnMut(),
) -> Outcome {
    run_and_tell(spec, stop, &mut tell, &mut ended).await
}

/// Not generic, so that all of a run is compiled and downloaded once.
async fn run_and_tell(
    spec: &Spec,
    stop: &Stop,
    tell: &mut dyn FnMut(Progress<'_>),
    ended: &mut dyn FnMut(),
) -> Outcome {
    match Workload::of(spec) {
        Ok(workload) => workload.run_and_tell(spec, stop, tell, ended).await,
        Err(refused) => refused,
    }
}

/// Runs a program to its end on the clock of the spec; else says what is wrong with the policy.
pub(crate) async fn run_program(
    program: Arc<Program>,
    spec: &Spec,
    stop: &Stop,
    tell: &mut dyn FnMut(Progress<'_>),
    ended: &mut dyn FnMut(),
) -> Result<Finished, Vec<lang::Diagnostic>> {
    match spec.clock {
        Clock::Virtual => simulate(program, spec, stop, tell, ended).await,
        Clock::Wall => Ok(execute(program, spec, stop, tell, ended).await),
    }
}

/// The instructions of a workload with its lines between, or why there are none.
///
/// # Errors
/// The findings, if the workload is refused.
pub fn disassemble(file: &str, text: &str) -> Result<String, Findings> {
    let lang::Compiled { program, diagnostics } = lang::compile(file, text);
    match program {
        Some(program) => Ok(lang::disassemble(&program)),
        None => Err(Findings::of(file, text, diagnostics)),
    }
}

/// What is wrong with the policy, instead of a run. The places are those of its own text.
pub(crate) fn refused_policy(spec: &Spec, found: Vec<lang::Diagnostic>) -> Outcome {
    let findings = Findings::of(sim::OWN_POLICY_FILE, &spec.knobs.own_policy, found);
    let answer = answer::refused(spec, findings.diagnostics);
    Outcome { answer, trace: None, rendered: findings.rendered }
}

/// Simulates a program to its end; else says what is wrong with the policy.
async fn simulate(
    program: Arc<Program>,
    spec: &Spec,
    stop: &Stop,
    tell: &mut dyn FnMut(Progress<'_>),
    ended: &mut dyn FnMut(),
) -> Result<Finished, Vec<lang::Diagnostic>> {
    let mut simulation = simulation(program, spec)?;
    simulation.end_by(stop);
    while simulation.advance(SLICE_STEPS) == sim::Progress::Running {
        let (steps, time) = (simulation.steps(), simulation.now());
        let (vm::Printed { stdout, stderr }, mut trace) = simulation.so_far();
        tell(Progress { stdout, stderr, steps, time, trace: &mut trace });
        drop(trace);
        exec::platform::yield_now().await;
        if stop.is_requested() {
            simulation.stop();
        }
    }
    ended();
    let sim::Finished { ending, printed, trace, steps, mistake } = simulation.finish();
    match mistake {
        Some(mistake) => Err(vec![mistake]),
        None => Ok(Finished { ending, printed, trace, steps }),
    }
}
