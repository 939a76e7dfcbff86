//! Measures what more workers gain: each workload alone in `sequential`, and in `free-threads` on one
//! worker, on two, and on as many as there are cores; natively and in Chromium.
//!
//! A round runs all of a workload's ways one after the other, so that all meet the same other work
//! on the machine, and the median of the rounds counts.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser::{self, Browser};
use crate::{Project, dist, setup};

/// How often each workload runs in each way.
const ROUNDS: usize = 7;

/// The examples that only compute.
const EXAMPLES: [&str; 3] = ["basics/primes", "threads/global_lock", "processes/pool_of_primes"];

/// What two workers must gain over `sequential` where a workload only computes with variables of its
/// own, and over one worker everywhere, natively.
const NATIVE_MIN: f64 = 1.9;

/// The same in a browser.
const BROWSER_MIN: f64 = 1.8;

/// Measures all workloads, or those whose names are given, and prints a table for each place.
///
/// # Errors
///
/// If something does not build or run; a missed goal is none.
pub fn bench_parallel(project: &Project, names: &[String]) -> Result<()> {
    setup::for_tests(project)?;
    let programs = programs(project, names)?;
    let ways = ways(std::thread::available_parallelism().map_or(2, usize::from));
    project.run(project.command("cargo").args(["build", "--release", "--package", "cli"]))?;
    let mut rows = Vec::new();
    for program in &programs {
        let mut row = Row::new(program, ways.len());
        for _ in 0..ROUNDS {
            for (times, workers) in row.times.iter_mut().zip(&ways) {
                times.push(native(project, program, *workers)?);
            }
        }
        rows.push(row);
    }
    println!("\nnatively\n{}", table(&rows, &ways, NATIVE_MIN));
    let Some(browser) = Browser::find(project) else {
        eprintln!("SKIPPED: there is no Chromium to run Web Workers in");
        return Ok(());
    };
    let rows = in_browser(project, &browser, &programs, &ways)?;
    println!("in Chromium\n{}", table(&rows, &ways, BROWSER_MIN));
    Ok(())
}

/// Numbers of workers; 0 is the mode `sequential`.
fn ways(n_cores: usize) -> Vec<usize> {
    let mut ways = vec![0, 1, 2];
    if n_cores > 2 {
        ways.push(n_cores);
    }
    ways
}

fn programs(project: &Project, names: &[String]) -> Result<Vec<PathBuf>> {
    let mut programs = crate::project::files_below(&project.at("benches/parallel"), &|_| true)?;
    programs.extend(EXAMPLES.map(|name| project.at("examples").join(name).with_extension("py")));
    programs
        .retain(|program| names.is_empty() || names.iter().any(|wanted| *wanted == name(program)));
    ensure!(!programs.is_empty(), "there is no such program in benches/parallel/");
    Ok(programs)
}

