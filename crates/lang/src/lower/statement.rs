//! Statements: which file lowers which, and the simple ones.

use ruff_python_ast::{Expr, Stmt, StmtAssert, StmtIf, StmtImport, StmtImportFrom, StmtRaise};

use crate::library::{ExceptionKind, entry};
use crate::modules::{Member, module_index};
use crate::op::{Op, Reg};

use crate::scope::import_name;

use super::Lowering;

impl<'a> Lowering<'a> {
    pub(super) fn statements(&mut self, body: &'a [Stmt]) {
        body.iter().for_each(|stmt| self.statement(stmt));
    }

    fn statement(&mut self, stmt: &'a Stmt) {
        // What is too large is refused anyway, and `finally` bodies in each other multiply.
        if self.frame.is_too_large() || !self.frame.is_reachable() {
            return;
        }
        let mark = self.frame.mark();
        self.at(stmt);
        match stmt {
            Stmt::Expr(node) => self.effect(&node.value),
            Stmt::Assign(node) => self.assign(node),
            Stmt::AnnAssign(node) => self.annotated(node),
            Stmt::AugAssign(node) => self.augmented(node),
            Stmt::Delete(node) => node.targets.iter().for_each(|target| self.delete(target)),
            Stmt::If(node) => self.if_stmt(node),
            Stmt::While(node) => self.while_stmt(node),
            Stmt::For(node) => self.for_stmt(node),
            Stmt::Break(_) => self.break_stmt(),
            Stmt::Continue(_) => self.continue_stmt(),
            Stmt::Return(node) => self.return_stmt(node),
            Stmt::FunctionDef(node) => self.function_def(node),
            Stmt::ClassDef(node) => self.class_def(node),
            Stmt::Match(node) => self.match_stmt(node),
            Stmt::Try(node) => self.try_stmt(node),
            Stmt::With(node) => self.with_stmt(node),
            Stmt::Raise(node) => self.raise(node),
            Stmt::Assert(node) => self.assert(node),
            Stmt::Import(node) => self.import(node),
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => {}
            Stmt::TypeAlias(_) | Stmt::IpyEscapeCommand(_) => {
                unreachable!("refused before")
            }
        }
        self.frame.release(mark);
    }

    fn if_stmt(&mut self, node: &'a StmtIf) {
        let end = self.frame.label();
        let next = self.frame.label();
        self.jump_unless(&node.test, next);
        self.statements(&node.body);
        let mut next = next;
        for clause in &node.elif_else_clauses {
            self.frame.jump(end);
            self.frame.place(next);
            next = self.frame.label();
            if let Some(test) = &clause.test {
                self.at(clause);
                self.jump_unless(test, next);
            }
            self.statements(&clause.body);
        }
        self.frame.place(next);
        self.frame.place(end);
    }

    fn raise(&mut self, node: &'a StmtRaise) {
        let Some(exception) = &node.exc else {
            let op = match self.handled() {
                Some(exception) => Op::Reraise { exception },
                None => Op::RaiseActive,
            };
            return self.frame.emit_last(op);
        };
        let line = self.frame.line;
        let later: Vec<&Expr> = node.cause.iter().map(|cause| &**cause).collect();
        let exception = self.operand_before(exception, &later);
        let cause = match &node.cause {
            Some(cause) => self.operand(cause),
            None => Reg::NONE,
        };
        self.frame.line = line;
        self.frame.emit_last(Op::Raise { exception, cause });
    }

    fn assert(&mut self, node: &'a StmtAssert) {
        let line = self.frame.line;
        let holds = self.frame.label();
        self.jump_if(&node.test, holds);
        self.frame.line = line;
        let name = ExceptionKind::AssertionError.name();
        let class = entry("builtins", name).expect("the table has all exceptions");
        let exception = self.frame.temps(2);
        self.frame.emit(Op::LoadLibrary { dest: exception, entry: class });
        if let Some(message) = &node.msg {
            self.into(message, exception.plus(1));
            self.frame.line = line;
            self.frame.emit(Op::Call { dest: exception, base: exception, n_args: 1 });
        }
        self.frame.emit_last(Op::Raise { exception, cause: Reg::NONE });
        self.frame.place(holds);
    }

    fn import(&mut self, node: &'a StmtImport) {
        for alias in &node.names {
            let bound = match alias.asname {
                Some(_) => alias.name.as_str(),
                None => import_name(alias),
            };
            let module = module_index(bound).expect("refused before");
            self.bind_import(import_name(alias), Member::Module(module));
        }
    }

    fn import_from(&mut self, node: &'a StmtImportFrom) {
        let module = node.module.as_ref().expect("relative imports are refused").as_str();
        if module == "__future__" {
            return;
        }
        for alias in &node.names {
            if &alias.name == "*" {
                for (name, member) in self.modules.starred(module, self.scopes.origin) {
                    self.bind_import(name, member);
                }
                continue;
            }
            let member = self.modules.member(module, &alias.name, self.scopes.origin);
            self.bind_import(import_name(alias), member.expect("refused before"));
        }
    }

    fn bind_import(&mut self, name: &str, member: Member) {
        let mark = self.frame.mark();
        let dest = self.register_of(name).unwrap_or_else(|| self.frame.temp());
        self.load_member(member, dest);
        self.store_name(name, dest);
        self.frame.release(mark);
    }
}
