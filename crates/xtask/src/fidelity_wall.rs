//! Compares the model with what this machine really does: each example in each mode that is really
//! executed, how long that takes and how long the simulation with the profile `this-device` says.
//!
//! A report, not a test: real runs take the longer the more else the machine does.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::Project;
use crate::project::files_below;

/// How often each example is really run in each mode.
const TIMES: usize = 5;
/// On how many cores or workers.
const CORES: usize = 2;
/// The most that the median of all errors may be.
const MEDIAN_MAX: f64 = 0.15;

/// One example in one mode.
struct Case {
    example: String,
    mode: String,
    /// In nanoseconds.
    predicted: f64,
    /// The same of the real runs, ascending; never empty.
    measured: Vec<f64>,
    /// Whether some real run ended or printed otherwise.
    differs: bool,
}

impl Case {
    fn median(&self) -> f64 {
        self.measured[self.measured.len() / 2]
    }

    /// By which part the prediction is off.
    fn error(&self) -> f64 {
        self.predicted / self.median() - 1.0
    }
}

/// Measures all examples, or those whose names are given, and prints the table.
///
/// # Errors
/// If something does not build or run; a missed goal is none.
pub fn fidelity_wall(project: &Project, names: &[String]) -> Result<()> {
    project.run(project.command("cargo").args(["build", "--release", "--package", "cli"]))?;
    let program = project.target().join("release/interleave");
    let modes = modes(project, &program)?;
    let folder = project.at("examples");
    let mut cases = Vec::new();
    for path in files_below(&folder, &|_| true)? {
        let example = path.strip_prefix(&folder)?.with_extension("").display().to_string();
        // What examples import under CPython is none.
        let is_wanted = names.is_empty() || names.contains(&example);
        if !is_wanted || example.ends_with("playground") || path.extension() != Some("py".as_ref())
        {
            continue;
        }
        for mode in &modes {
            eprintln!("{example} in {mode}");
            cases.push(measured(project, &program, &path, (&example, mode))?);
        }
    }
    println!("\n{}", table(&cases));
    Ok(())
}

/// The modes that are really executed.
fn modes(project: &Project, program: &Path) -> Result<Vec<String>> {
    let mut command = project.command(&program.to_string_lossy());
    let table: Value =
        serde_json::from_str(&project.read(command.args(["modes", "--format", "json"]))?)?;
    let is_real = |mode: &&Value| {
        let clocks = mode["clocks"].as_array();
        clocks.is_some_and(|clocks| clocks.iter().any(|clock| clock == "wall"))
    };
    let modes = table.as_array().context("`modes` answers a list")?.iter().filter(is_real);
    Ok(modes.filter_map(|mode| mode["name"].as_str().map(str::to_owned)).collect())
}

fn measured(
    project: &Project,
    program: &Path,
    path: &Path,
    (example, mode): (&str, &str),
) -> Result<Case> {
    let mut command = project.command(&program.to_string_lossy());
    command.arg("measure").arg(path).args(["--mode", mode, "--format", "json"]);
    command.args(["--cores", &CORES.to_string(), "--repeats", &TIMES.to_string()]);
    // It fails where a real run ends otherwise than predicted, and has measured nevertheless.
    let output = command.output().context("cannot start the command")?;
    let answer: Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{example} in {mode} cannot be measured"))?;
    let times = answer["makespans_ns"].as_array().context("it answers {\"makespans_ns\": […]}")?;
    let mut measured: Vec<f64> = times.iter().filter_map(Value::as_f64).collect();
    measured.sort_by(f64::total_cmp);
    Ok(Case {
        example: example.to_owned(),
        mode: mode.to_owned(),
        predicted: answer["predicted"]["makespan_ns"].as_f64().context("it predicts a time")?,
        measured,
        differs: answer["otherwise"].as_array().is_some_and(|runs| !runs.is_empty()),
    })
}

fn table(cases: &[Case]) -> String {
    let mut table = format!(
        "{:<34}{:<14}{:>13}{:>13}{:>20}{:>9}\n",
        "example", "mode", "predicted ms", "measured ms", "range", "error"
    );
    for case in cases {
        let ms = |nanos: f64| format!("{:.2}", nanos / 1e6);
        let range =
            format!("{} to {}", ms(case.measured[0]), ms(*case.measured.last().unwrap_or(&0.0)));
        let _ = writeln!(
            table,
            "{:<34}{:<14}{:>13}{:>13}{range:>20}{:>+7.0} %{}",
            case.example,
            case.mode,
            ms(case.predicted),
            ms(case.median()),
            case.error() * 100.0,
            if case.differs { "  ends or prints otherwise" } else { "" },
        );
    }
    table + &account(cases)
}

/// The medians under the table.
fn account(cases: &[Case]) -> String {
    let mut by_mode: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for case in cases {
        by_mode.entry(&case.mode).or_default().push(case.error().abs());
    }
    let mut account = "\nmedian error".to_owned();
    for (mode, errors) in &by_mode {
        let _ = write!(account, ", {mode} {:.1} %", median(errors.clone()) * 100.0);
    }
    let all = median(by_mode.into_values().flatten().collect());
    let verdict = if all <= MEDIAN_MAX { "met" } else { "missed" };
    let _ = writeln!(
        account,
        ";\nof all {} cases {:.1} % (goal ≤ {:.0} %: {verdict})",
        cases.len(),
        all * 100.0,
        MEDIAN_MAX * 100.0
    );
    account
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::{Case, account};

    #[test]
    fn each_mode_and_all_have_their_median() {
        let case = |mode: &str, predicted| Case {
            example: "e".to_owned(),
            mode: mode.to_owned(),
            predicted,
            measured: vec![90.0, 100.0, 200.0],
            differs: false,
        };
        let account = account(&[case("a", 110.0), case("a", 80.0), case("b", 100.0)]);
        assert!(account.contains("a 20.0 %, b 0.0 %;"), "{account}");
        assert!(account.contains("of all 3 cases 10.0 % (goal ≤ 15 %: met)"), "{account}");
    }
}
