//! Compares the model with CPython: for each workload of `benches/fidelity`, in each of its variants
//! and with each number of cores, how long it takes and how long the simulation says it takes.
//!
//! A report, not a test: CPython's times depend on whatever else the machine does. Each run stands
//! between two runs of a short loop of known length; where that takes longer than it should, the run is
//! repeated (`benches/measure.py`).
//!
//! CPython's times are kept in `target/fidelity/measured.json`. With `--kept` they are taken from there,
//! so that a change of the model is seen in seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Project, setup};

/// How often each case runs under CPython.
const TIMES: usize = 5;
/// The most that the median of all errors may be.
const MEDIAN_MAX: f64 = 0.10;
/// The most that any error may be.
const ERROR_MAX: f64 = 0.30;
/// Where undisturbed runs of one case differ by more than this, CPython itself scatters: then the
/// error is that against the nearest of them.
const SCATTER_MAX: f64 = 0.3;
/// Variants whose medians are closer than this under CPython are in no order.
const TIE: f64 = 0.05;

/// Takes CPython's times from the last time they were measured.
const KEPT: &str = "--kept";

/// How long the runs of a case took under CPython.
#[derive(Clone, Serialize, Deserialize)]
struct Measured {
    /// In nanoseconds, ascending; never empty.
    times: Vec<f64>,
    /// Whether there were not enough runs without other load.
    is_disturbed: bool,
}

/// CPython's times by case, and the file that keeps them.
struct Kept {
    path: PathBuf,
    cases: BTreeMap<String, Measured>,
}

impl Kept {
    fn read(path: PathBuf) -> Result<Kept> {
        let cases = match path.exists() {
            true => serde_json::from_str(&std::fs::read_to_string(&path)?)?,
            false => BTreeMap::new(),
        };
        Ok(Kept { path, cases })
    }

    fn keep(&mut self, case: String, measured: Measured) -> Result<()> {
        self.cases.insert(case, measured);
        Ok(std::fs::write(&self.path, serde_json::to_string_pretty(&self.cases)?)?)
    }
}

/// One workload in one variant with some cores.
struct Case {
    workload: String,
    variant: String,
    cores: usize,
    measured: Measured,
    /// By the model; nothing where the workload is refused.
    predicted: Option<f64>,
}

impl Case {
    fn median(&self) -> f64 {
        let times = &self.measured.times;
        times[times.len() / 2]
    }

    fn range(&self) -> (f64, f64) {
        let times = &self.measured.times;
        (times[0], times[times.len() - 1])
    }

    /// By which part the prediction is off.
    fn error(&self) -> Option<f64> {
        let predicted = self.predicted?;
        let (least, most) = self.range();
        let nearest = if self.scatters() { predicted.clamp(least, most) } else { self.median() };
        Some(predicted / nearest - 1.0)
    }

    fn scatters(&self) -> bool {
        let (least, most) = self.range();
        (most - least) / self.median() > SCATTER_MAX
    }

    /// What has to be known of the measurement.
    fn remark(&self) -> &'static str {
        match (self.measured.is_disturbed, self.scatters()) {
            (true, _) => "  disturbed",
            (false, true) => "  scatters",
            (false, false) => "",
        }
    }
}

/// Measures all workloads, or those whose names are given, and prints the table.
///
/// # Errors
/// If something does not build or run; a missed goal is none.
pub fn fidelity(project: &Project, arguments: &[String]) -> Result<()> {
    setup::for_tests(project)?;
    for program in ["python3", "taskset"] {
        ensure!(project.program(program).is_some(), "there is no {program} to compare with");
    }
    project.run(project.command("cargo").args(["build", "--package", "cli"]))?;
    let (options, names): (Vec<_>, Vec<_>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    ensure!(options.iter().all(|option| *option == KEPT), "the one option is {KEPT}");
    let folder = project.target().join("fidelity");
    std::fs::create_dir_all(&folder)?;
    let mut kept = Kept::read(folder.join("measured.json"))?;
    let reference = reference(project)?;
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut cases = Vec::new();
    for path in crate::project::files_below(&project.at("benches/fidelity"), &|_| true)? {
        let workload = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !names.is_empty() && !names.contains(&&workload) {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        for variant in listed(&text, "variants")? {
            let program = folder.join(format!("{workload}-{variant}.py"));
            std::fs::write(&program, with_variant(&text, &variant))?;
            for cores in listed(&text, "cores")? {
                let cores: usize = cores.parse().context("cores are numbers")?;
                if cores > n_cores {
                    eprintln!("SKIPPED: {workload} {variant} needs {cores} cores");
                    continue;
                }
                let name = format!("{workload} {variant} on {cores}");
                eprintln!("{name}");
                if options.is_empty() || !kept.cases.contains_key(&name) {
                    kept.keep(name.clone(), under_cpython(project, &program, cores, reference)?)?;
                }
                cases.push(Case {
                    workload: workload.clone(),
                    variant: variant.clone(),
                    cores,
                    measured: kept.cases[&name].clone(),
                    predicted: in_the_model(project, &program, cores)?,
                });
            }
        }
    }
    println!("\n{}", table(&cases));
    Ok(())
}

/// The values of a line of the header, `# key: a, b`.
fn listed(text: &str, key: &str) -> Result<Vec<String>> {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("# {key}: ")));
    let line = line.with_context(|| format!("the header of a workload lists its {key}"))?;
    Ok(line.split(", ").map(str::to_owned).collect())
}

