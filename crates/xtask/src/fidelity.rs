//! Compares the model with CPython: for each workload of `benches/fidelity`, in each of its variants
//! and with each number of cores, how long it takes and how long the simulation says it takes.
//!
//! A report, not a test: CPython's times depend on whatever else the machine does, and on how fast it is
//! meanwhile. So each error is said twice: as measured, and with times such as they were on the machine
//! of the model's profile, as far as the model knows what takes longer on a slower one.
//!
//! CPython's times are kept in `target/fidelity/measured.json`. With `--kept` they are taken from there,
//! so that a change of the model is seen in seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::fidelity_model::{Model, Predicted};
use crate::goal::verdict;
use crate::kept_samples::{Arguments, Kept, Measurable};
use crate::median::median;
use crate::prediction_errors::{Goals, summed};
use crate::quiet::{Quality, Sample, ensure_programs, on_cores, watched};
use crate::{Project, setup};

/// How many undisturbed runs under CPython a case needs.
const TIMES: usize = 5;
/// The most that errors may be.
const GOALS: Goals = Goals { median: 0.10, worst: Some(0.30) };
/// Where runs of one case that nothing disturbed differ by more than this, CPython itself scatters: then
/// the error is that against the nearest of them.
const SCATTER_MAX: f64 = 0.3;
/// Variants whose medians are closer than this under CPython are in no order.
const TIE: f64 = 0.05;

/// One workload in one variant with some cores.
#[derive(Clone)]
struct Case {
    workload: String,
    variant: String,
    cores: usize,
    /// The workload's text with the variant in it.
    program: PathBuf,
}

impl Measurable for Case {
    fn name(&self) -> String {
        format!("{} {} on {}", self.workload, self.variant, self.cores)
    }

    fn cores(&self) -> usize {
        self.cores
    }
}

/// How long runs took, in nanoseconds, ascending; never empty.
struct Times(Vec<f64>);

impl Times {
    fn of(times: impl Iterator<Item = f64>) -> Times {
        let mut times: Vec<f64> = times.collect();
        times.sort_by(f64::total_cmp);
        Times(times)
    }

    fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }

    fn range(&self) -> (f64, f64) {
        (self.0[0], self.0[self.0.len() - 1])
    }

    /// By which part a prediction is off.
    fn error(&self, predicted: f64, quality: Quality) -> f64 {
        let (least, most) = self.range();
        let is_open = self.scatter() && quality != Quality::Disturbed;
        let nearest = if is_open { predicted.clamp(least, most) } else { self.median() };
        predicted / nearest - 1.0
    }

    fn scatter(&self) -> bool {
        let (least, most) = self.range();
        (most - least) / self.median() > SCATTER_MAX
    }
}

/// A case that was measured.
struct Measured {
    case: Case,
    times: Times,
    /// Such as they were on the machine of the model's profile.
    at_equal_speed: Times,
    /// How many times longer than that machine this one needed for computing meanwhile.
    slowness: f64,
    quality: Quality,
    /// By the model, in nanoseconds; nothing where the workload is refused.
    predicted: Option<f64>,
}

impl Measured {
    fn of(
        case: &Case,
        samples: &[Sample<f64>],
        quality: Quality,
        predicted: Option<Predicted>,
    ) -> Measured {
        let at_equal_speed = |sample: &Sample<f64>| match predicted {
            Some(predicted) => sample.taken / predicted.times_longer(sample.slowness()),
            None => sample.taken,
        };
        let slowness: Vec<f64> = samples.iter().map(Sample::slowness).collect();
        Measured {
            case: case.clone(),
            times: Times::of(samples.iter().map(|sample| sample.taken)),
            at_equal_speed: Times::of(samples.iter().map(at_equal_speed)),
            slowness: median(&slowness).unwrap_or(1.0),
            quality,
            predicted: predicted.map(|predicted| predicted.span),
        }
    }

    /// What has to be known of the measurement.
    fn remarks(&self) -> String {
        let remarks = [
            (self.quality == Quality::Slow, "  slow"),
            (self.quality == Quality::Disturbed, "  disturbed"),
            (self.times.scatter(), "  scatters"),
        ];
        remarks.into_iter().filter_map(|(is_so, remark)| is_so.then_some(remark)).collect()
    }
}

/// Measures all workloads, or those whose names are given, and prints the table:
/// `[NAME …] [--kept] [--minutes N]`.
///
/// # Errors
/// If something does not build or run; a missed goal is none.
pub fn fidelity(project: &Project, arguments: &[String]) -> Result<()> {
    let arguments = Arguments::read(arguments)?;
    setup::for_tests(project)?;
    ensure_programs(project)?;
    let folder = project.target().join("fidelity");
    std::fs::create_dir_all(&folder)?;
    let mut model = Model::of(project, &folder)?;
    let mut kept = Kept::read(&folder, "measured.json", TIMES, &arguments)?;
    let cases = cases(project, &folder, &arguments, |changed| kept.forget(&changed.name()))?;
    kept.fill(&cases, &arguments, |case, times| watched(|| under_cpython(project, case, times)))?;
    let programs: Vec<_> = cases.iter().map(|case| (case.program.clone(), case.cores)).collect();
    let predicted = model.predict(&programs)?;
    let measured: Vec<Measured> = cases
        .iter()
        .zip(predicted)
        .filter_map(|(case, predicted)| {
            let (samples, quality) = kept.of(case)?;
            Some(Measured::of(case, &samples, quality, predicted))
        })
        .collect();
    println!("\n{}\n{}", table(&measured), kept.machine().compared());
    Ok(())
}

