//! The operators between values of all types.

use lang::op::{BinaryOp, UnaryOp};

use super::{Num, arithmetic, int_invert, negate};
use crate::alias;
use crate::compare::{as_set, identical};
use crate::context::{Context, Stop};
use crate::format;
use crate::heap::{Heap, Object};
use crate::iterate;
use crate::key;
use crate::kind::{Bytes, Dict, Set, Text, Tuple};
use crate::method::{deque_items, extend_deque, make_deque, update_dict};
use crate::special::{self, is_custom};
use crate::subscript::extend_list;
use crate::truth::is_true;
use crate::value::Value;

/// left op right.
///
/// # Errors
/// TypeError where the types have no such operator, and what the arithmetic raises.
pub fn binary<H: Heap>(
    ctx: &mut Context<H>,
    op: BinaryOp,
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    operate(ctx, op, false, left, right)
}

/// left op= right: what can change is changed in place.
///
/// # Errors
/// As [`binary`].
pub fn augmented<H: Heap>(
    ctx: &mut Context<H>,
    op: BinaryOp,
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    operate(ctx, op, true, left, right)
}

fn operate<H: Heap>(
    ctx: &mut Context<H>,
    op: BinaryOp,
    augmented: bool,
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    let frozen = ctx.heap.frozen();
    if let (Some(left_number), Some(right_number)) = (Num::of(frozen, left), Num::of(frozen, right))
    {
        if let (Value::Bool(left), Value::Bool(right)) = (left, right)
            && let Some(flag) = bits_of_bools(op, left, right)
        {
            return Ok(Value::Bool(flag));
        }
        let work = cost(op, left_number, right_number);
        if let Some(result) = arithmetic(op, left_number, right_number) {
            ctx.charge(work)?;
            return ctx.number_or_raise(result);
        }
        return Err(unsupported(ctx, op, augmented, left, right));
    }
    if op == BinaryOp::BitOr
        && let Some(union) = alias::union(ctx, left, right)?
    {
        return Ok(union);
    }
    if is_custom(left) || is_custom(right) {
        if let Some(value) = special::binary(ctx, op, augmented, left, right)? {
            return Ok(value);
        }
        let natives = (ctx.native_of(left), ctx.native_of(right));
        if let (Value::Str(template), BinaryOp::Modulo) = (natives.0, op) {
            return format::percent(ctx, template, right);
        }
        // A sequence can be repeated by whatever stands for an integer.
        let natives = match op {
            BinaryOp::Multiply => (ctx.indexed(natives.0)?, ctx.indexed(natives.1)?),
            _ => natives,
        };
        if is_custom(natives.0) || is_custom(natives.1) {
            return Err(unsupported(ctx, op, augmented, left, right));
        }
        let result = operate(ctx, op, augmented, natives.0, natives.1);
        let result = result.map_err(|stop| say_classes(ctx, stop, (op, augmented), left, right))?;
        // What is changed in place stays the instance that it is.
        let is_open =
            matches!(result, Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Deque(_));
        let is_left = is_open && identical(ctx.heap.frozen(), result, natives.0);
        return Ok(if is_left { left } else { result });
    }
    match op {
        BinaryOp::Add => add(ctx, augmented, left, right),
        BinaryOp::Multiply => multiply(ctx, augmented, left, right),
        BinaryOp::Modulo => match left {
            Value::Str(template) => format::percent(ctx, template, right),
            _ => Err(unsupported(ctx, op, augmented, left, right)),
        },
        BinaryOp::Subtract | BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => {
            combine(ctx, op, augmented, left, right)
        }
        _ => Err(unsupported(ctx, op, augmented, left, right)),
    }
}

fn bits_of_bools(op: BinaryOp, left: bool, right: bool) -> Option<bool> {
    match op {
        BinaryOp::BitAnd => Some(left && right),
        BinaryOp::BitOr => Some(left || right),
        BinaryOp::BitXor => Some(left != right),
        _ => None,
    }
}

