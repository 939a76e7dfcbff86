//! The methods of strings that take them apart and put them together.

use super::MethodName as Name;
use super::arguments::{Given, or};
use super::str::plain;
use crate::context::{Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::iterate;
use crate::kind::Text;
use crate::number::is_blank;
use crate::truth::is_true;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    given: Given,
) -> Result<Flow, Stop> {
    let value = match method {
        Name::Split | Name::RSplit => split(ctx, text, method, given)?,
        Name::SplitLines => {
            let [keep_ends] = given.named(ctx, ["keepends"], 0, 1)?;
            let keeps_ends = is_true(ctx, or(keep_ends, Value::Bool(false)))?;
            let lines = split_lines(ctx.heap.get(text).as_str(), keeps_ends);
            let lines = gather(ctx, Box::new(lines))?;
            new_list(ctx, lines)?
        }
        Name::Partition | Name::RPartition => partition(ctx, text, method, given)?,
        Name::RemovePrefix | Name::RemoveSuffix => {
            let affix = given.one(ctx)?;
            let Value::Str(affix) = affix else {
                let (method, name) = (method.as_text(), ctx.argument_name(affix));
                return Err(ctx.type_error(format!("{method}() argument must be str, not {name}")));
            };
            let (all, affix) = (ctx.heap.get(text).as_str(), ctx.heap.get(affix).as_str());
            let rest = match method {
                Name::RemovePrefix => all.strip_prefix(affix),
                _ => all.strip_suffix(affix),
            };
            match rest.map(str::to_owned) {
                Some(rest) => ctx.new_str(rest),
                None => Value::Str(text),
            }
        }
        _ => strip(ctx, text, method, given)?,
    };
    Ok(Flow::Value(value))
}

/// separator.join(texts).
pub(super) fn join<H: Heap>(
    ctx: &mut Context<H>,
    separator: Handle<Text>,
    given: Given,
) -> Result<Flow, Stop> {
    let iterable = given.one(ctx)?;
    if matches!(iterable, Value::Generator(_)) {
        return Ok(Flow::Drain(0));
    }
    let is_iterable = !matches!(
        iterable,
        Value::None | Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::BigInt(_)
    );
    if !is_iterable {
        return Err(ctx.type_error("can only join an iterable"));
    }
    let mut items = iterate::to_vec(ctx, iterable)?.unwrap_or_default();
    for item in items.iter_mut().filter(|item| matches!(item, Value::Instance(_))) {
        *item = plain(ctx, *item);
    }
    let n_separator = ctx.heap.get(separator).as_str().len();
    let mut n_bytes = 0_usize;
    for (position, &item) in items.iter().enumerate() {
        let Value::Str(text) = item else {
            let name = ctx.type_name(item);
            return Err(ctx.type_error(format!(
                "sequence item {position}: expected str instance, {name} found"
            )));
        };
        n_bytes = n_bytes.saturating_add(ctx.heap.get(text).as_str().len() + n_separator);
    }
    ctx.reserve(n_bytes)?;
    ctx.charge(items.len().saturating_mul(4) + n_bytes / 16)?;
    let mut joined = String::with_capacity(n_bytes.saturating_sub(n_separator));
    let separator = ctx.heap.get(separator).as_str();
    for (position, &item) in items.iter().enumerate() {
        if position > 0 {
            joined.push_str(separator);
        }
        joined.push_str(ctx.text(item).unwrap_or_default());
    }
    Ok(Flow::Value(ctx.new_str(joined)))
}

/// All parts of a text: a short one takes many times as much memory as it did in the text.
fn gather<'t, H: Heap>(
    ctx: &Context<H>,
    parts: Box<dyn Iterator<Item = &'t str> + 't>,
) -> Result<Vec<Text>, Stop> {
    let (mut gathered, mut n_bytes) = (Vec::new(), 0);
    for part in parts {
        n_bytes += part.len() + 2 * size_of::<Text>();
        if gathered.len() == gathered.capacity() {
            ctx.reserve(n_bytes)?;
        }
        gathered.push(Text::new(part));
    }
    ctx.reserve(n_bytes)?;
    Ok(gathered)
}

fn new_list<H: Heap>(ctx: &mut Context<H>, parts: Vec<Text>) -> Result<Value, Stop> {
    ctx.charge(parts.len().saturating_mul(10))?;
    let items = parts.into_iter().map(|part| Value::Str(ctx.heap.freeze(part))).collect();
    Ok(ctx.new_list(items))
}

