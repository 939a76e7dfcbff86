//! Compares the virtual machine: natively, in WebAssembly and with CPython, on two sets of programs.
//!
//! All are measured in one run on one machine, and only ratios are compared. Each time is the
//! least of several, for other work on the machine can only add to it; CPython and the machine take
//! turns, so that both meet the same other work.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser::Browser;
use crate::goal::verdict;
use crate::{Project, dist, native, setup};

/// How often each program runs.
const TIMES: usize = 5;
/// The most that WebAssembly may take of native time, as a geometric mean.
const WASM_MAX: f64 = 1.5;
/// The most that native may take of CPython's time on any one program.
const WORST_MAX: f64 = 1.5;

/// Programs whose ratios are averaged.
struct Set {
    /// Their folder in `benches/`.
    folder: &'static str,
    /// The most that native may take of CPython's time, as a geometric mean.
    native_max: f64,
}

/// What computes; then what uses the language's features.
const SETS: [Set; 2] =
    [Set { folder: "programs", native_max: 0.6 }, Set { folder: "features", native_max: 0.9 }];

/// One program's times in nanoseconds; none where something is missing on this machine.
struct Row {
    folder: String,
    name: String,
    cpython: Option<f64>,
    native: Option<f64>,
    wasm: Option<f64>,
}

impl Row {
    fn native_to_cpython(&self) -> Option<f64> {
        Some(self.native? / self.cpython?)
    }

    fn wasm_to_native(&self) -> Option<f64> {
        Some(self.wasm? / self.native?)
    }
}

/// Measures all programs, or those whose names are given, and prints one table.
///
/// # Errors
///
/// If something does not build or run; a missed goal is none.
pub fn bench(project: &Project, names: &[String]) -> Result<()> {
    setup::for_tests(project)?;
    let programs = programs(project, names)?;
    native::build(project)?;
    let wasm = in_browser(project, "bench_vm", TIMES, &programs)?;
    let has_cpython = project.program("python3").is_some();
    if !has_cpython {
        eprintln!("SKIPPED: there is no python3 to compare with");
    }
    let mut rows = Vec::new();
    for (index, program) in programs.iter().enumerate() {
        let (mut cpython, mut machine) = (None, None);
        for _ in 0..TIMES {
            if has_cpython {
                cpython = least(cpython, under_cpython(project, program, None)?);
            }
            machine = least(machine, natively(project, program)?);
        }
        let folder = program.parent().and_then(Path::file_name).unwrap_or_default();
        rows.push(Row {
            folder: folder.to_string_lossy().into_owned(),
            name: program.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            cpython,
            native: machine,
            wasm: wasm.get(index).copied(),
        });
    }
    println!("\n{}", table(&rows));
    Ok(())
}

fn least(known: Option<f64>, new: f64) -> Option<f64> {
    Some(known.map_or(new, |known| known.min(new)))
}

fn programs(project: &Project, names: &[String]) -> Result<Vec<PathBuf>> {
    let mut programs = Vec::new();
    for set in &SETS {
        let folder = project.at("benches").join(set.folder);
        programs.extend(crate::project::files_below(&folder, &|_| true)?);
    }
    programs.retain(|program| {
        let name = program.file_stem().unwrap_or_default();
        names.is_empty() || names.iter().any(|wanted| name == wanted.as_str())
    });
    ensure!(!programs.is_empty(), "there is no such program in benches/");
    Ok(programs)
}

fn natively(project: &Project, program: &Path) -> Result<f64> {
    let said = project.read(native::interleave(project).arg("bench-vm").arg(program))?;
    cpu_ns(&serde_json::from_str(&said)?)
}

/// The time of a program under CPython, with packages from a folder if it needs any.
pub(crate) fn under_cpython(
    project: &Project,
    program: &Path,
    packages: Option<&Path>,
) -> Result<f64> {
    let mut python = project.command("python3");
    python.arg("benches/cpython.py").arg(program);
    if let Some(packages) = packages {
        python.env("PYTHONPATH", packages);
    }
    cpu_ns(&serde_json::from_str(&project.read(&mut python)?)?)
}

/// One time for each program, of the worker's function that runs it; none at all where there is no
/// browser.
pub(crate) fn in_browser(
    project: &Project,
    how: &str,
    times: usize,
    programs: &[PathBuf],
) -> Result<Vec<f64>> {
    let Some(browser) = Browser::find(project) else {
        eprintln!("SKIPPED: there is no Chromium to run WebAssembly in");
        return Ok(Vec::new());
    };
    dist::build(project)?;
    let mut node = browser.node(project);
    node.args(["benches/browser.mjs", how, &times.to_string()]).args(programs);
    let answers: Vec<Value> = serde_json::from_str(&project.read(&mut node)?)?;
    answers.iter().map(cpu_ns).collect()
}

/// What a benchmark answers, in nanoseconds.
pub(crate) fn cpu_ns(answer: &Value) -> Result<f64> {
    answer["cpu_ns"].as_f64().context("a benchmark answers {\"cpu_ns\": …}")
}

