//! The methods of strings: those that change letters, fill, and ask. Searching and splitting have
//! files of their own.

use super::MethodName as Name;
use super::arguments::{Given, is_given, or};
use super::{bytes, str_find, str_split};
use crate::context::{Args, Context, Flow, Stop};
use crate::format::{format_template, is_printable};
use crate::heap::{Handle, Heap};
use crate::kind::{Bytes, Text};
use crate::number::{decimal_value, is_blank};
use crate::value::Value;

/// The number or string that an instance is at bottom; other values as they are.
pub(super) fn plain<H: Heap>(ctx: &mut Context<H>, value: Value) -> Value {
    match ctx.native_of(value) {
        native @ (Value::Str(_) | Value::Int(_) | Value::BigInt(_)) => native,
        _ => value,
    }
}

fn is_same_kind(left: Value, right: Value) -> bool {
    std::mem::discriminant(&left) == std::mem::discriminant(&right)
}

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("str.", method.as_text(), args);
    let n_bytes = ctx.heap.get(text).as_str().len();
    ctx.charge(n_bytes / 8)?;
    if method != Name::Format && args.positional.iter().any(|arg| matches!(arg, Value::Instance(_)))
    {
        // Numbers and strings of the workload's own classes are numbers and strings, too.
        let positional: Vec<Value> = args.positional.iter().map(|&arg| plain(ctx, arg)).collect();
        if positional.iter().zip(args.positional).any(|(plain, arg)| !is_same_kind(*plain, *arg)) {
            let args = Args { positional: &positional, keywords: args.keywords };
            return call(ctx, text, method, args);
        }
    }
    match method {
        Name::Join => return str_split::join(ctx, text, given),
        Name::Format => return format(ctx, text, args, None),
        Name::FormatMap => {
            let mapping = given.one(ctx)?;
            return format(ctx, text, Args { positional: &[], keywords: &[] }, Some(mapping));
        }
        Name::Split
        | Name::RSplit
        | Name::SplitLines
        | Name::Partition
        | Name::RPartition
        | Name::Strip
        | Name::LStrip
        | Name::RStrip
        | Name::RemovePrefix
        | Name::RemoveSuffix => return str_split::call(ctx, text, method, given),
        Name::Find
        | Name::RFind
        | Name::Index
        | Name::RIndex
        | Name::Count
        | Name::StartsWith
        | Name::EndsWith
        | Name::Replace => return str_find::call(ctx, text, method, given),
        _ => {}
    }
    let value = match method {
        Name::Center | Name::LJust | Name::RJust => justify(ctx, text, method, given)?,
        Name::ZFill => zfill(ctx, text, given)?,
        Name::ExpandTabs => expand_tabs(ctx, text, given)?,
        Name::Encode => encode(ctx, text, given)?,
        Name::Translate => translate(ctx, text, given)?,
        _ => {
            given.none(ctx)?;
            let text = ctx.heap.get(text).as_str();
            match change_case(method, text) {
                Some(changed) => {
                    ctx.reserve(changed.len())?;
                    ctx.new_str(changed)
                }
                None => Value::Bool(ask(method, text)),
            }
        }
    };
    Ok(Flow::Value(value))
}

/// The template with its fields filled in, from arguments or a mapping.
fn format<H: Heap>(
    ctx: &mut Context<H>,
    template: Handle<Text>,
    args: Args,
    mapping: Option<Value>,
) -> Result<Flow, Stop> {
    let template = ctx.heap.get(template).as_str().to_owned();
    let text = format_template(ctx, &template, args.positional, args.keywords, mapping)?;
    Ok(Flow::Value(ctx.new_str(text)))
}

