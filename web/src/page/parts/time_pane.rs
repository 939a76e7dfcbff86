//! The timeline with its tools and its legend.

use std::rc::Rc;

use timeline::{Arrows, Hit, StateSet, format};
use trace::{Clock, Time};
use yew::prelude::*;

use super::legend::legend;
use super::time_tools::{TimeTools, time_tools};
use crate::page::hooks::use_canvas;
use crate::page::store::Handle;
use crate::state::{EngineState, Outcome};

#[derive(Properties)]
pub struct TimePaneProps {
    pub store: Handle,
    pub outcome: Option<Rc<Outcome>>,
    /// Whether program or settings have changed since.
    pub stale: bool,
    /// Whether a run goes on of which nothing is shown yet.
    pub going: bool,
    pub engine: EngineState,
    pub selected: Option<Hit>,
    pub cursor: Option<Time>,
    /// Whether the cursor moves by itself.
    pub playing: bool,
}

impl PartialEq for TimePaneProps {
    fn eq(&self, other: &TimePaneProps) -> bool {
        let shown = |props: &TimePaneProps| props.outcome.as_ref().map(Rc::as_ptr);
        shown(self) == shown(other)
            && (self.stale, self.going) == (other.stale, other.going)
            && self.selected == other.selected
            && (self.cursor, self.playing) == (other.cursor, other.playing)
            && self.engine == other.engine
    }
}

#[component]
pub fn TimePane(props: &TimePaneProps) -> Html {
    let nodes = use_canvas(&props.store);
    let dimmed = use_state_eq(|| StateSet::EMPTY);
    let arrows = use_state_eq(|| Arrows::All);
    let on_toggle = Callback::from({
        let (store, dimmed) = (props.store.clone(), dimmed.clone());
        move |state| {
            let next = dimmed.toggled(state);
            dimmed.set(next);
            store.with_view(|view| view.dim(next));
        }
    });
    let on_arrows = Callback::from({
        let (store, arrows) = (props.store.clone(), arrows.clone());
        move |()| {
            let next = if *arrows == Arrows::All { Arrows::Focused } else { Arrows::All };
            arrows.set(next);
            store.with_view(|view| view.show_arrows(next));
        }
    });
    let path = use_state_eq(|| false);
    let on_path = Callback::from({
        let (store, path) = (props.store.clone(), path.clone());
        move |()| {
            let next = !*path;
            path.set(next);
            store.with_view(|view| view.show_path(next));
        }
    });
    let label = props.outcome.as_deref().map_or("Timeline, empty".to_owned(), label);
    let tools = TimeTools {
        store: props.store.clone(),
        cursor: props.cursor,
        playing: props.playing,
        summary: props.outcome.as_deref().map(summary),
        all_arrows: *arrows == Arrows::All,
        on_arrows,
        path: *path,
        on_path,
    };
    html! {
        <section class="time" aria-label="Timeline">
            { time_tools(&tools) }
            <div ref={nodes.stage} class={classes!("stage", (props.stale || props.going).then_some("stale"))}>
                <canvas ref={nodes.canvas} tabindex="0" role="application" aria-roledescription="timeline"
                    aria-label={label} aria-describedby="timeline-help" />
                <span id="timeline-help" hidden=true>
                    { "Arrow keys select, W and S zoom, A and D move, question mark lists all keys. The tab Events has the same as a table." }
                </span>
                <span class="hidden-visually" role="status">{ props.outcome.as_deref().zip(props.selected).map(in_words) }</span>
                <div ref={nodes.scroll} class="scroll-part" hidden=true aria-hidden="true" />
                <div ref={nodes.tip} class="tip" hidden=true aria-hidden="true" />
                if props.outcome.is_none() {
                    { empty(props) }
                } else if props.outcome.as_ref().is_some_and(|outcome| outcome.timeline.n_tasks() == 0) {
                    <div class="empty">{ "Nothing is known of this run: it was ended together with its engine" }</div>
                } else if props.stale && !props.going {
                    <span class="tag stale-note">{ "Changed since this run" }</span>
                }
            </div>
            if let Some(outcome) = &props.outcome {
                { legend(outcome, *dimmed, &on_toggle) }
            }
        </section>
    }
}

fn empty(props: &TimePaneProps) -> Html {
    let words = match props.engine {
        EngineState::Starting => "The engine is being loaded",
        EngineState::Failed { .. } => "Without the engine nothing can be run",
        EngineState::Ready { .. } if props.going => "Running",
        EngineState::Ready { .. } => "Press Run to see who runs when",
    };
    let waits = props.going || props.engine == EngineState::Starting;
    html! {
        <div class="empty">
            if waits {
                <span class="spinner" aria-hidden="true" />
            }
            { words }
        </div>
    }
}

/// What is selected, for who does not see it: the tab that has the details need not be shown.
fn in_words((outcome, selected): (&Outcome, Hit)) -> String {
    timeline::describe(&outcome.timeline, &selected).sentence()
}

fn label(outcome: &Outcome) -> String {
    let timeline = &outcome.timeline;
    format!(
        "Timeline of {} tasks on {} cores over {}",
        timeline.n_tasks(),
        timeline.n_cores,
        format::time(timeline.end)
    )
}

/// How long it took, and how it was run.
fn summary(outcome: &Outcome) -> (AttrValue, AttrValue) {
    let spec = &outcome.spec;
    let clock = match spec.clock {
        Clock::Virtual => "simulated",
        Clock::Wall => "really run",
    };
    (
        format::time(outcome.timeline.end).into(),
        format!("{}, {clock}", spec.mode.info().title).into(),
    )
}
