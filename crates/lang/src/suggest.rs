//! What to write instead: similar names, and what models the things that are refused.

use crate::library::MODULES;

/// The candidate that is most like the name, if one is like it at all.
pub(crate) fn similar<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let most = match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = edits(name, candidate, most);
        if distance <= most && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many characters must be inserted, deleted, replaced or swapped with their neighbour;
/// more than `most` if that many do not suffice.
fn edits(left: &str, right: &str, most: usize) -> usize {
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    if left.len().abs_diff(right.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for i in 0..left.len() {
        let mut next = vec![i + 1];
        for j in 0..right.len() {
            let replaced = row[j] + usize::from(left[i] != right[j]);
            let mut cost = replaced.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j] {
                cost = cost.min(before[j - 1] + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[right.len()]
}

/// `did you mean …?`, or nothing.
pub(crate) fn did_you_mean(similar: Option<&str>) -> String {
    similar.map(|candidate| format!("did you mean `{candidate}`?")).unwrap_or_default()
}

/// The module that a workload can import whose name is most like this one.
pub(crate) fn similar_module(name: &str) -> Option<&'static str> {
    similar(name, available())
}

fn available() -> impl Iterator<Item = &'static str> {
    let is_public = |module: &&str| *module != "builtins" && !module.starts_with('_');
    MODULES.iter().copied().filter(is_public)
}

const NETWORK: &[&str] = &[
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "select",
    "selectors",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "urllib",
    "urllib3",
    "websockets",
    "xmlrpc",
];
const FILES: &[&str] = &[
    "csv",
    "fileinput",
    "glob",
    "mmap",
    "pathlib",
    "shelve",
    "shutil",
    "sqlite3",
    "tempfile",
    "zipfile",
];
const SYSTEM: &[&str] = &["cffi", "ctypes", "fcntl", "pty", "signal", "subprocess", "winreg"];
const LATER: &[&str] = &["multiprocessing", "uuid"];

/// Why a module cannot be imported, and what to do instead.
pub(crate) fn module(name: &str) -> (String, String) {
    let top = name.split('.').next().unwrap_or(name);
    if NETWORK.contains(&top) {
        let message = format!("`{name}` would reach the network, which a workload cannot");
        return (message, waiting("request"));
    }
    if FILES.contains(&top) {
        let message = format!("`{name}` would reach files, which a workload cannot");
        return (message, waiting("file"));
    }
    if SYSTEM.contains(&top) {
        let message = format!("`{name}` would leave the playground, which a workload cannot");
        return (message, waiting("process"));
    }
    if LATER.contains(&top) {
        let help = format!("there are {}", available().collect::<Vec<_>>().join(", "));
        return (format!("the module `{name}` is not part of this subset yet"), help);
    }
    let message = format!("there is no module `{name}` in this subset");
    match similar_module(name) {
        None => (message, format!("there are {}", available().collect::<Vec<_>>().join(", "))),
        module => (message, did_you_mean(module)),
    }
}

fn waiting(what: &str) -> String {
    format!("model the time it takes: `from playground import io` and `io(0.1, \"{what}\")`")
}

/// Builtins of CPython that are refused, and what to do instead.
pub(crate) fn refused_builtin(name: &str) -> Option<String> {
    let help = match name {
        "eval" | "exec" | "compile" | "__import__" => "write the code into the workload itself",
        "open" => return Some(waiting("file")),
        "globals" | "locals" | "dir" => "keep the values in a dict of your own",
        "breakpoint" | "help" => "the page shows variables and places: click into the timeline",
        "quit" | "exit" => "write `raise SystemExit`",
        "complex" => "use a pair of floats",
        "bytearray" | "memoryview" => "use a list of integers",
        _ => return None,
    };
    Some(help.to_string())
}
