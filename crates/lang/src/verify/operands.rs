//! The one list of what each op's operands are.

use crate::op::{Op, Pc, Reg};
use crate::program::{CodeIdx, ConstIdx, GlobalIdx, NameIdx, ShapeIdx};

/// Something an op names.
#[derive(Clone, Copy)]
pub(super) enum Operand {
    /// So many registers from the first.
    Registers(Reg, usize),
    /// A register, or none.
    Optional(Reg),
    Forward(Pc),
    Back(Pc),
    Constant(ConstIdx),
    Global(GlobalIdx),
    Name(NameIdx),
    Entry(u16),
    Module(u16),
    /// A callee with the arguments of a shape.
    ShapedCall(Reg, ShapeIdx),
    /// A function and the first of its defaults.
    Function(CodeIdx, Reg),
}

/// Shows all operands of an op to `see`.
pub(super) fn operands(op: Op, see: &mut dyn FnMut(Operand)) {
    use Operand as O;
    let mut all = |operands: &[Operand]| operands.iter().for_each(|operand| see(*operand));
    let one = |register| O::Registers(register, 1);
    let many = |first, count: u16| O::Registers(first, usize::from(count));
    match op {
        Op::LoadConst { dest, constant } => all(&[one(dest), O::Constant(constant)]),
        Op::LoadInt { dest, .. } => all(&[one(dest)]),
        Op::Move { dest, source } => all(&[one(dest), one(source)]),
        Op::Unbind { register } | Op::CheckBound { register } | Op::MakeCell { register } => {
            all(&[one(register)]);
        }
        Op::LoadGlobal { dest, global } => all(&[one(dest), O::Global(global)]),
        Op::StoreGlobal { global, source } => all(&[O::Global(global), one(source)]),
        Op::UnbindGlobal { global } => all(&[O::Global(global)]),
        Op::LoadLibrary { dest, entry } => all(&[one(dest), O::Entry(entry)]),
        Op::LoadModule { dest, module } => all(&[one(dest), O::Module(module)]),
        Op::LoadCell { dest, cell } => all(&[one(dest), one(cell)]),
        Op::StoreCell { cell, source } => all(&[one(cell), one(source)]),
        Op::UnbindCell { cell } => all(&[one(cell)]),
        Op::Add { dest, left, right }
        | Op::Subtract { dest, left, right }
        | Op::Multiply { dest, left, right }
        | Op::Binary { dest, left, right, .. }
        | Op::Augmented { dest, left, right, .. }
        | Op::Compare { dest, left, right, .. } => all(&[one(dest), one(left), one(right)]),
        Op::AddInt { dest, left, .. } => all(&[one(dest), one(left)]),
        Op::Unary { dest, operand, .. } => all(&[one(dest), one(operand)]),
        Op::Jump { target } => all(&[O::Forward(target)]),
        Op::Loop { target } => all(&[O::Back(target)]),
        Op::JumpIf { condition, target } | Op::JumpUnless { condition, target } => {
            all(&[one(condition), O::Forward(target)]);
        }
        Op::JumpIfBound { register, target } => all(&[one(register), O::Forward(target)]),
        Op::JumpUnlessCompare { left, right, target, .. } => {
            all(&[one(left), one(right), O::Forward(target)]);
        }
        Op::JumpUnlessCompareInt { left, target, .. } => all(&[one(left), O::Forward(target)]),
        Op::GetIter { dest, iterable } => all(&[many(dest, 3), one(iterable)]),
        Op::ForIter { iter, dest, exit } => all(&[many(iter, 3), one(dest), O::Forward(exit)]),
        Op::Call { dest, base, n_args } => all(&[one(dest), many(base, n_args.saturating_add(1))]),
        Op::CallShape { dest, base, shape } => all(&[one(dest), O::ShapedCall(base, shape)]),
        Op::CallSpread { dest, base } => all(&[one(dest), many(base, 3)]),
        Op::CallMethod { n_args, dest, base, name } => {
            all(&[one(dest), many(base, u16::from(n_args) + 1), O::Name(name)]);
        }
        Op::Return { source } => all(&[one(source)]),
        Op::ReturnNone | Op::RaiseActive | Op::EndHandling => {}
        Op::Yield { dest, value } => all(&[one(dest), one(value)]),
        Op::Delegate { iter, dest, exit } => {
            all(&[many(iter, 2), one(dest), O::Forward(exit)]);
        }
        Op::Await { dest, awaitable } => all(&[one(dest), one(awaitable)]),
        Op::MakeFunction { dest, code, defaults } => {
            all(&[one(dest), O::Function(code, defaults)]);
        }
        Op::MakeList { dest, first, count }
        | Op::MakeTuple { dest, first, count }
        | Op::MakeSet { dest, first, count }
        | Op::BuildString { dest, first, count } => all(&[one(dest), many(first, count)]),
        Op::MakeDict { dest, first, count } => {
            all(&[one(dest), O::Registers(first, 2 * usize::from(count))]);
        }
        Op::MakeSlice { dest, first } => all(&[one(dest), many(first, 3)]),
        Op::ListAppend { list, value } => all(&[one(list), one(value)]),
        Op::ListExtend { list, iterable, .. } => all(&[one(list), one(iterable)]),
        Op::ListToTuple { dest, list } => all(&[one(dest), one(list)]),
        Op::SetAdd { set, value } => all(&[one(set), one(value)]),
        Op::SetUpdate { set, iterable } => all(&[one(set), one(iterable)]),
        Op::DictInsert { dict, key, value } => all(&[one(dict), one(key), one(value)]),
        Op::DictMerge { dict, mapping, .. } => all(&[one(dict), one(mapping)]),
        Op::GetItem { dest, object, index } => all(&[one(dest), one(object), one(index)]),
        Op::SetItem { object, index, value } => all(&[one(object), one(index), one(value)]),
        Op::DeleteItem { object, index } => all(&[one(object), one(index)]),
        Op::Unpack { source, first, count } => all(&[one(source), many(first, count)]),
        Op::UnpackStarred { before, source, first, after } => {
            let count = usize::from(before) + 1 + usize::from(after);
            all(&[one(source), O::Registers(first, count)]);
        }
        Op::GetAttr { dest, object, name } => all(&[one(dest), one(object), O::Name(name)]),
        Op::SetAttr { object, name, value } => all(&[one(object), O::Name(name), one(value)]),
        Op::DeleteAttr { object, name } => all(&[one(object), O::Name(name)]),
        Op::NamespaceInsert { dict, name, value } => {
            all(&[one(dict), O::Name(name), one(value)]);
        }
        Op::MakeClass { dest, first, n_bases } => {
            all(&[one(dest), O::Registers(first, 3 + usize::from(n_bases))]);
        }
        Op::Format { dest, value, spec, .. } => all(&[one(dest), one(value), O::Optional(spec)]),
        Op::Raise { exception, cause } => all(&[one(exception), O::Optional(cause)]),
        Op::Reraise { exception } | Op::BeginHandling { exception } => all(&[one(exception)]),
        Op::MatchException { dest, exception, class } => {
            all(&[one(dest), one(exception), one(class)]);
        }
        Op::EnterContext { dest, manager, .. } => all(&[one(dest), one(manager)]),
        Op::ExitContext { dest, manager, exception, .. } => {
            all(&[one(dest), one(manager), O::Optional(exception)]);
        }
    }
}
