//! `print`, and the builtin functions that turn one value into another.

use lang::library::{ExceptionKind, Native};
use lang::op::BinaryOp;

use crate::context::{Context, Flow, Stop};
use crate::format::{self, int_digits, repr_of, str_of, to_ascii};
use crate::hash::address;
use crate::heap::Heap;
use crate::key;
use crate::kind::DictView;
use crate::method::{Given, is_given, or};
use crate::number::{
    self, Num, Number, float_divmod, power_modulo, power_modulo_work, round_float, round_int,
};
use crate::request::{Request, Stream};
use crate::special::{self, is_custom};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let value = match native {
        Native::Print => return print(ctx, given),
        Native::Len => {
            let value = given.one(ctx)?;
            length(ctx, value)?
        }
        Native::Abs => abs(ctx, given)?,
        Native::Round => round(ctx, given)?,
        Native::Divmod => divmod(ctx, given)?,
        Native::Pow => return pow(ctx, given),
        Native::Repr => {
            let text = given.one(ctx).and_then(|value| repr_of(ctx, value))?;
            ctx.new_str(text)
        }
        Native::Ascii => {
            let text = given.one(ctx).and_then(|value| repr_of(ctx, value))?;
            ctx.new_str(to_ascii(&text))
        }
        Native::Hash => {
            let value = given.one(ctx)?;
            Value::Int(key::hash(ctx, value)?.0)
        }
        Native::Id => Value::Int(address(given.one(ctx)?).cast_signed()),
        Native::Chr => chr(ctx, given)?,
        Native::Ord => ord(ctx, given)?,
        Native::Bin => in_base(ctx, given, 'b')?,
        Native::Hex => in_base(ctx, given, 'x')?,
        Native::Oct => in_base(ctx, given, 'o')?,
        Native::Format => format_builtin(ctx, given)?,
        _ => return input(ctx, given),
    };
    Ok(Flow::Value(value))
}

fn print<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let mut separator = " ".to_owned();
    let mut end = "\n".to_owned();
    let mut file = Value::None;
    for &(name, value) in given.args.keywords {
        let place = match name {
            "sep" => &mut separator,
            "end" => &mut end,
            "flush" => continue,
            "file" if matches!(value, Value::None) => continue,
            "file" => {
                file = value;
                continue;
            }
            _ => {
                let message = format!("'{name}' is an invalid keyword argument for print()");
                return Err(ctx.type_error(message));
            }
        };
        match value {
            Value::None => {}
            Value::Str(text) => *place = ctx.heap.get(text).as_str().to_owned(),
            _ => {
                let kind = ctx.type_name(value);
                let message = format!("{name} must be None or a string, not {kind}");
                return Err(ctx.type_error(message));
            }
        }
    }
    let mut text = String::new();
    for (position, &value) in given.args.positional.iter().enumerate() {
        if position > 0 {
            text.push_str(&separator);
        }
        match ctx.text(value) {
            Some(part) => ctx.append(&mut text, part)?,
            None => {
                let part = str_of(ctx, value)?;
                ctx.append(&mut text, &part)?;
            }
        }
    }
    text.push_str(&end);
    ctx.charge(text.len() / 4)?;
    if !matches!(file, Value::None) {
        let text = ctx.new_str(text);
        return Ok(Flow::Prelude("_print_to", vec![file, text]));
    }
    Ok(Flow::Request(Request::Output { text, stream: Stream::Out }))
}

/// len(value).
///
/// # Errors
/// TypeError if it has none; what `__len__` raises.
pub fn length<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Value, Stop> {
    let length = match value {
        Value::Instance(_) | Value::Class(_) => return custom_length(ctx, value),
        Value::List(list) => ctx.heap.read(list).items.len(),
        Value::Str(text) => ctx.heap.get(text).n_chars(),
        Value::Dict(dict) => ctx.heap.read(dict).len(),
        Value::Tuple(tuple) => ctx.heap.get(tuple).items().len(),
        Value::Set(set) => ctx.heap.read(set).len(),
        Value::Deque(deque) => ctx.heap.read(deque).items().len(),
        Value::Bytes(bytes) => ctx.heap.get(bytes).0.len(),
        Value::DictView(view) => {
            let DictView { dict, .. } = *ctx.heap.get(view);
            ctx.heap.read(dict).len()
        }
        Value::Range(range) => match i64::try_from(ctx.heap.get(range).len()) {
            Ok(length) => return Ok(Value::Int(length)),
            Err(_) => {
                let message = "Python int too large to convert to C ssize_t";
                return Err(ctx.raise(ExceptionKind::OverflowError, message));
            }
        },
        _ => {
            let name = ctx.type_name(value);
            return Err(ctx.type_error(format!("object of type '{name}' has no len()")));
        }
    };
    Ok(Value::Int(i64::try_from(length).unwrap_or(i64::MAX)))
}

