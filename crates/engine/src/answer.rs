//! From how a run ended to the answer that leaves the engine.

use exec::Finished;
use protocol::{Answer, Diagnostic, Failure, Metrics, Spec, Status};
use timeline::RunMetrics;
use trace::{Line, TaskId};
use vm::{Ending, Stuck};

use crate::answer_metrics;

/// The answer for a workload that cannot be run.
pub(crate) fn refused(spec: &Spec, diagnostics: Vec<Diagnostic>) -> Answer {
    Answer { status: Status::Refused, exit_code: 2, diagnostics, ..empty(spec) }
}

/// The answer for a run that is over.
pub(crate) fn of_run(
    spec: &Spec,
    (finished, measured): (&Finished, &RunMetrics),
    schedule: String,
    diagnostics: Vec<Diagnostic>,
) -> Answer {
    let Verdict { status, exit_code, error } = verdict(&finished.ending);
    Answer {
        status,
        exit_code,
        error,
        stdout: finished.printed.stdout.clone(),
        stderr: finished.printed.stderr.clone(),
        makespan_ns: finished.trace.end.0,
        steps: finished.steps,
        schedule,
        trace_hash: finished.trace.hash(),
        metrics: answer_metrics::metrics(spec.mode, &finished.trace, measured),
        tasks: answer_metrics::tasks(&finished.trace, measured),
        diagnostics,
        ..empty(spec)
    }
}

fn empty(spec: &Spec) -> Answer {
    Answer {
        version: 1,
        file: spec.file.clone(),
        mode: spec.mode,
        clock: spec.clock,
        status: Status::Ok,
        stdout: String::new(),
        stderr: String::new(),
        exit_code: 0,
        error: None,
        makespan_ns: 0,
        steps: 0,
        schedule: String::new(),
        trace_hash: String::new(),
        metrics: Metrics::default(),
        tasks: Vec::new(),
        diagnostics: Vec::new(),
    }
}

struct Verdict {
    status: Status,
    exit_code: i32,
    error: Option<Failure>,
}

fn verdict(ending: &Ending) -> Verdict {
    match ending {
        Ending::Over { exit_code, main, .. } => {
            let exited = main.as_ref().is_none_or(|failure| failure.kind == "SystemExit");
            let status = if exited { Status::Ok } else { Status::Error };
            Verdict { status, exit_code: *exit_code, error: main.as_ref().map(failure) }
        }
        Ending::Deadlock(stuck) => {
            Verdict { status: Status::Deadlock, exit_code: 1, error: Some(deadlock(stuck)) }
        }
        Ending::Limit(limit) => {
            let message = format!("the run reached its limit of {}", limit.name());
            let error = Failure {
                kind: limit.name().to_owned(),
                traceback: message.clone(),
                message,
                line: None,
            };
            Verdict { status: Status::Limit, exit_code: 1, error: Some(error) }
        }
        Ending::Stopped => Verdict { status: Status::Stopped, exit_code: 130, error: None },
    }
}

fn failure(failure: &vm::Failure) -> Failure {
    Failure {
        kind: failure.kind.clone(),
        message: failure.message.clone(),
        traceback: failure.traceback.clone(),
        line: failure.line,
    }
}

fn deadlock(stuck: &[Stuck]) -> Failure {
    let sentence = |stuck: &Stuck| {
        let holder = stuck.held_by.as_ref().map(|holder| format!(", held by {holder}"));
        let Stuck { task, line, waits_for, .. } = stuck;
        let at = Line(*line).some().map(|line| format!(" (line {})", line.0));
        let (at, holder) = (at.unwrap_or_default(), holder.unwrap_or_default());
        format!("{task}{at} waits for {waits_for}{holder}")
    };
    let sentences: Vec<String> = stuck.iter().map(sentence).collect();
    Failure {
        kind: "Deadlock".to_owned(),
        message: sentences.join("; "),
        traceback: sentences.iter().map(|sentence| format!("  {sentence}\n")).collect(),
        line: stuck.iter().find_map(|stuck| Line(stuck.line).some()).map(|line| line.0),
    }
}

/// The exceptions that ended tasks which nobody asked for their results.
pub(crate) fn uncaught(finished: &Finished) -> Vec<lang::Diagnostic> {
    let Ending::Over { others, .. } = &finished.ending else { return Vec::new() };
    let names = &finished.trace.tasks;
    let finding = |(task, failure): &(TaskId, vm::Failure)| {
        let line = failure.line.unwrap_or(1);
        lang::Diagnostic {
            code: "uncaught-exception",
            severity: lang::Severity::Warning,
            span: lang::Span::line(line),
            message: format!(
                "{} ended with {}: {}",
                names[task.index()].name,
                failure.kind,
                failure.message
            ),
            help: Some(
                "catch it in the task, or ask for the task's result where you can handle it"
                    .to_owned(),
            ),
            replacement: None,
            related: Vec::new(),
        }
    };
    others.iter().map(finding).collect()
}
