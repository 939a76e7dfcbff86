//! `match`: each case's pattern is a chain of tests that fall through to the next case.
//!
//! Names are bound only when a whole pattern has matched: until then their values are in temporaries.

use ruff_python_ast::{
    Pattern, PatternMatchClass, PatternMatchMapping, PatternMatchOr, PatternMatchSequence,
    Singleton, StmtMatch,
};

use crate::op::{CompareOp, Op, Pc, Reg};
use crate::program::Constant;

use super::Lowering;
use super::delegate::hidden;
use super::frame::Label;

/// More patterns in one, or alternatives, are refused as too large.
const PARTS_MAX: usize = 200;

/// The names that a pattern binds, with the registers of their values.
type Captures<'a> = Vec<(&'a str, Reg)>;

impl<'a> Lowering<'a> {
    pub(super) fn match_stmt(&mut self, node: &'a StmtMatch) {
        let subject = self.frame.temp();
        self.into(&node.subject, subject);
        let after = self.frame.label();
        for case in &node.cases {
            let mark = self.frame.mark();
            let next = self.frame.label();
            self.at(case);
            let mut captures = Captures::new();
            self.pattern(&case.pattern, subject, next, &mut captures);
            for (name, value) in captures {
                self.store_name(name, value);
            }
            if let Some(guard) = &case.guard {
                self.jump_unless(guard, next);
            }
            self.statements(&case.body);
            self.frame.jump(after);
            self.frame.place(next);
            self.frame.release(mark);
        }
        self.frame.place(after);
    }

    fn pattern(
        &mut self,
        pattern: &'a Pattern,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) {
        self.at(pattern);
        match pattern {
            Pattern::MatchValue(node) => {
                let right = self.operand(&node.value);
                let op = CompareOp::Equal;
                let test = Op::JumpUnlessCompare { op, left: subject, right, target: Pc(0) };
                self.frame.branch(fail, test);
            }
            Pattern::MatchSingleton(node) => {
                let constant = match node.value {
                    Singleton::None => Constant::None,
                    Singleton::True => Constant::Bool(true),
                    Singleton::False => Constant::Bool(false),
                };
                let right = self.frame.temp();
                self.load_constant(constant, right);
                let op = CompareOp::Is;
                let test = Op::JumpUnlessCompare { op, left: subject, right, target: Pc(0) };
                self.frame.branch(fail, test);
            }
            Pattern::MatchSequence(node) => self.sequence_pattern(node, subject, fail, captures),
            Pattern::MatchMapping(node) => self.mapping_pattern(node, subject, fail, captures),
            Pattern::MatchClass(node) => self.class_pattern(node, subject, fail, captures),
            Pattern::MatchStar(node) => {
                captures.extend(node.name.as_ref().map(|name| (name.as_str(), subject)));
            }
            Pattern::MatchAs(node) => {
                if let Some(pattern) = &node.pattern {
                    self.pattern(pattern, subject, fail, captures);
                }
                captures.extend(node.name.as_ref().map(|name| (name.as_str(), subject)));
            }
            Pattern::MatchOr(node) => self.alternatives(node, subject, fail, captures),
        }
    }

    fn sequence_pattern(
        &mut self,
        node: &'a PatternMatchSequence,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) {
        let star = node.patterns.iter().position(Pattern::is_match_star);
        let (before, after) = match star {
            Some(star) => (star, (node.patterns.len() - star - 1) as i64),
            None => (node.patterns.len(), -1),
        };
        let base = self.frame.temps(4);
        self.move_to(base.plus(1), subject);
        self.load_constant(Constant::Int(before as i64), base.plus(2));
        self.load_constant(Constant::Int(after), base.plus(3));
        let parts = (node.patterns.iter()).collect::<Vec<_>>();
        self.parts("_match_sequence", (base, 3), &parts, fail, captures);
    }

