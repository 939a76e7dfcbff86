//! `min`, `max`, `sum`, `sorted`, `any`, `all`: one answer from all items.

use lang::library::Native;
use lang::op::{BinaryOp, CompareOp};

use crate::compare::compare;
use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::iterate;
use crate::method::{Given, is_given, or, sort_by_keys, sorted};
use crate::number;
use crate::truth::is_true;
use crate::value::Value;

/// The numbers of longer ranges are summed one after the other: that takes time, and can be stopped.
const AT_ONCE_MAX: u64 = 1 << 20;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    match native {
        Native::Min => extreme(ctx, CompareOp::Less, "_min_by", given),
        Native::Max => extreme(ctx, CompareOp::Greater, "_max_by", given),
        Native::Sum => sum(ctx, given),
        Native::Sorted => sorted_list(ctx, given),
        Native::SortBy => {
            let [list, keys, reverse] = given.positional(ctx, 3)?;
            let Value::List(handle) = list else {
                return Err(ctx.type_error_of(list, "object is not a list"));
            };
            let keys = iterate::to_vec(ctx, keys)?.unwrap_or_default();
            let is_reverse = is_true(ctx, reverse)?;
            sort_by_keys(ctx, handle, &keys, is_reverse)?;
            Ok(Flow::Value(list))
        }
        Native::TakeItems => {
            let list = given.one(ctx)?;
            let Value::List(handle) = list else {
                return Err(ctx.type_error_of(list, "object is not a list"));
            };
            let items = std::mem::take(&mut ctx.heap.write(handle).items);
            Ok(Flow::Value(ctx.new_list(items)))
        }
        Native::PutItems => {
            let [Value::List(list), Value::List(taken)] = given.positional(ctx, 2)? else {
                return Err(ctx.type_error("_put_items() takes two lists"));
            };
            let items = std::mem::take(&mut ctx.heap.write(taken).items);
            let meanwhile = std::mem::replace(&mut ctx.heap.write(list).items, items);
            // What was taken out again has left room.
            Ok(Flow::Value(Value::Bool(meanwhile.capacity() > 0)))
        }
        _ => {
            let iterable = given.one(ctx)?;
            let Some(items) = iterate::to_vec(ctx, iterable)? else {
                return Ok(Flow::Drain(0));
            };
            let is_any = native == Native::Any;
            let mut found = false;
            for item in items {
                found = is_true(ctx, item)? == is_any;
                if found {
                    break;
                }
            }
            Ok(Flow::Value(Value::Bool(found == is_any)))
        }
    }
}

fn extreme<H: Heap>(
    ctx: &mut Context<H>,
    op: CompareOp,
    with_key: &'static str,
    given: Given,
) -> Result<Flow, Stop> {
    let (mut key, mut default) = (Value::Unbound, Value::Unbound);
    for &(keyword, value) in given.args.keywords {
        match keyword {
            "key" => key = value,
            "default" => default = value,
            _ => {
                let name = given.name;
                let message = format!("'{keyword}' is an invalid keyword argument for {name}()");
                return Err(ctx.type_error(message));
            }
        }
    }
    let name = given.name;
    let positional = given.args.positional;
    if positional.is_empty() {
        return Err(ctx.type_error(format!("{name} expected at least 1 argument, got 0")));
    }
    if positional.len() > 1 && is_given(default) {
        return Err(ctx.type_error(format!(
            "Cannot specify a default for {name}() with multiple positional arguments"
        )));
    }
    let has_key = is_given(key) && !matches!(key, Value::None);
    if let &[iterable] = positional
        && !has_key
    {
        if let Some(best) = extreme_of_range(ctx, op, iterable) {
            return Ok(Flow::Value(best));
        }
        if matches!(iterable, Value::Generator(_)) {
            let takes_less = Value::Bool(op == CompareOp::Less);
            let has_default = Value::Bool(is_given(default));
            let (default, name) = (or(default, Value::None), ctx.new_str(name));
            let args = vec![iterable, takes_less, default, has_default, name];
            return Ok(Flow::Prelude("_extreme_lazily", args));
        }
    }
    let items = match *positional {
        [iterable] => match iterate::to_vec(ctx, iterable)? {
            Some(items) => items,
            None => return Ok(Flow::Drain(0)),
        },
        ref items => items.to_vec(),
    };
    if has_key && !items.is_empty() {
        let items = ctx.new_list(items);
        return Ok(Flow::Prelude(with_key, vec![items, key]));
    }
    ctx.charge(items.len().saturating_mul(3))?;
    let mut items = items.into_iter();
    let Some(mut best) = items.next() else {
        return match is_given(default) {
            true => Ok(Flow::Value(default)),
            false => Err(ctx.value_error(format!("{name}() arg is an empty sequence"))),
        };
    };
    for item in items {
        ctx.go_on()?;
        if compare(ctx, op, item, best)? {
            best = item;
        }
    }
    Ok(Flow::Value(best))
}

