//! Measures how fast simulations are: against the same programs without time and trace, and against
//! asyncio under CPython.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{Project, setup};

/// How often each program runs; the least time counts.
const TIMES: usize = 3;
/// The most that time and trace may add to a program that runs without.
const TRACING_MAX: f64 = 1.3;
/// The longest that the hundred thousand tasks may take, in seconds.
const TASKS_MAX: f64 = 1.5;

/// Measures and prints two tables.
///
/// # Errors
///
/// If something does not build or run; a missed goal is none.
pub fn bench_sim(project: &Project) -> Result<()> {
    setup::for_tests(project)?;
    project.run(project.command("cargo").args(["build", "--release", "--package", "cli"]))?;
    println!(
        "\n{:<18}{:>10}{:>11}{:>8}{:>18}",
        "program", "plain ms", "traced ms", "ratio", "instructions/s"
    );
    for program in crate::project::files_below(&project.at("benches/programs"), &|_| true)? {
        let program = program.to_string_lossy();
        let (plain, traced) =
            (measured(project, "bench-vm", &program)?, measured(project, "bench-sim", &program)?);
        let ratio = traced.seconds / plain.seconds;
        println!(
            "{:<18}{:>10.1}{:>11.1}{ratio:>8.2}{:>16.0} M",
            name(&program),
            plain.seconds * 1e3,
            traced.seconds * 1e3,
            traced.steps / traced.seconds / 1e6,
        );
    }
    println!("goal: a ratio of at most {TRACING_MAX}\n");
    let program = project.at("benches/simulation/async_tasks.py");
    let program = program.to_string_lossy();
    let simulated = measured(project, "bench-sim", &program)?;
    println!(
        "100,000 tasks with three awaits: simulated in {:.2} s (goal ≤ {TASKS_MAX}), {:.0} events",
        simulated.seconds, simulated.events
    );
    if project.program("python3").is_some() {
        let mut python = project.command("python3");
        let said = project.read(python.arg("benches/cpython.py").arg(&*program).arg("1"))?;
        let answer: Value = serde_json::from_str(&said)?;
        let seconds = answer["cpu_ns"].as_f64().context("it answers {\"cpu_ns\": …}")? / 1e9;
        println!("the same under CPython's asyncio: {seconds:.2} s");
    }
    Ok(())
}

/// What a measurement of the command answered.
struct Measured {
    seconds: f64,
    steps: f64,
    events: f64,
}

fn measured(project: &Project, command: &str, program: &str) -> Result<Measured> {
    let interleave = project.target().join("release/interleave");
    let mut least = f64::INFINITY;
    let mut answer = Value::Null;
    for _ in 0..TIMES {
        let mut run = project.command(&interleave.to_string_lossy());
        answer = serde_json::from_str(&project.read(run.arg(command).arg(program))?)?;
        least = least.min(answer["cpu_ns"].as_f64().context("it answers {\"cpu_ns\": …}")?);
    }
    let count = |key: &str| answer[key].as_f64().unwrap_or_default();
    Ok(Measured { seconds: least / 1e9, steps: count("steps"), events: count("events") })
}

fn name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program).trim_end_matches(".py")
}
