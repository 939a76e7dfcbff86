//! Syntax tree → ops. One file for each family of constructs; `frame` keeps the books.
//!
//! An expression is lowered in one of three ways: `operand` gives a register that holds its value
//! (a variable's own, where that is safe), `into` writes it to a given register as its very last
//! effect, and `jump_if` / `jump_unless` only branch on it.
//! The texts that come here have no errors: `check` and `scope` have refused all that is missing.

mod annotation;
mod assign;
mod call;
mod class;
mod comprehension;
mod condition;
mod constant;
mod container;
mod define;
mod delegate;
mod except_star;
mod expression;
mod frame;
mod loops;
mod match_stmt;
mod names;
mod operator;
mod statement;
mod text;
mod try_stmt;
mod unwind;
mod with_stmt;

use litemap::LiteMap;

use indexmap::IndexSet;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::library::source::{is_atomic, is_builtin};
use crate::limits::TABLE_MAX;
use crate::modules::Modules;
use crate::program::{Code, CodeIdx, CodeKind, NameIdx, Parameters};
use crate::scope::{Origin, ScopeId, Scopes};
use crate::source::Source;

use frame::Frame;

/// What the prelude and the workload have in common.
#[derive(Default)]
pub(crate) struct Tables {
    /// In the order of their `def`s; none while a function is being lowered.
    pub(crate) functions: Vec<Option<Code>>,
    /// Attribute and keyword names.
    pub(crate) names: IndexSet<String>,
}

/// The function whose ops, registers, names, … are more than 16 bits can count.
pub(crate) struct TooLarge {
    pub(crate) function: String,
    pub(crate) range: TextRange,
}

pub(crate) struct Lowering<'a> {
    source: &'a Source<'a>,
    scopes: &'a Scopes,
    modules: &'a Modules,
    /// The `__name__` of the module.
    module: &'a str,
    tables: &'a mut Tables,
    /// Functions by their place: the body of a `finally` is lowered once for each way out, but
    /// the functions in it only once.
    codes: LiteMap<(TextSize, TextSize), CodeIdx>,
    frame: Frame<'a>,
    too_large: Option<TooLarge>,
}

/// Lowers a module; its body is the function that is returned.
pub(crate) fn lower<'a>(
    body: &'a [Stmt],
    module: &'a str,
    source: &'a Source<'a>,
    scopes: &'a Scopes,
    modules: &'a Modules,
    tables: &'a mut Tables,
) -> Result<CodeIdx, TooLarge> {
    let frame = Frame::new(scopes, ScopeId::MODULE, "<module>".to_string(), String::new());
    let mut lowering = Lowering {
        source,
        scopes,
        modules,
        module,
        tables,
        codes: LiteMap::new(),
        frame,
        too_large: None,
    };
    if scopes.first_global + scopes.globals.len() >= TABLE_MAX {
        lowering.too_large(TextRange::default());
    }
    let entry = lowering.reserve();
    lowering.frame.line = 1;
    lowering.begin_frame();
    lowering.statements(body);
    lowering.frame.end();
    let code = lowering.finish(CodeKind::Function, Parameters::default(), 1, TextRange::default());
    lowering.tables.functions[entry.index()] = Some(code);
    match lowering.too_large {
        None => Ok(entry),
        Some(too_large) => Err(too_large),
    }
}

impl<'a> Lowering<'a> {
    /// Takes the next place in the table of functions.
    fn reserve(&mut self) -> CodeIdx {
        let index = self.tables.functions.len();
        if index > TABLE_MAX {
            self.too_large(TextRange::default());
            return CodeIdx(0);
        }
        self.tables.functions.push(None);
        CodeIdx(u16::try_from(index).expect("the limit is below"))
    }

    fn name(&mut self, name: &str) -> NameIdx {
        let index = match self.tables.names.get_index_of(name) {
            Some(index) => index,
            None => self.tables.names.insert_full(name.to_string()).0,
        };
        if index > TABLE_MAX {
            self.too_large(TextRange::default());
            return NameIdx(0);
        }
        NameIdx(u16::try_from(index).expect("the limit is below"))
    }

    fn too_large(&mut self, range: TextRange) {
        let function = self.frame.name.clone();
        self.too_large.get_or_insert(TooLarge { function, range });
    }

    /// The ops that follow belong to the line on which the node begins.
    fn at(&mut self, node: &impl Ranged) {
        self.frame.line = self.source.line(node.start());
    }

    /// Makes the cells of the frame's own captured variables.
    fn begin_frame(&mut self) {
        for register in self.scopes.scope(self.frame.scope).own_cells.clone() {
            self.frame.emit(crate::op::Op::MakeCell { register });
        }
    }

    /// The finished function; the frame is spent.
    fn finish(
        &mut self,
        kind: CodeKind,
        parameters: Parameters,
        line: u32,
        range: TextRange,
    ) -> Code {
        let scope = self.frame.scope;
        if self.frame.is_too_large() {
            self.too_large(range);
        }
        let captures = match scope {
            ScopeId::MODULE => Vec::new(),
            _ => self.scopes.captures(scope),
        };
        let frame = &mut self.frame;
        frame.thread_jumps();
        Code {
            name: std::mem::take(&mut frame.name),
            qualified_name: std::mem::take(&mut frame.qualified_name),
            kind,
            is_prelude: self.scopes.origin != Origin::Workload,
            is_builtin: is_builtin(self.module),
            is_atomic: is_atomic(self.module),
            parameters,
            captures,
            n_registers: frame.n_registers(),
            ops: std::mem::take(&mut frame.ops),
            lines: std::mem::take(&mut frame.lines),
            constants: frame.take_constants(),
            shapes: std::mem::take(&mut frame.shapes),
            handlers: std::mem::take(&mut frame.handlers),
            comprehensions: std::mem::take(&mut frame.comprehensions),
            defaults: Vec::new(),
            doc: None,
            is_annotated: false,
            variables: self.scopes.scope(scope).variables.clone(),
            line,
        }
    }
}

/// Whether evaluating the expression could bind a variable of the frame: plain ones cannot.
fn may_bind(expr: &Expr) -> bool {
    let is_plain = expr.is_name_expr() || expr.is_literal_expr();
    !is_plain && !matches!(expr, Expr::Attribute(node) if node.value.is_name_expr())
}
