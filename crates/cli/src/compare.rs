//! The table of a workload's runs in every mode.

use protocol::{Agreement, Comparison, Status};
use serde_json::Value;
use timeline::format;
use trace::Span;

/// The document: run objects without their tasks.
pub fn document(comparison: &Comparison) -> Result<Value, String> {
    let mut document = serde_json::to_value(comparison).map_err(|error| error.to_string())?;
    for run in document["runs"].as_array_mut().into_iter().flatten() {
        if let Some(run) = run.as_object_mut() {
            run.remove("tasks");
        }
    }
    Ok(document)
}

/// The table, what differs, and the advice.
pub fn table(comparison: &Comparison) -> String {
    let mut text = format!(
        "{:<14}{:>10}{:>10}{:>10}{:>12}{:>10}{:>11}  {:<10}  result\n",
        "mode", "time", "speed-up", "switches", "cores busy", "overlap", "marshalled", "memory"
    );
    for (run, agreement) in comparison.runs.iter().zip(&comparison.agreements) {
        let metrics = &run.metrics;
        let makespan = run.makespan_ns.max(1) as f64;
        // More than everything at once is what tasks did at the same time.
        let overlap = (metrics.cpu_ns + metrics.io_wait_ns) as f64 / makespan;
        text += &format!(
            "{:<14}{:>10}{:>10}{:>10}{:>12}{:>10}{:>11}  {:<10}  {}\n",
            run.mode.info().name,
            format::span(Span(run.makespan_ns)),
            if metrics.speedup > 0.0 {
                format!("{:.2}", metrics.speedup)
            } else {
                "–".to_owned()
            },
            metrics.context_switches,
            format!("{:.0} %", metrics.utilisation * 100.0),
            format!("{overlap:.1}"),
            timeline::format::bytes(metrics.marshalled_bytes),
            run.mode.info().memory(),
            result(run.status, agreement),
        );
    }
    for (run, agreement) in comparison.runs.iter().zip(&comparison.agreements) {
        if let Agreement::Differs { what, why } = agreement {
            text += &format!("\n{}: {what}; {why}", run.mode);
        }
    }
    if comparison.agreements.iter().any(|agreement| matches!(agreement, Agreement::Differs { .. }))
    {
        text.push('\n');
    }
    text += &scaling(comparison);
    let class = comparison.classification.name();
    text + &format!("\nThis workload is {class}: {}.\n{}\n", comparison.reason, comparison.advice)
}

fn result(status: Status, agreement: &Agreement) -> &'static str {
    match (status, agreement) {
        (Status::Deadlock, _) => "deadlock",
        (Status::Error, Agreement::Differs { .. }) => "fails",
        (Status::Limit, _) => "limit reached",
        (_, Agreement::Same) => "the same",
        (_, Agreement::OtherOrder { .. }) => "the same, in another order",
        (_, Agreement::Differs { .. }) => "another",
    }
}

/// One line for each mode that uses several cores.
fn scaling(comparison: &Comparison) -> String {
    let mut text = String::new();
    let mut modes: Vec<_> = comparison.scaling.iter().map(|scaled| scaled.mode).collect();
    modes.dedup();
    for mode in modes {
        let of_mode = comparison.scaling.iter().filter(|scaled| scaled.mode == mode);
        let times = of_mode
            .map(|scaled| format!("{}: {}", scaled.cores, format::span(Span(scaled.makespan_ns))));
        text += &format!("\n{mode} by cores: {}", times.collect::<Vec<_>>().join(", "));
    }
    if text.is_empty() { text } else { text + "\n" }
}
