//! The longest time that a task was ready and did not get to run, and who ran instead.

use std::collections::VecDeque;

use trace::{Line, Span, TaskId, TaskKind, Trace};

use crate::follow::{Owner, Segment};
use crate::{Slice, State};

/// How many of the last turns are kept to find who ran instead.
const TURNS_MAX: usize = 512;

/// A task that could have run, and who kept it from that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delay {
    /// Who was ready.
    pub task: TaskId,
    /// For how long.
    pub span: Span,
    /// Who ran longest meanwhile, or held up the loop.
    pub by: TaskId,
    /// For how long without a break.
    pub ran: Span,
    /// The line on which that one began.
    pub line: Line,
}

/// Finds the longest delays while segments come in.
#[derive(Default)]
pub(super) struct Delays {
    turns: VecDeque<(TaskId, Slice)>,
    /// Of all tasks.
    pub worst: Option<Delay>,
    /// Of the tasks of event loops.
    pub in_loop: Option<Delay>,
}

impl Delays {
    pub fn take(&mut self, trace: &Trace, segment: &Segment) {
        let Owner::Task(task) = segment.owner else { return };
        let slice = segment.slice;
        // A timed wait that names a task holds up the event loop, wherever it is spent.
        let is_held =
            matches!(slice.state, State::Io | State::Sleep) && slice.other.some().is_some();
        if slice.state.is_on_core() || is_held {
            if self.turns.len() == TURNS_MAX {
                self.turns.pop_front();
            }
            self.turns.push_back((task, slice));
        }
        if slice.state != State::Ready {
            return;
        }
        let is_in_loop = trace.tasks[task.index()].kind == TaskKind::Coroutine;
        if is_longer(slice, self.worst) {
            self.worst = self.delay(task, slice).or(self.worst);
        }
        if is_in_loop && is_longer(slice, self.in_loop) {
            self.in_loop = self.delay(task, slice).or(self.in_loop);
        }
    }

    /// Who ran longest while a task was ready.
    fn delay(&self, task: TaskId, ready: Slice) -> Option<Delay> {
        let ran = |slice: &Slice| slice.to.min(ready.to).since(slice.from);
        let meanwhile =
            self.turns.iter().filter(|(by, slice)| *by != task && slice.to > ready.from);
        let (by, slice) = meanwhile.max_by_key(|(_, slice)| ran(slice))?;
        Some(Delay { task, span: ready.span(), by: *by, ran: ran(slice), line: slice.line })
    }
}

fn is_longer(slice: Slice, than: Option<Delay>) -> bool {
    slice.span() > than.map_or(Span(0), |delay| delay.span)
}
