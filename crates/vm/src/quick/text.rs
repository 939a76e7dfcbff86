//! What is done to short strings most: one character, tests, other cases of letters, numbers as text.

use lang::op::{Conversion, Reg};

use super::{Done, Window};
use crate::heap::{Handle, Heap, Pressure};
use crate::kind::{Slice, Text};
use crate::linked::Linked;
use crate::method::MethodName;
use crate::number::is_blank;
use crate::value::Value;

/// The texts that a method looks at for nothing, in bytes.
const SHORT: usize = 32;
/// The texts that are put together for nothing, in bytes.
const SHORT_SUM: usize = 64;

/// The character of an ASCII string at a position.
#[inline(never)]
pub fn char_at<H: Heap>(
    heap: &H,
    linked: &Linked,
    text: Handle<Text>,
    position: usize,
) -> Option<Value> {
    let text = heap.get(text);
    if !text.is_ascii() {
        return None;
    }
    linked.char(char::from(*text.as_str().as_bytes().get(position)?))
}

/// A short part of an ASCII string.
#[inline(never)]
pub fn slice<H: Heap>(heap: &mut H, text: Handle<Text>, slice: Handle<Slice>) -> Option<Value> {
    /// The characters that are copied for nothing.
    const SHORT_PART: usize = 16;
    let (slice, this) = (heap.get(slice), heap.get(text));
    let length = this.n_chars() as i64;
    let bound = |given: Value, absent: i64| match given {
        Value::None => Some(absent),
        Value::Int(at) if at < 0 => Some(at.saturating_add(length).max(0)),
        Value::Int(at) => Some(at.min(length)),
        _ => None,
    };
    let (start, stop) = (bound(slice.start, 0)? as usize, bound(slice.stop, length)? as usize);
    let is_plain = matches!(slice.step, Value::None) && this.is_ascii();
    if !is_plain || stop.saturating_sub(start) >= SHORT_PART || heap.pressure() != Pressure::Low {
        return None;
    }
    let part = Text::new(this.slice(start, stop));
    Some(Value::Str(heap.freeze(part)))
}

/// What a method of a short string gives.
pub fn call_method<H: Heap>(
    heap: &mut H,
    text: Handle<Text>,
    method: MethodName,
    args: &[Value],
) -> Option<Value> {
    use MethodName::{EndsWith, IsAlnum, IsAlpha, IsDigit, IsLower, IsSpace, IsUpper};
    use MethodName::{Lower, Replace, StartsWith, Strip, Upper};
    let this = heap.get(text);
    let all = this.as_str();
    if all.len() >= SHORT || !this.is_ascii() {
        return None;
    }
    let each = |is: fn(&u8) -> bool| !all.is_empty() && all.as_bytes().iter().all(is);
    let (n_upper, n_lower) = (u8::is_ascii_uppercase, u8::is_ascii_lowercase);
    let any = |is: fn(&u8) -> bool| all.as_bytes().iter().any(is);
    let is_it = match (method, args) {
        (IsAlpha, []) => each(u8::is_ascii_alphabetic),
        (IsAlnum, []) => each(u8::is_ascii_alphanumeric),
        (IsDigit, []) => each(u8::is_ascii_digit),
        (IsSpace, []) => each(|&byte| is_blank(char::from(byte))),
        (IsUpper, []) => any(n_upper) && !any(n_lower),
        (IsLower, []) => any(n_lower) && !any(n_upper),
        (StartsWith, &[Value::Str(affix)]) => all.starts_with(heap.get(affix).as_str()),
        (EndsWith, &[Value::Str(affix)]) => all.ends_with(heap.get(affix).as_str()),
        (Strip | Upper | Lower, []) if heap.pressure() == Pressure::Low => {
            let changed = match method {
                Strip => all.trim_matches(is_blank).to_owned(),
                Upper => all.to_ascii_uppercase(),
                _ => all.to_ascii_lowercase(),
            };
            return Some(Value::Str(heap.freeze(Text::new(changed))));
        }
        (Strip, &[Value::Str(edge)]) if heap.pressure() == Pressure::Low => {
            let edge = heap.get(edge).as_str();
            let rest = Text::new(all.trim_matches(|char| edge.contains(char)));
            return Some(Value::Str(heap.freeze(rest)));
        }
        (Replace, &[Value::Str(old), Value::Str(new)]) if heap.pressure() == Pressure::Low => {
            let (old, new) = (heap.get(old).as_str(), heap.get(new).as_str());
            if old.is_empty() || new.len() > old.len() {
                return None;
            }
            let replaced = Text::new(all.replace(old, new));
            return Some(Value::Str(heap.freeze(replaced)));
        }
        _ => return None,
    };
    Some(Value::Bool(is_it))
}

/// dest ← a string or an integer as text.
#[inline(never)]
pub fn format<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    conversion: Conversion,
    dest: Reg,
    value: Reg,
) -> Done {
    if !matches!(conversion, Conversion::None | Conversion::Str) {
        return None;
    }
    let text = match window.get(value) {
        text @ Value::Str(_) => text,
        Value::Int(number) => of_int(heap, number)?,
        _ => return None,
    };
    window.set(dest, text);
    Some(())
}

/// An integer as text.
pub fn of_int<H: Heap>(heap: &mut H, number: i64) -> Option<Value> {
    (heap.pressure() == Pressure::Low)
        .then(|| Value::Str(heap.freeze(Text::new(number.to_string()))))
}

/// dest ← short texts in one.
#[inline(never)]
pub fn build<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    dest: Reg,
    first: Reg,
    count: u16,
) -> Done {
    if heap.pressure() != Pressure::Low {
        return None;
    }
    let parts = window.range(first, count);
    let mut n_bytes = 0;
    for part in parts {
        let Value::Str(part) = *part else { return None };
        n_bytes += heap.get(part).as_str().len();
    }
    if n_bytes >= SHORT_SUM {
        return None;
    }
    let mut whole = String::with_capacity(n_bytes);
    for part in parts {
        let Value::Str(part) = *part else { return None };
        whole.push_str(heap.get(part).as_str());
    }
    window.set(dest, Value::Str(heap.freeze(Text::new(whole))));
    Some(())
}
