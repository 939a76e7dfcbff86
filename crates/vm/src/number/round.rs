//! `round()`: halves go to the even neighbour.

use num_bigint::{BigInt, Sign};

use super::int::big_divmod;
use super::{Num, Number, NumberError, float_to_integer};

/// A float rounded to that many decimals, or to an integer where none are given.
///
/// # Errors
/// As CPython raises.
pub fn round_float(number: f64, n_digits: Option<i64>) -> Result<Number, NumberError> {
    let Some(n_digits) = n_digits else {
        return float_to_integer(number.round_ties_even());
    };
    // Beyond these, no digit of a float is reached, or all are dropped (CPython's own bounds).
    if !number.is_finite() || number == 0.0 || n_digits > 323 {
        return Ok(Number::Float(number));
    }
    if n_digits < -308 {
        return Ok(Number::Float(0.0_f64.copysign(number)));
    }
    let rounded = round_decimally(number, n_digits);
    if rounded.is_infinite() {
        return Err(NumberError::overflow("rounded value too large to represent"));
    }
    Ok(Number::Float(rounded))
}

/// Through decimal digits, which are exact: the digits are cut where asked and read again.
fn round_decimally(number: f64, n_digits: i64) -> f64 {
    let n_decimals = usize::try_from(n_digits).unwrap_or(0);
    if n_digits >= 0 {
        return format!("{number:.n_decimals$}").parse().unwrap_or(number);
    }
    // For tens and hundreds: as many digits of the scientific form as stay.
    let scientific = format!("{number:e}");
    let exponent: i64 =
        scientific.split_once('e').and_then(|(_, digits)| digits.parse().ok()).unwrap_or(0);
    let n_kept = exponent + n_digits;
    let zero = 0.0_f64.copysign(number);
    if n_kept < -1 {
        return zero;
    }
    if n_kept == -1 {
        // The answer is 0 or one unit: 10^-n_digits. Half a unit goes to 0, which is even.
        let unit: f64 = format!("1e{}", -n_digits).parse().unwrap_or(f64::INFINITY);
        return if number.abs() > unit / 2.0 { unit.copysign(number) } else { zero };
    }
    let n_kept = usize::try_from(n_kept).unwrap_or(0);
    format!("{number:.n_kept$e}").parse().unwrap_or(number)
}

/// An integer rounded to tens, hundreds and so on.
#[must_use]
pub fn round_int(number: Num, n_digits: i64) -> Number {
    let Some(number) = number.to_big() else { return Number::Int(0) };
    if n_digits >= 0 {
        return Number::Big(number);
    }
    let n_zeros = u32::try_from(n_digits.unsigned_abs()).unwrap_or(u32::MAX);
    // 10^n has more than 3n bits: then the unit is more than twice the number.
    if u64::from(n_zeros) * 3 > number.bits() + 2 {
        return Number::Int(0);
    }
    let unit = BigInt::from(10).pow(n_zeros);
    let Some((quotient, rest)) = big_divmod(&number, &unit) else { return Number::Int(0) };
    let above_half = (&rest * 2_i32).cmp(&unit);
    let rounds_up = above_half.is_gt() || (above_half.is_eq() && quotient.bit(0));
    let quotient = if rounds_up { quotient + 1 } else { quotient };
    if quotient.sign() == Sign::NoSign { Number::Int(0) } else { Number::Big(quotient * unit) }
}