fn split<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    given: Given,
) -> Result<Value, Stop> {
    let [separator, limit] = given.named(ctx, ["sep", "maxsplit"], 0, 2)?;
    let limit = ctx.clamped_index(or(limit, Value::Int(-1)))?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let all = ctx.heap.get(text).as_str();
    let parts: Box<dyn Iterator<Item = &str>> = match (or(separator, Value::None), method) {
        (Value::None, Name::Split) => Box::new(split_blanks(all, limit)),
        (Value::None, _) => Box::new(rsplit_blanks(all, limit)),
        (Value::Str(separator), method) => {
            let separator = ctx.heap.get(separator).as_str();
            if separator.is_empty() {
                return Err(ctx.value_error("empty separator"));
            }
            let n_parts = limit.saturating_add(1);
            let mut chars = separator.chars();
            if method == Name::Split {
                match (chars.next(), chars.next()) {
                    // A character is found more quickly than a string.
                    (Some(char), None) => Box::new(all.splitn(n_parts, char)),
                    _ => Box::new(all.splitn(n_parts, separator)),
                }
            } else {
                Box::new(all.rsplitn(n_parts, separator))
            }
        }
        (other, _) => {
            let name = ctx.type_name(other);
            return Err(ctx.type_error(format!("must be str or None, not {name}")));
        }
    };
    let mut parts = gather(ctx, parts)?;
    if method == Name::RSplit {
        parts.reverse();
    }
    new_list(ctx, parts)
}

fn split_blanks(text: &str, limit: usize) -> impl Iterator<Item = &str> {
    let (mut rest, mut n_splits) = (text.trim_start_matches(is_blank), limit);
    std::iter::from_fn(move || {
        if rest.is_empty() || n_splits == 0 {
            return take_rest(&mut rest);
        }
        n_splits -= 1;
        let end = rest.find(is_blank).unwrap_or(rest.len());
        let part = &rest[..end];
        rest = rest[end..].trim_start_matches(is_blank);
        Some(part)
    })
}

/// The last part first.
fn rsplit_blanks(text: &str, limit: usize) -> impl Iterator<Item = &str> {
    let (mut rest, mut n_splits) = (text.trim_end_matches(is_blank), limit);
    std::iter::from_fn(move || {
        if rest.is_empty() || n_splits == 0 {
            return take_rest(&mut rest);
        }
        n_splits -= 1;
        let blank = rest.char_indices().rev().find(|(_, char)| is_blank(*char));
        let start = blank.map_or(0, |(at, char)| at + char.len_utf8());
        let part = &rest[start..];
        rest = rest[..start].trim_end_matches(is_blank);
        Some(part)
    })
}

/// At all that Unicode calls the end of a line.
fn split_lines(text: &str, keeps_ends: bool) -> impl Iterator<Item = &str> {
    let is_end = |char: char| {
        matches!(char, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}')
            || matches!(char, '\u{2028}' | '\u{2029}')
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let Some(at) = rest.find(is_end) else { return take_rest(&mut rest) };
        let n_end = if rest[at..].starts_with("\r\n") {
            2
        } else {
            rest[at..].chars().next().map_or(1, char::len_utf8)
        };
        let line = &rest[..if keeps_ends { at + n_end } else { at }];
        rest = &rest[at + n_end..];
        Some(line)
    })
}

/// What is left, as the last part, unless that is nothing.
fn take_rest<'t>(rest: &mut &'t str) -> Option<&'t str> {
    Some(std::mem::take(rest)).filter(|rest| !rest.is_empty())
}

fn partition<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    given: Given,
) -> Result<Value, Stop> {
    let separator = given.one(ctx)?;
    let Value::Str(handle) = separator else {
        let name = ctx.type_name(separator);
        return Err(ctx.type_error(format!("must be str, not {name}")));
    };
    let (all, part) = (ctx.heap.get(text).as_str(), ctx.heap.get(handle).as_str());
    if part.is_empty() {
        return Err(ctx.value_error("empty separator"));
    }
    let is_first = method == Name::Partition;
    let found = if is_first { all.split_once(part) } else { all.rsplit_once(part) };
    let parts = match found.map(|(before, after)| (before.to_owned(), after.to_owned())) {
        Some((before, after)) => [ctx.new_str(before), separator, ctx.new_str(after)],
        None => {
            let empty = ctx.new_str("");
            if is_first {
                [Value::Str(text), empty, empty]
            } else {
                [empty, empty, Value::Str(text)]
            }
        }
    };
    Ok(ctx.new_tuple(parts))
}

fn strip<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    given: Given,
) -> Result<Value, Stop> {
    let [chars] = given.positional(ctx, 0)?;
    let chars = match or(chars, Value::None) {
        Value::None => None,
        Value::Str(chars) => Some(chars),
        _ => {
            let name = method.as_text();
            return Err(ctx.type_error(format!("{name} arg must be None or str")));
        }
    };
    let all = ctx.heap.get(text).as_str();
    let chars = chars.map(|chars| ctx.heap.get(chars).as_str());
    let is_stripped = |char: char| match chars {
        None => is_blank(char),
        Some(chars) => chars.contains(char),
    };
    let rest = match method {
        Name::Strip => all.trim_matches(is_stripped),
        Name::LStrip => all.trim_start_matches(is_stripped),
        _ => all.trim_end_matches(is_stripped),
    };
    if rest.len() == all.len() {
        return Ok(Value::Str(text));
    }
    let rest = rest.to_owned();
    Ok(ctx.new_str(rest))
}
