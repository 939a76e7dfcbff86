//! `try` with `except`, `else` and `finally`.
//!
//! The body of a `finally` is lowered once for each way out: at the end, for an exception, and for
//! each `return`, `break` and `continue`.

use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, StmtTry};

use crate::op::{Op, Pc};
use crate::scope::Place;

use super::Lowering;
use super::frame::Label;
use super::unwind::BlockKind;

impl<'a> Lowering<'a> {
    pub(super) fn try_stmt(&mut self, node: &'a StmtTry) {
        if node.finalbody.is_empty() {
            return self.try_except(node);
        }
        let after = self.frame.label();
        self.enter(BlockKind::Finally(&node.finalbody));
        if node.handlers.is_empty() {
            self.statements(&node.body);
            self.statements(&node.orelse);
        } else {
            self.try_except(node);
        }
        let covered = self.leave();
        self.statements(&node.finalbody);
        self.frame.jump(after);
        if !covered.is_empty() {
            let exception = self.frame.temp();
            self.handle(covered, exception);
            self.at(node);
            self.begin_handling(exception);
            self.statements(&node.finalbody);
            self.leave_handling();
            self.frame.emit_last(Op::Reraise { exception });
        }
        self.frame.place(after);
    }

    fn try_except(&mut self, node: &'a StmtTry) {
        if node.is_star {
            return self.try_except_star(node);
        }
        let after = self.frame.label();
        self.enter(BlockKind::Try);
        self.statements(&node.body);
        let covered = self.leave();
        self.statements(&node.orelse);
        self.frame.jump(after);
        if covered.is_empty() {
            self.frame.place(after);
            return;
        }
        let exception = self.frame.temp();
        self.handle(covered, exception);
        self.at(&node.handlers[0]);
        self.begin_handling(exception);
        for ExceptHandler::ExceptHandler(handler) in &node.handlers {
            self.handler(handler, exception, after);
        }
        self.leave_handling();
        // No clause matched.
        self.frame.emit_last(Op::Reraise { exception });
        self.frame.place(after);
    }

    fn handler(
        &mut self,
        node: &'a ExceptHandlerExceptHandler,
        exception: crate::op::Reg,
        after: Label,
    ) {
        let mark = self.frame.mark();
        let next = self.frame.label();
        if let Some(class) = &node.type_ {
            let dest = self.frame.temp();
            let class = self.operand(class);
            self.at(node);
            self.frame.emit(Op::MatchException { dest, exception, class });
            self.frame.branch(next, Op::JumpUnless { condition: dest, target: Pc(0) });
            self.frame.release(mark);
        }
        match &node.name {
            Some(name) => self.named_handler(node, name, exception, after),
            None => {
                self.statements(&node.body);
                self.frame.emit(Op::EndHandling);
                self.frame.jump(after);
            }
        }
        self.frame.place(next);
        self.frame.release(mark);
    }

    /// The name of an `except … as` is unbound at the end, also after a further exception.
    fn named_handler(
        &mut self,
        node: &'a ExceptHandlerExceptHandler,
        name: &'a str,
        exception: crate::op::Reg,
        after: Label,
    ) {
        self.store_name(name, exception);
        self.enter(BlockKind::ExceptName(name));
        self.statements(&node.body);
        let covered = self.leave();
        if self.frame.is_reachable() {
            self.unbind_exception(name);
            self.frame.emit(Op::EndHandling);
            self.frame.jump(after);
        }
        // A variable of the frame is gone when the exception leaves the function.
        let is_seen = !matches!(self.place_of(name), Place::Register(_)) || self.is_covered();
        if is_seen && !covered.is_empty() {
            let second = self.frame.temp();
            self.handle(covered, second);
            self.unbind_exception(name);
            self.frame.emit_last(Op::Reraise { exception: second });
        }
    }

    /// Whether a handler of this function covers this place.
    fn is_covered(&self) -> bool {
        self.frame.blocks.iter().any(|block| {
            matches!(block.kind, BlockKind::Try | BlockKind::Finally(_) | BlockKind::With { .. })
        })
    }

    /// Unbinds the name of an `except … as`, which the body may have done already.
    pub(super) fn unbind_exception(&mut self, name: &str) {
        let is_bound = matches!(self.place_of(name), Place::Register(register) if self.frame.bound.contains(register));
        if !is_bound {
            let dest = self.register_of(name).unwrap_or_else(|| self.frame.temp());
            self.load_none(dest);
            self.store_name(name, dest);
        }
        self.delete_name(name);
    }
}
