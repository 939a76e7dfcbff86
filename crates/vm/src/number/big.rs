//! Integers beyond 64 bits: how they meet floats.

use num_bigint::{BigInt, Sign};
use num_traits::{FromPrimitive, ToPrimitive};

use super::NumberError;

/// The most bits of an integer: 1.2 million digits, which are multiplied in well under a second.
pub const MAX_BITS: u64 = 1 << 22;

/// The nearest float, unless it is too large for one.
#[must_use]
pub fn big_to_float(number: &BigInt) -> Option<f64> {
    number.to_f64().filter(|float| float.is_finite())
}

/// The integer that a finite float without fraction is.
pub(super) fn float_to_big(number: f64) -> BigInt {
    BigInt::from_f64(number).unwrap_or_default()
}

/// left / right, correctly rounded.
pub(super) fn big_true_divide(left: &BigInt, right: &BigInt) -> Result<f64, NumberError> {
    let too_large = || NumberError::overflow("integer division result too large for a float");
    let (dividend, divisor) = (left.magnitude(), right.magnitude());
    let (dividend_bits, divisor_bits) = (dividend.bits(), divisor.bits());
    let is_negative = (left.sign() == Sign::Minus) != (right.sign() == Sign::Minus);
    let zero = if is_negative { -0.0 } else { 0.0 };
    if dividend_bits == 0 {
        return Ok(zero);
    }
    let exponent = i64::try_from(dividend_bits).unwrap_or(i64::MAX)
        - i64::try_from(divisor_bits).unwrap_or(i64::MAX);
    if exponent > 1024 {
        return Err(too_large());
    }
    if exponent < -1080 {
        return Ok(zero);
    }
    // The quotient gets at least 66 bits, and one bit below them that says whether there was a rest.
    let shift = 66 - exponent;
    let (dividend, divisor) = if shift >= 0 {
        (dividend << shift.cast_unsigned(), divisor.clone())
    } else {
        (dividend.clone(), divisor << shift.unsigned_abs())
    };
    let mut quotient = &dividend / &divisor;
    let has_rest = &quotient * &divisor != dividend;
    quotient <<= 1_u8;
    quotient.set_bit(0, has_rest);
    let quotient = quotient.to_u128().unwrap_or(u128::MAX);
    let float = scale(quotient, -(shift + 1));
    if float.is_infinite() {
        return Err(too_large());
    }
    Ok(if is_negative { -float } else { float })
}

/// mantissa * 2^exponent, rounded once. The mantissa has 67 or 68 bits, of which the last is sticky.
fn scale(mantissa: u128, exponent: i64) -> f64 {
    let n_bits = i64::from(128 - mantissa.leading_zeros());
    // The exponent of the last bit that the result can hold: 53 bits below the first one, but no
    // less than that of the smallest float.
    let last = (n_bits + exponent - 53).max(-1074);
    let n_dropped = last - exponent;
    let Ok(n_dropped) = u32::try_from(n_dropped) else { return f64::INFINITY };
    if n_dropped >= 127 {
        return 0.0;
    }
    let kept = mantissa >> n_dropped;
    let rest = mantissa & ((1 << n_dropped) - 1);
    let half = if n_dropped == 0 { 0 } else { 1_u128 << (n_dropped - 1) };
    let rounds_up = n_dropped > 0 && (rest > half || (rest == half && kept & 1 == 1));
    let kept = kept + u128::from(rounds_up);
    // `kept` has 53 bits at most (or is 2^53): exact as a float, and so are both products.
    let float = kept.to_f64().unwrap_or(f64::INFINITY);
    let (first, second) = (last / 2, last - last / 2);
    float * power_of_two(first) * power_of_two(second)
}

/// 2^exponent for an exponent of at most ±1000.
fn power_of_two(exponent: i64) -> f64 {
    let biased = u64::try_from(exponent + 1023).unwrap_or(0).min(2047);
    f64::from_bits(biased << 52)
}
