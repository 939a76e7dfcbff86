//! From a spec to a real execution.

use std::sync::Arc;

use exec::{Finished, Limits, Progress, Settings, Stop};
use lang::program::Program;
use protocol::{Mode, Spec};
use vm::{Outside, Surroundings};

use crate::simulate::{QUANTUM_MIN, preempt, start, tasks};

/// Really executes a workload.
///
/// # Panics
/// In a mode whose `ModeInfo::clocks` lacks the wall clock.
pub(crate) async fn execute(
    program: Arc<Program>,
    spec: &Spec,
    stop: &Stop,
    tell: impl FnMut(Progress<'_>),
    ended: &mut dyn FnMut(),
) -> Finished {
    exec::run_and_merge(program, settings(spec), stop, tell, ended).await
}

/// Runs one process of a workload, in an instance of the engine that [`execute`] has started
/// elsewhere for nothing else.
///
/// # Errors
/// If it was not started so.
pub async fn serve_process() -> Result<(), exec::MemberError> {
    exec::serve(|source| {
        let spec: Spec = postcard::from_bytes(source).ok()?;
        let compiled = lang::compile_for(&spec.file, &spec.text, tasks(spec.mode));
        Some((Arc::new(compiled.program?), settings(&spec)))
    })
    .await
}

fn settings(spec: &Spec) -> Settings {
    let knobs = &spec.knobs;
    let mode = match spec.mode {
        Mode::Sequential => exec::Mode::Sequential,
        Mode::TimeSliced => exec::Mode::TimeSliced,
        Mode::FreeThreads => exec::Mode::FreeThreads,
        Mode::Async => exec::Mode::Async,
        Mode::Processes => exec::Mode::Processes,
        Mode::AsWritten | Mode::Threads | Mode::Cluster => {
            unreachable!("{} runs are simulated only", spec.mode)
        }
    };
    // A process is given what there is to run, and compiles it itself.
    let source = match mode {
        exec::Mode::Processes => postcard::to_allocvec(spec).unwrap_or_default(),
        _ => Vec::new(),
    };
    Settings {
        mode,
        workers: knobs.cores.max(1),
        quantum: knobs.quantum.max(QUANTUM_MIN),
        preempt: preempt(spec.mode, knobs),
        limits: Limits {
            steps: knobs.limit_steps,
            time: knobs.limit_time,
            output: knobs.limit_output,
            heap: usize::try_from(knobs.limit_heap).unwrap_or(usize::MAX),
            trace: trace::Limits::default(),
        },
        surroundings: Surroundings {
            input: knobs.input.clone(),
            seed: knobs.seed,
            n_cores: knobs.cores.max(1),
            start: start(spec.mode, knobs),
            outside: if knobs.may_fetch { Outside::Reachable } else { Outside::Forbidden },
        },
        source,
    }
}
