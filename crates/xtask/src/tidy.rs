//! Checks what compilers do not: layers, lengths, leftovers, examples, and paths in documents.
//!
//! Each check is one module whose rule is a pure function over text, with its own tests.

mod documents;
mod examples;
mod layers;
mod leftovers;
mod lengths;

use std::fmt::{Display, Formatter};
use std::path::Path;

use anyhow::{Context, Result};

use crate::Project;
use crate::project::files_below;

/// Something to put in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The file, from the project's top folder.
    pub file: String,
    /// The line, counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

/// A file with its text, as the checks see it.
pub(crate) struct Text {
    /// Its path from the project's top folder, with `/` between the parts.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// Folders that hold nothing written by hand.
const NOT_OURS: &[&str] = &["target", "dist", "node_modules", ".tools", ".git", "worker-pkg"];
/// What is looked at.
const ENDINGS: &[&str] = &["rs", "js", "mjs", "css", "py", "html"];

/// All findings, by file.
///
/// # Errors
///
/// If the project cannot be read.
pub fn tidy(project: &Project) -> Result<Vec<Finding>> {
    let texts = texts(project)?;
    let mut findings = layers::check(project)?;
    for text in &texts {
        findings.extend(lengths::check(text));
        findings.extend(leftovers::check(text));
        findings.extend(examples::check(text));
    }
    findings.extend(lengths::stale_exceptions(&texts));
    findings.extend(documents::check(project)?);
    findings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(findings)
}

fn texts(project: &Project) -> Result<Vec<Text>> {
    let is_ours = |folder: &Path| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        !NOT_OURS.contains(&name.as_ref())
    };
    let mut texts = Vec::new();
    for file in files_below(&project.root, &is_ours)? {
        let path = file.strip_prefix(&project.root)?.to_string_lossy().replace('\\', "/");
        let ending = file.extension().unwrap_or_default().to_string_lossy();
        if ENDINGS.contains(&ending.as_ref()) {
            let text = std::fs::read_to_string(&file).with_context(|| format!("reading {path}"))?;
            texts.push(Text { path, text });
        }
    }
    Ok(texts)
}
