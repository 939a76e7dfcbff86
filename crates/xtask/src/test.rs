//! Runs every check and every test, and closes with one honest line of their sums.
//!
//! A stage that fails does not keep later ones from running; a stage that counts nothing and still
//! fails (it did not compile, say) is one failure.

pub mod count;
mod stages;

use anyhow::{Result, bail};

use crate::Project;
pub use count::Count;

/// Runs all stages, or those whose names are given.
///
/// # Errors
///
/// If anything failed.
pub fn test(project: &Project, names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !stages::NAMES.contains(&name.as_str())) {
        bail!("there is no stage `{unknown}`; there are {}", stages::NAMES.join(", "));
    }
    let mut total = Count::default();
    let mut lines = Vec::new();
    for stage in stages::STAGES {
        if !names.is_empty() && !names.iter().any(|name| name == stage.name) {
            continue;
        }
        println!("\n== {}: {}", stage.name, stage.about);
        let count = match (stage.run)(project) {
            Ok(count) => count,
            Err(error) => {
                eprintln!("error: {error:#}");
                Count::FAILED
            }
        };
        println!("{}: {count}", stage.name);
        lines.push(format!("{:<8} {count}", stage.name));
        total += count;
    }
    println!("\n{}\n{total}", lines.join("\n"));
    if total.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}
