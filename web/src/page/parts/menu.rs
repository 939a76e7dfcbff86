//! A button that opens something floating: a menu, a list to choose from, or a small form.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use crate::page::{dom, hooks::use_dismiss};

/// What floats.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Float {
    /// Commands.
    Menu,
    /// One of several is chosen.
    Choice,
    /// Fields to fill in: stays open while they are used.
    Form,
}

impl Float {
    fn role(self) -> &'static str {
        match self {
            Float::Menu => "menu",
            Float::Choice => "listbox",
            Float::Form => "dialog",
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// What the button is called.
    pub label: AttrValue,
    /// What floats.
    pub float: Float,
    /// What the button shows.
    pub face: Html,
    /// Further classes of the button.
    #[prop_or_default]
    pub button: Classes,
    /// Further classes of what floats.
    #[prop_or_default]
    pub class: Classes,
    /// Further classes of both together.
    #[prop_or_default]
    pub anchor: Classes,
    /// What floats inside: elements of class `entry`, or a form.
    pub children: Html,
}

/// A button, and what it opens.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let (anchor, panel, button) = (use_node_ref(), use_node_ref(), use_node_ref());
    let close = Callback::from({
        let open = open.setter();
        move |()| open.set(false)
    });
    use_dismiss(*open, &anchor, &panel, close.clone());

    let toggle = Callback::from({
        let open = open.clone();
        move |_: MouseEvent| open.set(!*open)
    });
    let back = Callback::from({
        let button = button.clone();
        move |()| {
            close.emit(());
            if let Some(button) = button.cast::<Element>() {
                dom::focus(&button);
            }
        }
    });
    let onclick = Callback::from({
        let (back, float) = (back.clone(), props.float);
        move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let entry = target.and_then(|target| target.closest(".entry").ok().flatten());
            if entry.is_some() && float != Float::Form {
                back.emit(());
            }
        }
    });
    let onkeydown = Callback::from({
        let (panel, open) = (panel.clone(), *open);
        move |event: KeyboardEvent| {
            if open && event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                back.emit(());
            } else if open && move_focus(&panel, &event.key()) {
                event.prevent_default();
            }
        }
    });
    html! {
        <div class={classes!("anchor", props.anchor.clone())} ref={anchor} {onkeydown}>
            <button type="button" ref={button} class={classes!("button", props.button.clone())}
                aria-haspopup={props.float.role()} aria-expanded={(*open).to_string()}
                aria-label={props.label.clone()} title={props.label.clone()} onclick={toggle}>
                { props.face.clone() }
            </button>
            if *open {
                <div class={classes!("float", props.class.clone())} ref={panel} {onclick}
                    role={props.float.role()} aria-label={props.label.clone()}>
                    { props.children.clone() }
                </div>
            }
        </div>
    }
}

/// Moves the focus among the entries; whether the key was one that does so.
fn move_focus(panel: &NodeRef, key: &str) -> bool {
    let Some(panel) = panel.cast::<Element>() else { return false };
    let Ok(entries) = panel.query_selector_all(".entry") else { return false };
    let n = entries.length();
    if n == 0 {
        return false;
    }
    let focused = dom::focused();
    let at = (0..n).find(|index| {
        let entry = entries.get(*index);
        entry.is_some() && entry.as_ref() == focused.as_ref().map(AsRef::as_ref)
    });
    let next = match key {
        "ArrowDown" => at.map_or(0, |at| (at + 1) % n),
        "ArrowUp" => at.map_or(n - 1, |at| (at + n - 1) % n),
        "Home" => 0,
        "End" => n - 1,
        _ => return false,
    };
    if let Some(entry) = entries.get(next).and_then(|entry| entry.dyn_into::<Element>().ok()) {
        dom::focus(&entry);
    }
    true
}
