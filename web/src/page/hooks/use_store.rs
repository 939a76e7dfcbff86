//! The state, for the component at the top.

use std::rc::Rc;

use yew::prelude::*;

use crate::page::store::Handle;
use crate::state::AppState;

/// The state, drawn again after each change.
#[hook]
pub fn use_app_state(store: &Handle) -> Rc<AppState> {
    let state = use_state_eq(|| Shown(store.state()));
    let setter = state.setter();
    use_effect_with(store.clone(), move |store| {
        // What changed between the first drawing and now would be missed otherwise.
        setter.set(Shown(store.state()));
        let subscription = store.subscribe(move |state| setter.set(Shown(Rc::clone(state))));
        move || drop(subscription)
    });
    Rc::clone(&state.0)
}

/// States are the same if they are the same value in memory.
#[derive(Clone)]
struct Shown(Rc<AppState>);

impl PartialEq for Shown {
    fn eq(&self, other: &Shown) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
