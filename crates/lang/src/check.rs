//! What the grammar lets through and Python refuses, and what this subset refuses.
//!
//! Names are not looked at here but in `scope`. A text without errors from here and from there
//! can be lowered without further questions.

mod expression;
mod habits;
mod import;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Comprehension, Expr, Operator, Stmt, StmtClassDef, StmtFor, StmtFunctionDef, StmtWith,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::diagnostic::Findings;
use crate::scope::{Origin, Outside, annotations_are_text, function_annotations};

/// Reports all that is wrong with the statements.
pub(crate) fn check(body: &[Stmt], outside: Outside, findings: &mut Findings) {
    let annotations_are_text = annotations_are_text(body);
    let contexts = vec![Context::new(Kind::Module)];
    let mut check = Check { findings, outside, contexts, annotations_are_text };
    check.visit_body(body);
    if outside.origin == Origin::Workload {
        habits::point_out(body, findings);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    /// A list, set or dict comprehension.
    Comprehension,
    Generator,
}

/// What to write instead of type parameters.
const TYPE_PARAMETERS_HELP: &str = "write `T = TypeVar(\"T\")` before it, from `typing`";

struct Context {
    kind: Kind,
    loops: u32,
}

impl Context {
    fn new(kind: Kind) -> Context {
        Context { kind, loops: 0 }
    }
}

struct Check<'f, 's, 't, 'm> {
    findings: &'f mut Findings<'s, 't>,
    outside: Outside<'m>,
    contexts: Vec<Context>,
    annotations_are_text: bool,
}

impl Check<'_, '_, '_, '_> {
    fn context(&mut self) -> &mut Context {
        self.contexts.last_mut().expect("the module's context is never left")
    }

    /// The innermost context that is not a comprehension.
    fn function(&self) -> Kind {
        let mut kinds = self.contexts.iter().rev().map(|context| context.kind);
        kinds.find(|kind| *kind != Kind::Comprehension).unwrap_or(Kind::Module)
    }

    fn unsupported(
        &mut self,
        code: &'static str,
        range: TextRange,
        what: &str,
        help: impl Into<String>,
    ) {
        self.findings.error(code, range, format!("{what} not part of this subset yet"), help);
    }

    /// The first characters of a node: its keyword, rather than the whole block.
    fn keyword(at: TextSize, word: &str) -> TextRange {
        let length = TextSize::try_from(word.len()).expect("keywords are short");
        TextRange::at(at, length)
    }

    fn statement(&mut self, stmt: &Stmt) {
        let at = stmt.start();
        match stmt {
            Stmt::TypeAlias(_) => {
                let help = "an alias is an ordinary variable: write `Name = …`";
                self.unsupported("unsupported-type-alias", stmt.range(), "`type` is", help);
            }
            Stmt::With(StmtWith { is_async: true, .. }) => {
                self.needs_async(Self::keyword(at, "async with"), "async with");
            }
            Stmt::For(StmtFor { is_async: true, .. }) => {
                self.needs_async(Self::keyword(at, "async for"), "async for");
            }
            Stmt::AugAssign(node) if node.op == Operator::MatMult => self.matrix(stmt.range()),
            Stmt::Import(node) => self.import(node),
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Return(_) if !matches!(self.function(), Kind::Function | Kind::AsyncFunction) => {
                let help = "put the code into a function, or leave the `return` out";
                let message = "`return` outside of a function";
                self.findings.error("return-outside-function", stmt.range(), message, help);
            }
            Stmt::Break(_) | Stmt::Continue(_) if self.context().loops == 0 => {
                let word = if stmt.is_break_stmt() { "break" } else { "continue" };
                let message = format!("`{word}` outside of a loop");
                let help = "it belongs into a `for` or `while`";
                self.findings.error("outside-loop", stmt.range(), message, help);
            }
            _ => {}
        }
    }

    /// For what only an `async` function can do.
    pub(super) fn needs_async(&mut self, range: TextRange, what: &str) {
        if self.function() != Kind::AsyncFunction {
            let message = format!("`{what}` outside of an `async` function");
            let help = "write `async def` for the function around it";
            self.findings.error("await-outside-async", range, message, help);
        }
    }

    fn matrix(&mut self, range: TextRange) {
        let help = "write the loops, or a function";
        self.unsupported("unsupported-matrix-multiplication", range, "the operator `@` is", help);
    }

    fn function_def(&mut self, node: &StmtFunctionDef) {
        for decorator in &node.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        if let Some(types) = &node.type_params {
            let help = TYPE_PARAMETERS_HELP;
            self.unsupported(
                "unsupported-type-parameters",
                types.range,
                "type parameters are",
                help,
            );
        }
        self.parameters(&node.parameters);
        if !self.annotations_are_text {
            function_annotations(node).for_each(|(_, annotation)| self.visit_expr(annotation));
        }
        let kind = if node.is_async { Kind::AsyncFunction } else { Kind::Function };
        self.contexts.push(Context::new(kind));
        self.visit_body(&node.body);
        self.contexts.pop();
    }

    fn class_def(&mut self, node: &StmtClassDef) {
        for decorator in &node.decorator_list {
            self.visit_expr(&decorator.expression);
        }
        if let Some(types) = &node.type_params {
            let help = TYPE_PARAMETERS_HELP;
            let what = "type parameters are";
            self.unsupported("unsupported-type-parameters", types.range, what, help);
        }
        if let Some(arguments) = &node.arguments {
            self.arguments(arguments);
            for base in arguments.args.iter().filter(|base| base.is_starred_expr()) {
                let help = "write the bases one by one";
                self.unsupported("unsupported-base", base.range(), "a starred base is", help);
            }
        }
        self.contexts.push(Context::new(Kind::Class));
        self.visit_body(&node.body);
        self.contexts.pop();
    }

    fn in_loop<'a>(&mut self, body: &'a [Stmt], otherwise: &'a [Stmt]) {
        self.context().loops += 1;
        self.visit_body(body);
        self.context().loops -= 1;
        self.visit_body(otherwise);
    }
}

impl<'a> Visitor<'a> for Check<'_, '_, '_, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.statement(stmt);
        match stmt {
            Stmt::FunctionDef(node) => self.function_def(node),
            Stmt::ClassDef(node) => self.class_def(node),
            Stmt::For(node) => {
                self.visit_expr(&node.iter);
                self.target(&node.target);
                self.in_loop(&node.body, &node.orelse);
            }
            Stmt::While(node) => {
                self.visit_expr(&node.test);
                self.in_loop(&node.body, &node.orelse);
            }
            Stmt::Assign(node) => {
                self.visit_expr(&node.value);
                node.targets.iter().for_each(|target| self.target(target));
            }
            Stmt::AnnAssign(node) => {
                if let Some(value) = &node.value {
                    self.visit_expr(value);
                }
                self.visit_annotation(&node.annotation);
                self.target(&node.target);
            }
            Stmt::With(node) => {
                for item in &node.items {
                    self.visit_expr(&item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        self.target(target);
                    }
                }
                self.visit_body(&node.body);
            }
            Stmt::TypeAlias(_) => {}
            _ => visitor::walk_stmt(self, stmt),
        }
    }

    /// Of a variable: those of functions are never evaluated.
    fn visit_annotation(&mut self, annotation: &'a Expr) {
        let is_evaluated = matches!(self.context().kind, Kind::Module | Kind::Class);
        if is_evaluated && !self.annotations_are_text {
            self.visit_expr(annotation);
        }
    }

    fn visit_comprehension(&mut self, _: &'a Comprehension) {
        unreachable!("comprehensions are visited by their expression");
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.expression(expr);
    }
}
