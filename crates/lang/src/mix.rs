//! Kinds of instructions, which take different times, and what the instructions of a function are made
//! of: so many moves, so many calls. Each instruction is weighed as it runs; the mix tells beforehand
//! about how many of a function's instructions fit into a time.

use crate::op::Op;
use crate::program::Code;

/// A kind of instruction, or of what an instruction turns out to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum OpClass {
    /// Values are moved, variables read, jumps taken.
    Move = 0,
    /// Numbers are added, subtracted, multiplied.
    Number = 1,
    /// Numbers are divided, and what else operators do.
    Divide = 2,
    /// Values are compared.
    Compare = 3,
    /// A loop takes its next item.
    Next = 4,
    /// Items of lists are read and written.
    Item = 5,
    /// Items are looked up in dicts and sets.
    Key = 6,
    /// Module variables are written.
    Global = 7,
    /// Attributes are read and written.
    Attribute = 8,
    /// Functions are called.
    Call = 9,
    /// Functions return, generators yield.
    Return = 10,
    /// Containers are made.
    Make = 11,
    /// Builtin functions and types are called, and methods of builtin types.
    Method = 12,
    /// Classes of the workload are called.
    Construct = 13,
    /// Values become text.
    Text = 14,
    /// Exceptions are raised.
    Raise = 15,
    /// Contexts are entered and left.
    Context = 16,
}

impl OpClass {
    /// How many kinds there are.
    pub const COUNT: usize = 17;

    /// The kind of an instruction, as far as it tells by itself.
    #[must_use]
    #[inline]
    pub fn of(op: Op) -> OpClass {
        match op {
            Op::Add { .. }
            | Op::Subtract { .. }
            | Op::Multiply { .. }
            | Op::AddInt { .. }
            | Op::Augmented { .. }
            | Op::Unary { .. } => OpClass::Number,
            Op::Binary { .. } => OpClass::Divide,
            Op::Compare { .. }
            | Op::JumpUnlessCompare { .. }
            | Op::JumpUnlessCompareInt { .. }
            | Op::MatchException { .. } => OpClass::Compare,
            Op::ForIter { .. } => OpClass::Next,
            Op::GetItem { .. }
            | Op::SetItem { .. }
            | Op::ListAppend { .. }
            | Op::Unpack { .. }
            | Op::UnpackStarred { .. } => OpClass::Item,
            Op::DeleteItem { .. }
            | Op::DictInsert { .. }
            | Op::NamespaceInsert { .. }
            | Op::SetAdd { .. } => OpClass::Key,
            Op::StoreGlobal { .. } | Op::UnbindGlobal { .. } => OpClass::Global,
            Op::GetAttr { .. } | Op::SetAttr { .. } | Op::DeleteAttr { .. } => OpClass::Attribute,
            Op::Call { .. } | Op::CallShape { .. } | Op::CallSpread { .. } => OpClass::Call,
            Op::Return { .. }
            | Op::ReturnNone
            | Op::Yield { .. }
            | Op::Delegate { .. }
            | Op::Await { .. } => OpClass::Return,
            Op::CallMethod { .. } => OpClass::Method,
            Op::GetIter { .. }
            | Op::MakeFunction { .. }
            | Op::MakeList { .. }
            | Op::MakeTuple { .. }
            | Op::MakeDict { .. }
            | Op::MakeSet { .. }
            | Op::MakeSlice { .. }
            | Op::ListExtend { .. }
            | Op::ListToTuple { .. }
            | Op::SetUpdate { .. }
            | Op::DictMerge { .. } => OpClass::Make,
            Op::EnterContext { .. } | Op::ExitContext { .. } => OpClass::Context,
            Op::MakeClass { .. } => OpClass::Construct,
            Op::Format { .. } | Op::BuildString { .. } => OpClass::Text,
            Op::Raise { .. } | Op::Reraise { .. } | Op::RaiseActive => OpClass::Raise,
            _ => OpClass::Move,
        }
    }
}

/// How often an instruction in a loop counts for each one outside of it.
const LOOP_WEIGHT: u64 = 16;
/// Loops deeper than this count as this deep.
const DEPTH_MAX: u32 = 4;

/// The shares of the kinds of instructions that a function runs, in no particular unit.
pub type Mix = [u64; OpClass::COUNT];

impl Code {
    /// What the function's instructions are made of, those of inner loops counting most.
    #[must_use]
    pub fn mix(&self) -> Mix {
        let mut depths = vec![0_u32; self.ops.len()];
        for (position, op) in self.ops.iter().enumerate() {
            if let Op::Loop { target } = op {
                let body = depths.get_mut(usize::from(target.0)..=position);
                body.into_iter().flatten().for_each(|depth| *depth += 1);
            }
        }
        let mut mix = Mix::default();
        for (op, depth) in self.ops.iter().zip(depths) {
            mix[OpClass::of(*op) as usize] += LOOP_WEIGHT.pow(depth.min(DEPTH_MAX));
        }
        mix
    }
}

#[cfg(test)]
mod tests {
    use super::{Mix, OpClass};

    fn mix(text: &str) -> Mix {
        let program = crate::compile("workload.py", text).program.expect("it is accepted");
        program.code(program.entry).mix()
    }

    #[test]
    fn what_stands_in_a_loop_counts_most() {
        let mix = mix("a = [0]\nfor i in range(9):\n    a[0] = a[0] * i\nprint(a)\n");
        let of = |class: OpClass| mix[class as usize];
        assert!(of(OpClass::Item) > of(OpClass::Call) * 8, "{mix:?}");
        assert!(of(OpClass::Number) > of(OpClass::Call), "{mix:?}");
        assert_eq!(of(OpClass::Attribute), 0, "{mix:?}");
    }
}
