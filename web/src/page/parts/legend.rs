//! The states that occur in the run. Each entry fades its state on the timeline.

use timeline::{Pattern, State, StateSet};
use yew::prelude::*;

use crate::state::Outcome;

/// The colour of a state, as the style sheets name it.
pub fn state_colour(state: State) -> String {
    format!("var(--{})", state.token())
}

/// The entries; those in `dimmed` are faded on the timeline.
pub fn legend(outcome: &Outcome, dimmed: StateSet, on_toggle: &Callback<State>) -> Html {
    let occurs = |state: &State| {
        outcome.timeline.lanes.iter().any(|lane| lane.slices.total().of(*state) > 0)
    };
    let entries = State::ALL.into_iter().filter(occurs).map(|state| {
        let onclick = on_toggle.reform(move |_: MouseEvent| state);
        let shown = !dimmed.contains(state);
        html! {
            <button type="button" aria-pressed={shown.to_string()} title={state.meaning()} {onclick}>
                { swatch(state) }
                { state.name() }
            </button>
        }
    });
    html! { <div class="legend" role="group" aria-label="States shown">{ for entries }</div> }
}

/// The fill of a state, drawn like on the canvas.
fn swatch(state: State) -> Html {
    let colour = state_colour(state);
    let (opacity, path) = match state.pattern() {
        Pattern::Solid => ("1", ""),
        Pattern::Outline => ("0.15", ""),
        Pattern::Baseline => ("0", "M0 6h20"),
        Pattern::HatchRight => ("0.2", "M-2 10 10-2M2 14 14 2M8 14 20 2M14 14 26 2"),
        Pattern::HatchWide => ("0.2", "M-2 12 12-2M8 14 22 0"),
        Pattern::HatchLeft => ("0.2", "M-4 2 8 14M0 0 14 14M6-2 20 12M12-2 24 10"),
        Pattern::Cross => ("0.4", "M-2 12 12-2M8 14 22 0M-2 0 12 14M8-2 22 12"),
        Pattern::Horizontal => ("0.2", "M0 3.5h20M0 8.5h20"),
        Pattern::Vertical => ("0.2", "M3 0v12M8 0v12M13 0v12M18 0v12"),
        Pattern::VerticalDense => ("0.2", "M2 0v12M5 0v12M8 0v12M11 0v12M14 0v12M17 0v12"),
        Pattern::Grid => ("0.2", "M0 3.5h20M0 8.5h20M4 0v12M10 0v12M16 0v12"),
        Pattern::Dots => ("0.2", "M4 4h1M12 4h1M8 8h1M16 8h1"),
        Pattern::DotsDense => {
            ("0.2", "M3 3h1M7 3h1M11 3h1M15 3h1M5 6h1M9 6h1M13 6h1M3 9h1M7 9h1M11 9h1M15 9h1")
        }
    };
    let style = format!("color:{colour}");
    html! {
        <svg viewBox="0 0 20 12" aria-hidden="true" {style}>
            <rect width="20" height="12" fill="currentColor" fill-opacity={opacity} />
            <path d={path} stroke="currentColor" stroke-width="1.2" fill="none" />
            if state.pattern() == Pattern::Outline {
                <rect x="0.5" y="0.5" width="19" height="11" rx="1.5" fill="none" stroke="currentColor" />
            }
        </svg>
    }
}
