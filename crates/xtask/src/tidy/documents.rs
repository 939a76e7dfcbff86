//! Documents name files that exist: each back-ticked path is looked up.

use anyhow::Result;

use super::Finding;
use crate::Project;

/// The documents.
const DOCUMENTS: &[&str] = &["README.md", "ARCHITECTURE.md"];
/// A path begins in one of these folders, or below `crates/`.
const FOLDERS: &[&str] =
    &["crates", "web", "tests", "examples", "benches", "docs", ".ci", ".cargo", ".github"];
/// A name with one of these endings is a path wherever it begins.
const ENDINGS: &[&str] = &[".rs", ".md", ".toml", ".mjs", ".css"];
/// Folders that are built.
const BUILT: &[&str] = &["dist", "target", ".tools", "node_modules"];

pub fn check(project: &Project) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for document in DOCUMENTS {
        let Ok(text) = std::fs::read_to_string(project.at(document)) else { continue };
        for (line, path) in paths(&text) {
            let exists = [path.clone(), format!("crates/{path}")]
                .iter()
                .any(|candidate| project.at(candidate).exists());
            if !exists {
                let message = format!("there is no `{path}`");
                findings.push(Finding { file: (*document).to_owned(), line, message });
            }
        }
    }
    Ok(findings)
}

/// The back-ticked paths of a document with their lines; a pattern counts up to its star.
fn paths(text: &str) -> Vec<(usize, String)> {
    let mut paths = Vec::new();
    let mut in_block = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            let quoted = line.split('`').skip(1).step_by(2);
            paths.extend(quoted.filter_map(as_path).map(|path| (index + 1, path)));
        }
    }
    paths
}

fn as_path(quoted: &str) -> Option<String> {
    let is_plain = |c: char| c.is_alphanumeric() || "._-/*".contains(c);
    let (first, rest) = quoted.split_once('/')?;
    if !quoted.chars().all(is_plain) || BUILT.contains(&first) || quoted.contains("//") {
        return None;
    }
    let ends_like_one = ENDINGS.iter().any(|ending| rest.ends_with(ending));
    if !FOLDERS.contains(&first) && !ends_like_one {
        return None;
    }
    let before_star = quoted.split('*').next().unwrap_or(quoted);
    let whole = before_star.len() == quoted.len();
    let end = if whole { quoted.len() } else { before_star.rfind('/')? };
    Some(quoted[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        paths(text).into_iter().map(|(_, path)| path).collect()
    }

    #[test]
    fn paths_are_told_from_other_quotations() {
        assert_eq!(
            found("see `crates/vm` and `vm/src/sync/lock.rs`"),
            ["crates/vm", "vm/src/sync/lock.rs"]
        );
        assert!(found("`N/M`, `./dev serve`, `dist/index.html`, `https://a.org/b.rs`").is_empty());
    }

    #[test]
    fn a_pattern_counts_up_to_its_star() {
        assert_eq!(found("`examples/**/*.py`"), ["examples"]);
        assert_eq!(found("`tests/browser/*.test.mjs`"), ["tests/browser"]);
    }

    #[test]
    fn blocks_of_code_are_not_read() {
        assert!(found("```\n`crates/none`\n```\n").is_empty());
        assert_eq!(paths("a\n`crates/vm`\n"), [(2, "crates/vm".to_owned())]);
    }
}
