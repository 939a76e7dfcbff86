//! List, set and dict comprehensions, which run in the frame around them, and generator
//! expressions, which are functions of their own.

use ruff_python_ast::{Comprehension, ExprDictComp, ExprGenerator, ExprListComp, ExprSetComp};
use ruff_text_size::{Ranged, TextRange};

use crate::op::{Op, Reg};
use crate::program::{CodeKind, ComprehensionSpan, Parameters};

use super::Lowering;

impl<'a> Lowering<'a> {
    pub(super) fn list_comprehension(&mut self, node: &'a ExprListComp, dest: Reg) {
        let list = self.scratch(dest);
        self.frame.emit(Op::MakeList { dest: list, first: list, count: 0 });
        self.comprehension("<listcomp>", node.range, &node.generators, &mut |lowering| {
            let value = lowering.operand(&node.elt);
            lowering.at(&*node.elt);
            lowering.frame.emit(Op::ListAppend { list, value });
        });
        self.move_to(dest, list);
    }

    pub(super) fn set_comprehension(&mut self, node: &'a ExprSetComp, dest: Reg) {
        let set = self.scratch(dest);
        self.frame.emit(Op::MakeSet { dest: set, first: set, count: 0 });
        self.comprehension("<setcomp>", node.range, &node.generators, &mut |lowering| {
            let value = lowering.operand(&node.elt);
            lowering.at(&*node.elt);
            lowering.frame.emit(Op::SetAdd { set, value });
        });
        self.move_to(dest, set);
    }

    pub(super) fn dict_comprehension(&mut self, node: &'a ExprDictComp, dest: Reg) {
        let dict = self.scratch(dest);
        self.frame.emit(Op::MakeDict { dest: dict, first: dict, count: 0 });
        let key = node.key.as_deref().expect("refused before");
        self.comprehension("<dictcomp>", node.range, &node.generators, &mut |lowering| {
            let key = lowering.operand_before(key, &[&*node.value]);
            let value = lowering.operand(&node.value);
            lowering.at(&*node.value);
            lowering.frame.emit(Op::DictInsert { dict, key, value });
        });
        self.move_to(dest, dict);
    }

    fn comprehension(
        &mut self,
        name: &'static str,
        range: TextRange,
        generators: &'a [Comprehension],
        element: &mut dyn FnMut(&mut Self),
    ) {
        // The first iterable belongs to the scope around.
        let iter = self.iterate(&generators[0].iter, generators[0].is_async);
        let start = self.frame.here();
        let scope = self.scopes.at(range);
        let around = std::mem::replace(&mut self.frame.current, scope);
        for (name, symbol) in &self.scopes.scope(scope).symbols {
            // Comprehensions beside each other share registers.
            if symbol.n_bindings > 0
                && let Some(register) = self.register_of(name)
            {
                self.frame.bound.remove(register);
            }
        }
        for register in self.scopes.scope(scope).own_cells.clone() {
            // A cell of its own for each time the comprehension runs.
            self.load_none(register);
            self.frame.emit(Op::MakeCell { register });
        }
        self.generate(generators, iter, element);
        self.frame.current = around;
        let (end, line) = (self.frame.here(), self.source.line(range.start()));
        self.frame.comprehensions.push(ComprehensionSpan { start, end, name, line });
    }

    /// The loops over the generators, the first of which iterates already.
    fn generate(
        &mut self,
        generators: &'a [Comprehension],
        iter: Reg,
        element: &mut dyn FnMut(&mut Self),
    ) {
        let mark = self.frame.mark();
        let (generator, inner) = generators.split_first().expect("comprehensions have loops");
        let (again, exit) = (self.frame.label(), self.frame.label());
        let top = self.frame.begin_turns();
        self.at(&generator.target);
        self.next_item(iter, &generator.target, exit);
        for condition in &generator.ifs {
            self.jump_unless(condition, again);
        }
        if let Some(next) = inner.first() {
            let iter = self.iterate(&next.iter, next.is_async);
            self.generate(inner, iter, element);
        } else {
            element(self);
        }
        self.frame.place(again);
        self.frame.jump_back(top);
        self.frame.place(exit);
        self.frame.release(mark);
    }

    pub(super) fn generator(&mut self, node: &'a ExprGenerator, dest: Reg) {
        let base = self.base(dest, 1);
        let line = self.frame.line;
        let name = self.name(".0");
        let parameters = Parameters { positional: vec![name], ..Parameters::default() };
        let kind = CodeKind::Generator;
        let code = self.define(node.range, "<genexpr>", parameters, kind, line, |lowering| {
            let iter = lowering.frame.temps(3);
            lowering.frame.emit(Op::GetIter { dest: iter, iterable: Reg(0) });
            lowering.generate(&node.generators, iter, &mut |lowering| {
                let value = lowering.operand(&node.elt);
                lowering.at(&*node.elt);
                let dest = lowering.frame.temp();
                lowering.frame.emit(Op::Yield { dest, value });
            });
        });
        self.frame.line = line;
        self.frame.emit(Op::MakeFunction { dest: base, code, defaults: base });
        let first = &node.generators[0];
        match first.is_async {
            true => self.call_hidden("_async_iterator", &first.iter, base.plus(1)),
            false => self.into(&first.iter, base.plus(1)),
        }
        self.frame.line = self.source.line(node.start());
        self.frame.emit(Op::Call { dest, base, n_args: 1 });
    }
}
