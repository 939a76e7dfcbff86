//! The module `math`.

use lang::library::{ExceptionKind, Native};
use lang::op::BinaryOp;
use num_bigint::{BigInt, BigUint, Sign};

use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::iterate;
use crate::method::{Given, is_given, or};
use crate::number::{self, MAX_BITS, Num, Number, NumberError, float_power, float_to_integer};
use crate::special::{self, is_custom};
use crate::value::Value;

const TWO_64: f64 = 18_446_744_073_709_551_616.0;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let value = match native {
        Native::MathFloor | Native::MathCeil => {
            let value = given.one(ctx)?;
            let name = if native == Native::MathFloor { "__floor__" } else { "__ceil__" };
            if is_custom(value)
                && let Some(whole) = special::call(ctx, value, name, &[])?
            {
                return Ok(Flow::Value(whole));
            }
            if is_integer(ctx, value) {
                return Ok(Flow::Value(number::unary(ctx, lang::op::UnaryOp::Plus, value)?));
            }
            let float = real(ctx, value)?;
            let whole = if native == Native::MathFloor { float.floor() } else { float.ceil() };
            return ctx.number_or_raise(float_to_integer(whole)).map(Flow::Value);
        }
        Native::MathIsqrt => integer(ctx, given, "isqrt() argument must be nonnegative", isqrt)?,
        Native::MathFactorial => {
            let value = given.one(ctx)?;
            return factorial(ctx, value).map(Flow::Value);
        }
        Native::MathGcd => gcd(ctx, given)?,
        Native::MathProd => return prod(ctx, given),
        Native::MathHypot => hypot(ctx, given)?,
        Native::MathLog => log(ctx, given)?,
        Native::MathLog2 => {
            let value = given.one(ctx)?;
            Value::Float(logarithm(ctx, value, f64::log2)?)
        }
        Native::MathLog10 => {
            let value = given.one(ctx)?;
            Value::Float(logarithm(ctx, value, f64::log10)?)
        }
        Native::MathAtan2 => {
            let [y, x] = given.positional(ctx, 2)?;
            Value::Float(real(ctx, y)?.atan2(real(ctx, x)?))
        }
        Native::MathPow => {
            let [base, exponent] = given.positional(ctx, 2)?;
            let (base, exponent) = (real(ctx, base)?, real(ctx, exponent)?);
            Value::Float(power(ctx, base, exponent)?)
        }
        Native::MathFmod | Native::MathCopysign | Native::MathNextAfter => {
            let [x, y] = given.positional(ctx, 2)?;
            let (x, y) = (real(ctx, x)?, real(ctx, y)?);
            Value::Float(function_of_two(ctx, native, x, y)?)
        }
        Native::MathFrexp => {
            let (fraction, exponent) = fraction(one_real(ctx, given)?);
            ctx.new_pair(Value::Float(fraction), Value::Int(exponent))
        }
        Native::MathIsNan => Value::Bool(one_real(ctx, given)?.is_nan()),
        Native::MathIsInf => Value::Bool(one_real(ctx, given)?.is_infinite()),
        _ => Value::Float(function(ctx, native, given)?),
    };
    Ok(Flow::Value(value))
}

fn is_integer<H: Heap>(ctx: &mut Context<H>, value: Value) -> bool {
    Num::of(ctx.heap.frozen(), value).is_some_and(Num::is_integer)
}

fn real<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<f64, Stop> {
    let value = ctx.as_real(value)?;
    match Num::of(ctx.heap.frozen(), value).map(Num::to_float) {
        Some(Ok(float)) => Ok(float),
        Some(Err(error)) => Err(ctx.number_error(error)),
        None => {
            let name = ctx.type_name(value);
            Err(ctx.type_error(format!("must be real number, not {name}")))
        }
    }
}

fn one_real<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<f64, Stop> {
    let value = given.one(ctx)?;
    real(ctx, value)
}

fn domain<H: Heap>(ctx: &mut Context<H>) -> Stop {
    ctx.value_error("math domain error")
}

fn range<H: Heap>(ctx: &mut Context<H>) -> Stop {
    ctx.raise(ExceptionKind::OverflowError, "math range error")
}

