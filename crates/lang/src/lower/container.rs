//! Displays (lists, tuples, sets, dicts), items and slices.

use ruff_python_ast::{Expr, ExprDict, ExprSlice, ExprSubscript};

use crate::op::{Op, Reg};
use crate::program::Constant;

use super::Lowering;
use super::constant::constant;

/// A display of more elements is made in parts, to keep frames small.
const PART: usize = 64;

/// A list of at least so many constants is copied from a constant tuple.
const COPIED_MIN: usize = 4;

impl<'a> Lowering<'a> {
    /// Evaluates the expressions into temporaries in a row.
    pub(super) fn row(&mut self, elements: impl ExactSizeIterator<Item = &'a Expr>) -> Reg {
        let first = self.frame.temps(elements.len());
        for (n, element) in elements.enumerate() {
            self.into(element, first.plus(u16::try_from(n).expect("rows are short")));
        }
        first
    }

    pub(super) fn list(&mut self, elements: &'a [Expr], dest: Reg) {
        let line = self.frame.line;
        if elements.len() >= COPIED_MIN
            && let Some(items) = elements.iter().map(constant).collect::<Option<Vec<Constant>>>()
        {
            let (list, iterable) = (self.scratch(dest), self.frame.temp());
            self.frame.emit(Op::MakeList { dest: list, first: list, count: 0 });
            self.load_constant(Constant::Tuple(items), iterable);
            self.frame.emit(Op::ListExtend { call: false, list, iterable });
            self.move_to(dest, list);
        } else if elements.len() <= PART && !elements.iter().any(Expr::is_starred_expr) {
            let first = self.row(elements.iter());
            self.frame.line = line;
            let count = count(elements.len());
            self.frame.emit(Op::MakeList { dest, first, count });
        } else {
            let list = self.scratch(dest);
            self.list_of(elements, list, false);
            self.move_to(dest, list);
        }
    }

    /// list ← the elements, also starred ones, one after the other; `call` if they are arguments.
    pub(super) fn list_of(&mut self, elements: &'a [Expr], list: Reg, call: bool) {
        let plain = elements.iter().take(PART).take_while(|element| !element.is_starred_expr());
        let (head, rest) = elements.split_at(plain.count());
        let mark = self.frame.mark();
        let first = self.row(head.iter());
        self.frame.emit(Op::MakeList { dest: list, first, count: count(head.len()) });
        self.frame.release(mark);
        for element in rest {
            match element {
                Expr::Starred(node) => {
                    let iterable = self.operand(&node.value);
                    self.at(element);
                    self.frame.emit(Op::ListExtend { call, list, iterable });
                }
                _ => {
                    let value = self.operand(element);
                    self.frame.emit(Op::ListAppend { list, value });
                }
            }
            self.frame.release(mark);
        }
    }

    pub(super) fn tuple(&mut self, elements: &'a [Expr], dest: Reg) {
        let line = self.frame.line;
        if elements.len() <= PART && !elements.iter().any(Expr::is_starred_expr) {
            let first = self.row(elements.iter());
            self.frame.line = line;
            self.frame.emit(Op::MakeTuple { dest, first, count: count(elements.len()) });
        } else {
            let list = self.frame.temp();
            self.list_of(elements, list, false);
            self.frame.line = line;
            self.frame.emit(Op::ListToTuple { dest, list });
        }
    }

    pub(super) fn set(&mut self, elements: &'a [Expr], dest: Reg) {
        let line = self.frame.line;
        let plain = elements.iter().take(PART).take_while(|element| !element.is_starred_expr());
        let (head, rest) = elements.split_at(plain.count());
        let set = if rest.is_empty() { dest } else { self.scratch(dest) };
        let mark = self.frame.mark();
        let first = self.row(head.iter());
        self.frame.line = line;
        self.frame.emit(Op::MakeSet { dest: set, first, count: count(head.len()) });
        self.frame.release(mark);
        for element in rest {
            match element {
                Expr::Starred(node) => {
                    let iterable = self.operand(&node.value);
                    self.at(element);
                    self.frame.emit(Op::SetUpdate { set, iterable });
                }
                _ => {
                    let value = self.operand(element);
                    self.frame.emit(Op::SetAdd { set, value });
                }
            }
            self.frame.release(mark);
        }
        self.move_to(dest, set);
    }

    pub(super) fn dict(&mut self, node: &'a ExprDict, dest: Reg) {
        let pairs = node.items.iter().take(PART).take_while(|item| item.key.is_some());
        let (head, rest) = node.items.split_at(pairs.count());
        let dict = if rest.is_empty() { dest } else { self.scratch(dest) };
        let mark = self.frame.mark();
        let first = self.frame.temps(2 * head.len());
        for (n, item) in head.iter().enumerate() {
            let key = first.plus(count(2 * n));
            self.into(item.key.as_ref().expect("these have keys"), key);
            self.into(&item.value, key.plus(1));
        }
        self.at(node);
        self.frame.emit(Op::MakeDict { dest: dict, first, count: count(head.len()) });
        self.frame.release(mark);
        for item in rest {
            if let Some(key) = &item.key {
                let key = self.operand_before(key, &[&item.value]);
                let value = self.operand(&item.value);
                self.frame.emit(Op::DictInsert { dict, key, value });
            } else {
                let mapping = self.operand(&item.value);
                self.frame.emit(Op::DictMerge { call: false, dict, mapping });
            }
            self.frame.release(mark);
        }
        self.move_to(dest, dict);
    }

    pub(super) fn subscript(&mut self, node: &'a ExprSubscript, dest: Reg) {
        let object = self.operand_in(&node.value, &[&*node.slice], dest);
        let index = self.operand(&node.slice);
        self.at(node);
        self.frame.emit(Op::GetItem { dest, object, index });
    }

    pub(super) fn slice(&mut self, node: &'a ExprSlice, dest: Reg) {
        let first = self.frame.temps(3);
        for (n, bound) in [&node.lower, &node.upper, &node.step].into_iter().enumerate() {
            let register = first.plus(count(n));
            match bound {
                Some(bound) => self.into(bound, register),
                None => self.load_none(register),
            }
        }
        self.at(node);
        self.frame.emit(Op::MakeSlice { dest, first });
    }
}

fn count(count: usize) -> u16 {
    u16::try_from(count).expect("displays are made in parts")
}
