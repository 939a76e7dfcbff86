//! A small number with its two steps.

use yew::prelude::*;

use super::{Glyph, Icon};

#[derive(Properties, PartialEq)]
pub struct StepperProps {
    pub label: AttrValue,
    pub value: u32,
    pub max: u32,
    pub on_change: Callback<u32>,
}

#[component]
pub fn Stepper(props: &StepperProps) -> Html {
    let step = |to: u32| props.on_change.reform(move |_: MouseEvent| to);
    let value = props.value.min(props.max);
    html! {
        <div class="stepper" role="group" aria-label={props.label.clone()}>
            <span class="unit" aria-hidden="true">{ props.label.clone() }</span>
            <button type="button" aria-label={format!("Fewer {}", props.label.to_lowercase())}
                disabled={value <= 1} onclick={step(value.saturating_sub(1).max(1))}>
                <span aria-hidden="true">{ "−" }</span>
            </button>
            <output>{ value }</output>
            <button type="button" aria-label={format!("More {}", props.label.to_lowercase())}
                disabled={value >= props.max} onclick={step(value + 1)}>
                <Icon glyph={Glyph::Plus} />
            </button>
        </div>
    }
}
