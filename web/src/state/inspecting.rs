//! What tasks hold at a moment of the shown run, as the page keeps it.

use std::rc::Rc;

use protocol::{RunId, Snapshot, Spec, StackFrame, Variable};
use trace::{TaskId, Time};

use super::{AppState, Tab};

/// The most tasks that are looked at together.
const TASKS_MAX: usize = 24;

/// A look at the shown run.
#[derive(Clone, PartialEq, Debug)]
pub struct Inspecting {
    /// Which request.
    pub id: RunId,
    /// What is repeated.
    pub spec: Spec,
    /// Up to when.
    pub at: Time,
    /// Which tasks are looked at.
    pub tasks: Vec<TaskId>,
    /// What they hold; of the look before, until the answer is there.
    pub snapshot: Option<Rc<Snapshot>>,
    /// What was shown before, to see what has changed.
    pub before: Option<Rc<Snapshot>>,
    /// Whether the answer is still to come.
    pub going: bool,
}

impl Inspecting {
    /// The answer is there.
    pub fn answer(&mut self, snapshot: Rc<Snapshot>) {
        self.before = self.snapshot.replace(snapshot);
        self.going = false;
    }

    /// Whether a variable of a task's function had another value in the look before.
    #[must_use]
    pub fn has_changed(&self, task: u32, depth: usize, variable: &Variable) -> bool {
        let before = self.before.iter().flat_map(|snapshot| &snapshot.tasks);
        let before = before.filter(|known| known.id == task);
        let frame = |stack: &[StackFrame]| stack.iter().rev().nth(depth).cloned();
        let variables = before.filter_map(|task| frame(&task.stack)).flat_map(|it| it.variables);
        changed(variables, variable)
    }

    /// Whether a module variable in the memory of a task had another value in the look before.
    #[must_use]
    pub fn has_module_changed(&self, owner: u32, variable: &Variable) -> bool {
        let memory = |before: &Rc<Snapshot>| {
            let owner = before.tasks.iter().find(|task| task.id == owner)?;
            before.memories.get(owner.memory).cloned()
        };
        changed(self.before.as_ref().and_then(memory).into_iter().flatten(), variable)
    }
}

fn changed(mut before: impl Iterator<Item = Variable>, variable: &Variable) -> bool {
    before.any(|known| known.name == variable.name && known.value != variable.value)
}

impl AppState {
    /// The moment at which the variables of the shown run are looked at.
    #[must_use]
    pub fn moment(&self) -> Option<Time> {
        let outcome = self.outcome.as_ref()?;
        let selected = || timeline::navigate::time_of(&outcome.timeline, &self.selected?);
        // At the very end what was the case just before still is.
        let last = Time(outcome.trace.end.0.saturating_sub(1));
        self.cursor.or_else(selected).map(|moment| moment.min(last))
    }

    /// A look that is to be asked for: which moment, and which tasks.
    #[must_use]
    pub fn to_inspect(&self) -> Option<(Time, Vec<TaskId>)> {
        let outcome = self.outcome.as_ref().filter(|outcome| outcome.can_repeat());
        let (outcome, at) = (outcome?, self.moment()?);
        if !self.is_idle() || self.layout.tab != Tab::Variables {
            return None;
        }
        let selected = self.selected.and_then(|hit| outcome.task_of(hit));
        let others = outcome.lines_at(at).into_iter().map(|(task, _)| task);
        let others = others.filter(|task| Some(*task) != selected);
        let tasks: Vec<TaskId> = selected.into_iter().chain(others).take(TASKS_MAX).collect();
        let known = self.inspecting.as_ref();
        let is_known = known.is_some_and(|known| {
            known.at == at
                && known.spec == outcome.spec
                && tasks.iter().all(|it| known.tasks.contains(it))
        });
        (!is_known).then_some((at, tasks))
    }
}
