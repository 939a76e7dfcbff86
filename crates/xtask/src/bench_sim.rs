//! Measures how fast simulations are and what memory they take: against the same programs without
//! time and trace, and against asyncio under CPython and SimPy.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;

use crate::bench::{self, cpu_ns, in_browser};
use crate::goal::verdict;
use crate::{Project, native, setup};

/// How often each program runs; the least time counts.
const TIMES: usize = 5;
/// The most that time and trace may add to a program that runs without.
const TRACING_MAX: f64 = 1.3;
/// The fewest instructions that are simulated in a second, with the whole trace.
const SPEED_MIN: f64 = 10e6;
/// The longest that the hundred thousand tasks may take natively, in seconds.
const TASKS_MAX: f64 = 1.5;
/// The same in Chromium.
const TASKS_IN_BROWSER_MAX: f64 = 3.0;
/// The most memory of one of those tasks, in bytes.
const TASK_BYTES_MAX: f64 = 1500.0;
/// The program with those tasks.
const TASKS: &str = "benches/simulation/async_tasks.py";
/// How many there are, as it says it; and how many in the program it is compared with.
const MANY: (&str, f64) = ("100_000", 100e3);
const FEW: (&str, f64) = ("10_000", 10e3);
/// What is compared with besides asyncio.
const SIMPY: &str = "simpy==4.1.2";

/// Measures and prints what the goals are about.
///
/// # Errors
///
/// If something does not build or run; a missed goal is none.
pub fn bench_sim(project: &Project) -> Result<()> {
    setup::for_tests(project)?;
    native::build(project)?;
    let in_browser = in_browser(project, "bench_sim", TIMES, &[project.at(TASKS)])?;
    tracing(project)?;
    let tasks = project.at(TASKS);
    let tasks = tasks.to_string_lossy();
    let simulated = simulated(project, &tasks, &[])?;
    println!("100,000 tasks with three awaits each, {:.0} events", simulated.events);
    let native = Timed { seconds: simulated.seconds, goal: Some(TASKS_MAX) };
    println!("{}", line("simulated natively", Some(native)));
    let in_browser = in_browser.first();
    let in_browser =
        in_browser.map(|ns| Timed { seconds: ns / 1e9, goal: Some(TASKS_IN_BROWSER_MAX) });
    println!("{}", line("simulated in Chromium", in_browser));
    let asyncio = under_cpython(project, TASKS, None)?;
    println!("{}", line("CPython's asyncio, the same program", asyncio));
    let model = "benches/simulation/async_tasks_simpy.py";
    let packages = simpy(project);
    let of_simpy = packages.map_or(Ok(None), |path| under_cpython(project, model, Some(&path)))?;
    println!("{}", line("SimPy, the same model", of_simpy));
    memory(project)
}

/// The programs of the other benchmark, with and without time and trace.
fn tracing(project: &Project) -> Result<()> {
    println!(
        "\n{:<18}{:>10}{:>11}{:>8}{:>18}",
        "program", "plain ms", "traced ms", "ratio", "instructions/s"
    );
    let (mut worst, mut slowest) = (0.0_f64, f64::INFINITY);
    for program in crate::project::files_below(&project.at("benches/programs"), &|_| true)? {
        let program = program.to_string_lossy();
        let ways: [&[&str]; 2] = [&["bench-vm", &program], &["bench-sim", &program]];
        let [plain, traced] = in_turn(project, ways)?;
        let (ratio, speed) = (traced.seconds / plain.seconds, traced.steps / traced.seconds);
        (worst, slowest) = (worst.max(ratio), slowest.min(speed));
        println!(
            "{:<18}{:>10.1}{:>11.1}{ratio:>8.2}{:>16.0} M",
            name(&program),
            plain.seconds * 1e3,
            traced.seconds * 1e3,
            speed / 1e6,
        );
    }
    println!(
        "worst ratio {worst:.2} (goal ≤ {TRACING_MAX}, {}), fewest instructions {:.0} M/s (goal ≥ \
         {:.0} M/s, {})\n",
        verdict(worst <= TRACING_MAX),
        slowest / 1e6,
        SPEED_MIN / 1e6,
        verdict(slowest >= SPEED_MIN),
    );
    Ok(())
}

