//! The methods of builtin types, one file for each type, and their attributes.

pub mod attribute;

mod arguments;
mod bytes;
mod condition;
mod coroutine;
mod data;
mod deque;
mod descriptor;
mod dict;
mod event;
mod exception;
mod float;
mod generator;
mod int;
mod list;
mod name;
mod offered;
mod range;
mod semaphore;
mod set;
mod str;
mod str_find;
mod str_split;
mod sync;
mod task;
mod tuple;

pub(crate) use arguments::{Given, is_given, or};
pub(crate) use bytes::decode;
pub(crate) use coroutine::end as end_coroutine;
pub(crate) use deque::{
    arguments as deque_arguments, extend as extend_deque, items_of as deque_items,
    make as make_deque,
};
pub(crate) use dict::{update as update_dict, update_by_name};
pub use list::sort_by_keys;
pub(crate) use list::sorted;
pub use name::MethodName;

use crate::compare::as_set;
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::Heap;
use crate::object;
use crate::value::Value;

/// Calls a method of a builtin type.
///
/// # Errors
/// What the method raises; AttributeError if the receiver has no such method.
pub fn call<H: Heap>(
    ctx: &mut Context<H>,
    receiver: Value,
    method: MethodName,
    args: Args,
) -> Result<Flow, Stop> {
    if method.is_of_objects() {
        return object::call(ctx, receiver, method, args);
    }
    if let Value::Type(kind) = receiver {
        return attribute::call_on_type(ctx, kind, method, args);
    }
    if !offered::has_method(ctx, receiver, method) {
        return Err(attribute::missing(ctx, receiver, method.as_text()));
    }
    match receiver {
        Value::List(list) => list::call(ctx, list, method, args),
        Value::Dict(dict) => dict::call(ctx, dict, method, args),
        Value::Str(text) => str::call(ctx, text, method, args),
        Value::Deque(deque) => deque::call(ctx, deque, method, args),
        Value::Set(set) => set::call(ctx, set, method, args),
        Value::DictView(_) => {
            let Some(set) = as_set(ctx, receiver)? else {
                return Err(attribute::missing(ctx, receiver, method.as_text()));
            };
            let set = ctx.heap.open(set);
            set::call(ctx, set, method, args)
        }
        Value::Tuple(tuple) => tuple::call(ctx, tuple, method, args),
        Value::Range(range) => range::call(ctx, range, method, args),
        Value::Bytes(bytes) => bytes::call(ctx, bytes, method, args),
        Value::Int(_) | Value::Bool(_) | Value::BigInt(_) => int::call(ctx, receiver, method, args),
        Value::Float(number) => float::call(ctx, number, method, args),
        Value::Exception(exception) => exception::call(ctx, exception, method, args),
        Value::Descriptor(descriptor) => descriptor::call(ctx, descriptor, method, args),
        Value::Generator(generator) => generator::call(ctx, generator, method, args),
        Value::Coroutine(coroutine) => coroutine::call(ctx, coroutine, method, args),
        Value::Task(task) => task::call(ctx, task, method, args),
        Value::Sync(sync) => sync::call(ctx, sync, method, args),
        _ => Err(attribute::missing(ctx, receiver, method.as_text())),
    }
}
