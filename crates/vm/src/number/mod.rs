//! Numbers: integers of 64 bits and beyond, floats, and their arithmetic as CPython does it.
//!
//! The files here know no heap: they work on [`Num`] and answer [`Number`], so that there is one copy
//! of them however many kinds of heap there are. `operate` puts them between values.

mod big;
mod float;
mod int;
mod operate;
mod order;
mod parse;
mod power;
mod round;

pub use big::{MAX_BITS, big_to_float};
pub use float::{float_divmod, float_to_integer};
pub use int::{arithmetic, int_invert, negate};
pub use operate::{augmented, binary, unary};
pub use order::compare;
pub(crate) use parse::{DIGITS_MAX, decimal_value, is_blank};
pub use parse::{parse_float, parse_int, parse_short_float, parse_short_int};
pub use power::{float_power, power, power_modulo, power_modulo_work};
pub use round::{round_float, round_int};

use std::borrow::Cow;

use lang::library::ExceptionKind;

use crate::heap::FrozenRead;
use crate::value::Value;

/// A number to work with.
#[derive(Clone, Copy, Debug)]
pub enum Num<'a> {
    Int(i64),
    Big(&'a num_bigint::BigInt),
    Float(f64),
}

/// A number worked out.
#[derive(Clone, PartialEq, Debug)]
pub enum Number {
    Int(i64),
    /// Possibly one that fits `i64`.
    Big(num_bigint::BigInt),
    Float(f64),
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumberError {
    /// The exception.
    pub kind: ExceptionKind,
    /// Its message.
    pub message: String,
    /// The number that C's library gives the error, which then stands before the message.
    pub errno: Option<i64>,
}

impl NumberError {
    pub(crate) fn new(kind: ExceptionKind, message: impl Into<String>) -> NumberError {
        NumberError { kind, message: message.into(), errno: None }
    }

    pub(crate) fn zero_division(message: &str) -> NumberError {
        NumberError::new(ExceptionKind::ZeroDivisionError, message)
    }

    pub(crate) fn overflow(message: &str) -> NumberError {
        NumberError::new(ExceptionKind::OverflowError, message)
    }

    /// For a float that is too large.
    pub(crate) fn out_of_range() -> NumberError {
        NumberError { errno: Some(34), ..NumberError::overflow("Numerical result out of range") }
    }

    pub(crate) fn value(message: impl Into<String>) -> NumberError {
        NumberError::new(ExceptionKind::ValueError, message)
    }

    pub(crate) fn type_error(message: impl Into<String>) -> NumberError {
        NumberError::new(ExceptionKind::TypeError, message)
    }

    /// For what is too large for this machine and would keep it busy too long.
    pub(crate) fn too_large() -> NumberError {
        NumberError::new(
            ExceptionKind::PlaygroundUnsupported,
            format!("integers of more than {MAX_BITS} bits are not supported"),
        )
    }
}

impl<'a> Num<'a> {
    /// The number that a value is, if it is one. `True` and `False` are 1 and 0.
    #[must_use]
    #[inline]
    pub fn of(frozen: &'a (impl FrozenRead + ?Sized), value: Value) -> Option<Num<'a>> {
        match value {
            Value::Int(number) => Some(Num::Int(number)),
            Value::Float(number) => Some(Num::Float(number)),
            Value::Bool(flag) => Some(Num::Int(i64::from(flag))),
            Value::BigInt(number) => Some(Num::Big(&frozen.get(number).0)),
            _ => None,
        }
    }

    /// Whether it is an integer.
    #[must_use]
    pub fn is_integer(self) -> bool {
        !matches!(self, Num::Float(_))
    }

    /// As a float, if it is not too large for one.
    ///
    /// # Errors
    /// OverflowError, as CPython words it.
    pub fn to_float(self) -> Result<f64, NumberError> {
        match self {
            Num::Int(number) => Ok(int_to_float(number)),
            Num::Float(number) => Ok(number),
            Num::Big(number) => big_to_float(number)
                .ok_or_else(|| NumberError::overflow("int too large to convert to float")),
        }
    }

    /// As an integer of any size, to look at; a float is none.
    #[must_use]
    pub fn as_big(self) -> Option<Cow<'a, num_bigint::BigInt>> {
        match self {
            Num::Int(number) => Some(Cow::Owned(number.into())),
            Num::Big(number) => Some(Cow::Borrowed(number)),
            Num::Float(_) => None,
        }
    }

    /// As an integer of any size; a float is none.
    #[must_use]
    pub fn to_big(self) -> Option<num_bigint::BigInt> {
        match self {
            Num::Int(number) => Some(number.into()),
            Num::Big(number) => Some(number.clone()),
            Num::Float(_) => None,
        }
    }
}

impl Number {
    /// To work on with.
    #[must_use]
    pub fn as_num(&self) -> Num<'_> {
        match self {
            Number::Int(number) => Num::Int(*number),
            Number::Big(number) => Num::Big(number),
            Number::Float(number) => Num::Float(*number),
        }
    }
}

/// The nearest float; a tie goes to the even one.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "the nearest is what is wanted")]
pub fn int_to_float(number: i64) -> f64 {
    number as f64
}
