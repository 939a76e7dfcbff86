//! The keys that work everywhere on the page.

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::page::{commands, dom, store::Handle};

/// Ctrl or ⌘ with Enter runs, Escape stops, `?` asks for the list of keys.
#[hook]
pub fn use_shortcuts(store: &Handle, on_help: Callback<()>) {
    use_effect_with(store.clone(), move |store| {
        let capture = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
        let run = {
            let store = store.clone();
            // Before the editor, to which the key would mean a new line.
            EventListener::new_with_options(&dom::window(), "keydown", capture, move |event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                if key.key() == "Enter" && (key.ctrl_key() || key.meta_key()) {
                    key.prevent_default();
                    key.stop_propagation();
                    commands::run(&store);
                }
            })
        };
        let others = {
            let store = store.clone();
            EventListener::new(&dom::window(), "keydown", move |event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                match key.key().as_str() {
                    "Escape" if !key.default_prevented() => commands::stop(&store),
                    "?" if !dom::is_typing() => on_help.emit(()),
                    "/" if !dom::is_typing() => {
                        if let Some(view) = &*store.view.borrow() {
                            key.prevent_default();
                            view.find();
                        }
                    }
                    _ => {}
                }
            })
        };
        move || drop((run, others))
    });
}
