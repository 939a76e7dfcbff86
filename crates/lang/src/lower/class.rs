//! `class`: its body is a function that is called at once and gives the namespace.

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use crate::library::entry;
use crate::op::{Op, Reg};
use crate::program::{CodeKind, Constant, NameIdx, Parameters};
use crate::scope::{Place, ScopeKind};

use super::Lowering;

/// More bases, keywords or decorators are refused as too large.
const PARTS_MAX: usize = 100;

impl<'a> Lowering<'a> {
    pub(super) fn class_def(&mut self, node: &'a StmtClassDef) {
        let (bases, keywords) = (node.bases(), node.keywords());
        if bases.len().max(keywords.len()).max(node.decorator_list.len()) > PARTS_MAX {
            return self.too_large(node.range);
        }
        let n_decorators = u16::try_from(node.decorator_list.len()).expect("the limit is below");
        let n_bases = u16::try_from(bases.len()).expect("the limit is below");
        let decorators = self.frame.temps(node.decorator_list.len());
        for (decorator, n) in node.decorator_list.iter().zip(0..) {
            self.into(&decorator.expression, decorators.plus(n));
        }
        let line = self.source.line(node.name.start());
        // Name, namespace, keywords, bases.
        let first = self.frame.temps(3 + bases.len());
        for (base, n) in bases.iter().zip(3..) {
            self.into(base, first.plus(n));
        }
        self.class_keywords(node, first.plus(2));
        self.frame.line = line;
        self.load_constant(Constant::Str(node.name.to_string()), first);
        let parameters = Parameters::default();
        let code =
            self.define(node.range, &node.name, parameters, CodeKind::Function, line, |lowering| {
                lowering.class_body(node)
            });
        let body = self.frame.temp();
        self.frame.emit(Op::MakeFunction { dest: body, code, defaults: body });
        self.frame.emit(Op::Call { dest: first.plus(1), base: body, n_args: 0 });
        // Right behind the decorators, so that the last of them finds it as its argument.
        let dest = decorators.plus(n_decorators);
        self.frame.emit(Op::MakeClass { dest, first, n_bases });
        for (decorator, n) in node.decorator_list.iter().zip(0..n_decorators).rev() {
            let base = decorators.plus(n);
            self.at(decorator);
            self.frame.emit(Op::Call { dest: base, base, n_args: 1 });
        }
        self.frame.line = line;
        self.store_name(&node.name, decorators);
    }

    fn class_keywords(&mut self, node: &'a StmtClassDef, dict: Reg) {
        if node.keywords().is_empty() {
            return self.load_none(dict);
        }
        self.frame.emit(Op::MakeDict { dest: dict, first: dict, count: 0 });
        for keyword in node.keywords() {
            let mark = self.frame.mark();
            match &keyword.arg {
                Some(name) => {
                    let pair = self.frame.temps(2);
                    self.load_constant(Constant::Str(name.to_string()), pair);
                    self.into(&keyword.value, pair.plus(1));
                    self.frame.emit(Op::DictInsert { dict, key: pair, value: pair.plus(1) });
                }
                None => {
                    let mapping = self.operand(&keyword.value);
                    self.frame.emit(Op::DictMerge { call: true, dict, mapping });
                }
            }
            self.frame.release(mark);
        }
    }

    fn class_body(&mut self, node: &'a StmtClassDef) {
        self.frame.class = Some(node.name.to_string());
        let dict = self.frame.temp();
        self.frame.emit(Op::MakeDict { dest: dict, first: dict, count: 0 });
        let module = self.module.to_string();
        self.class_constant(dict, "__module__", module);
        let qualified_name = self.frame.qualified_name.clone();
        self.class_constant(dict, "__qualname__", qualified_name);
        if let Some(doc) = docstring(&node.body) {
            self.class_constant(dict, "__doc__", doc);
        }
        if node.body.iter().any(Stmt::is_ann_assign_stmt) {
            let annotations = self.frame.temp();
            self.frame.emit(Op::MakeDict { dest: annotations, first: annotations, count: 0 });
            self.frame.annotations = Some(annotations);
        }
        self.statements(&node.body);
        if let Some(annotations) = self.frame.annotations.take() {
            self.class_variable(dict, "__annotations__", annotations);
        }
        let scope = self.frame.scope;
        let names: Vec<String> = self.scopes.scope(scope).own_names().map(str::to_owned).collect();
        for name in names {
            match self.scopes.place(scope, &name) {
                Place::Register(value) if name != "__class__" => {
                    self.class_variable(dict, &name, value);
                }
                Place::Cell(cell) if name == "__class__" => {
                    self.class_variable(dict, "__classcell__", cell);
                }
                _ => {}
            }
        }
        self.frame.emit_last(Op::Return { source: dict });
    }

    fn class_constant(&mut self, dict: Reg, name: &str, text: String) {
        let mark = self.frame.mark();
        let value = self.frame.temp();
        self.load_constant(Constant::Str(text), value);
        self.class_variable(dict, name, value);
        self.frame.release(mark);
    }

    fn class_variable(&mut self, dict: Reg, name: &str, value: Reg) {
        let name = self.attribute_name(name);
        self.frame.emit(Op::NamespaceInsert { dict, name, value });
    }

    /// An attribute's name, within a class with `__x` made private: `_Class__x`.
    pub(super) fn attribute_name(&mut self, name: &str) -> NameIdx {
        match &self.frame.class {
            Some(class) if name.starts_with("__") && !name.ends_with("__") => {
                let mangled = format!("_{}{name}", class.trim_start_matches('_'));
                self.name(&mangled)
            }
            _ => self.name(name),
        }
    }

    /// Lowers `super()` with both arguments written out; false if the call is not that.
    pub(super) fn bare_super(&mut self, node: &'a ExprCall, dest: Reg) -> bool {
        let Expr::Name(name) = &*node.func else { return false };
        let is_builtin = self.place_of(&name.id) == Place::Library(super_entry());
        let first = self.scopes.scope(self.frame.scope).variables.first().cloned();
        let (true, true, Some((_, first))) = (
            is_builtin && node.arguments.is_empty(),
            self.scopes.scope(self.frame.scope).kind == ScopeKind::Function,
            first,
        ) else {
            return false;
        };
        if !self.scopes.scope(self.frame.current).symbols.contains_key("__class__") {
            return false;
        }
        let base = self.base(dest, 2);
        self.frame.emit(Op::LoadLibrary { dest: base, entry: super_entry() });
        self.load_name("__class__", node.start(), base.plus(1));
        self.load_parameter(&first, base.plus(2));
        self.at(node);
        self.frame.emit(Op::Call { dest, base, n_args: 2 });
        true
    }

    /// dest ← a parameter of the function, also from a comprehension in it.
    fn load_parameter(&mut self, name: &str, dest: Reg) {
        match self.scopes.place(self.frame.scope, name) {
            Place::Register(source) => self.move_to(dest, source),
            Place::Cell(cell) => self.frame.emit(Op::LoadCell { dest, cell }),
            _ => unreachable!("parameters live in registers or cells"),
        }
    }
}

/// A body's docstring.
pub(super) fn docstring(body: &[Stmt]) -> Option<String> {
    match body.first() {
        Some(Stmt::Expr(node)) => {
            node.value.as_string_literal_expr().map(|text| text.value.to_string())
        }
        _ => None,
    }
}

fn super_entry() -> u16 {
    entry("builtins", "super").expect("the table has it")
}
