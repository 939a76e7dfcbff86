//! Compares the model with what this machine really does: each example in each mode that is really
//! executed, how long that takes and how long the simulation with the profile `this-device` says.
//!
//! A report, not a test: real runs take the longer the more else the machine does. Where there was no
//! quiet for a case, it is taken again, and marked if there never was.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::Project;
use crate::project::files_below;
use crate::quiet::Quiet;

/// How often each example is really run in each mode.
const TIMES: usize = 5;
/// On how many cores or workers.
const CORES: usize = 2;
/// Where real runs of one case differ by more than this part of their median, they scatter.
const SCATTER_MAX: f64 = 0.3;
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
    /// Whether something else was at work on a core each time that it was taken.
    is_disturbed: bool,
}

impl Case {
    fn median(&self) -> f64 {
        self.measured[self.measured.len() / 2]
    }

    /// By which part the prediction is off.
    fn error(&self) -> f64 {
        self.predicted / self.median() - 1.0
    }

    fn range(&self) -> (f64, f64) {
        (self.measured[0], self.measured[self.measured.len() - 1])
    }

    /// What has to be known of the measurement.
    fn remarks(&self) -> String {
        let (least, most) = self.range();
        let scatters = (most - least) / self.median() > SCATTER_MAX;
        let remarks = [
            (self.is_disturbed, "  disturbed"),
            (scatters, "  scatters"),
            (self.differs, "  ends or prints otherwise"),
        ];
        remarks.into_iter().filter_map(|(is_so, remark)| is_so.then_some(remark)).collect()
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
    let quiet = Quiet::of_cores(CORES);
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
            let take = || measured(project, &program, &path, (&example, mode));
            let (case, is_disturbed) = quiet.take(take)?;
            cases.push(Case { is_disturbed, ..case });
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
        is_disturbed: false,
    })
}

fn table(cases: &[Case]) -> String {
    let mut table = format!(
        "{:<34}{:<14}{:>13}{:>13}{:>20}{:>9}\n",
        "example", "mode", "predicted ms", "measured ms", "range", "error"
    );
    for case in cases {
        let ms = |nanos: f64| format!("{:.2}", nanos / 1e6);
        let (least, most) = case.range();
        let range = format!("{} to {}", ms(least), ms(most));
        let _ = writeln!(
            table,
            "{:<34}{:<14}{:>13}{:>13}{range:>20}{:>+7.0} %{}",
            case.example,
            case.mode,
            ms(case.predicted),
            ms(case.median()),
            case.error() * 100.0,
            case.remarks(),
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
    let disturbed = cases.iter().filter(|case| case.is_disturbed).count();
    let all = median(by_mode.into_values().flatten().collect());
    let verdict = if all <= MEDIAN_MAX { "met" } else { "missed" };
    let _ = writeln!(
        account,
        ";\nof all {} cases, {disturbed} of them disturbed, {:.1} % (goal ≤ {:.0} %: {verdict})",
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

    fn case(mode: &str, predicted: f64, measured: [f64; 3]) -> Case {
        Case {
            example: "e".to_owned(),
            mode: mode.to_owned(),
            predicted,
            measured: measured.into(),
            differs: false,
            is_disturbed: false,
        }
    }

    #[test]
    fn each_mode_and_all_have_their_median() {
        let measured = [90.0, 100.0, 200.0];
        let cases = [("a", 110.0), ("a", 80.0), ("b", 100.0)];
        let account = account(&cases.map(|(mode, predicted)| case(mode, predicted, measured)));
        assert!(account.contains("a 20.0 %, b 0.0 %;"), "{account}");
        let of_all = "of all 3 cases, 0 of them disturbed, 10.0 % (goal ≤ 15 %: met)";
        assert!(account.contains(of_all), "{account}");
    }

    #[test]
    fn what_has_to_be_known_of_a_case_is_said() {
        assert_eq!(case("m", 1.0, [90.0, 100.0, 110.0]).remarks(), "");
        let scatters = case("m", 1.0, [90.0, 100.0, 200.0]);
        assert_eq!(Case { is_disturbed: true, ..scatters }.remarks(), "  disturbed  scatters");
    }
}
