//! Annotations: values that a function or a class keeps, and nothing looks at.
//!
//! After `from __future__ import annotations` they are kept as texts, in the form that CPython gives
//! them.

use ruff_python_ast::{Expr, Operator, StmtAnnAssign, StmtFunctionDef};
use ruff_text_size::Ranged;

use crate::op::{Op, Reg};
use crate::program::Constant;
use crate::scope::{Origin, ScopeKind, dispatched, function_annotations};

use super::Lowering;

/// What is kept of an annotation.
pub(super) enum Annotation<'a> {
    Value(&'a Expr),
    Text(String),
}

impl<'a> Lowering<'a> {
    /// The annotations of a function, with the names that they are for.
    pub(super) fn function_annotations(
        &mut self,
        node: &'a StmtFunctionDef,
    ) -> Vec<(String, Annotation<'a>)> {
        if self.scopes.origin == Origin::Prelude {
            return Vec::new();
        }
        let evaluated = dispatched(node).map(|(name, _)| name);
        function_annotations(node)
            .map(|(name, annotation)| {
                let key = self.attribute_name(name);
                let key = self.tables.names[key.index()].clone();
                let is_text = self.scopes.annotations_are_text && evaluated != Some(name);
                (key, self.annotation(annotation, is_text))
            })
            .collect()
    }

    fn annotation(&self, annotation: &'a Expr, is_text: bool) -> Annotation<'a> {
        match is_text {
            true => Annotation::Text(self.unparsed(annotation)),
            false => Annotation::Value(annotation),
        }
    }

    /// dict ← a new dict of annotations.
    pub(super) fn annotations(&mut self, annotations: &[(String, Annotation<'a>)], dict: Reg) {
        self.frame.emit(Op::MakeDict { dest: dict, first: dict, count: 0 });
        for (name, annotation) in annotations {
            self.keep_annotation(dict, name.clone(), annotation);
        }
    }

    fn keep_annotation(&mut self, dict: Reg, name: String, annotation: &Annotation<'a>) {
        let mark = self.frame.mark();
        let pair = self.frame.temps(2);
        self.load_constant(Constant::Str(name), pair);
        match annotation {
            Annotation::Value(annotation) => self.into(annotation, pair.plus(1)),
            Annotation::Text(text) => self.load_constant(Constant::Str(text.clone()), pair.plus(1)),
        }
        self.frame.emit(Op::DictInsert { dict, key: pair, value: pair.plus(1) });
        self.frame.release(mark);
    }

    /// Evaluates the annotation of a variable of the module or of a class, which keeps it.
    pub(super) fn variable_annotation(&mut self, node: &'a StmtAnnAssign) {
        let scope = self.scopes.scope(self.frame.current).kind;
        if !matches!(scope, ScopeKind::Module | ScopeKind::Class) {
            return;
        }
        let is_text = self.scopes.annotations_are_text;
        match (&*node.target, self.frame.annotations) {
            (Expr::Name(name), Some(dict)) if node.simple => {
                let key = self.attribute_name(&name.id);
                let key = self.tables.names[key.index()].clone();
                let annotation = self.annotation(&node.annotation, is_text);
                self.keep_annotation(dict, key, &annotation);
            }
            _ if is_text => {}
            _ => self.effect(&node.annotation),
        }
    }

    /// The text of an annotation: as it is written but for blanks and quotes, if it is of the usual
    /// sort.
    fn unparsed(&self, annotation: &Expr) -> String {
        let several = |elements: &[Expr]| {
            let elements: Vec<String> = elements.iter().map(|one| self.unparsed(one)).collect();
            elements.join(", ")
        };
        match annotation {
            Expr::Name(node) => node.id.to_string(),
            Expr::NoneLiteral(_) => "None".to_owned(),
            Expr::EllipsisLiteral(_) => "...".to_owned(),
            Expr::Attribute(node) => format!("{}.{}", self.unparsed(&node.value), node.attr),
            Expr::Subscript(node) => {
                let inside = match &*node.slice {
                    Expr::Tuple(tuple) if !tuple.elts.is_empty() => several(&tuple.elts),
                    slice => self.unparsed(slice),
                };
                format!("{}[{inside}]", self.unparsed(&node.value))
            }
            Expr::List(node) => format!("[{}]", several(&node.elts)),
            Expr::BinOp(node) if node.op == Operator::BitOr && !node.right.is_bin_op_expr() => {
                format!("{} | {}", self.unparsed(&node.left), self.unparsed(&node.right))
            }
            Expr::StringLiteral(node)
                if !node.value.to_str().contains(['\'', '\\', '\n', '\r', '\t']) =>
            {
                format!("'{}'", node.value.to_str())
            }
            _ => self.source.text[annotation.range()].to_string(),
        }
    }
}