fn change_case(method: Name, text: &str) -> Option<String> {
    Some(match method {
        Name::Upper if text.is_ascii() => text.to_ascii_uppercase(),
        Name::Lower if text.is_ascii() => text.to_ascii_lowercase(),
        Name::Upper => text.to_uppercase(),
        Name::Lower => text.to_lowercase(),
        Name::Casefold => text.to_lowercase().replace('ß', "ss").replace('ς', "σ"),
        Name::Title => title(text),
        Name::Capitalize => {
            let mut chars = text.chars();
            let first = chars.next().map(title_case).unwrap_or_default();
            first + &chars.as_str().to_lowercase()
        }
        Name::SwapCase => {
            let mut swapped = String::with_capacity(text.len());
            for (at, char) in text.char_indices() {
                if char.is_uppercase() {
                    push_lower(&mut swapped, text, at, char);
                } else {
                    swapped.extend(char.to_uppercase());
                }
            }
            swapped
        }
        _ => return None,
    })
}

/// The form of a letter at a word's beginning: of what becomes two letters, only the first is large.
fn title_case(char: char) -> String {
    match char {
        'Ǆ'..='ǆ' => return "ǅ".to_owned(),
        'Ǉ'..='ǉ' => return "ǈ".to_owned(),
        'Ǌ'..='ǌ' => return "ǋ".to_owned(),
        'Ǳ'..='ǳ' => return "ǲ".to_owned(),
        _ => {}
    }
    let mut text = String::new();
    let mut has_large = false;
    for part in char.to_uppercase() {
        if has_large {
            text.extend(part.to_lowercase())
        } else {
            text.push(part)
        }
        has_large |= is_cased(part);
    }
    text
}

/// Appends the small form of the letter that stands there. Sigma has another at a word's end.
fn push_lower(out: &mut String, text: &str, at: usize, char: char) {
    let is_last = || {
        let after = &text[at + char.len_utf8()..];
        text[..at].ends_with(is_cased) && !after.starts_with(is_cased)
    };
    if char == 'Σ' && is_last() {
        out.push('ς');
    } else {
        out.extend(char.to_lowercase());
    }
}

fn title(text: &str) -> String {
    let mut titled = String::with_capacity(text.len());
    let mut is_inside = false;
    for (at, char) in text.char_indices() {
        if is_inside {
            push_lower(&mut titled, text, at, char);
        } else {
            titled.push_str(&title_case(char));
        }
        is_inside = is_cased(char);
    }
    titled
}

fn is_cased(char: char) -> bool {
    char.is_lowercase() || char.is_uppercase()
}

/// The questions that all characters of a string must answer with yes.
fn ask(method: Name, text: &str) -> bool {
    let all = |is: fn(char) -> bool| !text.is_empty() && text.chars().all(is);
    match method {
        Name::IsDigit => all(|char| decimal_value(char).is_some() || is_superscript(char)),
        Name::IsDecimal => all(|char| decimal_value(char).is_some()),
        Name::IsNumeric => all(char::is_numeric),
        Name::IsAlpha => all(char::is_alphabetic),
        Name::IsAlnum => all(char::is_alphanumeric),
        Name::IsSpace => all(is_blank),
        Name::IsUpper => {
            text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
        }
        Name::IsLower => {
            text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)
        }
        Name::IsTitle => is_title(text),
        Name::IsPrintable => text.chars().all(is_printable),
        Name::IsAscii => text.is_ascii(),
        _ => {
            let mut chars = text.chars();
            let starts = |char: char| char == '_' || char.is_alphabetic();
            let goes_on = |char: char| starts(char) || decimal_value(char).is_some();
            chars.next().is_some_and(starts) && chars.all(goes_on)
        }
    }
}

fn is_superscript(char: char) -> bool {
    matches!(char, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '₀'..='₉')
}

fn is_title(text: &str) -> bool {
    let (mut is_inside, mut has_word) = (false, false);
    for char in text.chars() {
        if char.is_uppercase() && is_inside || char.is_lowercase() && !is_inside {
            return false;
        }
        is_inside = is_cased(char);
        has_word |= is_inside;
    }
    has_word
}

