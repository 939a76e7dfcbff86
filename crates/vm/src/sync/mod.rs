//! The objects that tasks meet at, one file each. Each declares what its operations mean to others:
//! scheduling, race detection and exploration read that one declaration.

mod lock;

pub use lock::Lock;

use trace::TaskId;

/// What an operation on an object means to the order of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// It learns of everything that happened before the releases it follows.
    pub acquires: bool,
    /// What happened before it becomes known to later acquires.
    pub releases: bool,
    /// Whether the order of two such operations on one object can matter.
    pub conflicts: bool,
}

/// What came of trying an operation that may have to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attempt {
    /// It is done.
    Done,
    /// It must wait; if one task is the reason, this one.
    MustWait(Option<TaskId>),
}
