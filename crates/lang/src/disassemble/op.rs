//! One op as a line of text.

use crate::library::{ENTRIES, MODULES};
use crate::op::{BinaryOp, CompareOp, Conversion, Op, Reg, UnaryOp};
use crate::program::{CallShape, Code, Constant, Program};

/// What the op does, in the notation of its documentation.
pub(super) fn describe(program: &Program, code: &Code, op: Op) -> String {
    let r = |register| super::register(code, register);
    let row = |first: Reg, count: u16| {
        let registers = (0..count).map(|n| r(first.plus(n)));
        registers.collect::<Vec<String>>().join(", ")
    };
    let name = |name: crate::program::NameIdx| &program.names[name.index()];
    let global = |global: crate::program::GlobalIdx| &program.globals[global.index()];
    match op {
        Op::LoadConst { dest, constant } => {
            format!("{} ← {}", r(dest), literal(&code.constants[constant.index()]))
        }
        Op::LoadInt { dest, value } => format!("{} ← {value}", r(dest)),
        Op::Move { dest, source } => format!("{} ← {}", r(dest), r(source)),
        Op::Unbind { register } => format!("unbind {}", r(register)),
        Op::CheckBound { register } => format!("check {}", r(register)),
        Op::LoadGlobal { dest, global: index } => format!("{} ← global {}", r(dest), global(index)),
        Op::StoreGlobal { global: index, source } => {
            format!("global {} ← {}", global(index), r(source))
        }
        Op::UnbindGlobal { global: index } => format!("unbind global {}", global(index)),
        Op::LoadLibrary { dest, entry } => {
            let entry = &ENTRIES[usize::from(entry)];
            format!("{} ← {}.{}", r(dest), entry.module, entry.name)
        }
        Op::LoadModule { dest, module } => {
            format!("{} ← module {}", r(dest), MODULES[usize::from(module)])
        }
        Op::MakeCell { register } => format!("{} ← cell of {}", r(register), r(register)),
        Op::LoadCell { dest, cell } => format!("{} ← in {}", r(dest), r(cell)),
        Op::StoreCell { cell, source } => format!("in {} ← {}", r(cell), r(source)),
        Op::UnbindCell { cell } => format!("unbind in {}", r(cell)),
        Op::Add { dest, left, right } => format!("{} ← {} + {}", r(dest), r(left), r(right)),
        Op::Subtract { dest, left, right } => format!("{} ← {} - {}", r(dest), r(left), r(right)),
        Op::Multiply { dest, left, right } => format!("{} ← {} * {}", r(dest), r(left), r(right)),
        Op::AddInt { augmented, dest, left, value } => {
            let sign = if value < 0 { '-' } else { '+' };
            let equals = if augmented { "=" } else { "" };
            format!("{} ← {} {sign}{equals} {}", r(dest), r(left), value.unsigned_abs())
        }
        Op::Binary { op, dest, left, right } => {
            format!("{} ← {} {} {}", r(dest), r(left), binary(op), r(right))
        }
        Op::Augmented { op, dest, left, right } => {
            format!("{} ← {} {}= {}", r(dest), r(left), binary(op), r(right))
        }
        Op::Unary { op, dest, operand } => format!("{} ← {}{}", r(dest), unary(op), r(operand)),
        Op::Compare { op, dest, left, right } => {
            format!("{} ← {} {} {}", r(dest), r(left), comparison(op), r(right))
        }
        Op::Jump { target } => format!("→ {}", target.0),
        Op::Loop { target } => format!("loop → {}", target.0),
        Op::JumpIf { condition, target } => format!("if {} → {}", r(condition), target.0),
        Op::JumpUnless { condition, target } => format!("unless {} → {}", r(condition), target.0),
        Op::JumpIfBound { register, target } => format!("if bound {} → {}", r(register), target.0),
        Op::JumpUnlessCompare { op, left, right, target } => {
            format!("unless {} {} {} → {}", r(left), comparison(op), r(right), target.0)
        }
        Op::JumpUnlessCompareInt { op, left, value, target } => {
            format!("unless {} {} {value} → {}", r(left), comparison(op), target.0)
        }
        Op::GetIter { dest, iterable } => format!("{} ← iterate {}", r(dest), r(iterable)),
        Op::ForIter { iter, dest, exit } => {
            format!("{} ← next of {}, or → {}", r(dest), r(iter), exit.0)
        }
        Op::Call { dest, base, n_args } => {
            format!("{} ← {}({})", r(dest), r(base), row(base.plus(1), n_args))
        }
        Op::CallShape { dest, base, shape } => {
            let arguments = shaped(program, code, base, &code.shapes[shape.index()]);
            format!("{} ← {}({arguments})", r(dest), r(base))
        }
        Op::CallSpread { dest, base } => {
            let (list, dict) = (r(base.plus(1)), r(base.plus(2)));
            format!("{} ← {}(*{list}, **{dict})", r(dest), r(base))
        }
        Op::CallMethod { n_args, dest, base, name: method } => {
            let arguments = row(base.plus(1), u16::from(n_args));
            format!("{} ← {}.{}({arguments})", r(dest), r(base), name(method))
        }
        Op::Return { source } => format!("return {}", r(source)),
        Op::ReturnNone => "return".to_string(),
        Op::Yield { dest, value } => format!("{} ← yield {}", r(dest), r(value)),
        Op::Delegate { iter, dest, exit } => {
            format!("{} ← delegate {}, else → {}", r(dest), r(iter), exit.0)
        }
        Op::Await { dest, awaitable } => format!("{} ← await {}", r(dest), r(awaitable)),
        Op::MakeFunction { dest, code: made, defaults } => {
            let made = program.code(made);
            let n = made.n_defaults() + u16::from(made.is_annotated);
            let defaults =
                if n > 0 { format!(" with {}", row(defaults, n)) } else { String::new() };
            format!("{} ← function {}{defaults}", r(dest), made.qualified_name)
        }
        Op::MakeList { dest, first, count } => format!("{} ← [{}]", r(dest), row(first, count)),
        Op::MakeTuple { dest, first, count } => format!("{} ← ({})", r(dest), row(first, count)),
        Op::MakeSet { dest, first, count } => {
            format!("{} ← set {{{}}}", r(dest), row(first, count))
        }
        Op::MakeDict { dest, first, count } => {
            let pairs = (0..count)
                .map(|n| format!("{}: {}", r(first.plus(2 * n)), r(first.plus(2 * n + 1))));
            format!("{} ← dict {{{}}}", r(dest), pairs.collect::<Vec<String>>().join(", "))
        }
        Op::MakeSlice { dest, first } => format!("{} ← slice {}", r(dest), row(first, 3)),
        Op::ListAppend { list, value } => format!("{} append {}", r(list), r(value)),
        Op::ListExtend { call, list, iterable } => {
            let how = if call { "extend arguments" } else { "extend" };
            format!("{} {how} {}", r(list), r(iterable))
        }
        Op::ListToTuple { dest, list } => format!("{} ← tuple of {}", r(dest), r(list)),
        Op::SetAdd { set, value } => format!("{} add {}", r(set), r(value)),
        Op::SetUpdate { set, iterable } => format!("{} update {}", r(set), r(iterable)),
        Op::DictInsert { dict, key, value } => format!("{}[{}] ← {}", r(dict), r(key), r(value)),
        Op::DictMerge { call, dict, mapping } => {
            let how = if call { "merge arguments" } else { "merge" };
            format!("{} {how} {}", r(dict), r(mapping))
        }
        Op::GetItem { dest, object, index } => {
            format!("{} ← {}[{}]", r(dest), r(object), r(index))
        }
        Op::SetItem { object, index, value } => {
            format!("{}[{}] ← {}", r(object), r(index), r(value))
        }
        Op::DeleteItem { object, index } => format!("delete {}[{}]", r(object), r(index)),
        Op::Unpack { source, first, count } => {
            format!("{} ← unpack {}", row(first, count), r(source))
        }
        Op::UnpackStarred { before, source, first, after } => {
            let (before, rest) = (u16::from(before), first.plus(u16::from(before)));
            let mut parts: Vec<String> = (0..before).map(|n| r(first.plus(n))).collect();
            parts.push(format!("*{}", r(rest)));
            parts.extend((0..after).map(|n| r(rest.plus(n + 1))));
            format!("{} ← unpack {}", parts.join(", "), r(source))
        }
        Op::GetAttr { dest, object, name: attr } => {
            format!("{} ← {}.{}", r(dest), r(object), name(attr))
        }
        Op::SetAttr { object, name: attr, value } => {
            format!("{}.{} ← {}", r(object), name(attr), r(value))
        }
        Op::DeleteAttr { object, name: attr } => format!("delete {}.{}", r(object), name(attr)),
        Op::Format { conversion, dest, value, spec } => {
            let conversion = match conversion {
                Conversion::None => "",
                Conversion::Str => "!s",
                Conversion::Repr => "!r",
                Conversion::Ascii => "!a",
            };
            let spec = if spec == Reg::NONE { String::new() } else { format!(":{}", r(spec)) };
            format!("{} ← format {}{conversion}{spec}", r(dest), r(value))
        }
        Op::BuildString { dest, first, count } => {
            format!("{} ← text {}", r(dest), row(first, count))
        }
        Op::NamespaceInsert { dict, name: variable, value } => {
            format!("{}['{}'] ← {}", r(dict), name(variable), r(value))
        }
        Op::MakeClass { dest, first, n_bases } => {
            format!("{} ← class {}", r(dest), row(first, 3 + n_bases))
        }
        Op::Raise { exception, cause } if cause == Reg::NONE => format!("raise {}", r(exception)),
        Op::Raise { exception, cause } => format!("raise {} from {}", r(exception), r(cause)),
        Op::Reraise { exception } => format!("raise {} again", r(exception)),
        Op::RaiseActive => "raise the active exception".to_string(),
        Op::MatchException { dest, exception, class } => {
            format!("{} ← {} matches {}", r(dest), r(exception), r(class))
        }
        Op::BeginHandling { exception } => format!("begin handling {}", r(exception)),
        Op::EndHandling => "end handling".to_string(),
        Op::EnterContext { is_async, dest, manager } => {
            let word = if is_async { "async enter" } else { "enter" };
            format!("{} ← {word} {}", r(dest), r(manager))
        }
        Op::ExitContext { is_async, dest, manager, exception } => {
            let word = if is_async { "async exit" } else { "exit" };
            let exception = if exception == Reg::NONE {
                String::new()
            } else {
                format!(" with {}", r(exception))
            };
            format!("{} ← {word} {}{exception}", r(dest), r(manager))
        }
    }
}

