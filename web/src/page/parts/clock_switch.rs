//! Simulated or really executed.

use trace::Clock;
use yew::prelude::*;

fn words(clock: Clock) -> (&'static str, &'static str) {
    match clock {
        Clock::Virtual => ("Simulate", "In exact virtual time: the same run every time"),
        Clock::Wall => ("Really run", "For real, with measured time: every run differs"),
    }
}

/// The choice among the `offered` clocks; nothing where there is none. `why_not_wall` says why the
/// program cannot be really executed here, if so.
pub fn clock_switch(
    clock: Clock,
    offered: &'static [Clock],
    why_not_wall: Option<&str>,
    on_pick: &Callback<Clock>,
) -> Html {
    if offered.len() < 2 {
        return html! {};
    }
    let choices = offered.iter().map(|&choice| {
        let (name, what) = words(choice);
        let why_not = why_not_wall.filter(|_| choice == Clock::Wall);
        let chosen = choice == clock;
        let onclick = {
            let (on_pick, possible) = (on_pick.clone(), why_not.is_none());
            Callback::from(move |_: MouseEvent| {
                if possible {
                    on_pick.emit(choice);
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
