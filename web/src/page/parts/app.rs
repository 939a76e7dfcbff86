//! The whole page.

use std::rc::Rc;

use yew::prelude::*;

use super::bars::bars;
use super::code_pane::{CodePane, Shared};
use super::keys::KeyList;
use super::pane_tabs::pane_tabs;
use super::results::results;
use super::run_bar::{RunBar, run_bar};
use super::splitter::{Axis, Splitter};
use super::time_pane::TimePane;
use super::top_bar::{TopBar, top_bar};
use crate::page::hooks::{use_app_state, use_drop, use_shortcuts};
use crate::page::store::Handle;
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub struct AppProps {
    pub store: Handle,
}

#[component]
pub fn App(props: &AppProps) -> Html {
    let store = &props.store;
    let state = use_app_state(store);
    let keys = use_state_eq(|| false);
    let show_keys = Callback::from({
        let keys = keys.setter();
        move |()| keys.set(true)
    });
    let hide_keys = Callback::from({
        let keys = keys.setter();
        move |()| keys.set(false)
    });
    use_shortcuts(store, show_keys.clone());
    use_drop(store);
    let dispatch = store.callback();
    let layout = state.layout;
    let style = format!("--split-x:{:.2}%;--split-y:{:.2}%", layout.split_x, layout.split_y);
    let top = TopBar {
        store: store.clone(),
        example: state.workload.example,
        theme: layout.theme,
        can_export: state.outcome.is_some(),
        on_keys: show_keys,
    };
    html! {
        <div class="shell" data-pane={layout.pane.name()} {style}>
            { top_bar(&top) }
            { bars(store, &state.engine, state.notice.as_ref()) }
            <main class="body">
                <CodePane store={store.clone()} state={Shared(Rc::clone(&state))} />
                <Splitter axis={Axis::X} label="Width of the program" share={layout.split_x}
                    on_move={dispatch.reform(Action::SplitX)} />
                <div class="right">
                    { run_bar(&RunBar::of(store, &state)) }
                    { pane_tabs(layout.pane, &dispatch.reform(Action::SetPane)) }
                    <TimePane store={store.clone()} outcome={state.outcome.clone()} stale={state.is_stale()}
                        going={state.run.is_some() && state.so_far().is_none()} engine={state.engine.clone()}
                        selected={state.selected} cursor={state.cursor} playing={state.playing} />
                    <Splitter axis={Axis::Y} label="Height of the results" share={layout.split_y}
                        on_move={dispatch.reform(Action::SplitY)} />
                    { results(store, &state) }
                </div>
            </main>
            if *keys {
                <KeyList on_close={hide_keys} />
            }
        </div>
    }
}
