//! Bundles the editor, `web/js/editor.src.js`, into the folder that Trunk copies into the page.
//!
//! Its keys and its history are a file of their own, loaded right after the first paint; what it needs
//! only when the engine can be asked (completion, findings) is another; what they share is named by its
//! content.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::Project;

/// How the files begin that the editor loads after the first paint.
pub const LATER: [&str; 2] = ["assist", "commands"];

/// The finished folder, which Trunk copies into the page as `editor/`.
#[must_use]
pub fn folder(project: &Project) -> PathBuf {
    project.at("target/editor-pkg")
}

/// Bundles it. The folder is exchanged only if it changes, so that Trunk does not see its own work.
///
/// # Errors
///
/// If esbuild fails.
pub fn build(project: &Project) -> Result<()> {
    // A name of its own, then moved: Trunk may run this twice at once, and copies what it finds.
    let fresh = project.at(&format!("target/editor-pkg.{}", std::process::id()));
    let mut esbuild = project.command("esbuild");
    esbuild.args(["web/js/editor.src.js", "--bundle", "--format=esm", "--minify", "--splitting"]);
    esbuild.args(["--log-level=warning", "--legal-comments=none"]);
    esbuild.args(["--entry-names=editor", "--chunk-names=[name]-[hash]"]);
    esbuild.arg(format!("--outdir={}", fresh.display()));
    project.run(&mut esbuild)?;
    let finished = folder(project);
    // It names the other files, whose names change with their contents.
    let entry = |folder: &PathBuf| fs::read(folder.join("editor.js"));
    let made = entry(&fresh).context("esbuild wrote nothing")?;
    if entry(&finished).is_ok_and(|last| last == made) {
        return fs::remove_dir_all(&fresh).context("cannot remove what was built again");
    }
    if finished.exists() {
        fs::remove_dir_all(&finished)?;
    }
    fs::rename(&fresh, &finished).with_context(|| format!("cannot write {}", finished.display()))
}
