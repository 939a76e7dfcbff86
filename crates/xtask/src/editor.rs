//! Bundles the editor, `web/js/editor.src.js`, into the module that the page imports.

use std::fs;

use anyhow::{Context, Result};

use crate::Project;
use crate::browser::write_if_new;

/// Bundles it. The file is written only if it changes, so that Trunk does not see its own work.
///
/// # Errors
///
/// If esbuild fails.
pub fn build(project: &Project) -> Result<()> {
    let fresh = project.at(&format!("target/editor.{}.js", std::process::id()));
    let mut esbuild = project.command("esbuild");
    esbuild.args(["web/js/editor.src.js", "--bundle", "--format=esm", "--minify"]);
    esbuild.args(["--log-level=warning", "--legal-comments=none"]);
    esbuild.arg(format!("--outfile={}", fresh.display()));
    project.run(&mut esbuild)?;
    let text = fs::read_to_string(&fresh).context("esbuild wrote nothing")?;
    fs::remove_file(&fresh)?;
    write_if_new(&project.at("web/js/editor.js"), &text)
}
