//! From a spec to a simulation: which discipline, with which settings.

use std::sync::Arc;

use costs::Profile;
use lang::Tasks;
use lang::program::Program;
use protocol::{Knob, Knobs, Mode, Policy, Preempt, Spec, StartMethod};
use sim::{
    AsWritten, Cluster, Discipline, EventLoop, Fair, Fifo, FreeThreads, Limits, Network, Own,
    Priority, Processes, Random, RoundRobin, Sequential, Settings, Simulation, Threads, TimeSliced,
};
use trace::Span;
use vm::{Outside, Start, Surroundings};

/// The shortest turn: about fifty instructions. Without one, a run could be nothing but switches.
pub(crate) const QUANTUM_MIN: Span = Span(1_000);

/// The simulation that a spec describes; else what is wrong with its policy.
pub(crate) fn simulation(
    program: Arc<Program>,
    spec: &Spec,
) -> Result<Simulation, Vec<lang::Diagnostic>> {
    simulation_with(program, spec, trace::Limits::default())
}

/// The same with a trace within these bounds.
pub(crate) fn simulation_with(
    program: Arc<Program>,
    spec: &Spec,
    trace: trace::Limits,
) -> Result<Simulation, Vec<lang::Diagnostic>> {
    let knobs = &spec.knobs;
    let policy = policy(spec.mode, knobs)?;
    let settings = Settings {
        profile: knobs.profile.clone(),
        switch_cost: knobs.switch_cost,
        limits: Limits {
            steps: knobs.limit_steps,
            time: knobs.limit_time,
            output: knobs.limit_output,
            heap: usize::try_from(knobs.limit_heap).unwrap_or(usize::MAX),
            trace,
        },
        surroundings: Surroundings {
            input: knobs.input.clone(),
            seed: knobs.seed,
            n_cores: n_cores(spec.mode, knobs),
            start: start(spec.mode, knobs),
            outside: Outside::None,
        },
    };
    Ok(Simulation::new(program, discipline(spec.mode, knobs), policy, settings))
}

/// The most machines of a cluster, the longest latency between them, and how slow one can be at most.
const MACHINES_MAX: u32 = 64;
const LATENCY_MAX: Span = Span(3_600_000_000_000);
const SLOWDOWN_MAX: u32 = 1_000;

/// How many cores the workload finds: those of all machines.
fn n_cores(mode: Mode, knobs: &Knobs) -> u32 {
    match mode {
        Mode::Cluster => knobs.cores.max(1) * network(knobs).n_machines,
        _ => knobs.cores.max(1),
    }
}

fn network(knobs: &Knobs) -> Network {
    Network {
        n_machines: knobs.machines.clamp(2, MACHINES_MAX),
        latency: knobs.latency.min(LATENCY_MAX),
        bandwidth: knobs.bandwidth.max(1),
        slowdown: knobs.slow_machine.clamp(1, SLOWDOWN_MAX),
        fail_at: Some(knobs.fail_at).filter(|&at| at != Span(0)),
    }
}

fn discipline(mode: Mode, knobs: &Knobs) -> Box<dyn Discipline> {
    let preempt = preempt(mode, knobs);
    let n_cores = knobs.cores.max(1);
    let quantum = knobs.quantum.max(QUANTUM_MIN);
    let gil_interval = knobs.gil_interval.max(QUANTUM_MIN);
    match mode {
        Mode::AsWritten => Box::new(AsWritten { n_cores, gil_interval, preempt }),
        Mode::Threads => Box::new(Threads(AsWritten { n_cores, gil_interval, preempt })),
        Mode::Processes => {
            let as_written = AsWritten { n_cores, gil_interval, preempt };
            Box::new(Processes { as_written, quantum })
        }
        Mode::Cluster => {
            let as_written = AsWritten { n_cores, gil_interval, preempt };
            let processes = Processes { as_written, quantum };
            Box::new(Cluster { processes, network: network(knobs) })
        }
        Mode::Sequential => Box::new(Sequential),
        Mode::TimeSliced => Box::new(TimeSliced { quantum, preempt }),
        Mode::FreeThreads => Box::new(FreeThreads { n_cores, quantum, preempt }),
        Mode::Async => Box::new(EventLoop),
    }
}

