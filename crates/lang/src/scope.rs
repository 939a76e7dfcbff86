//! Which name lives where: in a register of its frame, in a cell that functions share, in a
//! module variable, or in the library.
//!
//! `collect` writes down for each scope what binds and uses its names, `resolve` finds each use's
//! owner and gives every variable its register. A list, set or dict comprehension is a scope of
//! its own in the frame of the function around it; a generator expression is a function.

mod collect;
mod resolve;

pub(crate) use collect::{annotations_are_text, dispatched, function_annotations, import_name};

use litemap::LiteMap;

use indexmap::IndexMap;
use ruff_python_ast::Stmt;
use ruff_text_size::{TextRange, TextSize};

use crate::diagnostic::Findings;
use crate::modules::{Member, Modules};
use crate::op::Reg;
use crate::program::GlobalIdx;

/// What sort of text it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// A workload.
    Workload,
    /// A Python file of the library.
    Library,
    /// The prelude, whose names are those of the library, its hidden part included.
    Prelude,
}

/// What a text can see beyond itself.
#[derive(Clone, Copy)]
pub(crate) struct Outside<'m> {
    pub(crate) origin: Origin,
    pub(crate) modules: &'m Modules,
}

impl<'m> Outside<'m> {
    pub(crate) fn workload(modules: &'m Modules) -> Outside<'m> {
        Outside { origin: Origin::Workload, modules }
    }

    pub(crate) fn library(modules: &'m Modules) -> Outside<'m> {
        Outside { origin: Origin::Library, modules }
    }

    pub(crate) fn prelude(modules: &'m Modules) -> Outside<'m> {
        Outside { origin: Origin::Prelude, modules }
    }

    /// What a name of a module is.
    pub(crate) fn member(self, module: &str, name: &str) -> Option<Member> {
        self.modules.member(module, name, self.origin)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct ScopeId(pub(crate) usize);

impl ScopeId {
    pub(crate) const MODULE: ScopeId = ScopeId(0);
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ScopeKind {
    Module,
    /// A `def` or a lambda.
    Function,
    /// The body of a class: a function that is called once, whose variables only it sees.
    Class,
    /// A generator expression.
    Generator,
    /// A comprehension that runs in the frame around it.
    Comprehension,
}

/// Where a name's value is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Register(Reg),
    /// The register holds a cell.
    Cell(Reg),
    Global(GlobalIdx),
    Library(u16),
    /// `__name__`.
    ModuleName,
    /// A function of the prelude without an entry: the machine calls it by name.
    Machine,
}

/// What an import binds, when nothing else ever binds the name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Import {
    /// Its position in `library::MODULES`.
    Module(u16),
    Entry(u16),
    /// A variable of a Python file of the library.
    Global(GlobalIdx),
}

/// What a scope does with a name.
#[derive(Clone, Default, Debug)]
pub(crate) struct Symbol {
    pub(crate) is_parameter: bool,
    pub(crate) is_global: bool,
    pub(crate) is_nonlocal: bool,
    /// How many places bind it, parameters included.
    pub(crate) n_bindings: u32,
    /// The import among them that surely runs before all that stands after it.
    pub(crate) import: Option<(Import, TextSize)>,
    /// `del` or the end of an `except … as` unbinds it.
    pub(crate) is_deleted: bool,
    /// An expression may bind it, while others are evaluated.
    pub(crate) is_walrus_target: bool,
    /// A function inside captures it.
    pub(crate) is_captured: bool,
    /// The scope itself reads it.
    pub(crate) is_read: bool,
    /// The first place that uses or binds it.
    pub(crate) first: Option<TextRange>,
    place: Option<Place>,
    /// In the body of a class: what the name means while the class has no such variable yet.
    beyond: Option<Place>,
}

impl Symbol {
    /// The name belongs to this scope.
    fn is_owned(&self) -> bool {
        self.n_bindings > 0 && !self.is_global && !self.is_nonlocal
    }
}

#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    pub(crate) parent: Option<ScopeId>,
    /// The function, or module, in whose frame it lives; often itself.
    pub(crate) frame: ScopeId,
    pub(crate) symbols: IndexMap<String, Symbol>,
    /// It contains a `yield`.
    pub(crate) yields: bool,
    /// Of a frame: what it captures, by owner and name, and the registers of the cells.
    free: IndexMap<(ScopeId, String), Reg>,
    /// Of a frame: the names of the registers before the temporaries.
    pub(crate) variables: Vec<(Reg, String)>,
    /// The registers whose cells are made when the frame, or the comprehension, begins.
    pub(crate) own_cells: Vec<Reg>,
}

impl Scope {
    /// The names that belong to it, in the order in which the text mentions them.
    pub(crate) fn own_names(&self) -> impl Iterator<Item = &str> {
        let own = self.symbols.iter().filter(|(_, symbol)| symbol.is_owned());
        own.map(|(name, _)| name.as_str())
    }
}

/// All scopes of a text.
#[derive(Debug)]
pub(crate) struct Scopes {
    pub(crate) origin: Origin,
    /// Annotations are not evaluated.
    pub(crate) annotations_are_text: bool,
    /// Where a further import can be put in.
    imports_at: TextSize,
    scopes: Vec<Scope>,
    by_range: LiteMap<(TextSize, TextSize), ScopeId>,
    /// The names of the text's module variables.
    pub(crate) globals: Vec<String>,
    /// The index of the first of them: those of the library's files come before.
    pub(crate) first_global: usize,
}

/// Finds the scopes of a text, reports what is wrong with its names.
pub(crate) fn scopes(body: &[Stmt], outside: Outside, findings: &mut Findings) -> Scopes {
    let collected = collect::collect(body, outside, findings);
    resolve::resolve(collected, outside, findings)
}

impl Scopes {
    pub(crate) fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0]
    }

    /// The scope of the function, lambda or comprehension with this range.
    pub(crate) fn at(&self, range: TextRange) -> ScopeId {
        self.by_range[&(range.start(), range.end())]
    }

    /// Where a name that the scope mentions is found.
    pub(crate) fn place(&self, scope: ScopeId, name: &str) -> Place {
        let symbol = &self.scope(scope).symbols[name];
        symbol.place.expect("resolving gives every name its place")
    }

    /// Where the value of a class's own variable is found while the class has none yet.
    pub(crate) fn beyond(&self, scope: ScopeId, name: &str) -> Option<Place> {
        self.scope(scope).symbols.get(name)?.beyond
    }

    /// What the scope that owns the name does with it; none if that is the library.
    pub(crate) fn owner(&self, scope: ScopeId, name: &str) -> Option<&Symbol> {
        let id = self.owner_id(scope, name).unwrap_or(ScopeId::MODULE);
        self.scope(id).symbols.get(name)
    }

    /// What the name surely means at `at`, because an import before binds it and nothing else does.
    pub(crate) fn import(&self, scope: ScopeId, name: &str, at: TextSize) -> Option<Import> {
        let symbol = self.owner(scope, name)?;
        let (import, bound_at) = symbol.import?;
        (symbol.n_bindings == 1 && bound_at < at).then_some(import)
    }

    /// The registers of this frame's captured cells, and the same cells in the enclosing frame.
    pub(crate) fn captures(&self, frame: ScopeId) -> Vec<Reg> {
        let parent = self.scope(frame).parent.expect("the module captures nothing");
        let enclosing = self.scope(parent).frame;
        let captured = self.scope(frame).free.keys();
        captured.map(|(owner, name)| self.cell(enclosing, *owner, name)).collect()
    }

    /// The register of a frame that holds the cell of an owner's variable.
    fn cell(&self, frame: ScopeId, owner: ScopeId, name: &str) -> Reg {
        if self.scope(owner).frame == frame {
            match self.place(owner, name) {
                Place::Cell(register) => register,
                place => unreachable!("{name} is captured, yet lives in {place:?}"),
            }
        } else {
            self.scope(frame).free[&(owner, name.to_string())]
        }
    }

    /// The function or comprehension whose variable the name means; none for a module variable.
    fn owner_id(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let mut id = scope;
        loop {
            let candidate = self.scope(id);
            if candidate.kind == ScopeKind::Module {
                return None;
            }
            // What a class's body binds is no variable for the functions in it.
            let is_hidden =
                candidate.kind == ScopeKind::Class && id != scope && name != "__class__";
            if let Some(symbol) = candidate.symbols.get(name)
                && !is_hidden
            {
                if symbol.is_global {
                    return None;
                }
                if symbol.is_owned() {
                    return Some(id);
                }
            }
            id = candidate.parent.expect("only the module has no parent");
        }
    }
}
