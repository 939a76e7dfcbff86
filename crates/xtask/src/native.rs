//! The command `interleave`, as it is measured.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::Project;

/// Builds it for speed.
///
/// # Errors
///
/// If it does not compile.
pub fn build(project: &Project) -> Result<()> {
    project.run(project.command("cargo").args(["build", "--release", "--package", "cli"]))
}

/// Where it is once it is built.
#[must_use]
pub fn program(project: &Project) -> PathBuf {
    project.target().join("release/interleave")
}

/// A process of it.
#[must_use]
pub fn interleave(project: &Project) -> Command {
    project.command(&program(project).to_string_lossy())
}
