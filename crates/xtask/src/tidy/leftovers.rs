//! Leftovers: debug output, and work put off without an issue that remembers it.

use super::{Finding, Text};

/// What must not stay, with the remedy.
const DEBUG: &[(&str, &str, &str)] = &[
    ("rs", concat!("dbg", "!("), "remove the debug output"),
    ("js", concat!("console", ".log("), "remove the debug output"),
    ("mjs", concat!("console", ".log("), "remove the debug output"),
    ("mjs", concat!("test", ".only("), "run all tests again"),
];
/// Words that put work off.
const LATER: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];

pub fn check(text: &Text) -> Vec<Finding> {
    let ending = text.path.rsplit('.').next().unwrap_or_default();
    let mut findings = Vec::new();
    for (index, line) in text.text.lines().enumerate() {
        let mut complain = |message| {
            findings.push(Finding { file: text.path.clone(), line: index + 1, message });
        };
        for (_, pattern, remedy) in DEBUG.iter().filter(|(for_ending, ..)| *for_ending == ending) {
            if line.contains(pattern) {
                complain(format!("`{pattern}`: {remedy}"));
            }
        }
        for word in LATER {
            if line.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word)
                && !names_an_issue(line)
            {
                complain(format!("`{word}` without an issue: do it, or write its number, as #12"));
            }
        }
    }
    findings
}

/// Whether the line has a number sign followed by a number.
fn names_an_issue(line: &str) -> bool {
    line.split('#').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Text { path: path.to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn debug_output_is_found() {
        assert_eq!(count("a.rs", concat!("let x = dbg", "!(1);\n")), 1);
        assert_eq!(count("a.js", concat!("console", ".log(1)\n")), 1);
        assert_eq!(count("a.js", "console.error(1)\n"), 0);
    }

    #[test]
    fn work_put_off_needs_an_issue() {
        assert_eq!(count("a.rs", concat!("// TO", "DO: later\n")), 1);
        assert_eq!(count("a.rs", concat!("// TO", "DO(#12): later\n")), 0);
        assert_eq!(count("a.py", concat!("# FIX", "ME later\n")), 1);
        assert_eq!(count("a.rs", concat!("// the TO", "DOLIST is a name\n")), 0);
    }
}
