//! The bar at the top: name, examples, share, export, colours, keys.

use export::Format;
use yew::prelude::*;

use super::examples::examples;
use super::menu::{Float, Menu};
use super::{Glyph, icon};
use crate::page::{commands, store::Handle};
use crate::state::{Action, ThemeChoice};

/// What the bar shows.
pub struct TopBar {
    pub store: Handle,
    pub example: Option<&'static str>,
    pub theme: ThemeChoice,
    pub can_export: bool,
    pub on_keys: Callback<()>,
}

/// The bar.
pub fn top_bar(props: &TopBar) -> Html {
    let store = props.store.clone();
    let share = move |_: MouseEvent| commands::share(&store);
    let (glyph, title) = match props.theme {
        ThemeChoice::System => (Glyph::System, "Colours: as the system has them"),
        ThemeChoice::Light => (Glyph::Sun, "Colours: light"),
        ThemeChoice::Dark => (Glyph::Moon, "Colours: dark"),
    };
    let next = props.theme.next();
    let turn = props.store.callback().reform(move |_: MouseEvent| Action::SetTheme(next));
    html! {
        <header class="top">
            <h1 class="brand">{ mark() }<span class="word">{ "Interleave" }</span></h1>
            <span class="divider wide-only" />
            { examples(&props.store, props.example) }
            <span class="grow" />
            <button type="button" class="button" onclick={share} title="Copy a link to this program and its settings">
                { icon(Glyph::Share) }<span class="wide-only">{ "Share" }</span>
                <span class="hidden-visually narrow-only">{ "Share" }</span>
            </button>
            { exports(&props.store, props.can_export) }
            <span class="divider wide-only" />
            <button type="button" class="button square" onclick={turn} {title} aria-label={title}>
                { icon(glyph) }
            </button>
            <button type="button" class="button square wide-only" title="Keys" aria-label="List of keys"
                onclick={props.on_keys.reform(|_: MouseEvent| ())}>
                { icon(Glyph::Keys) }
            </button>
        </header>
    }
}

fn exports(store: &Handle, possible: bool) -> Html {
    let face = html! { <>{ icon(Glyph::Export) }<span class="wide-only">{ "Export" }</span></> };
    let entries = Format::ALL.into_iter().map(|format| {
        let store = store.clone();
        let onclick = move |_: MouseEvent| commands::save(&store, format);
        html! {
            <button type="button" class="entry" role="menuitem" {onclick} tabindex="-1" disabled={!possible}>
                <span class="grow">
                    <span class="name">{ title(format) }</span>
                    <span class="what">{ format.description() }</span>
                </span>
            </button>
        }
    });
    html! { <Menu label="Export the run" float={Float::Menu} {face} class="end">{ for entries }</Menu> }
}

/// Three tasks on two cores, taking turns.
fn mark() -> Html {
    html! {
        <svg viewBox="0 0 24 24" aria-hidden="true">
            <g class="drawing-mark">
                <rect x="2" y="5" width="9" height="3.6" rx="1.8" fill="var(--task-0)" />
                <rect x="13" y="5" width="9" height="3.6" rx="1.8" fill="var(--task-2)" />
                <rect x="2" y="10.2" width="4.5" height="3.6" rx="1.8" fill="var(--task-1)" />
                <rect x="8.5" y="10.2" width="13.5" height="3.6" rx="1.8" fill="var(--task-0)" />
                <rect x="2" y="15.4" width="12" height="3.6" rx="1.8" fill="var(--task-2)" />
                <rect x="16" y="15.4" width="6" height="3.6" rx="1.8" fill="var(--task-1)" />
            </g>
        </svg>
    }
}

fn title(format: Format) -> &'static str {
    match format {
        Format::Svg => "Picture (SVG)",
        Format::Chrome => "Chrome trace",
        Format::Speedscope => "Speedscope profile",
        Format::Csv => "Table (CSV)",
        Format::Json => "JSON",
    }
}