fn name(program: &Path) -> String {
    program.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// One workload's times in nanoseconds, for each way those of all rounds.
struct Row {
    name: String,
    is_example: bool,
    times: Vec<Vec<f64>>,
}

impl Row {
    fn new(program: &Path, n_ways: usize) -> Row {
        let is_example =
            EXAMPLES.iter().any(|example| program.with_extension("").ends_with(example));
        Row { name: name(program), is_example, times: vec![Vec::new(); n_ways] }
    }
}

fn native(project: &Project, program: &Path, workers: usize) -> Result<f64> {
    let interleave = project.target().join("release/interleave");
    let mut command = project.command(&interleave.to_string_lossy());
    command.arg("run").arg(program).args(["--clock", "wall", "--format", "json"]);
    match workers {
        0 => command.args(["--mode", "sequential"]),
        _ => command.args(["--mode", "free-threads", "--cores", &workers.to_string()]),
    };
    let answer: Value = serde_json::from_str(&project.read(&mut command)?)?;
    ensure!(answer["status"] == "ok", "{} did not run to its end", program.display());
    answer["makespan_ns"].as_f64().context("an answer says how long the run took")
}

fn in_browser(
    project: &Project,
    browser: &Browser,
    programs: &[PathBuf],
    ways: &[usize],
) -> Result<Vec<Row>> {
    dist::build(project)?;
    let mut node = project.command("node");
    let ways_list: Vec<String> = ways.iter().map(usize::to_string).collect();
    node.arg("benches/parallel.mjs")
        .arg(ROUNDS.to_string())
        .arg(ways_list.join(","))
        .args(programs);
    node.env("CHROME", &browser.program);
    node.env("CHROME_ARGUMENTS", browser::arguments(project).join(" "));
    let answers: Vec<Vec<Vec<f64>>> = serde_json::from_str(&project.read(&mut node)?)?;
    let row = |(program, times): (&PathBuf, _)| Row { times, ..Row::new(program, ways.len()) };
    Ok(programs.iter().zip(answers).map(row).collect())
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn table(rows: &[Row], ways: &[usize], least: f64) -> String {
    let mut lines = vec![heading(ways)];
    let mut worst = [f64::INFINITY; 2];
    for row in rows {
        let medians: Vec<f64> = row.times.iter().map(|times| median(times)).collect();
        let mut line = format!("{:<16}", row.name);
        for median in &medians {
            line += &format!("{:>10.1}", median / 1e6);
        }
        line += &format!("{:>8.2}", medians[1] / medians[0]);
        for column in 2..ways.len() {
            let (alone, one) = (medians[0] / medians[column], medians[1] / medians[column]);
            line += &format!("{alone:>9.2}{one:>9.2}");
        }
        let gains = [medians[0] / medians[2], medians[1] / medians[2]];
        worst[1] = worst[1].min(gains[1]);
        if row.is_example {
            worst[0] = worst[0].min(gains[0]);
        }
        lines.push(line);
    }
    for (what, worst) in
        ["the examples' least gain over sequential", "the least gain over 1 worker"]
            .iter()
            .zip(worst)
            .filter(|(_, worst)| worst.is_finite())
    {
        let verdict = if worst >= least { "met" } else { "missed" };
        lines.push(format!("{what} on 2 workers: {worst:.2}; goal: ≥ {least:.2} {verdict}"));
    }
    lines.join("\n") + "\n"
}

fn heading(ways: &[usize]) -> String {
    let mut heading = format!("{:<16}", "workload, ms");
    for workers in ways {
        heading += &match workers {
            0 => format!("{:>10}", "alone"),
            _ => format!("{:>10}", format!("{workers} w.")),
        };
    }
    heading += &format!("{:>8}", "1:alone");
    for workers in &ways[2..] {
        heading += &format!("{:>9}{:>9}", format!("alone:{workers}"), format!("1:{workers}"));
    }
    heading
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, is_example: bool, times: [f64; 3]) -> Row {
        Row { name: name.to_owned(), is_example, times: times.map(|ms| vec![ms * 1e6]).to_vec() }
    }

    #[test]
    fn the_table_shows_medians_gains_and_goals() {
        let rows =
            [row("lists", false, [100.0, 150.0, 75.0]), row("primes", true, [40.0, 44.0, 25.0])];
        let table = table(&rows, &[0, 1, 2], 1.9);
        let lines: Vec<Vec<&str>> =
            table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["lists", "100.0", "150.0", "75.0", "1.50", "1.33", "2.00"]);
        assert_eq!(lines[2], ["primes", "40.0", "44.0", "25.0", "1.10", "1.60", "1.76"]);
        assert!(lines[3].ends_with(&["1.60;", "goal:", "≥", "1.90", "missed"]));
        assert!(lines[4].ends_with(&["1.76;", "goal:", "≥", "1.90", "missed"]));
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }

    #[test]
    fn machines_of_more_cores_use_them_all() {
        assert_eq!(ways(2), [0, 1, 2]);
        assert_eq!(ways(8), [0, 1, 2, 8]);
    }
}
