//! Class attributes that say how they are read: `property`, `staticmethod`, `classmethod`.

use crate::heap::Object;
use crate::value::Value;

/// Which of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DescriptorKind {
    /// Reading calls a function of the instance.
    Property,
    /// The function itself, bound to nothing.
    Static,
    /// A function bound to the class.
    Class,
}

saved_by_number!(DescriptorKind: [DescriptorKind::Property, DescriptorKind::Static, DescriptorKind::Class]);

/// A descriptor. Functions that are absent are `None`.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// Which.
    pub kind: DescriptorKind,
    /// The function, or a property's getter.
    pub get: Value,
    /// A property's setter.
    pub set: Value,
    /// A property's deleter.
    pub delete: Value,
}

saved_fields!(Descriptor { kind, get, set, delete });

impl Object for Descriptor {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        [self.get, self.set, self.delete].into_iter().for_each(visit);
    }

    fn bytes(&self) -> usize {
        0
    }
}
