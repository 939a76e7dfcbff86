//! Conditions: expressions that only decide where to go on.

use ruff_python_ast::{BoolOp, Expr, ExprBoolOp, ExprCompare, UnaryOp};

use crate::op::{CompareOp, Op, Pc, Reg};
use crate::program::Constant;

use super::Lowering;
use super::constant::{constant, small_int};
use super::frame::Label;
use super::operator::compare_op;

impl<'a> Lowering<'a> {
    /// Goes on at the label if the expression is false.
    pub(super) fn jump_unless(&mut self, expr: &'a Expr, label: Label) {
        let mark = self.frame.mark();
        match expr {
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => self.jump_if(&node.operand, label),
            Expr::BoolOp(node) if node.op == BoolOp::And => {
                node.values.iter().for_each(|value| self.jump_unless(value, label));
            }
            Expr::BoolOp(node) => {
                let is_true = self.frame.label();
                let last = self.all_but_last(node, |lowering, value| {
                    lowering.jump_if(value, is_true);
                });
                self.jump_unless(last, label);
                self.frame.place(is_true);
            }
            Expr::Compare(node) => self.jump_unless_compare(node, label),
            _ => match truth(expr) {
                Some(true) => {}
                Some(false) => self.frame.jump(label),
                None => {
                    let condition = self.operand(expr);
                    self.at(expr);
                    self.frame.branch(label, Op::JumpUnless { condition, target: Pc(0) });
                }
            },
        }
        self.frame.release(mark);
    }

    /// Goes on at the label if the expression is true.
    pub(super) fn jump_if(&mut self, expr: &'a Expr, label: Label) {
        let mark = self.frame.mark();
        match expr {
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => {
                self.jump_unless(&node.operand, label);
            }
            Expr::BoolOp(node) if node.op == BoolOp::Or => {
                node.values.iter().for_each(|value| self.jump_if(value, label));
            }
            Expr::BoolOp(node) => {
                let is_false = self.frame.label();
                let last = self.all_but_last(node, |lowering, value| {
                    lowering.jump_unless(value, is_false);
                });
                self.jump_if(last, label);
                self.frame.place(is_false);
            }
            Expr::Compare(node) => self.jump_if_compare(node, label),
            _ => match truth(expr) {
                Some(true) => self.frame.jump(label),
                Some(false) => {}
                None => {
                    let condition = self.operand(expr);
                    self.at(expr);
                    self.frame.branch(label, Op::JumpIf { condition, target: Pc(0) });
                }
            },
        }
        self.frame.release(mark);
    }

    fn all_but_last(
        &mut self,
        node: &'a ExprBoolOp,
        mut lower: impl FnMut(&mut Self, &'a Expr),
    ) -> &'a Expr {
        let (last, others) = node.values.split_last().expect("an operator has operands");
        others.iter().for_each(|value| lower(self, value));
        last
    }

    fn jump_unless_compare(&mut self, node: &'a ExprCompare, label: Label) {
        let mut left = self.first_compared(node);
        for (n, op) in node.ops.iter().enumerate() {
            let is_last = n + 1 == node.ops.len();
            left = self.compare_branch(node, n, compare_op(*op), left, is_last, label);
        }
    }

    /// Goes on at the label unless that operator of the chain holds; returns its right operand.
    fn compare_branch(
        &mut self,
        node: &'a ExprCompare,
        n: usize,
        op: CompareOp,
        left: Reg,
        is_last: bool,
        label: Label,
    ) -> Reg {
        let target = Pc(0);
        let has_int_form =
            !matches!(op, CompareOp::In | CompareOp::NotIn | CompareOp::Is | CompareOp::IsNot);
        if let (true, true, Some(value)) = (is_last, has_int_form, small_int(&node.operands[n + 1]))
        {
            self.at(node);
            self.frame.branch(label, Op::JumpUnlessCompareInt { op, left, value, target });
            return left;
        }
        let right = self.next_compared(node, n + 1);
        self.at(node);
        self.frame.branch(label, Op::JumpUnlessCompare { op, left, right, target });
        right
    }

    fn jump_if_compare(&mut self, node: &'a ExprCompare, label: Label) {
        // Membership and identity have exact opposites; other comparisons have not (NaN).
        if let [op] = *node.ops
            && let Some(op) = opposite(compare_op(op))
        {
            let left = self.first_compared(node);
            self.compare_branch(node, 0, op, left, true, label);
            return;
        }
        let is_false = self.frame.label();
        self.jump_unless_compare(node, is_false);
        self.frame.jump(label);
        self.frame.place(is_false);
    }
}

fn opposite(op: CompareOp) -> Option<CompareOp> {
    match op {
        CompareOp::In => Some(CompareOp::NotIn),
        CompareOp::NotIn => Some(CompareOp::In),
        CompareOp::Is => Some(CompareOp::IsNot),
        CompareOp::IsNot => Some(CompareOp::Is),
        _ => None,
    }
}

/// Whether the expression is surely true, or surely false.
fn truth(expr: &Expr) -> Option<bool> {
    match constant(expr)? {
        Constant::Bool(value) => Some(value),
        Constant::Int(value) => Some(value != 0),
        Constant::None => Some(false),
        Constant::Str(text) => Some(!text.is_empty()),
        _ => None,
    }
}
