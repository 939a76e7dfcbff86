//! Writes `docs/language.md` from the tables, and proves it: what it lists as supported compiles, what
//! it lists as refused is refused, with the very words of the diagnostics.

#[expect(dead_code, reason = "the page is no fixture")]
mod support;

#[path = "page/samples.rs"]
mod samples;

use std::fmt::Write;
use std::path::Path;

use lang::library::source::{source, source_names};
use lang::library::{ENTRIES, MODULES, is_private, names};
use lang::{Compiled, Severity, compile};

use samples::{REFUSED, REFUSED_BUILTINS, REFUSED_MODULES, SUPPORTED};

const INTRODUCTION: &str = "# The language of workloads

A workload is a Python file, and the same text runs under CPython 3.11: what is supported prints what CPython prints.
Everything else is refused before the run, with the place, the reason and what to write instead; the little that is only met at run time raises `PlaygroundUnsupported` there.

This page is written by `cargo xtask docs` from the engine's own tables and from the texts of its library, and a test proves that it is true.
";

#[test]
fn the_page_of_the_language_is_true() {
    let mut page = INTRODUCTION.to_owned();
    write_supported(&mut page);
    write_refused(&mut page);
    write_modules(&mut page);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language.md");
    support::compare(&path, &page);
}

fn write_supported(page: &mut String) {
    page.push_str("\n## Statements and expressions\n\n");
    for (what, sample) in SUPPORTED {
        let diagnostics = errors(&compile("sample.py", sample));
        assert!(diagnostics.is_empty(), "{what} is not supported: {diagnostics:?}\n{sample}");
        writeln!(page, "- {what}").expect("a string takes all text");
    }
}

fn write_refused(page: &mut String) {
    page.push_str("\n## What is refused\n\n| written | answer | instead |\n| --- | --- | --- |\n");
    let modules = REFUSED_MODULES.iter().map(|module| format!("import {module}"));
    let builtins = REFUSED_BUILTINS.iter().map(|name| format!("{name}()"));
    let samples = REFUSED.iter().map(|sample| (*sample).to_owned());
    for sample in samples.chain(builtins).chain(modules) {
        let found = errors(&compile("sample.py", &format!("{sample}\n")));
        let Some((message, help)) = found.first() else { panic!("{sample} is not refused") };
        let last = sample.lines().last().unwrap_or_default().trim();
        writeln!(page, "| `{}` | {message} | {help} |", last.replace('|', "\\|"))
            .expect("a string takes all text");
    }
}

fn errors(compiled: &Compiled) -> Vec<(String, String)> {
    let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| (found.message.clone(), found.help.clone().unwrap_or_default())).collect()
}

fn write_modules(page: &mut String) {
    page.push_str("\n## Modules\n\nWith builtins first.\n");
    for module in MODULES.iter().filter(|module| !module.starts_with('_')) {
        write!(page, "\n### {module}\n\n").expect("a string takes all text");
        let mut listed: Vec<&str> = source_names(module).chain(names(module)).collect();
        listed.sort_unstable();
        listed.dedup();
        for name in listed.into_iter().filter(|name| !is_private(name)) {
            check_import(module, name);
            match documented(module, name) {
                (signature, sentence) if sentence.is_empty() => {
                    writeln!(page, "- `{signature}`")
                }
                (signature, sentence) => writeln!(page, "- `{signature}`: {sentence}"),
            }
            .expect("a string takes all text");
        }
    }
}

fn check_import(module: &str, name: &str) {
    if *module == *"builtins" {
        return;
    }
    let text = format!("from {module} import {name}\n");
    let found = errors(&compile("sample.py", &text));
    assert!(found.is_empty(), "{module}.{name} cannot be imported: {found:?}");
}

/// A name's signature and sentence: from its row of the table, or from the text that defines it.
fn documented(module: &str, name: &str) -> (String, String) {
    let row = ENTRIES.iter().find(|entry| entry.module == module && entry.name == name);
    if let Some(row) = row {
        let (signature, sentence) = row.doc.split_once('\n').unwrap_or((name, row.doc));
        return (signature.to_owned(), sentence.to_owned());
    }
    let parts = MODULES.iter().filter(|part| part.starts_with('_'));
    let texts = [module].into_iter().chain(parts.copied()).filter_map(source);
    texts
        .filter_map(|text| defined(text, name))
        .next()
        .unwrap_or_else(|| (name.to_owned(), String::new()))
}

/// The signature and the sentence of a function or class that a text defines.
fn defined(text: &str, name: &str) -> Option<(String, String)> {
    let mut lines = text.lines().peekable();
    let (is_class, header) = lines.by_ref().find_map(|line| {
        let rest = line.strip_prefix("async ").unwrap_or(line);
        let words = [("def ", false), ("class ", true)];
        let (rest, is_class) =
            words.iter().find_map(|(word, is)| Some((rest.strip_prefix(word)?, *is)))?;
        let after = rest.strip_prefix(name)?;
        after.starts_with(['(', ':']).then_some((is_class, rest))
    })?;
    let doc = lines.peek().and_then(|line| line.trim().strip_prefix("\"\"\""));
    let doc = doc.map_or("", |doc| doc.trim_end_matches('"')).trim();
    let signature = match is_class {
        true => name,
        false => header.trim_end_matches(':'),
    };
    // A class may say first how it is called.
    let (signature, sentence) = match doc.strip_prefix(&format!("{name}(")) {
        Some(_) => doc.split_once(": ").unwrap_or((doc, "")),
        None => (signature, doc),
    };
    Some((signature.to_owned(), sentence.to_owned()))
}
