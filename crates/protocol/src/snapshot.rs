//! What tasks hold at a moment of a simulated run.

use serde::{Deserialize, Serialize};

/// The state of a run at a moment.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// The moment, in nanoseconds of virtual time.
    pub at_ns: u64,
    /// The tasks that had begun and not ended, by number.
    pub tasks: Vec<TaskSnapshot>,
    /// The workload's module variables in each of the memories that those tasks live in.
    pub memories: Vec<Vec<Variable>>,
}

/// What was saved of a task, or stands in the registers of its core.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TaskSnapshot {
    /// Its number in the trace.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// The functions of the workload that it is in, the innermost first.
    pub stack: Vec<StackFrame>,
    /// Its place in [`Snapshot::memories`].
    pub memory: usize,
}

/// A function that a task is in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StackFrame {
    /// Its qualified name; `<module>` for the workload itself.
    pub function: String,
    /// The line it is at, counted from 1.
    pub line: u32,
    /// Its variables that are bound.
    pub variables: Vec<Variable>,
}

/// A variable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value in short: large containers by their first items.
    pub value: String,
}
