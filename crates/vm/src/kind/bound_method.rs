//! Methods taken from an object without being called: `append = items.append`.

use crate::heap::Object;
use crate::method::MethodName;
use crate::value::Value;

/// A builtin type's method together with the object it was taken from.
#[derive(Clone, Debug)]
pub struct BoundMethod {
    /// The object.
    pub receiver: Value,
    /// Which method.
    pub method: MethodName,
}

saved_fields!(BoundMethod { receiver, method });

impl Object for BoundMethod {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.receiver);
    }

    fn bytes(&self) -> usize {
        0
    }
}
