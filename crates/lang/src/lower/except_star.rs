//! `except*`, after PEP 654: each clause handles its part of a group; what the clauses raise, and what
//! none of them handles, is raised together at the end.

use ruff_python_ast::{ExceptHandler, ExceptHandlerExceptHandler, StmtTry};

use crate::modules::GROUPS;
use crate::op::{CompareOp, Op, Pc, Reg};

use super::Lowering;
use super::unwind::BlockKind;

/// The registers of such a statement.
#[derive(Clone, Copy)]
struct Star {
    /// What none of the clauses has handled yet.
    rest: Reg,
    /// The list of what they raised.
    raised: Reg,
}

impl<'a> Lowering<'a> {
    pub(super) fn try_except_star(&mut self, node: &'a StmtTry) {
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
        let first = self.frame.temps(2);
        let star = Star { rest: first, raised: first.plus(1) };
        self.move_to(star.rest, exception);
        self.frame.emit(Op::MakeList { dest: star.raised, first: star.raised, count: 0 });
        for ExceptHandler::ExceptHandler(handler) in &node.handlers {
            let mark = self.frame.mark();
            self.clause(handler, star);
            self.frame.release(mark);
        }
        let done = self.frame.label();
        let result = self.call_groups("_finish_star", &[exception, star.raised, star.rest]);
        let none = self.frame.temp();
        self.load_none(none);
        let (op, left, right) = (CompareOp::IsNot, result, none);
        self.frame.branch(done, Op::JumpUnlessCompare { op, left, right, target: Pc(0) });
        self.frame.emit_last(Op::Reraise { exception: result });
        self.frame.place(done);
        self.leave_handling();
        self.frame.emit(Op::EndHandling);
        self.frame.place(after);
    }

    fn clause(&mut self, node: &'a ExceptHandlerExceptHandler, star: Star) {
        self.at(node);
        let class = node.type_.as_deref().expect("the grammar wants a class after except*");
        let class = self.operand(class);
        let pair = self.call_groups("_split_star", &[star.rest, class]);
        let parts = self.frame.temps(2);
        self.frame.emit(Op::Unpack { source: pair, first: parts, count: 2 });
        self.move_to(star.rest, parts.plus(1));
        let none = self.frame.temp();
        self.load_none(none);
        let next = self.frame.label();
        let (op, left, right) = (CompareOp::IsNot, parts, none);
        self.frame.branch(next, Op::JumpUnlessCompare { op, left, right, target: Pc(0) });
        self.enter(BlockKind::Try);
        self.begin_handling(parts);
        if let Some(name) = &node.name {
            self.store_name(name, parts);
        }
        self.statements(&node.body);
        self.leave_handling();
        if self.frame.is_reachable() {
            self.frame.emit(Op::EndHandling);
        }
        let covered = self.leave();
        if let (Some(name), true) = (&node.name, self.frame.is_reachable()) {
            self.unbind_exception(name);
        }
        self.frame.jump(next);
        if !covered.is_empty() {
            let raised = self.frame.temp();
            self.handle(covered, raised);
            self.frame.emit(Op::ListAppend { list: star.raised, value: raised });
            if let Some(name) = &node.name {
                self.unbind_exception(name);
            }
        }
        self.frame.place(next);
    }

    /// What a function of the library's `_groups` gives for these arguments.
    fn call_groups(&mut self, function: &str, args: &[Reg]) -> Reg {
        let base = self.frame.temps(args.len() + 1);
        let member = self.modules.private_member(GROUPS, function);
        self.load_member(member, base);
        for (arg, n) in args.iter().zip(1..) {
            self.move_to(base.plus(n), *arg);
        }
        let n_args = u16::try_from(args.len()).expect("there are three at most");
        self.frame.emit(Op::Call { dest: base, base, n_args });
        base
    }
}