fn shaped(program: &Program, code: &Code, base: Reg, shape: &CallShape) -> String {
    let mut parts = Vec::new();
    for n in 0..shape.n_positional {
        parts.push(super::register(code, base.plus(n + 1)));
    }
    for (name, n) in shape.keywords.iter().zip(shape.n_positional..) {
        let value = super::register(code, base.plus(n + 1));
        parts.push(format!("{}={value}", program.names[name.index()]));
    }
    parts.join(", ")
}

fn literal(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".to_string(),
        Constant::Ellipsis => "...".to_string(),
        Constant::Bool(true) => "True".to_string(),
        Constant::Bool(false) => "False".to_string(),
        Constant::Int(value) => value.to_string(),
        Constant::BigInt(digits) => digits.clone(),
        Constant::Float(value) => format!("{value:?}"),
        Constant::Str(text) => format!("{text:?}"),
        Constant::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
        Constant::Tuple(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            let comma = if items.len() == 1 { "," } else { "" };
            format!("({}{comma})", items.join(", "))
        }
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::FloorDivide => "//",
        BinaryOp::Modulo => "%",
        BinaryOp::Power => "**",
        BinaryOp::LeftShift => "<<",
        BinaryOp::RightShift => ">>",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::BitAnd => "&",
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Negate => "-",
        UnaryOp::Plus => "+",
        UnaryOp::Invert => "~",
        UnaryOp::Not => "not ",
    }
}

fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "==",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterEqual => ">=",
        CompareOp::In => "in",
        CompareOp::NotIn => "not in",
        CompareOp::Is => "is",
        CompareOp::IsNot => "is not",
    }
}
