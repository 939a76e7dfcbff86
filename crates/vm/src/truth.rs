//! Which values count as true.

use crate::context::{Context, Stop};
use crate::heap::Heap;
use crate::kind::DictView;
use crate::special::{self, is_custom};
use crate::value::Value;

/// Whether a value is true: zero and what is empty are false.
///
/// # Errors
/// What `__bool__` or `__len__` raises.
#[inline]
pub fn is_true<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<bool, Stop> {
    match value.as_bool() {
        Some(flag) => Ok(flag),
        None if is_custom(value) => is_custom_true(ctx, value),
        None => Ok(is_object_true(ctx, value)),
    }
}

fn is_custom_true<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<bool, Stop> {
    if let Value::Class(_) = value {
        return Ok(true);
    }
    if let Some(answer) = special::call(ctx, value, "__bool__", &[])? {
        return match answer {
            Value::Bool(flag) => Ok(flag),
            other => {
                let kind = ctx.type_name(other);
                Err(ctx.type_error(format!("__bool__ should return bool, returned {kind}")))
            }
        };
    }
    if let Some(length) = special::call(ctx, value, "__len__", &[])? {
        return match ctx.index(length)? {
            ..0 => Err(ctx.value_error("__len__() should return >= 0")),
            length => Ok(length != 0),
        };
    }
    match ctx.native_of(value) {
        Value::Instance(_) => Ok(true),
        native => is_true(ctx, native),
    }
}

fn is_object_true<H: Heap>(ctx: &mut Context<H>, value: Value) -> bool {
    match value {
        Value::Unbound | Value::None => false,
        Value::Str(text) => !ctx.heap.get(text).as_str().is_empty(),
        Value::Bytes(bytes) => !ctx.heap.get(bytes).0.is_empty(),
        Value::Tuple(tuple) => !ctx.heap.get(tuple).items().is_empty(),
        Value::Range(range) => !ctx.heap.get(range).is_empty(),
        Value::List(list) => !ctx.heap.read(list).items.is_empty(),
        Value::Dict(dict) => !ctx.heap.read(dict).is_empty(),
        Value::Set(set) => !ctx.heap.read(set).is_empty(),
        Value::Deque(deque) => !ctx.heap.read(deque).items().is_empty(),
        Value::DictView(view) => {
            let DictView { dict, .. } = *ctx.heap.get(view);
            !ctx.heap.read(dict).is_empty()
        }
        _ => true,
    }
}
