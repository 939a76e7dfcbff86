//! Expressions: which file lowers which, and the values themselves.

use ruff_python_ast::{Expr, ExprAttribute, ExprIf, ExprNamed};
use ruff_text_size::Ranged;

use crate::op::{Op, Reg};

use super::constant::constant;
use super::{Lowering, may_bind};

impl<'a> Lowering<'a> {
    /// A register with the expression's value: a variable's own, or a new temporary.
    pub(super) fn operand(&mut self, expr: &'a Expr) -> Reg {
        match expr {
            Expr::Name(node) => {
                if let Some(register) = self.at_local(expr, &node.id) {
                    return register;
                }
            }
            Expr::Named(node) => {
                if let Some(register) = self.named_local(node) {
                    return register;
                }
            }
            _ => {}
        }
        let temp = self.frame.temp();
        self.into(expr, temp);
        temp
    }

    /// Like `operand`, for the first operand of an op that writes to `dest`: a temporary there
    /// can hold the operand, too.
    pub(super) fn operand_in(&mut self, expr: &'a Expr, later: &[&Expr], dest: Reg) -> Reg {
        if expr.is_name_expr() || expr.is_named_expr() || !self.frame.is_temp(dest, self.scopes) {
            return self.operand_before(expr, later);
        }
        self.into(expr, dest);
        dest
    }

    /// Like `operand`, when more is evaluated before the value is used: a variable that one of
    /// the later expressions could bind is copied first.
    pub(super) fn operand_before(&mut self, expr: &'a Expr, later: &[&Expr]) -> Reg {
        let name = match expr {
            Expr::Name(node) => Some(node),
            Expr::Named(node) => node.target.as_name_expr(),
            _ => None,
        };
        let is_rebound = name.is_some_and(|name| {
            let symbol = self.scopes.owner(self.frame.current, &name.id);
            symbol.is_some_and(|symbol| symbol.is_walrus_target)
                && later.iter().any(|later| may_bind(later))
        });
        if !is_rebound {
            return self.operand(expr);
        }
        let temp = self.frame.temp();
        self.into(expr, temp);
        temp
    }

    fn at_local(&mut self, expr: &Expr, name: &str) -> Option<Reg> {
        self.at(expr);
        self.local(name, expr.start())
    }

    /// dest ← the expression's value. Unless dest is a temporary, it is written only at the end:
    /// the expression may still read the variable, and a handler may see it.
    pub(super) fn into(&mut self, expr: &'a Expr, dest: Reg) {
        let mark = self.frame.mark();
        self.at(expr);
        if let Some(constant) = constant(expr) {
            self.load_constant(constant, dest);
        } else {
            self.compute(expr, dest);
        }
        self.frame.release(mark);
    }

    fn compute(&mut self, expr: &'a Expr, dest: Reg) {
        match expr {
            Expr::Name(node) => self.load_name(&node.id, node.start(), dest),
            Expr::Named(node) => self.named(node, dest),
            Expr::BinOp(node) => self.binary(node, dest),
            Expr::UnaryOp(node) => self.unary(node, dest),
            Expr::Compare(node) => self.compare(node, dest),
            Expr::BoolOp(node) => self.bool_op(node, dest),
            Expr::If(node) => self.conditional(node, dest),
            Expr::Call(node) => self.call(node, dest),
            Expr::Attribute(node) => self.attribute(node, dest),
            Expr::Subscript(node) => self.subscript(node, dest),
            Expr::Slice(node) => self.slice(node, dest),
            Expr::List(node) => self.list(&node.elts, dest),
            Expr::Tuple(node) => self.tuple(&node.elts, dest),
            Expr::Set(node) => self.set(&node.elts, dest),
            Expr::Dict(node) => self.dict(node, dest),
            Expr::ListComp(node) => self.list_comprehension(node, dest),
            Expr::SetComp(node) => self.set_comprehension(node, dest),
            Expr::DictComp(node) => self.dict_comprehension(node, dest),
            Expr::Generator(node) => self.generator(node, dest),
            Expr::FString(node) => self.f_string(node, dest),
            Expr::Lambda(node) => self.lambda(node, dest),
            Expr::Await(node) => {
                let awaitable = self.operand_in(&node.value, &[], dest);
                self.at(expr);
                self.frame.emit(Op::Await { dest, awaitable });
            }
            Expr::Yield(node) => {
                let value = match &node.value {
                    Some(value) => self.operand(value),
                    None => self.none(),
                };
                self.at(expr);
                self.frame.emit(Op::Yield { dest, value });
            }
            Expr::YieldFrom(node) => self.yield_from(node, dest),
            Expr::NumberLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_) => unreachable!("literals are constants"),
            Expr::Starred(_) | Expr::TString(_) | Expr::IpyEscapeCommand(_) => {
                unreachable!("refused before")
            }
        }
    }

    /// Evaluates the expression for its effects only.
    pub(super) fn effect(&mut self, expr: &'a Expr) {
        if constant(expr).is_some() {
            return;
        }
        let mark = self.frame.mark();
        self.operand(expr);
        self.frame.release(mark);
    }

    /// dest itself if it is a temporary, else a new one: for what is written in several steps.
    pub(super) fn scratch(&mut self, dest: Reg) -> Reg {
        if self.frame.is_temp(dest, self.scopes) { dest } else { self.frame.temp() }
    }

    pub(super) fn none(&mut self) -> Reg {
        let temp = self.frame.temp();
        self.load_none(temp);
        temp
    }

    fn named(&mut self, node: &'a ExprNamed, dest: Reg) {
        if let Some(register) = self.named_local(node) {
            self.move_to(dest, register);
            return;
        }
        let value = self.scratch(dest);
        self.into(&node.value, value);
        self.at(node);
        let target = node.target.as_name_expr().expect("the parser allows only names");
        self.store_name(&target.id, value);
        self.move_to(dest, value);
    }

    /// Binds a walrus' target, if that lives in a register of this frame.
    fn named_local(&mut self, node: &'a ExprNamed) -> Option<Reg> {
        let target = node.target.as_name_expr()?;
        let register = self.register_of(&target.id)?;
        self.into(&node.value, register);
        self.frame.bound.insert(register);
        Some(register)
    }

    fn conditional(&mut self, node: &'a ExprIf, dest: Reg) {
        let (otherwise, end) = (self.frame.label(), self.frame.label());
        self.jump_unless(&node.test, otherwise);
        self.into(&node.body, dest);
        self.frame.jump(end);
        self.frame.place(otherwise);
        self.into(&node.orelse, dest);
        self.frame.place(end);
    }

    fn attribute(&mut self, node: &'a ExprAttribute, dest: Reg) {
        if let Expr::Name(module) = &*node.value
            && let Some(member) = self.module_member(&module.id, module.start(), &node.attr)
        {
            return self.load_member(member, dest);
        }
        let object = self.operand_in(&node.value, &[], dest);
        let name = self.attribute_name(&node.attr);
        self.at(node);
        self.frame.emit(Op::GetAttr { dest, object, name });
    }
}
