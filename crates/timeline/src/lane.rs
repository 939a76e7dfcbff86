//! Lanes: one horizontal row each, for a core, a lock or a task.

use trace::{CoreId, Line, ObjectId, Outcome, TaskId, TextId, Time};

use crate::{Slices, State};

/// The position of a lane in [`crate::Timeline::lanes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LaneId(pub usize);

/// What a lane is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LaneKind {
    /// Who runs on a core, and the time it spends switching; gaps are idle.
    Core(CoreId),
    /// Who has the global interpreter lock of the process that this task is, or began; gaps are free.
    Gil(TaskId),
    /// Who holds a lock; gaps are free.
    Lock(ObjectId),
    /// What a task does.
    Task(TaskId),
}

/// The lanes that stand together under one header.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Group {
    /// The cores.
    Cores = 0,
    /// The tasks.
    Tasks = 1,
    /// The interpreter locks that were waited for, and the locks that were taken, at least once.
    Locks = 2,
}

impl Group {
    /// In the order they are drawn.
    pub const ALL: [Group; 3] = [Group::Cores, Group::Tasks, Group::Locks];

    /// Its header.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Group::Cores => "Cores",
            Group::Tasks => "Tasks",
            Group::Locks => "Locks",
        }
    }
}

/// Which groups are folded away.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Folded(u8);

impl Folded {
    /// Whether `group` shows its header only.
    #[must_use]
    pub fn contains(self, group: Group) -> bool {
        self.0 & (1 << group as u8) != 0
    }

    /// Folded if it was open, open if it was folded.
    #[must_use]
    pub fn toggled(self, group: Group) -> Folded {
        Folded(self.0 ^ (1 << group as u8))
    }
}

/// How a lane's task stands at the end of the trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finish {
    /// It never began, or the lane is not a task's.
    None,
    /// It ended.
    Ended {
        /// When.
        time: Time,
        /// How.
        outcome: Outcome,
    },
    /// The trace ends while it is still in this state.
    Still(State),
}

/// A point of a lane at which something happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// When.
    pub time: Time,
    /// What.
    pub kind: MarkKind,
    /// The task it happened to; none for a cut of the whole run.
    pub task: TaskId,
    /// The line the task stood on.
    pub line: Line,
    /// The object involved.
    pub object: ObjectId,
    /// What was written, the label, the message, or the limit's name.
    pub text: TextId,
}

/// What a mark says. A larger kind hides a smaller one where they fall on the same pixel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MarkKind {
    /// A turn of the host's event loop began.
    Turn,
    /// The task wrote to standard output.
    Output,
    /// The task passed a checkpoint.
    Checkpoint,
    /// The host's timers came late.
    Late,
    /// A limit was reached: the run or its record ends here.
    Cut,
    /// An exception nobody caught.
    Exception,
    /// The task waits and nothing can wake it.
    Deadlock,
}

impl MarkKind {
    /// One word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            MarkKind::Turn => "turn of the loop",
            MarkKind::Output => "output",
            MarkKind::Checkpoint => "checkpoint",
            MarkKind::Late => "late",
            MarkKind::Cut => "cut",
            MarkKind::Exception => "exception",
            MarkKind::Deadlock => "deadlock",
        }
    }

    /// The corners of its shape around its middle, in units of its radius. Each kind has its own: the
    /// colour is not needed to tell them apart.
    #[must_use]
    pub fn corners(self) -> &'static [(f64, f64)] {
        match self {
            MarkKind::Turn => &[(-0.25, -0.7), (0.25, -0.7), (0.25, 0.7), (-0.25, 0.7)],
            MarkKind::Output => &[(-0.8, -0.9), (0.9, 0.0), (-0.8, 0.9)],
            MarkKind::Checkpoint => &[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
            MarkKind::Late => &[(-1.0, -0.35), (1.0, -0.35), (1.0, 0.35), (-1.0, 0.35)],
            MarkKind::Cut => &[(-0.35, -1.0), (0.35, -1.0), (0.35, 1.0), (-0.35, 1.0)],
            MarkKind::Exception => &[(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)],
            MarkKind::Deadlock => &[
                (-1.0, -1.0),
                (0.0, -0.4),
                (1.0, -1.0),
                (0.4, 0.0),
                (1.0, 1.0),
                (0.0, 0.4),
                (-1.0, 1.0),
                (-0.4, 0.0),
            ],
        }
    }

    /// One character, drawn inside the mark's shape.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            MarkKind::Turn => 'T',
            MarkKind::Output => '>',
            MarkKind::Checkpoint => '+',
            MarkKind::Late => 'L',
            MarkKind::Cut => '=',
            MarkKind::Exception => '!',
            MarkKind::Deadlock => 'X',
        }
    }
}

/// A row of the timeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lane {
    /// What it is about.
    pub kind: LaneKind,
    /// Its label, unique among the lanes of its group.
    pub name: String,
    /// How far a task is nested in its parents; 0 for others.
    pub depth: u32,
    /// Its slices, in the order of time.
    pub slices: Slices,
    /// Its marks, in the order of time.
    pub marks: Vec<Mark>,
    /// How its task stands at the end of the trace.
    pub finish: Finish,
}

impl Lane {
    /// A lane in which nothing happened yet.
    pub(crate) fn empty(kind: LaneKind, name: String, depth: u32) -> Lane {
        let (slices, marks) = (Slices::default(), Vec::new());
        Lane { kind, name, depth, slices, marks, finish: Finish::None }
    }

    /// The group it stands in.
    #[must_use]
    pub fn group(&self) -> Group {
        match self.kind {
            LaneKind::Core(_) => Group::Cores,
            LaneKind::Gil(_) | LaneKind::Lock(_) => Group::Locks,
            LaneKind::Task(_) => Group::Tasks,
        }
    }

    /// Whether it is the lane of a task with a memory of its own.
    pub(crate) fn process(&self, timeline: &crate::Timeline) -> bool {
        let LaneKind::Task(task) = self.kind else { return false };
        timeline.task(task).is_some_and(|task| task.kind == trace::TaskKind::Process)
    }

    /// The task a slice of this lane is about.
    #[must_use]
    pub fn task_of(&self, slice: &crate::Slice) -> TaskId {
        match self.kind {
            LaneKind::Task(task) => task,
            LaneKind::Core(_) | LaneKind::Gil(_) | LaneKind::Lock(_) => slice.other,
        }
    }
}
