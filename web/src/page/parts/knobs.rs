//! The drawer with the settings that change something in the chosen mode.

use costs::{COSTS, Profile, ProfileName};
use protocol::{Knob, Knobs, POLICIES, Preempt, START_METHODS, parse_span};
use timeline::format;
use trace::Span;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::menu::{Float, Menu};
use super::{Glyph, icon};
use crate::page::{commands, store::Handle};

/// What the drawer shows.
pub struct KnobDrawer {
    pub store: Handle,
    pub knobs: Knobs,
    /// Those that apply, without the cores, which stand in the bar.
    pub shown: Vec<Knob>,
    /// Whether it is being measured what things cost.
    pub calibrating: bool,
    pub on_change: Callback<Knobs>,
}

/// The drawer; nothing where no setting applies.
pub fn knob_drawer(props: &KnobDrawer) -> Html {
    if props.shown.is_empty() {
        return html! {};
    }
    let defaults = Knobs::default();
    let changed =
        props.shown.iter().filter(|knob| with(&props.knobs, &defaults, **knob) != props.knobs);
    let n_changed = changed.count();
    let face = html! {
        <>
            { icon(Glyph::Sliders) }
            <span class="wide-only">{ "Settings" }</span>
            if n_changed > 0 {
                <span class="tag">{ n_changed }</span>
            }
        </>
    };
    let reset_all = {
        let all = props
            .shown
            .iter()
            .fold(props.knobs.clone(), |knobs, knob| with(&knobs, &defaults, *knob));
        props.on_change.reform(move |_: MouseEvent| all.clone())
    };
    html! {
        <Menu label="Settings of the run" float={Float::Form} {face} class={classes!("knobs", "end")}>
            <header>
                <h2>{ "Settings" }</h2>
                <button type="button" class="button small" onclick={reset_all} disabled={n_changed == 0}>
                    { "Reset all" }
                </button>
            </header>
            { for props.shown.iter().map(|knob| row(*knob, props, &defaults)) }
        </Menu>
    }
}

/// `knobs` with one of them as `from` has it.
fn with(knobs: &Knobs, from: &Knobs, knob: Knob) -> Knobs {
    let mut knobs = knobs.clone();
    match knob {
        Knob::Cores => knobs.cores = from.cores,
        Knob::StartMethod => knobs.start_method = from.start_method,
        Knob::Quantum => knobs.quantum = from.quantum,
        Knob::GilInterval => knobs.gil_interval = from.gil_interval,
        Knob::SwitchCost => knobs.switch_cost = from.switch_cost,
        Knob::Preempt => knobs.preempt = from.preempt,
        Knob::Seed => knobs.seed = from.seed,
        Knob::Policy => knobs.policy = from.policy,
        Knob::Profile => knobs.profile = from.profile.clone(),
    }
    knobs
}

fn words(knob: Knob) -> (&'static str, &'static str) {
    match knob {
        Knob::Cores => ("Cores", "How many tasks can compute at the same time"),
        Knob::StartMethod => ("Start method", "What a process begins with"),
        Knob::Quantum => ("Quantum", "How long a task may run before another gets its turn"),
        Knob::GilInterval => (
            "GIL interval",
            "How long a thread waits for the interpreter lock before it demands it",
        ),
        Knob::SwitchCost => {
            ("Switch cost", "What a core loses when it changes from one task to another")
        }
        Knob::Preempt => ("Interruption points", "Where a running task may be interrupted"),
        Knob::Seed => ("Seed", "Of everything random in the run"),
        Knob::Policy => ("Policy", "Who of the ready tasks gets a core next"),
        Knob::Profile => ("Costs", "What everything costs in virtual time"),
    }
}

fn row(knob: Knob, props: &KnobDrawer, defaults: &Knobs) -> Html {
    let (name, help) = words(knob);
    let reset = with(&props.knobs, defaults, knob);
    let is_default = reset == props.knobs;
    let onreset = props.on_change.reform(move |_: MouseEvent| reset.clone());
    let (field, default) = match knob {
        Knob::Quantum => {
            (span_field(knob, props.knobs.quantum, props), format::span(defaults.quantum))
        }
        Knob::GilInterval => {
            (span_field(knob, props.knobs.gil_interval, props), format::span(defaults.gil_interval))
        }
        Knob::SwitchCost => {
            (span_field(knob, props.knobs.switch_cost, props), format::span(defaults.switch_cost))
        }
        Knob::Preempt => (preempt_field(props), "as the mode says".to_owned()),
        Knob::Cores => {
            (number_field(knob, u64::from(props.knobs.cores), props), defaults.cores.to_string())
        }
        Knob::Seed => (number_field(knob, props.knobs.seed, props), defaults.seed.to_string()),
        Knob::StartMethod => {
            (start_method_field(props), defaults.start_method.info().title.to_owned())
        }
        Knob::Policy => (policy_field(props), defaults.policy.info().title.to_owned()),
        Knob::Profile => (profile_table(props), defaults.profile.name.name().to_owned()),
    };
    let wide = matches!(knob, Knob::Preempt | Knob::StartMethod | Knob::Policy | Knob::Profile)
        .then_some("wide");
    html! {
        <div class={classes!("knob", wide)}>
            <label for={id(knob)}>{ name }</label>
            <div class="value">
                { field }
                <button type="button" class="button small square" onclick={onreset} disabled={is_default}
                    aria-label={format!("Reset {}", name.to_ascii_lowercase())} title="Reset">
                    { icon(Glyph::Reset) }
                </button>
            </div>
            <p class="help">{ help }{ "; default " }{ default }</p>
        </div>
    }
}

