//! The part of the library that is written in the workload language as modules of its own. Only what
//! a workload imports is compiled with it. The texts are packed by `build.rs`.

macro_rules! sources {
    ($($module:literal),* $(,)?) => {
        &[$(($module, include_str!(concat!(env!("OUT_DIR"), "/library/", $module, ".py")))),*]
    };
}

/// The modules with their texts.
pub const SOURCES: &[(&str, &str)] = sources![
    "abc",
    "math",
    "time",
    "_calendar",
    "_streams",
    "datetime",
    "io",
    "json",
    "logging",
    "logging.handlers",
    "os",
    "statistics",
    "sys",
    "traceback",
    "warnings",
    "random",
    "bisect",
    "collections",
    "contextlib",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "heapq",
    "itertools",
    "operator",
    "string",
    "textwrap",
    "types",
    "typing",
    "_arguments",
    "_groups",
    "threading",
    "queue",
    "concurrent.futures",
    "_atexit",
    "_futures_base",
    "_futures_thread",
    "_mp_messages",
    "_mp_process",
    "_mp_connection",
    "_mp_sync",
    "_mp_shared",
    "_mp_queues",
    "_mp_pool",
    "_mp_managers",
    "_mp_context",
    "_mp_executor",
    "multiprocessing",
    "multiprocessing.connection",
    "multiprocessing.managers",
    "multiprocessing.pool",
    "pickle",
    "_asyncio_threads",
    "asyncio",
    "_asyncio_loop",
    "_asyncio_futures",
    "_asyncio_locks",
    "_asyncio_queues",
    "_asyncio_tasks",
    "_asyncio_scopes",
];

/// The text of a module.
#[must_use]
pub fn source(module: &str) -> Option<&'static str> {
    SOURCES.iter().find(|(name, _)| *name == module).map(|(_, text)| *text)
}

/// Whether nothing interrupts a module's code between two requests, and on parallel workers no other
/// such code runs before it waits or calls other code: event loops and futures keep books that tasks
/// on several cores would spoil.
#[must_use]
pub fn is_atomic(module: &str) -> bool {
    module == "asyncio" || module.starts_with("_asyncio_") || module.starts_with("_futures_")
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
    names.filter(|name| !name.is_empty() && !name.starts_with('_'))
}

fn own_names(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter_map(|line| {
        let named =
            ["def ", "async def ", "class "].iter().find_map(|word| line.strip_prefix(word));
        let rest = named.unwrap_or(line);
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        let (name, rest) = rest.split_at(end);
        let binds = named.is_some() || rest.trim_start().starts_with("= ");
        (binds && !name.is_empty() && !name.starts_with('_')).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::{SOURCES, source_names};
    use crate::library::MODULES;

    #[test]
    fn every_source_is_a_module() {
        for (module, _) in SOURCES {
            assert!(MODULES.contains(module), "{module} is missing in MODULES");
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