    fn mapping_pattern(
        &mut self,
        node: &'a PatternMatchMapping,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) {
        if node.keys.len() > PARTS_MAX {
            return self.too_large(node.range);
        }
        let base = self.frame.temps(4);
        let keys = self.row(node.keys.iter());
        let count = node.keys.len() as u16;
        self.move_to(base.plus(1), subject);
        self.frame.emit(Op::MakeTuple { dest: base.plus(2), first: keys, count });
        self.load_constant(Constant::Bool(node.rest.is_some()), base.plus(3));
        let parts = node.patterns.iter().collect::<Vec<_>>();
        let values = self.matched("_match_mapping", (base, 3), fail);
        let n_values = parts.len() + usize::from(node.rest.is_some());
        let first = self.unpacked(values, n_values);
        for (pattern, n) in parts.into_iter().zip(0..) {
            self.pattern(pattern, first.plus(n), fail, captures);
        }
        if let Some(rest) = &node.rest {
            captures.push((rest, first.plus(count)));
        }
    }

    fn class_pattern(
        &mut self,
        node: &'a PatternMatchClass,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) {
        let arguments = &node.arguments;
        let base = self.frame.temps(5);
        self.into(&node.cls, base.plus(2));
        self.move_to(base.plus(1), subject);
        self.load_constant(Constant::Int(arguments.patterns.len() as i64), base.plus(3));
        let names = arguments.keywords.iter();
        let names = names.map(|keyword| Constant::Str(keyword.attr.to_string())).collect();
        self.load_constant(Constant::Tuple(names), base.plus(4));
        let keywords = arguments.keywords.iter().map(|keyword| &keyword.pattern);
        let parts = arguments.patterns.iter().chain(keywords).collect::<Vec<_>>();
        self.parts("_match_class", (base, 4), &parts, fail, captures);
    }

    /// Matches what a function of the prelude takes out of the subject against patterns.
    fn parts(
        &mut self,
        function: &str,
        call: (Reg, u16),
        patterns: &[&'a Pattern],
        fail: Label,
        captures: &mut Captures<'a>,
    ) {
        if patterns.len() > PARTS_MAX {
            return self.too_large(ruff_text_size::TextRange::default());
        }
        let values = self.matched(function, call, fail);
        let first = self.unpacked(values, patterns.len());
        for (pattern, n) in patterns.iter().zip(0..) {
            self.pattern(pattern, first.plus(n), fail, captures);
        }
    }

    /// Calls a function of the prelude whose arguments stand after `base`: it gives the parts of the
    /// subject, or None, and then the pattern fails.
    fn matched(&mut self, function: &str, (base, n_args): (Reg, u16), fail: Label) -> Reg {
        let call = self.frame.temps(usize::from(n_args) + 1);
        self.frame.emit(Op::LoadLibrary { dest: call, entry: hidden(function) });
        for n in 1..=n_args {
            self.move_to(call.plus(n), base.plus(n));
        }
        self.frame.emit(Op::Call { dest: call, base: call, n_args });
        let none = self.frame.temp();
        self.load_none(none);
        let (op, left, right) = (CompareOp::IsNot, call, none);
        self.frame.branch(fail, Op::JumpUnlessCompare { op, left, right, target: Pc(0) });
        call
    }

    fn unpacked(&mut self, source: Reg, count: usize) -> Reg {
        let first = self.frame.temps(count.max(1));
        if count > 0 {
            self.frame.emit(Op::Unpack { source, first, count: count as u16 });
        }
        first
    }

    fn alternatives(
        &mut self,
        node: &'a PatternMatchOr,
        subject: Reg,
        fail: Label,
        captures: &mut Captures<'a>,
    ) {
        let matched = self.frame.label();
        let mut shared: Captures<'a> = Vec::new();
        for (n, alternative) in node.patterns.iter().enumerate() {
            let next = self.frame.label();
            let is_last = n + 1 == node.patterns.len();
            let mut own = Captures::new();
            self.pattern(alternative, subject, if is_last { fail } else { next }, &mut own);
            if n == 0 {
                shared = own.iter().map(|(name, _)| (*name, self.frame.temp())).collect();
            }
            for (name, value) in own {
                // All alternatives bind the same names.
                if let Some((_, register)) = shared.iter().find(|(known, _)| *known == name) {
                    self.move_to(*register, value);
                }
            }
            self.frame.jump(matched);
            self.frame.place(next);
        }
        self.frame.place(matched);
        captures.extend(shared);
    }
}
