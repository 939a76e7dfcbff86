//! `yield from`, after PEP 380: what is sent into a generator, or raised in it, goes to the generator
//! that it delegates to.

use ruff_python_ast::{Expr, ExprYieldFrom};

use crate::library::{HIDDEN, entry};
use crate::op::{Op, Pc, Reg};

use super::Lowering;
use super::unwind::BlockKind;

impl<'a> Lowering<'a> {
    pub(super) fn yield_from(&mut self, node: &'a ExprYieldFrom, dest: Reg) {
        let iter = self.frame.temps(2);
        let sent = iter.plus(1);
        self.call_hidden("_delegate", &node.value, iter);
        self.load_none(sent);
        let item = self.frame.temps(2);
        let is_over = item.plus(1);
        let end = self.frame.label();
        let top = self.frame.here();
        self.frame.branch(end, Op::Delegate { iter, dest: item, exit: Pc(0) });
        let give = self.frame.here();
        self.enter(BlockKind::Try);
        self.frame.emit(Op::Yield { dest: sent, value: item });
        let covered = self.leave();
        self.frame.jump_back(top);
        let exception = self.frame.temp();
        self.handle(covered, exception);
        let base = self.frame.temps(3);
        self.frame.emit(Op::LoadLibrary { dest: base, entry: hidden("_throw_into") });
        self.move_to(base.plus(1), iter);
        self.move_to(base.plus(2), exception);
        self.frame.emit(Op::Call { dest: base, base, n_args: 2 });
        self.frame.emit(Op::Unpack { source: base, first: item, count: 2 });
        self.load_none(sent);
        self.frame.branch(end, Op::JumpIf { condition: is_over, target: Pc(0) });
        self.frame.jump_back(give);
        self.frame.place(end);
        self.move_to(dest, item);
    }

    /// dest ← what a function of the prelude gives for the expression's value.
    pub(super) fn call_hidden(&mut self, name: &str, argument: &'a Expr, dest: Reg) {
        let mark = self.frame.mark();
        let base = self.frame.temps(2);
        self.frame.emit(Op::LoadLibrary { dest: base, entry: hidden(name) });
        self.into(argument, base.plus(1));
        self.at(argument);
        self.frame.emit(Op::Call { dest, base, n_args: 1 });
        self.frame.release(mark);
    }
}

/// The position of an entry that only the prelude and the compiler know.
pub(super) fn hidden(name: &str) -> u16 {
    entry(HIDDEN, name).expect("the table has all that the compiler uses")
}
