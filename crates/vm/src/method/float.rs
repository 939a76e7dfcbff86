//! The methods of floats.

use num_bigint::BigInt;

use super::MethodName as Name;
use super::arguments::Given;
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::Heap;
use crate::number::{Number, float_to_integer};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    number: f64,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    Given::new("float.", method.as_text(), args).none(ctx)?;
    let value = match method {
        Name::IsInteger => Value::Bool(number.is_finite() && number.fract() == 0.0),
        Name::AsIntegerRatio => ratio(ctx, number)?,
        Name::Hex => ctx.new_str(hex(number)),
        _ => Value::Float(number),
    };
    Ok(Flow::Value(value))
}

/// The mantissa as an integer, and the power of two it is multiplied by.
fn parts(number: f64) -> (u64, i64) {
    let bits = number.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52) & 0x7ff {
        0 => (fraction, -1074),
        biased => (fraction | (1 << 52), biased.cast_signed() - 1075),
    }
}

fn ratio<H: Heap>(ctx: &mut Context<H>, number: f64) -> Result<Value, Stop> {
    if let Err(mut error) = float_to_integer(number) {
        error.message = if number.is_nan() {
            "cannot convert NaN to integer ratio".to_owned()
        } else {
            "cannot convert Infinity to integer ratio".to_owned()
        };
        return Err(ctx.number_error(error));
    }
    if number == 0.0 {
        return Ok(ctx.new_tuple([Value::Int(0), Value::Int(1)]));
    }
    let (mantissa, exponent) = parts(number);
    let n_zeros = i64::from(mantissa.trailing_zeros()).min(exponent.min(0).abs());
    let (mantissa, exponent) = (mantissa >> n_zeros, exponent + n_zeros);
    let (mut above, mut below) = (BigInt::from(mantissa), BigInt::from(1));
    if exponent >= 0 {
        above <<= exponent.unsigned_abs();
    } else {
        below <<= exponent.unsigned_abs();
    }
    let above = if number < 0.0 { -above } else { above };
    let pair = [ctx.new_number(Number::Big(above)), ctx.new_number(Number::Big(below))];
    Ok(ctx.new_tuple(pair))
}

fn hex(number: f64) -> String {
    if !number.is_finite() {
        return crate::format::float_repr(number);
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let fraction = number.to_bits() & ((1 << 52) - 1);
    let biased = ((number.to_bits() >> 52) & 0x7ff).cast_signed();
    let (whole, exponent) = if biased == 0 { (0, -1022) } else { (1, biased - 1023) };
    format!("{sign}0x{whole}.{fraction:013x}p{exponent:+}")
}
