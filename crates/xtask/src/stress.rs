//! Looks for interleavings that break the runtime of real execution.
//!
//! First the models: `loom` tries a few lines of the shared heap in every order that the rules of
//! memory allow, and `shuttle` whole runs in many orders. Both put locks of their own into the crates
//! (`--cfg model="…"`), so each has a target folder of its own. Then real threads, again and again.
//! With `sanitizer` real threads only, under ThreadSanitizer, which sees every access to memory that
//! nothing orders, in the libraries too.

use anyhow::{Context, Result};

use crate::Project;

/// The models: the checker, and the crate whose tests named `model` it runs.
const MODELS: &[(&str, &str)] = &[("loom", "vm"), ("shuttle", "exec")];

/// What says that ThreadSanitizer should look on.
const SANITIZER: &str = "sanitizer";

/// Runs the models and then real programs, the counters so often: `[sanitizer] [RUNS]`.
///
/// # Errors
///
/// If something was found.
pub fn stress(project: &Project, arguments: &[String]) -> Result<()> {
    if let Some((first, runs)) = arguments.split_first()
        && first == SANITIZER
    {
        return sanitized(project, runs);
    }
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

/// Runs real programs with the standard library and all others compiled for ThreadSanitizer.
fn sanitized(project: &Project, runs: &[String]) -> Result<()> {
    println!("\n== really parallel threads under ThreadSanitizer");
    let about = project.read(project.command("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--package", "suite", "--example", "stress"]);
    cargo.args(["-Z", "build-std", "--target", host.context("rustc says for what it compiles")?]);
    // With that word the queues of the thread pool say what they order in a way that it understands.
    cargo.env("RUSTFLAGS", "-Z sanitizer=thread --cfg crossbeam_sanitize_thread");
    cargo.env("CARGO_TARGET_DIR", project.target().join("sanitizer"));
    project.run(cargo.arg("--").args(runs))
}
