//! What the module `collections` and the caches of `functools` do to dicts in one step.

use lang::library::Native;

use crate::context::{Context, Flow, Stop};
use crate::hash::hash_of;
use crate::heap::{Handle, Heap};
use crate::key;
use crate::kind::Dict;
use crate::method::Given;
use crate::truth::is_true;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let value = match native {
        Native::Touch => {
            let [dict, key, default, counts] = given.positional(ctx, 4)?;
            touch(ctx, dict, key, counts)?.unwrap_or(default)
        }
        Native::MoveToEnd => {
            let [dict, key, last] = given.positional(ctx, 3)?;
            move_to_end(ctx, dict, key, last)?;
            Value::None
        }
        _ => {
            let [dict, items] = given.positional(ctx, 2)?;
            Value::Int(tally(ctx, dict, items)? as i64)
        }
    };
    Ok(Flow::Value(value))
}

fn dict_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Handle<Dict>, Stop> {
    match ctx.native_of(value) {
        Value::Dict(dict) => Ok(dict),
        _ => Err(ctx.type_error_of(value, "object is no dict")),
    }
}

fn touch<H: Heap>(
    ctx: &mut Context<H>,
    dict: Value,
    key: Value,
    counts: Value,
) -> Result<Option<Value>, Stop> {
    let dict = dict_of(ctx, dict)?;
    let (key, hash) = key::in_dict(ctx, dict, key)?;
    let (mut guard, frozen) = ctx.heap.write_beside(dict);
    let found = guard.move_to_end(frozen, key, hash);
    drop(guard);
    if let Value::List(counts) = counts
        && let Some(Value::Int(count)) =
            ctx.heap.write(counts).items.get_mut(usize::from(found.is_none()))
    {
        *count += 1;
    }
    Ok(found)
}

fn move_to_end<H: Heap>(
    ctx: &mut Context<H>,
    dict: Value,
    key: Value,
    last: Value,
) -> Result<(), Stop> {
    let dict = dict_of(ctx, dict)?;
    let is_last = is_true(ctx, last)?;
    let (known, hash) = key::in_dict(ctx, dict, key)?;
    if !is_last {
        let n_items = ctx.heap.read(dict).len();
        ctx.charge(n_items)?;
    }
    let (mut guard, frozen) = ctx.heap.write_beside(dict);
    let found = match is_last {
        true => guard.move_to_end(frozen, known, hash),
        false => guard.move_to_front(frozen, known, hash),
    };
    drop(guard);
    match found {
        Some(_) => Ok(()),
        None => Err(ctx.key_error(key)),
    }
}

fn tally<H: Heap>(ctx: &mut Context<H>, dict: Value, items: Value) -> Result<usize, Stop> {
    let dict = dict_of(ctx, dict)?;
    let Value::List(items) = items else { return Ok(0) };
    let items = ctx.heap.read(items).items.clone();
    ctx.charge(items.len() * 2)?;
    let before = ctx.heap.read(dict).len();
    let mut n_counted = 0;
    for item in items {
        ctx.go_on()?;
        let Ok(hash) = hash_of(ctx.heap.frozen(), item) else { break };
        let (mut guard, frozen) = ctx.heap.write_beside(dict);
        let count = match guard.get_hashed(frozen, item, hash) {
            None => 1,
            Some(Value::Int(count)) if count < i64::MAX => count + 1,
            Some(_) => break,
        };
        guard.insert_hashed(frozen, item, hash, Value::Int(count));
        n_counted += 1;
    }
    let n_new = ctx.heap.read(dict).len() - before;
    ctx.heap.grow(n_new * Dict::ENTRY_BYTES);
    Ok(n_counted)
}
