//! The browser's part of the page.
//!
//! [`store::Store`] holds the state; components (`parts`, `panels`) are functions of it; what has
//! to happen outside stands in `effects`, `bridge` and `hooks`; the timeline draws itself in
//! `canvas`, past the virtual DOM.

mod api;
mod bridge;
mod canvas;
mod commands;
mod deflate;
mod dom;
mod editor;
mod effects;
mod hooks;
mod panels;
mod parts;
mod storage;
mod store;

use std::rc::Rc;

/// Shows the page and starts the engine's worker.
///
/// # Panics
/// If the document lacks the element that the page is put into.
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        let store = store::Store::new(storage::restore().await);
        effects::begin(&store);
        api::expose(&store);
        let root = dom::document().get_element_by_id("app");
        let root = root.expect("index.html has an element #app");
        let props = parts::app::AppProps { store: store::Handle(Rc::clone(&store)) };
        yew::Renderer::<parts::app::App>::with_root_and_props(root, props).render();
    });
}
