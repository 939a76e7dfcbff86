//! Compares the model with what this machine really does: each example in each mode that is really
//! executed, how long that takes and how long the simulation with the profile `this-device` says.
//!
//! A report, not a test: real runs take the longer the more else the machine does. A case's sample is one
//! prediction with the real runs right after it, for both are of the machine as it is at that time.
//!
//! Samples are kept in `target/fidelity/wall.json`, and `--kept` goes on from there.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kept_samples::{Arguments, Kept, Measurable};
use crate::median::median;
use crate::prediction_errors::{Goals, summed};
use crate::project::files_below;
use crate::quiet::{Prober, Quality, Sample, ensure_programs, on_cores, watched};
use crate::{Project, native};

/// How often each example is really run in each mode, for a sample.
const TIMES: usize = 5;
/// How many undisturbed samples a case needs.
const SAMPLES: usize = 1;
/// On how many cores or workers.
const CORES: usize = 2;
/// Where real runs of one case differ by more than this part of their median, they scatter.
const SCATTER_MAX: f64 = 0.3;
/// The most that errors may be.
const GOALS: Goals = Goals { median: 0.15, worst: None };

/// One example in one mode.
#[derive(Clone)]
struct Case {
    example: String,
    mode: String,
    path: PathBuf,
}

impl Measurable for Case {
    fn name(&self) -> String {
        format!("{} in {}", self.example, self.mode)
    }

    fn cores(&self) -> usize {
        CORES
    }
}

/// What was predicted of a case, and measured.
#[derive(Clone, Serialize, Deserialize)]
struct Taken {
    /// In nanoseconds.
    predicted: f64,
    /// The same of the real runs, ascending; never empty.
    measured: Vec<f64>,
    /// Whether some real run ended or printed otherwise.
    differs: bool,
}

impl Taken {
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
}

/// A case that was measured: its sample with the median error.
struct Measured {
    case: Case,
    taken: Taken,
    quality: Quality,
}

impl Measured {
    /// There is at least one sample.
    fn of(case: &Case, samples: Vec<Sample<Taken>>, quality: Quality) -> Measured {
        let mut taken: Vec<Taken> = samples.into_iter().map(|sample| sample.taken).collect();
        taken.sort_by(|a, b| a.error().total_cmp(&b.error()));
        let taken = taken.swap_remove(taken.len() / 2);
        Measured { case: case.clone(), taken, quality }
    }

    /// What has to be known of the measurement.
    fn remarks(&self) -> String {
        let (least, most) = self.taken.range();
        let scatters = (most - least) / self.taken.median() > SCATTER_MAX;
        let remarks = [
            (self.quality == Quality::Slow, "  slow"),
            (self.quality == Quality::Disturbed, "  disturbed"),
            (scatters, "  scatters"),
            (self.taken.differs, "  ends or prints otherwise"),
        ];
        remarks.into_iter().filter_map(|(is_so, remark)| is_so.then_some(remark)).collect()
    }
}

/// Measures all examples, or those whose names are given, and prints the table:
/// `[EXAMPLE …] [--kept] [--minutes N]`.
///
/// # Errors
/// If something does not build or run; a missed goal is none.
pub fn fidelity_wall(project: &Project, arguments: &[String]) -> Result<()> {
    let arguments = Arguments::read(arguments)?;
    ensure_programs(project)?;
    native::build(project)?;
    let program = native::program(project);
    let folder = project.target().join("fidelity");
    std::fs::create_dir_all(&folder)?;
    let mut kept = Kept::read(&folder, "wall.json", SAMPLES, &arguments)?;
    let cases = cases(project, &program, &arguments)?;
    let mut prober = Prober::on_cores(project, CORES)?;
    kept.fill(&cases, &arguments, |case, _| {
        watched(|| Ok(vec![prober.sample(|| measured(project, &program, case))?]))
    })?;
    let measured = cases.iter().filter_map(|case| {
        let (samples, quality) = kept.of(case)?;
        Some(Measured::of(case, samples, quality))
    });
    println!("\n{}\n{}", table(&measured.collect::<Vec<_>>()), kept.machine().compared());
    Ok(())
}

