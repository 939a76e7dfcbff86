//! The bar over the timeline: mode, clock, cores, settings, Run and Stop.

use std::rc::Rc;

use protocol::{Knob, Knobs, Mode};
use trace::Clock;
use yew::prelude::*;

use super::clock_switch::clock_switch;
use super::knobs::{KnobDrawer, knob_drawer};
use super::mode_picker::mode_picker;
use super::stepper::stepper;
use super::{Glyph, icon};
use crate::page::{commands, store::Handle};
use crate::state::{Action, AppState, CORES_MAX, EngineState};

/// What the bar shows.
pub struct RunBar {
    pub store: Handle,
    pub mode: Mode,
    pub clock: Clock,
    pub knobs: Knobs,
    pub wrong_policy: String,
    pub engine: EngineState,
    pub why_not_wall: Option<Rc<str>>,
    pub going: Going,
    pub stale: bool,
    pub calibrating: bool,
}

/// Where the run stands, as far as the bar shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// Nothing runs.
    No,
    /// A run goes on.
    Yes,
    /// A run was asked to stop.
    Stopping,
}

impl RunBar {
    /// What the bar shows of the state.
    pub fn of(store: &Handle, state: &AppState) -> RunBar {
        RunBar {
            store: store.clone(),
            mode: state.mode,
            clock: state.clock,
            knobs: state.knobs.clone(),
            wrong_policy: state
                .diagnostics
                .iter()
                .filter(|found| found.code == "policy")
                .map(|found| format!("Line {}: {}; {}", found.line, found.message, found.help))
                .collect(),
            engine: state.engine.clone(),
            why_not_wall: state.why_not_wall(state.mode),
            going: match &state.run {
                None => Going::No,
                // What happened is looked at; nobody has to wait for that.
                Some(run) if run.stopping && run.over => Going::No,
                Some(run) if run.stopping => Going::Stopping,
                Some(_) => Going::Yes,
            },
            stale: state.is_stale(),
            calibrating: state.calibrating.is_some(),
        }
    }
}

/// The bar.
pub fn run_bar(props: &RunBar) -> Html {
    let info = props.mode.info();
    let dispatch = props.store.callback();
    let wall = props.clock == Clock::Wall;
    let cores_max = match &props.engine {
        // Only what shares memory is run by threads of the pool.
        EngineState::Ready { threads, .. } if wall && info.shares_memory => (*threads).max(1),
        _ => CORES_MAX,
    };
    let on_cores = {
        let knobs = props.knobs.clone();
        dispatch.reform(move |cores| Action::SetKnobs(Box::new(Knobs { cores, ..knobs.clone() })))
    };
    let shown: Vec<Knob> = info.knobs_on(props.clock).filter(|knob| *knob != Knob::Cores).collect();
    let drawer = KnobDrawer {
        store: props.store.clone(),
        knobs: props.knobs.clone(),
        shown,
        calibrating: props.calibrating,
        wrong_policy: props.wrong_policy.clone(),
        on_change: dispatch.reform(|knobs| Action::SetKnobs(Box::new(knobs))),
    };
    let offers_wall = info.clocks.contains(&Clock::Wall);
    html! {
        <div class="run-bar" role="toolbar" aria-label="How to run">
            { mode_picker(props.mode, &dispatch.reform(Action::SetMode)) }
            { clock_switch(props.clock, info.clocks, props.why_not_wall.as_deref(), &dispatch.reform(Action::SetClock)) }
            if info.knobs.contains(&Knob::Cores) {
                { stepper(if wall { "Workers" } else { "Cores" }, props.knobs.cores, cores_max, &on_cores) }
            }
            { knob_drawer(&drawer) }
            <span class="grow" />
            { run_button(props) }
            if let Some(why) = props.why_not_wall.as_deref().filter(|_| offers_wall) {
                <p class="why-not" id="why-not-wall">
                    { "Really run is off: " }{ why }
                </p>
            }
        </div>
    }
}

fn run_button(props: &RunBar) -> Html {
    let store = props.store.clone();
    if props.going != Going::No {
        let stopping = props.going == Going::Stopping;
        let onclick = move |_: MouseEvent| commands::stop(&store);
        return html! {
            <button type="button" class="button stop" {onclick} disabled={stopping}>
                <span class="spinner" aria-hidden="true" />
                { if stopping { "Stopping" } else { "Stop" } }
                <span class="key wide-only" aria-hidden="true">{ "Esc" }</span>
            </button>
        };
    }
    let ready = matches!(props.engine, EngineState::Ready { .. });
    let starting = props.engine == EngineState::Starting;
    let onclick = move |_: MouseEvent| commands::run(&store);
    let title = if starting { "The engine is being loaded" } else { "Run the program" };
    html! {
        <button type="button" class={classes!("button", "primary", props.stale.then_some("stale"))}
            {onclick} disabled={!ready} {title}>
            if starting {
                <span class="spinner" aria-hidden="true" />
            } else {
                { icon(Glyph::Play) }
            }
            { "Run" }
            <span class="key wide-only" aria-hidden="true">{ "Ctrl ↵" }</span>
        </button>
    }
}
