//! Runs small workloads. Costs are set to zero where they are not the subject, so that makespans come
//! out exactly.

use std::sync::Arc;

use costs::{COSTS, Cost, Profile};
use sim::{Discipline, Finished, Limits, Policy, Progress, RoundRobin, Settings, Simulation};
use trace::{EventKind, Span};
use vm::Ending;

pub const MS: u64 = 1_000_000;

/// Instructions take one nanosecond, everything else nothing.
pub fn settings() -> Settings {
    let mut profile = Profile::default();
    for info in COSTS {
        profile.set(info.cost, 0);
    }
    profile.set(Cost::Library, 100);
    for cost in Cost::INSTRUCTIONS {
        profile.set(cost, 1_000);
    }
    let limits = Limits {
        steps: 10_000_000,
        time: Span(10_000 * MS),
        output: 1 << 20,
        heap: 64 << 20,
        trace: trace::Limits::default(),
    };
    Settings { profile, switch_cost: Span(0), limits, surroundings: vm::Surroundings::default() }
}

pub fn run(text: &str, discipline: impl Discipline + 'static) -> Finished {
    run_with(text, discipline, settings())
}

pub fn run_with(text: &str, discipline: impl Discipline + 'static, settings: Settings) -> Finished {
    run_under(text, discipline, RoundRobin, settings)
}

pub fn run_under(
    text: &str,
    discipline: impl Discipline + 'static,
    policy: impl Policy + 'static,
    settings: Settings,
) -> Finished {
    let compiled = lang::compile("workload.py", text);
    let program = compiled.program.expect("the workload is accepted");
    let mut simulation =
        Simulation::new(Arc::new(program), Box::new(discipline), Box::new(policy), settings);
    while simulation.advance(100_000) == Progress::Running {}
    simulation.finish()
}

/// The makespan in whole milliseconds; the instructions in between take less than half of one.
pub fn makespan_ms(finished: &Finished) -> u64 {
    assert!(matches!(finished.ending, Ending::Over { main: None, .. }), "{:?}", finished.ending);
    (finished.trace.end.0 + MS / 2) / MS
}

pub fn count(finished: &Finished, kind: EventKind) -> usize {
    finished.trace.events().filter(|event| event.kind == kind).count()
}
