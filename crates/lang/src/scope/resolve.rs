//! Finds the owner of each name that is used, and gives each variable its register.

use std::collections::BTreeMap;

use litemap::LiteMap;

use ruff_text_size::TextRange;

use crate::diagnostic::Findings;
use crate::library::{ENTRIES, Entry, HIDDEN, Implementation, MODULES, entry, names};
use crate::modules::{GROUPS, Member, Modules, is_group};
use crate::op::Reg;
use crate::program::{GlobalIdx, MODULE_NAME};
use crate::suggest;

use super::collect::{Attribute, Collected};
use super::{Import, Origin, Outside, Place, ScopeId, ScopeKind, Scopes};

pub(super) fn resolve(collected: Collected, outside: Outside, findings: &mut Findings) -> Scopes {
    let Collected { scopes, by_range, attributes, nonlocals, annotations_are_text, imports_at } =
        collected;
    let mut scopes = Scopes {
        origin: outside.origin,
        annotations_are_text,
        imports_at,
        scopes,
        by_range,
        globals: Vec::new(),
        first_global: outside.modules.globals.len(),
    };
    for (scope, name, range) in &nonlocals {
        if scopes.owner_id(*scope, name).is_none() {
            let message = format!("no function around binds `{name}`, so `nonlocal` finds nothing");
            let help = "for a variable of the module, write `global`";
            findings.error("nonlocal-unbound", *range, message, help);
        }
    }
    scopes.count_global_bindings();
    scopes.mark_captures();
    scopes.allocate();
    scopes.resolve_globals(outside, findings);
    for attribute in &attributes {
        scopes.check_module_attribute(attribute, outside, findings);
    }
    scopes
}

/// The registers of a comprehension's variables: by name and by how many comprehensions around
/// also have one of that name, so that comprehensions beside each other share.
type Shared = LiteMap<(ScopeId, String, usize), Reg>;

impl Scopes {
    /// Bindings by functions that declare a name `global` count for the module's symbol.
    fn count_global_bindings(&mut self) {
        let mut bindings: Vec<(String, bool, u32)> = Vec::new();
        for scope in self.scopes.iter().skip(1) {
            for (name, symbol) in &scope.symbols {
                if symbol.is_global && symbol.n_bindings > 0 {
                    bindings.push((name.clone(), symbol.is_deleted, symbol.n_bindings));
                }
            }
        }
        for (name, is_deleted, n) in bindings {
            let symbol = self.scopes[0].symbols.entry(name).or_default();
            // An import inside a function is not sure to run before uses elsewhere.
            symbol.n_bindings += n;
            symbol.is_deleted |= is_deleted;
        }
    }

    /// Marks what functions capture, and has all frames between pass the cells on.
    fn mark_captures(&mut self) {
        for id in (1..self.scopes.len()).map(ScopeId) {
            let names: Vec<String> = self.scope(id).symbols.keys().cloned().collect();
            for name in names {
                let Some(owner) = self.owner_id(id, &name) else { continue };
                let owner_frame = self.scope(owner).frame;
                let mut frame = self.scope(id).frame;
                while frame != owner_frame {
                    let symbol = self.scopes[owner.0].symbols.get_mut(&name);
                    symbol.expect("the owner has the name").is_captured = true;
                    let free = &mut self.scopes[frame.0].free;
                    free.entry((owner, name.clone())).or_insert(Reg::NONE);
                    let parent = self.scope(frame).parent.expect("the owner is further out");
                    frame = self.scope(parent).frame;
                }
            }
        }
    }

    /// Lays out all frames: parameters, captured cells, other variables.
    fn allocate(&mut self) {
        let mut shared = Shared::new();
        let mut next: Vec<u16> = vec![0; self.scopes.len()];
        for id in (0..self.scopes.len()).map(ScopeId) {
            if self.scope(id).kind == ScopeKind::Comprehension {
                self.allocate_comprehension(id, &mut shared, &mut next);
            } else {
                self.allocate_frame(id, &mut next[id.0]);
            }
        }
        for id in (0..self.scopes.len()).map(ScopeId) {
            self.place_captured(id);
        }
    }