/// What a big operation takes in CPython, in items, by its digits of 30 bits.
fn cost(op: BinaryOp, left: Num, right: Num) -> usize {
    let is_big = |number: &Num| matches!(number, Num::Big(_));
    let digits = |number| bits(number) / 30 + 1;
    let (left_digits, right_digits) = (digits(left), digits(right));
    let cost = match (op, right) {
        (BinaryOp::Power, Num::Int(exponent)) if left.is_integer() && bits(left) > 1 => {
            let result = bits(left).saturating_mul(u64::try_from(exponent).unwrap_or(0));
            // The last square takes most of the time, and half of that of a product. What would be too
            // large is refused at once.
            let half = if result > 2 * super::MAX_BITS { 0 } else { result / 60 };
            (product(half, half) * 2 / 3).min(super::MAX_BITS)
        }
        (BinaryOp::LeftShift, Num::Int(places)) => {
            let more = u64::try_from(places).unwrap_or(0).min(super::MAX_BITS) / 30;
            (left_digits + more) / 3
        }
        _ if ![left, right].iter().any(is_big) => 0,
        (BinaryOp::Multiply | BinaryOp::Power, _) => product(left_digits, right_digits),
        (BinaryOp::Divide | BinaryOp::FloorDivide | BinaryOp::Modulo, _) => {
            // A digit of the quotient takes a pass over the divisor.
            let quotient_digits = left_digits.saturating_sub(right_digits) + 1;
            quotient_digits.saturating_mul(right_digits) * 3 / 5 + left_digits * 3 / 2
        }
        _ => (left_digits + right_digits) / 6,
    };
    usize::try_from(cost).unwrap_or(usize::MAX)
}

fn bits(number: Num) -> u64 {
    match number {
        Num::Big(number) => number.bits(),
        Num::Int(number) => u64::from(u64::BITS - number.unsigned_abs().leading_zeros()),
        _ => 0,
    }
}

/// The same for a product: from a length on, three products of halves for one of the whole.
fn product(left_digits: u64, right_digits: u64) -> u64 {
    const WHOLE_MAX: u64 = 70;
    let mut cost = left_digits.saturating_mul(right_digits) / 2;
    let mut shorter = left_digits.min(right_digits);
    while shorter > WHOLE_MAX {
        shorter /= 2;
        cost = cost / 4 * 3;
    }
    cost
}

/// op operand.
///
/// # Errors
/// TypeError where the type has no such operator.
pub fn unary<H: Heap>(ctx: &mut Context<H>, op: UnaryOp, operand: Value) -> Result<Value, Stop> {
    if op == UnaryOp::Not {
        return Ok(Value::Bool(!is_true(ctx, operand)?));
    }
    if is_custom(operand) {
        let name = match op {
            UnaryOp::Negate => "__neg__",
            UnaryOp::Plus => "__pos__",
            _ => "__invert__",
        };
        if let Some(value) = special::call(ctx, operand, name, &[])? {
            return Ok(value);
        }
        let native = ctx.native_of(operand);
        if !is_custom(native) {
            return unary(ctx, op, native);
        }
    }
    let number = Num::of(ctx.heap.frozen(), operand);
    let result = match (op, number) {
        (UnaryOp::Negate, Some(number)) => Some(negate(number)),
        (UnaryOp::Invert, Some(number)) => int_invert(number),
        (UnaryOp::Plus, Some(_)) => {
            return Ok(match operand {
                Value::Bool(flag) => Value::Int(i64::from(flag)),
                _ => operand,
            });
        }
        _ => None,
    };
    match result {
        Some(number) => Ok(ctx.new_number(number)),
        None => {
            let symbol = match op {
                UnaryOp::Negate => "-",
                UnaryOp::Plus => "+",
                _ => "~",
            };
            let name = ctx.type_name(operand);
            Err(ctx.type_error(format!("bad operand type for unary {symbol}: '{name}'")))
        }
    }
}

fn add<H: Heap>(
    ctx: &mut Context<H>,
    augmented: bool,
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    match (left, right) {
        (Value::Str(left), Value::Str(right)) => {
            let (left, right) = (ctx.heap.get(left), ctx.heap.get(right));
            let n_bytes = left.as_str().len() + right.as_str().len();
            ctx.reserve(n_bytes)?;
            let text = Text::concat(n_bytes, [left, right].into_iter());
            ctx.charge(n_bytes / 16)?;
            Ok(Value::Str(ctx.heap.freeze(text)))
        }
        (Value::List(left), _) if augmented => {
            let Some(items) = iterate::to_vec(ctx, right)? else {
                return Err(ctx.unsupported("`+=` of a generator to a list here: use extend"));
            };
            extend_list(ctx, left, &items)?;
            Ok(Value::List(left))
        }
        (Value::List(left), Value::List(right)) => {
            let n_left = ctx.heap.read(left).items.len();
            let n_items = n_left + ctx.heap.read(right).items.len();
            ctx.reserve(n_items.saturating_mul(size_of::<Value>()))?;
            let mut items = Vec::with_capacity(n_items);
            items.extend_from_slice(&ctx.heap.read(left).items);
            items.extend_from_slice(&ctx.heap.read(right).items);
            ctx.charge(items.len())?;
            Ok(ctx.new_list(items))
        }
        (Value::Deque(left), _) if augmented => {
            let Some(items) = iterate::to_vec(ctx, right)? else {
                return Err(ctx.unsupported("`+=` of a generator to a deque here: use extend"));
            };
            extend_deque(ctx, left, false, &items)?;
            Ok(Value::Deque(left))
        }
        (Value::Deque(left), Value::Deque(right)) => {
            let items = [deque_items(ctx, left), deque_items(ctx, right)].concat();
            let length_max = ctx.heap.read(left).length_max();
            make_deque(ctx, &items, length_max)
        }
        (Value::Tuple(left), Value::Tuple(right)) => {
            let (left, right) = (ctx.heap.get(left).items(), ctx.heap.get(right).items());
            ctx.reserve(size_of_val(left) + size_of_val(right))?;
            let items = [left, right].concat();
            ctx.charge(items.len())?;
            Ok(ctx.new_tuple(items))
        }
        (Value::Bytes(left), Value::Bytes(right)) => {
            let (left, right) = (&*ctx.heap.get(left).0, &*ctx.heap.get(right).0);
            ctx.reserve(left.len() + right.len())?;
            let bytes = [left, right].concat();
            ctx.charge(bytes.len() / 16)?;
            Ok(Value::Bytes(ctx.heap.freeze(Bytes(bytes.into()))))
        }
        _ => Err(not_concatenated(ctx, augmented, left, right)),
    }
}

