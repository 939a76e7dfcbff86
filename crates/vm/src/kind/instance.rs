//! Instances of the workload's classes.

use crate::heap::{Handle, Object};
use crate::kind::{Class, Dict};
use crate::value::Value;

/// An instance of a class that is no exception class.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its class.
    pub class: Handle<Class>,
    /// Its attributes, in the order in which they were first set; empty once `__dict__` was asked
    /// for: they are in `shared` since.
    pub fields: Dict,
    /// The dict that `__dict__` gave out.
    pub shared: Option<Handle<Dict>>,
    /// What it is at bottom, if its class comes from a builtin type: a list, a number …
    pub native: Value,
}

impl Instance {
    /// One without fields.
    #[must_use]
    pub fn new(class: Handle<Class>, native: Value) -> Instance {
        Instance { class, fields: Dict::new(), shared: None, native }
    }
}

impl Object for Instance {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        visit(Value::Class(self.class));
        visit(self.native);
        self.fields.children(visit);
        if let Some(shared) = self.shared {
            visit(Value::Dict(shared));
        }
    }

    fn bytes(&self) -> usize {
        self.fields.bytes()
    }
}
