//! Checks the dependencies: their licences and sources, and that each is used.

use anyhow::Result;

use crate::{Project, tools};

/// Runs `cargo deny` and `cargo machete`. Known vulnerabilities are looked up only where `advisories`
/// is given, because their list is downloaded.
///
/// # Errors
///
/// If one of them finds something.
pub fn deny(project: &Project, arguments: &[String]) -> Result<()> {
    tools::install_checkers(project)?;
    let checks = ["deny", "check", "bans", "licenses", "sources"];
    let denied = project.run(project.command("cargo").args(checks).args(arguments));
    // Folders by name: built and downloaded ones hold manifests of others.
    let unused =
        project.run(project.command("cargo").args(["machete", "crates", "tests", "web", "fuzz"]));
    denied.and(unused)
}
