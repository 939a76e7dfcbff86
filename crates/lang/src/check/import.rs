//! Imports: which modules and names there are.

use ruff_python_ast::{Alias, StmtImport, StmtImportFrom};
use ruff_text_size::{Ranged, TextRange};

use crate::library::{HIDDEN, MODULES};
use crate::modules::Modules;
use crate::scope::Origin;
use crate::suggest;

use super::{Check, Kind};

impl Check<'_, '_, '_, '_> {
    pub(super) fn import(&mut self, node: &StmtImport) {
        for alias in &node.names {
            if !self.is_available(&alias.name) {
                self.no_module(&alias.name, alias.name.range());
            }
        }
    }

    pub(super) fn import_from(&mut self, node: &StmtImportFrom) {
        let module = node.module.as_ref().map_or("", |module| module.as_str());
        if node.level > 0 {
            let help = "a workload is one file: write the functions into it";
            self.unsupported("unsupported-import", node.range, "a relative import is", help);
        } else if module == "__future__" {
            // All of them are in force already, or are about annotations.
        } else if !self.is_available(module) {
            let range = node.module.as_ref().map_or(node.range, Ranged::range);
            self.no_module(module, range);
        } else {
            node.names.iter().for_each(|alias| self.imported(module, alias));
        }
    }

    fn no_module(&mut self, name: &str, range: TextRange) {
        let (message, help) = suggest::module(name);
        let is_mistyped = help.starts_with("did you mean");
        self.findings.error("unsupported-module", range, message, help);
        if let Some(module) = suggest::similar_module(name).filter(|_| is_mistyped) {
            self.findings.replace(range, module);
        }
    }

    /// Whether the text can import the module.
    fn is_available(&self, module: &str) -> bool {
        let is_hidden = module == HIDDEN && self.outside.origin != Origin::Workload;
        let is_private = module.starts_with('_') && self.outside.origin == Origin::Workload;
        is_hidden || MODULES.contains(&module) && module != "builtins" && !is_private
    }

    /// Whether a module has a name; a workload's own modules may not be compiled yet.
    fn has_member(&self, module: &str, name: &str) -> bool {
        self.outside.member(module, name).is_some() || Modules::names(module).contains(&name)
    }

    fn imported(&mut self, module: &str, alias: &Alias) {
        let name = alias.name.as_str();
        if name == "*" {
            if self.context().kind != Kind::Module {
                let message = "`import *` inside of a function or class";
                let help = format!("name what you use: `from {module} import …`");
                self.findings.error("star-import-inside", alias.range, message, help);
            }
        } else if !self.has_member(module, name) {
            let message = format!("`{module}` has no `{name}` in this subset");
            let similar = suggest::similar(name, Modules::names(module));
            let (range, help) = (alias.name.range(), suggest::did_you_mean(similar));
            self.findings.error("unknown-import", range, message, help);
            if let Some(similar) = similar {
                self.findings.replace(range, similar);
            }
        }
    }
}
