//! `while` and `for`.
//!
//! The condition stays at the top: each turn ends in a `Loop`, where CPython looks for
//! interruptions, and with that op a condition at the bottom would save nothing.

use ruff_python_ast::{Expr, StmtFor, StmtWhile};

use crate::op::{Op, Pc, Reg};

use super::Lowering;
use super::frame::Label;
use super::unwind::BlockKind;

impl<'a> Lowering<'a> {
    pub(super) fn while_stmt(&mut self, node: &'a StmtWhile) {
        let line = self.frame.line;
        let (exit, after) = (self.frame.label(), self.frame.label());
        let top = self.frame.begin_turns();
        self.jump_unless(&node.test, exit);
        self.enter(BlockKind::Loop { break_to: after, top, line });
        self.statements(&node.body);
        self.leave();
        self.frame.line = line;
        self.frame.jump_back(top);
        self.frame.place(exit);
        self.statements(&node.orelse);
        self.frame.place(after);
    }

    pub(super) fn for_stmt(&mut self, node: &'a StmtFor) {
        let line = self.frame.line;
        let (exit, after) = (self.frame.label(), self.frame.label());
        let iter = self.iterate(&node.iter, node.is_async);
        self.frame.line = line;
        let top = self.frame.begin_turns();
        self.next_item(iter, &node.target, exit);
        self.enter(BlockKind::Loop { break_to: after, top, line });
        self.statements(&node.body);
        self.leave();
        self.frame.line = line;
        self.frame.jump_back(top);
        self.frame.place(exit);
        self.statements(&node.orelse);
        self.frame.place(after);
    }

    /// Begins the iteration over a value; its state is in three temporaries from the returned one.
    /// If `is_async`, over what its `__aiter__` gives, as an iterator whose turns may wait.
    pub(super) fn iterate(&mut self, iterable: &'a Expr, is_async: bool) -> Reg {
        let iter = self.frame.temp();
        match is_async {
            true => self.call_hidden("_async_iterator", iterable, iter),
            false => self.into(iterable, iter),
        }
        self.frame.temps(2);
        self.at(iterable);
        self.frame.emit(Op::GetIter { dest: iter, iterable: iter });
        iter
    }

    /// Binds the target to the next item, or goes on at `exit`.
    pub(super) fn next_item(&mut self, iter: Reg, target: &'a Expr, exit: Label) {
        let direct = target.as_name_expr().and_then(|name| self.register_of(&name.id));
        let mark = self.frame.mark();
        let dest = direct.unwrap_or_else(|| self.frame.temp());
        self.frame.branch(exit, Op::ForIter { iter, dest, exit: Pc(0) });
        self.assign_to(target, dest);
        self.frame.release(mark);
    }
}
