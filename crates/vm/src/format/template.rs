//! `template.format(…)`.

use lang::library::ExceptionKind;
use lang::op::Conversion;

use super::{convert, format_converted, format_value};
use crate::context::{Context, Stop};
use crate::heap::Heap;
use crate::method::attribute;
use crate::subscript;
use crate::value::Value;

/// What the fields of a template are filled from.
struct Values<'a> {
    positional: &'a [Value],
    keywords: &'a [(&'a str, Value)],
    /// What `format_map` was given instead.
    mapping: Option<Value>,
    numbering: Numbering,
}

/// Whether fields are numbered by the template or by their order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Unknown,
    Manual,
    Automatic(usize),
}

/// The characters of a template and a place among them.
struct Cursor {
    chars: Vec<char>,
    at: usize,
}

impl Cursor {
    fn new(text: &str) -> Cursor {
        Cursor { chars: text.chars().collect(), at: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn take(&mut self, char: char) -> bool {
        let is_it = self.peek() == Some(char);
        self.at += usize::from(is_it);
        is_it
    }
}

/// The template with its fields filled; `mapping` is what `format_map` takes names from.
///
/// # Errors
/// As CPython raises.
pub fn format_template<H: Heap>(
    ctx: &mut Context<H>,
    template: &str,
    positional: &[Value],
    keywords: &[(&str, Value)],
    mapping: Option<Value>,
) -> Result<String, Stop> {
    let mut values = Values { positional, keywords, mapping, numbering: Numbering::Unknown };
    fill(ctx, template, &mut values, 2)
}

/// Fields may stand in the specification of a field, but not in theirs: `levels` is 2 outside.
fn fill<H: Heap>(
    ctx: &mut Context<H>,
    template: &str,
    values: &mut Values,
    levels: u8,
) -> Result<String, Stop> {
    if levels == 0 {
        return Err(ctx.value_error("Max string recursion exceeded"));
    }
    let mut cursor = Cursor::new(template);
    let mut out = String::new();
    while let Some(char) = cursor.next() {
        match char {
            '{' if cursor.take('{') => out.push('{'),
            '}' if cursor.take('}') => out.push('}'),
            '}' => return Err(ctx.value_error("Single '}' encountered in format string")),
            '{' => {
                if cursor.peek().is_none() {
                    return Err(ctx.value_error("Single '{' encountered in format string"));
                }
                let text = field(ctx, &mut cursor, values, levels)?;
                ctx.append(&mut out, &text)?;
            }
            _ => out.push(char),
        }
    }
    ctx.charge(out.len() / 8)?;
    Ok(out)
}

/// One field, from after its brace: `name!conversion:spec}`.
fn field<H: Heap>(
    ctx: &mut Context<H>,
    cursor: &mut Cursor,
    values: &mut Values,
    levels: u8,
) -> Result<String, Stop> {
    let mut name = String::new();
    let mut in_brackets = false;
    let end = loop {
        match cursor.next() {
            None => return Err(ctx.value_error("expected '}' before end of string")),
            Some('{') => return Err(ctx.value_error("unexpected '{' in field name")),
            Some(end @ ('}' | ':' | '!')) if !in_brackets => break end,
            Some(char) => {
                in_brackets = if in_brackets { char != ']' } else { char == '[' };
                name.push(char);
            }
        }
    };
    let mut conversion = Conversion::None;
    let mut end = end;
    if end == '!' {
        conversion = read_conversion(ctx, cursor)?;
        end = match cursor.next() {
            Some(end @ (':' | '}')) => end,
            Some(_) => {
                return Err(ctx.value_error("expected ':' after conversion specifier"));
            }
            None => return Err(ctx.value_error("unmatched '{' in format spec")),
        };
    }
    let spec = if end == ':' { read_spec(ctx, cursor)? } else { String::new() };
    let value = find(ctx, &name, values)?;
    let spec = if spec.contains(['{', '}']) { fill(ctx, &spec, values, levels - 1)? } else { spec };
    match convert(ctx, conversion, value)? {
        Some(text) => format_converted(ctx, text, &spec),
        None => format_value(ctx, value, &spec),
    }
}

fn read_conversion<H: Heap>(ctx: &mut Context<H>, cursor: &mut Cursor) -> Result<Conversion, Stop> {
    match cursor.next() {
        Some('s') => Ok(Conversion::Str),
        Some('r') => Ok(Conversion::Repr),
        Some('a') => Ok(Conversion::Ascii),
        Some('}') => Err(ctx.value_error("unmatched '{' in format spec")),
        Some(other) => Err(ctx.value_error(format!("Unknown conversion specifier {other}"))),
        None => {
            let message = "end of string while looking for conversion specifier";
            Err(ctx.value_error(message))
        }
    }
}

/// The specification up to the brace that closes the field.
fn read_spec<H: Heap>(ctx: &mut Context<H>, cursor: &mut Cursor) -> Result<String, Stop> {
    let mut spec = String::new();
    let mut depth = 0;
    while let Some(char) = cursor.next() {
        match char {
            '}' if depth == 0 => return Ok(spec),
            '}' => depth -= 1,
            '{' => depth += 1,
            _ => {}
        }
        spec.push(char);
    }
    Err(ctx.value_error("unmatched '{' in format spec"))
}

/// The value that a field's name means: `0`, `name`, nothing, each with `.attribute` and `[index]`.
fn find<H: Heap>(ctx: &mut Context<H>, name: &str, values: &mut Values) -> Result<Value, Stop> {
    let n_first = name.find(['.', '[']).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(n_first);
    let mut value = first_value(ctx, first, values)?;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let length = after.find(['.', '[']).unwrap_or(after.len());
            let (attribute, others) = after.split_at(length);
            if attribute.is_empty() {
                return Err(ctx.value_error("Empty attribute in format string"));
            }
            value = attribute::get(ctx, value, attribute)?;
            rest = others;
        } else if let Some(after) = rest.strip_prefix('[') {
            let Some((index, others)) = after.split_once(']') else {
                return Err(ctx.value_error("Missing ']' in format string"));
            };
            if index.is_empty() {
                return Err(ctx.value_error("Empty attribute in format string"));
            }
            let index = match number(ctx, index)? {
                Some(number) => Value::Int(number),
                None => ctx.new_str(index),
            };
            value = subscript::get_item(ctx, value, index)?;
            rest = others;
        } else {
            let message = "Only '.' or '[' may follow ']' in format field specifier";
            return Err(ctx.value_error(message));
        }
    }
    Ok(value)
}

