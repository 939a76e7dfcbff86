//! The numbers of the run, and of each task.

use yew::prelude::*;

use crate::page::parts::report;
use crate::page::store::Handle;
use crate::state::AppState;

/// The panel.
pub fn metrics(store: &Handle, state: &AppState) -> Html {
    match (&state.metrics, &state.outcome) {
        (Some(metrics), _) => report(store, &metrics.markup, metrics.going),
        (None, Some(_)) => {
            html! { <p class="empty" aria-busy="true">{ "The engine is adding up" }</p> }
        }
        (None, None) => html! { <p class="empty">{ "The numbers of a run appear here" }</p> },
    }
}
