//! Simulated or really executed.

use std::rc::Rc;

use trace::Clock;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ClockSwitchProps {
    pub clock: Clock,
    /// What the mode offers.
    pub offered: &'static [Clock],
    /// Why it cannot be really executed here, if so.
    pub why_not_wall: Option<Rc<str>>,
    pub on_pick: Callback<Clock>,
}

fn words(clock: Clock) -> (&'static str, &'static str) {
    match clock {
        Clock::Virtual => ("Simulate", "In exact virtual time: the same run every time"),
        Clock::Wall => ("Really run", "For real, with measured time: every run differs"),
    }
}

/// Nothing where there is no choice.
#[component]
pub fn ClockSwitch(props: &ClockSwitchProps) -> Html {
    if props.offered.len() < 2 {
        return html! {};
    }
    let choices = props.offered.iter().map(|&clock| {
        let (name, what) = words(clock);
        let why_not = props.why_not_wall.as_deref().filter(|_| clock == Clock::Wall);
        let chosen = clock == props.clock;
        let onclick = {
            let (on_pick, possible) = (props.on_pick.clone(), why_not.is_none());
            Callback::from(move |_: MouseEvent| {
                if possible {
                    on_pick.emit(clock);
                }
            })
        };
        html! {
            <button type="button" aria-pressed={chosen.to_string()} {onclick}
                aria-disabled={why_not.map(|_| "true")}
                aria-describedby={why_not.map(|_| "why-not-wall")}
                title={why_not.unwrap_or(what).to_owned()}>
                { name }
            </button>
        }
    });
    html! {
        <div class="segments" role="group" aria-label="Clock">{ for choices }</div>
    }
}
