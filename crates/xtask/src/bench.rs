//! Compares the virtual machine: natively, in WebAssembly and with CPython, on six programs.
//!
//! All are measured in one run on one machine, and only ratios are compared. Each time is the
//! least of several, for other work on the machine can only add to it.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::bench_sim::bench_sim;
use crate::browser::{self, Browser};
use crate::{Project, dist, setup};

/// How often each program runs.
const TIMES: usize = 5;
/// The most that native may take of CPython's time, as a geometric mean.
const NATIVE_MAX: f64 = 1.0;
/// The most that WebAssembly may take of native time, as a geometric mean.
const WASM_MAX: f64 = 1.6;

/// One program's times in nanoseconds; none where something is missing on this machine.
struct Row {
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
    if names == ["sim"] {
        return bench_sim(project);
    }
    setup::for_tests(project)?;
    let programs = programs(project, names)?;
    project.run(project.command("cargo").args(["build", "--release", "--package", "cli"]))?;
    let wasm = in_browser(project, &programs)?;
    let mut rows = Vec::new();
    for (index, program) in programs.iter().enumerate() {
        rows.push(Row {
            name: program.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            cpython: under_cpython(project, program)?,
            native: Some(native(project, program)?),
            wasm: wasm.get(index).copied(),
        });
    }
    println!("\n{}", table(&rows));
    Ok(())
}

fn programs(project: &Project, names: &[String]) -> Result<Vec<PathBuf>> {
    let mut programs = crate::project::files_below(&project.at("benches/programs"), &|_| true)?;
    programs.retain(|program| {
        let name = program.file_stem().unwrap_or_default();
        names.is_empty() || names.iter().any(|wanted| name == wanted.as_str())
    });
    ensure!(!programs.is_empty(), "there is no such program in benches/programs");
    Ok(programs)
}

fn native(project: &Project, program: &PathBuf) -> Result<f64> {
    let interleave = project.target().join("release/interleave");
    let mut least = f64::INFINITY;
    for _ in 0..TIMES {
        let mut command = project.command(&interleave.to_string_lossy());
        let said = project.read(command.arg("bench-vm").arg(program))?;
        least = least.min(cpu_ns(&serde_json::from_str(&said)?)?);
    }
    Ok(least)
}

fn under_cpython(project: &Project, program: &PathBuf) -> Result<Option<f64>> {
    if project.program("python3").is_none() {
        eprintln!("SKIPPED: there is no python3 to compare with");
        return Ok(None);
    }
    let mut python = project.command("python3");
    python.arg("benches/cpython.py").arg(program).arg(TIMES.to_string());
    Ok(Some(cpu_ns(&serde_json::from_str(&project.read(&mut python)?)?)?))
}

/// One time for each program; none at all where there is no browser.
fn in_browser(project: &Project, programs: &[PathBuf]) -> Result<Vec<f64>> {
    let Some(browser) = Browser::find(project) else {
        eprintln!("SKIPPED: there is no Chromium to run WebAssembly in");
        return Ok(Vec::new());
    };
    dist::build(project)?;
    let mut node = project.command("node");
    node.arg("benches/browser.mjs").arg(TIMES.to_string()).args(programs);
    node.env("CHROME", &browser.program);
    node.env("CHROME_ARGUMENTS", browser::arguments(project).join(" "));
    let answers: Vec<Value> = serde_json::from_str(&project.read(&mut node)?)?;
    answers.iter().map(cpu_ns).collect()
}

fn cpu_ns(answer: &Value) -> Result<f64> {
    answer["cpu_ns"].as_f64().context("a benchmark answers {\"cpu_ns\": …}")
}

fn table(rows: &[Row]) -> String {
    let mut table = format!(
        "{:<16}{:>11}{:>11}{:>11}{:>16}{:>13}\n",
        "program", "CPython ms", "native ms", "wasm ms", "native/CPython", "wasm/native"
    );
    let milliseconds = |ns: Option<f64>| or_dash(ns.map(|ns| format!("{:.1}", ns / 1e6)));
    let ratio = |ratio: Option<f64>| or_dash(ratio.map(|ratio| format!("{ratio:.2}")));
    for row in rows {
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
    let native = geomean(rows.iter().map(Row::native_to_cpython));
    let wasm = geomean(rows.iter().map(Row::wasm_to_native));
    let (native_text, wasm_text) = (ratio(native), ratio(wasm));
    let _ = writeln!(table, "{:<49}{native_text:>16}{wasm_text:>13}", "geometric mean");
    let verdicts = [verdict(native, NATIVE_MAX), verdict(wasm, WASM_MAX)];
    let _ = write!(table, "{:<49}{:>16}{:>13}", "goal", verdicts[0], verdicts[1]);
    table
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

fn verdict(ratio: Option<f64>, goal: f64) -> String {
    let Some(ratio) = ratio else { return format!("≤ {goal:.2}") };
    format!("≤ {goal:.2} {}", if ratio <= goal { "met" } else { "missed" })
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

    fn row(name: &str, cpython: f64, native: f64, wasm: Option<f64>) -> Row {
        Row { name: name.to_owned(), cpython: Some(cpython), native: Some(native), wasm }
    }

    #[test]
    fn the_mean_of_ratios_is_geometric() {
        assert_eq!(geomean([Some(0.5), Some(2.0)].into_iter()), Some(1.0));
        assert_eq!(geomean([Some(0.5), None].into_iter()), None);
        assert_eq!(geomean(std::iter::empty()), None);
    }

    #[test]
    fn the_table_shows_times_and_ratios() {
        let rows = [row("fib", 100e6, 50e6, Some(75e6)), row("sieve", 100e6, 50e6, Some(75e6))];
        let table = table(&rows);
        let lines: Vec<Vec<&str>> =
            table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["fib", "100.0", "50.0", "75.0", "0.50", "1.50"]);
        assert_eq!(lines[3], ["geometric", "mean", "0.50", "1.50"]);
        assert_eq!(lines[4], ["goal", "≤", "1.00", "met", "≤", "1.60", "met"]);
    }

    #[test]
    fn what_was_not_measured_is_a_dash() {
        let table = table(&[row("fib", 100e6, 50e6, None)]);
        assert!(table.lines().nth(1).unwrap().ends_with('–'));
    }
}
