//! Runs a workload in the machine alone, for measurements.

use std::sync::Arc;

use protocol::{Spec, Status};
use vm::heap::{Heap, LocalHeap};
use vm::{Context, Failure, Fiber, Fuel, Linked, Pause, Preempt, Request, Value};

use crate::simulate::{simulation, tasks};

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

/// What a simulation for a measurement came to.
#[derive(Clone, Copy, Debug)]
pub struct Simulated {
    /// How it ended.
    pub status: Status,
    /// Its instructions.
    pub steps: u64,
    /// The events of its trace.
    pub events: usize,
}

/// Simulates a workload to its end, with its whole trace and without an answer.
///
/// # Errors
/// The findings, if the workload is refused.
pub fn simulate_plainly(spec: &Spec) -> Result<Simulated, String> {
    let lang::Compiled { program, diagnostics } =
        lang::compile_for(&spec.file, &spec.text, tasks(spec.mode));
    let Some(program) = program else {
        return Err(lang::render(&spec.text, &spec.file, &diagnostics));
    };
    let mut simulation = simulation(Arc::new(program), spec);
    while simulation.advance(FUEL.0) == sim::Progress::Running {}
    let finished = simulation.finish();
    let status = match finished.ending {
        vm::Ending::Over { main: None, .. } => Status::Ok,
        _ => Status::Error,
    };
    Ok(Simulated { status, steps: finished.steps, events: finished.trace.len() })
}
