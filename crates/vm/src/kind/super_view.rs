//! What `super()` gives: an object seen as an instance of the classes after a certain one.

use crate::heap::{Handle, Object};
use crate::kind::Class;
use crate::value::Value;

/// A view of an object, or of a class, from above a class.
#[derive(Clone, Copy, Debug)]
pub struct SuperView {
    /// Attributes are looked for after this class …
    pub after: Handle<Class>,
    /// … in the order of this one: that of the receiver.
    pub class: Handle<Class>,
    /// What methods are bound to.
    pub receiver: Value,
}

saved_fields!(SuperView { after, class, receiver });

impl Object for SuperView {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        visit(Value::Class(self.after));
        visit(Value::Class(self.class));
        visit(self.receiver);
    }

    fn bytes(&self) -> usize {
        0
    }
}
