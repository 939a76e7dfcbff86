//! What is allowed and hardly meant: a coroutine that is made and forgotten, a loop that waits by
//! asking. Neither changes how the workload runs.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef, StmtFunctionDef, StmtWhile};
use ruff_text_size::{Ranged, TextRange};

use crate::diagnostic::Findings;

/// Methods that only say how things stand.
const QUESTIONS: &[&str] =
    &["done", "empty", "full", "is_alive", "is_set", "locked", "poll", "qsize", "running"];

/// Points out what a workload hardly means.
pub(super) fn point_out(body: &[Stmt], findings: &mut Findings) {
    let mut names = Names::default();
    body.iter().for_each(|stmt| names.visit_stmt(stmt));
    let mut habits = Habits { findings, names, is_async: false };
    body.iter().for_each(|stmt| habits.visit_stmt(stmt));
}

/// Which names surely mean an `async def`: those that nothing else is called by.
#[derive(Default)]
struct Names {
    coroutines: BTreeSet<String>,
    others: BTreeSet<String>,
    /// The same of methods, in all classes together.
    methods: BTreeSet<String>,
    other_methods: BTreeSet<String>,
    in_class: bool,
}

impl Names {
    fn function(&mut self, node: &StmtFunctionDef) {
        // A decorator may make anything of it, and calling a generator runs nothing either.
        let is_plain = node.is_async && node.decorator_list.is_empty() && !yields(&node.body);
        let names = match (self.in_class, is_plain) {
            (false, true) => &mut self.coroutines,
            (false, false) => &mut self.others,
            (true, true) => &mut self.methods,
            (true, false) => &mut self.other_methods,
        };
        let is_new = names.insert(node.name.to_string());
        if is_plain && !is_new && !self.in_class {
            self.others.insert(node.name.to_string());
        }
    }

    fn within(&mut self, in_class: bool, body: &[Stmt]) {
        let outer = std::mem::replace(&mut self.in_class, in_class);
        body.iter().for_each(|stmt| self.visit_stmt(stmt));
        self.in_class = outer;
    }

    fn is_coroutine(&self, callee: &Expr) -> bool {
        match callee {
            Expr::Name(node) => {
                self.coroutines.contains(&*node.id) && !self.others.contains(&*node.id)
            }
            Expr::Attribute(node) => {
                let name = node.attr.as_str();
                let is_own = node.value.as_name_expr().is_some_and(|name| name.id == "self");
                is_own && self.methods.contains(name) && !self.other_methods.contains(name)
            }
            _ => false,
        }
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(node) => {
                self.function(node);
                for parameter in &node.parameters {
                    self.others.insert(parameter.name().to_string());
                }
                self.within(false, &node.body);
            }
            Stmt::ClassDef(StmtClassDef { body, .. }) => self.within(true, body),
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Name(node) = expr
            && !node.ctx.is_load()
        {
            self.others.insert(node.id.to_string());
        }
        visitor::walk_expr(self, expr);
    }
}

/// Whether a function's own body has a `yield`.
fn yields(body: &[Stmt]) -> bool {
    struct Yields(bool);

    impl<'a> Visitor<'a> for Yields {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            if !matches!(stmt, Stmt::FunctionDef(_) | Stmt::ClassDef(_)) {
                visitor::walk_stmt(self, stmt);
            }
        }

        fn visit_expr(&mut self, expr: &'a Expr) {
            self.0 |= matches!(expr, Expr::Yield(_) | Expr::YieldFrom(_));
            visitor::walk_expr(self, expr);
        }
    }

    let mut found = Yields(false);
    body.iter().for_each(|stmt| found.visit_stmt(stmt));
    found.0
}

struct Habits<'f, 's, 't> {
    findings: &'f mut Findings<'s, 't>,
    names: Names,
    is_async: bool,
}

impl Habits<'_, '_, '_> {
    /// A call that stands alone as a statement.
    fn forgotten(&mut self, call: &ExprCall) {
        if !self.names.is_coroutine(&call.func) {
            return;
        }
        let (name, callee) = match &*call.func {
            Expr::Attribute(node) => (node.attr.as_str(), format!("self.{}", node.attr)),
            Expr::Name(node) => (node.id.as_str(), node.id.to_string()),
            _ => return,
        };
        let message = format!(
            "coroutine `{name}` is never awaited: the call only makes it, and runs nothing"
        );
        let help = if self.is_async {
            format!("write `await {callee}(…)`, or start it with asyncio.create_task({callee}(…))")
        } else {
            format!("run it with asyncio.run({callee}(…)), or await it in an `async` function")
        };
        self.findings.warning("never-awaited", call.range(), message, help);
        if self.is_async {
            self.findings.replace(TextRange::empty(call.start()), "await ");
        }
    }

    fn wait(&mut self, node: &StmtWhile) {
        let is_idle = |stmt: &Stmt| match stmt {
            Stmt::Pass(_) | Stmt::Continue(_) => true,
            Stmt::Expr(stmt) => stmt.value.is_ellipsis_literal_expr(),
            _ => false,
        };
        if !node.body.iter().all(is_idle) || !only_asks(&node.test) {
            return;
        }
        let message = "this loop does nothing but ask again and again: it keeps a core busy until \
                       another task changes what it asks for";
        let help = "wait for an Event, a Condition or a queue instead, which wakes it when there is \
                    something to do";
        self.findings.warning("busy-wait", node.test.range(), message, help);
    }
}

/// Whether looking at a condition changes nothing, and others can change what it says.
fn only_asks(test: &Expr) -> bool {
    struct Looks {
        only_asks: bool,
        n_variables: usize,
    }

    impl<'a> Visitor<'a> for Looks {
        fn visit_expr(&mut self, expr: &'a Expr) {
            self.only_asks &= match expr {
                Expr::Call(call) => match &*call.func {
                    Expr::Attribute(callee) => {
                        call.arguments.is_empty() && QUESTIONS.contains(&callee.attr.as_str())
                    }
                    Expr::Name(callee) => callee.id == "len",
                    _ => false,
                },
                Expr::Name(_) => {
                    self.n_variables += 1;
                    true
                }
                Expr::Named(_) | Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => false,
                _ => true,
            };
            visitor::walk_expr(self, expr);
        }
    }

    let mut looks = Looks { only_asks: true, n_variables: 0 };
    looks.visit_expr(test);
    looks.only_asks && looks.n_variables > 0
}

impl<'a> Visitor<'a> for Habits<'_, '_, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::FunctionDef(node) => {
                let outer = std::mem::replace(&mut self.is_async, node.is_async);
                node.body.iter().for_each(|stmt| self.visit_stmt(stmt));
                self.is_async = outer;
            }
            Stmt::Expr(node) => {
                if let Expr::Call(call) = &*node.value {
                    self.forgotten(call);
                }
            }
            Stmt::While(node) => {
                self.wait(node);
                visitor::walk_stmt(self, stmt);
            }
            _ => visitor::walk_stmt(self, stmt),
        }
    }
}
