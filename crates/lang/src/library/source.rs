//! The part of the library that is written in the workload language as modules of its own. Only what
//! a workload imports is compiled with it.

macro_rules! sources {
    ($($module:literal),* $(,)?) => {
        &[$(($module, include_str!(concat!("../../library/", $module, ".py")))),*]
    };
}

/// The modules with their texts.
pub const SOURCES: &[(&str, &str)] = sources![
    "abc",
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
    "_groups"
];

/// The text of a module.
#[must_use]
pub fn source(module: &str) -> Option<&'static str> {
    SOURCES.iter().find(|(name, _)| *name == module).map(|(_, text)| *text)
}

/// The public names that a module's text binds by `def`, `class` and plain assignments.
pub fn source_names(module: &str) -> impl Iterator<Item = &'static str> {
    let lines = source(module).unwrap_or("").lines();
    lines.filter_map(|line| {
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
    }
}
