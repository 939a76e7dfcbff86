//! The cores of the simulated machine.

use trace::{Span, TaskId, Time};
use vm::{Pause, Resumption, Value};

use crate::policy::Arrival;

/// A core: who was on it last, and what it does.
#[derive(Debug, Default)]
pub struct Core {
    /// Who ran on it last; a switch to another task has a price.
    pub last: Option<TaskId>,
    /// What it does.
    pub work: Option<Work>,
}

/// A task on a core, and what happens there next.
#[derive(Debug)]
pub struct Work {
    /// Who.
    pub task: TaskId,
    /// When it was given the core.
    pub given: Time,
    /// Since when it has the core: what a switch takes is over.
    pub since: Time,
    /// When its turn ends, if turns have an end.
    pub slice_end: Option<Time>,
    /// Whether it ends because a task that goes before this one became ready.
    pub is_outranked: bool,
    /// Whether it may end after what the task asked for last.
    pub is_at_point: bool,
    /// When `next` happens.
    pub at: Time,
    /// What happens then.
    pub next: Next,
}

impl Work {
    /// A task that has a core from `at` on, and for how long.
    pub fn new(task: TaskId, (at, slice_end): (Time, Option<Time>), next: Next) -> Work {
        Work {
            task,
            given: at,
            since: at,
            slice_end,
            is_outranked: false,
            is_at_point: false,
            at,
            next,
        }
    }
}

/// What a core does at the end of a stretch of time.
#[derive(Debug)]
pub enum Next {
    /// The switch is over: the task begins to run.
    Begin(Going),
    /// The task's operation was paid for: it runs on.
    Run,
    /// The instructions that led up to this pause were executed.
    Paused {
        /// Why the task paused.
        pause: Pause,
        /// Whether it may be interrupted here.
        interruptible: bool,
    },
    /// The operation was paid for: the task goes on with this.
    Reply(Resumption),
    /// The task computed as it asked, up to the end of its turn; that much is left to do.
    Computed(Span),
    /// A new task was paid for: it begins, and who started it goes on behind it.
    Started {
        /// The new task.
        child: TaskId,
        /// For who started it.
        reply: Value,
    },
    /// The core was kept for a task that waited: it wakes and goes on.
    KeptFor,
    /// The core was kept for a task that waited: it is ready, and its event loop goes on.
    KeptForStep,
}

/// A task that waits for a core.
#[derive(Debug)]
pub struct Ready {
    /// Who.
    pub task: TaskId,
    /// How it goes on.
    pub going: Going,
    /// Whether it found the global interpreter lock taken.
    pub waits_for_gil: bool,
    /// Why it became ready.
    pub arrival: Arrival,
    /// When.
    pub since: Time,
    /// How often others who had demanded the interpreter lock got it before this one, whose turn it was.
    pub n_passed: u8,
}

/// How a task goes on when it gets a core.
#[derive(Debug)]
pub enum Going {
    /// In the machine.
    Resume(Resumption),
    /// With what is left of a `cpu(…)`.
    Compute(Span),
}
