//! All modes side by side: how long each takes, what it gains, whether its result is the same, and
//! what follows from that. The runs come one by one.

use protocol::{Answer, Likeness, MODES, Mode, Scaled, Status, Summary};
use timeline::format;
use trace::Span;
use yew::prelude::*;

use crate::page::{commands, effects, store::Handle};
use crate::state::{AppState, Comparing, EngineState};

/// The comparison, or what begins one.
pub fn compare(store: &Handle, state: &AppState) -> Html {
    let ready = matches!(state.engine, EngineState::Ready { .. });
    let comparing = state.comparing.as_deref();
    let going = comparing.is_some_and(|comparing| comparing.going);
    let begin = {
        let store = store.clone();
        move |_: MouseEvent| commands::compare(&store)
    };
    let stop = {
        let store = store.clone();
        move |_: MouseEvent| effects::stop_comparison(&store)
    };
    let said = match comparing {
        None => "Runs the program in every mode on the simulated clock".to_owned(),
        Some(it) if it.going => format!("{} of {} modes", it.runs.len(), MODES.len()),
        Some(it) if !it.is_of(&state.spec()) => "Changed since this comparison".to_owned(),
        Some(it) if it.summary.is_none() => "Stopped".to_owned(),
        Some(it) => format!("With {} cores", it.spec.knobs.cores),
    };
    html! {
        <div class="compare" aria-busy={going.to_string()}>
            <div class="compare-head">
                if going {
                    <button type="button" class="button outlined" onclick={stop}>{ "Stop comparing" }</button>
                } else {
                    <button type="button" class="button outlined" onclick={begin} disabled={!ready}>{ "Compare all modes" }</button>
                }
                <span class="muted" role="status">{ said }</span>
            </div>
            if let Some(comparing) = comparing {
                if let Some(summary) = &comparing.summary {
                    <p class="advice">{ &summary.advice }</p>
                    <p class="muted">{ format!("The workload is {}: {}", summary.class.name(), summary.reason) }</p>
                }
                { runs(store, comparing) }
                if let Some(summary) = &comparing.summary {
                    { scaling(comparing, summary) }
                }
            }
        </div>
    }
}

