//! Runs the fuzz targets: each for some minutes, one after the other, and says what came of it.
//!
//! What a target finds is kept in `fuzz/artifacts`, and the programs that reach new code in
//! `fuzz/corpus`, so that the next run goes on where this one ends. The fuzzer itself is C++, for
//! which a compiler must be there.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::{Project, tools};

/// The targets, each a file in `fuzz/targets`.
const TARGETS: &[&str] = &["text", "machine", "cpython"];
/// How long each runs if nothing else is said.
const MINUTES: u64 = 10;
/// The most bytes that are one input: a program of some ten kilobytes has about as many choices.
const INPUT_BYTES_MAX: u32 = 1500;
/// How long one input may take before that is a finding.
const INPUT_SECONDS_MAX: u32 = 60;
/// The most memory that a run may take.
const MEMORY_MB_MAX: u32 = 4096;

/// What came of one target.
struct Outcome {
    target: &'static str,
    n_executed: u64,
    n_findings: usize,
}

/// Runs the targets that are named, or all: `[TARGET …] [--minutes N]`.
///
/// # Errors
///
/// If something was found, or a target does not run.
pub fn fuzz(project: &Project, arguments: &[String]) -> Result<()> {
    let (targets, minutes) = wanted(arguments)?;
    tools::install_fuzzer(project)?;
    let mut outcomes = Vec::new();
    for target in targets {
        outcomes.push(run(project, target, minutes)?);
    }
    println!();
    for Outcome { target, n_executed, n_findings } in &outcomes {
        println!("{target:<10}{n_executed:>12} executions, {n_findings} findings");
    }
    if outcomes.iter().any(|outcome| outcome.n_findings > 0) {
        bail!("each finding is a file in fuzz/artifacts; `cargo fuzz run TARGET FILE` repeats it");
    }
    Ok(())
}

fn wanted(arguments: &[String]) -> Result<(Vec<&'static str>, u64)> {
    let (mut targets, mut minutes) = (Vec::new(), MINUTES);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--minutes" {
            let number = arguments.next().context("--minutes wants a number")?;
            minutes = number.parse().context("--minutes wants a number")?;
        } else if let Some(target) = TARGETS.iter().find(|target| *target == argument) {
            targets.push(*target);
        } else {
            bail!("there is no target `{argument}`; there are {}", TARGETS.join(", "));
        }
    }
    Ok((if targets.is_empty() { TARGETS.to_vec() } else { targets }, minutes))
}

fn run(project: &Project, target: &'static str, minutes: u64) -> Result<Outcome> {
    let before = n_artifacts(project, target);
    let mut cargo = project.command("cargo");
    // Nothing here is unsafe, so a sanitizer would only make it slow.
    cargo.args(["fuzz", "run", "--sanitizer", "none", target, "--"]);
    cargo.arg(format!("-max_total_time={}", minutes * 60));
    cargo.arg(format!("-max_len={INPUT_BYTES_MAX}"));
    cargo.arg(format!("-timeout={INPUT_SECONDS_MAX}"));
    cargo.arg(format!("-rss_limit_mb={MEMORY_MB_MAX}"));
    // Long programs from the beginning: short ones hardly differ.
    cargo.args(["-len_control=0", "-print_final_stats=1"]);
    let mut child = cargo.stderr(Stdio::piped()).spawn().context("cargo does not start")?;
    let stderr = child.stderr.take().context("standard error is a pipe")?;
    let mut n_executed = 0;
    for line in BufReader::new(stderr).lines() {
        let line = line?;
        n_executed = executions(&line).unwrap_or(n_executed);
        eprintln!("{line}");
    }
    let status = child.wait()?;
    let n_findings = n_artifacts(project, target).saturating_sub(before);
    if !status.success() && n_findings == 0 {
        bail!("the target {target} does not run ({status})");
    }
    Ok(Outcome { target, n_executed, n_findings })
}

/// How many inputs have been run when the fuzzer writes this line.
fn executions(line: &str) -> Option<u64> {
    let pulse =
        line.strip_prefix('#').or_else(|| line.strip_prefix("stat::number_of_executed_units:"));
    pulse?.split_whitespace().next()?.parse().ok()
}

fn n_artifacts(project: &Project, target: &str) -> usize {
    let folder = project.at("fuzz/artifacts").join(target);
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[cfg(test)]
mod tests {
    use super::{executions, wanted};

    #[test]
    fn executions_are_read_from_what_the_fuzzer_says() {
        assert_eq!(executions("#4096\tpulse  cov: 12 ft: 13"), Some(4096));
        assert_eq!(executions("stat::number_of_executed_units: 77"), Some(77));
        assert_eq!(executions("INFO: Seed: 1"), None);
    }

    #[test]
    fn targets_and_minutes_are_arguments() {
        let read = |text: &str| wanted(&text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(read("text --minutes 3").unwrap(), (vec!["text"], 3));
        assert_eq!(read("--minutes 1").unwrap().0.len(), 3);
        assert!(read("nothing").is_err());
    }
}
