//! The numbers of the run, and of each task.

use std::rc::Rc;

use timeline::{Mixture, RunMetrics, format, metrics};
use trace::{Span, TaskId};
use yew::prelude::*;

use crate::page::{commands, parts::state_colour};
use crate::state::Outcome;

/// The most tasks that are listed; the export has all.
const TASKS_MAX: usize = 200;

#[derive(Properties)]
pub struct MetricsProps {
    pub outcome: Option<Rc<Outcome>>,
}

impl PartialEq for MetricsProps {
    fn eq(&self, other: &MetricsProps) -> bool {
        self.outcome.as_ref().map(Rc::as_ptr) == other.outcome.as_ref().map(Rc::as_ptr)
    }
}

#[component]
pub fn MetricsPanel(props: &MetricsProps) -> Html {
    let Some(outcome) = &props.outcome else {
        return html! { <p class="empty">{ "The numbers of a run appear here" }</p> };
    };
    let metrics = metrics(&outcome.trace);
    let figures = figures(outcome, &metrics);
    html! {
        <div class="metrics">
            <dl class="figures">
                { for figures.into_iter().map(|(name, value)| html! {
                    <div class="figure"><dt>{ name }</dt><dd>{ value }</dd></div>
                }) }
            </dl>
            { tasks(outcome, &metrics) }
        </div>
    }
}

fn figures(outcome: &Outcome, metrics: &RunMetrics) -> Vec<(&'static str, String)> {
    let span = |nanos: u64| format::span(Span(nanos));
    let count = |number: u64| format::count(usize::try_from(number).unwrap_or(usize::MAX));
    let speedup = outcome.answer.as_ref().map(|answer| answer.metrics.speedup);
    let mut figures = vec![
        ("Makespan", span(metrics.makespan_ns)),
        ("Cores in use", format::percent(metrics.utilisation)),
        ("At least two cores busy", format::span(crate::overlap::overlap(&outcome.trace))),
        ("Computing", span(metrics.cpu_ns)),
        ("Waiting for I/O or asleep", span(metrics.io_wait_ns)),
        ("Waiting for locks", span(metrics.lock_wait_ns)),
        ("Ready without a core", span(metrics.ready_ns)),
        ("Switching", span(metrics.switch_ns)),
        ("Context switches", count(metrics.context_switches)),
        ("Preemptions", count(metrics.preemptions)),
        ("Tasks", format::count(metrics.tasks.len())),
    ];
    if let Some(speedup) = speedup.filter(|speedup| *speedup > 0.0) {
        figures.insert(1, ("Speed-up over sequential", format!("{speedup:.2}×")));
    }
    if metrics.gil_wait_ns > 0 {
        figures.push(("Waiting for the GIL", span(metrics.gil_wait_ns)));
    }
    if metrics.marshalled_bytes > 0 {
        figures.push(("Marshalled bytes", count(metrics.marshalled_bytes)));
    }
    if let Some(answer) = &outcome.answer {
        figures.push(("Instructions", count(answer.steps)));
    }
    figures
}

fn tasks(outcome: &Outcome, metrics: &RunMetrics) -> Html {
    let rows = metrics.tasks.iter().take(TASKS_MAX).enumerate().map(|(index, task)| {
        let id = TaskId(u32::try_from(index).unwrap_or(u32::MAX));
        let colour = format!("--task:{}", commands::task_colour(id));
        let span = |nanos: u64| format::span(Span(nanos));
        html! {
            <tr>
                <td><span class="by" style={colour}>{ outcome.timeline.task_name(id).to_owned() }</span></td>
                <td class="bar-cell">{ bar(&task.states, task.life()) }</td>
                <td class="number">{ span(task.running_ns()) }</td>
                <td class="number">{ span(task.ready_ns()) }</td>
                <td class="number">{ span(task.blocked_ns()) }</td>
                <td class="number">{ task.turns }</td>
            </tr>
        }
    });
    let hidden = metrics.tasks.len().saturating_sub(TASKS_MAX);
    html! {
        <div class="table-scroll">
            <table class="task-table">
                <caption class="hidden-visually">{ "Tasks" }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Task" }</th>
                        <th scope="col">{ "Its life" }</th>
                        <th scope="col" class="number">{ "Running" }</th>
                        <th scope="col" class="number">{ "Ready" }</th>
                        <th scope="col" class="number">{ "Waiting" }</th>
                        <th scope="col" class="number">{ "Turns" }</th>
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
            if hidden > 0 {
                <p class="muted">{ format::count(hidden) }{ " more tasks are in the export" }</p>
            }
        </div>
    }
}

/// The shares of the states in a task's life.
fn bar(states: &Mixture, life: Span) -> Html {
    let all = (life.0 as f64).max(1.0);
    let parts = states.ranked().into_iter().map(|(state, nanos)| {
        let share = nanos as f64 / all * 100.0;
        let style = format!("--state:{};width:{share:.2}%", state_colour(state));
        let title = format!("{}: {} of its life", state.name(), format::percent(share / 100.0));
        html! { <i {style} {title} /> }
    });
    let words: Vec<String> = states
        .ranked()
        .into_iter()
        .map(|(state, nanos)| format!("{} {}", state.name(), format::percent(nanos as f64 / all)))
        .collect();
    html! { <div class="share-bar" role="img" aria-label={words.join(", ")}>{ for parts }</div> }
}
