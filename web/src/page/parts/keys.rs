//! The list of keys.

use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::{Glyph, icon};
use crate::page::dom;

/// What each key does, by place.
const KEYS: &[(&str, &[(&str, &str)])] = &[
    (
        "Everywhere",
        &[
            ("Ctrl/⌘ Enter", "Run"),
            ("Esc", "Stop, or close what is open"),
            ("/", "Find a task or a lock"),
            ("?", "This list"),
        ],
    ),
    (
        "On the timeline",
        &[
            ("W  S", "Zoom in and out"),
            ("A  D", "Move to earlier and later"),
            ("← →", "Slice before and after in the lane"),
            ("↑ ↓", "Lane above and below"),
            ("[  ]", "Along an arrow, back and on"),
            ("N", "Next sign, such as an output; with Shift the one before"),
            ("M", "Mark the time of what is selected, for a table by task and state"),
            ("Backspace", "Look where you looked before"),
            ("F", "Fit what is selected"),
            ("0", "Fit the whole run"),
            ("Space", "Play and pause"),
            (",  .", "Cursor one event back and on"),
            ("Enter", "Details of what is selected"),
        ],
    ),
    (
        "By pointer",
        &[
            ("Wheel", "Zoom at the pointer"),
            ("Shift wheel", "Scroll through the lanes"),
            ("Drag", "Move"),
            ("Shift drag", "Mark a stretch of time"),
            ("Double click", "Fit what is under the pointer"),
        ],
    ),
    (
        "In the editor",
        &[
            ("Ctrl/⌘ Space", "Complete a name"),
            ("F1", "What the name at the cursor is"),
            ("Ctrl/⌘ .", "Mend what was found on this line"),
            ("F8", "Next finding"),
            ("Esc, then Tab", "Leave the editor"),
        ],
    ),
];

#[derive(Properties, PartialEq)]
pub struct KeyListProps {
    pub on_close: Callback<()>,
}

#[component]
pub fn KeyList(props: &KeyListProps) -> Html {
    let button = use_node_ref();
    use_effect_with(button.clone(), |button| {
        let before = dom::focused();
        if let Some(button) = button.cast::<Element>() {
            dom::focus(&button);
        }
        move || {
            if let Some(before) = before {
                dom::focus(&before);
            }
        }
    });
    let close = props.on_close.reform(|_: MouseEvent| ());
    let onkeydown = {
        let on_close = props.on_close.clone();
        move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" | "?" => {
                event.prevent_default();
                event.stop_propagation();
                on_close.emit(());
            }
            // The only thing here that takes keys is the button that closes.
            "Tab" => event.prevent_default(),
            _ => {}
        }
    };
    let groups = KEYS.iter().map(|(place, keys)| {
        html! {
            <section>
                <h3>{ place }</h3>
                <dl>{ for keys.iter().map(|(key, what)| html! { <><dt><kbd>{ key }</kbd></dt><dd>{ what }</dd></> }) }</dl>
            </section>
        }
    });
    html! {
        <div class="veil" onclick={close.clone()}>
            <div class="sheet" role="dialog" aria-modal="true" aria-label="Keys" tabindex="-1" {onkeydown}
                onclick={|event: MouseEvent| event.stop_propagation()}>
                <div class="sheet-head">
                    <h2>{ "Keys" }</h2>
                    <button type="button" ref={button} class="button small square" onclick={close} aria-label="Close">
                        { icon(Glyph::Close) }
                    </button>
                </div>
                <div class="key-groups">{ for groups }</div>
            </div>
        </div>
    }
}
