//! From a spec to a simulation: which discipline, with which settings.

use std::sync::Arc;

use lang::program::Program;
use protocol::{Knobs, Mode, Preempt, Spec};
use sim::{
    CPYTHON_3_11, Discipline, EventLoop, FreeThreads, Limits, Sequential, Settings, Simulation,
    TimeSliced,
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
    let preempt = preempt(knobs);
    let quantum = knobs.quantum.max(QUANTUM_MIN);
    match mode {
        Mode::Sequential => Box::new(Sequential),
        Mode::TimeSliced => Box::new(TimeSliced { quantum, preempt }),
        Mode::FreeThreads => {
            Box::new(FreeThreads { n_cores: knobs.cores.max(1), quantum, preempt })
        }
        Mode::Async => Box::new(EventLoop),
    }
}

/// Where tasks may be interrupted.
pub(crate) fn preempt(knobs: &Knobs) -> vm::Preempt {
    match knobs.preempt.unwrap_or(Preempt::EveryInstruction) {
        Preempt::EveryInstruction => vm::Preempt::EveryInstruction,
        Preempt::Cpython => vm::Preempt::Cpython,
        Preempt::WaitsOnly => vm::Preempt::WaitsOnly,
    }
}

/// The choices that repeat a run: on the virtual clock everything follows from the knobs.
pub(crate) fn schedule(spec: &Spec) -> String {
    let Knobs { cores, quantum, switch_cost, seed, .. } = spec.knobs;
    let preempt = match spec.knobs.preempt {
        None => "",
        Some(Preempt::EveryInstruction) => ",preempt=every-instruction",
        Some(Preempt::Cpython) => ",preempt=cpython",
        Some(Preempt::WaitsOnly) => ",preempt=waits-only",
    };
    format!(
        "v1:mode={},cores={cores},quantum={}ns,switch-cost={}ns,seed={seed}{preempt}",
        spec.mode, quantum.0, switch_cost.0
    )
}