fn justify<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    method: Name,
    given: Given,
) -> Result<Value, Stop> {
    let [width, fill] = given.positional(ctx, 1)?;
    let width = ctx.index(width)?;
    let fill = match fill {
        Value::Unbound => ' ',
        Value::Str(fill) => {
            let mut chars = ctx.heap.get(fill).as_str().chars();
            match (chars.next(), chars.next()) {
                (Some(fill), None) => fill,
                _ => {
                    let message = "The fill character must be exactly one character long";
                    return Err(ctx.type_error(message));
                }
            }
        }
        other => {
            let name = ctx.type_name(other);
            return Err(ctx.type_error(format!(
                "The fill character must be a unicode character, not {name}"
            )));
        }
    };
    let n_chars = ctx.heap.get(text).n_chars();
    let width = usize::try_from(width).unwrap_or(0);
    let n_free = width.saturating_sub(n_chars);
    if n_free == 0 {
        return Ok(Value::Str(text));
    }
    ctx.reserve(n_free.saturating_mul(fill.len_utf8()))?;
    ctx.charge(n_free / 8)?;
    let n_left = match method {
        // The odd one goes left where the width is odd, as in CPython.
        Name::Center => n_free / 2 + (n_free & width & 1),
        Name::RJust => n_free,
        _ => 0,
    };
    let mut padded = String::new();
    padded.extend(std::iter::repeat_n(fill, n_left));
    padded.push_str(ctx.heap.get(text).as_str());
    padded.extend(std::iter::repeat_n(fill, n_free - n_left));
    Ok(ctx.new_str(padded))
}

fn zfill<H: Heap>(ctx: &mut Context<H>, text: Handle<Text>, given: Given) -> Result<Value, Stop> {
    let width = given.one(ctx)?;
    let width = usize::try_from(ctx.index(width)?).unwrap_or(0);
    let n_zeros = width.saturating_sub(ctx.heap.get(text).n_chars());
    ctx.reserve(n_zeros)?;
    ctx.charge(n_zeros / 8)?;
    let text = ctx.heap.get(text).as_str();
    let n_sign = usize::from(text.starts_with(['+', '-']));
    let (sign, digits) = text.split_at(n_sign);
    let filled = format!("{sign}{}{digits}", "0".repeat(n_zeros));
    Ok(ctx.new_str(filled))
}

fn expand_tabs<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    given: Given,
) -> Result<Value, Stop> {
    let [size] = given.named(ctx, ["tabsize"], 0, 1)?;
    let size = usize::try_from(ctx.index(or(size, Value::Int(8)))?).unwrap_or(0);
    let content = ctx.heap.get(text).as_str();
    let n_tabs = content.matches('\t').count();
    let n_bytes = n_tabs.saturating_mul(size).saturating_add(content.len());
    ctx.reserve(n_bytes)?;
    ctx.charge(n_bytes / 8)?;
    let mut expanded = String::with_capacity(n_bytes);
    let mut column = 0;
    for char in ctx.heap.get(text).as_str().chars() {
        match char {
            '\t' if size > 0 => {
                let n = size - column % size;
                expanded.extend(std::iter::repeat_n(' ', n));
                column += n;
            }
            '\t' => {}
            _ => {
                expanded.push(char);
                column = if matches!(char, '\n' | '\r') { 0 } else { column + 1 };
            }
        }
    }
    Ok(ctx.new_str(expanded))
}

