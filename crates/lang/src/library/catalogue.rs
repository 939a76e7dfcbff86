//! What an editor tells of the library: each name that a workload can import or use unimported, with
//! its signature and one sentence. Read off the table and the Python files, so that it cannot differ.

use ruff_python_ast::{ExceptHandler, Expr, Parameters, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use super::source::source;
use super::{ENTRIES, MODULES, is_private};
use crate::diagnostic::Findings;
use crate::parse;
use crate::source::Source;

/// A name of the library.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Described {
    /// Its module; `builtins` for names that need no import.
    pub module: &'static str,
    /// The name.
    pub name: String,
    /// How it is called, `gather(*tasks)`; the name alone for what is not called.
    pub signature: String,
    /// What it is for; empty where the name says it.
    pub sentence: String,
}

/// All public names of all public modules, by module and then as the module lists them.
#[must_use]
pub fn catalogue() -> Vec<Described> {
    let is_public = |module: &&&str| !module.starts_with('_');
    MODULES.iter().filter(is_public).flat_map(|module| module_names(module)).collect()
}

/// A module's names: those of its Python file, then those of the table that it does not have.
fn module_names(module: &'static str) -> Vec<Described> {
    let mut found = file_names(module, module);
    for entry in ENTRIES.iter().filter(|entry| entry.module == module) {
        let is_public = !entry.name.starts_with('_') || entry.name.starts_with("__");
        if is_public && found.iter().all(|known| known.name != entry.name) {
            let (signature, sentence) = entry.doc.split_once('\n').unwrap_or((entry.doc, ""));
            found.push(Described {
                module,
                name: entry.name.to_owned(),
                signature: signature.to_owned(),
                sentence: sentence.to_owned(),
            });
        }
    }
    found
}

/// The public names that a Python file binds, as names of `module`.
fn file_names(file: &str, module: &'static str) -> Vec<Described> {
    let text = source(file).unwrap_or("");
    let source = Source::new(text);
    let mut reader = Reader { text, module, found: Vec::new() };
    if let Some(parsed) = parse::parse(&mut Findings::new(&source)) {
        reader.read(&parsed.body);
    }
    reader.found
}

struct Reader<'t> {
    text: &'t str,
    module: &'static str,
    found: Vec<Described>,
}

impl Reader<'_> {
    fn read(&mut self, body: &[Stmt]) {
        for statement in body {
            match statement {
                Stmt::FunctionDef(node) => {
                    let parameters = self.parameters(&node.parameters, 0);
                    self.add(&node.name, parameters, sentence(&node.body));
                }
                Stmt::ClassDef(node) => {
                    self.add(&node.name, self.constructor(node), sentence(&node.body));
                }
                Stmt::Assign(node) => {
                    for name in node.targets.iter().filter_map(Expr::as_name_expr) {
                        self.add(&name.id, String::new(), String::new());
                    }
                }
                Stmt::ImportFrom(node) => {
                    let part = node.module.as_ref().map_or("", |part| part.as_str());
                    // What comes from elsewhere than its own parts is no name of the module.
                    let names = if part.starts_with('_') {
                        file_names(part, self.module)
                    } else {
                        Vec::new()
                    };
                    let is_taken = |known: &Described| {
                        let mut own = node.names.iter().filter(|alias| alias.asname.is_none());
                        own.any(|alias| alias.name.as_str() == known.name)
                    };
                    self.found.extend(names.into_iter().filter(is_taken));
                }
                Stmt::Try(node) => {
                    self.read(&node.body);
                    for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                        self.read(&handler.body);
                    }
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, name: &str, parameters: String, sentence: String) {
        if is_private(name) || self.found.iter().any(|known| known.name == name) {
            return;
        }
        self.found.push(Described {
            module: self.module,
            name: name.to_owned(),
            signature: format!("{name}{parameters}"),
            sentence,
        });
    }

    /// What a class is called with: what its constructor asks for besides the instance.
    fn constructor(&self, class: &StmtClassDef) -> String {
        let mut methods = class.body.iter().filter_map(Stmt::as_function_def_stmt);
        let init = methods.find(|method| method.name.as_str() == "__init__");
        init.map_or_else(String::new, |init| self.parameters(&init.parameters, 1))
    }

    /// The parameters as they are written, without the first `n_hidden` and without private ones.
    fn parameters(&self, parameters: &Parameters, n_hidden: usize) -> String {
        let mut words = Vec::new();
        let n_positional = parameters.posonlyargs.len();
        for (place, parameter) in parameters.iter_non_variadic_params().enumerate() {
            if place == n_positional && place > n_hidden {
                words.push("/".to_owned());
            }
            if place == n_positional + parameters.args.len() {
                words.extend(self.variadic(parameters));
            }
            if place >= n_hidden && !parameter.parameter.name.starts_with('_') {
                words.push(self.words(parameter));
            }
        }
        if parameters.kwonlyargs.is_empty() {
            words.extend(parameters.vararg.iter().map(|it| format!("*{}", it.name)));
        }
        words.extend(parameters.kwarg.iter().map(|it| format!("**{}", it.name)));
        format!("({})", words.join(", "))
    }

    /// What stands before the parameters that are only given by name.
    fn variadic(&self, parameters: &Parameters) -> Option<String> {
        let is_shown = parameters.kwonlyargs.iter().any(|it| !it.parameter.name.starts_with('_'));
        match &parameters.vararg {
            Some(vararg) => Some(format!("*{}", vararg.name)),
            None => is_shown.then(|| "*".to_owned()),
        }
    }

    fn words(&self, node: &impl Ranged) -> String {
        let words = self.text[node.range()].split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The first line of a docstring.
fn sentence(body: &[Stmt]) -> String {
    let first = body.first().and_then(Stmt::as_expr_stmt);
    let text = first.and_then(|node| node.value.as_string_literal_expr());
    text.map_or_else(String::new, |text| {
        text.value.to_str().trim().lines().next().unwrap_or("").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::{Described, catalogue};
    use crate::library::source::source_names;
    use crate::library::{MODULES, is_private, names};

    fn find<'c>(all: &'c [Described], module: &str, name: &str) -> &'c Described {
        let found = all.iter().find(|it| it.module == module && it.name == name);
        found.unwrap_or_else(|| panic!("{module}.{name} is not described"))
    }

    #[test]
    fn signatures_come_from_the_table_and_from_the_files() {
        let all = catalogue();
        let shown = |module, name| find(&all, module, name).signature.clone();
        assert_eq!(shown("builtins", "len"), "len(container)");
        assert_eq!(shown("heapq", "heappush"), "heappush(heap, item)");
        assert_eq!(
            shown("asyncio", "gather"),
            "gather(*coros_or_futures, return_exceptions=False)"
        );
        assert_eq!(shown("asyncio", "Queue"), "Queue(maxsize=0)");
        assert_eq!(shown("asyncio", "Task"), "Task(coro, *, loop=None, name=None, context=None)");
        assert_eq!(find(&all, "heapq", "heappush").sentence, "Adds an item.");
    }

    #[test]
    fn every_name_that_can_be_imported_is_described_once() {
        let all = catalogue();
        for module in MODULES.iter().filter(|module| !module.starts_with('_')) {
            for name in names(module).chain(source_names(module)) {
                let n = all.iter().filter(|it| it.module == *module && it.name == name).count();
                assert_eq!(n, usize::from(!is_private(name)), "{module}.{name}");
            }
        }
    }
}