fn with_variant(text: &str, variant: &str) -> String {
    let line = |line: &str| match line.starts_with("VARIANT = ") {
        true => format!("VARIANT = \"{variant}\"\n"),
        false => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

/// How long the short loop takes at best, in nanoseconds.
fn reference(project: &Project) -> Result<f64> {
    let mut python = project.command("python3");
    let answer: Value =
        serde_json::from_str(&project.read(python.args(["benches/measure.py", "reference"]))?)?;
    answer["reference_ns"].as_f64().context("it answers {\"reference_ns\": …}")
}

fn under_cpython(
    project: &Project,
    program: &Path,
    cores: usize,
    reference: f64,
) -> Result<Measured> {
    let mut python = project.command("taskset");
    python.arg("-c").arg(format!("0-{}", cores - 1)).arg("python3");
    python.arg("benches/measure.py").arg(program).arg(TIMES.to_string());
    python.arg(reference.to_string());
    let answer: Value = serde_json::from_str(&project.read(&mut python)?)?;
    let times = answer["wall_ns"].as_array().context("it answers {\"wall_ns\": […]}")?;
    let mut times: Vec<f64> = times.iter().filter_map(Value::as_f64).collect();
    ensure!(!times.is_empty(), "a workload is measured at least once");
    times.sort_by(f64::total_cmp);
    Ok(Measured { times, is_disturbed: answer["is_disturbed"] == true })
}

fn in_the_model(project: &Project, program: &Path, cores: usize) -> Result<Option<f64>> {
    let mut command = project.command(&project.target().join("debug/interleave").to_string_lossy());
    command.arg("run").arg(program).args(["--mode", "as-written", "--format", "json"]);
    command.arg("--cores").arg(cores.to_string());
    let Ok(said) = project.read(&mut command) else { return Ok(None) };
    let answer: Value = serde_json::from_str(&said)?;
    Ok(answer["makespan_ns"].as_f64().filter(|_| answer["status"] == "ok"))
}

fn table(cases: &[Case]) -> String {
    let mut table = format!(
        "{:<16}{:<17}{:>5}{:>12}{:>18}{:>11}{:>9}\n",
        "workload", "variant", "cores", "CPython ms", "range", "model ms", "error"
    );
    for case in cases {
        let ms = |nanos: f64| format!("{:.1}", nanos / 1e6);
        let (least, most) = case.range();
        let range = format!("{} to {}", ms(least), ms(most));
        let error = case.error().map_or("refused".to_owned(), |e| format!("{:+.0} %", e * 100.0));
        let _ = writeln!(
            table,
            "{:<16}{:<17}{:>5}{:>12}{range:>18}{:>11}{error:>9}{}",
            case.workload,
            case.variant,
            case.cores,
            ms(case.median()),
            case.predicted.map_or("–".to_owned(), ms),
            case.remark(),
        );
    }
    table + &account(cases)
}

/// The sums under the table.
fn account(cases: &[Case]) -> String {
    let n_workloads = cases.iter().map(|case| &case.workload).collect::<BTreeSet<_>>().len();
    let mut errors: Vec<f64> = cases.iter().filter_map(Case::error).map(f64::abs).collect();
    if errors.is_empty() {
        return "no case was predicted\n".to_owned();
    }
    errors.sort_by(f64::total_cmp);
    let (median, worst) = (errors[errors.len() / 2], errors[errors.len() - 1]);
    let said = |value: f64, goal: f64| {
        let verdict = if value <= goal { "met" } else { "missed" };
        format!("{:.1} % (goal ≤ {:.0} %: {verdict})", value * 100.0, goal * 100.0)
    };
    let account = format!(
        "\n{n_workloads} workloads: {} cases predicted, {} refused; median error {}, worst {}\n",
        errors.len(),
        cases.len() - errors.len(),
        said(median, MEDIAN_MAX),
        said(worst, ERROR_MAX),
    );
    account + &ranking(cases)
}

/// How the model ranks two variants of a workload, beside how CPython does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ranking {
    /// Either way the one that takes longer is the same.
    Same,
    /// CPython takes about as long for both, or its own ranges overlap: they are in no order.
    Open,
    /// Each run of the one took longer under CPython than each of the other, and in the model it does not.
    Other,
}

impl Ranking {
    fn of(a: &Case, b: &Case) -> Ranking {
        let (Some(ours_a), Some(ours_b)) = (a.predicted, b.predicted) else { return Ranking::Open };
        let (shorter, longer) = if a.median() < b.median() { (a, b) } else { (b, a) };
        let is_tie = longer.median() - shorter.median() <= TIE * longer.median();
        if is_tie || shorter.range().1 >= longer.range().0 {
            return Ranking::Open;
        }
        match (ours_a < ours_b) == (a.median() < b.median()) {
            true => Ranking::Same,
            false => Ranking::Other,
        }
    }
}

/// For each workload and number of cores whether its variants are in CPython's order.
fn ranking(cases: &[Case]) -> String {
    let mut ranked: BTreeMap<(&str, usize), [Vec<String>; 3]> = BTreeMap::new();
    for (index, a) in cases.iter().enumerate() {
        for b in &cases[index + 1..] {
            if (&a.workload, a.cores) == (&b.workload, b.cores) {
                let pairs = ranked.entry((&a.workload, a.cores)).or_default();
                let pair = format!("{} and {}", a.variant, b.variant);
                pairs[Ranking::of(a, b) as usize].push(pair);
            }
        }
    }
    let mut said = String::from("\nthe order of each workload's variants\n");
    let mut n_other = 0;
    for ((workload, cores), [_, open, other]) in &ranked {
        n_other += usize::from(!other.is_empty());
        let order = match other.is_empty() {
            true => "as CPython's".to_owned(),
            false => format!("ANOTHER than CPython's: {}", other.join(", ")),
        };
        let _ = write!(said, "{workload:<16}{cores:>2}  {order}");
        let _ = match open.is_empty() {
            true => writeln!(said),
            false => writeln!(said, "; CPython's own runs leave open: {}", open.join(", ")),
        };
    }
    let verdict = if n_other == 0 { "met" } else { "missed" };
    let n_ranked = ranked.len();
    said + &format!("{n_ranked} compared, {n_other} in another order (goal 0: {verdict})\n")
}

#[cfg(test)]
mod tests {
    use super::{Case, Measured, Ranking, account, listed, with_variant};

    fn case(variant: &str, measured: [f64; 3], predicted: f64) -> Case {
        Case {
            workload: "w".to_owned(),
            variant: variant.to_owned(),
            cores: 1,
            measured: Measured { times: measured.to_vec(), is_disturbed: false },
            predicted: Some(predicted),
        }
    }

    #[test]
    fn headers_are_read_and_variants_written() {
        let text = "# Title\n# variants: a, b\nVARIANT = \"a\"\n";
        assert_eq!(listed(text, "variants").unwrap(), ["a", "b"]);
        assert!(listed(text, "cores").is_err());
        assert!(with_variant(text, "b").ends_with("\nVARIANT = \"b\"\n"));
    }

    #[test]
    fn errors_and_disorders_are_accounted_for() {
        let cases = [case("a", [9.0, 10.0, 11.0], 10.5), case("b", [19.0, 20.0, 21.0], 9.0)];
        let account = account(&cases);
        assert!(account.contains("worst 55.0 % (goal ≤ 30 %: missed)"), "{account}");
        assert!(account.contains("ANOTHER than CPython's: a and b\n"), "{account}");
    }

    #[test]
    fn an_order_is_asked_for_where_cpython_has_one() {
        let (a, b) = (case("a", [9.0, 10.0, 15.0], 9.0), case("b", [16.0, 20.0, 21.0], 9.5));
        assert_eq!(Ranking::of(&a, &b), Ranking::Same);
        assert_eq!(Ranking::of(&b, &a), Ranking::Same);
        assert_eq!(Ranking::of(&a, &case("b", [16.0, 20.0, 21.0], 8.9)), Ranking::Other);
        assert_eq!(Ranking::of(&a, &case("b", [14.0, 20.0, 21.0], 8.0)), Ranking::Open, "overlap");
        let alike = [10.0, 10.1, 10.2];
        assert_eq!(Ranking::of(&case("a", alike, 9.0), &case("b", [10.3; 3], 8.0)), Ranking::Open);
    }

    #[test]
    fn where_cpython_scatters_its_range_counts() {
        assert_eq!(case("a", [10.0, 20.0, 40.0], 30.0).error(), Some(0.0));
        assert_eq!(case("a", [10.0, 20.0, 40.0], 60.0).error(), Some(0.5));
        assert_eq!(case("a", [19.0, 20.0, 21.0], 30.0).error(), Some(0.5));
    }
}
