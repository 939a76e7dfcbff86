//! The gallery, as a menu.

use protocol::EXAMPLES;
use yew::prelude::*;

use super::menu::{Float, Menu};
use super::{Glyph, icon};
use crate::page::{commands, store::Handle};

/// What an example says about itself below its title, up to what it expects.
fn description(text: &str) -> String {
    let expects = |line: &&str| {
        let word = line.split(' ').next().unwrap_or_default();
        word == ">" || (word.ends_with(':') && word.chars().all(|it| !it.is_ascii_uppercase()))
    };
    let lines = text.lines().skip(1).map_while(|line| line.strip_prefix('#'));
    let words: Vec<&str> = lines.map(str::trim).take_while(|line| !expects(line)).collect();
    words.join(" ")
}

/// The menu; `current` is the example that is open.
pub fn examples(store: &Handle, current: Option<&'static str>) -> Html {
    let face = html! { <><span>{ "Examples" }</span>{ icon(Glyph::Down) }</> };
    let entries = EXAMPLES.iter().map(|example| {
        let store = store.clone();
        let onclick = move |_: MouseEvent| commands::open_example(&store, example);
        html! {
            <button type="button" class="entry" role="option" key={example.name} {onclick} tabindex="-1"
                aria-selected={(current == Some(example.name)).to_string()}>
                <span class="grow">
                    <span class="name">{ example.title() }</span>
                    <span class="what">{ description(example.text) }</span>
                </span>
            </button>
        }
    });
    html! {
        <Menu label="Examples" float={Float::Choice} {face} class="example-list" button="example-button">
            { for entries }
            if EXAMPLES.is_empty() {
                <p class="empty">{ "No examples in this build" }</p>
            }
        </Menu>
    }
}
