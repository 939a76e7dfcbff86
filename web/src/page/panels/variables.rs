//! Where each task stands at a moment, and what it holds: the state that a switch saves.

use protocol::{Snapshot, TaskSnapshot, Variable};
use timeline::format;
use trace::TaskId;
use yew::prelude::*;

use crate::page::{commands, store::Handle};
use crate::state::{AppState, Inspecting};

/// The panel.
pub fn variables(store: &Handle, state: &AppState) -> Html {
    let empty = |text: &str| html! { <p class="empty">{ text.to_owned() }</p> };
    let Some(outcome) = &state.outcome else {
        return empty("Run the program to look into it");
    };
    if !outcome.can_repeat() {
        return empty(
            "Only a simulated run can be looked into: it is repeated up to the moment, and a real one never runs the same twice",
        );
    }
    let Some(moment) = state.moment() else {
        return empty(
            "Put the cursor on the timeline's axis, or select something, to see every task's stack and variables at that moment",
        );
    };
    let seen = state.inspecting.as_ref().filter(|it| it.spec == outcome.spec);
    let Some((inspecting, snapshot)) = seen.and_then(|it| Some((it, it.snapshot.as_ref()?))) else {
        return html! { <p class="empty" aria-busy="true">{ "Running up to this moment" }</p> };
    };
    html! {
        <div class="variables" aria-live="polite" aria-busy={inspecting.going.to_string()}>
            <h2>{ format!("At {}", format::time(moment)) }</h2>
            if snapshot.tasks.is_empty() {
                <p class="muted">{ "No task has begun, or all have ended" }</p>
            }
            { for snapshot.tasks.iter().map(|it| task(store, state, inspecting, it)) }
            { for (0..snapshot.memories.len()).map(|memory| module(inspecting, snapshot, memory)) }
        </div>
    }
}

fn task(store: &Handle, state: &AppState, inspecting: &Inspecting, task: &TaskSnapshot) -> Html {
    let colour = format!("--task:{}", commands::task_colour(TaskId(task.id)));
    let doing = state.outcome.as_ref().and_then(|outcome| {
        let lane = outcome.timeline.lane_of_task(TaskId(task.id))?;
        let slices = &outcome.timeline.lane(lane)?.slices;
        Some(slices.get(slices.at(inspecting.at.0)?)?.state.meaning())
    });
    let n_frames = task.stack.len();
    let frames = task.stack.iter().enumerate().map(|(place, frame)| {
        let line = frame.line;
        let go = {
            let store = store.clone();
            move |_: MouseEvent| commands::go_to(&store, line, 1)
        };
        // Counted from the outermost: calls come and go at the other end.
        let depth = n_frames - 1 - place;
        let is_new = |it: &Variable| inspecting.has_changed(task.id, depth, it);
        html! {
            <li>
                <button type="button" class="button small" onclick={go}>
                    <code>{ &frame.function }</code>{ format!(" line {line}") }
                </button>
                { list(&frame.variables, is_new) }
            </li>
        }
    });
    html! {
        <section>
            <h3><span class="by" style={colour}>{ &task.name }</span>
                if let Some(doing) = doing { <span class="muted">{ doing }</span> }
            </h3>
            <ol class="stack">{ for frames }</ol>
        </section>
    }
}

fn module(inspecting: &Inspecting, snapshot: &Snapshot, memory: usize) -> Html {
    let variables = &snapshot.memories[memory];
    if variables.is_empty() {
        return Html::default();
    }
    let Some(owner) = snapshot.tasks.iter().find(|task| task.memory == memory) else {
        return Html::default();
    };
    let title = match snapshot.memories.len() {
        1 => "Module variables".to_owned(),
        _ => format!("Module variables of {}", owner.name),
    };
    html! {
        <section>
            <h3>{ title }</h3>
            { list(variables, |it| inspecting.has_module_changed(owner.id, it)) }
        </section>
    }
}

fn list(variables: &[Variable], has_changed: impl Fn(&Variable) -> bool) -> Html {
    let row = |it: &Variable| {
        html! {
            <><dt>{ &it.name }</dt><dd class={classes!(has_changed(it).then_some("changed"))}>{ &it.value }</dd></>
        }
    };
    html! { <dl class="facts values">{ for variables.iter().map(row) }</dl> }
}
