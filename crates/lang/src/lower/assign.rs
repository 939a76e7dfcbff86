//! Assignments, plain and augmented, unpacking, and `del`.

use ruff_python_ast::{Expr, StmtAnnAssign, StmtAssign, StmtAugAssign};
use ruff_text_size::Ranged;

use crate::op::{Op, Reg};

use super::constant::constant;
use super::operator::{addend, binary_op};
use super::{Lowering, may_bind};

/// More targets in one list are refused as too large.
const UNPACK_MAX: usize = 1000;

/// Values of so many are assigned to as many targets without making a tuple.
const PARALLEL_MAX: usize = 8;

impl<'a> Lowering<'a> {
    pub(super) fn assign(&mut self, node: &'a StmtAssign) {
        let line = self.frame.line;
        if let [target] = &*node.targets {
            return self.assign_one(target, &node.value);
        }
        // The value's register must not change before all targets have it.
        let are_names = node.targets.iter().all(Expr::is_name_expr);
        let first = node.targets[0].as_name_expr().and_then(|name| self.register_of(&name.id));
        let source = match (are_names, first) {
            (true, Some(register)) => {
                self.into(&node.value, register);
                register
            }
            (true, None) => self.operand(&node.value),
            (false, _) => {
                let temp = self.frame.temp();
                self.into(&node.value, temp);
                temp
            }
        };
        for target in &node.targets {
            self.frame.line = line;
            self.assign_to(target, source);
        }
    }

    pub(super) fn annotated(&mut self, node: &'a StmtAnnAssign) {
        let line = self.frame.line;
        if let Some(value) = &node.value {
            self.assign_one(&node.target, value);
        }
        self.frame.line = line;
        self.variable_annotation(node);
    }

    fn assign_one(&mut self, target: &'a Expr, value: &'a Expr) {
        let line = self.frame.line;
        if let Expr::Name(name) = target
            && let Some(register) = self.register_of(&name.id)
        {
            self.into(value, register);
            self.frame.bound.insert(register);
            return;
        }
        if let (Some(targets), Expr::Tuple(values)) = (elements(target), value)
            && self.is_parallel(targets, &values.elts)
        {
            return self.assign_parallel(targets, &values.elts);
        }
        let source = self.operand_before(value, &[target]);
        self.frame.line = line;
        self.assign_to(target, source);
    }

    /// `a, b = b, a` and the like: no tuple is needed.
    fn is_parallel(&self, targets: &[Expr], values: &[Expr]) -> bool {
        targets.len() == values.len()
            && targets.len() <= PARALLEL_MAX
            && !targets.is_empty()
            && !targets.iter().chain(values).any(Expr::is_starred_expr)
    }

    fn assign_parallel(&mut self, targets: &'a [Expr], values: &'a [Expr]) {
        let line = self.frame.line;
        let mut sources = Vec::new();
        for (n, value) in values.iter().enumerate() {
            let before = &targets[..n];
            let later: Vec<&Expr> = values[n + 1..].iter().chain(targets).collect();
            // A variable that a former target overwrites must be copied.
            let own = value.as_name_expr().and_then(|name| self.register_of(&name.id));
            let is_overwritten = own.is_some_and(|own| {
                before.iter().any(|target| match target {
                    Expr::Name(name) => self.register_of(&name.id) == Some(own),
                    Expr::Attribute(_) | Expr::Subscript(_) => false,
                    _ => true,
                })
            });
            sources.push(if is_overwritten {
                let temp = self.frame.temp();
                self.into(value, temp);
                Some(temp)
            } else if constant(value).is_some() {
                None
            } else {
                Some(self.operand_before(value, &later))
            });
        }
        for ((target, value), source) in targets.iter().zip(values).zip(sources) {
            self.frame.line = line;
            match source {
                Some(source) => self.assign_to(target, source),
                // Constants need no evaluation before.
                None => self.assign_one(target, value),
            }
        }
    }

    /// Binds the target to a value that is already there.
    pub(super) fn assign_to(&mut self, target: &'a Expr, source: Reg) {
        let mark = self.frame.mark();
        match target {
            Expr::Name(name) => self.store_name(&name.id, source),
            Expr::Attribute(node) => {
                let object = self.operand(&node.value);
                let name = self.attribute_name(&node.attr);
                self.at(node);
                self.frame.emit(Op::SetAttr { object, name, value: source });
            }
            Expr::Subscript(node) => {
                let object = self.operand_before(&node.value, &[&*node.slice]);
                let index = self.operand(&node.slice);
                self.at(node);
                self.frame.emit(Op::SetItem { object, index, value: source });
            }
            _ => self.unpack(elements(target).expect("nothing else is a target"), source),
        }
        self.frame.release(mark);
    }

