//! One sentence of advice that follows from the numbers of a comparison.

use protocol::{Agreement, Answer, Class, Mode, Status};
use timeline::format;
use trace::Span;

/// Less than this over one after the other is no gain.
const GAIN_MIN: f64 = 1.1;
/// Within this of the fastest, a simpler mode is as good.
const CLOSE: f64 = 1.05;

/// The advice. The first run is the sequential one.
pub(crate) fn advice(runs: &[Answer], agreements: &[Agreement]) -> String {
    let sequential = &runs[0];
    if sequential.status != Status::Ok {
        return match runs.iter().any(|run| run.status == Status::Ok) {
            true => "One after the other it does not come to its end: its tasks need each other \
                     to go on at the same time."
                .to_owned(),
            false => "Mend what keeps it from its end first: it fails in every mode.".to_owned(),
        };
    }
    if sequential.metrics.tasks <= 1 {
        return "It starts no task, so no mode can overlap anything: split the work with spawn, \
                threads or coroutines first."
            .to_owned();
    }
    let right: Vec<&Answer> = runs
        .iter()
        .zip(agreements)
        .filter(|(run, agreement)| {
            run.status == Status::Ok && !matches!(agreement, Agreement::Differs { .. })
        })
        .map(|(run, _)| run)
        .collect();
    let least = right.iter().map(|run| run.makespan_ns).min().unwrap_or(sequential.makespan_ns);
    let is_close = |run: &&&Answer| run.makespan_ns as f64 <= least as f64 * CLOSE;
    let best = right.iter().filter(is_close).min_by_key(|run| demands(run.mode));
    let best = best.copied().unwrap_or(sequential);
    let warning = wrong_but_faster(runs, agreements, least);
    if best.metrics.speedup < GAIN_MIN {
        let gain = (GAIN_MIN - 1.0) * 100.0;
        return format!(
            "Keep it one after the other: no mode with the same result is faster by more than \
             {gain:.0} %{warning}."
        );
    }
    format!("{} {}{warning}.", reason(sequential.metrics.class, best), gains(best, runs))
}

/// How much a mode asks of who writes and runs the program; less is better.
fn demands(mode: Mode) -> u8 {
    match mode {
        Mode::Sequential => 0,
        Mode::AsWritten => 1,
        Mode::Threads => 2,
        Mode::Async => 3,
        Mode::TimeSliced => 4,
        Mode::Processes => 5,
        Mode::FreeThreads => 6,
        Mode::Cluster => 7,
    }
}

fn reason(class: Class, best: &Answer) -> &'static str {
    match (class, best.mode.info().parallel) {
        (Class::CpuBound, true) => "Computing is what takes its time, so it gains from cores:",
        (Class::IoBound, _) => "Waiting is what takes its time, so overlap the waits:",
        (Class::Mixed, true) if best.mode != Mode::AsWritten => {
            "It computes and waits, so it gains from cores and overlapped waits:"
        }
        (Class::CpuBound, false) => "Most of it is computing, but what little it waits overlaps:",
        (Class::Mixed, _) => "It gains from overlapping what it waits for:",
    }
}

/// How much the best mode gains, against the interpreter lock where that holds it up.
fn gains(best: &Answer, runs: &[Answer]) -> String {
    let gain =
        |run: &Answer| format!("{:.1} times as fast as one after the other", run.metrics.speedup);
    let time = format::span(Span(best.makespan_ns));
    let mut text = format!("mode {} takes {time}, {}", best.mode, gain(best));
    let threads = runs.iter().find(|run| run.mode == Mode::Threads && run.status == Status::Ok);
    if let Some(threads) = threads.filter(|threads| {
        threads.mode != best.mode && best.metrics.speedup >= threads.metrics.speedup * GAIN_MIN
    }) {
        text += &format!(", where threads under the GIL reach {:.1}", threads.metrics.speedup);
    }
    text
}

/// A mode that is faster still and has another result.
fn wrong_but_faster(runs: &[Answer], agreements: &[Agreement], least: u64) -> String {
    let wrong = runs.iter().zip(agreements).find(|(run, agreement)| {
        run.status == Status::Ok
            && matches!(agreement, Agreement::Differs { .. })
            && run.makespan_ns < least
    });
    wrong.map_or(String::new(), |(run, _)| {
        format!("; mode {} is faster, but its result is another", run.mode)
    })
}