fn table(rows: &[Row]) -> String {
    let mut table = format!(
        "{:<16}{:>11}{:>11}{:>11}{:>16}{:>13}\n",
        "program", "CPython ms", "native ms", "wasm ms", "native/CPython", "wasm/native"
    );
    let milliseconds = |ns: Option<f64>| or_dash(ns.map(|ns| format!("{:.1}", ns / 1e6)));
    let ratio = |ratio: Option<f64>| or_dash(ratio.map(|ratio| format!("{ratio:.2}")));
    for set in &SETS {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.folder == set.folder).collect();
        for row in &rows {
            let times = [row.cpython, row.native, row.wasm].map(milliseconds);
            let ratios = [ratio(row.native_to_cpython()), ratio(row.wasm_to_native())];
            let [cpython, native, wasm] = times;
            let [to_cpython, to_native] = ratios;
            let name = &row.name;
            let _ = writeln!(
                table,
                "{name:<16}{cpython:>11}{native:>11}{wasm:>11}{to_cpython:>16}{to_native:>13}"
            );
        }
        if !rows.is_empty() {
            table.push_str(&summary(&rows, set.native_max));
        }
    }
    table
}

/// The means of one set of programs, its worst ratios, and the goals.
fn summary(rows: &[&Row], native_max: f64) -> String {
    let ratio = |ratio: Option<f64>| or_dash(ratio.map(|ratio| format!("{ratio:.2}")));
    let columns: [Vec<Option<f64>>; 2] = [
        rows.iter().map(|row| row.native_to_cpython()).collect(),
        rows.iter().map(|row| row.wasm_to_native()).collect(),
    ];
    let [native, wasm] = columns.each_ref().map(|ratios| geomean(ratios.iter().copied()));
    let [native_worst, wasm_worst] = columns.each_ref().map(|ratios| worst(ratios));
    let lines = [
        ("geometric mean", ratio(native), ratio(wasm)),
        ("goal", at_most(native, native_max), at_most(wasm, WASM_MAX)),
        ("worst", ratio(native_worst), ratio(wasm_worst)),
        ("goal", at_most(native_worst, WORST_MAX), String::new()),
    ];
    let mut summary = String::new();
    for (name, native, wasm) in lines {
        let line = format!("{name:<49}{native:>16}{wasm:>13}");
        let _ = writeln!(summary, "{}", line.trim_end());
    }
    summary.push('\n');
    summary
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

fn at_most(ratio: Option<f64>, goal: f64) -> String {
    let Some(ratio) = ratio else { return format!("≤ {goal:.2}") };
    format!("≤ {goal:.2} {}", verdict(ratio <= goal))
}

fn worst(ratios: &[Option<f64>]) -> Option<f64> {
    ratios.iter().copied().flatten().reduce(f64::max)
}

/// None if a value is missing: a mean over other programs would compare nothing.
fn geomean(ratios: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let ratios: Option<Vec<f64>> = ratios.collect();
    let ratios = ratios.filter(|ratios| !ratios.is_empty())?;
    let logarithms: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    let count = f64::from(u32::try_from(ratios.len()).ok()?);
    Some((logarithms / count).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(folder: &str, name: &str, native: f64, wasm: Option<f64>) -> Row {
        let (folder, name) = (folder.to_owned(), name.to_owned());
        Row { folder, name, cpython: Some(100e6), native: Some(native), wasm }
    }

    #[test]
    fn the_mean_of_ratios_is_geometric() {
        assert_eq!(geomean([Some(0.5), Some(2.0)].into_iter()), Some(1.0));
        assert_eq!(geomean([Some(0.5), None].into_iter()), None);
        assert_eq!(geomean(std::iter::empty()), None);
    }

    #[test]
    fn the_table_shows_times_and_ratios_by_set() {
        let rows = [
            row("features", "dicts", 160e6, Some(160e6)),
            row("programs", "fib", 50e6, Some(75e6)),
            row("programs", "sieve", 50e6, Some(75e6)),
        ];
        let table = table(&rows);
        let lines: Vec<Vec<&str>> =
            table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["fib", "100.0", "50.0", "75.0", "0.50", "1.50"]);
        assert_eq!(lines[3], ["geometric", "mean", "0.50", "1.50"]);
        assert_eq!(lines[4], ["goal", "≤", "0.60", "met", "≤", "1.50", "met"]);
        assert_eq!(lines[8], ["dicts", "100.0", "160.0", "160.0", "1.60", "1.00"]);
        assert_eq!(lines[11], ["worst", "1.60", "1.00"]);
        assert_eq!(lines[12], ["goal", "≤", "1.50", "missed"]);
    }

    #[test]
    fn what_was_not_measured_is_a_dash() {
        let table = table(&[row("programs", "fib", 50e6, None)]);
        assert!(table.lines().nth(1).unwrap().ends_with('–'));
    }
}