/// What one of the tasks takes: the difference that the others make.
fn memory(project: &Project) -> Result<()> {
    let text = fs::read_to_string(project.at(TASKS))?;
    let few = project.target().join("async_tasks_few.py");
    fs::write(&few, text.replace(MANY.0, FEW.0))?;
    for (what, flags) in [("without trace", &["--untraced"][..]), ("with its events", &[])] {
        let many = simulated(project, &project.at(TASKS).to_string_lossy(), flags)?;
        let few = simulated(project, &few.to_string_lossy(), flags)?;
        if few.peak_bytes == 0.0 {
            println!("memory of a task: this system does not tell");
            return Ok(());
        }
        let bytes = (many.peak_bytes - few.peak_bytes) / (MANY.1 - FEW.1);
        let met = verdict(bytes <= TASK_BYTES_MAX);
        println!(
            "memory of a task, {what:<17}{bytes:>8.0} bytes (goal ≤ {TASK_BYTES_MAX:.0}, {met})"
        );
    }
    Ok(())
}

/// A time that was measured.
struct Timed {
    seconds: f64,
    /// The longest it may be; none where it is what is compared with.
    goal: Option<f64>,
}

/// A time with its goal; a dash where nothing was measured.
fn line(what: &str, timed: Option<Timed>) -> String {
    match timed {
        Some(Timed { seconds, goal: Some(goal) }) => {
            let met = verdict(seconds <= goal);
            format!("{what:<40}{seconds:>8.2} s (goal ≤ {goal} s, {met})")
        }
        Some(Timed { seconds, goal: None }) => format!("{what:<40}{seconds:>8.2} s"),
        None => format!("{what:<40}{:>8}", "–"),
    }
}

/// The least time of a program under CPython, with packages from a folder; none where there is no
/// CPython.
fn under_cpython(
    project: &Project,
    program: &str,
    packages: Option<&Path>,
) -> Result<Option<Timed>> {
    if project.program("python3").is_none() {
        return Ok(None);
    }
    let mut least = f64::INFINITY;
    for _ in 0..TIMES {
        least = least.min(bench::under_cpython(project, Path::new(program), packages)? / 1e9);
    }
    Ok(Some(Timed { seconds: least, goal: None }))
}

/// The folder in which SimPy is, installed if it can be: only this benchmark needs it.
fn simpy(project: &Project) -> Option<PathBuf> {
    let folder = project.target().join("simpy");
    if folder.join("simpy").is_dir() {
        return Some(folder);
    }
    let mut pip = project.command("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--target"]).arg(&folder).arg(SIMPY);
    match project.run(&mut pip) {
        Ok(()) => Some(folder),
        Err(error) => {
            eprintln!("SKIPPED: SimPy cannot be installed: {error}");
            None
        }
    }
}

/// What a measurement of the command answered.
struct Measured {
    /// The least of all.
    seconds: f64,
    steps: f64,
    events: f64,
    peak_bytes: f64,
}

impl Measured {
    /// Before the first one.
    const NONE: Measured =
        Measured { seconds: f64::INFINITY, steps: 0.0, events: 0.0, peak_bytes: 0.0 };
}

fn simulated(project: &Project, program: &str, flags: &[&str]) -> Result<Measured> {
    let [measured] = in_turn(project, [&[&["bench-sim", program], flags].concat()])?;
    Ok(measured)
}

/// Measures the command with several lists of arguments, one after the other in each round: so they meet the
/// same other work on the machine.
fn in_turn<const N: usize>(project: &Project, ways: [&[&str]; N]) -> Result<[Measured; N]> {
    let mut all = [const { Measured::NONE }; N];
    for _ in 0..TIMES {
        for (measured, args) in all.iter_mut().zip(ways) {
            let said = project.read(native::interleave(project).args(args))?;
            let answer: Value = serde_json::from_str(&said)?;
            let count = |key: &str| answer[key].as_f64().unwrap_or_default();
            *measured = Measured {
                seconds: measured.seconds.min(cpu_ns(&answer)? / 1e9),
                steps: count("steps"),
                events: count("events"),
                peak_bytes: count("peak_bytes"),
            };
        }
    }
    Ok(all)
}

fn name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program).trim_end_matches(".py")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stands_beside_its_goal_if_it_has_one() {
        let timed = |seconds, goal| line("what", Some(Timed { seconds, goal }));
        assert!(timed(1.0, Some(1.5)).ends_with(" 1.00 s (goal ≤ 1.5 s, met)"));
        assert!(timed(2.0, Some(1.5)).ends_with(" 2.00 s (goal ≤ 1.5 s, missed)"));
        assert!(timed(2.0, None).ends_with(" 2.00 s"));
        assert!(line("what", None).ends_with('–'));
    }
}