/// A position, if a name consists of digits.
fn number<H: Heap>(ctx: &mut Context<H>, text: &str) -> Result<Option<i64>, Stop> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(ctx.value_error("Too many decimal digits in format string")),
    }
}

fn first_value<H: Heap>(
    ctx: &mut Context<H>,
    name: &str,
    values: &mut Values,
) -> Result<Value, Stop> {
    let position = if name.is_empty() {
        let next = match values.numbering {
            Numbering::Manual => {
                return Err(ctx.value_error(
                    "cannot switch from manual field specification to automatic field numbering",
                ));
            }
            Numbering::Automatic(next) => next,
            Numbering::Unknown => 0,
        };
        values.numbering = Numbering::Automatic(next + 1);
        i64::try_from(next).ok()
    } else {
        let position = number(ctx, name)?;
        if position.is_some() {
            if matches!(values.numbering, Numbering::Automatic(_)) {
                return Err(ctx.value_error(
                    "cannot switch from automatic field numbering to manual field specification",
                ));
            }
            values.numbering = Numbering::Manual;
        }
        position
    };
    match (position, values.mapping) {
        (Some(_), Some(_)) => Err(ctx.value_error("Format string contains positional fields")),
        (Some(position), None) => match usize::try_from(position)
            .ok()
            .and_then(|position| values.positional.get(position))
        {
            Some(&value) => Ok(value),
            None => {
                let message =
                    format!("Replacement index {position} out of range for positional args tuple");
                Err(ctx.raise(ExceptionKind::IndexError, message))
            }
        },
        (None, Some(mapping)) => {
            let key = ctx.new_str(name);
            subscript::get_item(ctx, mapping, key)
        }
        (None, None) => {
            let named = |(keyword, _): &&(&str, Value)| *keyword == name;
            match values.keywords.iter().find(named) {
                Some(&(_, value)) => Ok(value),
                None => {
                    let key = ctx.new_str(name);
                    Err(ctx.key_error(key))
                }
            }
        }
    }
}
