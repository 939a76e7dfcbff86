//! The library's modules as one text sees them: rows of the table, and Python files that are compiled
//! together with it.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, Stmt, StmtImportFrom};

use crate::check;
use crate::diagnostic::Findings;
use crate::library::source::{source, source_names};
use crate::library::{MODULES, entry, is_private, names, stand_in};
use crate::lower::{Tables, lower};
use crate::parse;
use crate::program::{GlobalIdx, LibraryModule};
use crate::scope::{Origin, Outside, scopes};
use crate::source::Source;

/// The module of exception groups, which come with every text that mentions them.
pub(crate) const GROUPS: &str = "_groups";

/// What `asyncio` does with threads, which comes with texts that mention it.
const LOOP_THREADS: &str = "_asyncio_threads";

/// The functions and methods that do it.
const LOOP_THREADS_NAMES: &[&str] = &[
    "run_coroutine_threadsafe",
    "run_in_executor",
    "set_default_executor",
    "to_thread",
    "wrap_future",
];

/// What becomes of the tasks that a workload starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tasks {
    /// They are what they are written as.
    #[default]
    AsWritten,
    /// Threads, fragments and the workers of pools are processes, and what they meet at is that of
    /// `multiprocessing`: other files stand in for the library's that make them.
    Processes,
    /// As `Processes`, on several machines: a pool makes again what a failed one has lost.
    Cluster,
}

/// Names that modules do not list in their `__all__`, so that `import *` leaves them out.
const NOT_STARRED: &[(&str, &[&str])] = &[
    ("asyncio", &["TaskGroup"]),
    ("concurrent.futures", &["InvalidStateError"]),
    ("logging", &["Filterer", "RootLogger", "root"]),
    ("multiprocessing.connection", &["Connection"]),
    ("multiprocessing.managers", &["DictProxy", "ListProxy", "Namespace", "RemoteError"]),
    ("multiprocessing.pool", &["ApplyResult", "AsyncResult", "MapResult", "MaybeEncodingError"]),
    ("threading", &["activeCount", "currentThread"]),
];

/// What a name of a module is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Member {
    /// A row of the table, by its position.
    Entry(u16),
    /// A variable of the module's Python file.
    Global(GlobalIdx),
    /// A module in a package, by its position in `library::MODULES`.
    Module(u16),
}

/// The Python files that a text needs.
#[derive(Default, Debug)]
pub(crate) struct Modules {
    /// In the order in which their bodies run.
    pub(crate) compiled: Vec<LibraryModule>,
    /// The names of all their variables.
    pub(crate) globals: Vec<String>,
    begun: BTreeSet<&'static str>,
    tasks: Tasks,
}

impl Modules {
    pub(crate) fn new(tasks: Tasks) -> Modules {
        Modules { tasks, ..Modules::default() }
    }

    /// Compiles what a text imports, and what that imports.
    pub(crate) fn compile(&mut self, body: &[Stmt], origin: Origin, tables: &mut Tables) {
        for module in imported(body) {
            self.compile_module(self.stand_in(module, origin).unwrap_or(module), tables);
        }
    }

