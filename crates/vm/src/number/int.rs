//! The arithmetic of numbers: 64 bits first, more where they do not suffice.

use lang::op::BinaryOp;
use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::ToPrimitive;

use super::big::big_true_divide;
use super::{MAX_BITS, Num, Number, NumberError, float_divmod, int_to_float, power};

/// left op right, where the operands' types have that operation: `None` where they do not (bits of
/// floats).
///
/// # Errors
/// As CPython raises.
pub fn arithmetic(op: BinaryOp, left: Num, right: Num) -> Option<Result<Number, NumberError>> {
    if op == BinaryOp::Power {
        return Some(power(left, right));
    }
    match (left, right) {
        (Num::Int(left), Num::Int(right)) => Some(with_ints(op, left, right)),
        (Num::Float(_), _) | (_, Num::Float(_)) => with_floats(op, left, right),
        _ => {
            let (left, right) = (left.as_big()?, right.as_big()?);
            Some(with_bigs(op, &left, &right))
        }
    }
}

fn with_ints(op: BinaryOp, left: i64, right: i64) -> Result<Number, NumberError> {
    let quick = match op {
        BinaryOp::Add => left.checked_add(right),
        BinaryOp::Subtract => left.checked_sub(right),
        BinaryOp::Multiply => left.checked_mul(right),
        BinaryOp::Divide => return divide_ints(left, right),
        BinaryOp::FloorDivide => floor_divide(left, right)?,
        BinaryOp::Modulo => Some(modulo(left, right)?),
        BinaryOp::LeftShift => match u32::try_from(right) {
            Ok(right) if right < 63 => Some(left << right).filter(|&all| all >> right == left),
            _ => None,
        },
        BinaryOp::RightShift if right >= 0 => Some(left >> right.min(63)),
        BinaryOp::BitOr => Some(left | right),
        BinaryOp::BitXor => Some(left ^ right),
        BinaryOp::BitAnd => Some(left & right),
        BinaryOp::RightShift | BinaryOp::Power => None,
    };
    match quick {
        Some(number) => Ok(Number::Int(number)),
        None => with_bigs(op, &left.into(), &right.into()),
    }
}

/// Nothing where the quotient needs 64 bits and a sign.
fn floor_divide(left: i64, right: i64) -> Result<Option<i64>, NumberError> {
    if right == 0 {
        return Err(NumberError::zero_division("integer division or modulo by zero"));
    }
    let Some(quotient) = left.checked_div(right) else { return Ok(None) };
    let is_above = left % right != 0 && (left < 0) != (right < 0);
    Ok(Some(quotient - i64::from(is_above)))
}

fn modulo(left: i64, right: i64) -> Result<i64, NumberError> {
    if right == 0 {
        return Err(NumberError::zero_division("integer modulo by zero"));
    }
    let rest = left.wrapping_rem(right);
    Ok(if rest != 0 && (rest < 0) != (right < 0) { rest + right } else { rest })
}

fn divide_ints(left: i64, right: i64) -> Result<Number, NumberError> {
    const EXACT: u64 = 1 << 53;
    if right == 0 {
        return Err(NumberError::zero_division("division by zero"));
    }
    if left.unsigned_abs() <= EXACT && right.unsigned_abs() <= EXACT {
        return Ok(Number::Float(int_to_float(left) / int_to_float(right)));
    }
    big_true_divide(&left.into(), &right.into()).map(Number::Float)
}

fn with_floats(op: BinaryOp, left: Num, right: Num) -> Option<Result<Number, NumberError>> {
    let supported = matches!(
        op,
        BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::FloorDivide
            | BinaryOp::Modulo
    );
    if !supported {
        return None;
    }
    let operands = left.to_float().and_then(|left| Ok((left, right.to_float()?)));
    Some(operands.and_then(|(left, right)| float_arithmetic(op, left, right)).map(Number::Float))
}

fn float_arithmetic(op: BinaryOp, left: f64, right: f64) -> Result<f64, NumberError> {
    let by_zero = |message| NumberError::zero_division(message);
    match op {
        BinaryOp::Add => Ok(left + right),
        BinaryOp::Subtract => Ok(left - right),
        BinaryOp::Multiply => Ok(left * right),
        BinaryOp::Divide if right == 0.0 => Err(by_zero("float division by zero")),
        BinaryOp::Divide => Ok(left / right),
        BinaryOp::FloorDivide => float_divmod(left, right)
            .map(|(quotient, _)| quotient)
            .ok_or_else(|| by_zero("float floor division by zero")),
        _ => float_divmod(left, right)
            .map(|(_, modulus)| modulus)
            .ok_or_else(|| by_zero("float modulo")),
    }
}

