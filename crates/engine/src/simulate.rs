//! From a spec to a simulation: which discipline, with which settings.

use std::sync::Arc;

use lang::program::Program;
use protocol::{Knobs, Mode, Preempt, Spec};
use sim::{
    AsWritten, CPYTHON_3_11, Discipline, EventLoop, FreeThreads, Limits, Sequential, Settings,
    Simulation, TimeSliced,
};
use trace::Span;

/// The shortest turn: about fifty instructions. Without one, a run could be nothing but switches.
const QUANTUM_MIN: Span = Span(1_000);

/// The simulation that a spec describes.
pub(crate) fn simulation(program: Arc<Program>, spec: &Spec) -> Simulation {
    let knobs = &spec.knobs;
    let settings = Settings {
        profile: CPYTHON_3_11,
        switch_cost: knobs.switch_cost,
        limits: Limits {
            steps: knobs.limit_steps,
            time: knobs.limit_time,
            output: knobs.limit_output,
            heap: usize::try_from(knobs.limit_heap).unwrap_or(usize::MAX),
            trace: trace::Limits::default(),
        },
        input: knobs.input.clone(),
    };
    Simulation::new(program, discipline(spec.mode, knobs), settings)
}

fn discipline(mode: Mode, knobs: &Knobs) -> Box<dyn Discipline> {
    let preempt = preempt(mode, knobs);
    let n_cores = knobs.cores.max(1);
    let quantum = knobs.quantum.max(QUANTUM_MIN);
    match mode {
        Mode::AsWritten => {
            let gil_interval = knobs.gil_interval.max(QUANTUM_MIN);
            Box::new(AsWritten { n_cores, gil_interval, preempt })
        }
        Mode::Sequential => Box::new(Sequential),
        Mode::TimeSliced => Box::new(TimeSliced { quantum, preempt }),
        Mode::FreeThreads => Box::new(FreeThreads { n_cores, quantum, preempt }),
        Mode::Async => Box::new(EventLoop),
    }
}

/// Where tasks may be interrupted.
pub(crate) fn preempt(mode: Mode, knobs: &Knobs) -> vm::Preempt {
    match knobs.preempt.unwrap_or(mode.info().preempt) {
        Preempt::EveryInstruction => vm::Preempt::EveryInstruction,
        Preempt::Cpython => vm::Preempt::Cpython,
        Preempt::WaitsOnly => vm::Preempt::WaitsOnly,
    }
}

/// The choices that repeat a run: on the virtual clock everything follows from the knobs.
pub(crate) fn schedule(spec: &Spec) -> String {
    let Knobs { cores, quantum, gil_interval, switch_cost, seed, .. } = spec.knobs;
    let preempt = match spec.knobs.preempt {
        None => "",
        Some(Preempt::EveryInstruction) => ",preempt=every-instruction",
        Some(Preempt::Cpython) => ",preempt=cpython",
        Some(Preempt::WaitsOnly) => ",preempt=waits-only",
    };
    let gil_interval = match spec.mode {
        Mode::AsWritten => format!(",gil-interval={}ns", gil_interval.0),
        _ => String::new(),
    };
    format!(
        "v1:mode={},cores={cores},quantum={}ns,switch-cost={}ns,seed={seed}{preempt}{gil_interval}",
        spec.mode, quantum.0, switch_cost.0
    )
}
