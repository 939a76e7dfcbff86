//! The drawer with the settings that change something in the chosen mode.

use costs::{COSTS, Profile, ProfileName};
use protocol::{Knob, Knobs, POLICIES, Policy, Preempt, START_METHODS, parse_span};
use timeline::format;
use trace::Span;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::menu::{Float, Menu};
use super::{Glyph, icon};
use crate::page::{commands, dom, store::Handle};

/// What the drawer shows.
pub struct KnobDrawer {
    pub store: Handle,
    pub knobs: Knobs,
    /// Those that apply, without the cores, which stand in the bar.
    pub shown: Vec<Knob>,
    /// Whether it is being measured what things cost.
    pub calibrating: bool,
    /// What the last run said of the policy that was written, if anything.
    pub wrong_policy: String,
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
        Knob::Machines => knobs.machines = from.machines,
        Knob::Latency => knobs.latency = from.latency,
        Knob::Bandwidth => knobs.bandwidth = from.bandwidth,
        Knob::SlowMachine => knobs.slow_machine = from.slow_machine,
        Knob::FailAt => knobs.fail_at = from.fail_at,
        Knob::StartMethod => knobs.start_method = from.start_method,
        Knob::Quantum => knobs.quantum = from.quantum,
        Knob::GilInterval => knobs.gil_interval = from.gil_interval,
        Knob::SwitchCost => knobs.switch_cost = from.switch_cost,
        Knob::Preempt => knobs.preempt = from.preempt,
        Knob::Seed => knobs.seed = from.seed,
        Knob::Policy => {
            knobs.policy = from.policy;
            knobs.own_policy.clone_from(&from.own_policy);
        }
        Knob::Profile => knobs.profile = from.profile.clone(),
    }
    knobs
}

fn words(knob: Knob) -> (&'static str, &'static str) {
    match knob {
        Knob::Cores => ("Cores", "How many tasks can compute at the same time"),
        Knob::Machines => ("Machines", "How many there are, each with its cores"),
        Knob::Latency => ("Latency", "How long the first byte takes between machines"),
        Knob::Bandwidth => ("Bandwidth", "How many megabits a second go between machines"),
        Knob::SlowMachine => ("Slow machine", "How many times longer the last one takes"),
        Knob::FailAt => ("Failure", "When the last machine fails; at 0 never"),
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
    let span = |of: fn(&Knobs) -> Span| {
        (span_field(knob, of(&props.knobs), props), format::span(of(defaults)))
    };
    let number = |of: fn(&Knobs) -> u64| {
        (number_field(knob, of(&props.knobs), props), of(defaults).to_string())
    };
    let (field, default) = match knob {
        Knob::Quantum => span(|knobs| knobs.quantum),
        Knob::GilInterval => span(|knobs| knobs.gil_interval),
        Knob::SwitchCost => span(|knobs| knobs.switch_cost),
        Knob::Latency => span(|knobs| knobs.latency),
        Knob::FailAt => span(|knobs| knobs.fail_at),
        Knob::Cores => number(|knobs| knobs.cores.into()),
        Knob::Machines => number(|knobs| knobs.machines.into()),
        Knob::Bandwidth => number(|knobs| knobs.bandwidth),
        Knob::SlowMachine => number(|knobs| knobs.slow_machine.into()),
        Knob::Seed => number(|knobs| knobs.seed),
        Knob::Preempt => (preempt_field(props), "as the mode says".to_owned()),
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
        let Ok(span) = parse_span(text.trim()) else { return false };
        let mut given = knobs.clone();
        given.quantum = span;
        given.gil_interval = span;
        given.switch_cost = span;
        given.latency = span;
        given.fail_at = span;
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
        given.bandwidth = number;
        let small = u32::try_from(number).unwrap_or(u32::MAX);
        given.cores = small;
        given.machines = small;
        given.slow_machine = small;
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
        (*name, *what, Knobs { preempt: *preempt, ..props.knobs.clone() })
    });
    segments(Knob::Preempt, choices, props)
}

/// A button for each way in which a knob can stand: its name, what it means, and the knobs with it.
fn segments(
    knob: Knob,
    choices: impl Iterator<Item = (&'static str, &'static str, Knobs)>,
    props: &KnobDrawer,
) -> Html {
    let choices: Vec<Html> = choices.map(|choice| segment(choice, props)).collect();
    html! {
        <div class="segments" role="group" id={id(knob)} aria-label={words(knob).0}>{ choices }</div>
    }
}

fn segment((name, what, knobs): (&'static str, &'static str, Knobs), props: &KnobDrawer) -> Html {
    let chosen = (knobs == props.knobs).to_string();
    let onclick = props.on_change.reform(move |_: MouseEvent| knobs.clone());
    html! { <button type="button" aria-pressed={chosen} title={what} {onclick}>{ name }</button> }
}

fn policy_field(props: &KnobDrawer) -> Html {
    let choices = POLICIES.iter().map(|info| {
        (info.title, info.sentence, Knobs { policy: info.policy, ..props.knobs.clone() })
    });
    let choices = segments(Knob::Policy, choices, props);
    if props.knobs.policy != Policy::Own {
        return choices;
    }
    let (knobs, on_change) = (props.knobs.clone(), props.on_change.clone());
    let onchange = move |event: Event| {
        if let Some(own_policy) = dom::field(&event.target().into(), "value").as_string() {
            on_change.emit(Knobs { own_policy, ..knobs.clone() });
        }
    };
    html! {
        <>
            { choices }
            <textarea class="field mono" rows="6" spellcheck="false" aria-label="choose(ready, now)"
                value={props.knobs.own_policy.clone()} {onchange} />
            <p class="help" role="alert">{ &props.wrong_policy }</p>
        </>
    }
}

fn start_method_field(props: &KnobDrawer) -> Html {
    let choices = START_METHODS.iter().map(|info| {
        let start_method = info.start_method;
        (info.title, info.sentence, Knobs { start_method, ..props.knobs.clone() })
    });
    segments(Knob::StartMethod, choices, props)
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
