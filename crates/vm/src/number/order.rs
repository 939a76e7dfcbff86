//! Comparing numbers exactly, integers with floats included.

use std::cmp::Ordering;

use num_bigint::Sign;

use super::Num;
use super::big::float_to_big;

/// How two numbers compare; not at all if one is not a number.
#[must_use]
pub fn compare(left: Num, right: Num) -> Option<Ordering> {
    match (left, right) {
        (Num::Int(left), Num::Int(right)) => Some(left.cmp(&right)),
        (Num::Float(left), Num::Float(right)) => left.partial_cmp(&right),
        (Num::Big(left), Num::Big(right)) => Some(left.cmp(right)),
        (Num::Int(left), Num::Float(right)) => int_with_float(left, right),
        (Num::Float(left), Num::Int(right)) => int_with_float(right, left).map(Ordering::reverse),
        (Num::Int(_), Num::Big(right)) => Some(against_sign(right.sign())),
        (Num::Big(left), Num::Int(_)) => Some(against_sign(left.sign()).reverse()),
        (Num::Big(left), Num::Float(right)) => big_with_float(left, right),
        (Num::Float(left), Num::Big(right)) => big_with_float(right, left).map(Ordering::reverse),
    }
}

/// How any integer of 64 bits compares with one beyond them.
fn against_sign(sign: Sign) -> Ordering {
    if sign == Sign::Minus { Ordering::Greater } else { Ordering::Less }
}

/// 2^63: no `i64` reaches it.
const TWO_63: f64 = 9_223_372_036_854_775_808.0;

#[expect(
    clippy::cast_possible_truncation,
    reason = "the range was checked, the fraction comes next"
)]
fn int_with_float(left: i64, right: f64) -> Option<Ordering> {
    if right.is_nan() {
        return None;
    }
    if right >= TWO_63 {
        return Some(Ordering::Less);
    }
    if right < -TWO_63 {
        return Some(Ordering::Greater);
    }
    let whole = right.trunc();
    Some(left.cmp(&(whole as i64)).then_with(|| fraction_against_zero(right, whole)))
}

fn big_with_float(left: &num_bigint::BigInt, right: f64) -> Option<Ordering> {
    if right.is_nan() {
        return None;
    }
    if right.is_infinite() {
        return Some(if right > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let whole = right.trunc();
    Some(left.cmp(&float_to_big(whole)).then_with(|| fraction_against_zero(right, whole)))
}

/// How zero compares with the fraction of a float.
fn fraction_against_zero(float: f64, whole: f64) -> Ordering {
    0.0.partial_cmp(&(float - whole)).unwrap_or(Ordering::Equal)
}
