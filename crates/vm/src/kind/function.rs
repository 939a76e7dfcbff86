//! Functions of the workload as values.

use lang::program::CodeIdx;

use crate::heap::Object;
use crate::value::Value;

/// A function of the program with what was evaluated where it was defined.
#[derive(Clone, Debug)]
pub struct Function {
    /// What it runs.
    pub code: CodeIdx,
    /// The values of its parameters with defaults: positional first, then keyword-only.
    pub defaults: Box<[Value]>,
    /// The cells it captured.
    pub captures: Box<[Value]>,
}

impl Object for Function {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.defaults.iter().chain(&self.captures).copied().for_each(visit);
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.defaults) + size_of_val(&*self.captures)
    }
}
