//! Packs the library's Python files: they are part of the engine's download, and are read only by the
//! compiler and by what completes names. What is left out has no meaning to either: comments, blank
//! lines, wide indentation, and documentation of what a workload cannot name.
//!
//! What a workload needs that imports nothing is in the engine's own file; a host with a slow network
//! loads the rest when a workload imports any of it.
//!
//! Packed once more by a compressor of our own they would not become smaller on the wire, since the
//! whole module travels compressed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Spaces for a step of indentation in the files.
const STEP: usize = 4;

/// The modules of the engine's own file; what they import is among them.
const AT_HAND: &[&str] = &["_groups"];

fn main() {
    let out = env::var("OUT_DIR").expect("Cargo says where to");
    let out = Path::new(&out);
    let write = |name: &str, text: &str| {
        fs::write(out.join(name), text).expect("Cargo's folder can be written");
    };
    println!("cargo::rerun-if-changed=library");
    let files = fs::read_dir("library").expect("the library is here");
    let paths = files.map(|file| file.expect("the library can be listed").path());
    let mut paths: Vec<PathBuf> = paths.collect();
    paths.sort();
    let (mut at_hand, mut apart, mut names) = (String::new(), String::new(), String::new());
    for path in paths {
        let name = path.file_stem().expect("a file has a name").to_string_lossy();
        let texts = if AT_HAND.contains(&&*name) {
            &mut at_hand
        } else {
            names.push_str(&format!("{name}\n"));
            &mut apart
        };
        texts.push_str(&format!("\x0c{name}{}", packed_file(&path)));
    }
    write("at_hand.txt", &at_hand);
    write("apart.txt", &apart);
    write("apart_names.txt", &names);
    write("prelude.py", &packed_file(Path::new("src/prelude.py")));
}

fn packed_file(path: &Path) -> String {
    println!("cargo::rerun-if-changed={}", path.display());
    packed(&fs::read_to_string(path).expect("the library can be read"))
}

/// A statement's first line, or a simple statement: without comments, on one line unless a text in it
/// spans several.
struct Logical {
    indent: usize,
    text: String,
}

impl Logical {
    fn opens_body(&self) -> bool {
        ["def ", "async def ", "class "].iter().any(|word| self.text.starts_with(word))
    }

    fn is_public(&self) -> bool {
        let name = self.text.trim_start_matches("async ").split(' ').nth(1).unwrap_or("");
        // As `library::is_private` has it.
        self.indent == 0 && (!name.starts_with('_') || name.starts_with("_exit("))
    }
}

fn packed(text: &str) -> String {
    let lines = logical_lines(text);
    // Whoever looks for a line that begins with something finds the first one too.
    let mut out = "\n".to_owned();
    for (at, line) in lines.iter().enumerate() {
        let is_documentation = line.text.starts_with("\"\"\"");
        let owner = at.checked_sub(1).map(|before| &lines[before]);
        if is_documentation && owner.is_none_or(|owner| !owner.opens_body()) {
            continue;
        }
        out.extend(std::iter::repeat_n(' ', line.indent / STEP));
        if is_documentation && !owner.is_some_and(Logical::is_public) {
            let is_whole_body = lines.get(at + 1).is_none_or(|next| next.indent < line.indent);
            out.truncate(out.trim_end_matches(' ').len());
            if is_whole_body {
                out.truncate(out.trim_end_matches('\n').len());
                out.push_str("pass\n");
            }
            continue;
        }
        out.push_str(&line.text);
        out.push('\n');
    }
    out
}

fn logical_lines(text: &str) -> Vec<Logical> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let unindented = rest.trim_start_matches(' ');
        let indent = rest.len() - unindented.len();
        let (line, after) = logical_line(unindented);
        if !line.is_empty() {
            lines.push(Logical { indent, text: line });
        }
        rest = after;
    }
    lines
}

/// The logical line that a text begins with, and what comes after its end.
fn logical_line(text: &str) -> (String, &str) {
    let mut line = String::new();
    let (mut at, mut depth) = (0, 0usize);
    while let Some(c) = text[at..].chars().next() {
        let mut end = at + c.len_utf8();
        match c {
            '"' | '\'' => {
                end = at + literal_len(&text[at..]);
                line.push_str(&text[at..end]);
            }
            '#' => end = text[at..].find('\n').map_or(text.len(), |len| at + len),
            '\n' if depth == 0 => return (line.trim_end().to_string(), &text[end..]),
            '\n' | ' ' => {
                if !line.ends_with([' ', '(', '[', '{']) {
                    line.push(' ');
                }
            }
            _ => {
                depth += usize::from(matches!(c, '(' | '[' | '{'));
                if matches!(c, ')' | ']' | '}') {
                    depth -= 1;
                    let end = line.trim_end_matches(' ').len();
                    line.truncate(end);
                }
                line.push(c);
            }
        }
        at = end;
    }
    (line.trim_end().to_string(), "")
}

/// The length of the literal that a text begins with, its quotes included.
fn literal_len(text: &str) -> usize {
    let quote = &text[..if text.starts_with("\"\"\"") || text.starts_with("'''") { 3 } else { 1 }];
    let mut at = quote.len();
    while !text[at..].starts_with(quote) {
        let step = if text[at..].starts_with('\\') { 2 } else { 1 };
        at += text[at..].chars().take(step).map(char::len_utf8).sum::<usize>();
    }
    at + quote.len()
}
