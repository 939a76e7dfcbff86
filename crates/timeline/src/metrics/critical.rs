//! The critical path: the chain of tasks, each waiting for the one before, that makes a run as long
//! as it is.
//!
//! Followed backwards from the end: through a task while it runs or waits for time, and over to
//! whoever woke or started it. Shortening anything else shortens nothing.

use trace::{Cause, Event, EventKind, Line, Span, TaskId, Time, Trace};

use crate::State;
use crate::follow::end_of;
use crate::slices::Mixture;

/// The most steps that are kept; the sums are of all.
const STEPS_MAX: usize = 10_000;

/// One stretch of the critical path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PathStep {
    /// Whose.
    pub task: TaskId,
    /// From when.
    pub from: Time,
    /// Until when.
    pub to: Time,
    /// What it did.
    pub state: State,
    /// The line it stood on.
    pub line: Line,
}

/// The critical path of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CriticalPath {
    /// Its stretches, in the order of time; the first ones are missing where there are too many.
    pub steps: Vec<PathStep>,
    /// How long in each state.
    pub states: Mixture,
}

/// Follows the path backwards from the end of the main task.
pub(crate) fn critical_path(trace: &Trace) -> CriticalPath {
    let mut path = CriticalPath::default();
    // Where the path stands: whose, and until when the stretch lasts that is being looked for.
    let (mut task, mut to) = (TaskId(0), end_of(trace));
    for row in (0..trace.len()).rev() {
        let event = trace.event(row);
        if event.task != task {
            continue;
        }
        let Some(state) = begins(&event) else { continue };
        // A task that holds its core waits first, and then runs on.
        let until = (event.time + Span(event.value)).min(to);
        let held = state == State::Holding;
        if held {
            path.add(PathStep { task, from: until, to, state: State::Running, line: event.line });
        }
        let to_of_state = if held { until } else { to };
        path.add(PathStep { task, from: event.time, to: to_of_state, state, line: event.line });
        to = event.time;
        // Whoever woke or started it is where the path comes from.
        if matches!(event.kind, EventKind::Wake | EventKind::Spawn)
            && let Some(other) = event.other.some()
        {
            task = other;
        }
    }
    path.steps.reverse();
    path
}

/// The state that an event puts its task into.
fn begins(event: &Event) -> Option<State> {
    match event.kind {
        EventKind::Spawn | EventKind::Wake => Some(State::Ready),
        EventKind::Preempt => Some(State::Preempted),
        EventKind::Run => Some(State::Running),
        EventKind::Hold => Some(State::Holding),
        EventKind::Block => Some(State::of_block(event.cause)),
        _ => None,
    }
}

impl CriticalPath {
    fn add(&mut self, step: PathStep) {
        let span = step.to.since(step.from).0;
        self.states.0[step.state.index()] += span;
        if span > 0 && self.steps.len() < STEPS_MAX {
            self.steps.push(step);
        }
    }

    /// How long the run would last at least with as many cores as tasks and no interpreter lock:
    /// what is computed on the path, and the time it waits for.
    #[must_use]
    pub fn bound_ns(&self) -> u64 {
        let lack = [State::Ready, State::Preempted, State::of_block(Cause::Gil)];
        self.states.total() - lack.into_iter().map(|state| self.states.of(state)).sum::<u64>()
    }
}
