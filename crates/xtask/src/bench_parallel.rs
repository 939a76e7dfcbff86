//! Measures what more workers gain: each workload alone in `sequential`, and in `free-threads` on one
//! worker, on two, and on as many as there are cores; natively and in Chromium.
//!
//! A round runs all of a workload's ways one after the other, so that all meet the same other work
//! on the machine, and the median of the rounds counts. Two cores need not do twice as much as one,
//! where a machine shares them with others: so one way is a pair of runs alone, at once and with nothing
//! in common, which says how much the machine had to give.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::browser::Browser;
use crate::goal::verdict;
use crate::median::median;
use crate::{Project, dist, native, setup};

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
    native::build(project)?;
    let mut rows = Vec::new();
    for program in &programs {
        let mut row = Row::new(program, ways.len());
        for _ in 0..ROUNDS {
            for (times, way) in row.times.iter_mut().zip(&ways) {
                times.push(way.native(project, program)?);
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

/// How a workload is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    /// In the mode `sequential`.
    Alone,
    /// In `free-threads` on so many workers.
    Workers(usize),
    /// Twice alone, at once: two programs natively, two engines in a browser. The slower one counts.
    Pair,
}

fn ways(n_cores: usize) -> Vec<Way> {
    let mut ways = vec![Way::Alone, Way::Workers(1), Way::Workers(2)];
    if n_cores > 2 {
        ways.push(Way::Workers(n_cores));
    }
    ways.push(Way::Pair);
    ways
}

impl Way {
    /// As `benches/parallel.mjs` is told.
    fn name(self) -> String {
        match self {
            Way::Alone => "alone".to_owned(),
            Way::Workers(workers) => workers.to_string(),
            Way::Pair => "pair".to_owned(),
        }
    }

    fn heading(self) -> String {
        match self {
            Way::Workers(workers) => format!("{workers} w."),
            Way::Alone | Way::Pair => self.name(),
        }
    }

    /// How long a run natively took, in nanoseconds.
    fn native(self, project: &Project, program: &Path) -> Result<f64> {
        let run = || natively(project, program, self);
        match self {
            Way::Alone | Way::Workers(_) => run(),
            Way::Pair => std::thread::scope(|scope| {
                let other = scope.spawn(run);
                let (one, other) = (run(), other.join().expect("it does not panic"));
                Ok(f64::max(one?, other?))
            }),
        }
    }
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

    /// The median of the times in one way.
    fn median(&self, ways: &[Way], way: Way) -> f64 {
        let times = ways.iter().zip(&self.times).find(|(it, _)| **it == way);
        times.and_then(|(_, times)| median(times)).unwrap_or(f64::NAN)
    }

    /// How often the one time fits into the other.
    fn gain(&self, ways: &[Way], from: Way, to: Way) -> f64 {
        self.median(ways, from) / self.median(ways, to)
    }

    /// What two workers gain over so many others, or none.
    fn gain_of_two(&self, ways: &[Way], over: Way) -> Gain {
        let gained = self.gain(ways, over, Way::Workers(2));
        Gain { gained, given: 2.0 * self.gain(ways, Way::Alone, Way::Pair) }
    }
}

fn natively(project: &Project, program: &Path, way: Way) -> Result<f64> {
    let mut command = native::interleave(project);
    command.arg("run").arg(program).args(["--clock", "wall", "--format", "json"]);
    match way {
        Way::Alone | Way::Pair => command.args(["--mode", "sequential"]),
        Way::Workers(workers) => {
            command.args(["--mode", "free-threads", "--cores", &workers.to_string()])
        }
    };
    let answer: Value = serde_json::from_str(&project.read(&mut command)?)?;
    ensure!(answer["status"] == "ok", "{} did not run to its end", program.display());
    answer["makespan_ns"].as_f64().context("an answer says how long the run took")
}

fn in_browser(
    project: &Project,
    browser: &Browser,
    programs: &[PathBuf],
    ways: &[Way],
) -> Result<Vec<Row>> {
    dist::build(project)?;
    let mut node = browser.node(project);
    let ways_list: Vec<String> = ways.iter().map(|way| way.name()).collect();
    node.arg("benches/parallel.mjs")
        .arg(ROUNDS.to_string())
        .arg(ways_list.join(","))
        .args(programs);
    let answers: Vec<Vec<Vec<f64>>> = serde_json::from_str(&project.read(&mut node)?)?;
    let row = |(program, times): (&PathBuf, _)| Row { times, ..Row::new(program, ways.len()) };
    Ok(programs.iter().zip(answers).map(row).collect())
}

/// How many times as much two workers did, and how many times as much the machine's two cores do.
#[derive(Clone, Copy)]
struct Gain {
    gained: f64,
    given: f64,
}

impl Gain {
    fn percent(self) -> f64 {
        100.0 * self.gained / self.given
    }
}

/// A number to reach: the least of what two workers gain.
struct Goal {
    what: &'static str,
    /// Over so many others, or none.
    over: Way,
    is_of_examples: bool,
}

const GOALS: [Goal; 2] = [
    Goal {
        what: "the examples' least gain over sequential",
        over: Way::Alone,
        is_of_examples: true,
    },
    Goal { what: "the least gain over 1 worker", over: Way::Workers(1), is_of_examples: false },
];

fn table(rows: &[Row], ways: &[Way], least: f64) -> String {
    let mut lines = vec![heading(ways)];
    lines.extend(rows.iter().map(|row| line(row, ways)));
    for Goal { what, over, is_of_examples } in GOALS {
        let counting = rows.iter().filter(|row| row.is_example || !is_of_examples);
        let gains = counting.map(|row| row.gain_of_two(ways, over));
        let Some(gain) = gains.min_by(|one, other| one.gained.total_cmp(&other.gained)) else {
            continue;
        };
        let verdict = verdict(gain.gained >= least);
        let (Gain { gained, given }, percent) = (gain, gain.percent());
        lines.push(format!(
            "{what} on 2 workers: {gained:.2} (the machine gave {given:.2}: {percent:.0} %); \
             goal: ≥ {least:.2} {verdict}"
        ));
    }
    lines.join("\n") + "\n"
}

/// The ways with more than one worker.
fn many(ways: &[Way]) -> impl Iterator<Item = Way> {
    ways.iter().copied().filter(|way| matches!(way, Way::Workers(2..)))
}

fn line(row: &Row, ways: &[Way]) -> String {
    let mut line = format!("{:<16}", row.name);
    for way in ways {
        line += &format!("{:>9.1}", row.median(ways, *way) / 1e6);
    }
    line += &format!("{:>8.2}", row.gain(ways, Way::Workers(1), Way::Alone));
    for way in many(ways) {
        for over in [Way::Alone, Way::Workers(1)] {
            line += &format!("{:>9.2}", row.gain(ways, over, way));
        }
    }
    let [over_none, over_one] = GOALS.map(|goal| row.gain_of_two(ways, goal.over));
    let percents = [over_none, over_one].map(Gain::percent);
    line + &format!("{:>9.2}{:>9.0} %{:>5.0} %", over_none.given, percents[0], percents[1])
}

fn heading(ways: &[Way]) -> String {
    let mut heading = format!("{:<16}", "workload, ms");
    for way in ways {
        heading += &format!("{:>9}", way.heading());
    }
    heading += &format!("{:>8}", "1:alone");
    for way in many(ways) {
        let workers = way.name();
        heading += &format!("{:>9}{:>9}", format!("alone:{workers}"), format!("1:{workers}"));
    }
    heading + &format!("{:>9}{:>11}{:>7}", "machine", "alone:2 of", "1:2 of")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, is_example: bool, times: [f64; 4]) -> Row {
        Row { name: name.to_owned(), is_example, times: times.map(|ms| vec![ms * 1e6]).to_vec() }
    }

    #[test]
    fn the_table_shows_medians_gains_and_goals() {
        let rows = [
            row("lists", false, [100.0, 150.0, 75.0, 100.0]),
            row("primes", true, [40.0, 44.0, 25.0, 50.0]),
        ];
        let table = table(&rows, &ways(2), 1.9);
        let lines: Vec<Vec<&str>> =
            table.lines().map(|line| line.split_whitespace().collect()).collect();
        let lists = ["lists", "100.0", "150.0", "75.0", "100.0", "1.50", "1.33", "2.00", "2.00"];
        assert_eq!(lines[1][..9], lists);
        assert_eq!(lines[1][9..], ["67", "%", "100", "%"]);
        let primes = ["primes", "40.0", "44.0", "25.0", "50.0", "1.10", "1.60", "1.76", "1.60"];
        assert_eq!(lines[2][..9], primes);
        assert_eq!(lines[2][9..], ["100", "%", "110", "%"]);
        let ends: Vec<&str> =
            table.lines().skip(3).filter_map(|line| Some(line.split_once(": ")?.1)).collect();
        assert_eq!(
            ends,
            [
                "1.60 (the machine gave 1.60: 100 %); goal: ≥ 1.90 missed",
                "1.76 (the machine gave 1.60: 110 %); goal: ≥ 1.90 missed",
            ]
        );
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    }

    #[test]
    fn machines_of_more_cores_use_them_all() {
        use Way::{Alone, Pair, Workers};
        assert_eq!(ways(2), [Alone, Workers(1), Workers(2), Pair]);
        assert_eq!(ways(8), [Alone, Workers(1), Workers(2), Workers(8), Pair]);
    }
}
