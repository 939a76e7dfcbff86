//! Arithmetic of floats where Python's rules are its own.

use super::big::float_to_big;
use super::{Number, NumberError};

/// The floored quotient and the modulus with the divisor's sign, as CPython's `float_divmod`.
///
/// # Errors
/// ZeroDivisionError, without a message: it differs between `//`, `%` and `divmod`.
pub fn float_divmod(left: f64, right: f64) -> Option<(f64, f64)> {
    if right == 0.0 {
        return None;
    }
    let mut modulus = left % right;
    let mut quotient = (left - modulus) / right;
    if modulus == 0.0 {
        modulus = 0.0_f64.copysign(right);
    } else if (right < 0.0) != (modulus < 0.0) {
        modulus += right;
        quotient -= 1.0;
    }
    let floored = if quotient == 0.0 {
        0.0_f64.copysign(left / right)
    } else {
        let floored = quotient.floor();
        if quotient - floored > 0.5 { floored + 1.0 } else { floored }
    };
    Some((floored, modulus))
}

/// The integer that a float without fraction is: what `int`, `floor` and `round` end with.
///
/// # Errors
/// If it is infinite or not a number.
pub fn float_to_integer(number: f64) -> Result<Number, NumberError> {
    if number.is_nan() {
        return Err(NumberError::value("cannot convert float NaN to integer"));
    }
    if number.is_infinite() {
        return Err(NumberError::overflow("cannot convert float infinity to integer"));
    }
    let whole = number.trunc();
    if whole.abs() < 9.2e18 {
        #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
        return Ok(Number::Int(whole as i64));
    }
    Ok(Number::Big(float_to_big(whole)))
}
