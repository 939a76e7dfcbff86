//! Carries out a command and gives its exit code: 0 ok, 1 the workload failed, 2 wrong use or a
//! refused workload, 3 a limit was reached.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use engine::{Outcome, Progress, Stop};
use protocol::{Answer, EXAMPLES, Example, Mode, Spec, Status};
use trace::Clock;

use crate::arguments::{Arguments, Command, Format, RunOptions, Target};
use crate::live::{self, Output};
use crate::{bench_sim, bench_vm, compare, input, inspect, measure, modes, serve, summary};

pub(crate) const FAILED: u8 = 1;
pub(crate) const WRONG_USE: u8 = 2;
const LIMIT: u8 = 3;

/// Carries out the command.
pub fn execute(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Command::Run { target, options, summary } => run(&target, &options, summary),
        Command::Compare { target, options } => compare_modes(&target, &options),
        Command::Measure { target, options, repeats } => {
            measure::measure(&target, &options, repeats)
        }
        Command::Inspect { target, options, at, task } => {
            inspect::inspect(&target, &options, at, task)
        }
        Command::Export { target, options, to, output } => export(&target, &options, &to, &output),
        Command::Check { target, format } => check(&target, format),
        Command::Disassemble { target } => disassemble(&target),
        Command::Modes { format } => modes::modes(format),
        Command::Examples { name } => examples(name.as_deref()),
        Command::Serve { folder, port } => serve::serve(&folder, port),
        Command::BenchVm { file } => bench_vm::measure(&file),
        Command::BenchSim { file, untraced } => {
            let tracing = if untraced { engine::Tracing::Off } else { engine::Tracing::Full };
            bench_sim::measure(&file, tracing)
        }
    };
    done.unwrap_or_else(|message| {
        eprintln!("interleave: {message}");
        ExitCode::from(WRONG_USE)
    })
}

fn run(target: &Target, options: &RunOptions, summary: bool) -> Result<ExitCode, String> {
    let mut output = Output::default();
    let is_live = options.format == Format::Text;
    let outcome = outcome(target, options, |spec, progress| {
        if is_live && spec.clock == Clock::Wall {
            output.hear(&progress);
        }
    })?;
    let answer = &outcome.answer;
    if let (Some(path), Some(trace)) = (&options.trace, &outcome.trace) {
        write(path, &trace.to_bytes())?;
    }
    match options.format {
        Format::Json => print_json(answer)?,
        Format::Text => {
            output.finish(answer)?;
            report(&outcome);
            if let (true, Some(trace)) = (summary || is_terminal(), &outcome.trace) {
                eprint!("{}", summary::of(answer, trace));
            }
        }
    }
    Ok(exit_code(answer))
}

fn compare_modes(target: &Target, options: &RunOptions) -> Result<ExitCode, String> {
    let input::Workload { file, text } = input::read(&target.file)?;
    let (mode, clock, knobs) = options.settings()?;
    let spec = Spec { file, text, mode, clock, knobs };
    let comparison = engine::block_on(engine::compare(&spec, &Stop::default(), |_| ()));
    let comparison = comparison.ok_or("the comparison was stopped")?.comparison;
    let first = &comparison.runs[0];
    if first.status == Status::Refused {
        eprint!("{}", engine::check(&spec.file, &spec.text).rendered);
        return Ok(exit_code(first));
    }
    match options.format {
        Format::Json => print_json(&compare::document(&comparison)?)?,
        Format::Text => print(&compare::table(&comparison))?,
    }
    // It is not the workload's fault that some mode cannot run it: one that can is enough.
    let ended_well = comparison.runs.iter().find(|run| run.status == Status::Ok);
    Ok(exit_code(ended_well.unwrap_or(first)))
}

fn export(
    target: &Target,
    options: &RunOptions,
    to: &str,
    output: &Path,
) -> Result<ExitCode, String> {
    let format = export::Format::from_name(to).ok_or_else(|| {
        let names: Vec<&str> = export::Format::ALL.iter().map(|format| format.name()).collect();
        format!("there is no export format '{to}'; choose one of {}", names.join(", "))
    })?;
    let outcome = outcome(target, options, |_, _| ())?;
    let Some(trace) = &outcome.trace else {
        report(&outcome);
        return Ok(exit_code(&outcome.answer));
    };
    let bytes = export::export(trace, format);
    if output == Path::new("-") {
        std::io::stdout().write_all(&bytes).map_err(|error| format!("cannot write: {error}"))?;
    } else {
        write(output, &bytes)?;
    }
    report(&outcome);
    Ok(exit_code(&outcome.answer))
}

