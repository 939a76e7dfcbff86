//! `threading.Thread`: what to run, and as which task it runs.

use trace::TaskId;

use crate::heap::Object;
use crate::value::Value;

/// A thread, started or not.
#[derive(Clone, Debug)]
pub struct Thread {
    /// What it calls; `None` for nothing.
    pub target: Value,
    /// With which arguments: a tuple.
    pub args: Value,
    /// And keywords: a dict or `None`.
    pub kwargs: Value,
    /// Its name, if one was given.
    pub name: Option<String>,
    /// Whether it is cut off when the main task ends.
    pub daemon: bool,
    /// The task, once it was started.
    pub task: Option<TaskId>,
}

impl Object for Thread {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        [self.target, self.args, self.kwargs].into_iter().for_each(visit);
    }

    fn bytes(&self) -> usize {
        self.name.as_ref().map_or(0, String::capacity)
    }
}
