//! Which pane a narrow screen shows.

use yew::prelude::*;

use crate::state::Pane;

/// A tab for each pane.
pub fn pane_tabs(current: Pane, on_pick: &Callback<Pane>) -> Html {
    let tabs = Pane::ALL.iter().map(|(pane, _, label)| {
        let onclick = on_pick.reform(move |_: MouseEvent| *pane);
        let pressed = (*pane == current).to_string();
        html! { <button type="button" aria-pressed={pressed} {onclick}>{ label }</button> }
    });
    html! { <nav class="tabs pane-tabs" aria-label="Panes">{ for tabs }</nav> }
}
