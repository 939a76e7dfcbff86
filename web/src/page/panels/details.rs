//! What is selected: what it is, since when, how long, why, and who ended it; and for what waits
//! the chain of who waits for whom.

use timeline::{Description, Hit, Link, State};
use yew::prelude::*;

use crate::page::parts::{Glyph, icon, state_colour};
use crate::page::{canvas::View, commands, store::Handle};
use crate::state::{Action, Outcome};

/// The description of what is selected.
pub fn details(store: &Handle, outcome: Option<&Outcome>, selected: Option<Hit>) -> Html {
    let (Some(outcome), Some(hit)) = (outcome, selected) else {
        return html! { <p class="empty">{ "Select something on the timeline to see what it is, and why" }</p> };
    };
    let words = timeline::describe(&outcome.timeline, &hit);
    let fit = {
        let store = store.clone();
        move |_: MouseEvent| store.with_view(View::fit_selected)
    };
    let state = state_of(outcome, hit);
    html! {
        <div class="details">
            <h2>
                if let Some(state) = state {
                    <span class="swatch" style={format!("--state:{}", state_colour(state))} aria-hidden="true" />
                }
                <span class="grow">{ &words.title }</span>
                { for line(store, &words) }
                <button type="button" class="button small" onclick={fit} title="Fit on the timeline">
                    { icon(Glyph::Fit) }{ "Fit" }
                </button>
            </h2>
            if !words.why.links.is_empty() {
                { chain(store, outcome, &words) }
            }
            <dl class="facts">
                { for words.rows.iter().filter(|(name, _)| *name != "why").map(|(name, value)| html! {
                    <><dt>{ name }</dt><dd>{ value }</dd></>
                }) }
            </dl>
        </div>
    }
}

fn state_of(outcome: &Outcome, hit: Hit) -> Option<State> {
    match hit {
        Hit::Slice { lane, index } => outcome.timeline.slice(lane, index).map(|slice| slice.state),
        _ => None,
    }
}

/// A button to the line of the program, where there is one.
fn line(store: &Handle, words: &Description) -> Option<Html> {
    let value = words.rows.iter().find(|(name, _)| *name == "line")?;
    let line: u32 = value.1.parse().ok()?;
    let store = store.clone();
    let onclick = move |_: MouseEvent| commands::go_to(&store, line, 1);
    Some(
        html! { <button type="button" class="button small" {onclick}>{ format!("Line {line}") }</button> },
    )
}

/// Who waits for whom, with a button to each.
fn chain(store: &Handle, outcome: &Outcome, words: &Description) -> Html {
    let link = |link: &Link| {
        let hit = match link.slice {
            Some(index) => Hit::Slice { lane: link.lane, index },
            None => Hit::Label { lane: link.lane },
        };
        let onclick = store.callback().reform(move |_: MouseEvent| Action::Select(Some(hit)));
        let style = state_of(outcome, hit).map(|state| format!("--state:{}", state_colour(state)));
        let name = outcome.timeline.task_name(link.task).to_owned();
        html! {
            <li {style}>
                <button type="button" class="button small" {onclick}><span><b>{ name }</b>{ " " }{ &link.clause }</span></button>
            </li>
        }
    };
    html! {
        <div>
            <h3 class="muted">{ "Why does it not run?" }</h3>
            <ol class="chain">{ for words.why.links.iter().map(link) }</ol>
            if words.why.circle {
                <p><span class="tag bad">{ "A circle: none of them can go on" }</span></p>
            }
        </div>
    }
}
