//! Opening a file that is dropped onto the page.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, File};
use yew::prelude::*;

use crate::page::{commands, dom, store::Handle};
use crate::state::{Action, Opened};

/// The largest file that is taken for a program, in bytes.
const FILE_BYTES_MAX: f64 = 1_000_000.0;

/// A file dropped anywhere is opened in the editor.
#[hook]
pub fn use_drop(store: &Handle) {
    use_effect_with(store.clone(), |store| {
        let active = EventListenerOptions::enable_prevent_default();
        // Without this the browser would leave the page for the file.
        let over = EventListener::new_with_options(&dom::window(), "dragover", active, |event| {
            event.prevent_default();
        });
        let store = store.clone();
        let drop_file =
            EventListener::new_with_options(&dom::window(), "drop", active, move |event| {
                let dropped = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
                let Some(file) = dropped.and_then(|it| it.files()).and_then(|it| it.get(0)) else {
                    return;
                };
                event.prevent_default();
                spawn_local(open(store.clone(), file));
            });
        move || drop((over, drop_file))
    });
}

async fn open(store: Handle, file: File) {
    if file.size() > FILE_BYTES_MAX {
        return commands::tell(&store, "That file is too large for a program", true);
    }
    match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
        Some(text) => {
            store.dispatch(Action::Open(Opened::File { name: file.name(), text }));
        }
        None => commands::tell(&store, "That file could not be read", true),
    }
}