fn runs(store: &Handle, comparing: &Comparing) -> Html {
    let longest = comparing.makespan_ns_max() as f64;
    let likeness =
        |row: usize| comparing.summary.as_ref().and_then(|summary| summary.likeness.get(row));
    let rows = comparing.runs.iter().enumerate().map(|(row, run)| {
        let info = run.mode.info();
        let share = run.makespan_ns as f64 / longest * 100.0;
        let open = {
            let (store, mode) = (store.clone(), run.mode);
            move |_: MouseEvent| commands::run_in(&store, mode)
        };
        html! {
            <tr>
                <th scope="row">
                    <button type="button" class="link" onclick={open} title="Show this run">{ info.title }</button>
                </th>
                <td class="bar-cell"><div class="time-bar" aria-hidden="true"><i style={format!("width:{share:.1}%")} /></div></td>
                <td class="number">{ format::span(Span(run.makespan_ns)) }</td>
                <td class="number">{ speedup(run) }</td>
                <td class="number">{ overlap(run) }</td>
                <td class="number">{ format::percent(run.metrics.utilisation) }</td>
                <td class="number">{ run.metrics.context_switches }</td>
                <td class="number">{ format::bytes(run.metrics.marshalled_bytes) }</td>
                <td>{ info.memory() }</td>
                <td>{ result(run, likeness(row)) }</td>
            </tr>
        }
    });
    let heads = ["Time", "Speed-up", "Overlap", "Cores busy", "Switches", "Marshalled"];
    html! {
        <div class="table-scroll">
            <table class="task-table">
                <caption class="hidden-visually">{ "The program in every mode" }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Mode" }</th>
                        <th scope="col"><span class="hidden-visually">{ "Bar" }</span></th>
                        { for heads.map(|head| html! { <th scope="col" class="number">{ head }</th> }) }
                        <th scope="col">{ "Memory" }</th>
                        <th scope="col">{ "Result" }</th>
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

fn speedup(run: &Answer) -> String {
    match run.metrics.speedup {
        speedup if speedup > 0.0 => format!("{speedup:.2}×"),
        _ => "–".to_owned(),
    }
}

/// How many tasks compute or wait for something outside at the same time, on average.
fn overlap(run: &Answer) -> String {
    let busy = run.metrics.cpu_ns + run.metrics.io_wait_ns;
    format!("{:.1}", busy as f64 / run.makespan_ns.max(1) as f64)
}

fn result(run: &Answer, likeness: Option<&Likeness>) -> Html {
    let tag = |class: &'static str, words: &str, why: &str| {
        html! {
            <>
                <span class={classes!("tag", class)}>{ words.to_owned() }</span>
                if !why.is_empty() {
                    <span class="what">{ why.to_owned() }</span>
                }
            </>
        }
    };
    let failed = match run.status {
        Status::Ok => None,
        Status::Error => Some("exception"),
        Status::Deadlock => Some("deadlock"),
        Status::Limit => Some("limit"),
        Status::Refused => Some("not run"),
        Status::Stopped => Some("stopped"),
    };
    match (failed, likeness) {
        (Some(how), Some(Likeness::Differs(why))) => tag("bad", how, why),
        (Some(how), _) => tag("bad", how, ""),
        (None, None) => html! {},
        (None, Some(Likeness::Same)) => tag("", "same", ""),
        (None, Some(Likeness::OtherOrder(why))) => tag("warn", "other order", why),
        (None, Some(Likeness::Differs(why))) => tag("bad", "differs", why),
    }
}

/// The parallel modes with more and more cores, and the most that Amdahl's law allows.
fn scaling(comparing: &Comparing, summary: &Summary) -> Html {
    let Some(first) = comparing.runs.first() else { return html! {} };
    if summary.scaling.is_empty() {
        return html! {};
    }
    let mut cores: Vec<u32> = summary.scaling.iter().map(|it| it.cores).collect();
    cores.sort_unstable();
    cores.dedup();
    let mut modes: Vec<Mode> = summary.scaling.iter().map(|it| it.mode).collect();
    modes.dedup();
    let gain = |scaled: &Scaled| {
        format!("{:.2}×", first.makespan_ns as f64 / scaled.makespan_ns.max(1) as f64)
    };
    let cell = |mode: Mode, cores: u32| {
        let found = summary.scaling.iter().find(|it| it.mode == mode && it.cores == cores);
        html! { <td class="number">{ found.map_or_else(String::new, gain) }</td> }
    };
    let serial = first.metrics.serial_fraction.clamp(0.0, 1.0);
    let bound = |cores: u32| format!("{:.2}×", 1.0 / (serial + (1.0 - serial) / f64::from(cores)));
    html! {
        <div class="table-scroll">
            <table class="task-table scaling">
                <caption>{ "Speed-up with more cores" }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Mode" }</th>
                        { for cores.iter().map(|n| html! { <th scope="col" class="number">{ if *n == 1 { "1 core".to_owned() } else { format!("{n} cores") } }</th> }) }
                    </tr>
                </thead>
                <tbody>
                    { for modes.iter().map(|mode| html! {
                        <tr>
                            <th scope="row">{ mode.info().title }</th>
                            { for cores.iter().map(|n| cell(*mode, *n)) }
                        </tr>
                    }) }
                    <tr class="muted">
                        <th scope="row">{ format!("Amdahl’s bound for {} serial", format::percent(serial)) }</th>
                        { for cores.iter().map(|n| html! { <td class="number">{ bound(*n) }</td> }) }
                    </tr>
                </tbody>
            </table>
        </div>
    }
}
