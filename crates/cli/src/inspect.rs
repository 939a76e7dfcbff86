//! Shows what tasks hold at a moment of a simulated run.

use std::fmt::Write;
use std::process::ExitCode;

use engine::Stop;
use protocol::{Snapshot, Spec, Variable};
use timeline::format;
use trace::{Clock, Span, TaskId, Time};

use crate::arguments::{Format, RunOptions, Target};
use crate::command::{WRONG_USE, print, print_json};
use crate::input;

/// Repeats the run up to the moment and prints what is there.
pub fn inspect(
    target: &Target,
    options: &RunOptions,
    at: Span,
    task: Option<u32>,
) -> Result<ExitCode, String> {
    let input::Workload { file, text } = input::read(&target.file)?;
    let (mode, clock, knobs) = options.settings()?;
    if clock == Clock::Wall {
        return Err("a real run cannot be repeated up to a moment; leave --clock wall out".into());
    }
    let spec = Spec { file, text, mode, clock, knobs };
    let at = Time::START + at;
    let tasks: Vec<TaskId> = task.map(TaskId).into_iter().collect();
    let snapshot = engine::block_on(engine::inspect(&spec, at, &tasks, &Stop::default()));
    let Some(snapshot) = snapshot else {
        eprint!("{}", engine::check(&spec.file, &spec.text).rendered);
        return Ok(ExitCode::from(WRONG_USE));
    };
    match options.format {
        Format::Json => print_json(&serde_json::json!({
            "version": 1,
            "file": spec.file,
            "mode": spec.mode,
            "at_ns": snapshot.at_ns,
            "tasks": snapshot.tasks,
            "memories": snapshot.memories,
        }))?,
        Format::Text => print(&listing(&snapshot))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn listing(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    if snapshot.tasks.is_empty() {
        let at = format::span(Span(snapshot.at_ns));
        return format!("at {at} there is no such task: it has not begun, or has ended\n");
    }
    for (memory, variables) in snapshot.memories.iter().enumerate() {
        for task in snapshot.tasks.iter().filter(|task| task.memory == memory) {
            line(&mut text, 0, &format!("task {} {}", task.id, task.name));
            for frame in &task.stack {
                line(&mut text, 1, &format!("{} at line {}", frame.function, frame.line));
                list(&mut text, 2, &frame.variables);
            }
        }
        line(&mut text, 0, "module variables");
        list(&mut text, 1, variables);
    }
    text
}

fn list(text: &mut String, depth: usize, variables: &[Variable]) {
    for Variable { name, value } in variables {
        line(text, depth, &format!("{name} = {value}"));
    }
}

fn line(text: &mut String, depth: usize, line: &str) {
    let indent = depth * 2;
    writeln!(text, "{:indent$}{line}", "").expect("a string takes all text");
}