    fn allocate_frame(&mut self, id: ScopeId, next: &mut u16) {
        let is_module = self.scope(id).kind == ScopeKind::Module;
        let scope = &mut self.scopes[id.0];
        let mut take = |name: &str, variables: &mut Vec<(Reg, String)>| {
            let register = Reg(*next);
            // Too many are refused when their function is lowered.
            *next = next.saturating_add(1).min(u16::MAX - 1);
            variables.push((register, name.to_string()));
            register
        };
        if is_module {
            return;
        }
        let place = |register, captured| {
            if captured { Place::Cell(register) } else { Place::Register(register) }
        };
        for (name, symbol) in scope.symbols.iter_mut().filter(|(_, symbol)| symbol.is_parameter) {
            let register = take(name, &mut scope.variables);
            symbol.place = Some(place(register, symbol.is_captured));
        }
        for ((_, name), register) in &mut scope.free {
            *register = take(name, &mut scope.variables);
        }
        for (name, symbol) in &mut scope.symbols {
            if symbol.is_owned() && symbol.place.is_none() {
                let register = take(name, &mut scope.variables);
                symbol.place = Some(place(register, symbol.is_captured));
            }
        }
        let places = scope.symbols.values().map(|symbol| symbol.place);
        scope.own_cells = places.filter_map(own_cell).collect();
    }

    fn allocate_comprehension(&mut self, id: ScopeId, shared: &mut Shared, next: &mut [u16]) {
        let frame = self.scope(id).frame;
        let owned: Vec<String> = (self.scope(id).symbols.iter())
            .filter(|(_, symbol)| symbol.is_owned())
            .map(|(name, _)| name.clone())
            .collect();
        for name in owned {
            let level = self.comprehensions_around(id, &name);
            let register = *shared.entry((frame, name.clone(), level)).or_insert_with(|| {
                let register = Reg(next[frame.0]);
                next[frame.0] = next[frame.0].saturating_add(1).min(u16::MAX - 1);
                self.scopes[frame.0].variables.push((register, name.clone()));
                register
            });
            let symbol = &mut self.scopes[id.0].symbols[&name];
            let captured = symbol.is_captured;
            symbol.place =
                Some(if captured { Place::Cell(register) } else { Place::Register(register) });
        }
        let places = self.scope(id).symbols.values().map(|symbol| symbol.place);
        self.scopes[id.0].own_cells = places.filter_map(own_cell).collect();
    }

    fn comprehensions_around(&self, id: ScopeId, name: &str) -> usize {
        let frame = self.scope(id).frame;
        let parents = std::iter::successors(self.scope(id).parent, |id| self.scope(*id).parent);
        let inside = parents.take_while(|id| *id != frame);
        inside.filter(|id| self.scope(*id).symbols.get(name).is_some_and(|s| s.is_owned())).count()
    }

    /// Places the names that a scope uses and another owns.
    fn place_captured(&mut self, id: ScopeId) {
        let names: Vec<String> = (self.scope(id).symbols.iter())
            .filter(|(_, symbol)| symbol.place.is_none())
            .map(|(name, _)| name.clone())
            .collect();
        for name in names {
            let Some(owner) = self.owner_id(id, &name) else { continue };
            let frame = self.scope(id).frame;
            let place = if self.scope(owner).frame == frame {
                self.scope(owner).symbols[&name].place
            } else {
                Some(Place::Cell(self.scope(frame).free[&(owner, name.clone())]))
            };
            self.scopes[id.0].symbols[&name].place = place;
        }
    }

    /// Places what no function owns: module variables, the library, unknown names. The body of a class
    /// reads them also under names that it binds itself, before it does.
    fn resolve_globals(&mut self, outside: Outside, findings: &mut Findings) {
        let mut known: BTreeMap<String, Place> = BTreeMap::new();
        for id in 0..self.scopes.len() {
            for n in 0..self.scopes[id].symbols.len() {
                let scope = &self.scopes[id];
                let (name, symbol) = scope.symbols.get_index(n).expect("n is in range");
                let is_of_class = scope.kind == ScopeKind::Class && symbol.is_read;
                let is_beyond = is_of_class && matches!(symbol.place, Some(Place::Register(_)));
                if symbol.place.is_some() && !is_beyond {
                    continue;
                }
                let name = name.clone();
                let place = match known.get(&name) {
                    Some(place) => *place,
                    None => self.resolve_global(id, &name, outside, findings),
                };
                known.insert(name, place);
                let symbol = &mut self.scopes[id].symbols[n];
                *(if is_beyond { &mut symbol.beyond } else { &mut symbol.place }) = Some(place);
            }
        }
    }

