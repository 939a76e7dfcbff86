//! A function of a class taken from an instance: calling it passes the instance first.

use crate::heap::Object;
use crate::value::Value;

/// A function bound to its first argument.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// What can be called.
    pub function: Value,
    /// Its first argument.
    pub receiver: Value,
}

saved_fields!(Method { function, receiver });

impl Object for Method {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.function);
        visit(self.receiver);
    }

    fn bytes(&self) -> usize {
        0
    }
}
