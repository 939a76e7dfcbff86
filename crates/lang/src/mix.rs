//! What the instructions of a function are made of: so many moves, so many calls. Kinds of
//! instructions take CPython different times; the mix prices a function's instructions without
//! counting each one as it runs.

use crate::op::Op;
use crate::program::Code;

/// A kind of instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum OpClass {
    /// Values are moved, jumps taken.
    Move = 0,
    /// Numbers are computed and compared.
    Number = 1,
    /// Items of containers are read and written.
    Item = 2,
    /// Attributes are read and written.
    Attribute = 3,
    /// Functions are called and return, generators yield.
    Call = 4,
    /// Containers and texts are made, exceptions raised and handled, contexts entered and left.
    Make = 5,
    /// Methods are called.
    Method = 6,
}

impl OpClass {
    /// How many kinds there are.
    pub const COUNT: usize = 7;

    /// The kind of an instruction.
    #[must_use]
    pub fn of(op: Op) -> OpClass {
        match op {
            Op::Add { .. }
            | Op::Subtract { .. }
            | Op::Multiply { .. }
            | Op::AddInt { .. }
            | Op::Binary { .. }
            | Op::Augmented { .. }
            | Op::Unary { .. }
            | Op::Compare { .. }
            | Op::JumpUnlessCompare { .. }
            | Op::JumpUnlessCompareInt { .. } => OpClass::Number,
            Op::GetItem { .. }
            | Op::SetItem { .. }
            | Op::DeleteItem { .. }
            | Op::ListAppend { .. }
            | Op::Unpack { .. }
            | Op::UnpackStarred { .. } => OpClass::Item,
            Op::GetAttr { .. } | Op::SetAttr { .. } | Op::DeleteAttr { .. } => OpClass::Attribute,
            Op::Call { .. }
            | Op::CallShape { .. }
            | Op::CallSpread { .. }
            | Op::Return { .. }
            | Op::ReturnNone
            | Op::Yield { .. }
            | Op::Delegate { .. }
            | Op::Await { .. } => OpClass::Call,
            Op::CallMethod { .. } => OpClass::Method,
            Op::MakeFunction { .. }
            | Op::MakeList { .. }
            | Op::MakeTuple { .. }
            | Op::MakeDict { .. }
            | Op::MakeSet { .. }
            | Op::MakeSlice { .. }
            | Op::MakeClass { .. }
            | Op::ListExtend { .. }
            | Op::ListToTuple { .. }
            | Op::SetAdd { .. }
            | Op::SetUpdate { .. }
            | Op::DictInsert { .. }
            | Op::DictMerge { .. }
            | Op::Format { .. }
            | Op::BuildString { .. }
            | Op::Raise { .. }
            | Op::EnterContext { .. }
            | Op::ExitContext { .. } => OpClass::Make,
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