/// Runs a workload until it ends or Ctrl-C stops it; `tell` hears how far it is.
fn outcome(
    target: &Target,
    options: &RunOptions,
    mut tell: impl FnMut(&Spec, Progress<'_>),
) -> Result<Outcome, String> {
    let input::Workload { file, text } = input::read(&target.file)?;
    let (mode, clock, knobs) = options.settings()?;
    let spec = Spec { file, text, mode, clock, knobs };
    let stop = Stop::default();
    live::stop_on_interrupt(&stop);
    let running = engine::run(&spec, &stop, |progress| tell(&spec, progress));
    let mut outcome = engine::block_on(running);
    if outcome.answer.status == Status::Ok && clock == Clock::Virtual {
        outcome.answer.metrics.speedup = speedup(&spec, &outcome.answer, &stop);
    }
    Ok(outcome)
}

/// The makespan of one task after the other, over this run's; 0 if that does not end well.
fn speedup(spec: &Spec, answer: &Answer, stop: &Stop) -> f64 {
    if spec.mode == Mode::Sequential || answer.makespan_ns == 0 {
        return 1.0;
    }
    let sequential = Spec { mode: Mode::Sequential, ..spec.clone() };
    let sequential = engine::block_on(engine::run(&sequential, stop, |_| ()));
    if sequential.answer.status != Status::Ok {
        return 0.0;
    }
    sequential.answer.makespan_ns as f64 / answer.makespan_ns as f64
}

fn check(target: &Target, format: Format) -> Result<ExitCode, String> {
    let input::Workload { file, text } = input::read(&target.file)?;
    let findings = engine::check(&file, &text);
    match format {
        Format::Json => {
            let diagnostics = &findings.diagnostics;
            print_json(
                &serde_json::json!({"version": 1, "file": file, "diagnostics": diagnostics}),
            )?;
        }
        Format::Text => eprint!("{}", findings.rendered),
    }
    Ok(if findings.refuse() { ExitCode::from(WRONG_USE) } else { ExitCode::SUCCESS })
}

fn disassemble(target: &Target) -> Result<ExitCode, String> {
    let input::Workload { file, text } = input::read(&target.file)?;
    match engine::disassemble(&file, &text) {
        Ok(listing) => {
            print(&listing)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(findings) => {
            eprint!("{}", findings.rendered);
            Ok(ExitCode::from(WRONG_USE))
        }
    }
}

fn examples(name: Option<&str>) -> Result<ExitCode, String> {
    match name {
        None => {
            for example in EXAMPLES {
                print(&format!("{:<28}{}\n", example.name, example.title()))?;
            }
        }
        Some(name) => {
            let example = Example::named(name.trim_end_matches(".py")).ok_or_else(|| {
                format!("there is no example '{name}'; `interleave examples` lists them")
            })?;
            print(example.text)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Says on standard error what went wrong.
fn report(outcome: &Outcome) {
    let answer = &outcome.answer;
    eprint!("{}", outcome.rendered);
    if answer.status == Status::Stopped {
        eprintln!("interleave: stopped");
    }
    let Some(error) = &answer.error else { return };
    match answer.status {
        Status::Deadlock => eprint!("deadlock: every task waits\n{}", error.traceback),
        Status::Limit if ["steps", "time"].contains(&error.kind.as_str()) => {
            eprintln!("interleave: {}; raise it with --limit-{} …", error.message, error.kind);
        }
        Status::Limit => eprintln!("interleave: {}; that limit is fixed", error.message),
        _ => eprintln!("{}", error.traceback.trim_end()),
    }
    // What really ran is repeated by nothing.
    if answer.status != Status::Ok && answer.clock == Clock::Virtual {
        eprintln!("schedule: {}", answer.schedule);
    }
}

fn exit_code(answer: &Answer) -> ExitCode {
    ExitCode::from(match answer.status {
        Status::Ok => {
            return ExitCode::from(u8::try_from(answer.exit_code & 0xff).unwrap_or(FAILED));
        }
        Status::Error | Status::Deadlock => FAILED,
        Status::Refused => WRONG_USE,
        Status::Limit | Status::Stopped => LIMIT,
    })
}

fn is_terminal() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stdout())
}

pub(crate) fn print(text: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        // Whoever reads has seen enough, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| format!("cannot write: {error}")),
    }
}

pub(crate) fn print_json(document: &impl serde::Serialize) -> Result<(), String> {
    let text = serde_json::to_string_pretty(document).map_err(|error| error.to_string())?;
    print(&format!("{text}\n"))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
