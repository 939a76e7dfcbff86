//! Powers.

use lang::library::ExceptionKind;
use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;

use super::int::big_divmod;
use super::{MAX_BITS, Num, Number, NumberError};

/// base ** exponent. An integer to the power of a negative one is a float.
///
/// # Errors
/// As CPython raises; where CPython answers a complex number, PlaygroundUnsupported.
pub fn power(base: Num, exponent: Num) -> Result<Number, NumberError> {
    if base.is_integer()
        && let Some(exponent) = natural(exponent)
    {
        return integer_power(base, exponent);
    }
    float_power(base.to_float()?, exponent.to_float()?).map(Number::Float)
}

/// An integer that is not negative, cut at the largest that makes sense as an exponent.
fn natural(number: Num) -> Option<u64> {
    match number {
        Num::Int(number) => u64::try_from(number).ok(),
        Num::Big(number) if number.sign() == Sign::Plus => {
            Some(number.to_u64().unwrap_or(u64::MAX - u64::from(!number.bit(0))))
        }
        _ => None,
    }
}

fn integer_power(base: Num, exponent: u64) -> Result<Number, NumberError> {
    if let Num::Int(base) = base {
        let small = u32::try_from(exponent).ok().and_then(|exponent| base.checked_pow(exponent));
        if let Some(result) = small {
            return Ok(Number::Int(result));
        }
        match base {
            0 | 1 => return Ok(Number::Int(base)),
            -1 => return Ok(Number::Int(if exponent.is_multiple_of(2) { 1 } else { -1 })),
            _ => {}
        }
    }
    let base = base.to_big().unwrap_or_default();
    // A base of n bits is at least 2^(n - 1).
    if (base.bits() - 1).saturating_mul(exponent) > MAX_BITS {
        return Err(NumberError::too_large());
    }
    let exponent = u32::try_from(exponent).map_err(|_| NumberError::too_large())?;
    Ok(Number::Big(base.pow(exponent)))
}

/// base ** exponent for floats.
///
/// # Errors
/// As [`power`].
pub fn float_power(base: f64, exponent: f64) -> Result<f64, NumberError> {
    if base == 0.0 && exponent < 0.0 {
        return Err(NumberError::zero_division("0.0 cannot be raised to a negative power"));
    }
    if base < 0.0 && base.is_finite() && exponent.is_finite() && exponent.fract() != 0.0 {
        return Err(NumberError::new(
            ExceptionKind::PlaygroundUnsupported,
            "a negative number to a power that is not an integer is a complex number, \
             and those are not supported",
        ));
    }
    let result = base.powf(exponent);
    if result.is_infinite() && base.is_finite() && exponent.is_finite() {
        return Err(NumberError::out_of_range());
    }
    Ok(result)
}

/// Inverses modulo larger numbers would take seconds that nothing interrupts.
const INVERSE_BITS_MAX: u64 = 1 << 16;

/// About how many products of words base ** exponent % modulus takes: the square of the modulus'
/// length for each bit of the exponent.
#[must_use]
pub fn power_modulo_work(exponent: Num, modulus: Num) -> usize {
    let bits = |number: Num| match number {
        Num::Big(number) => number.bits(),
        _ => 64,
    };
    let words = bits(modulus) / 64 + 1;
    let work = words.saturating_mul(words).saturating_mul(bits(exponent));
    usize::try_from(work).unwrap_or(usize::MAX)
}

/// base ** exponent % modulus, all integers. Takes as long as [`power_modulo_work`] says.
///
/// # Errors
/// As CPython raises.
pub fn power_modulo(base: Num, exponent: Num, modulus: Num) -> Result<Number, NumberError> {
    let (Some(base), Some(exponent), Some(modulus)) =
        (base.to_big(), exponent.to_big(), modulus.to_big())
    else {
        return Err(NumberError::type_error(
            "pow() 3rd argument not allowed unless all arguments are integers",
        ));
    };
    if modulus.sign() == Sign::NoSign {
        return Err(NumberError::value("pow() 3rd argument cannot be 0"));
    }
    let (base, exponent) = if exponent.sign() == Sign::Minus {
        if modulus.bits() > INVERSE_BITS_MAX {
            return Err(NumberError::new(
                ExceptionKind::PlaygroundUnsupported,
                "the inverse modulo a number of more than 65536 bits is not supported",
            ));
        }
        let inverse = invert(&base, &modulus)
            .ok_or_else(|| NumberError::value("base is not invertible for the given modulus"))?;
        (inverse, -exponent)
    } else {
        (base, exponent)
    };
    Ok(Number::Big(base.modpow(&exponent, &modulus)))
}

/// The x with x * number % modulus == 1, by Euclid's algorithm.
fn invert(number: &BigInt, modulus: &BigInt) -> Option<BigInt> {
    let one = BigInt::from(1);
    let (_, mut rest) = big_divmod(number, modulus)?;
    let mut other = modulus.clone();
    let (mut factor, mut other_factor) = (one.clone(), BigInt::ZERO);
    while rest.sign() != Sign::NoSign {
        let (quotient, next) = big_divmod(&other, &rest)?;
        other = std::mem::replace(&mut rest, next);
        let next_factor = &other_factor - quotient * &factor;
        other_factor = std::mem::replace(&mut factor, next_factor);
    }
    (other.magnitude() == one.magnitude())
        .then(|| if other.sign() == Sign::Minus { -other_factor } else { other_factor })
}
