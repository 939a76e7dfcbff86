//! `def` and `lambda`: functions with their parameters, defaults, decorators and closures.

use ruff_python_ast::{ExprLambda, Parameters as Declared, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use crate::limits::TABLE_MAX;
use crate::op::{Op, Reg};
use crate::program::{CodeIdx, CodeKind, Parameters};
use crate::scope::{Origin, Place, ScopeId, ScopeKind};

use super::Lowering;
use super::annotation::Annotation;
use super::class::docstring;
use super::constant::constant;
use super::frame::Frame;

/// A function with more decorators is refused as too large.
const DECORATORS_MAX: usize = 1000;

impl<'a> Lowering<'a> {
    pub(super) fn function_def(&mut self, node: &'a StmtFunctionDef) {
        if node.decorator_list.len() > DECORATORS_MAX {
            return self.too_large(node.range);
        }
        let decorators = self.frame.temps(node.decorator_list.len());
        let n_decorators = u16::try_from(node.decorator_list.len()).expect("the limit is below");
        for (decorator, n) in node.decorator_list.iter().zip(0..) {
            self.into(&decorator.expression, decorators.plus(n));
        }
        let direct = match n_decorators {
            0 => self.register_of(&node.name),
            _ => None,
        };
        let dest = direct.unwrap_or_else(|| self.frame.temp());
        let line = self.source.line(node.name.start());
        let yields = self.scopes.scope(self.scopes.at(node.range)).yields;
        let kind = match (node.is_async, yields) {
            (true, true) => CodeKind::AsyncGenerator,
            (true, false) => CodeKind::Coroutine,
            (false, true) => CodeKind::Generator,
            (false, false) => CodeKind::Function,
        };
        let parameters = self.parameters(&node.parameters);
        let annotations = self.function_annotations(node);
        let is_annotated = !annotations.is_empty();
        let code = self.define(node.range, &node.name, parameters, kind, line, |lowering| {
            lowering.statements(&node.body);
        });
        self.keep_defaults(code, &node.parameters);
        if let Some(Some(code)) = self.tables.functions.get_mut(code.index()) {
            code.doc = docstring(&node.body);
            code.is_annotated = is_annotated;
        }
        self.frame.line = line;
        self.make_function(code, Some(&node.parameters), &annotations, dest);
        for (decorator, n) in node.decorator_list.iter().zip(0..n_decorators).rev() {
            // The decorator and, right behind it, what it decorates.
            let base = decorators.plus(n);
            self.at(decorator);
            self.frame.emit(Op::Call { dest: base, base, n_args: 1 });
        }
        let result = if n_decorators > 0 { decorators } else { dest };
        self.frame.line = line;
        self.store_name(&node.name, result);
    }

    pub(super) fn lambda(&mut self, node: &'a ExprLambda, dest: Reg) {
        let line = self.frame.line;
        let declared = node.parameters.as_deref();
        let parameters = declared.map(|declared| self.parameters(declared)).unwrap_or_default();
        let yields = self.scopes.scope(self.scopes.at(node.range)).yields;
        let kind = if yields { CodeKind::Generator } else { CodeKind::Function };
        let code = self.define(node.range, "<lambda>", parameters, kind, line, |lowering| {
            let source = lowering.operand(&node.body);
            lowering.frame.emit_last(Op::Return { source });
        });
        self.frame.line = line;
        self.make_function(code, declared, &[], dest);
    }

    /// dest ← the function, with the defaults' values, the annotations, and the captured cells.
    fn make_function(
        &mut self,
        code: CodeIdx,
        declared: Option<&'a Declared>,
        annotations: &[(String, Annotation<'a>)],
        dest: Reg,
    ) {
        let line = self.frame.line;
        let values: Vec<_> = declared
            .into_iter()
            .flat_map(|declared| {
                let positional = declared.posonlyargs.iter().chain(&declared.args);
                positional.chain(&declared.kwonlyargs)
            })
            .filter_map(|parameter| parameter.default.as_deref())
            .collect();
        let mut defaults = dest;
        if !values.is_empty() || !annotations.is_empty() {
            defaults = self.frame.temps(values.len() + 1);
        }
        let mut next = defaults;
        for value in values {
            self.into(value, next);
            next = next.plus(1);
        }
        if !annotations.is_empty() {
            self.annotations(annotations, next);
        }
        self.frame.line = line;
        self.frame.emit(Op::MakeFunction { dest, code, defaults });
    }

    fn parameters(&mut self, declared: &Declared) -> Parameters {
        let positional = || declared.posonlyargs.iter().chain(&declared.args);
        let n_defaults = positional().filter(|parameter| parameter.default.is_some()).count();
        Parameters {
            positional: positional().map(|parameter| self.name(parameter.name())).collect(),
            n_positional_only: u16::try_from(declared.posonlyargs.len()).unwrap_or(u16::MAX),
            n_defaults: u16::try_from(n_defaults).unwrap_or(u16::MAX),
            keyword_only: (declared.kwonlyargs.iter())
                .map(|parameter| (self.name(parameter.name()), parameter.default.is_some()))
                .collect(),
            has_rest: declared.vararg.is_some(),
            has_keywords: declared.kwarg.is_some(),
        }
    }

    /// A function of the prelude is not made by an op: its defaults are kept with its code.
    fn keep_defaults(&mut self, code: CodeIdx, declared: &Declared) {
        if self.scopes.origin == Origin::Prelude
            && self.frame.scope == ScopeId::MODULE
            && let Some(code) = &mut self.tables.functions[code.index()]
        {
            let all = declared.posonlyargs.iter().chain(&declared.args).chain(&declared.kwonlyargs);
            let values = all.filter_map(|parameter| parameter.default.as_deref());
            code.defaults = values
                .map(|value| constant(value).expect("the prelude's defaults are constants"))
                .collect();
        }
    }

    /// Lowers the body of a function, in a frame of its own.
    pub(super) fn define(
        &mut self,
        range: TextRange,
        name: &str,
        parameters: Parameters,
        kind: CodeKind,
        line: u32,
        body: impl FnOnce(&mut Self),
    ) -> CodeIdx {
        let place = (range.start(), range.end());
        if let Some(code) = self.codes.get(&place) {
            return *code;
        }
        let code = self.reserve();
        self.codes.insert(place, code);
        let scope = self.scopes.at(range);
        if self.scopes.scope(scope).variables.len() > TABLE_MAX {
            self.too_large(range);
            return code;
        }
        let qualified_name = match self.scopes.scope(self.frame.scope).kind {
            ScopeKind::Module => name.to_string(),
            ScopeKind::Class => format!("{}.{name}", self.frame.qualified_name),
            _ => format!("{}.<locals>.{name}", self.frame.qualified_name),
        };
        let frame = Frame::new(self.scopes, scope, name.to_string(), qualified_name);
        let around = std::mem::replace(&mut self.frame, frame);
        self.frame.class.clone_from(&around.class);
        self.frame.line = line;
        self.frame.deleted = self.deleted(scope);
        for register in 0..u16::try_from(parameters.n_registers()).unwrap_or(0) {
            self.frame.bound.insert(Reg(register));
        }
        self.begin_frame();
        body(self);
        self.frame.end();
        let finished = self.finish(kind, parameters, line, range);
        self.frame = around;
        if let Some(slot) = self.tables.functions.get_mut(code.index()) {
            *slot = Some(finished);
        }
        code
    }

    fn deleted(&self, scope: ScopeId) -> Vec<Reg> {
        let symbols = self.scopes.scope(scope).symbols.iter();
        let deleted = symbols.filter(|(_, symbol)| symbol.is_deleted);
        deleted
            .filter_map(|(name, _)| match self.scopes.place(scope, name) {
                Place::Register(register) => Some(register),
                _ => None,
            })
            .collect()
    }
}