/// All examples that are wanted in each mode that is really executed.
fn cases(project: &Project, program: &Path, arguments: &Arguments) -> Result<Vec<Case>> {
    let modes = modes(project, program)?;
    let folder = project.at("examples");
    let mut cases = Vec::new();
    for path in files_below(&folder, &|_| true)? {
        let example = path.strip_prefix(&folder)?.with_extension("").display().to_string();
        // What examples import under CPython is none.
        let is_example = path.extension().is_some_and(|extension| extension == "py")
            && !example.ends_with("playground");
        if is_example && arguments.want(&example) {
            cases.extend(modes.iter().map(|mode| {
                let (example, mode) = (example.clone(), mode.clone());
                Case { example, mode, path: path.clone() }
            }));
        }
    }
    Ok(cases)
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

fn measured(project: &Project, program: &Path, case: &Case) -> Result<Taken> {
    let mut command = on_cores(project, CORES);
    command.arg(program).arg("measure").arg(&case.path).args(["--mode", &case.mode]);
    command.args(["--format", "json", "--cores", &CORES.to_string()]);
    command.args(["--repeats", &TIMES.to_string()]);
    // It fails where a real run ends otherwise than predicted, and has measured nevertheless.
    let output = command.output().context("cannot start the command")?;
    let answer: Value = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("{} cannot be measured", case.name()))?;
    let times = answer["makespans_ns"].as_array().context("it answers {\"makespans_ns\": […]}")?;
    let mut measured: Vec<f64> = times.iter().filter_map(Value::as_f64).collect();
    measured.sort_by(f64::total_cmp);
    Ok(Taken {
        predicted: answer["predicted"]["makespan_ns"].as_f64().context("it predicts a time")?,
        measured,
        differs: answer["otherwise"].as_array().is_some_and(|runs| !runs.is_empty()),
    })
}

fn table(cases: &[Measured]) -> String {
    let mut table = format!(
        "{:<34}{:<14}{:>13}{:>13}{:>20}{:>9}\n",
        "example", "mode", "predicted ms", "measured ms", "range", "error"
    );
    for measured in cases {
        let Measured { case, taken, .. } = measured;
        let ms = |nanos: f64| format!("{:.2}", nanos / 1e6);
        let (least, most) = taken.range();
        let range = format!("{} to {}", ms(least), ms(most));
        let _ = writeln!(
            table,
            "{:<34}{:<14}{:>13}{:>13}{range:>20}{:>+7.0} %{}",
            case.example,
            case.mode,
            ms(taken.predicted),
            ms(taken.median()),
            taken.error() * 100.0,
            measured.remarks(),
        );
    }
    table + &account(cases)
}

/// The medians under the table.
fn account(cases: &[Measured]) -> String {
    let mut by_mode: BTreeMap<&str, Vec<(Quality, f64)>> = BTreeMap::new();
    for measured in cases {
        let error = (measured.quality, measured.taken.error());
        by_mode.entry(&measured.case.mode).or_default().push(error);
    }
    let mut account = "\nmedian error".to_owned();
    for (mode, errors) in &by_mode {
        let sizes: Vec<f64> = errors.iter().map(|(_, error)| error.abs()).collect();
        let _ = write!(account, ", {mode} {:.1} %", median(&sizes).unwrap_or(0.0) * 100.0);
    }
    let errors: Vec<(Quality, f64)> = by_mode.into_values().flatten().collect();
    account + "\n" + &summed(&errors, &GOALS)
}

#[cfg(test)]
mod tests {
    use super::{Case, Measured, Taken, account};
    use crate::quiet::Quality;
    use crate::quiet::tests::sample;

    fn case(mode: &str) -> Case {
        Case { example: "e".to_owned(), mode: mode.to_owned(), path: "e.py".into() }
    }

    fn taken(predicted: f64, measured: [f64; 3]) -> Taken {
        Taken { predicted, measured: measured.into(), differs: false }
    }

    fn measured(mode: &str, predicted: f64, measured: [f64; 3]) -> Measured {
        let taken = taken(predicted, measured);
        Measured { case: case(mode), taken, quality: Quality::Undisturbed }
    }

    #[test]
    fn each_mode_and_all_have_their_median() {
        let cases = [("a", 110.0), ("a", 80.0), ("b", 100.0)];
        let cases = cases.map(|(mode, predicted)| measured(mode, predicted, [90.0, 100.0, 200.0]));
        let account = account(&cases);
        assert!(account.contains("a 20.0 %, b 0.0 %\n"), "{account}");
        let of_all = "3 of 3 cases undisturbed: median error 10.0 % (goal ≤ 15 %: met)";
        assert!(account.contains(of_all), "{account}");
    }

    #[test]
    fn what_has_to_be_known_of_a_case_is_said() {
        assert_eq!(measured("m", 1.0, [90.0, 100.0, 110.0]).remarks(), "");
        let scatters = measured("m", 1.0, [90.0, 100.0, 200.0]);
        let disturbed = Measured { quality: Quality::Disturbed, ..scatters };
        assert_eq!(disturbed.remarks(), "  disturbed  scatters");
    }

    #[test]
    fn of_several_samples_the_one_with_the_median_error_counts() {
        let samples =
            [90.0, 100.0, 130.0].map(|predicted| sample(taken(predicted, [100.0; 3]), 1.0, 1.0));
        let measured = Measured::of(&case("m"), samples.into(), Quality::Slow);
        assert_eq!(measured.taken.predicted, 100.0);
    }
}
