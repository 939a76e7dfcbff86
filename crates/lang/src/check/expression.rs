//! Expressions, assignment targets and parameters.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Arguments, Comprehension, Expr, ExprFString, FStringPartRef, Number, Operator, Parameters,
};
use ruff_text_size::{Ranged, TextRange};

use crate::limits::INTEGER_DIGITS_MAX;

use super::{Check, Context, Kind};

impl Check<'_, '_, '_, '_> {
    pub(super) fn expression(&mut self, expr: &Expr) {
        let range = expr.range();
        match expr {
            Expr::StringLiteral(node) => {
                for part in &node.value {
                    self.escapes(part.range, part.flags.prefix().is_raw());
                }
            }
            Expr::FString(node) => self.escapes_of_f_string(node),
            Expr::NumberLiteral(node) => self.number(&node.value, range),
            Expr::BinOp(node) if node.op == Operator::MatMult => self.matrix(range),
            Expr::TString(_) => {
                let help = "write an f-string";
                self.unsupported("unsupported-t-string", range, "a t-string is", help);
            }
            Expr::Await(_) => self.awaiting(range),
            Expr::Yield(_) => self.yielding(range),
            Expr::YieldFrom(_) => {
                self.yielding(range);
                if self.function() == Kind::AsyncFunction {
                    let message = "`yield from` inside of an `async` function";
                    let help = "write `async for` with a `yield`";
                    self.findings.error("yield-from-in-async", range, message, help);
                }
            }
            _ => {}
        }
        match expr {
            Expr::Lambda(node) => {
                if let Some(parameters) = &node.parameters {
                    self.parameters(parameters);
                }
                self.contexts.push(Context::new(Kind::Lambda));
                self.expression(&node.body);
                self.contexts.pop();
            }
            Expr::ListComp(node) => {
                self.comprehension(Kind::Comprehension, &node.generators, &[&node.elt]);
            }
            Expr::SetComp(node) => {
                self.comprehension(Kind::Comprehension, &node.generators, &[&node.elt]);
            }
            Expr::DictComp(node) => {
                let key = node.key.as_deref();
                if key.is_none() {
                    self.starred(range);
                }
                let parts: Vec<&Expr> = key.into_iter().chain([&*node.value]).collect();
                self.comprehension(Kind::Comprehension, &node.generators, &parts);
            }
            Expr::Generator(node) => {
                self.comprehension(Kind::Generator, &node.generators, &[&node.elt]);
            }
            Expr::Tuple(node) => self.elements(&node.elts),
            Expr::List(node) => self.elements(&node.elts),
            Expr::Set(node) => self.elements(&node.elts),
            Expr::Call(node) => {
                self.expression(&node.func);
                self.arguments(&node.arguments);
            }
            Expr::Starred(node) => {
                self.starred(range);
                self.expression(&node.value);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }

    fn elements(&mut self, elements: &[Expr]) {
        for element in elements {
            match element {
                Expr::Starred(node) => self.expression(&node.value),
                _ => self.expression(element),
            }
        }
    }

    pub(super) fn arguments(&mut self, arguments: &Arguments) {
        self.elements(&arguments.args);
        let mut seen: Vec<&str> = Vec::new();
        for keyword in &arguments.keywords {
            self.expression(&keyword.value);
            let Some(name) = &keyword.arg else { continue };
            // Linear, but a call with thousands of keywords is refused for its size anyway.
            if seen.len() < 256 && seen.contains(&name.as_str()) {
                let message = format!("the keyword argument `{name}` is given twice");
                self.findings.error("duplicate-argument", name.range(), message, "leave one out");
            }
            seen.push(name.as_str());
        }
    }

    fn comprehension<'a>(
        &mut self,
        kind: Kind,
        generators: &'a [Comprehension],
        elements: &[&'a Expr],
    ) {
        if let Some(first) = generators.first() {
            self.expression(&first.iter);
        }
        self.contexts.push(Context::new(kind));
        for (n, generator) in generators.iter().enumerate() {
            if generator.is_async && kind == Kind::Comprehension {
                self.needs_async(generator.range(), "async for");
            }
            if n > 0 {
                self.expression(&generator.iter);
            }
            self.target(&generator.target);
            generator.ifs.iter().for_each(|condition| self.expression(condition));
        }
        elements.iter().for_each(|element| self.expression(element));
        self.contexts.pop();
    }

    fn escapes_of_f_string(&mut self, node: &ExprFString) {
        for part in &node.value {
            match part {
                FStringPartRef::Literal(part) => {
                    self.escapes(part.range, part.flags.prefix().is_raw());
                }
                FStringPartRef::FString(part) => {
                    for literal in part.elements.literals() {
                        self.escapes(literal.range, part.flags.prefix().is_raw());
                    }
                }
            }
        }
    }

    /// Reports the first half of a surrogate pair that is written as an escape.
    fn escapes(&mut self, range: TextRange, is_raw: bool) {
        let text = &self.findings.source.text[range];
        let mut rest = if is_raw { "" } else { text };
        while let Some(at) = rest.find('\\') {
            let n_digits = match rest.as_bytes().get(at + 1) {
                Some(b'u') => 4,
                Some(b'U') => 8,
                _ => 0,
            };
            let digits = rest.get(at + 2..at + 2 + n_digits).unwrap_or("");
            if let Ok(0xD800..=0xDFFF) = u32::from_str_radix(digits, 16) {
                let written = &rest[at..at + 2 + n_digits];
                let message =
                    format!("`{written}` is half of a character, which no text holds here");
                let help = "write the whole character, such as `\\U0001f600`";
                self.findings.error("lone-surrogate", range, message, help);
                return;
            }
            // Behind the backslash and what it stands before.
            rest = rest.get(at + 1..).map_or("", |rest| {
                let mut rest = rest.chars();
                rest.next();
                rest.as_str()
            });
        }
    }

    fn number(&mut self, number: &Number, range: TextRange) {
        match number {
            Number::Complex { .. } => {
                let help = "use a pair of floats";
                self.unsupported("unsupported-complex", range, "complex numbers are", help);
            }
            Number::Int(_) if range.len().to_usize() > INTEGER_DIGITS_MAX => {
                let message = format!("the integer has more than {INTEGER_DIGITS_MAX} digits");
                let help = "compute it: `10 ** 5000`";
                self.findings.error("integer-too-long", range, message, help);
            }
            _ => {}
        }
    }

    fn awaiting(&mut self, range: TextRange) {
        match self.function() {
            Kind::AsyncFunction => {}
            Kind::Generator => {
                let help = "write a list comprehension, which may await";
                let what = "`await` in a generator expression is";
                self.unsupported("unsupported-async-generator", range, what, help);
            }
            Kind::Function | Kind::Lambda => {
                let message = "`await` outside of an `async` function";
                let help = "write `async def` for the function around it";
                self.findings.error("await-outside-async", range, message, help);
            }
            Kind::Module | Kind::Class | Kind::Comprehension => {
                let message = "`await` outside of a function";
                let help = "put it into an `async def main()` and call `asyncio.run(main())`";
                self.findings.error("await-outside-async", range, message, help);
            }
        }
    }

    fn yielding(&mut self, range: TextRange) {
        let context = self.context();
        match context.kind {
            Kind::Function | Kind::Lambda | Kind::AsyncFunction => {}
            Kind::Module | Kind::Class => {
                let message = "`yield` outside of a function";
                let help = "put the code into a function";
                self.findings.error("yield-outside-function", range, message, help);
            }
            Kind::Comprehension | Kind::Generator => {
                let message = "`yield` inside of a comprehension";
                let help = "write the loop out";
                self.findings.error("yield-outside-function", range, message, help);
            }
        }
    }

    fn starred(&mut self, range: TextRange) {
        let message = "a starred expression cannot stand here";
        let help = "put it into a list or a tuple: `[*items]`";
        self.findings.error("invalid-star", range, message, help);
    }

    /// What an assignment, a loop or a `with` binds.
    pub(super) fn target(&mut self, target: &Expr) {
        let elements = match target {
            Expr::Tuple(node) => &node.elts,
            Expr::List(node) => &node.elts,
            Expr::Starred(node) => {
                let message = "a starred target must stand in a list or tuple";
                let help = "write a comma behind it: `*items, = …`";
                self.findings.error("invalid-star", node.range, message, help);
                return;
            }
            Expr::Name(_) => return,
            _ => return self.expression(target),
        };
        let mut stars = 0;
        for element in elements {
            match element {
                Expr::Starred(node) => {
                    stars += 1;
                    if stars == 2 {
                        let message = "two starred targets in one assignment";
                        let help = "only one of them can take the rest";
                        self.findings.error("invalid-star", node.range, message, help);
                    }
                    self.target(&node.value);
                }
                _ => self.target(element),
            }
        }
    }

    pub(super) fn parameters(&mut self, parameters: &Parameters) {
        let mut seen: Vec<&str> = Vec::new();
        for parameter in parameters.iter() {
            let name = parameter.name();
            if seen.len() < 256 && seen.contains(&name.as_str()) {
                let message = format!("the parameter `{name}` is declared twice");
                self.findings.error("duplicate-parameter", name.range(), message, "rename one");
            }
            seen.push(name.as_str());
            if let Some(default) = parameter.default() {
                self.visit_expr(default);
            }
        }
    }
}