/// TypeError: a sequence says what can be added to it, other values that they cannot be added.
#[cold]
fn not_concatenated<H: Heap>(
    ctx: &mut Context<H>,
    augmented: bool,
    left: Value,
    right: Value,
) -> Stop {
    let right_name = ctx.type_name(right);
    let message = match left {
        Value::Str(_) | Value::List(_) | Value::Tuple(_) => {
            let left_name = ctx.type_name(left);
            format!("can only concatenate {left_name} (not \"{right_name}\") to {left_name}")
        }
        Value::Deque(_) => format!("can only concatenate deque (not \"{right_name}\") to deque"),
        Value::Bytes(_) => format!("can't concat {right_name} to bytes"),
        _ => return unsupported(ctx, BinaryOp::Add, augmented, left, right),
    };
    ctx.type_error(message)
}

fn multiply<H: Heap>(
    ctx: &mut Context<H>,
    augmented: bool,
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    let is_sequence = |value| {
        matches!(
            value,
            Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_) | Value::Deque(_)
        )
    };
    let (sequence, count) = match (is_sequence(left), is_sequence(right)) {
        (true, _) => (left, right),
        (false, true) => (right, left),
        (false, false) => return Err(unsupported(ctx, BinaryOp::Multiply, augmented, left, right)),
    };
    let count = match count {
        Value::Int(count) => usize::try_from(count).unwrap_or(0),
        Value::Bool(flag) => usize::from(flag),
        Value::BigInt(_) => {
            return Err(ctx.raise(
                lang::library::ExceptionKind::OverflowError,
                "cannot fit 'int' into an index-sized integer",
            ));
        }
        other => {
            let name = ctx.type_name(other);
            return Err(
                ctx.type_error(format!("can't multiply sequence by non-int of type '{name}'"))
            );
        }
    };
    repeat(ctx, augmented, sequence, count)
}

fn repeat<H: Heap>(
    ctx: &mut Context<H>,
    augmented: bool,
    sequence: Value,
    count: usize,
) -> Result<Value, Stop> {
    let n_bytes = match sequence {
        Value::Str(text) => ctx.heap.get(text).as_str().len(),
        Value::Bytes(bytes) => ctx.heap.get(bytes).0.len(),
        Value::Tuple(tuple) => size_of_val(ctx.heap.get(tuple).items()),
        Value::List(list) => size_of_val(&*ctx.heap.read(list).items),
        Value::Deque(deque) => ctx.heap.read(deque).items().len() * size_of::<Value>(),
        _ => 0,
    };
    let n_bytes = n_bytes.saturating_mul(count);
    ctx.reserve(n_bytes)?;
    ctx.charge(n_bytes / 16)?;
    // What is empty stays so however often it is repeated.
    let count = if n_bytes == 0 { 0 } else { count };
    match sequence {
        Value::Str(text) => {
            let text = ctx.heap.get(text).as_str().repeat(count);
            Ok(ctx.new_str(text))
        }
        Value::Bytes(bytes) => {
            let bytes = ctx.heap.get(bytes).0.repeat(count);
            Ok(Value::Bytes(ctx.heap.freeze(Bytes(bytes.into()))))
        }
        Value::Tuple(tuple) => {
            let items = ctx.heap.get(tuple).items().repeat(count);
            Ok(Value::Tuple(ctx.heap.freeze(Tuple::new(items))))
        }
        Value::List(list) if augmented => {
            let mut guard = ctx.heap.write(list);
            let items = guard.items.repeat(count);
            guard.items = items;
            drop(guard);
            ctx.heap.grow(n_bytes);
            Ok(sequence)
        }
        Value::Deque(deque) => {
            let items = deque_items(ctx, deque).repeat(count);
            let length_max = ctx.heap.read(deque).length_max();
            if !augmented {
                return make_deque(ctx, &items, length_max);
            }
            ctx.heap.write(deque).reset(length_max);
            extend_deque(ctx, deque, false, &items)?;
            Ok(sequence)
        }
        Value::List(list) => {
            let items = ctx.heap.read(list).items.repeat(count);
            Ok(ctx.new_list(items))
        }
        _ => Ok(sequence),
    }
}

