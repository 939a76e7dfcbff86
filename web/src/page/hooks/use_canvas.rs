//! Puts the timeline into the page and takes it away with its component.

use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use crate::page::canvas::{Parts, View};
use crate::page::store::Handle;

/// The timeline in the elements of `stage`, `canvas` and `tip`.
#[hook]
pub fn use_canvas(store: &Handle, stage: &NodeRef, canvas: &NodeRef, tip: &NodeRef) {
    let (stage, canvas, tip) = (stage.clone(), canvas.clone(), tip.clone());
    use_effect_with(store.clone(), move |store| {
        let parts = stage
            .cast::<HtmlElement>()
            .zip(canvas.cast::<HtmlCanvasElement>())
            .zip(tip.cast::<HtmlElement>())
            .map(|((stage, canvas), tip)| Parts { stage, canvas, tip });
        let view = parts.and_then(|parts| View::new(store, parts));
        store.view.replace(view);
        let store = store.clone();
        move || drop(store.view.take())
    });
}
