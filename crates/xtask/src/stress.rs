//! Looks for interleavings that break the runtime of real execution.
//!
//! First the models: `loom` tries a few lines of the shared heap in every order that the rules of
//! memory allow, and `shuttle` whole runs in many orders. Both put locks of their own into the crates
//! (`--cfg model="…"`), so each has a target folder of its own. Then real threads, again and again.

use anyhow::Result;

use crate::Project;

/// The models: the checker, and the crate whose tests named `model` it runs.
const MODELS: &[(&str, &str)] = &[("loom", "vm"), ("shuttle", "exec")];

/// Runs the models and then real programs, the counters so often: `[RUNS]`.
///
/// # Errors
///
/// If something was found.
pub fn stress(project: &Project, arguments: &[String]) -> Result<()> {
    for (checker, package) in MODELS {
        println!("\n== {package} in models of {checker}");
        let mut cargo = project.command("cargo");
        cargo.args(["test", "--package", package, "--lib", "model"]);
        cargo.env("RUSTFLAGS", format!("--cfg model=\"{checker}\""));
        cargo.env("CARGO_TARGET_DIR", project.target().join(format!("model-{checker}")));
        project.run(&mut cargo)?;
    }
    println!("\n== really parallel threads");
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "suite", "--example", "stress", "--"]);
    project.run(cargo.args(arguments))
}
