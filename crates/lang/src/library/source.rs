//! The part of the library that is written in the workload language as modules of its own. Only what
//! a workload imports is compiled with it. The texts are packed by `build.rs`, into two: what the
//! engine always has at hand, and what is apart. In a browser the host provides the second when it is
//! needed, for every byte of the engine's own file delays its start.

use std::sync::OnceLock;

use super::is_private;

/// Texts that each begin with a form feed and the module's name.
const AT_HAND: &str = include_str!(concat!(env!("OUT_DIR"), "/at_hand.txt"));

/// The names of the modules that are apart, one a line.
const APART_NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/apart_names.txt"));

static APART: OnceLock<&'static str> = OnceLock::new();

fn apart() -> &'static str {
    #[cfg(not(target_arch = "wasm32"))]
    APART.get_or_init(|| include_str!(concat!(env!("OUT_DIR"), "/apart.txt")));
    APART.get().copied().unwrap_or("")
}

/// Takes the texts that are apart: `apart.txt` as `build.rs` writes it. Only the first call counts.
pub fn provide(texts: String) {
    APART.get_or_init(|| texts.leak());
}

/// Whether a workload may need what is apart; it does if this is asked of one that imports any of it.
#[must_use]
pub fn may_need_apart(text: &str) -> bool {
    // Python reads letters of other forms, such as wide ones, as the plain ones.
    !text.is_ascii()
        || text
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|word| APART_NAMES.lines().any(|module| module.split('.').next() == Some(word)))
}

/// The text of a module.
#[must_use]
pub fn source(module: &str) -> Option<&'static str> {
    [AT_HAND, apart()]
        .into_iter()
        .flat_map(modules)
        .find(|(name, _)| *name == module)
        .map(|(_, text)| text)
}

/// The modules with their texts, each of which begins with an empty line.
fn modules(texts: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    texts.split('\x0c').skip(1).map(|text| text.split_at(text.find('\n').unwrap_or(text.len())))
}

/// Whether nothing interrupts a module's code between two requests, and on parallel workers no other
/// such code runs before it waits or calls other code: event loops and futures keep books that tasks
/// on several cores would spoil.
#[must_use]
pub fn is_atomic(module: &str) -> bool {
    module == "asyncio" || module.starts_with("_asyncio_") || module.starts_with("_futures_")
}

/// Whether CPython has a module's code in C, which takes a fraction of the time: the builtin functions
/// of the prelude, and modules written in C or with parts in C that do the work.
#[must_use]
pub fn is_builtin(module: &str) -> bool {
    const IN_C: [&str; 14] = [
        "_asyncio_futures",
        "_asyncio_task",
        "_playground",
        "bisect",
        "collections",
        "dataclasses",
        "datetime",
        "functools",
        "heapq",
        "io",
        "itertools",
        "json",
        "math",
        "operator",
    ];
    IN_C.contains(&module)
}

/// The public names that a module's text binds by `def`, `class`, plain assignments, and imports
/// from its parts: the files whose names begin with `_`.
pub fn source_names(module: &str) -> impl Iterator<Item = &'static str> {
    let text = source(module).unwrap_or("");
    names_of_parts(text).chain(own_names(text))
}

fn names_of_parts(text: &'static str) -> impl Iterator<Item = &'static str> {
    let imports = text.split("\nfrom _").skip(1).filter_map(|rest| {
        let (_, names) = rest.split_once(" import ")?;
        Some(match names.strip_prefix('(') {
            Some(several) => several.split(')').next().unwrap_or(""),
            None => names.lines().next().unwrap_or(""),
        })
    });
    let names = imports.flat_map(|names| names.split(',').map(str::trim));
    let names = names.map(|name| name.rsplit(" as ").next().unwrap_or(name));
    names.filter(|name| !name.is_empty() && !is_private(name))
}

fn own_names(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter_map(|line| {
        let named =
            ["def ", "async def ", "class "].iter().find_map(|word| line.strip_prefix(word));
        let rest = named.unwrap_or(line);
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        let (name, rest) = rest.split_at(end);
        let binds = named.is_some() || rest.trim_start().starts_with("= ");
        (binds && !name.is_empty() && !is_private(name)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::{APART_NAMES, AT_HAND, apart, may_need_apart, modules, source_names};
    use crate::library::MODULES;

    #[test]
    fn every_source_is_a_module() {
        for (module, _) in modules(AT_HAND).chain(modules(apart())) {
            assert!(MODULES.contains(&module), "{module} is missing in MODULES");
        }
        let names: Vec<&str> = modules(apart()).map(|(name, _)| name).collect();
        assert_eq!(names, APART_NAMES.lines().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_at_hand_imports_nothing_that_is_apart() {
        for (module, text) in modules(AT_HAND) {
            let lines = text.lines().map(str::trim_start);
            let imports =
                lines.filter(|line| line.starts_with("import ") || line.starts_with("from "));
            for import in imports {
                let from = import.split(' ').nth(1).unwrap_or("");
                assert!(!APART_NAMES.lines().any(|name| name == from), "{module}: {import}");
            }
        }
    }

    #[test]
    fn what_may_import_is_told() {
        for text in [
            "import asyncio",
            "import time, queue",
            "from concurrent import futures",
            "import json as j",
            "ｉｏ",
        ] {
            assert!(may_need_apart(text), "{text}");
        }
        for text in ["", "from playground import spawn", "asyncio2 = 1"] {
            assert!(!may_need_apart(text), "{text}");
        }
    }

    #[test]
    fn names_are_those_of_the_text() {
        let names: Vec<&str> = source_names("abc").collect();
        assert_eq!(names, ["abstractmethod", "ABC", "ABCMeta"]);
        let names: Vec<&str> = source_names("asyncio").collect();
        assert_eq!(names[..2], ["CancelledError", "Future"]);
        assert!(names.contains(&"gather") && names.contains(&"run"));
    }
}
