//! All modes side by side, and what begins that.

use protocol::ReportKind;
use trace::Clock;
use yew::prelude::*;

use crate::page::parts::{report, stepper};
use crate::page::{commands, effects, store::Handle};
use crate::state::{Action, AppState, EngineState, REPEATS_MAX};

/// The comparison, or what begins one.
pub fn compare(store: &Handle, state: &AppState) -> Html {
    let ready = matches!(state.engine, EngineState::Ready { .. });
    let comparing = state.comparing.as_deref();
    let going = comparing.is_some_and(|comparing| comparing.going);
    let begin = |kind: ReportKind| {
        let store = store.clone();
        move |_: MouseEvent| commands::compare(&store, kind)
    };
    let stop = {
        let store = store.clone();
        move |_: MouseEvent| effects::stop_comparison(&store)
    };
    let offers_wall = state.offers(state.mode, Clock::Wall);
    let on_repeats = store.callback().reform(Action::SetRepeats);
    let said = match comparing {
        None if offers_wall => "",
        None => "This mode can only be simulated, not measured",
        Some(it) if it.going => "",
        Some(it) if it.stopped => "Stopped",
        Some(it) if !it.is_of(&state.spec()) => "Changed since this comparison",
        Some(_) => "",
    };
    html! {
        <div class="compare">
            <div class="compare-head">
                if going {
                    <button type="button" class="button outlined" onclick={stop}>{ "Stop comparing" }</button>
                    <span class="spinner" aria-hidden="true" />
                } else {
                    <button type="button" class="button outlined" onclick={begin(ReportKind::Comparison)} disabled={!ready}
                        title="Runs the program in every mode on the simulated clock">{ "Compare all modes" }</button>
                    <button type="button" class="button outlined" onclick={begin(ReportKind::Prediction(state.repeats))} disabled={!ready || !offers_wall}
                        title="Simulates it with what things cost on this device, and really runs it several times">{ "Predict and measure" }</button>
                    { stepper("Runs", state.repeats, REPEATS_MAX, &on_repeats) }
                }
                <span class="muted" role="status">{ said }</span>
            </div>
            if let Some(comparing) = comparing {
                { report(store, &comparing.markup, going) }
            }
        </div>
    }
}