/// All cases that are wanted and for which there are cores. Tells of those whose text has changed.
fn cases(
    project: &Project,
    folder: &Path,
    arguments: &Arguments,
    mut tell: impl FnMut(&Case),
) -> Result<Vec<Case>> {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut cases = Vec::new();
    for path in crate::project::files_below(&project.at("benches/fidelity"), &|_| true)? {
        let workload = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !arguments.want(&workload) {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        for variant in listed(&text, "variants")? {
            let program = folder.join(format!("{workload}-{variant}.py"));
            let text = with_variant(&text, &variant);
            let has_changed = std::fs::read_to_string(&program).ok().as_ref() != Some(&text);
            if has_changed {
                std::fs::write(&program, &text)?;
            }
            for cores in listed(&text, "cores")? {
                let cores: usize = cores.parse().context("cores are numbers")?;
                let (workload, variant) = (workload.clone(), variant.clone());
                let case = Case { workload, variant, cores, program: program.clone() };
                if has_changed {
                    tell(&case);
                }
                match cores <= n_cores {
                    true => cases.push(case),
                    false => eprintln!("SKIPPED: {} needs so many cores", case.name()),
                }
            }
        }
    }
    Ok(cases)
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

fn under_cpython(project: &Project, case: &Case, times: usize) -> Result<Vec<Sample<f64>>> {
    let mut python = on_cores(project, case.cores);
    python.args(["python3", "benches/measure.py"]).arg(&case.program).arg(times.to_string());
    Ok(serde_json::from_str(&project.read(&mut python)?)?)
}

fn table(cases: &[Measured]) -> String {
    let mut table = format!(
        "{:<16}{:<17}{:>5}{:>12}{:>18}{:>11}{:>9}{:>7}{:>15}\n",
        "workload",
        "variant",
        "cores",
        "CPython ms",
        "range",
        "model ms",
        "error",
        "speed",
        "at equal speed"
    );
    for measured in cases {
        let Measured { case, times, .. } = measured;
        let ms = |nanos: f64| format!("{:.1}", nanos / 1e6);
        let (least, most) = times.range();
        let range = format!("{} to {}", ms(least), ms(most));
        let error = |times: &Times| {
            let error =
                measured.predicted.map(|predicted| times.error(predicted, measured.quality));
            error.map_or("refused".to_owned(), |error| format!("{:+.0} %", error * 100.0))
        };
        let _ = writeln!(
            table,
            "{:<16}{:<17}{:>5}{:>12}{range:>18}{:>11}{:>9}{:>7.2}{:>15}{}",
            case.workload,
            case.variant,
            case.cores,
            ms(times.median()),
            measured.predicted.map_or("–".to_owned(), ms),
            error(times),
            1.0 / measured.slowness,
            error(&measured.at_equal_speed),
            measured.remarks(),
        );
    }
    table + &account(cases)
}

/// The sums under the table.
fn account(cases: &[Measured]) -> String {
    let n_workloads = cases.iter().map(|it| &it.case.workload).collect::<BTreeSet<_>>().len();
    let n_refused = cases.iter().filter(|measured| measured.predicted.is_none()).count();
    let errors = |times: fn(&Measured) -> &Times| -> Vec<(Quality, f64)> {
        let error = |it: &Measured| Some((it.quality, times(it).error(it.predicted?, it.quality)));
        cases.iter().filter_map(error).collect()
    };
    let as_measured = summed(&errors(|measured| &measured.times), &GOALS);
    let at_equal_speed = summed(&errors(|measured| &measured.at_equal_speed), &GOALS);
    format!(
        "\n{n_workloads} workloads, {n_refused} cases refused\nas measured: {as_measured}\
         at equal speed: {at_equal_speed}{}",
        ranking(cases)
    )
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
    fn of(a: &Measured, b: &Measured) -> Ranking {
        let (Some(ours_a), Some(ours_b)) = (a.predicted, b.predicted) else { return Ranking::Open };
        let (times_a, times_b) = (&a.at_equal_speed, &b.at_equal_speed);
        let is_longer = times_a.median() > times_b.median();
        let (shorter, longer) = if is_longer { (times_b, times_a) } else { (times_a, times_b) };
        let is_tie = longer.median() - shorter.median() <= TIE * longer.median();
        if is_tie || shorter.range().1 >= longer.range().0 {
            return Ranking::Open;
        }
        match (ours_a > ours_b) == is_longer {
            true => Ranking::Same,
            false => Ranking::Other,
        }
    }
}

/// How pairs of one workload's variants on some cores are ranked.
#[derive(Default)]
struct Ranked {
    /// By [`Ranking`].
    pairs: [Vec<String>; 3],
    /// Whether a variant that is ranked in another order was disturbed.
    is_disturbed: bool,
}

/// For each workload and number of cores whether its variants are in CPython's order.
fn ranking(cases: &[Measured]) -> String {
    let mut ranked: BTreeMap<(&str, usize), Ranked> = BTreeMap::new();
    for (index, a) in cases.iter().enumerate() {
        for b in &cases[index + 1..] {
            if (&a.case.workload, a.case.cores) == (&b.case.workload, b.case.cores) {
                let of_workload = ranked.entry((&a.case.workload, a.case.cores)).or_default();
                let ranking = Ranking::of(a, b);
                let pair = format!("{} and {}", a.case.variant, b.case.variant);
                of_workload.pairs[ranking as usize].push(pair);
                let is_disturbed = a.quality.max(b.quality) == Quality::Disturbed;
                of_workload.is_disturbed |= ranking == Ranking::Other && is_disturbed;
            }
        }
    }
    let mut said = String::from("\nthe order of each workload's variants\n");
    let (mut n_other, mut n_disturbed) = (0, 0);
    for ((workload, cores), Ranked { pairs: [_, open, other], is_disturbed }) in &ranked {
        n_other += usize::from(!other.is_empty() && !is_disturbed);
        n_disturbed += usize::from(*is_disturbed);
        let order = match (other.is_empty(), is_disturbed) {
            (true, _) => "as CPython's".to_owned(),
            (false, false) => format!("ANOTHER than CPython's: {}", other.join(", ")),
            (false, true) => format!("another than CPython's, disturbed: {}", other.join(", ")),
        };
        let _ = write!(said, "{workload:<16}{cores:>2}  {order}");
        let _ = match open.is_empty() {
            true => writeln!(said),
            false => writeln!(said, "; CPython's own runs leave open: {}", open.join(", ")),
        };
    }
    let verdict = verdict(n_other == 0);
    let n_ranked = ranked.len();
    said + &format!(
        "{n_ranked} compared, {n_other} in another order (goal 0: {verdict}), \
         {n_disturbed} more where a variant was disturbed\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{Case, Measured, Ranking, Times, account, listed, with_variant};
    use crate::fidelity_model::Predicted;
    use crate::quiet::Quality;
    use crate::quiet::tests::sample;

    fn case(variant: &str, measured: [f64; 3], predicted: f64) -> Measured {
        let case = Case {
            workload: "w".to_owned(),
            variant: variant.to_owned(),
            cores: 1,
            program: "w.py".into(),
        };
        let times = || Times::of(measured.into_iter());
        Measured {
            case,
            times: times(),
            at_equal_speed: times(),
            slowness: 1.0,
            quality: Quality::Undisturbed,
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
        assert!(
            account.contains("1 compared, 1 in another order (goal 0: missed), 0 more"),
            "{account}"
        );
    }

    #[test]
    fn another_order_of_what_was_disturbed_decides_nothing() {
        let disturbed = case("a", [9.0, 10.0, 11.0], 10.5);
        let disturbed = Measured { quality: Quality::Disturbed, ..disturbed };
        let account = account(&[disturbed, case("b", [19.0, 20.0, 21.0], 9.0)]);
        assert!(account.contains("0 in another order (goal 0: met), 1 more"), "{account}");
    }

    #[test]
    fn a_slow_machine_has_needed_longer_for_what_it_computes() {
        let (a, reference) = (case("a", [1.0; 3], 1.0).case, sample(0.0, 1.0, 1.0).slowness());
        // Half of it is waited for, and the other half takes three times as long.
        let predicted = Some(Predicted { span: 10.0, with_twice: 15.0 });
        let samples = [sample(20.0, 3.0 / reference, 3.0 / reference)];
        let measured = Measured::of(&a, &samples, Quality::Slow, predicted);
        assert!((measured.slowness - 3.0).abs() < 1e-9);
        assert!((measured.at_equal_speed.median() - 10.0).abs() < 1e-9);
        assert_eq!(measured.remarks(), "  slow");
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
        let error = |measured: [f64; 3], predicted| {
            Times::of(measured.into_iter()).error(predicted, Quality::Undisturbed)
        };
        assert_eq!(error([10.0, 20.0, 40.0], 30.0), 0.0);
        assert_eq!(error([10.0, 20.0, 40.0], 60.0), 0.5);
        assert_eq!(error([19.0, 20.0, 21.0], 30.0), 0.5);
        let disturbed = Times(vec![10.0, 20.0, 40.0]);
        assert_eq!(disturbed.error(30.0, Quality::Disturbed), 0.5);
    }
}
