//! Which values count as true.

use crate::context::Context;
use crate::heap::Heap;
use crate::kind::DictView;
use crate::value::Value;

/// Whether a value is true: zero and what is empty are false.
#[inline]
pub fn is_true<H: Heap>(ctx: &mut Context<H>, value: Value) -> bool {
    match value.as_bool() {
        Some(flag) => flag,
        None => is_object_true(ctx, value),
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
        Value::DictView(view) => {
            let DictView { dict, .. } = *ctx.heap.get(view);
            !ctx.heap.read(dict).is_empty()
        }
        _ => true,
    }
}
