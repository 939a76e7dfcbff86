//! Operations on instances of the workload's classes, by the methods that Python's data model names
//! for them. Each answers `None` where the class says nothing, so that what the instance is at bottom
//! decides.

use lang::op::{BinaryOp, CompareOp};

use crate::compare;
use crate::context::{Context, Stop};
use crate::heap::Heap;
use crate::object::OPERATORS;
use crate::truth::is_true;
use crate::value::Value;

/// Whether the value's class may define operations.
#[inline]
#[must_use]
pub fn is_custom(value: Value) -> bool {
    matches!(value, Value::Instance(_) | Value::Class(_))
}

/// left op right, `left op= right` if augmented.
///
/// # Errors
/// What the methods raise.
pub fn binary<H: Heap>(
    ctx: &mut Context<H>,
    op: BinaryOp,
    augmented: bool,
    left: Value,
    right: Value,
) -> Result<Option<Value>, Stop> {
    let names = OPERATORS.iter().find(|(known, _, _)| *known == op);
    let &(_, name, reflected) = names.expect("every operator has its methods");
    if augmented {
        let in_place = name.replacen("__", "__i", 1);
        if let Some(value) = ask(ctx, left, &in_place, right)? {
            return Ok(Some(value));
        }
    }
    if comes_first(ctx, left, right, reflected)
        && let Some(value) = ask(ctx, right, reflected, left)?
    {
        return Ok(Some(value));
    }
    if let Some(value) = ask(ctx, left, name, right)? {
        return Ok(Some(value));
    }
    // An object of the same class would only be asked the same again.
    let classes = (ctx.class_of(left), ctx.class_of(right));
    if classes.0.is_some() && classes.0 == classes.1 {
        return Ok(None);
    }
    ask(ctx, right, reflected, left)
}

/// Whether the right operand's class comes from the left one's and has another reflected method.
fn comes_first<H: Heap>(ctx: &mut Context<H>, left: Value, right: Value, reflected: &str) -> bool {
    let (Some(left), Some(right)) = (ctx.class_of(left), ctx.class_of(right)) else { return false };
    if left == right || !ctx.is_subclass(right, Value::Class(left)) {
        return false;
    }
    match (ctx.in_class(left, reflected), ctx.in_class(right, reflected)) {
        (Some(of_left), Some(of_right)) => {
            !compare::identical(ctx.heap.frozen(), of_left, of_right)
        }
        (_, of_right) => of_right.is_some(),
    }
}

/// What the method of that name gives, unless it is missing or gives `NotImplemented`.
fn ask<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: &str,
    argument: Value,
) -> Result<Option<Value>, Stop> {
    let Some(method) = ctx.special(object, name) else { return Ok(None) };
    match ctx.call_back(method, &[argument])? {
        Value::NotImplemented => Ok(None),
        value => Ok(Some(value)),
    }
}

/// What the methods of the operands' classes answer to `left op right`, which need not be a bool.
///
/// # Errors
/// What the methods raise.
pub fn compare<H: Heap>(
    ctx: &mut Context<H>,
    op: CompareOp,
    left: Value,
    right: Value,
) -> Result<Option<Value>, Stop> {
    let (name, reflected) = match op {
        CompareOp::Equal => ("__eq__", "__eq__"),
        CompareOp::NotEqual => ("__ne__", "__ne__"),
        CompareOp::Less => ("__lt__", "__gt__"),
        CompareOp::LessEqual => ("__le__", "__ge__"),
        CompareOp::Greater => ("__gt__", "__lt__"),
        _ => ("__ge__", "__le__"),
    };
    let mut turns = [(left, name, right), (right, reflected, left)];
    if comes_first(ctx, left, right, reflected) {
        turns.swap(0, 1);
    }
    for (object, name, other) in turns {
        if let Some(answer) = ask(ctx, object, name, other)? {
            return Ok(Some(answer));
        }
        // Without a method of its own, != is the opposite of ==.
        if op == CompareOp::NotEqual
            && ctx.special(object, name).is_none()
            && let Some(answer) = ask(ctx, object, "__eq__", other)?
        {
            return Ok(Some(Value::Bool(!is_true(ctx, answer)?)));
        }
    }
    Ok(None)
}