fn abs<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let value = given.one(ctx)?;
    if let Some(answer) = special::call(ctx, value, "__abs__", &[])? {
        return Ok(answer);
    }
    let value = ctx.native_of(value);
    let result = match Num::of(ctx.heap.frozen(), value) {
        Some(Num::Int(number)) if number >= 0 => Number::Int(number),
        Some(number @ Num::Int(_)) => number::negate(number),
        Some(Num::Float(number)) => Number::Float(number.abs()),
        Some(Num::Big(number)) => Number::Big(number.magnitude().clone().into()),
        None => {
            let name = ctx.type_name(value);
            return Err(ctx.type_error(format!("bad operand type for abs(): '{name}'")));
        }
    };
    Ok(ctx.new_number(result))
}

fn round<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [value, n_digits] = given.named(ctx, ["number", "ndigits"], 0, 2)?;
    if !is_given(value) {
        return Err(ctx.type_error("round() missing required argument 'number' (pos 1)"));
    }
    let digits: &[Value] = if is_given(n_digits) { &[n_digits] } else { &[] };
    if let Some(answer) = special::call(ctx, value, "__round__", digits)? {
        return Ok(answer);
    }
    let value = ctx.native_of(value);
    if Num::of(ctx.heap.frozen(), value).is_none() {
        let name = ctx.type_name(value);
        return Err(ctx.type_error(format!("type {name} doesn't define __round__ method")));
    }
    let n_digits = match or(n_digits, Value::None) {
        Value::None => None,
        n_digits => {
            if matches!(n_digits, Value::Float(_)) {
                ctx.index(n_digits)?;
            }
            Some(ctx.clamped_index(n_digits)?)
        }
    };
    let result = match Num::of(ctx.heap.frozen(), value) {
        Some(Num::Float(number)) => round_float(number, n_digits),
        Some(number) => Ok(round_int(number, n_digits.unwrap_or(0))),
        None => Ok(Number::Int(0)),
    };
    ctx.number_or_raise(result)
}

fn divmod<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [left, right] = given.positional(ctx, 2)?;
    let frozen = ctx.heap.frozen();
    let (Some(left_number), Some(right_number)) = (Num::of(frozen, left), Num::of(frozen, right))
    else {
        let (left, right) = (ctx.type_name(left), ctx.type_name(right));
        return Err(ctx.type_error(format!(
            "unsupported operand type(s) for divmod(): '{left}' and '{right}'"
        )));
    };
    if left_number.is_integer() && right_number.is_integer() {
        let quotient = number::binary(ctx, BinaryOp::FloorDivide, left, right)?;
        let modulus = number::binary(ctx, BinaryOp::Modulo, left, right)?;
        return Ok(ctx.new_tuple([quotient, modulus]));
    }
    let operands = left_number.to_float().and_then(|left| Ok((left, right_number.to_float()?)));
    match operands.map(|(left, right)| float_divmod(left, right)) {
        Ok(Some((quotient, modulus))) => {
            Ok(ctx.new_tuple([Value::Float(quotient), Value::Float(modulus)]))
        }
        Ok(None) => Err(ctx.raise(ExceptionKind::ZeroDivisionError, "float divmod()")),
        Err(error) => Err(ctx.number_error(error)),
    }
}

/// Powers that take more are computed step by step, so that they can be interrupted: about 10 ms.
const POWER_WORK_MAX: usize = 1 << 22;

