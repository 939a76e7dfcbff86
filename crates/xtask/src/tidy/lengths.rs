//! Lengths: a long file or function is a sign that a concept has no room of its own yet.
//!
//! Functions are found by their indentation, which the formatter guarantees: one ends at the first
//! closing brace that stands as far in as the line on which it began.

use super::{Finding, Text};

/// The most lines of a file.
const FILE_LINES_MAX: usize = 700;
/// The most lines of a function.
const FUNCTION_LINES_MAX: usize = 70;

/// What may be longer, and why: `(path, function or "" for the file, reason)`.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("crates/lang/src/disassemble/op.rs", "describe", "one arm for each instruction"),
    ("crates/lang/src/verify/operands.rs", "operands", "one arm for each instruction"),
    ("crates/vm/src/interpret.rs", "fast", "one arm for each instruction"),
    ("crates/vm/src/step.rs", "perform", "one arm for each instruction"),
];

pub fn check(text: &Text) -> Vec<Finding> {
    let is_excepted = |name: &str| {
        EXCEPTIONS.iter().any(|(path, function, _)| *path == text.path && *function == name)
    };
    let long = long_parts(text);
    long.into_iter().filter(|(name, _)| !is_excepted(name)).map(|(_, finding)| finding).collect()
}

/// Exceptions that excuse nothing any more.
pub fn stale_exceptions(texts: &[Text]) -> Vec<Finding> {
    let is_needed = |path: &str, name: &str| {
        let text = texts.iter().find(|text| text.path == path);
        text.is_some_and(|text| long_parts(text).iter().any(|(long, _)| long == name))
    };
    EXCEPTIONS
        .iter()
        .filter(|(path, name, _)| !is_needed(path, name))
        .map(|(path, name, _)| Finding {
            file: (*path).to_owned(),
            line: 0,
            message: format!("`{name}` is no longer too long: remove it from tidy/lengths.rs"),
        })
        .collect()
}

/// All parts that are too long, by name; the file itself has the empty name.
fn long_parts(text: &Text) -> Vec<(String, Finding)> {
    let mut long = Vec::new();
    let mut complain = |name: &str, line, message| {
        long.push((name.to_owned(), Finding { file: text.path.clone(), line, message }));
    };
    let lines: Vec<&str> = text.text.lines().collect();
    if lines.len() > FILE_LINES_MAX && !text.path.ends_with(".html") {
        let message = format!("{} lines, the most is {FILE_LINES_MAX}: split it", lines.len());
        complain("", 0, message);
    }
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line, &text.path) else { continue };
        let indentation = &line[..line.len() - line.trim_start().len()];
        let ends = |line: &&str| {
            line.strip_prefix(indentation).is_some_and(|rest| {
                // A declaration has no body: its signature ends it.
                rest.starts_with('}') || rest.starts_with(')') && rest.ends_with(';')
            })
        };
        let Some(length) = lines[start..].iter().position(ends).map(|lines| lines + 1) else {
            continue;
        };
        if length > FUNCTION_LINES_MAX {
            let message =
                format!("`{name}` has {length} lines, the most is {FUNCTION_LINES_MAX}: split it");
            complain(name, start + 1, message);
        }
    }
    long
}

/// The name of the function that begins on this line, unless it also ends there.
fn function_name<'a>(line: &'a str, path: &str) -> Option<&'a str> {
    let keyword = match path.rsplit('.').next()? {
        "rs" => "fn ",
        "js" | "mjs" => "function ",
        _ => return None,
    };
    let code = line.trim_start();
    if code.starts_with("//") || code.ends_with(';') || code.ends_with('}') {
        return None;
    }
    let (before, after) = code.split_once(keyword)?;
    let is_modifier = |word: &str| {
        let modifiers = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe", "extern"];
        modifiers.contains(&word) || ["export", "default", "\"C\""].contains(&word)
    };
    if !before.split_whitespace().all(is_modifier) {
        return None;
    }
    let end = after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len());
    Some(&after[..end]).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, text: String) -> Vec<String> {
        check(&Text { path: path.to_owned(), text }).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_file_may_have_700_lines() {
        assert!(messages("a.rs", "x\n".repeat(700)).is_empty());
        let found = messages("a.rs", "x\n".repeat(701));
        assert_eq!(found, ["a.rs: 701 lines, the most is 700: split it"]);
    }

    #[test]
    fn a_function_may_have_70_lines() {
        let function = |lines: usize| {
            let body = "        if x {\n        }\n".repeat((lines - 2) / 2);
            format!("impl A {{\n    pub fn long(&self) {{\n{body}    }}\n}}\n")
        };
        assert!(messages("a.rs", function(70)).is_empty());
        let found = messages("a.rs", function(72));
        assert_eq!(found, ["a.rs:2: `long` has 72 lines, the most is 70: split it"]);
    }

    #[test]
    fn a_declaration_has_no_body() {
        let declaration = "    fn declared(\n        line: u32,\n    ) -> u32;\n";
        let others = "    fn short();\n".repeat(70);
        let after = "impl A {\n    fn empty() {\n    }\n}\n";
        let text = format!("extern {{\n{declaration}{others}}}\n{after}");
        assert!(messages("a.rs", text).is_empty());
    }

    #[test]
    fn a_function_is_known_by_its_keyword() {
        assert_eq!(function_name("pub(crate) const fn new() -> A {", "a.rs"), Some("new"));
        assert_eq!(function_name("    fn generic<T>(", "a.rs"), Some("generic"));
        assert_eq!(function_name("export async function run(x) {", "a.mjs"), Some("run"));
        assert_eq!(function_name("    run: fn(&Project) -> A,", "a.rs"), None);
        assert_eq!(function_name("// fn in a comment", "a.rs"), None);
        assert_eq!(function_name("    fn declared(&self);", "a.rs"), None);
        assert_eq!(function_name("    fn short(&self) { 1 }", "a.rs"), None);
    }
}