fn with_bigs(op: BinaryOp, left: &BigInt, right: &BigInt) -> Result<Number, NumberError> {
    let result = match op {
        BinaryOp::Add => left + right,
        BinaryOp::Subtract => left - right,
        BinaryOp::Multiply => {
            if left.bits() + right.bits() > MAX_BITS {
                return Err(NumberError::too_large());
            }
            left * right
        }
        BinaryOp::Divide if right.sign() == Sign::NoSign => {
            return Err(NumberError::zero_division("division by zero"));
        }
        BinaryOp::Divide => return big_true_divide(left, right).map(Number::Float),
        BinaryOp::FloorDivide => {
            big_divmod(left, right)
                .ok_or_else(|| NumberError::zero_division("integer division or modulo by zero"))?
                .0
        }
        BinaryOp::Modulo => {
            big_divmod(left, right)
                .ok_or_else(|| NumberError::zero_division("integer modulo by zero"))?
                .1
        }
        BinaryOp::LeftShift => return shift_left(left, right),
        BinaryOp::RightShift => return shift_right(left, right),
        BinaryOp::BitOr => left | right,
        BinaryOp::BitXor => left ^ right,
        BinaryOp::BitAnd => left & right,
        BinaryOp::Power => return power(Num::Big(left), Num::Big(right)),
    };
    if result.bits() > MAX_BITS {
        return Err(NumberError::too_large());
    }
    Ok(Number::Big(result))
}

/// The floored quotient and the modulus with the divisor's sign; nothing for the divisor 0.
pub(super) fn big_divmod(left: &BigInt, right: &BigInt) -> Option<(BigInt, BigInt)> {
    if right.sign() == Sign::NoSign {
        return None;
    }
    let (quotient, rest) = short_quotient(left, right).unwrap_or_else(|| left.div_rem(right));
    if rest.sign() != Sign::NoSign && rest.sign() != right.sign() {
        return Some((quotient - 1, rest + right));
    }
    Some((quotient, rest))
}

/// The quotient towards zero and the rest, where the quotient is so short that the first digits tell it
/// nearly: quicker than dividing whole numbers, and frequent.
fn short_quotient(left: &BigInt, right: &BigInt) -> Option<(BigInt, BigInt)> {
    /// The digits of the divisor that are looked at, in bits.
    const HEAD_BITS: u64 = 64;
    /// With a quotient of so many bits it is estimated too small by 2 at most.
    const QUOTIENT_BITS: u64 = 60;
    let (dividend, divisor) = (left.magnitude(), right.magnitude());
    let is_short = dividend.bits() < divisor.bits() + QUOTIENT_BITS;
    if !is_short || divisor.bits() <= HEAD_BITS {
        return None;
    }
    let cut = divisor.bits() - HEAD_BITS;
    let head = (divisor >> cut).to_u128()?;
    let mut quotient = u64::try_from((dividend >> cut).to_u128()? / (head + 1)).ok()?;
    let mut rest = dividend - divisor * quotient;
    while &rest >= divisor {
        rest -= divisor;
        quotient += 1;
    }
    let sign = left.sign() * right.sign();
    Some((BigInt::from_biguint(sign, quotient.into()), BigInt::from_biguint(left.sign(), rest)))
}

fn shift_left(left: &BigInt, right: &BigInt) -> Result<Number, NumberError> {
    if right.sign() == Sign::Minus {
        return Err(NumberError::value("negative shift count"));
    }
    if left.sign() == Sign::NoSign {
        return Ok(Number::Int(0));
    }
    match right.to_u64() {
        Some(n_bits) if n_bits.saturating_add(left.bits()) <= MAX_BITS => {
            Ok(Number::Big(left << n_bits))
        }
        Some(_) => Err(NumberError::too_large()),
        None => Err(NumberError::overflow("too many digits in integer")),
    }
}

fn shift_right(left: &BigInt, right: &BigInt) -> Result<Number, NumberError> {
    if right.sign() == Sign::Minus {
        return Err(NumberError::value("negative shift count"));
    }
    // Shifting by all bits leaves the sign.
    let n_bits = right.to_u64().unwrap_or(u64::MAX).min(left.bits() + 1);
    Ok(Number::Big(left >> n_bits))
}

/// -number.
#[must_use]
pub fn negate(number: Num) -> Number {
    match number {
        Num::Int(number) => {
            number.checked_neg().map_or_else(|| Number::Big(-BigInt::from(number)), Number::Int)
        }
        Num::Big(number) => Number::Big(-number),
        Num::Float(number) => Number::Float(-number),
    }
}

/// ~number; nothing for floats.
#[must_use]
pub fn int_invert(number: Num) -> Option<Number> {
    match number {
        Num::Int(number) => Some(Number::Int(!number)),
        Num::Big(number) => Some(Number::Big(-number - 1)),
        Num::Float(_) => None,
    }
}