/// left == right, where the classes say nothing.
///
/// # Errors
/// What comparing what is inside of them raises.
pub fn equal_natively<H: Heap>(
    ctx: &mut Context<H>,
    left: Value,
    right: Value,
) -> Result<bool, Stop> {
    match (ctx.native_of(left), ctx.native_of(right)) {
        (Value::Instance(_), _) | (_, Value::Instance(_)) => {
            Ok(compare::identical(ctx.heap.frozen(), left, right))
        }
        (left, right) => compare::equal(ctx, left, right),
    }
}

/// What a method without arguments gives.
///
/// # Errors
/// What it raises.
pub fn call<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: &str,
    args: &[Value],
) -> Result<Option<Value>, Stop> {
    match special_or_class(ctx, object, name) {
        Some(method) => ctx.call_back(method, args).map(Some),
        None => Ok(None),
    }
}

/// A class's own way to be iterated over, measured … stands under names of its own, since there are
/// no metaclasses: `__class_len__` for `__len__`.
fn special_or_class<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Option<Value> {
    let Value::Class(class) = object else { return ctx.special(object, name) };
    let name = match name {
        "__getitem__" => "__class_getitem__".to_owned(),
        name => name.replacen("__", "__class_", 1),
    };
    let found = ctx.in_class(class, &name)?;
    let function = match found {
        Value::Descriptor(descriptor) => ctx.heap.get(descriptor).get,
        other => other,
    };
    Some(ctx.bound(function, object))
}

/// An iterator over an instance: a generator, a builtin iterator, or an instance with `__next__`.
///
/// # Errors
/// TypeError if it is not iterable.
pub fn iterator<H: Heap>(ctx: &mut Context<H>, object: Value) -> Result<Value, Stop> {
    if let Some(iterator) = call(ctx, object, "__iter__", &[])? {
        let is_iterator = match iterator {
            Value::Instance(_) => ctx.special(iterator, "__next__").is_some(),
            Value::Iter(_) | Value::Generator(_) => true,
            _ => false,
        };
        if !is_iterator {
            let kind = ctx.type_name(iterator);
            return Err(ctx.type_error(format!("iter() returned non-iterator of type '{kind}'")));
        }
        return Ok(iterator);
    }
    match ctx.native_of(object) {
        Value::Instance(_) if ctx.special(object, "__getitem__").is_some() => {
            ctx.call_prelude("_iterate_items", &[object])
        }
        native if !is_custom(native) => match crate::iterate::start(ctx, native)? {
            Some(iter) => Ok(Value::Iter(iter)),
            None => Ok(native),
        },
        _ => Err(ctx.type_error_of(object, "object is not iterable")),
    }
}

/// As [`iterator`], with an instance that has `__next__` made a generator, which the machine can run.
///
/// # Errors
/// As [`iterator`]; TypeError if what `__iter__` gave is no iterator.
pub fn runnable_iterator<H: Heap>(ctx: &mut Context<H>, object: Value) -> Result<Value, Stop> {
    match iterator(ctx, object)? {
        iterator @ (Value::Iter(_) | Value::Generator(_)) => Ok(iterator),
        iterator if ctx.special(iterator, "__next__").is_some() => {
            ctx.call_prelude("_iterate", &[iterator])
        }
        other => {
            let kind = ctx.type_name(other);
            Err(ctx.type_error(format!("iter() returned non-iterator of type '{kind}'")))
        }
    }
}

/// The text that `__str__`, `__repr__` or `__format__` gives.
///
/// # Errors
/// TypeError if it gives no string; what it raises.
pub fn text<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: &str,
    args: &[Value],
) -> Result<Option<String>, Stop> {
    let Some(answer) = call(ctx, object, name, args)? else { return Ok(None) };
    let answer = ctx.native_of(answer);
    match ctx.text(answer) {
        Some(text) => Ok(Some(text.to_owned())),
        None => {
            let kind = ctx.type_name(answer);
            let message = format!("{name} returned non-string (type {kind})");
            Err(ctx.type_error(message))
        }
    }
}
