//! What is done to short strings most: one character, tests, other cases of letters, numbers as text.

use lang::op::{Conversion, Reg};

use super::ascii::{self, Answer};
use super::{Done, Window};
use crate::format::{Plain, format_plain};
use crate::heap::{Handle, Heap, Pressure};
use crate::kind::{List, Slice, Text, Tuple};
use crate::linked::Linked;
use crate::method::MethodName;
use crate::value::Value;

/// The longest texts whose methods are called here, in bytes: beyond, a search is worth its preparation.
const SHORT: usize = 256;
/// Shorter texts are put together without charge, in bytes.
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
    /// Fewer characters are copied without charge.
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

/// What a method of a string gives, and the work in instructions beyond its own: at most what is spare.
#[inline(never)]
pub fn call_method<H: Heap>(
    heap: &mut H,
    text: Handle<Text>,
    method: MethodName,
    args: &[Value],
    spare: i64,
) -> Option<(Value, i64)> {
    use MethodName::{Partition, Split};
    let this = heap.get(text);
    let n_bytes = this.as_str().len();
    if n_bytes > SHORT || !this.is_ascii() || heap.pressure() != Pressure::Low {
        return None;
    }
    let mut given = [""; 2];
    let given = given.get_mut(..args.len())?;
    for (given, &arg) in given.iter_mut().zip(args) {
        let Value::Str(arg) = arg else { return None };
        *given = heap.get(arg).as_str();
    }
    let work = ascii::work(n_bytes);
    match (method, &*given) {
        (Split, [] | [_]) => {
            let parts = ascii::split(this.as_str(), given.first().copied())?;
            let work = work + ascii::work_of_parts(parts.len());
            may_work(work, spare)?;
            let items = parts.into_iter().map(|part| Value::Str(heap.freeze(part))).collect();
            Some((Value::List(heap.open(List::new(items))), work))
        }
        (Partition, [separator]) if !separator.is_empty() => {
            may_work(work, spare)?;
            let (all, separator) = (this.as_str(), *separator);
            let (before, middle, after) = match ascii::find(all, separator) {
                Some(at) => {
                    let after = Text::new(&all[at + separator.len()..]);
                    (Some(Text::new(&all[..at])), args.first().copied(), after)
                }
                None => (None, None, Text::default()),
            };
            let after = Value::Str(heap.freeze(after));
            let before = before.map_or(text, |before| heap.freeze(before));
            let parts = [Value::Str(before), middle.unwrap_or(after), after];
            Some((Value::Tuple(heap.freeze(Tuple::copied(&parts))), work))
        }
        _ => {
            let (answer, more) = ascii::answer(this, method, given)?;
            may_work(work + more, spare)?;
            let value = match answer {
                Answer::Truth(truth) => Value::Bool(truth),
                Answer::Number(number) => Value::Int(number),
                Answer::Same => Value::Str(text),
                Answer::Text(text) => Value::Str(heap.freeze(text)),
            };
            Some((value, work + more))
        }
    }
}

/// Whether there is fuel for that much work beyond the instruction.
fn may_work(work: i64, spare: i64) -> Option<()> {
    (work == 0 || work < spare).then_some(())
}

/// dest ← a string or a number as text.
#[inline(never)]
pub fn format<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    conversion: Conversion,
    dest: Reg,
    (value, spec): (Reg, Reg),
) -> Done {
    let value = window.get(value);
    let spec = match spec {
        Reg::NONE => "",
        spec => match *window.at(spec) {
            Value::Str(spec) => heap.get(spec).as_str(),
            _ => return None,
        },
    };
    let plain = match (conversion, value) {
        (Conversion::None | Conversion::Str, Value::Str(_)) if spec.is_empty() => {
            window.set(dest, value);
            return Some(());
        }
        (Conversion::None, Value::Str(text)) => Plain::Text(heap.get(text).as_str()),
        (Conversion::None, Value::Int(number)) => Plain::Int(number),
        (Conversion::None, Value::Float(number)) => Plain::Float(number),
        _ => return None,
    };
    if heap.pressure() != Pressure::Low {
        return None;
    }
    let text = format_plain(plain, spec)?;
    window.set(dest, Value::Str(heap.freeze(text)));
    Some(())
}

/// An integer as text.
pub fn of_int<H: Heap>(heap: &mut H, number: i64) -> Option<Value> {
    (heap.pressure() == Pressure::Low).then(|| Value::Str(heap.freeze(Text::of_int(number))))
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
        if n_bytes >= SHORT_SUM {
            return None;
        }
    }
    let parts = parts.iter().filter_map(|part| match *part {
        Value::Str(part) => Some(heap.get(part)),
        _ => None,
    });
    let whole = Text::concat(n_bytes, parts);
    window.set(dest, Value::Str(heap.freeze(whole)));
    Some(())
}