    fn unpack(&mut self, targets: &'a [Expr], source: Reg) {
        if targets.len() > UNPACK_MAX {
            let range = targets[0].range();
            return self.too_large(range);
        }
        let count = u16::try_from(targets.len()).expect("the limit is below");
        let star = targets.iter().position(Expr::is_starred_expr);
        if star.is_none()
            && let Some(first) = self.consecutive(targets)
        {
            self.frame.emit(Op::Unpack { source, first, count });
            for register in 0..count {
                self.frame.bound.insert(first.plus(register));
            }
            return;
        }
        let first = self.frame.temps(targets.len());
        match star.map(u8::try_from) {
            None => self.frame.emit(Op::Unpack { source, first, count }),
            Some(Ok(before)) => {
                let after = count - u16::from(before) - 1;
                self.frame.emit(Op::UnpackStarred { before, source, first, after });
            }
            Some(Err(_)) => return self.too_large(targets[0].range()),
        }
        for (target, n) in targets.iter().zip(0..) {
            let target = target.as_starred_expr().map_or(target, |starred| &*starred.value);
            self.assign_to(target, first.plus(n));
        }
    }

    /// The first of the targets' registers, if they stand in a row.
    fn consecutive(&self, targets: &[Expr]) -> Option<Reg> {
        let first = self.register_of(&targets.first()?.as_name_expr()?.id)?;
        let are_in_row = targets.iter().zip(0..).all(|(target, n)| {
            let name = target.as_name_expr();
            name.is_some_and(|name| self.register_of(&name.id) == Some(first.plus(n)))
        });
        are_in_row.then_some(first)
    }

    pub(super) fn augmented(&mut self, node: &'a StmtAugAssign) {
        match &*node.target {
            Expr::Name(name) => {
                let current = match self.local(&name.id, node.start()) {
                    Some(register) if !may_bind(&node.value) => register,
                    _ => {
                        let temp = self.frame.temp();
                        self.load_name(&name.id, node.start(), temp);
                        temp
                    }
                };
                let dest = self.register_of(&name.id).unwrap_or(current);
                self.update(node, dest, current);
                self.store_name(&name.id, dest);
            }
            Expr::Attribute(target) => {
                let object = self.operand_before(&target.value, &[&*node.value]);
                let name = self.attribute_name(&target.attr);
                let current = self.frame.temp();
                self.frame.emit(Op::GetAttr { dest: current, object, name });
                self.update(node, current, current);
                self.frame.emit(Op::SetAttr { object, name, value: current });
            }
            Expr::Subscript(target) => {
                let object = self.operand_before(&target.value, &[&*target.slice, &*node.value]);
                let index = self.operand_before(&target.slice, &[&*node.value]);
                let current = self.frame.temp();
                self.frame.emit(Op::GetItem { dest: current, object, index });
                self.update(node, current, current);
                self.frame.emit(Op::SetItem { object, index, value: current });
            }
            _ => unreachable!("the parser refuses other targets"),
        }
    }

    /// dest ← current op= value.
    fn update(&mut self, node: &'a StmtAugAssign, dest: Reg, current: Reg) {
        let left = current;
        if let Some(value) = addend(node.op, &node.value) {
            self.at(node);
            return self.frame.emit(Op::AddInt { augmented: true, dest, left, value });
        }
        let right = self.operand(&node.value);
        self.at(node);
        self.frame.emit(Op::Augmented { op: binary_op(node.op), dest, left, right });
    }

    pub(super) fn delete(&mut self, target: &'a Expr) {
        let mark = self.frame.mark();
        match target {
            Expr::Name(name) => self.delete_name(&name.id),
            Expr::Attribute(node) => {
                let object = self.operand(&node.value);
                let name = self.attribute_name(&node.attr);
                self.frame.emit(Op::DeleteAttr { object, name });
            }
            Expr::Subscript(node) => {
                let object = self.operand_before(&node.value, &[&*node.slice]);
                let index = self.operand(&node.slice);
                self.frame.emit(Op::DeleteItem { object, index });
            }
            _ => {
                let targets = elements(target).expect("nothing else can be deleted");
                targets.iter().for_each(|target| self.delete(target));
            }
        }
        self.frame.release(mark);
    }
}

fn elements(target: &Expr) -> Option<&[Expr]> {
    match target {
        Expr::Tuple(node) => Some(&node.elts),
        Expr::List(node) => Some(&node.elts),
        _ => None,
    }
}