fn encode<H: Heap>(ctx: &mut Context<H>, text: Handle<Text>, given: Given) -> Result<Value, Stop> {
    let [encoding, _errors] = given.named(ctx, ["encoding", "errors"], 0, 2)?;
    let encoding = ctx.text(or(encoding, Value::None)).unwrap_or("utf-8").to_owned();
    let limit = match bytes::codec(&encoding) {
        Some("utf-8") => {
            let bytes = ctx.heap.get(text).as_str().as_bytes().into();
            return Ok(Value::Bytes(ctx.heap.freeze(Bytes(bytes))));
        }
        Some("ascii") => 128,
        Some(_) => 256,
        None => return Err(bytes::unknown_encoding(ctx, &encoding)),
    };
    let text = ctx.heap.get(text).as_str();
    let encoded: Result<Box<[u8]>, (usize, char)> = text
        .chars()
        .enumerate()
        .map(|(at, char)| match u8::try_from(u32::from(char)) {
            Ok(byte) if u32::from(byte) < limit => Ok(byte),
            _ => Err((at, char)),
        })
        .collect();
    match encoded {
        Ok(bytes) => Ok(Value::Bytes(ctx.heap.freeze(Bytes(bytes)))),
        Err((at, char)) => {
            let codec = if limit == 128 { "ascii" } else { "latin-1" };
            let shown = crate::format::to_ascii(&char.to_string());
            let message = format!(
                "'{codec}' codec can't encode character '{shown}' in position {at}: \
                 ordinal not in range({limit})"
            );
            Err(ctx.raise(lang::library::ExceptionKind::UnicodeEncodeError, message))
        }
    }
}

/// By a table as `str.maketrans` makes it: from code points to code points, strings or `None`.
fn translate<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    given: Given,
) -> Result<Value, Stop> {
    let table = given.one(ctx)?;
    if !matches!(table, Value::Dict(_)) {
        return Err(ctx.unsupported("translate with a table that is not a dict"));
    }
    let text = ctx.heap.get(text).as_str().to_owned();
    let mut translated = String::with_capacity(text.len());
    for char in text.chars() {
        let code = Value::Int(i64::from(u32::from(char)));
        match crate::subscript::find(ctx, table, code)? {
            None => translated.push(char),
            Some(Value::None) => {}
            Some(Value::Str(part)) => {
                ctx.append(&mut translated, ctx.heap.get(part).as_str())?;
            }
            Some(other) => {
                let code = u32::try_from(ctx.index(other)?).ok().and_then(char::from_u32);
                match code {
                    Some(char) => translated.push(char),
                    None => {
                        let message = "character mapping must be in range(0x110000)";
                        return Err(ctx.value_error(message));
                    }
                }
            }
        }
    }
    Ok(ctx.new_str(translated))
}

/// str.maketrans(from, to, removed) or str.maketrans(dict).
pub(super) fn make_trans<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [from, to, removed] = given.positional(ctx, 1)?;
    let code = |char: char| Value::Int(i64::from(u32::from(char)));
    let mut pairs = Vec::new();
    if is_given(to) {
        let (Some(from), Some(to)) = (ctx.text(from), ctx.text(to)) else {
            return Err(ctx.type_error("maketrans() arguments must be strings"));
        };
        if from.chars().count() != to.chars().count() {
            let message = "the first two maketrans arguments must have equal length";
            return Err(ctx.value_error(message));
        }
        pairs.extend(from.chars().map(code).zip(to.chars().map(code)));
        let removed = ctx.text(or(removed, Value::None)).unwrap_or_default();
        pairs.extend(removed.chars().map(|char| (code(char), Value::None)));
    } else {
        let Value::Dict(from) = from else {
            let message = "if you give only one argument to maketrans it must be a dict";
            return Err(ctx.type_error(message));
        };
        let entries: Vec<_> = ctx.heap.read(from).iter().collect();
        for (key, value) in entries {
            let key = match ctx.text(key).map(|text| text.chars().collect::<Vec<_>>()) {
                Some(chars) if chars.len() == 1 => code(chars[0]),
                Some(_) => {
                    let message = "string keys in translate table must be of length 1";
                    return Err(ctx.value_error(message));
                }
                None => key,
            };
            pairs.push((key, value));
        }
    }
    let dict = ctx.heap.open(crate::kind::Dict::new());
    for (key, value) in pairs {
        crate::subscript::set_key(ctx, dict, key, value)?;
    }
    Ok(Value::Dict(dict))
}
