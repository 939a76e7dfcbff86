//! Values as text: `str`, `repr`, format specifications, and the two older ways of formatting.

mod float;
mod number;
mod percent;
mod spec;
mod template;
mod text;
mod value;

pub use float::float_repr;
pub(crate) use number::lone_surrogate;
pub use number::{format_float, format_int, int_digits};
pub use percent::percent;
pub use spec::Spec;
pub use template::format_template;
pub use text::{bytes_repr, format_text, is_printable, push_text_repr, text_repr, to_ascii};
pub use value::{
    class_label, exception_message, plain_repr, plain_str, repr_of, str_of, type_label,
};

use lang::op::Conversion;

use crate::context::{Context, Stop};
use crate::heap::Heap;
use crate::kind::Text;
use crate::number::Num;
use crate::special::{self, is_custom};
use crate::value::Value;

/// A value as text in an f-string.
///
/// # Errors
/// ValueError and TypeError for a specification that does not fit the value.
pub fn format<H: Heap>(
    ctx: &mut Context<H>,
    conversion: Conversion,
    value: Value,
    spec: &str,
) -> Result<Value, Stop> {
    if spec.is_empty()
        && matches!(conversion, Conversion::None | Conversion::Str)
        && matches!(value, Value::Str(_))
    {
        return Ok(value);
    }
    let text = match convert(ctx, conversion, value)? {
        Some(text) => format_converted(ctx, text, spec)?,
        None => format_value(ctx, value, spec)?,
    };
    ctx.reserve(text.len())?;
    Ok(ctx.new_str(text))
}

/// A value whose text takes nothing but itself.
#[derive(Clone, Copy, Debug)]
pub enum Plain<'a> {
    /// An integer.
    Int(i64),
    /// A float.
    Float(f64),
    /// A string.
    Text(&'a str),
}

/// A value by a specification, where that is short and without mistakes.
#[must_use]
pub fn format_plain(value: Plain<'_>, spec: &str) -> Option<Text> {
    const SHORT: usize = 64;
    let text = match (value, spec) {
        (Plain::Int(number), "") => return Some(Text::of_int(number)),
        (Plain::Float(number), "") => float_repr(number),
        _ => {
            let spec = Spec::parse(spec, "").ok()?;
            if spec.width > SHORT || spec.precision.is_some_and(|precision| precision > SHORT) {
                return None;
            }
            match value {
                Plain::Int(number) => format_int(Num::Int(number), &spec, "").ok()?,
                Plain::Float(number) => format_float(number, &spec, "").ok()?,
                Plain::Text(text) if text.len() > SHORT => return None,
                Plain::Text(text) => format_text(text, &spec).ok()?,
            }
        }
    };
    Some(Text::new(text))
}

/// What `!s`, `!r` and `!a` make of a value; nothing without any of them.
fn convert<H: Heap>(
    ctx: &mut Context<H>,
    conversion: Conversion,
    value: Value,
) -> Result<Option<String>, Stop> {
    Ok(match conversion {
        Conversion::None => None,
        Conversion::Str => Some(str_of(ctx, value)?),
        Conversion::Repr => Some(repr_of(ctx, value)?),
        Conversion::Ascii => Some(to_ascii(&repr_of(ctx, value)?)),
    })
}

fn format_converted<H: Heap>(
    ctx: &mut Context<H>,
    text: String,
    spec: &str,
) -> Result<String, Stop> {
    if spec.is_empty() {
        return Ok(text);
    }
    let formatted = Spec::parse(spec, "str").and_then(|spec| format_text(&text, &spec));
    formatted.map_err(|message| ctx.value_error(message))
}

/// format(value, spec).
///
/// # Errors
/// ValueError and TypeError for a specification that does not fit the value.
pub fn format_value<H: Heap>(
    ctx: &mut Context<H>,
    value: Value,
    spec: &str,
) -> Result<String, Stop> {
    if is_custom(value) {
        let given = ctx.new_str(spec);
        if let Some(text) = special::text(ctx, value, "__format__", &[given])? {
            return Ok(text);
        }
        if !spec.is_empty() {
            let native = ctx.native_of(value);
            if !is_custom(native) {
                return format_value(ctx, native, spec);
            }
        }
    }
    if spec.is_empty() {
        return str_of(ctx, value);
    }
    let type_name = &ctx.type_name(value)[..];
    if let Value::Str(text) = value {
        let text = ctx.heap.get(text).as_str();
        let formatted = Spec::parse(spec, type_name).and_then(|spec| format_text(text, &spec));
        return formatted.map_err(|message| ctx.value_error(message));
    }
    if Num::of(ctx.heap.frozen(), value).is_none() {
        let message = format!("unsupported format string passed to {type_name}.__format__");
        return Err(ctx.type_error(message));
    }
    let spec = match Spec::parse(spec, type_name) {
        Ok(spec) => spec,
        Err(message) => return Err(ctx.value_error(message)),
    };
    let formatted = match Num::of(ctx.heap.frozen(), value) {
        Some(Num::Float(number)) => format_float(number, &spec, type_name),
        Some(number) => format_int(number, &spec, type_name),
        None => Ok(String::new()),
    };
    formatted.map_err(|error| ctx.number_error(error))
}