/// The operators of sets, and `|` of dicts and types.
fn combine<H: Heap>(
    ctx: &mut Context<H>,
    op: BinaryOp,
    augmented: bool,
    left: Value,
    right: Value,
) -> Result<Value, Stop> {
    if let (Value::Dict(left), BinaryOp::BitOr) = (left, op) {
        if augmented {
            update_dict(ctx, left, right)?;
            return Ok(Value::Dict(left));
        }
        if let Value::Dict(right) = right {
            let mut merged: Dict = ctx.heap.read(left).clone();
            let (right, frozen) = ctx.heap.read_beside(right);
            merged.merge(frozen, &right);
            drop(right);
            ctx.charge(merged.len())?;
            return Ok(ctx.new_dict(merged));
        }
    }
    // A view of a dict's keys can be combined with any iterable; sets only with their like.
    let Some(left_set) = as_set(ctx, left)? else {
        return match (as_set(ctx, right)?, right) {
            (Some(right_set), Value::DictView(_)) => {
                let left_set = to_set(ctx, left)?;
                Ok(combined(ctx, op, &left_set, &right_set))
            }
            _ => Err(unsupported(ctx, op, augmented, left, right)),
        };
    };
    let right_set = match (as_set(ctx, right)?, left) {
        (Some(set), _) => set,
        (None, Value::DictView(_)) => to_set(ctx, right)?,
        (None, _) => return Err(unsupported(ctx, op, augmented, left, right)),
    };
    ctx.charge(left_set.len() + right_set.len())?;
    if let (true, Value::Set(handle)) = (augmented && !left_set.is_frozen(), left) {
        let (mut set, frozen) = ctx.heap.write_beside(handle);
        let before = set.bytes();
        set.update_by(frozen, op, &right_set);
        let grown = set.bytes().saturating_sub(before);
        drop(set);
        ctx.heap.grow(grown);
        return Ok(left);
    }
    Ok(combined(ctx, op, &left_set, &right_set))
}

fn combined<H: Heap>(ctx: &mut Context<H>, op: BinaryOp, left: &Set, right: &Set) -> Value {
    let set = Set::combine(ctx.heap.frozen(), op, left, right);
    ctx.new_set(set)
}

/// The items of an iterable as a set.
fn to_set<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Set, Stop> {
    let Some(items) = iterate::to_vec(ctx, value)? else {
        return Err(ctx.unsupported("a set operator with a generator: make a set of it first"));
    };
    ctx.charge(items.len())?;
    let mut set = Set::new();
    for item in items {
        key::add(ctx, &mut set, item)?;
    }
    Ok(set)
}

/// The classes of the operands in place of the builtin ones that they come from.
fn say_classes<H: Heap>(
    ctx: &mut Context<H>,
    stop: Stop,
    op: (BinaryOp, bool),
    left: Value,
    right: Value,
) -> Stop {
    match stop {
        Stop::Raised(raised)
            if ctx.exception_message(raised).starts_with("unsupported operand") =>
        {
            unsupported(ctx, op.0, op.1, left, right)
        }
        other => other,
    }
}

fn unsupported<H: Heap>(
    ctx: &mut Context<H>,
    op: BinaryOp,
    augmented: bool,
    left: Value,
    right: Value,
) -> Stop {
    let symbol = match (op, augmented) {
        (BinaryOp::Add, _) => "+",
        (BinaryOp::Subtract, _) => "-",
        (BinaryOp::Multiply, _) => "*",
        (BinaryOp::Divide, _) => "/",
        (BinaryOp::FloorDivide, _) => "//",
        (BinaryOp::Modulo, _) => "%",
        (BinaryOp::Power, true) => "**",
        (BinaryOp::Power, false) => "** or pow()",
        (BinaryOp::LeftShift, _) => "<<",
        (BinaryOp::RightShift, _) => ">>",
        (BinaryOp::BitOr, _) => "|",
        (BinaryOp::BitXor, _) => "^",
        (BinaryOp::BitAnd, _) => "&",
    };
    let equals = if augmented { "=" } else { "" };
    let (left, right) = (ctx.type_name(left), ctx.type_name(right));
    ctx.type_error(format!(
        "unsupported operand type(s) for {symbol}{equals}: '{left}' and '{right}'"
    ))
}
