//! The methods of strings that look for something in them.

use super::MethodName as Name;
use super::arguments::{Given, or};
use crate::context::{Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::Text;
use crate::quick::ascii::FOUND_BYTES;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    given: Given,
) -> Result<Flow, Stop> {
    let value = match method {
        Name::StartsWith | Name::EndsWith => affix(ctx, text, method, given)?,
        Name::Replace => replace(ctx, text, given)?,
        _ => find(ctx, text, method, given)?,
    };
    Ok(Flow::Value(value))
}

/// The window between two positions, in bytes; nothing if the first lies behind the last.
fn window<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    start: Value,
    stop: Value,
) -> Result<Option<(usize, usize)>, Stop> {
    let length = i64::try_from(ctx.heap.get(text).n_chars()).unwrap_or(i64::MAX);
    let mut bound = |value: Value, default: i64| match value {
        Value::Unbound | Value::None => Ok(default),
        value => {
            let at = ctx.clamped_index(value)?;
            Ok(if at < 0 { at.saturating_add(length).max(0) } else { at })
        }
    };
    let (start, stop) = (bound(start, 0)?, bound(stop, length)?.min(length));
    if start > stop {
        return Ok(None);
    }
    let text = ctx.heap.get(text);
    let offset = |at: i64| text.offset(usize::try_from(at).unwrap_or(0));
    Ok(Some((offset(start), offset(stop))))
}

/// A string argument.
fn string<H: Heap>(
    ctx: &mut Context<H>,
    value: Value,
    message: impl FnOnce(&str) -> String,
) -> Result<Handle<Text>, Stop> {
    match value {
        Value::Str(text) => Ok(text),
        _ => {
            let name = ctx.type_name(value);
            Err(ctx.type_error(message(&name)))
        }
    }
}

fn find<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    given: Given,
) -> Result<Value, Stop> {
    given.no_keywords(ctx)?;
    if given.args.positional.is_empty() {
        let name = given.name;
        return Err(ctx.type_error(format!("{name}() takes at least 1 argument (0 given)")));
    }
    let [part, start, stop] = given.positional(ctx, 1)?;
    let part = string(ctx, part, |name| format!("must be str, not {name}"))?;
    let window = window(ctx, text, start, stop)?;
    let (text, part) = (ctx.heap.get(text), ctx.heap.get(part).as_str());
    let n_found = match (method, window) {
        (Name::Count, Some((start, stop))) => n_matches(ctx, &text.as_str()[start..stop], part)?,
        _ => 0,
    };
    let found = window.and_then(|(start, stop)| {
        let all = &text.as_str()[start..stop];
        match method {
            Name::Count => Some(n_found),
            Name::RFind | Name::RIndex => all.rfind(part).map(|at| text.position(start + at)),
            _ => all.find(part).map(|at| text.position(start + at)),
        }
    });
    match (found, method) {
        (Some(found), _) => Ok(Value::Int(i64::try_from(found).unwrap_or(i64::MAX))),
        (None, Name::Count) => Ok(Value::Int(0)),
        (None, Name::Index | Name::RIndex) => Err(ctx.value_error("substring not found")),
        (None, _) => Ok(Value::Int(-1)),
    }
}

/// How often a part is found in a text; the empty one stands before and behind each character.
fn n_matches<H: Heap>(ctx: &Context<H>, all: &str, part: &str) -> Result<usize, Stop> {
    let found = all.matches(part).map(|_| ctx.go_on().map(|()| 1));
    found.sum()
}

fn affix<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    given: Given,
) -> Result<Value, Stop> {
    let [wanted, start, stop] = given.positional(ctx, 1)?;
    let name = method.as_text();
    let affixes = match wanted {
        Value::Tuple(tuple) => ctx.heap.get(tuple).items().to_vec(),
        wanted => vec![wanted],
    };
    let window = window(ctx, text, start, stop)?;
    for affix in affixes {
        let affix = string(ctx, affix, |kind| match wanted {
            Value::Tuple(_) => format!("tuple for {name} must only contain str, not {kind}"),
            _ => format!("{name} first arg must be str or a tuple of str, not {kind}"),
        })?;
        let Some((start, stop)) = window else { continue };
        let all = &ctx.heap.get(text).as_str()[start..stop];
        let affix = ctx.heap.get(affix).as_str();
        let fits = match method {
            Name::StartsWith => all.starts_with(affix),
            _ => all.ends_with(affix),
        };
        if fits {
            return Ok(Value::Bool(true));
        }
    }
    Ok(Value::Bool(false))
}

/// One of the first two arguments of `replace`.
fn replaced<H: Heap>(ctx: &mut Context<H>, value: Value, place: u8) -> Result<Handle<Text>, Stop> {
    let name = ctx.argument_name(value);
    string(ctx, value, |_| format!("replace() argument {place} must be str, not {name}"))
}

fn replace<H: Heap>(ctx: &mut Context<H>, text: Handle<Text>, given: Given) -> Result<Value, Stop> {
    let [old, new, count] = given.positional(ctx, 2)?;
    let (old, new) = (replaced(ctx, old, 1)?, replaced(ctx, new, 2)?);
    let count = ctx.clamped_index(or(count, Value::Int(-1)))?;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let all = ctx.heap.get(text).as_str();
    let (old, new) = (ctx.heap.get(old).as_str(), ctx.heap.get(new).as_str());
    let n_found = n_matches(ctx, all, old)?;
    if n_found == 0 || count == 0 {
        return Ok(Value::Str(text));
    }
    let n_bytes = n_found.min(count).saturating_mul(new.len()).saturating_add(all.len());
    ctx.reserve(n_bytes)?;
    let (mut replaced, mut end) = (String::with_capacity(n_bytes), 0);
    for (at, part) in all.match_indices(old).take(count) {
        ctx.go_on()?;
        replaced.push_str(&all[end..at]);
        replaced.push_str(new);
        end = at + part.len();
    }
    replaced.push_str(&all[end..]);
    ctx.charge((n_bytes + n_found.min(count).saturating_mul(FOUND_BYTES)) / 8)?;
    Ok(ctx.new_str(replaced))
}
