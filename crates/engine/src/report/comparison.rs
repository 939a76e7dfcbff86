//! One workload in every mode, side by side: when each is busy, what each gains, whether its result is
//! the same, how the modes scale, and what follows.

use protocol::{Agreement, Answer, Comparison, Divergence, Mode, Printed, Status};
use timeline::{format, text};
use trace::{Span, Time};

use super::block::{Block, Cell, Report, Table, Tone};
use crate::compare::Comparing;

/// How many characters of a printed line are quoted.
const QUOTE_MAX: usize = 60;

/// The report of what is known so far.
#[must_use]
pub fn of_comparison(comparing: &Comparing) -> Report {
    let Comparing { comparison, cores, n_modes, .. } = comparing;
    let mut report = Report::default();
    let class = comparison.classification.name();
    if comparison.advice.is_empty() {
        report.note(format!("{} of {n_modes} modes", comparison.runs.len()));
    } else {
        report.0.push(Block::Advice(comparison.advice.clone()));
        report.note(format!(
            "The workload is {class}: {}. Simulated with {}.",
            comparison.reason,
            in_cores(*cores)
        ));
    }
    report.table(pictures(comparing));
    report.table(matrix(comparison));
    report.table(divergences(comparison));
    report.table(scaling(comparison));
    report
}

fn in_cores(n: u32) -> String {
    if n == 1 { "1 core".to_owned() } else { format!("{n} cores") }
}

/// All runs on one axis.
fn pictures(comparing: &Comparing) -> Table {
    let runs = &comparing.comparison.runs;
    let longest = runs.iter().map(|run| run.makespan_ns).max().unwrap_or_default();
    let most = runs.iter().map(|run| run.metrics.speedup).fold(1.0, f64::max);
    let mut table = Table::new("When each task is busy", &["Mode", "Timeline", "Time", "Speed-up"]);
    let row = |(run, picture): (&Answer, &timeline::Miniature)| {
        let speedup = run.metrics.speedup;
        vec![
            Cell::Mode(run.mode),
            Cell::Strip(picture.clone(), Time(longest)),
            Cell::Number(format::span(Span(run.makespan_ns))),
            if speedup > 0.0 {
                Cell::Bar(speedup / most, format!("{speedup:.2}×"))
            } else {
                Cell::Number("–".to_owned())
            },
        ]
    };
    table.rows = runs.iter().zip(&comparing.pictures).map(row).collect();
    table
}

/// What else differs.
fn matrix(comparison: &Comparison) -> Table {
    let heads = ["Mode", "Overlap", "Cores busy", "Switches", "Marshalled", "Memory", "Result"];
    let mut table = Table::new("What each mode costs, and whether its result is the same", &heads);
    let row = |(run, agreement): (&Answer, &Agreement)| {
        let metrics = &run.metrics;
        vec![
            Cell::Text(run.mode.info().title.to_owned()),
            Cell::Number(format!("{:.1}", overlap(run))),
            Cell::Number(format::percent(metrics.utilisation)),
            Cell::Number(metrics.context_switches.to_string()),
            Cell::Number(format::bytes(metrics.marshalled_bytes)),
            Cell::Text(run.mode.info().memory().to_owned()),
            verdict(run.status, agreement),
        ]
    };
    table.rows = comparison.runs.iter().zip(&comparison.agreements).map(row).collect();
    table
}

/// How many tasks compute or wait for something outside at the same time, on average.
fn overlap(run: &Answer) -> f64 {
    (run.metrics.cpu_ns + run.metrics.io_wait_ns) as f64 / run.makespan_ns.max(1) as f64
}

fn verdict(status: Status, agreement: &Agreement) -> Cell {
    let why = match agreement {
        Agreement::Same => String::new(),
        Agreement::OtherOrder { why } => why.clone(),
        Agreement::Differs { what, why } => format!("{what}; {why}"),
    };
    let (tone, words) = match (status, agreement) {
        (Status::Ok, Agreement::Same) => (Tone::Good, "same"),
        (Status::Ok, Agreement::OtherOrder { .. }) => (Tone::Doubtful, "other order"),
        (Status::Ok, Agreement::Differs { .. }) => (Tone::Bad, "differs"),
        (Status::Error, _) => (Tone::Bad, "exception"),
        (Status::Deadlock, _) => (Tone::Bad, "deadlock"),
        (Status::Limit, _) => (Tone::Bad, "limit"),
        (Status::Refused, _) => (Tone::Bad, "not run"),
        (Status::Stopped, _) => (Tone::Bad, "stopped"),
    };
    Cell::Tag(tone, words, why)
}

/// The first line of output in which each run parts from the first one.
fn divergences(comparison: &Comparison) -> Table {
    let first = comparison.runs.first().map_or("", |run| run.mode.info().title);
    let heads = ["Mode", "Line", "It prints", &format!("{first} prints")];
    let mut table = Table::new("The first line of output that differs", &heads);
    let rows = comparison.runs.iter().zip(&comparison.divergences).filter_map(|(run, it)| {
        let Divergence { line, first, own } = it.as_ref()?;
        Some(vec![
            Cell::Text(run.mode.info().title.to_owned()),
            Cell::Number(line.to_string()),
            Cell::Text(printed(own.as_ref())),
            Cell::Text(printed(first.as_ref())),
        ])
    });
    table.rows = rows.collect();
    table
}

fn printed(line: Option<&Printed>) -> String {
    let Some(Printed { text, at_ns, task }) = line else { return "nothing more".to_owned() };
    let quoted = text::one_line(text, QUOTE_MAX);
    format!("“{quoted}”, by {task} at {}", format::time(Time(*at_ns)))
}

/// The parallel modes with more and more cores against one, and the most that Amdahl's law allows:
/// what overlapped waits gain on one core already is no gain of cores.
fn scaling(comparison: &Comparison) -> Table {
    let mut cores: Vec<u32> = comparison.scaling.iter().map(|it| it.cores).collect();
    cores.sort_unstable();
    cores.dedup();
    let mut modes: Vec<Mode> = comparison.scaling.iter().map(|it| it.mode).collect();
    modes.dedup();
    let mut table = Table::new("Speed-up with more cores, over one", &["Mode"]);
    table.heads.extend(cores.iter().map(|n| in_cores(*n)));
    let Some(first) = comparison.runs.first().filter(|_| !modes.is_empty()) else { return table };
    let serial = first.metrics.serial_fraction.clamp(0.0, 1.0);
    let bound = |cores: u32| 1.0 / (serial + (1.0 - serial) / f64::from(cores));
    let takes = |mode: Mode, cores: u32| {
        let mut scaling = comparison.scaling.iter();
        scaling
            .find(|it| it.mode == mode && it.cores == cores)
            .map(|it| it.makespan_ns.max(1) as f64)
    };
    let gain = |mode: Mode, n: u32| Some(takes(mode, *cores.first()?)? / takes(mode, n)?);
    let most = cores.last().map_or(1.0, |n| f64::from(*n));
    let bar = |gain: f64| Cell::Bar((gain / most).min(1.0), format!("{gain:.2}×"));
    for mode in modes {
        let mut row = vec![Cell::Text(mode.info().title.to_owned())];
        row.extend(cores.iter().map(|n| gain(mode, *n).map_or(Cell::Empty, bar)));
        table.rows.push(row);
    }
    let mut row = vec![Cell::Text(format!("Amdahl’s bound, {} serial", format::percent(serial)))];
    row.extend(cores.iter().map(|n| bar(bound(*n))));
    table.rows.push(row);
    table
}
