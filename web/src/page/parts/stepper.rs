//! A small number with its two steps.

use yew::prelude::*;

use super::{Glyph, icon};

/// A number from 1 to `max`.
pub fn stepper(label: &'static str, value: u32, max: u32, on_change: &Callback<u32>) -> Html {
    let step = |to: u32| on_change.reform(move |_: MouseEvent| to);
    let value = value.min(max);
    html! {
        <div class="stepper" role="group" aria-label={label}>
            <span class="unit" aria-hidden="true">{ label }</span>
            <button type="button" aria-label={format!("Fewer {}", label.to_ascii_lowercase())}
                disabled={value <= 1} onclick={step(value.saturating_sub(1).max(1))}>
                <span aria-hidden="true">{ "−" }</span>
            </button>
            <output>{ value }</output>
            <button type="button" aria-label={format!("More {}", label.to_ascii_lowercase())}
                disabled={value >= max} onclick={step(value + 1)}>
                { icon(Glyph::Plus) }
            </button>
        </div>
    }
}
