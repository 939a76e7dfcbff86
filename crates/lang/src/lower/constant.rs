//! What is known before the run: literals, negative numbers, arithmetic of literals, tuples of them.

use ruff_python_ast::{Expr, Int, Number, Operator, UnaryOp};

use crate::op::{Op, Reg};
use crate::program::Constant;

use super::Lowering;

/// How deep an expression is looked into: constants are shallow, other expressions need not be.
const DEPTH_MAX: u32 = 12;

impl Lowering<'_> {
    /// dest ← the constant.
    pub(super) fn load_constant(&mut self, constant: Constant, dest: Reg) {
        if let Constant::Int(value) = constant
            && let Ok(value) = i32::try_from(value)
        {
            return self.frame.emit(Op::LoadInt { dest, value });
        }
        let constant = self.frame.constant(constant);
        self.frame.emit(Op::LoadConst { dest, constant });
    }

    pub(super) fn load_none(&mut self, dest: Reg) {
        self.load_constant(Constant::None, dest);
    }
}

/// The value of an expression that is the same in every run.
pub(super) fn constant(expr: &Expr) -> Option<Constant> {
    evaluate(expr, DEPTH_MAX)
}

/// The expression as an integer that an op can hold.
pub(super) fn small_int(expr: &Expr) -> Option<i16> {
    match constant(expr)? {
        Constant::Int(value) => i16::try_from(value).ok(),
        _ => None,
    }
}

fn evaluate(expr: &Expr, depth: u32) -> Option<Constant> {
    let depth = depth.checked_sub(1)?;
    match expr {
        Expr::NumberLiteral(node) => number(&node.value),
        Expr::StringLiteral(node) => Some(Constant::Str(node.value.to_str().to_string())),
        Expr::BytesLiteral(node) => Some(Constant::Bytes(node.value.bytes().collect())),
        Expr::BooleanLiteral(node) => Some(Constant::Bool(node.value)),
        Expr::NoneLiteral(_) => Some(Constant::None),
        Expr::EllipsisLiteral(_) => Some(Constant::Ellipsis),
        Expr::UnaryOp(node) if node.op == UnaryOp::USub => negate(evaluate(&node.operand, depth)?),
        Expr::BinOp(node) => {
            // The right side first: it is the shorter one of a chain.
            let right = evaluate(&node.right, depth)?;
            binary(node.op, evaluate(&node.left, depth)?, right)
        }
        Expr::Tuple(node) => {
            let items = node.elts.iter().map(|item| evaluate(item, depth));
            Some(Constant::Tuple(items.collect::<Option<Vec<Constant>>>()?))
        }
        _ => None,
    }
}

fn number(number: &Number) -> Option<Constant> {
    match number {
        Number::Int(value) => Some(integer(value)),
        Number::Float(value) => Some(Constant::Float(*value)),
        Number::Complex { .. } => None,
    }
}

fn integer(value: &Int) -> Constant {
    match value.as_i64() {
        Some(value) => Constant::Int(value),
        None => Constant::BigInt(decimal(&value.to_string())),
    }
}

fn negate(value: Constant) -> Option<Constant> {
    match value {
        Constant::Int(value) => match value.checked_neg() {
            Some(value) => Some(Constant::Int(value)),
            None => Some(Constant::BigInt("9223372036854775808".to_string())),
        },
        Constant::BigInt(digits) if digits == "9223372036854775808" => {
            Some(Constant::Int(i64::MIN))
        }
        Constant::BigInt(digits) => Some(Constant::BigInt(match digits.strip_prefix('-') {
            Some(digits) => digits.to_string(),
            None => format!("-{digits}"),
        })),
        Constant::Float(value) => Some(Constant::Float(-value)),
        _ => None,
    }
}

/// Arithmetic that cannot fail, overflow, or be slow.
fn binary(op: Operator, left: Constant, right: Constant) -> Option<Constant> {
    match (left, right) {
        (Constant::Int(left), Constant::Int(right)) => match op {
            Operator::Add => left.checked_add(right).map(Constant::Int),
            Operator::Sub => left.checked_sub(right).map(Constant::Int),
            Operator::Mult => left.checked_mul(right).map(Constant::Int),
            Operator::Pow => {
                let exponent = u32::try_from(right).ok()?;
                left.checked_pow(exponent).map(Constant::Int)
            }
            _ => None,
        },
        (Constant::Float(left), Constant::Float(right)) => match op {
            Operator::Add => Some(Constant::Float(left + right)),
            Operator::Sub => Some(Constant::Float(left - right)),
            Operator::Mult => Some(Constant::Float(left * right)),
            Operator::Div if right != 0.0 => Some(Constant::Float(left / right)),
            _ => None,
        },
        _ => None,
    }
}

/// The digits in base 10 of an integer token of any base.
fn decimal(token: &str) -> String {
    let digits: String = token.chars().filter(|character| *character != '_').collect();
    let base = match digits.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return digits,
    };
    // Limbs of nine decimal digits, the lowest first.
    let mut limbs: Vec<u64> = vec![0];
    for digit in digits[2..].chars().filter_map(|digit| digit.to_digit(base)) {
        let mut carry = u64::from(digit);
        for limb in &mut limbs {
            carry += *limb * u64::from(base);
            *limb = carry % 1_000_000_000;
            carry /= 1_000_000_000;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let (highest, lower) = limbs.split_last().expect("there is at least one limb");
    let lower: String = lower.iter().rev().map(|limb| format!("{limb:09}")).collect();
    format!("{highest}{lower}")
}