/// The smallest or largest number of a range that has any: its first or its last one.
fn extreme_of_range<H: Heap>(
    ctx: &mut Context<H>,
    op: CompareOp,
    iterable: Value,
) -> Option<Value> {
    let Value::Range(range) = iterable else { return None };
    let range = ctx.heap.get(range);
    let last = range.at(range.len().checked_sub(1)?)?;
    let is_first = (op == CompareOp::Less) == (range.step > 0);
    Some(Value::Int(if is_first { range.start } else { last }))
}

fn sum<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [iterable, start] = given.named(ctx, ["iterable", "start"], 1, 2)?;
    if !is_given(iterable) {
        return Err(ctx.type_error("sum() takes at least 1 positional argument (0 given)"));
    }
    let start = or(start, Value::Int(0));
    if matches!(start, Value::Str(_)) {
        return Err(ctx.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    if matches!(start, Value::Bytes(_)) {
        return Err(ctx.type_error("sum() can't sum bytes [use b''.join(seq) instead]"));
    }
    if let Value::Range(range) = iterable
        && let Value::Int(start) = start
        && let Some(total) = sum_of_range(*ctx.heap.get(range), start)
    {
        let length = ctx.heap.get(range).len();
        if length <= AT_ONCE_MAX {
            ctx.charge(usize::try_from(length).unwrap_or(usize::MAX))?;
            return Ok(Flow::Value(Value::Int(total)));
        }
    }
    let is_lazy = match iterable {
        Value::Generator(_) => true,
        Value::Range(range) => ctx.heap.get(range).len() > AT_ONCE_MAX,
        _ => false,
    };
    if is_lazy {
        return Ok(Flow::Prelude("_sum_lazily", vec![iterable, start]));
    }
    let Some(items) = iterate::to_vec(ctx, iterable)? else { return Ok(Flow::Drain(0)) };
    // Each is added, which takes longer than to look at it.
    ctx.charge(items.len().saturating_mul(3))?;
    let mut total = start;
    for item in items {
        ctx.go_on()?;
        total = match (total, item) {
            (Value::Int(left), Value::Int(right)) if left.checked_add(right).is_some() => {
                Value::Int(left.wrapping_add(right))
            }
            (Value::Float(left), Value::Float(right)) => Value::Float(left + right),
            _ => number::binary(ctx, BinaryOp::Add, total, item)?,
        };
    }
    Ok(Flow::Value(total))
}

/// Without a list of its numbers; nothing where the sum passes 64 bits.
fn sum_of_range(range: crate::kind::Range, start: i64) -> Option<i64> {
    let n = i128::from(range.len());
    let last = i128::from(range.start) + i128::from(range.step) * (n - 1).max(0);
    // The first and the last number fit 64 bits, their number too: the product fits 128.
    let total = (i128::from(range.start) + last).checked_mul(n)? / 2;
    i64::try_from(total + i128::from(start)).ok()
}

fn sorted_list<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let n_given = given.args.positional.len();
    if n_given != 1 {
        return Err(ctx.type_error(format!("sorted expected 1 argument, got {n_given}")));
    }
    let options = crate::context::Args { positional: &[], keywords: given.args.keywords };
    let [key, reverse] = Given::new("", "sort", options).named(ctx, ["key", "reverse"], 0, 0)?;
    let Some(items) = iterate::to_vec(ctx, given.args.positional[0])? else {
        return Ok(Flow::Drain(0));
    };
    let is_reverse = is_true(ctx, or(reverse, Value::Bool(false)))?;
    if is_given(key) && !matches!(key, Value::None) {
        let items = ctx.new_list(items);
        return Ok(Flow::Prelude("_sorted_by", vec![items, key, Value::Bool(is_reverse)]));
    }
    let items = sorted(ctx, &items, &items, is_reverse)?;
    Ok(Flow::Value(ctx.new_list(items)))
}
