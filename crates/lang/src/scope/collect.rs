//! Walks over the tree once and writes down which scope binds and uses which name.

use litemap::LiteMap;

use indexmap::IndexMap;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{
    Alias, Comprehension, Decorator, ExceptHandler, Expr, ExprContext, ExprNamed, Identifier,
    Parameter, ParameterWithDefault, Parameters, Pattern, Stmt, StmtAugAssign, StmtFunctionDef,
    StmtImportFrom,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::diagnostic::Findings;
use crate::modules::{Member, module_index};

use super::{Import, Outside, Scope, ScopeId, ScopeKind, Symbol};

pub(super) struct Collected {
    pub(super) scopes: Vec<Scope>,
    pub(super) by_range: LiteMap<(TextSize, TextSize), ScopeId>,
    /// Places where an attribute of a plain name is read, for names that turn out to be modules.
    pub(super) attributes: Vec<Attribute>,
    /// Functions that declare a name `nonlocal`.
    pub(super) nonlocals: Vec<(ScopeId, String, TextRange)>,
    /// Annotations are not evaluated.
    pub(super) annotations_are_text: bool,
    /// Where a further import can be put in: before the first statement that is neither the
    /// documentation nor an import from `__future__`.
    pub(super) imports_at: TextSize,
}

pub(super) struct Attribute {
    pub(super) scope: ScopeId,
    pub(super) name: String,
    pub(super) attribute: String,
    pub(super) range: TextRange,
}

pub(super) fn collect(body: &[Stmt], outside: Outside, findings: &mut Findings) -> Collected {
    let collected = Collected {
        scopes: Vec::new(),
        by_range: LiteMap::new(),
        attributes: Vec::new(),
        nonlocals: Vec::new(),
        annotations_are_text: annotations_are_text(body),
        imports_at: imports_at(body),
    };
    let mut collect = Collect { collected, findings, outside, current: ScopeId::MODULE, depth: 0 };
    collect.add_scope(ScopeKind::Module, None);
    collect.statements(body);
    collect.collected
}

fn imports_at(body: &[Stmt]) -> TextSize {
    let goes_first = |node: &&Stmt| match node {
        Stmt::Expr(node) => node.value.is_string_literal_expr(),
        Stmt::ImportFrom(node) => node.module.as_deref() == Some("__future__"),
        _ => false,
    };
    body.iter().find(|node| !goes_first(node)).map_or(TextSize::default(), Ranged::start)
}

/// Whether the text says `from __future__ import annotations`.
pub(crate) fn annotations_are_text(body: &[Stmt]) -> bool {
    let future = |node: &&StmtImportFrom| node.module.as_deref() == Some("__future__");
    let imports = body.iter().filter_map(Stmt::as_import_from_stmt).filter(future);
    imports.flat_map(|node| &node.names).any(|alias| &alias.name == "annotations")
}

struct Collect<'f, 's, 't, 'm> {
    collected: Collected,
    findings: &'f mut Findings<'s, 't>,
    outside: Outside<'m>,
    current: ScopeId,
    /// How many statements are around the visited one in its scope. What stands at depth 1 of a
    /// body is run exactly once, before all that stands after it.
    depth: u32,
}

impl Collect<'_, '_, '_, '_> {
    fn add_scope(&mut self, kind: ScopeKind, parent: Option<ScopeId>) -> ScopeId {
        let id = ScopeId(self.collected.scopes.len());
        let frame = match (kind, parent) {
            (ScopeKind::Comprehension, Some(parent)) => self.collected.scopes[parent.0].frame,
            _ => id,
        };
        self.collected.scopes.push(Scope {
            kind,
            parent,
            frame,
            symbols: IndexMap::new(),
            yields: false,
            free: IndexMap::new(),
            variables: Vec::new(),
            own_cells: Vec::new(),
        });
        id
    }

    /// Visits the inside of a function or comprehension.
    fn inside(&mut self, kind: ScopeKind, range: TextRange, visit: impl FnOnce(&mut Self)) {
        let id = self.add_scope(kind, Some(self.current));
        self.collected.by_range.insert((range.start(), range.end()), id);
        let current = std::mem::replace(&mut self.current, id);
        let depth = std::mem::replace(&mut self.depth, 0);
        visit(self);
        self.current = current;
        self.depth = depth;
    }

    fn is_in_class(&self) -> bool {
        let scope = |id: ScopeId| &self.collected.scopes[id.0];
        let mut around = std::iter::successors(Some(self.current), |id| scope(*id).parent);
        around.any(|id| scope(id).kind == ScopeKind::Class)
    }

    fn statements(&mut self, body: &[Stmt]) {
        body.iter().for_each(|stmt| self.visit_stmt(stmt));
    }

    fn symbol_in(&mut self, scope: ScopeId, name: &str, range: TextRange) -> &mut Symbol {
        let symbols = &mut self.collected.scopes[scope.0].symbols;
        let symbol = symbols.entry(name.to_string()).or_default();
        symbol.first.get_or_insert(range);
        symbol
    }

    fn used(&mut self, name: &str, range: TextRange) {
        self.symbol_in(self.current, name, range).is_read = true;
    }

    fn bound(&mut self, name: &str, range: TextRange) -> &mut Symbol {
        let symbol = self.symbol_in(self.current, name, range);
        symbol.n_bindings += 1;
        symbol
    }

    fn star_imported(&mut self, module: &str, alias: &Alias) {
        for (name, member) in self.outside.modules.starred(module, self.outside.origin) {
            self.imported(name, alias, Some(member.into()));
        }
    }

    fn imported(&mut self, name: &str, alias: &Alias, import: Option<Import>) {
        let is_sure = self.depth == 1;
        let at = alias.asname.as_ref().unwrap_or(&alias.name);
        let symbol = self.bound(name, at.range());
        if let (true, Some(import)) = (is_sure, import) {
            symbol.import = Some((import, at.start()));
        }
    }

    fn function(
        &mut self,
        range: TextRange,
        parameters: Option<&Parameters>,
        body: impl FnOnce(&mut Self),
    ) {
        let all = parameters.into_iter().flat_map(Parameters::iter);
        for default in all.filter_map(|parameter| parameter.default()) {
            self.visit_expr(default);
        }
        self.inside(ScopeKind::Function, range, |collect| {
            // In the order of their registers.
            if let Some(parameters) = parameters {
                for name in parameter_names(parameters) {
                    collect.bound(name, name.range()).is_parameter = true;
                }
            }
            body(collect);
        });
    }

    fn comprehension<'a>(
        &mut self,
        kind: ScopeKind,
        range: TextRange,
        generators: &'a [Comprehension],
        elements: &[&'a Expr],
    ) {
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        self.inside(kind, range, |collect| {
            if kind == ScopeKind::Generator {
                // Register 0: the iterable, under the name that CPython gives it.
                let start = TextRange::empty(range.start());
                collect.bound(".0", start).is_parameter = true;
                collect.collected.scopes[collect.current.0].yields = true;
            }
            for (n, generator) in generators.iter().enumerate() {
                if n > 0 {
                    collect.visit_expr(&generator.iter);
                }
                collect.visit_expr(&generator.target);
                generator.ifs.iter().for_each(|condition| collect.visit_expr(condition));
            }
            elements.iter().for_each(|element| collect.visit_expr(element));
        });
    }

    /// A walrus binds in the function around all comprehensions.
    fn walrus(&mut self, node: &ExprNamed) {
        self.visit_expr(&node.value);
        let Expr::Name(target) = &*node.target else { return };
        let mut scope = self.current;
        loop {
            let inner = &self.collected.scopes[scope.0];
            let (ScopeKind::Comprehension | ScopeKind::Generator, Some(parent)) =
                (inner.kind, inner.parent)
            else {
                break;
            };
            if inner.symbols.get(target.id.as_str()).is_some_and(|symbol| symbol.n_bindings > 0) {
                let message = format!("`:=` rebinds the comprehension's variable `{}`", target.id);
                let help = "use another name";
                self.findings.error("walrus-in-comprehension", target.range, message, help);
            }
            scope = parent;
        }
        self.used(&target.id, target.range);
        let symbol = self.symbol_in(scope, &target.id, target.range);
        symbol.n_bindings += 1;
        symbol.is_walrus_target = true;
    }

    fn declared(&mut self, names: &[Identifier], word: &str) {
        for name in names {
            let scope = &mut self.collected.scopes[self.current.0];
            let is_module = scope.kind == ScopeKind::Module;
            if word == "nonlocal" && is_module {
                let message = "`nonlocal` outside of a function";
                let help = "leave it out: these are the module's own variables";
                self.findings.error("nonlocal-at-module", name.range, message, help);
                continue;
            }
            if let Some(first) = scope.symbols.get(name.as_str()).and_then(|symbol| symbol.first) {
                let message = format!("`{name}` is used before its `{word}` declaration");
                let help = "move the declaration to the function's beginning";
                self.findings.error("late-declaration", name.range, message, help);
                self.findings.relate(first, "used here");
                continue;
            }
            if is_module {
                continue;
            }
            let symbol = scope.symbols.entry(name.to_string()).or_default();
            if word == "global" {
                symbol.is_global = true;
            } else {
                symbol.is_nonlocal = true;
                let nonlocal = (self.current, name.to_string(), name.range);
                self.collected.nonlocals.push(nonlocal);
            }
        }
    }

    fn augmented(&mut self, node: &StmtAugAssign) {
        // The target's Store binds it; it is also read.
        if let Expr::Name(target) = &*node.target {
            self.used(&target.id, target.range);
        }
        self.visit_expr(&node.target);
        self.visit_expr(&node.value);
    }
}

/// A function's annotations with the names that they are for, in the order in which they are
/// evaluated.
pub(crate) fn function_annotations(node: &StmtFunctionDef) -> impl Iterator<Item = (&str, &Expr)> {
    let Parameters { args, posonlyargs, vararg, kwonlyargs, kwarg, .. } = &*node.parameters;
    fn named(parameters: &[ParameterWithDefault]) -> impl Iterator<Item = &Parameter> {
        parameters.iter().map(|one| &one.parameter)
    }
    let positional = named(args).chain(named(posonlyargs)).chain(vararg.as_deref());
    let all = positional.chain(named(kwonlyargs)).chain(kwarg.as_deref());
    let of_parameters = all.filter_map(|one| Some((one.name.as_str(), one.annotation.as_deref()?)));
    of_parameters.chain(node.returns.as_deref().map(|returns| ("return", returns)))
}

/// The first parameter of a function under a decorator `@….register`, with its annotation: the
/// decorator goes by it, so that it is evaluated even where annotations are texts.
pub(crate) fn dispatched(node: &StmtFunctionDef) -> Option<(&str, &Expr)> {
    let is_register = |decorator: &Decorator| matches!(&decorator.expression, Expr::Attribute(node) if &node.attr == "register");
    let mut positional = node.parameters.posonlyargs.iter().chain(&node.parameters.args);
    let first = positional.next().filter(|_| node.decorator_list.iter().any(is_register))?;
    Some((first.name(), first.annotation()?))
}

/// The variable that an import binds.
pub(crate) fn import_name(alias: &Alias) -> &str {
    match &alias.asname {
        Some(name) => name,
        None => alias.name.split('.').next().unwrap_or(""),
    }
}

impl From<Member> for Import {
    fn from(member: Member) -> Import {
        match member {
            Member::Entry(entry) => Import::Entry(entry),
            Member::Global(global) => Import::Global(global),
            Member::Module(module) => Import::Module(module),
        }
    }
}

/// The names of parameters, in the order of their registers.
pub(crate) fn parameter_names(parameters: &Parameters) -> impl Iterator<Item = &Identifier> {
    let named = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
    let rest = parameters.vararg.iter().chain(&parameters.kwarg);
    named.map(|parameter| &parameter.parameter.name).chain(rest.map(|parameter| &parameter.name))
}

impl<'a> Visitor<'a> for Collect<'_, '_, '_, '_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.depth += 1;
        match stmt {
            Stmt::FunctionDef(node) => {
                for decorator in &node.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                // Annotations with type parameters are not part of the subset.
                if !self.collected.annotations_are_text && node.type_params.is_none() {
                    function_annotations(node).for_each(|(_, node)| self.visit_expr(node));
                } else if let Some((_, annotation)) = dispatched(node) {
                    self.visit_expr(annotation);
                }
                self.bound(&node.name, node.name.range());
                self.function(node.range, Some(&node.parameters), |collect| {
                    collect.statements(&node.body);
                });
            }
            Stmt::ClassDef(node) => {
                for decorator in &node.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                if let Some(arguments) = &node.arguments {
                    self.visit_arguments(arguments);
                }
                self.bound(&node.name, node.name.range());
                self.inside(ScopeKind::Class, node.range, |collect| {
                    collect.statements(&node.body);
                    // The cell through which methods know their class.
                    collect.bound("__class__", TextRange::empty(node.end()));
                });
            }
            Stmt::Import(node) => {
                for alias in &node.names {
                    // `import a.b` binds the package.
                    let bound = match alias.asname {
                        Some(_) => alias.name.as_str(),
                        None => alias.name.split('.').next().unwrap_or(""),
                    };
                    let import = module_index(bound).map(Import::Module);
                    self.imported(import_name(alias), alias, import);
                }
            }
            Stmt::ImportFrom(node) => {
                let module = node.module.as_ref().map_or("", |module| module.as_str());
                if module == "__future__" {
                    return self.depth -= 1;
                }
                for alias in &node.names {
                    if &alias.name == "*" {
                        self.star_imported(module, alias);
                        continue;
                    }
                    let member = self.outside.member(module, &alias.name);
                    self.imported(import_name(alias), alias, member.map(Import::from));
                }
            }
            Stmt::Global(node) => self.declared(&node.names, "global"),
            Stmt::Nonlocal(node) => self.declared(&node.names, "nonlocal"),
            Stmt::AugAssign(node) => self.augmented(node),
            Stmt::TypeAlias(_) => {}
            _ => visitor::walk_stmt(self, stmt),
        }
        self.depth -= 1;
    }

    /// Of a variable: those of functions are never evaluated.
    fn visit_annotation(&mut self, annotation: &'a Expr) {
        let kind = self.collected.scopes[self.current.0].kind;
        let is_evaluated = matches!(kind, ScopeKind::Module | ScopeKind::Class);
        if is_evaluated && !self.collected.annotations_are_text {
            self.visit_expr(annotation);
        }
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        visitor::walk_pattern(self, pattern);
        let name = match pattern {
            Pattern::MatchStar(node) => node.name.as_ref(),
            Pattern::MatchAs(node) => node.name.as_ref(),
            Pattern::MatchMapping(node) => node.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bound(name, name.range());
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(node) = handler;
        if let Some(class) = &node.type_ {
            self.visit_expr(class);
        }
        if let Some(name) = &node.name {
            self.bound(name, name.range()).is_deleted = true;
        }
        self.statements(&node.body);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(node) => match node.ctx {
                ExprContext::Store => {
                    self.bound(&node.id, node.range);
                }
                ExprContext::Del => self.bound(&node.id, node.range).is_deleted = true,
                ExprContext::Load | ExprContext::Invalid => {
                    self.used(&node.id, node.range);
                    if node.id == "super" && self.is_in_class() {
                        self.used("__class__", node.range);
                    }
                }
            },
            Expr::Named(node) => self.walrus(node),
            Expr::Lambda(node) => {
                self.function(node.range, node.parameters.as_deref(), |collect| {
                    collect.visit_expr(&node.body);
                })
            }
            Expr::ListComp(node) => {
                let kind = ScopeKind::Comprehension;
                self.comprehension(kind, node.range, &node.generators, &[&node.elt]);
            }
            Expr::SetComp(node) => {
                let kind = ScopeKind::Comprehension;
                self.comprehension(kind, node.range, &node.generators, &[&node.elt]);
            }
            Expr::DictComp(node) => {
                let parts: Vec<&Expr> =
                    node.key.as_deref().into_iter().chain([&*node.value]).collect();
                let kind = ScopeKind::Comprehension;
                self.comprehension(kind, node.range, &node.generators, &parts);
            }
            Expr::Generator(node) => {
                let kind = ScopeKind::Generator;
                self.comprehension(kind, node.range, &node.generators, &[&node.elt]);
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.collected.scopes[self.current.0].yields = true;
                visitor::walk_expr(self, expr);
            }
            Expr::Attribute(node) => {
                if let Expr::Name(name) = &*node.value {
                    self.collected.attributes.push(Attribute {
                        scope: self.current,
                        name: name.id.to_string(),
                        attribute: node.attr.to_string(),
                        range: node.attr.range(),
                    });
                }
                self.visit_expr(&node.value);
            }
            _ => visitor::walk_expr(self, expr),
        }
    }
}