    /// The module that a text gets in the place of another. The library's own texts get what they
    /// import, but for its parts that make tasks of the workload's.
    fn stand_in(&self, module: &str, origin: Origin) -> Option<&'static str> {
        let is_meant = origin == Origin::Workload || module.starts_with('_');
        let on_several = self.tasks == Tasks::Cluster;
        stand_in(module, on_several).filter(|_| is_meant && self.tasks != Tasks::AsWritten)
    }

    fn compile_module(&mut self, name: &'static str, tables: &mut Tables) {
        let Some(text) = source(name) else { return };
        if !self.begun.insert(name) {
            return;
        }
        let source = Source::new(text);
        let mut findings = Findings::new(&source);
        let module = parse::parse(&mut findings).expect("library files are short and shallow");
        self.compile(&module.body, Origin::Library, tables);
        check::check(&module.body, Outside::library(self), &mut findings);
        let scopes = scopes(&module.body, Outside::library(self), &mut findings);
        assert!(
            !findings.has_errors(),
            "the library's {name} has mistakes: {:?}",
            findings.finish()
        );
        let Ok(body) = lower(&module.body, name, &source, &scopes, self, tables) else {
            panic!("the library's {name} is too large");
        };
        let diagnostics = findings.finish();
        assert!(diagnostics.is_empty(), "the library's {name} has mistakes: {diagnostics:?}");
        let first = self.globals.len();
        let indices = (first..).map(|index| GlobalIdx(u16::try_from(index).unwrap_or(u16::MAX)));
        let own = scopes.globals.iter().cloned().zip(indices);
        let globals = own.chain(self.taken_over(&module.body)).collect();
        self.compiled.push(LibraryModule { name: name.to_string(), body, globals });
        self.globals.extend(scopes.globals);
    }

    /// The variables that a library file takes over from others by `from … import`.
    fn taken_over(&self, body: &[Stmt]) -> Vec<(String, GlobalIdx)> {
        let mut taken = Vec::new();
        for node in body.iter().filter_map(Stmt::as_import_from_stmt) {
            let module = node.module.as_ref().map_or("", |module| module.as_str());
            for alias in &node.names {
                if let Some(Member::Global(global)) =
                    self.member(module, &alias.name, Origin::Library)
                {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    taken.push((name.to_string(), global));
                }
            }
        }
        taken
    }

    /// What a name of a module is. A text of the library may also use private names.
    pub(crate) fn member(&self, module: &str, name: &str, origin: Origin) -> Option<Member> {
        let is_visible = origin != Origin::Workload || !is_private(name);
        // What a stand-in does not have is what it was.
        let files = self.stand_in(module, origin).into_iter().chain([module]);
        let mut variables = files.filter_map(|file| {
            let file = self.compiled.iter().find(|compiled| compiled.name == file);
            file.and_then(|file| file.global(name)).filter(|_| is_visible)
        });
        if let Some(global) = variables.next() {
            return Some(Member::Global(global));
        }
        if let Some(entry) = entry(module, name) {
            return Some(Member::Entry(entry));
        }
        let full = format!("{module}.{name}");
        module_index(&full).map(Member::Module)
    }

    /// A variable of a file that the compiler itself uses.
    pub(crate) fn private_member(&self, module: &str, name: &str) -> Member {
        let member = self.member(module, name, Origin::Library);
        member.expect("the file came with the text that needs it")
    }

    /// What `from … import *` binds: the module's public names, in order.
    pub(crate) fn starred(&self, module: &str, origin: Origin) -> Vec<(&'static str, Member)> {
        let left_out =
            NOT_STARRED.iter().find(|(of, _)| *of == module).map_or(&[][..], |row| row.1);
        let names = Self::names(module).into_iter().filter(|name| !left_out.contains(name));
        names.filter_map(|name| Some((name, self.member(module, name, origin)?))).collect()
    }

    /// The public names of a module.
    pub(crate) fn names(module: &str) -> Vec<&'static str> {
        names_of_table(module).chain(source_names(module)).collect()
    }
}

fn names_of_table(module: &str) -> impl Iterator<Item = &'static str> {
    names(module)
}

/// Whether a builtin is one of the classes of exception groups.
pub(crate) fn is_group(name: &str) -> bool {
    matches!(name, "ExceptionGroup" | "BaseExceptionGroup")
}

/// The position of a module in the list of all.
pub(crate) fn module_index(name: &str) -> Option<u16> {
    let found = MODULES.iter().position(|module| *module == name)?;
    u16::try_from(found).ok()
}

/// The modules with a Python file that a text imports, in the order of the text.
fn imported(body: &[Stmt]) -> Vec<&'static str> {
    #[derive(Default)]
    struct Imports {
        modules: Vec<&'static str>,
        mentions_loop_threads: bool,
    }

    impl Imports {
        fn note(&mut self, module: &str) {
            self.modules.extend(MODULES.iter().copied().find(|known| *known == module));
        }

        fn note_name(&mut self, name: &str) {
            self.mentions_loop_threads |= name == "*" || LOOP_THREADS_NAMES.contains(&name);
        }

        fn note_from(&mut self, node: &StmtImportFrom) {
            let module = node.module.as_ref().map_or("", |module| module.as_str());
            self.note(module);
            for alias in &node.names {
                self.note(&format!("{module}.{}", alias.name));
                self.note_name(&alias.name);
            }
        }
    }

    impl<'a> Visitor<'a> for Imports {
        fn visit_stmt(&mut self, stmt: &'a Stmt) {
            match stmt {
                Stmt::Import(node) => node.names.iter().for_each(|alias| self.note(&alias.name)),
                Stmt::ImportFrom(node) => self.note_from(node),
                Stmt::Try(node) if node.is_star => {
                    self.note(GROUPS);
                    visitor::walk_stmt(self, stmt);
                }
                _ => visitor::walk_stmt(self, stmt),
            }
        }

        fn visit_expr(&mut self, expr: &'a Expr) {
            match expr {
                Expr::Name(node) if is_group(&node.id) => self.note(GROUPS),
                Expr::Attribute(node) => {
                    self.note_name(&node.attr);
                    visitor::walk_expr(self, expr);
                }
                _ => visitor::walk_expr(self, expr),
            }
        }
    }

    let mut imports = Imports::default();
    body.iter().for_each(|stmt| imports.visit_stmt(stmt));
    if imports.mentions_loop_threads && imports.modules.contains(&"asyncio") {
        imports.modules.push(LOOP_THREADS);
    }
    imports.modules
}