fn pow<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [base, exponent, modulus] = given.named(ctx, ["base", "exp", "mod"], 0, 3)?;
    for (value, name, place) in [(base, "base", 1), (exponent, "exp", 2)] {
        if !is_given(value) {
            return Err(
                ctx.type_error(format!("pow() missing required argument '{name}' (pos {place})"))
            );
        }
    }
    if matches!(modulus, Value::Unbound | Value::None) {
        return number::binary(ctx, BinaryOp::Power, base, exponent).map(Flow::Value);
    }
    let frozen = ctx.heap.frozen();
    let numbers = (Num::of(frozen, base), Num::of(frozen, exponent), Num::of(frozen, modulus));
    if let (Some(of_base), Some(of_exponent), Some(of_modulus)) = numbers {
        let work = power_modulo_work(of_exponent, of_modulus);
        if work > POWER_WORK_MAX && !matches!(exponent, Value::Int(-1)) {
            return Ok(Flow::Prelude("_power_modulo", vec![base, exponent, modulus]));
        }
        let result = power_modulo(of_base, of_exponent, of_modulus);
        // CPython's digits are half as long: four products for one.
        ctx.charge(work.saturating_mul(4))?;
        return ctx.number_or_raise(result).map(Flow::Value);
    }
    let names = [base, exponent, modulus].map(|value| ctx.type_name(value));
    Err(ctx.type_error(format!(
        "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
        names[0], names[1], names[2]
    )))
}

fn chr<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let code = given.one(ctx)?;
    let code = match code {
        Value::BigInt(_) => {
            let message = "Python int too large to convert to C int";
            return Err(ctx.raise(ExceptionKind::OverflowError, message));
        }
        code => ctx.index(code)?,
    };
    let Some(code) = u32::try_from(code).ok().filter(|&code| code < 0x11_0000) else {
        return Err(ctx.value_error("chr() arg not in range(0x110000)"));
    };
    match char::from_u32(code) {
        Some(char) => Ok(ctx.new_char(char)),
        None => Err(ctx.number_error(format::lone_surrogate())),
    }
}

fn ord<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let value = given.one(ctx)?;
    let (code, length) = match value {
        Value::Str(text) => {
            let text = ctx.heap.get(text);
            (text.char_at(0).map(u32::from), text.n_chars())
        }
        Value::Bytes(bytes) => {
            let bytes = &ctx.heap.get(bytes).0;
            (bytes.first().copied().map(u32::from), bytes.len())
        }
        _ => {
            let name = ctx.type_name(value);
            return Err(
                ctx.type_error(format!("ord() expected string of length 1, but {name} found"))
            );
        }
    };
    match code {
        Some(code) if length == 1 => Ok(Value::Int(i64::from(code))),
        _ => Err(ctx.type_error(format!(
            "ord() expected a character, but string of length {length} found"
        ))),
    }
}

fn in_base<H: Heap>(ctx: &mut Context<H>, given: Given, kind: char) -> Result<Value, Stop> {
    let value = given.one(ctx)?;
    let value = ctx.indexed(value)?;
    let digits = match Num::of(ctx.heap.frozen(), value) {
        Some(number) if number.is_integer() => int_digits(number, kind),
        _ => {
            let message = "object cannot be interpreted as an integer";
            return Err(ctx.type_error_of(value, message));
        }
    };
    match digits {
        Ok(digits) => {
            let (sign, digits) = match digits.strip_prefix('-') {
                Some(digits) => ("-", digits),
                None => ("", digits.as_str()),
            };
            let text = format!("{sign}0{kind}{digits}");
            Ok(ctx.new_str(text))
        }
        Err(error) => Err(ctx.number_error(error)),
    }
}

fn format_builtin<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [value, spec] = given.positional(ctx, 1)?;
    let spec = match spec {
        Value::Unbound => String::new(),
        Value::Str(spec) => ctx.heap.get(spec).as_str().to_owned(),
        other => {
            let name = ctx.argument_name(other);
            return Err(ctx.type_error(format!("format() argument 2 must be str, not {name}")));
        }
    };
    let text = format::format_value(ctx, value, &spec)?;
    Ok(ctx.new_str(text))
}

/// The prompt is not printed: the lines come from a list, not from somebody who reads.
fn input<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [_prompt] = given.positional(ctx, 0)?;
    Ok(Flow::Request(Request::Input))
}

fn custom_length<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Value, Stop> {
    match special::call(ctx, value, "__len__", &[])? {
        Some(found) => match ctx.index(found)? {
            length if length < 0 => Err(ctx.value_error("__len__() should return >= 0")),
            length => Ok(Value::Int(length)),
        },
        None => match ctx.native_of(value) {
            native if !is_custom(native) => length(ctx, native),
            _ => {
                let name = ctx.type_name(value);
                Err(ctx.type_error(format!("object of type '{name}' has no len()")))
            }
        },
    }
}