/// In which order ready tasks get a core. Where the mode leaves no choice, they queue.
fn policy(mode: Mode, knobs: &Knobs) -> Result<Box<dyn sim::Policy>, Vec<lang::Diagnostic>> {
    let quantum = knobs.quantum.max(QUANTUM_MIN);
    let is_chosen = mode.info().knobs.contains(&Knob::Policy);
    Ok(match if is_chosen { knobs.policy } else { Policy::RoundRobin } {
        Policy::RoundRobin => Box::new(RoundRobin),
        Policy::Fifo => Box::new(Fifo),
        Policy::Random => Box::new(Random::new(knobs.seed)),
        Policy::Priority => Box::new(Priority::new(quantum)),
        Policy::Fair => Box::new(Fair::new(quantum)),
        Policy::Own => Box::new(Own::new(&knobs.own_policy)?),
    })
}

/// How processes get their memory where the workload does not say. Where the mode leaves no choice,
/// as in CPython.
pub(crate) fn start(mode: Mode, knobs: &Knobs) -> Start {
    let is_chosen = mode.info().knobs.contains(&Knob::StartMethod);
    match if is_chosen { knobs.start_method } else { StartMethod::default() } {
        StartMethod::Fork => Start::Fork,
        StartMethod::Spawn => Start::Spawn,
        StartMethod::ForkServer => Start::ForkServer,
    }
}

/// What becomes of the tasks that the workload starts.
pub(crate) fn tasks(mode: Mode) -> Tasks {
    match mode {
        Mode::Processes => Tasks::Processes,
        Mode::Cluster => Tasks::Cluster,
        Mode::AsWritten
        | Mode::Sequential
        | Mode::TimeSliced
        | Mode::Threads
        | Mode::FreeThreads
        | Mode::Async => Tasks::AsWritten,
    }
}

/// Whether in a mode other files of the library stand in for those that a workload imports.
#[must_use]
pub fn stands_in(mode: Mode) -> bool {
    tasks(mode) != Tasks::AsWritten
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
    let knobs = &spec.knobs;
    let mut choices = vec![format!("v1:mode={}", spec.mode)];
    for knob in spec.mode.info().knobs {
        match knob {
            Knob::Cores => choices.push(format!("cores={}", knobs.cores)),
            Knob::Machines => choices.push(format!("machines={}", knobs.machines)),
            Knob::Latency => choices.push(format!("latency={}ns", knobs.latency.0)),
            Knob::Bandwidth => choices.push(format!("bandwidth={}", knobs.bandwidth)),
            Knob::SlowMachine => choices.push(format!("slow-machine={}", knobs.slow_machine)),
            Knob::FailAt => choices.push(format!("fail-at={}ns", knobs.fail_at.0)),
            Knob::StartMethod => {
                choices.push(format!("start-method={}", knobs.start_method.info().name));
            }
            Knob::Policy => choices.push(format!("policy={}", knobs.policy.info().name)),
            Knob::Quantum => choices.push(format!("quantum={}ns", knobs.quantum.0)),
            Knob::GilInterval => choices.push(format!("gil-interval={}ns", knobs.gil_interval.0)),
            Knob::SwitchCost => choices.push(format!("switch-cost={}ns", knobs.switch_cost.0)),
            Knob::Preempt => choices.extend(knobs.preempt.map(preempt_choice)),
            Knob::Seed => choices.push(format!("seed={}", knobs.seed)),
            Knob::Profile => choices.extend(profile_choices(&knobs.profile)),
        }
    }
    choices.join(",")
}

fn preempt_choice(preempt: Preempt) -> String {
    let name = match preempt {
        Preempt::EveryInstruction => "every-instruction",
        Preempt::Cpython => "cpython",
        Preempt::WaitsOnly => "waits-only",
    };
    format!("preempt={name}")
}

fn profile_choices(profile: &Profile) -> impl Iterator<Item = String> + '_ {
    let changes = profile.changes().map(|(cost, value)| format!("{}={value}", cost.info().name));
    std::iter::once(format!("profile={}", profile.name.name())).chain(changes)
}
