//! `iter`, `next`, and the iterators over iterables.

use lang::library::{Native, TypeKind};

use crate::context::{Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::iterate;
use crate::kind::{DictPart, DictView, Iter};
use crate::method::{Given, is_given, or};
use crate::special::{self, is_custom};
use crate::truth::is_true;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    match native {
        Native::Iter => {
            let [iterable, sentinel] = given.positional(ctx, 1)?;
            if is_given(sentinel) {
                if !super::is_callable(ctx, iterable) {
                    return Err(ctx.type_error("iter(v, w): v must be callable"));
                }
                return Ok(Flow::Prelude("_iterate_calls", vec![iterable, sentinel]));
            }
            if is_custom(iterable) {
                return special::iterator(ctx, iterable).map(Flow::Value);
            }
            let iter = iterate::start(ctx, iterable)?;
            Ok(Flow::Value(iter.map_or(iterable, Value::Iter)))
        }
        Native::Next => next(ctx, given),
        Native::Reversed => reversed(ctx, given),
        Native::Enumerate => enumerate(ctx, given),
        _ => zip(ctx, given),
    }
}

fn next<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [iterator, default] = given.positional(ctx, 1)?;
    match iterator {
        Value::Iter(iter) => match iterate::next(ctx, iter)? {
            Some(item) => Ok(Flow::Value(item)),
            None if is_given(default) => Ok(Flow::Value(default)),
            None => Err(ctx.raise(lang::library::ExceptionKind::StopIteration, "")),
        },
        Value::Generator(_) => Ok(Flow::Next(iterator, is_given(default).then_some(default))),
        Value::Instance(_) => match ctx.special(iterator, "__next__") {
            Some(method) if is_given(default) => {
                Ok(Flow::Prelude("_next_or", vec![method, default]))
            }
            Some(method) => Ok(Flow::Call(method, Vec::new())),
            None => Err(ctx.type_error_of(iterator, "object is not an iterator")),
        },
        _ => Err(ctx.type_error_of(iterator, "object is not an iterator")),
    }
}

fn reversed<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [sequence] = given.positional(ctx, 1)?;
    if let Some(answer) = special::call(ctx, sequence, "__reversed__", &[])? {
        return Ok(Flow::Value(answer));
    }
    let sequence = ctx.native_of(sequence);
    let iter = match sequence {
        Value::Instance(_)
            if ["__len__", "__getitem__"]
                .iter()
                .all(|name| ctx.special(sequence, name).is_some()) =>
        {
            return Ok(Flow::Prelude("_reversed", vec![sequence]));
        }
        Value::List(list) => {
            let next = ctx.heap.read(list).items.len();
            Iter::ReversedList { list, next }
        }
        Value::Range(range) => {
            let range = *ctx.heap.get(range);
            let n_left = range.len();
            let last = n_left.checked_sub(1).and_then(|last| range.at(last)).unwrap_or(0);
            Iter::Range { next: last, step: range.step.wrapping_neg(), n_left }
        }
        Value::Tuple(_) | Value::Str(_) | Value::Bytes(_) | Value::Dict(_) | Value::Deque(_) => {
            let items = iterate::to_vec(ctx, sequence)?.unwrap_or_default();
            let kind = match sequence {
                Value::Dict(_) => TypeKind::DictReverseKeyIterator,
                Value::Deque(_) => TypeKind::DequeReverseIterator,
                _ => TypeKind::Reversed,
            };
            turned_round(kind, items)
        }
        Value::DictView(view) => {
            let DictView { dict, part } = *ctx.heap.get(view);
            let entries: Vec<_> = ctx.heap.read(dict).iter().collect();
            let pick = |(key, value)| match part {
                DictPart::Keys => key,
                DictPart::Values => value,
                DictPart::Items => ctx.new_tuple([key, value]),
            };
            let items = entries.into_iter().map(pick).collect();
            let kind = match part {
                DictPart::Keys => TypeKind::DictReverseKeyIterator,
                DictPart::Values => TypeKind::DictReverseValueIterator,
                DictPart::Items => TypeKind::DictReverseItemIterator,
            };
            turned_round(kind, items)
        }
        _ => return Err(ctx.type_error_of(sequence, "object is not reversible")),
    };
    Ok(Flow::Value(ctx.new_iter(iter)))
}

fn turned_round(kind: TypeKind, items: Vec<Value>) -> Iter {
    let mut items = items;
    items.reverse();
    Iter::Items { kind, items: items.into(), next: 0 }
}

/// An iterator over an argument, and how deep it is nested; nothing for a generator.
fn inner<H: Heap>(
    ctx: &mut Context<H>,
    iterable: Value,
) -> Result<Option<(Handle<Iter>, u8)>, Stop> {
    let Some(iter) = iterate::start(ctx, iterable)? else { return Ok(None) };
    let depth = ctx.heap.read(iter).depth();
    if depth >= Iter::DEPTH_MAX {
        return Err(ctx.unsupported("iterators over iterators nested that deep are not supported"));
    }
    Ok(Some((iter, depth)))
}

fn enumerate<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [iterable, start] = given.named(ctx, ["iterable", "start"], 0, 2)?;
    if !is_given(iterable) {
        return Err(ctx.type_error("enumerate() missing required argument 'iterable'"));
    }
    let count = ctx.index(or(start, Value::Int(0)))?;
    let Some((iter, depth)) = inner(ctx, iterable)? else {
        return Ok(Flow::Prelude("_enumerate", vec![iterable, Value::Int(count)]));
    };
    let iter = Iter::Enumerate { inner: Value::Iter(iter), count, depth: depth + 1 };
    Ok(Flow::Value(ctx.new_iter(iter)))
}

fn zip<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let mut strict = Value::Bool(false);
    for &(name, value) in given.args.keywords {
        if name != "strict" {
            let message = format!("'{name}' is an invalid keyword argument for zip()");
            return Err(ctx.type_error(message));
        }
        strict = value;
    }
    let strict = is_true(ctx, strict)?;
    let mut has_generator = false;
    let mut inners = Vec::with_capacity(given.args.positional.len());
    let mut deepest = 0;
    for &iterable in given.args.positional {
        match inner(ctx, iterable)? {
            Some((iter, depth)) => {
                inners.push(Value::Iter(iter));
                deepest = deepest.max(depth);
            }
            None => {
                has_generator = true;
                inners.push(match is_custom(iterable) {
                    true => special::runnable_iterator(ctx, iterable)?,
                    false => iterable,
                });
            }
        }
    }
    if has_generator {
        let iterators = ctx.new_list(inners);
        return Ok(Flow::Prelude("_zip", vec![iterators, Value::Bool(strict)]));
    }
    let iter = Iter::Zip { inners: inners.into(), strict, depth: deepest + 1 };
    Ok(Flow::Value(ctx.new_iter(iter)))
}
