//! What was predicted beside what was measured, on one axis, and what the difference consists of.

use protocol::{Parts, Prediction, Timed};
use timeline::format;
use trace::{Span, Time};

use super::block::{Block, Cell, Report, Table};
use crate::predict::Predicting;

/// The report of what is known so far.
#[must_use]
pub fn of_prediction(predicting: &Predicting) -> Report {
    let Predicting { prediction, repeats, .. } = predicting;
    let mut report = Report::default();
    let n = prediction.makespans_ns.len();
    if n < usize::try_from(*repeats).unwrap_or(usize::MAX) {
        report.note(format!("{n} of {repeats} real runs"));
    } else {
        report.0.push(Block::Advice(advice(prediction)));
    }
    report.0.push(Block::Figures(figures(prediction)));
    report.table(pictures(predicting));
    report.table(difference(prediction));
    report.table(runs(prediction));
    for otherwise in &prediction.otherwise {
        report.note(otherwise.clone());
    }
    report.note(format!(
        "In mode {} with {} cores or workers; predicted with the profile {}, whose figures stand in the \
         settings.",
        prediction.mode, prediction.cores, prediction.profile
    ));
    report
}

/// How good the prediction is, and what it misses most.
fn advice(prediction: &Prediction) -> String {
    let (Some(error), Some([median, least, most])) = (prediction.error(), prediction.spread())
    else {
        return String::new();
    };
    let way = if error < 0.0 { "short" } else { "long" };
    let inside = (least..=most).contains(&prediction.predicted.makespan_ns);
    let spread = format::percent((most - least) as f64 / median.max(1) as f64);
    let mut text = format!(
        "The prediction is {} too {way}, and the real runs scatter by {spread} of their median",
        format::percent(error.abs())
    );
    if inside {
        text += ": it lies among them";
    }
    let measured = prediction.measured.unwrap_or_default();
    let rows = named(&prediction.predicted.parts).into_iter().zip(named(&measured.parts));
    let largest = rows.max_by_key(|((.., ours), (.., theirs))| ours.abs_diff(*theirs));
    if let Some(((name, _, ours), (.., theirs))) = largest.filter(|((.., a), (.., b))| a != b) {
        let by = format::span(Span(ours.abs_diff(theirs)));
        let way = if theirs > ours { "longer" } else { "shorter" };
        text += &format!(". Most of the difference is {}: really {by} {way}", name.to_lowercase());
    }
    text + "."
}

fn figures(prediction: &Prediction) -> Vec<(&'static str, String)> {
    let span = |nanos: u64| format::span(Span(nanos));
    let mut figures = vec![("Predicted", span(prediction.predicted.makespan_ns))];
    if let (Some([median, least, most]), Some(error)) = (prediction.spread(), prediction.error()) {
        figures.extend([
            ("Measured, median", span(median)),
            ("Fastest run", span(least)),
            ("Slowest run", span(most)),
            ("Prediction is off by", signed(error)),
        ]);
    }
    figures
}

fn signed(share: f64) -> String {
    let sign = if share < 0.0 { "−" } else { "+" };
    format!("{sign}{}", format::percent(share.abs()))
}

/// Both on one axis.
fn pictures(predicting: &Predicting) -> Table {
    let prediction = &predicting.prediction;
    let mut runs = vec![("Predicted", prediction.predicted, &predicting.predicted)];
    runs.extend(prediction.measured.map(|it| ("Measured, median", it, &predicting.measured)));
    let longest = runs.iter().map(|(_, timed, _)| timed.makespan_ns).max().unwrap_or_default();
    let heads = ["Run", "Timeline", "Time", "Switches"];
    let mut table = Table::new("When each task is busy", &heads);
    let row = |(name, timed, picture): (&str, Timed, &timeline::Miniature)| {
        vec![
            Cell::Text(name.to_owned()),
            Cell::Strip(picture.clone(), Time(longest)),
            Cell::Number(format::span(Span(timed.makespan_ns))),
            Cell::Number(timed.context_switches.to_string()),
        ]
    };
    table.rows = runs.into_iter().map(row).collect();
    table
}

/// The parts of a makespan with their names and what they are.
fn named(parts: &Parts) -> [(&'static str, &'static str, u64); 5] {
    [
        (
            "Starting tasks",
            "nobody computes, and a task waits for its first turn: a worker is woken, or started",
            parts.starting_ns,
        ),
        (
            "Scheduling",
            "nobody computes although a task could: wake-ups, hand-overs, switches",
            parts.scheduling_ns,
        ),
        (
            "Computing",
            "the profile knows what an instruction costs on average; marshalling, collecting garbage \
             and other programs come on top",
            parts.computing_ns,
        ),
        (
            "Waiting for time",
            "all wait for I/O or sleep: a system wakes them later than they asked for",
            parts.waiting_ns,
        ),
        (
            "Before the first task",
            "workers are started; or later on, all wait for each other",
            parts.other_ns,
        ),
    ]
}

/// What the makespans consist of; together it is all of them.
fn difference(prediction: &Prediction) -> Table {
    let heads = ["The run’s time", "Predicted", "Measured", "Difference", "What that is"];
    let mut table = Table::new("Where the difference comes from", &heads);
    let Some(measured) = prediction.measured else { return table };
    let row = |name: &str, what: &str, ours: u64, theirs: u64| {
        let sign = if theirs < ours { "−" } else { "+" };
        let by = format::span(Span(ours.abs_diff(theirs)));
        vec![
            Cell::Text(name.to_owned()),
            Cell::Number(format::span(Span(ours))),
            Cell::Number(format::span(Span(theirs))),
            Cell::Number(format!("{sign}{by}")),
            Cell::Text(what.to_owned()),
        ]
    };
    let pairs = named(&prediction.predicted.parts).into_iter().zip(named(&measured.parts));
    let pairs = pairs.filter(|((.., ours), (.., theirs))| ours + theirs > 0);
    table.rows =
        pairs.map(|((name, what, ours), (.., theirs))| row(name, what, ours, theirs)).collect();
    let (ours, theirs) = (prediction.predicted.makespan_ns, measured.makespan_ns);
    table.rows.push(row("Makespan", "all of it, in the run of the median time", ours, theirs));
    let (ours, theirs) = (prediction.predicted.marshalling_ns, measured.marshalling_ns);
    if ours + theirs > 0 {
        let what = "all tasks together, within what they compute: messages are made, passed on and read, \
                    and memories are copied to new processes";
        table.rows.push(row("Marshalling", what, ours, theirs));
    }
    let (ours, theirs) = (prediction.predicted.marshalled_bytes, measured.marshalled_bytes);
    if ours + theirs > 0 {
        table.rows.push(vec![
            Cell::Text("Marshalled".to_owned()),
            Cell::Number(format::bytes(ours)),
            Cell::Number(format::bytes(theirs)),
            Cell::Empty,
            Cell::Text("what goes from one memory to another".to_owned()),
        ]);
    }
    table
}

/// Each real run.
fn runs(prediction: &Prediction) -> Table {
    let mut table = Table::new("Each real run", &["Run", "Time", "Against the median"]);
    let Some([median, _, most]) = prediction.spread() else { return table };
    let row = |(n, makespan): (usize, &u64)| {
        let share = *makespan as f64 / most.max(1) as f64;
        vec![
            Cell::Text(format!("run {n}")),
            Cell::Bar(share, format::span(Span(*makespan))),
            Cell::Number(signed(*makespan as f64 / median.max(1) as f64 - 1.0)),
        ]
    };
    table.rows = (1..).zip(&prediction.makespans_ns).map(row).collect();
    table
}
