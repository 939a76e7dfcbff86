//! The tools over the timeline: finding, playing, fitting.

use timeline::format;
use trace::Time;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::{Glyph, icon};
use crate::page::canvas::View;
use crate::page::store::Handle;

/// What the tools show.
pub struct TimeTools {
    pub store: Handle,
    pub cursor: Option<Time>,
    /// Whether the cursor moves by itself.
    pub playing: bool,
    /// How long the run took, and how it was run.
    pub summary: Option<(AttrValue, AttrValue)>,
    pub all_arrows: bool,
    pub on_arrows: Callback<()>,
    pub path: bool,
    pub on_path: Callback<()>,
}

/// The tools.
pub fn time_tools(props: &TimeTools) -> Html {
    let on = |act: fn(&View)| {
        let store = props.store.clone();
        Callback::from(move |_: MouseEvent| store.with_view(act))
    };
    let (play, play_name) =
        if props.playing { (Glyph::Pause, "Pause") } else { (Glyph::Play, "Play through the run") };
    let none = props.summary.is_none();
    let tool = |glyph: Glyph, name: &'static str, act: fn(&View)| {
        html! {
            <button type="button" class="button small square" title={name} aria-label={name}
                disabled={none} onclick={on(act)}>
                { icon(glyph) }
            </button>
        }
    };
    let onkeydown = {
        let store = props.store.clone();
        move |event: KeyboardEvent| find(&store, &event)
    };
    let toggle = |glyph: Glyph, name: &'static str, pressed: bool, on: &Callback<()>| {
        let onclick = on.reform(|_: MouseEvent| ());
        html! {
            <button type="button" class="button small square" title={name} aria-label={name}
                aria-pressed={pressed.to_string()} disabled={none} {onclick}>
                { icon(glyph) }
            </button>
        }
    };
    html! {
        <div class="time-tools">
            <span class="summary grow">
                if let Some((time, how)) = &props.summary {
                    <b>{ time }</b><span class="muted">{ " " }{ how }</span>
                }
            </span>
            <span class="clock" title="Cursor">{ props.cursor.map(format::time) }</span>
            { tool(Glyph::StepBack, "Back to the event before", |view| view.step(false)) }
            { tool(play, play_name, View::toggle_play) }
            { tool(Glyph::StepOn, "On to the next event", |view| view.step(true)) }
            <span class="divider" />
            { toggle(Glyph::Arrows, "All arrows, not only those of the selection", props.all_arrows, &props.on_arrows) }
            { toggle(Glyph::Path, "Critical path", props.path, &props.on_path) }
            { tool(Glyph::Fit, "Fit the whole run", |view| view.change(|viewport, timeline| viewport.fit_all(timeline))) }
            <input id="find" class="field find wide-only" type="search" placeholder="Find a task  /"
                aria-label="Find a task or a lock" autocomplete="off" disabled={none} {onkeydown} />
        </div>
    }
}

/// Enter selects the next match, Escape gives the keys back to the timeline.
fn find(store: &Handle, event: &KeyboardEvent) {
    let field: HtmlInputElement = event.target_unchecked_into();
    let view = store.view.borrow().clone();
    let Some(view) = view else { return };
    match event.key().as_str() {
        "Enter" => {
            let found = view.find_next(&field.value());
            // Setting an attribute of a known name cannot fail.
            field.set_attribute("aria-invalid", &(!found).to_string()).ok();
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            field.set_value("");
            view.focus();
        }
        _ => {}
    }
}
