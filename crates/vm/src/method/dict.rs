//! The methods of dicts.

use lang::library::ExceptionKind;

use super::MethodName as Name;
use super::arguments::{Given, is_given, or};
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::iterate;
use crate::key;
use crate::kind::{Dict, DictPart, DictView};
use crate::subscript;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("dict.", method.as_text(), args);
    let value = match method {
        Name::Get => {
            let [key, default] = given.positional(ctx, 1)?;
            let found = subscript::find(ctx, Value::Dict(dict), key)?;
            found.unwrap_or(or(default, Value::None))
        }
        Name::Keys => view(ctx, dict, DictPart::Keys, given)?,
        Name::Values => view(ctx, dict, DictPart::Values, given)?,
        Name::Items => view(ctx, dict, DictPart::Items, given)?,
        Name::Pop => {
            let [key, default] = given.positional(ctx, 1)?;
            let (known, hash) = key::in_dict(ctx, dict, key)?;
            let (mut guard, frozen) = ctx.heap.write_beside(dict);
            let removed = guard.remove_hashed(frozen, known, hash);
            drop(guard);
            match removed {
                Some(value) => value,
                None if is_given(default) => default,
                None => return Err(ctx.key_error(key)),
            }
        }
        Name::PopItem => {
            given.none(ctx)?;
            let last = ctx.heap.write(dict).pop_last();
            match last {
                Some((key, value)) => ctx.new_tuple([key, value]),
                None => {
                    let message = "popitem(): dictionary is empty";
                    return Err(ctx.raise(ExceptionKind::KeyError, message));
                }
            }
        }
        Name::SetDefault => {
            let [key, default] = given.positional(ctx, 1)?;
            set_default(ctx, dict, key, or(default, Value::None))?
        }
        Name::Update => return update_with(ctx, dict, given),
        Name::Copy => {
            given.none(ctx)?;
            let n_entries = ctx.heap.read(dict).len();
            ctx.reserve(n_entries * Dict::ENTRY_BYTES)?;
            ctx.charge(n_entries * 2)?;
            let copy = ctx.heap.read(dict).clone();
            ctx.new_dict(copy)
        }
        Name::Clear => {
            given.none(ctx)?;
            ctx.heap.write(dict).clear();
            Value::None
        }
        // `fromkeys` of an instance is that of the type.
        _ => return from_keys(ctx, given),
    };
    Ok(Flow::Value(value))
}

fn view<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    part: DictPart,
    given: Given,
) -> Result<Value, Stop> {
    given.none(ctx)?;
    Ok(Value::DictView(ctx.heap.freeze(DictView { dict, part })))
}

fn set_default<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    key: Value,
    default: Value,
) -> Result<Value, Stop> {
    let (key, hash) = key::in_dict(ctx, dict, key)?;
    let (mut guard, frozen) = ctx.heap.write_beside(dict);
    let found = guard.get_hashed(frozen, key, hash);
    if found.is_none() {
        guard.insert_hashed(frozen, key, hash, default);
    }
    drop(guard);
    if found.is_none() {
        ctx.heap.grow(Dict::ENTRY_BYTES);
    }
    Ok(found.unwrap_or(default))
}

fn update_with<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    given: Given,
) -> Result<Flow, Stop> {
    let Args { positional, keywords } = given.args;
    match *positional {
        [] => {}
        [Value::Generator(_)] => return Ok(Flow::Drain(0)),
        [other] => update(ctx, dict, other)?,
        _ => {
            let n_given = positional.len();
            return Err(
                ctx.type_error(format!("update expected at most 1 argument, got {n_given}"))
            );
        }
    }
    update_by_name(ctx, dict, keywords)?;
    Ok(Flow::Value(Value::None))
}

/// Puts in what was given by name.
pub(crate) fn update_by_name<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    keywords: &[(&str, Value)],
) -> Result<(), Stop> {
    for &(name, value) in keywords {
        let name = ctx.new_str(name);
        subscript::set_key(ctx, dict, name, value)?;
    }
    Ok(())
}

/// Puts in all entries of another dict, or all pairs of an iterable.
///
/// # Errors
/// TypeError and ValueError for what are no pairs.
pub(crate) fn update<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    other: Value,
) -> Result<(), Stop> {
    let other = mapping(ctx, other)?;
    if let Value::Dict(other) = other {
        let other: Vec<_> = ctx.heap.read(other).hashed().collect();
        ctx.reserve(other.len() * Dict::ENTRY_BYTES)?;
        ctx.charge(other.len() * 2)?;
        let (mut guard, frozen) = ctx.heap.write_beside(dict);
        let before = guard.len();
        let linked = ctx.linked;
        for (key, hash, value) in other {
            linked.go_on()?;
            guard.insert_hashed(frozen, key, hash, value);
        }
        let n_new = guard.len() - before;
        drop(guard);
        ctx.heap.grow(n_new * Dict::ENTRY_BYTES);
        return Ok(());
    }
    let Some(pairs) = iterate::to_vec(ctx, other)? else {
        return Err(ctx.unsupported("a dict updated by a generator here: make a list of it first"));
    };
    ctx.charge(pairs.len() * 2)?;
    for (position, pair) in pairs.into_iter().enumerate() {
        let pair = match pair {
            Value::Tuple(pair) => ctx.heap.get(pair).items().to_vec(),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::None => {
                return Err(ctx.type_error(format!(
                    "cannot convert dictionary update sequence element #{position} to a sequence"
                )));
            }
            pair => iterate::to_vec(ctx, pair)?.unwrap_or_default(),
        };
        let &[key, value] = &*pair else {
            let length = pair.len();
            return Err(ctx.value_error(format!(
                "dictionary update sequence element #{position} has length {length}; 2 is required"
            )));
        };
        subscript::set_key(ctx, dict, key, value)?;
    }
    Ok(())
}

/// The dict that an instance is at bottom, or one of its items if it has keys in its own way.
fn mapping<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Value, Stop> {
    if !matches!(value, Value::Instance(_)) {
        return Ok(value);
    }
    match ctx.special(value, "keys") {
        Some(_) => ctx.call_prelude("_dict_of", &[value]),
        None => Ok(ctx.native_of(value)),
    }
}

/// dict.fromkeys(iterable, value=None).
pub(super) fn from_keys<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [iterable, value] = given.positional(ctx, 1)?;
    let Some(keys) = iterate::to_vec(ctx, iterable)? else { return Ok(Flow::Drain(0)) };
    ctx.charge(keys.len() * 2)?;
    let dict = ctx.heap.open(Dict::new());
    for key in keys {
        subscript::set_key(ctx, dict, key, or(value, Value::None))?;
    }
    Ok(Flow::Value(Value::Dict(dict)))
}
