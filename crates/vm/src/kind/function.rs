//! Functions of the workload as values.

use lang::program::CodeIdx;

use crate::heap::{Handle, Object};
use crate::kind::Dict;
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
    /// The dict of its annotations, if it has any.
    pub annotations: Option<Handle<Dict>>,
}

saved_fields!(Function { code, defaults, captures, annotations });

impl Object for Function {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.defaults.iter().chain(&self.captures).copied().for_each(&mut *visit);
        self.annotations.into_iter().map(Value::Dict).for_each(visit);
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.defaults) + size_of_val(&*self.captures)
    }
}
