//! What tasks hold at a moment: the run is repeated up to there, which in virtual time gives the same.

use std::sync::Arc;

use protocol::{Snapshot, Spec, StackFrame, TaskSnapshot, Variable};
use trace::{TaskId, Time};
use vm::Machine;

use crate::Stop;
use crate::run::SLICE_STEPS;
use crate::simulate;

/// The state of a simulated run at a moment: of these tasks, or of all where none is named. Nothing if
/// `stop` was requested, or if the workload is refused.
///
/// What is after the end of the run is as it was at the end.
pub async fn inspect(spec: &Spec, at: Time, tasks: &[TaskId], stop: &Stop) -> Option<Snapshot> {
    let compiled = lang::compile_for(&spec.file, &spec.text, simulate::tasks(spec.mode));
    let mut simulation = simulate::simulation(Arc::new(compiled.program?), spec).ok()?;
    simulation.end_by(stop);
    while simulation.advance_to(at, SLICE_STEPS) == sim::Progress::Running {
        exec::platform::yield_now().await;
        if stop.is_requested() {
            return None;
        }
    }
    if stop.is_requested() {
        return None;
    }
    Some(snapshot(simulation.into_machine(), at, tasks))
}

fn snapshot(mut machine: Machine, at: Time, tasks: &[TaskId]) -> Snapshot {
    let n_tasks = u32::try_from(machine.kernel().tasks().len()).expect("tasks are numbered so");
    let wanted = (0..n_tasks).map(TaskId).filter(|id| tasks.is_empty() || tasks.contains(id));
    let mut snapshot = Snapshot { at_ns: at.0, ..Snapshot::default() };
    let mut spaces = Vec::new();
    for id in wanted {
        let Some(stack) = machine.stack(id) else { continue };
        let space = machine.kernel().space_of(id);
        let memory = spaces.iter().position(|known| *known == space).unwrap_or_else(|| {
            spaces.push(space);
            snapshot.memories.push(variables(machine.module_variables(id)));
            spaces.len() - 1
        });
        let name = machine.kernel().task(id).name.clone();
        let stack = stack.into_iter().map(frame).collect();
        snapshot.tasks.push(TaskSnapshot { id: id.0, name, stack, memory });
    }
    snapshot
}

fn frame(frame: vm::StackFrame) -> StackFrame {
    let vm::StackFrame { function, line, variables: own } = frame;
    StackFrame { function, line, variables: variables(own) }
}

fn variables(own: Vec<vm::Variable>) -> Vec<Variable> {
    let variable = |vm::Variable { name, value }| Variable { name, value };
    own.into_iter().map(variable).collect()
}
