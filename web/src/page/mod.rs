//! The browser's part of the page.
//!
//! [`store::Store`] holds the state; components (`parts`, `panels`) are functions of it; what has
//! to happen outside stands in `effects`, `bridge` and `hooks`; the timeline draws itself in
//! `canvas`, past the virtual DOM.

mod api;
mod bridge;
mod canvas;
mod commands;
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
    let store = store::Store::new(storage::restore());
    effects::begin(&store);
    api::expose(&store);
    let root = dom::document().get_element_by_id("app").expect("index.html has an element #app");
    let props = parts::app::AppProps { store: store::Handle(Rc::clone(&store)) };
    yew::Renderer::<parts::app::App>::with_root_and_props(root, props).render();
}
