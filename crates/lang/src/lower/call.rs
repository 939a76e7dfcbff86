//! Calls. The callee and its arguments stand in temporaries in a row, above all that is live.

use ruff_python_ast::{Arguments, Expr, ExprAttribute, ExprCall, Keyword};
use ruff_text_size::Ranged;

use crate::op::{Op, Reg};
use crate::program::{CallShape, Constant};

use super::Lowering;

/// More arguments are passed as a list.
const ROW_MAX: usize = 100;

impl<'a> Lowering<'a> {
    pub(super) fn call(&mut self, node: &'a ExprCall, dest: Reg) {
        if self.bare_super(node, dest) {
            return;
        }
        let arguments = &node.arguments;
        let spreads = arguments.args.iter().any(Expr::is_starred_expr)
            || arguments.keywords.iter().any(|keyword| keyword.arg.is_none())
            || arguments.args.len() + arguments.keywords.len() > ROW_MAX;
        if spreads {
            return self.call_spread(node, dest);
        }
        if let Expr::Attribute(method) = &*node.func
            && arguments.keywords.is_empty()
            && !self.is_module_entry(method)
        {
            return self.call_method(node, method, dest);
        }
        let n_arguments = arguments.args.len() + arguments.keywords.len();
        let base = self.base(dest, n_arguments);
        self.into(&node.func, base);
        self.arguments(arguments, base);
        self.at(node);
        let n_args = count(arguments.args.len());
        if arguments.keywords.is_empty() {
            self.frame.emit(Op::Call { dest, base, n_args });
        } else {
            let names = arguments.keywords.iter().filter_map(|keyword| keyword.arg.as_ref());
            let keywords = names.map(|name| self.name(name)).collect();
            let shape = self.frame.shape(CallShape { n_positional: n_args, keywords });
            self.frame.emit(Op::CallShape { dest, base, shape });
        }
    }

    /// The first of the callee's and its arguments' registers. If the result goes to the topmost
    /// temporary, that one serves as callee too.
    pub(super) fn base(&mut self, dest: Reg, n_arguments: usize) -> Reg {
        let is_top =
            self.frame.is_temp(dest, self.scopes) && usize::from(dest.0) + 1 == self.frame.mark();
        if is_top {
            self.frame.temps(n_arguments);
            return dest;
        }
        self.frame.temps(n_arguments + 1)
    }

    fn is_module_entry(&self, node: &ExprAttribute) -> bool {
        let Expr::Name(name) = &*node.value else { return false };
        self.module_member(&name.id, name.start(), &node.attr).is_some()
    }

    fn arguments(&mut self, arguments: &'a Arguments, base: Reg) {
        let values = arguments.keywords.iter().map(|keyword| &keyword.value);
        for (n, value) in arguments.args.iter().chain(values).enumerate() {
            self.into(value, base.plus(count(n + 1)));
        }
    }

    fn call_method(&mut self, node: &'a ExprCall, method: &'a ExprAttribute, dest: Reg) {
        let args = &node.arguments.args;
        let base = self.base(dest, args.len());
        self.into(&method.value, base);
        self.arguments(&node.arguments, base);
        let name = self.attribute_name(&method.attr);
        let n_args = u8::try_from(args.len()).expect("more are passed as a list");
        self.at(node);
        self.frame.emit(Op::CallMethod { n_args, dest, base, name });
    }

    fn call_spread(&mut self, node: &'a ExprCall, dest: Reg) {
        let base = self.base(dest, 2);
        self.into(&node.func, base);
        let (list, dict) = (base.plus(1), base.plus(2));
        self.at(node);
        self.list_of(&node.arguments.args, list, true);
        self.frame.emit(Op::MakeDict { dest: dict, first: dict, count: 0 });
        let mut has_merged = false;
        for keyword in &node.arguments.keywords {
            let mark = self.frame.mark();
            self.spread_keyword(keyword, dict, has_merged);
            has_merged |= keyword.arg.is_none();
            self.frame.release(mark);
        }
        self.at(node);
        self.frame.emit(Op::CallSpread { dest, base });
    }

    fn spread_keyword(&mut self, keyword: &'a Keyword, dict: Reg, has_merged: bool) {
        let Some(name) = &keyword.arg else {
            let mapping = self.operand(&keyword.value);
            self.at(keyword);
            return self.frame.emit(Op::DictMerge { call: true, dict, mapping });
        };
        let pair = self.frame.temps(2);
        self.load_constant(Constant::Str(name.to_string()), pair);
        self.into(&keyword.value, pair.plus(1));
        self.at(keyword);
        if has_merged {
            // The name may be in a former mapping: then it is given twice.
            self.frame.emit(Op::MakeDict { dest: pair, first: pair, count: 1 });
            self.frame.emit(Op::DictMerge { call: true, dict, mapping: pair });
        } else {
            self.frame.emit(Op::DictInsert { dict, key: pair, value: pair.plus(1) });
        }
    }
}

fn count(n: usize) -> u16 {
    u16::try_from(n).expect("more arguments are passed as a list")
}
