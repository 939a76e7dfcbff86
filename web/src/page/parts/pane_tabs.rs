//! Which pane a narrow screen shows.

use yew::prelude::*;

use crate::state::Pane;

#[derive(Properties, PartialEq)]
pub struct PaneTabsProps {
    pub pane: Pane,
    pub on_pick: Callback<Pane>,
}

#[component]
pub fn PaneTabs(props: &PaneTabsProps) -> Html {
    let tabs = Pane::ALL.iter().map(|(pane, _, label)| {
        let onclick = props.on_pick.reform(move |_: MouseEvent| *pane);
        let pressed = (*pane == props.pane).to_string();
        html! { <button type="button" aria-pressed={pressed} {onclick}>{ label }</button> }
    });
    html! { <nav class="tabs pane-tabs" aria-label="Panes">{ for tabs }</nav> }
}