/// The functions of one float.
fn function<H: Heap>(ctx: &mut Context<H>, native: Native, given: Given) -> Result<f64, Stop> {
    let number = one_real(ctx, given)?;
    let result = match native {
        Native::MathSqrt => number.sqrt(),
        Native::MathExp => number.exp(),
        Native::MathSin => number.sin(),
        Native::MathCos => number.cos(),
        Native::MathTan => number.tan(),
        Native::MathAtan => number.atan(),
        Native::MathAsin => number.asin(),
        Native::MathAcos => number.acos(),
        Native::MathSinh => number.sinh(),
        Native::MathCosh => number.cosh(),
        Native::MathTanh => number.tanh(),
        Native::MathAsinh => number.asinh(),
        Native::MathAcosh => number.acosh(),
        Native::MathAtanh if number.abs() >= 1.0 => return Err(domain(ctx)),
        Native::MathAtanh => number.atanh(),
        Native::MathCbrt => number.cbrt(),
        Native::MathExp2 => number.exp2(),
        Native::MathExpm1 => number.exp_m1(),
        Native::MathLog1p if number <= -1.0 => return Err(domain(ctx)),
        Native::MathLog1p => number.ln_1p(),
        _ => number.abs(),
    };
    if result.is_nan() && !number.is_nan() {
        return Err(domain(ctx));
    }
    if result.is_infinite() && number.is_finite() {
        return Err(range(ctx));
    }
    Ok(result)
}

fn function_of_two<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    x: f64,
    y: f64,
) -> Result<f64, Stop> {
    let has_nan = x.is_nan() || y.is_nan();
    Ok(match native {
        Native::MathFmod if (x.is_infinite() || y == 0.0) && !has_nan => return Err(domain(ctx)),
        Native::MathFmod => x % y,
        Native::MathCopysign => x.copysign(y),
        _ if x == y => y,
        _ if y > x => x.next_up(),
        _ if y < x => x.next_down(),
        _ => f64::NAN,
    })
}

/// A fraction from a half to below one, and the power of two that it is multiplied with.
fn fraction(number: f64) -> (f64, i64) {
    const EXPONENT: u64 = 0x7ff << 52;
    if number == 0.0 || !number.is_finite() {
        return (number, 0);
    }
    // Numbers below the normal ones have less digits: they are made larger first.
    let (number, moved) = match number.is_normal() {
        true => (number, 0),
        false => (number * TWO_64, 64),
    };
    let bits = number.to_bits();
    let exponent = ((bits & EXPONENT) >> 52).cast_signed() - 1022 - moved;
    (f64::from_bits(bits & !EXPONENT | 1022 << 52), exponent)
}

fn power<H: Heap>(ctx: &mut Context<H>, base: f64, exponent: f64) -> Result<f64, Stop> {
    match float_power(base, exponent) {
        Ok(result) => Ok(result),
        Err(error) if error.kind == ExceptionKind::OverflowError => Err(range(ctx)),
        Err(_) => Err(domain(ctx)),
    }
}

fn log<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [value, base] = given.positional(ctx, 1)?;
    let above = logarithm(ctx, value, f64::ln)?;
    if !is_given(base) {
        return Ok(Value::Float(above));
    }
    let below = logarithm(ctx, base, f64::ln)?;
    if below == 0.0 {
        return Err(ctx.raise(ExceptionKind::ZeroDivisionError, "float division by zero"));
    }
    Ok(Value::Float(above / below))
}

/// Also of integers that are too large for a float.
fn logarithm<H: Heap>(
    ctx: &mut Context<H>,
    value: Value,
    log: fn(f64) -> f64,
) -> Result<f64, Stop> {
    if let Some(Num::Big(number)) = Num::of(ctx.heap.frozen(), value)
        && number.sign() == Sign::Plus
        && Num::Big(number).to_float().is_err()
    {
        // The number is a fraction between a half and one, times a power of two.
        let n_dropped = number.bits() - 64;
        let leading = BigInt::from(number.magnitude() >> n_dropped);
        let fraction = number::big_to_float(&leading).unwrap_or(1.0) / TWO_64;
        let exponent = number::int_to_float(number.bits().cast_signed());
        return Ok(log(fraction) + log(2.0) * exponent);
    }
    let number = real(ctx, value)?;
    if number <= 0.0 {
        return Err(domain(ctx));
    }
    Ok(log(number))
}

