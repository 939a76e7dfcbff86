//! Runs every check and every test, and closes with one honest line of their sums.
//!
//! A stage that fails does not keep later ones from running; a stage that counts nothing and still
//! fails (it did not compile, say) is one failure.

pub mod count;
mod stages;

use anyhow::{Result, ensure};

use crate::Project;
pub use count::Count;
use stages::{STAGES, Stage};

/// Runs all stages, or those whose names are given.
///
/// # Errors
///
/// If there is no such stage, or if anything failed.
pub fn test(project: &Project, names: &[String]) -> Result<()> {
    let known = STAGES.iter().map(|stage| stage.name).collect::<Vec<_>>();
    for name in names {
        let known_names = known.join(", ");
        ensure!(
            known.contains(&name.as_str()),
            "there is no stage `{name}`; there are {known_names}"
        );
    }
    let is_wanted = |stage: &&Stage| names.is_empty() || names.iter().any(|it| it == stage.name);
    run(project, STAGES.iter().filter(is_wanted))
}

fn run<'a>(project: &Project, stages: impl Iterator<Item = &'a Stage>) -> Result<()> {
    let mut total = Count::default();
    let mut lines = Vec::new();
    for stage in stages {
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
    // The sum stands in the error's last line, too: who sees both streams looks for it at the end.
    ensure!(total.failed == 0, "not everything passed\n{total}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSES: Stage = Stage { name: "passes", about: "", run: |_| Ok(Count::PASSED) };
    const FAILS: Stage = Stage { name: "fails", about: "", run: |_| Ok(Count::FAILED) };
    const BREAKS: Stage = Stage { name: "breaks", about: "", run: |_| anyhow::bail!("it broke") };

    fn project() -> Project {
        Project { root: std::path::PathBuf::new() }
    }

    #[test]
    fn failures_are_an_error_that_ends_with_the_sum() {
        let error = run(&project(), [FAILS, PASSES, BREAKS].iter()).unwrap_err();
        assert_eq!(format!("{error:#}").lines().last(), Some("1 passed, 2 failed"));
        assert!(run(&project(), [PASSES].iter()).is_ok());
    }

    #[test]
    fn an_unknown_stage_is_an_error_that_names_all() {
        let error = test(&project(), &["chekcs".to_owned()]).unwrap_err().to_string();
        assert!(
            error.starts_with("there is no stage `chekcs`; there are checks, native"),
            "{error}"
        );
    }
}
