//! Types that annotations say more exactly: `list[int]`, `int | None`.

use crate::heap::{FrozenRead, Object};
use crate::value::Value;

/// A generic alias, or a union of types.
#[derive(Clone, Debug)]
pub struct Alias {
    /// What was subscripted; none for a union.
    pub origin: Option<Value>,
    /// What it was subscripted with, or the types of the union, of which no two are the same.
    pub args: Box<[Value]>,
    /// How deep aliases are in one another.
    pub depth: u8,
}

saved_fields!(Alias { origin, args, depth });

impl Alias {
    /// How deep aliases may be nested, for the sake of the machine's own stack.
    pub const DEPTH_MAX: u8 = 100;

    /// The depth of an alias of such parts.
    #[must_use]
    pub fn depth_over(frozen: &(impl FrozenRead + ?Sized), parts: &[Value]) -> u8 {
        let depth = |part: &Value| match part {
            Value::Alias(alias) => frozen.get(*alias).depth,
            _ => 0,
        };
        1 + parts.iter().map(depth).max().unwrap_or(0)
    }
}

impl Object for Alias {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.origin.iter().chain(&self.args).copied().for_each(visit);
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.args)
    }
}