    fn resolve_global(
        &mut self,
        scope: usize,
        name: &str,
        outside: Outside,
        findings: &mut Findings,
    ) -> Place {
        if self.origin == Origin::Prelude {
            return self.resolve_in_prelude(name);
        }
        let is_bound = |symbol: &super::Symbol| symbol.n_bindings > 0;
        if !self.scopes[0].symbols.get(name).is_some_and(is_bound) {
            if let Some(entry) = entry("builtins", name) {
                return Place::Library(entry);
            }
            if is_group(name)
                && let Some(Member::Global(global)) = outside.member(GROUPS, name)
            {
                return Place::Global(global);
            }
            if name == "__name__" && self.origin != Origin::Workload {
                return Place::ModuleName;
            }
            // The workload's own is a variable: in a process that is spawned it has another value.
            if name != MODULE_NAME && !self.scopes[scope].symbols[name].is_owned() {
                self.report_undefined(scope, name, findings);
            }
        }
        let index = self.first_global + self.globals.len();
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        self.globals.push(name.to_string());
        Place::Global(GlobalIdx(index))
    }

    /// A name of the prelude means an entry of the library, its own functions' included.
    fn resolve_in_prelude(&self, name: &str) -> Place {
        let is_its_entry = |entry: &Entry| matches!(entry.implementation, Implementation::Prelude(function) if function == name);
        // The first module in this order counts, and its first entry.
        let order = |module: &str| {
            let mut modules = [HIDDEN].into_iter().chain(MODULES.iter().copied());
            modules.position(|known| known == module)
        };
        let entries = (0_u16..).zip(ENTRIES).filter(|(_, entry)| entry.name == name);
        let named = entries.filter_map(|(at, entry)| Some((order(entry.module)?, at))).min();
        let named = named.map(|(_, at)| at);
        let own = || {
            let at = ENTRIES.iter().position(is_its_entry)?;
            u16::try_from(at).ok()
        };
        match named.or_else(own) {
            Some(entry) => Place::Library(entry),
            None => {
                let is_defined = self.scopes[0].symbols.get(name).is_some_and(|s| s.n_bindings > 0);
                assert!(is_defined, "the prelude uses `{name}`, which is nowhere");
                Place::Machine
            }
        }
    }

    fn report_undefined(&self, scope: usize, name: &str, findings: &mut Findings) {
        let Some(range) = self.scopes[scope].symbols[name].first else { return };
        if let Some(help) = suggest::refused_builtin(name) {
            let message = format!("`{name}` is not part of this subset");
            findings.error("unsupported-builtin", range, message, help);
            return;
        }
        let bound = self.scopes[0].symbols.iter().filter(|(_, symbol)| symbol.n_bindings > 0);
        let bound = bound.map(|(name, _)| name.as_str());
        let builtins: Vec<&str> = names("builtins").collect();
        let similar = suggest::similar(name, bound.chain(builtins));
        let import = if let Some(module) = importable_from(name) {
            Some(format!("from {module} import {name}"))
        } else {
            MODULES[1..].contains(&name).then(|| format!("import {name}"))
        };
        let help = match &import {
            Some(import) => format!("write `{import}` first"),
            None => suggest::did_you_mean(similar),
        };
        let message = format!("nothing binds `{name}`: this raises NameError when it is reached");
        findings.warning("undefined-name", range, message, help);
        if let Some(import) = import {
            findings.replace(TextRange::empty(self.imports_at), format!("{import}\n"));
        } else if let Some(similar) = similar {
            findings.replace(range, similar);
        }
    }

    fn check_module_attribute(
        &self,
        attribute: &Attribute,
        outside: Outside,
        findings: &mut Findings,
    ) {
        let Some(symbol) = self.owner(attribute.scope, &attribute.name) else { return };
        let (1, Some((Import::Module(module), _))) = (symbol.n_bindings, symbol.import) else {
            return;
        };
        let module = MODULES[usize::from(module)];
        let is_dunder = attribute.attribute.starts_with("__");
        if !is_dunder && outside.member(module, &attribute.attribute).is_none() {
            let message = format!("`{module}` has no `{}` in this subset", attribute.attribute);
            let similar = suggest::similar(&attribute.attribute, Modules::names(module));
            let help = suggest::did_you_mean(similar);
            findings.error("unknown-attribute", attribute.range, message, help);
            if let Some(similar) = similar {
                findings.replace(attribute.range, similar);
            }
        }
    }
}

/// The register, if a variable of the scope itself is a cell there.
fn own_cell(place: Option<Place>) -> Option<Reg> {
    match place {
        Some(Place::Cell(register)) => Some(register),
        _ => None,
    }
}

/// The one module from which a name can be imported.
fn importable_from(name: &str) -> Option<&'static str> {
    let public = MODULES[1..].iter().filter(|module| !module.starts_with('_'));
    let mut found = public.filter(|module| Modules::names(module).contains(&name));
    let module = found.next()?;
    found.next().is_none().then_some(*module)
}
