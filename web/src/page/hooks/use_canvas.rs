//! Puts the timeline into the page and takes it away with its component.

use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use crate::page::canvas::{Parts, View};
use crate::page::store::Handle;

/// The elements that the timeline is put into.
#[derive(Clone, Default)]
pub struct Nodes {
    /// What is around the canvas.
    pub stage: NodeRef,
    /// Where it is drawn.
    pub canvas: NodeRef,
    /// The words at the pointer.
    pub tip: NodeRef,
    /// Which part of the lanes is seen.
    pub scroll: NodeRef,
}

/// The elements for a timeline, which lives in them as long as the component does.
#[hook]
pub fn use_canvas(store: &Handle) -> Nodes {
    let nodes = (*use_memo((), |()| Nodes::default())).clone();
    let inside = nodes.clone();
    use_effect_with(store.clone(), move |store| {
        store.view.replace(parts(&inside).and_then(|parts| View::new(store, parts)));
        let store = store.clone();
        move || drop(store.view.take())
    });
    nodes
}

fn parts(nodes: &Nodes) -> Option<Parts> {
    Some(Parts {
        stage: nodes.stage.cast::<HtmlElement>()?,
        canvas: nodes.canvas.cast::<HtmlCanvasElement>()?,
        tip: nodes.tip.cast::<HtmlElement>()?,
        scroll: nodes.scroll.cast::<HtmlElement>()?,
    })
}
