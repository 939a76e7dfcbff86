//! Arithmetic, comparisons and boolean operators as values.

use ruff_python_ast::{
    self as ast, CmpOp, Expr, ExprBinOp, ExprBoolOp, ExprCompare, ExprUnaryOp, Operator,
};

use crate::op::{BinaryOp, CompareOp, Op, Pc, Reg, UnaryOp};

use super::Lowering;
use super::constant::small_int;

impl<'a> Lowering<'a> {
    pub(super) fn binary(&mut self, node: &'a ExprBinOp, dest: Reg) {
        let left = self.operand_in(&node.left, &[&*node.right], dest);
        if let Some(value) = addend(node.op, &node.right) {
            self.at(node);
            self.frame.emit(Op::AddInt { augmented: false, dest, left, value });
            return;
        }
        let right = self.operand(&node.right);
        self.at(node);
        self.frame.emit(match binary_op(node.op) {
            BinaryOp::Add => Op::Add { dest, left, right },
            BinaryOp::Subtract => Op::Subtract { dest, left, right },
            BinaryOp::Multiply => Op::Multiply { dest, left, right },
            op => Op::Binary { op, dest, left, right },
        });
    }

    pub(super) fn unary(&mut self, node: &'a ExprUnaryOp, dest: Reg) {
        let operand = self.operand_in(&node.operand, &[], dest);
        let op = match node.op {
            ast::UnaryOp::Invert => UnaryOp::Invert,
            ast::UnaryOp::Not => UnaryOp::Not,
            ast::UnaryOp::UAdd => UnaryOp::Plus,
            ast::UnaryOp::USub => UnaryOp::Negate,
        };
        self.at(node);
        self.frame.emit(Op::Unary { op, dest, operand });
    }

    pub(super) fn compare(&mut self, node: &'a ExprCompare, dest: Reg) {
        if let [op] = *node.ops {
            let left = self.operand_in(&node.operands[0], &[&node.operands[1]], dest);
            let right = self.operand(&node.operands[1]);
            self.at(node);
            self.frame.emit(Op::Compare { op: compare_op(op), dest, left, right });
            return;
        }
        let mut left = self.first_compared(node);
        let result = self.scratch(dest);
        let end = self.frame.label();
        for (n, op) in node.ops.iter().enumerate() {
            if n > 0 {
                self.frame.branch(end, Op::JumpUnless { condition: result, target: Pc(0) });
            }
            let right = self.next_compared(node, n + 1);
            self.at(node);
            let op = compare_op(*op);
            self.frame.emit(Op::Compare { op, dest: result, left, right });
            left = right;
        }
        self.frame.place(end);
        self.move_to(dest, result);
    }

    /// The left operand of a comparison's first operator.
    pub(super) fn first_compared(&mut self, node: &'a ExprCompare) -> Reg {
        self.operand_before(&node.operands[0], &[&node.operands[1]])
    }

    /// The operand at that place of a chain; the one after it is evaluated before its last use.
    pub(super) fn next_compared(&mut self, node: &'a ExprCompare, place: usize) -> Reg {
        match node.operands.get(place + 1) {
            Some(after) => self.operand_before(&node.operands[place], &[after]),
            None => self.operand(&node.operands[place]),
        }
    }

    pub(super) fn bool_op(&mut self, node: &'a ExprBoolOp, dest: Reg) {
        let result = self.scratch(dest);
        let end = self.frame.label();
        for (n, value) in node.values.iter().enumerate() {
            if n > 0 {
                self.at(node);
                let (condition, target) = (result, Pc(0));
                self.frame.branch(
                    end,
                    match node.op {
                        ast::BoolOp::And => Op::JumpUnless { condition, target },
                        ast::BoolOp::Or => Op::JumpIf { condition, target },
                    },
                );
            }
            self.into(value, result);
        }
        self.frame.place(end);
        self.move_to(dest, result);
    }
}

/// What `AddInt` adds: `x + 5` adds 5, and `x - 5` adds -5; a negative addend always means the
/// latter, so that messages name the right operator.
pub(super) fn addend(op: Operator, right: &Expr) -> Option<i16> {
    let value = match op {
        Operator::Add | Operator::Sub => small_int(right)?,
        _ => return None,
    };
    match op {
        Operator::Add if value >= 0 => Some(value),
        Operator::Sub if value > 0 => Some(-value),
        _ => None,
    }
}

pub(super) fn binary_op(op: Operator) -> BinaryOp {
    match op {
        Operator::Add => BinaryOp::Add,
        Operator::Sub => BinaryOp::Subtract,
        Operator::Mult => BinaryOp::Multiply,
        Operator::Div => BinaryOp::Divide,
        Operator::FloorDiv => BinaryOp::FloorDivide,
        Operator::Mod => BinaryOp::Modulo,
        Operator::Pow => BinaryOp::Power,
        Operator::LShift => BinaryOp::LeftShift,
        Operator::RShift => BinaryOp::RightShift,
        Operator::BitOr => BinaryOp::BitOr,
        Operator::BitXor => BinaryOp::BitXor,
        Operator::BitAnd => BinaryOp::BitAnd,
        Operator::MatMult => unreachable!("refused before"),
    }
}

pub(super) fn compare_op(op: CmpOp) -> CompareOp {
    match op {
        CmpOp::Eq => CompareOp::Equal,
        CmpOp::NotEq => CompareOp::NotEqual,
        CmpOp::Lt => CompareOp::Less,
        CmpOp::LtE => CompareOp::LessEqual,
        CmpOp::Gt => CompareOp::Greater,
        CmpOp::GtE => CompareOp::GreaterEqual,
        CmpOp::Is => CompareOp::Is,
        CmpOp::IsNot => CompareOp::IsNot,
        CmpOp::In => CompareOp::In,
        CmpOp::NotIn => CompareOp::NotIn,
    }
}
