//! The arithmetic that needs no heap: small integers and floats. `None` means: look closer.

use lang::op::{BinaryOp, CompareOp};

use crate::number::int_to_float;
use crate::value::Value;

/// left + right.
#[inline(always)]
pub(crate) fn add(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left.checked_add(*right).map(Value::Int),
        _ => floats(left, right).map(|(left, right)| Value::Float(left + right)),
    }
}

/// left - right.
#[inline(always)]
pub(crate) fn subtract(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left.checked_sub(*right).map(Value::Int),
        _ => floats(left, right).map(|(left, right)| Value::Float(left - right)),
    }
}

/// left * right.
#[inline(always)]
pub(crate) fn multiply(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => product(*left, *right).map(Value::Int),
        _ => floats(left, right).map(|(left, right)| Value::Float(left * right)),
    }
}

/// left * right, unless that is too large. WebAssembly has no multiplication that tells whether it was:
/// there it takes 128 bits, and tens of instructions, which small factors need not.
#[inline(always)]
fn product(left: i64, right: i64) -> Option<i64> {
    if cfg!(target_family = "wasm") {
        match (i32::try_from(left), i32::try_from(right)) {
            (Ok(left), Ok(right)) => Some(i64::from(left) * i64::from(right)),
            _ => large_product(left, right),
        }
    } else {
        left.checked_mul(right)
    }
}

#[cold]
#[inline(never)]
fn large_product(left: i64, right: i64) -> Option<i64> {
    left.checked_mul(right)
}

/// The other operators where they are cheap.
#[inline(always)]
pub(crate) fn other(op: BinaryOp, left: &Value, right: &Value) -> Option<Value> {
    match (op, left, right) {
        (BinaryOp::Add, ..) => add(left, right),
        (BinaryOp::Subtract, ..) => subtract(left, right),
        (BinaryOp::Multiply, ..) => multiply(left, right),
        (BinaryOp::FloorDivide, Value::Int(left), Value::Int(right)) => floor_divide(*left, *right),
        (BinaryOp::Modulo, Value::Int(left), Value::Int(right)) => modulo(*left, *right),
        (BinaryOp::Divide, ..) => divide(left, right),
        (BinaryOp::BitAnd, Value::Int(left), Value::Int(right)) => Some(Value::Int(left & right)),
        (BinaryOp::BitOr, Value::Int(left), Value::Int(right)) => Some(Value::Int(left | right)),
        (BinaryOp::BitXor, Value::Int(left), Value::Int(right)) => Some(Value::Int(left ^ right)),
        (BinaryOp::RightShift, Value::Int(left), Value::Int(right)) => {
            let by = u32::try_from(*right).ok()?.min(63);
            Some(Value::Int(left >> by))
        }
        _ => None,
    }
}

#[inline(always)]
fn floats(left: &Value, right: &Value) -> Option<(f64, f64)> {
    match (left, right) {
        (Value::Float(left), Value::Float(right)) => Some((*left, *right)),
        (Value::Float(left), Value::Int(right)) => Some((*left, int_to_float(*right))),
        (Value::Int(left), Value::Float(right)) => Some((int_to_float(*left), *right)),
        _ => None,
    }
}

#[inline(always)]
fn floor_divide(left: i64, right: i64) -> Option<Value> {
    if right == 0 {
        return None;
    }
    let quotient = left.checked_div(right)?;
    let is_below = quotient * right != left && (left < 0) != (right < 0);
    Some(Value::Int(quotient - i64::from(is_below)))
}

#[inline(always)]
fn modulo(left: i64, right: i64) -> Option<Value> {
    if right == 0 {
        return None;
    }
    let rest = left.checked_rem(right)?;
    let is_off = rest != 0 && (rest < 0) != (right < 0);
    Some(Value::Int(if is_off { rest + right } else { rest }))
}

/// Integers up to 2⁵³ are floats exactly, so their quotient is rounded once, as Python wants it.
#[inline(always)]
fn divide(left: &Value, right: &Value) -> Option<Value> {
    const EXACT: u64 = 1 << 53;
    if let (Value::Int(left), Value::Int(right)) = (left, right) {
        let is_exact = left.unsigned_abs() <= EXACT && right.unsigned_abs() <= EXACT;
        return (is_exact && *right != 0)
            .then(|| Value::Float(int_to_float(*left) / int_to_float(*right)));
    }
    let (left, right) = floats(left, right)?;
    (right != 0.0).then(|| Value::Float(left / right))
}

/// For each comparison the outcomes that satisfy it, as bits: how [`outcome`] counts them.
const ACCEPTED: [u8; 6] =
    [1 << 2, 1 << 0 | 1 << 1 | 1 << 4, 1 << 1, 1 << 1 | 1 << 2, 1 << 4, 1 << 4 | 1 << 2];

/// 1 for less, 2 for equal, 4 for greater, 0 for NaN: computed without a branch.
#[inline(always)]
fn outcome<T: PartialOrd>(left: T, right: T) -> u8 {
    u8::from(left < right) | u8::from(left == right) << 1 | u8::from(left > right) << 2
}

/// Whether `left op right` holds between two numbers.
#[inline(always)]
pub(crate) fn compare(op: CompareOp, left: &Value, right: &Value) -> Option<bool> {
    let accepted = *ACCEPTED.get(op as usize)?;
    let outcome = match (left, right) {
        (Value::Int(left), Value::Int(right)) => outcome(left, right),
        (Value::Float(left), Value::Float(right)) => outcome(left, right),
        _ => return None,
    };
    Some(accepted >> outcome & 1 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(value: Option<Value>) -> Option<i64> {
        match value {
            Some(Value::Int(value)) => Some(value),
            _ => None,
        }
    }

    #[test]
    fn division_rounds_down_and_the_rest_has_the_divisors_sign() {
        for (left, right, quotient, rest) in
            [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -2, -3, 0)]
        {
            assert_eq!(int(floor_divide(left, right)), Some(quotient), "{left} // {right}");
            assert_eq!(int(modulo(left, right)), Some(rest), "{left} % {right}");
        }
        assert!(floor_divide(i64::MIN, -1).is_none());
        assert!(modulo(1, 0).is_none());
    }

    #[test]
    fn nan_is_only_unequal() {
        let nan = Value::Float(f64::NAN);
        let holds = |op| compare(op, &nan, &Value::Float(1.0)).expect("floats compare");
        assert!(holds(CompareOp::NotEqual));
        for op in [CompareOp::Equal, CompareOp::Less, CompareOp::LessEqual, CompareOp::Greater] {
            assert!(!holds(op));
        }
        assert!(!holds(CompareOp::GreaterEqual));
    }

    #[test]
    fn comparisons_of_integers() {
        let holds = |op, left, right| {
            compare(op, &Value::Int(left), &Value::Int(right)).expect("integers compare")
        };
        for (left, right) in [(1, 2), (2, 2), (3, 2)] {
            assert_eq!(holds(CompareOp::Equal, left, right), left == right);
            assert_eq!(holds(CompareOp::NotEqual, left, right), left != right);
            assert_eq!(holds(CompareOp::Less, left, right), left < right);
            assert_eq!(holds(CompareOp::LessEqual, left, right), left <= right);
            assert_eq!(holds(CompareOp::Greater, left, right), left > right);
            assert_eq!(holds(CompareOp::GreaterEqual, left, right), left >= right);
        }
    }
}
