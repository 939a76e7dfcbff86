//! What the tasks did in the marked stretch of time, by task and state.

use timeline::{LaneKind, Mixture, State, format};
use trace::{Span, TaskId, Time};
use yew::prelude::*;

use crate::page::{commands, parts::state_colour, store::Handle};
use crate::state::{Action, Outcome};

/// The most tasks that are listed; the export has all.
const TASKS_MAX: usize = 200;

/// The table.
pub fn interval(store: &Handle, outcome: &Outcome, (from, to): (Time, Time)) -> Html {
    let lanes = outcome.timeline.lanes.iter().filter_map(|lane| match lane.kind {
        LaneKind::Task(task) => Some((task, lane.slices.mixture(from.0, to.0))),
        _ => None,
    });
    let rows: Vec<(TaskId, Mixture)> = lanes.collect();
    let occurs = |state: &State| rows.iter().any(|(_, mixture)| mixture.of(*state) > 0);
    let states: Vec<State> = State::ALL.into_iter().filter(occurs).collect();
    let close = store.callback().reform(|_: MouseEvent| Action::MarkInterval(None));
    let span = |nanos: u64| match nanos {
        0 => String::new(),
        nanos => format::span(Span(nanos)),
    };
    html! {
        <div class="details">
            <h2>
                <span class="grow">{ format!("{} to {}, {}", format::time(from), format::time(to), format::span(to.since(from))) }</span>
                <button type="button" class="button small" onclick={close}>{ "Unmark" }</button>
            </h2>
            <div class="table-scroll">
                <table class="task-table">
                    <caption class="hidden-visually">{ "The marked time by task and state" }</caption>
                    <thead>
                        <tr>
                            <th scope="col">{ "Task" }</th>
                            { for states.iter().map(|state| html! {
                                <th scope="col" class="number">
                                    <span class="swatch" style={format!("--state:{}", state_colour(*state))} aria-hidden="true" />
                                    { " " }{ state.name() }
                                </th>
                            }) }
                        </tr>
                    </thead>
                    <tbody>
                        { for rows.iter().take(TASKS_MAX).map(|(task, mixture)| html! {
                            <tr>
                                <td><span class="by" style={format!("--task:{}", commands::task_colour(*task))}>
                                    { outcome.timeline.task_name(*task).to_owned() }
                                </span></td>
                                { for states.iter().map(|state| html! { <td class="number">{ span(mixture.of(*state)) }</td> }) }
                            </tr>
                        }) }
                    </tbody>
                </table>
                if rows.len() > TASKS_MAX {
                    <p class="muted">{ format::count(rows.len() - TASKS_MAX) }{ " more tasks are in the export" }</p>
                }
            </div>
        </div>
    }
}
