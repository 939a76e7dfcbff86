//! Closing what floats above the page.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};
use yew::prelude::*;

use crate::page::dom;

/// While `open`, a press or a focus outside of `inside` calls `close`; at first the chosen or the
/// first entry inside `panel` gets the focus.
#[hook]
pub fn use_dismiss(open: bool, inside: &NodeRef, panel: &NodeRef, close: Callback<()>) {
    let (inside, panel) = (inside.clone(), panel.clone());
    use_effect_with(open, move |open| {
        let listeners = open.then(|| {
            focus_first(&panel);
            ["pointerdown", "focusin"].map(|event| {
                let (inside, close) = (inside.clone(), close.clone());
                EventListener::new(&dom::document(), event, move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    let within =
                        inside.cast::<Node>().is_some_and(|it| it.contains(target.as_ref()));
                    if !within {
                        close.emit(());
                    }
                })
            })
        });
        move || drop(listeners)
    });
}

fn focus_first(panel: &NodeRef) {
    let Some(panel) = panel.cast::<Element>() else { return };
    let find = |selector| panel.query_selector(selector).ok().flatten();
    let chosen = find("[aria-selected=true], [aria-checked=true]");
    if let Some(first) = chosen.or_else(|| find(".entry, input, button")) {
        dom::focus(&first);
    }
}
