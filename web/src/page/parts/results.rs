//! The tabs below the timeline.

use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::page::panels::{
    Events, OutputPanel, compare, details, interval, metrics, problems, variables,
};
use crate::page::{dom, store::Handle};
use crate::state::{Action, AppState, Tab};

/// The tabs, and the panel of the one that is picked.
pub fn results(store: &Handle, state: &AppState) -> Html {
    let current = state.layout.tab;
    let (errors, others) = state.n_problems();
    let tabs = Tab::ALL.iter().map(|(tab, name, label)| {
        let onclick = store.callback().reform(move |_: MouseEvent| Action::SetTab(*tab));
        let chosen = *tab == current;
        html! {
            <button type="button" role="tab" id={format!("tab-{name}")} {onclick}
                aria-selected={chosen.to_string()} aria-controls="results-panel"
                tabindex={if chosen { "0" } else { "-1" }}>
                { label }
                if *tab == Tab::Problems && errors + others > 0 {
                    <span class={classes!("tag", if errors > 0 { "bad" } else { "warn" })}>{ errors + others }</span>
                }
            </button>
        }
    });
    let onkeydown = {
        let store = store.clone();
        move |event: KeyboardEvent| turn(&store, &event)
    };
    let outcome = state.outcome.clone();
    let panel = match current {
        Tab::Output => {
            html! { <OutputPanel store={store.clone()} run={state.run.clone()} {outcome} /> }
        }
        Tab::Details => match (outcome.as_deref(), state.interval) {
            (Some(outcome), Some(marked)) => interval(store, outcome, marked),
            (outcome, _) => details(store, outcome, state.selected),
        },
        Tab::Variables => variables(store, state),
        Tab::Metrics => metrics(store, state),
        Tab::Compare => compare(store, state),
        Tab::Events => {
            // With another run the table begins anew.
            let key = outcome.as_ref().and_then(|outcome| outcome.id).map_or(0, |id| id.0);
            html! { <Events {key} store={store.clone()} selected={state.selected} {outcome} /> }
        }
        Tab::Problems => problems(store, &state.diagnostics),
    };
    html! {
        <section class="results" aria-label="Results">
            <div class="tabs" role="tablist" aria-label="Results" {onkeydown}>{ for tabs }</div>
            <div class="panel" id="results-panel" role="tabpanel" tabindex="0"
                aria-labelledby={format!("tab-{}", current.name())}>
                { panel }
            </div>
        </section>
    }
}

/// Left and right turn to the tab beside.
fn turn(store: &Handle, event: &KeyboardEvent) {
    let current = store.state().layout.tab;
    let n = Tab::ALL.len();
    let at = Tab::ALL.iter().position(|(tab, ..)| *tab == current).unwrap_or_default();
    let next = match event.key().as_str() {
        "ArrowRight" => (at + 1) % n,
        "ArrowLeft" => (at + n - 1) % n,
        "Home" => 0,
        "End" => n - 1,
        _ => return,
    };
    event.prevent_default();
    let (tab, name, _) = Tab::ALL[next];
    store.dispatch(Action::SetTab(tab));
    if let Some(button) = dom::document().get_element_by_id(&format!("tab-{name}")) {
        dom::focus(&button);
    }
}
