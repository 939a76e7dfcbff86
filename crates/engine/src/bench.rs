//! Runs a workload in the machine alone, for measurements.

use std::sync::Arc;

use exec::Stop;
use protocol::{Knobs, Mode, Spec, Status};
use trace::{Clock, Span};
use vm::heap::{Heap, LocalHeap};
use vm::{Context, Failure, Fiber, Fuel, Linked, Pause, Preempt, Request, Value};

use crate::run::refused_policy;
use crate::simulate::{simulation_with, tasks};

/// How many instructions are run between two looks at anything else.
const FUEL: Fuel = Fuel(1_000_000);

/// Runs a workload of one task to its end, with a check at every instruction and neither time nor
/// trace. What it prints is dropped.
///
/// # Errors
/// What went wrong, if it did not run to its end.
pub fn execute_plainly(text: &str) -> Result<(), String> {
    let lang::Compiled { program, diagnostics } = lang::compile("workload.py", text);
    let Some(program) = program else {
        return Err(lang::render(text, "workload.py", &diagnostics));
    };
    let program = Arc::new(program);
    let mut heap = LocalHeap::new(program.globals.len(), 1 << 30);
    let mut fiber = Fiber::call(&program, program.entry, &[]);
    let linked = Linked::new(program, &mut heap);
    run(&mut fiber, &mut heap, &linked)
}

fn run(fiber: &mut Fiber, heap: &mut LocalHeap, linked: &Linked) -> Result<(), String> {
    loop {
        if heap.pressure() != vm::heap::Pressure::Low {
            heap.collect(|visit| {
                linked.visit_roots(visit);
                fiber.visit_roots(linked, visit);
            });
        }
        match fiber.run(heap, linked, FUEL, Preempt::EveryInstruction).pause {
            Pause::Fuel => {}
            Pause::Done(_) => return Ok(()),
            Pause::Request(Request::Output { .. }) => fiber.resume(Value::None),
            Pause::Request(Request::Now) => fiber.resume(Value::Float(0.0)),
            Pause::Failed(exception) => {
                return Err(Failure::of_exception(
                    &mut Context::new(&mut heap.any(), linked),
                    exception,
                )
                .traceback);
            }
            other => return Err(format!("the program did not run to its end: {other:?}")),
        }
    }
}

/// Runs a workload on the wall clock to its end: in `free-threads` on so many workers, in `sequential`
/// on none. Gives how long it took.
///
/// # Errors
/// What it was, if it did not run to its end.
pub async fn execute_really(text: &str, workers: u32) -> Result<Span, String> {
    let spec = Spec {
        file: "workload.py".to_owned(),
        text: text.to_owned(),
        mode: if workers == 0 { Mode::Sequential } else { Mode::FreeThreads },
        clock: Clock::Wall,
        knobs: Knobs { cores: workers.max(1), ..Knobs::default() },
    };
    let outcome = crate::run(&spec, &Stop::default(), |_| {}).await;
    match outcome.answer.status {
        Status::Ok => Ok(Span(outcome.answer.makespan_ns)),
        _ => Err(outcome.rendered),
    }
}

/// What a simulation for a measurement came to.
#[derive(Clone, Copy, Debug)]
pub struct Simulated {
    /// Its instructions.
    pub steps: u64,
    /// The events of its trace.
    pub events: usize,
}

/// How much of a simulation is recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tracing {
    /// All that the usual limits allow.
    Full,
    /// No event.
    Off,
}

/// Simulates a workload as it is written to its end, without an answer.
///
/// # Errors
/// The findings, if the workload is refused; or how it ended otherwise.
pub fn simulate_plainly(text: &str, tracing: Tracing) -> Result<Simulated, String> {
    let spec = Spec {
        file: "workload.py".to_owned(),
        text: text.to_owned(),
        mode: Mode::AsWritten,
        clock: Clock::Virtual,
        knobs: Knobs { limit_heap: u64::MAX, ..Knobs::default() },
    };
    let lang::Compiled { program, diagnostics } =
        lang::compile_for(&spec.file, &spec.text, tasks(spec.mode));
    let Some(program) = program else {
        return Err(lang::render(&spec.text, &spec.file, &diagnostics));
    };
    let limits = match tracing {
        Tracing::Full => trace::Limits::default(),
        Tracing::Off => trace::Limits { events: 0, ..trace::Limits::default() },
    };
    let refused = |found: Vec<lang::Diagnostic>| refused_policy(&spec, found).rendered;
    let mut simulation = simulation_with(Arc::new(program), &spec, limits).map_err(refused)?;
    while simulation.advance(FUEL.0) == sim::Progress::Running {}
    let finished = simulation.finish();
    match finished.ending {
        vm::Ending::Over { main: None, .. } => {
            Ok(Simulated { steps: finished.steps, events: finished.trace.len() })
        }
        other => Err(format!("the simulation ended otherwise: {other:?}")),
    }
}