/// The largest first, so that no square overflows. CPython's result for up to two coordinates.
fn hypot<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    given.no_keywords(ctx)?;
    let mut sizes = Vec::with_capacity(given.args.positional.len());
    for &value in given.args.positional {
        sizes.push(real(ctx, value)?.abs());
    }
    if sizes.iter().any(|size| size.is_infinite()) {
        return Ok(Value::Float(f64::INFINITY));
    }
    if let [x, y] = *sizes {
        return Ok(Value::Float(x.hypot(y)));
    }
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 || sizes.iter().any(|size| size.is_nan()) {
        let has_nan = sizes.iter().any(|size| size.is_nan());
        return Ok(Value::Float(if has_nan { f64::NAN } else { 0.0 }));
    }
    let sum: f64 = sizes.iter().map(|size| (size / largest) * (size / largest)).sum();
    Ok(Value::Float(if sizes.len() == 1 { largest } else { largest * sum.sqrt() }))
}

/// A function of one integer that must not be negative.
fn integer<H: Heap>(
    ctx: &mut Context<H>,
    given: Given,
    negative: &str,
    function: fn(BigUint) -> Result<Number, NumberError>,
) -> Result<Value, Stop> {
    let value = given.one(ctx)?;
    let number = integer_of(ctx, value)?;
    let Some(number) = number.to_biguint() else {
        return Err(ctx.value_error(negative));
    };
    ctx.charge(usize::try_from(number.bits() / 8).unwrap_or(usize::MAX))?;
    ctx.number_or_raise(function(number))
}

fn integer_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<BigInt, Stop> {
    match Num::of(ctx.heap.frozen(), value).and_then(Num::to_big) {
        Some(number) => Ok(number),
        None => Err(ctx.type_error_of(value, "object cannot be interpreted as an integer")),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the functions of integers share one type")]
fn isqrt(number: BigUint) -> Result<Number, NumberError> {
    Ok(Number::Big(number.sqrt().into()))
}

fn factorial<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Value, Stop> {
    let number = integer_of(ctx, value)?;
    if number.sign() == Sign::Minus {
        return Err(ctx.value_error("factorial() not defined for negative values"));
    }
    // n! has less than n * log2(n) bits: 200,000! has 3.2 million.
    let n = u32::try_from(&number).ok().filter(|&n| n <= 200_000);
    let Some(n) = n else { return Err(ctx.number_error(NumberError::too_large())) };
    ctx.charge(n as usize)?;
    let product = product_of(1, n.max(1));
    ctx.charge(usize::try_from(product.bits().min(MAX_BITS)).unwrap_or(0))?;
    Ok(ctx.new_number(Number::Big(product.into())))
}

/// The product of all numbers from `first` to `last`; halved until factors are few.
fn product_of(first: u32, last: u32) -> BigUint {
    if last - first < 16 {
        return (first..=last).map(BigUint::from).product();
    }
    let middle = first + (last - first) / 2;
    product_of(first, middle) * product_of(middle + 1, last)
}

fn gcd<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    given.no_keywords(ctx)?;
    let mut result = BigInt::ZERO;
    for &value in given.args.positional {
        let number = integer_of(ctx, value)?;
        ctx.charge(usize::try_from(number.bits() / 8).unwrap_or(usize::MAX))?;
        result = num_integer::Integer::gcd(&result, &number);
    }
    Ok(ctx.new_number(Number::Big(result)))
}

fn prod<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [iterable, start] = given.named(ctx, ["iterable", "start"], 1, 1)?;
    if !is_given(iterable) {
        return Err(ctx.type_error("prod() missing required argument 'iterable' (pos 1)"));
    }
    let Some(items) = iterate::to_vec(ctx, iterable)? else { return Ok(Flow::Drain(0)) };
    let mut product = or(start, Value::Int(1));
    for item in items {
        product = number::binary(ctx, BinaryOp::Multiply, product, item)?;
    }
    Ok(Flow::Value(product))
}
