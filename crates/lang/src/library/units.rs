//! What builtins do in CPython beyond what any call takes, in units of a native's work.

use super::{Native, TypeKind};

impl Native {
    /// What CPython's own function does beyond what any call takes, in units of work. What depends on
    /// how much there is to do is charged when it is done.
    #[must_use]
    pub fn units(self) -> u64 {
        match self {
            // CPython makes a handle, and has the callback run in its context.
            Native::PayHandle => 65,
            Native::Min | Native::Max => 9,
            Native::Zip | Native::Sorted => 6,
            Native::Enumerate | Native::Round | Native::Sum | Native::Any | Native::All => 4,
            Native::Divmod
            | Native::Pow
            | Native::Repr
            | Native::Reversed
            | Native::GetAttr
            | Native::HasAttr
            | Native::TimePerfCounter
            | Native::TimeMonotonic
            | Native::TimeTime => 3,
            Native::MathSqrt | Native::MathFloor | Native::MathCeil | Native::MathLog => 2,
            _ => 0,
        }
    }
}

impl TypeKind {
    /// The same of a builtin type that is called.
    #[must_use]
    pub fn units(self) -> u64 {
        match self {
            TypeKind::Bool => 0,
            TypeKind::Float | TypeKind::Int => 7,
            TypeKind::Super => 9,
            _ => 3,
        }
    }
}
