//! `with`: entering context managers, and leaving them on every way out.

use ruff_python_ast::{Expr, StmtWith, WithItem};

use crate::op::{Op, Pc, Reg};

use super::Lowering;
use super::unwind::BlockKind;

impl<'a> Lowering<'a> {
    pub(super) fn with_stmt(&mut self, node: &'a StmtWith) {
        let mut entered = Vec::new();
        for item in &node.items {
            self.at(item);
            entered.push((self.enter_context(item, node.is_async), self.frame.line));
        }
        self.statements(&node.body);
        // The last that was entered is left first.
        while let Some((manager, line)) = entered.pop() {
            self.frame.line = line;
            self.leave_context(manager, node.is_async);
        }
    }

    fn enter_context(&mut self, item: &'a WithItem, is_async: bool) -> Reg {
        let line = self.frame.line;
        let manager = self.manager(&item.context_expr);
        self.frame.line = line;
        let mark = self.frame.mark();
        let target = item.optional_vars.as_deref();
        let name = target.and_then(Expr::as_name_expr);
        let direct = name.and_then(|name| self.register_of(&name.id));
        let entered = direct.unwrap_or_else(|| self.frame.temp());
        self.frame.emit(Op::EnterContext { is_async, dest: entered, manager });
        self.enter(BlockKind::With { is_async, manager, line });
        if let Some(target) = target {
            self.assign_to(target, entered);
        }
        self.frame.line = line;
        self.frame.release(mark);
        manager
    }

    fn leave_context(&mut self, manager: Reg, is_async: bool) {
        let line = self.frame.line;
        let covered = self.leave();
        let after = self.frame.label();
        self.exit_context(is_async, manager, Reg::NONE);
        self.frame.jump(after);
        if !covered.is_empty() {
            let exception = self.frame.temp();
            self.handle(covered, exception);
            self.frame.line = line;
            self.begin_handling(exception);
            let condition = self.exit_context(is_async, manager, exception);
            let swallowed = self.frame.label();
            self.frame.branch(swallowed, Op::JumpIf { condition, target: Pc(0) });
            self.frame.emit_last(Op::Reraise { exception });
            self.frame.place(swallowed);
            self.leave_handling();
            self.frame.emit(Op::EndHandling);
        }
        self.frame.place(after);
    }

    /// The manager's register: a variable's own only if nothing binds that again.
    fn manager(&mut self, expr: &'a Expr) -> Reg {
        if let Expr::Name(name) = expr {
            let symbol = self.scopes.owner(self.frame.current, &name.id);
            if symbol.is_some_and(|symbol| symbol.n_bindings == 1) {
                return self.operand(expr);
            }
        }
        let temp = self.frame.temp();
        self.into(expr, temp);
        temp
    }

    pub(super) fn exit_context(&mut self, is_async: bool, manager: Reg, exception: Reg) -> Reg {
        let mark = self.frame.mark();
        let dest = self.frame.temp();
        self.frame.emit(Op::ExitContext { is_async, dest, manager, exception });
        self.frame.release(mark);
        dest
    }
}