fn id(knob: Knob) -> String {
    format!("knob-{}", words(knob).0.to_ascii_lowercase().replace(' ', "-"))
}

/// A field whose text is read when it is left or confirmed; what cannot be read is marked.
fn text_field(knob: Knob, value: String, read: impl Fn(&str) -> bool + 'static) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let wrong = !read(&input.value());
        // Setting an attribute of a known name cannot fail.
        input.set_attribute("aria-invalid", &wrong.to_string()).ok();
    });
    html! { <input class="field" type="text" inputmode="text" autocomplete="off" id={id(knob)} {value} {onchange} /> }
}

fn span_field(knob: Knob, span: Span, props: &KnobDrawer) -> Html {
    let (knobs, on_change) = (props.knobs.clone(), props.on_change.clone());
    text_field(knob, format::span(span), move |text| {
        let text: String = text.replace('µ', "u").split_whitespace().collect();
        let Ok(span) = parse_span(&text) else { return false };
        let mut given = knobs.clone();
        given.quantum = span;
        given.gil_interval = span;
        given.switch_cost = span;
        on_change.emit(with(&knobs, &given, knob));
        true
    })
}

fn number_field(knob: Knob, number: u64, props: &KnobDrawer) -> Html {
    let (knobs, on_change) = (props.knobs.clone(), props.on_change.clone());
    text_field(knob, number.to_string(), move |text| {
        let Ok(number) = text.trim().parse::<u64>() else { return false };
        let mut given = knobs.clone();
        given.seed = number;
        given.cores = u32::try_from(number).unwrap_or(u32::MAX);
        on_change.emit(with(&knobs, &given, knob));
        true
    })
}

const PREEMPTS: [(Option<Preempt>, &str, &str); 4] = [
    (None, "By mode", "As the mode says"),
    (Some(Preempt::EveryInstruction), "Anywhere", "At every instruction, as the language permits"),
    (
        Some(Preempt::Cpython),
        "CPython",
        "At the end of a loop's turn, at calls, at a function's entry",
    ),
    (Some(Preempt::WaitsOnly), "Waits", "Only where a task waits"),
];

fn preempt_field(props: &KnobDrawer) -> Html {
    let choices = PREEMPTS.iter().map(|(preempt, name, what)| {
        let knobs = Knobs { preempt: *preempt, ..props.knobs.clone() };
        let onclick = props.on_change.reform(move |_: MouseEvent| knobs.clone());
        let chosen = (*preempt == props.knobs.preempt).to_string();
        html! { <button type="button" aria-pressed={chosen} title={*what} {onclick}>{ name }</button> }
    });
    html! {
        <div class="segments" role="group" id={id(Knob::Preempt)} aria-label="Interruption points">{ for choices }</div>
    }
}

fn policy_field(props: &KnobDrawer) -> Html {
    let choices = POLICIES.iter().map(|info| {
        let knobs = Knobs { policy: info.policy, ..props.knobs.clone() };
        let onclick = props.on_change.reform(move |_: MouseEvent| knobs.clone());
        let chosen = (info.policy == props.knobs.policy).to_string();
        html! { <button type="button" aria-pressed={chosen} title={info.sentence} {onclick}>{ info.title }</button> }
    });
    html! {
        <div class="segments" role="group" id={id(Knob::Policy)} aria-label="Policy">{ for choices }</div>
    }
}

fn start_method_field(props: &KnobDrawer) -> Html {
    let choices = START_METHODS.iter().map(|info| {
        let knobs = Knobs { start_method: info.start_method, ..props.knobs.clone() };
        let onclick = props.on_change.reform(move |_: MouseEvent| knobs.clone());
        let chosen = (info.start_method == props.knobs.start_method).to_string();
        html! { <button type="button" aria-pressed={chosen} title={info.sentence} {onclick}>{ info.title }</button> }
    });
    html! {
        <div class="segments" role="group" id={id(Knob::StartMethod)} aria-label="Start method">{ for choices }</div>
    }
}

/// Every figure of the profile, with its unit and a field.
fn profile_table(props: &KnobDrawer) -> Html {
    let rows = COSTS.iter().map(|info| {
        let (knobs, on_change) = (props.knobs.clone(), props.on_change.clone());
        let onchange = Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let Ok(value) = input.value().trim().parse() else { return };
            let mut knobs = knobs.clone();
            knobs.profile.set(info.cost, value);
            on_change.emit(knobs);
        });
        let value = props.knobs.profile.value(info.cost).to_string();
        html! {
            <label title={info.meaning}>
                { info.name }{ " (" }{ info.unit.sign() }{ ")" }
                <input class="field" type="text" inputmode="numeric" autocomplete="off" {value} {onchange} />
            </label>
        }
    });
    let is_measured = props.knobs.profile.name == ProfileName::ThisDevice;
    let of_cpython = Knobs { profile: Profile::default(), ..props.knobs.clone() };
    let take_cpython = props.on_change.reform(move |_: MouseEvent| of_cpython.clone());
    let store = props.store.clone();
    let measure = move |_: MouseEvent| commands::calibrate(&store);
    let here = match (props.calibrating, is_measured) {
        (true, _) => "Measuring",
        (false, true) => "Measure again",
        (false, false) => "This device",
    };
    html! {
        <div class="costs" id={id(Knob::Profile)} role="group" aria-label="Costs">
            <div class="segments">
                <button type="button" aria-pressed={(!is_measured).to_string()} onclick={take_cpython}>{ "CPython 3.11" }</button>
                <button type="button" aria-pressed={is_measured.to_string()} aria-busy={props.calibrating.to_string()}
                    title="Measures what things cost in this browser" onclick={measure}>{ here }</button>
            </div>
            { for rows }
        </div>
    }
}
