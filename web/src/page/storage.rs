//! What the browser keeps between visits. Storage can be forbidden: then nothing is kept.

use protocol::Spec;
use web_sys::Storage;

use super::{deflate, dom};
use crate::link;
use crate::state::{Action, AppState, Layout, Notice, Opened, Outcome, ThemeChoice, reduce};

const WORKLOAD: &str = "interleave.workload";
const EXAMPLE: &str = "interleave.example";
/// The last program and settings that were the visitor's own, and nothing that came with a link.
const OWN: &str = "interleave.own";
const LAYOUT: &str = "interleave.layout";
/// Also read by `index.html`, before anything is painted.
const THEME: &str = "interleave.theme";

fn storage() -> Option<Storage> {
    dom::window().local_storage().ok().flatten()
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn set(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    // A full or forbidden storage costs the visitor the next visit's start, nothing now.
    match value {
        Some(value) => storage.set_item(key, value).ok(),
        None => storage.remove_item(key).ok(),
    };
}

/// The link in the address, if there is one.
pub fn fragment() -> Option<String> {
    let hash = dom::window().location().hash().ok()?;
    hash.strip_prefix('#').filter(|fragment| !fragment.is_empty()).map(str::to_owned)
}

/// The state a visit begins with: a link before what was kept before the first example.
pub async fn restore() -> AppState {
    let mut state = AppState {
        layout: Layout {
            theme: match get(THEME).as_deref() {
                Some("light") => ThemeChoice::Light,
                Some("dark") => ThemeChoice::Dark,
                _ => ThemeChoice::System,
            },
            ..get(LAYOUT).as_deref().map(Layout::from_line).unwrap_or_default()
        },
        ..AppState::default()
    };
    let mut bad_link = None;
    // Read once, for who opened this page may change its address.
    let opened = match fragment() {
        Some(coded) => match deflate::decode(&coded).await {
            Ok(spec) => Some((coded, spec)),
            Err(error) => {
                bad_link = Some(Notice { text: error.to_string().into(), bad: true });
                kept().await
            }
        },
        None => kept().await,
    };
    match opened {
        Some((coded, spec)) => {
            let example = known_example(&spec);
            let is_own = get(OWN) == Some(coded);
            let spec = Box::new(spec);
            let opened = if is_own { Opened::Kept(spec) } else { Opened::Shared(spec) };
            state = reduce(&state, Action::Open(opened));
            state.workload.example = example;
        }
        None => show_first_run(&mut state),
    }
    state.notice = bad_link;
    state
}

async fn kept() -> Option<(String, Spec)> {
    let coded = get(WORKLOAD)?;
    let spec = deflate::decode(&coded).await.ok()?;
    Some((coded, spec))
}

/// The example that a program was opened as: the one that was kept with it, or whose text it has.
fn known_example(spec: &Spec) -> Option<&'static str> {
    // Another visitor's link says nothing of what was kept here.
    let is_kept = fragment().is_none_or(|fragment| get(WORKLOAD) == Some(fragment));
    let name = get(EXAMPLE).filter(|_| is_kept);
    let same = |example: &&protocol::Example| {
        Some(example.name) == name.as_deref() || example.text == spec.text
    };
    protocol::EXAMPLES.iter().find(same).map(|example| example.name)
}

fn show_first_run(state: &mut AppState) {
    if let Some(trace) = crate::first_run::trace() {
        state.outcome = Some(Outcome::new(None, state.spec(), None, trace));
    }
}

/// Keeps program and settings, in the browser and in the address; says how a link names them.
pub async fn keep_workload(state: &AppState) -> Option<String> {
    let coded = deflate::encode(&state.spec()).await?;
    set(WORKLOAD, Some(&coded));
    set(EXAMPLE, state.workload.example);
    if !state.workload.is_linked() {
        set(OWN, Some(&coded));
    }
    let short = coded.len() <= link::FRAGMENT_CHARS_MAX;
    let address = if short { format!("#{coded}") } else { "#".to_owned() };
    if let Ok(history) = dom::window().history() {
        // Refused when called too often; the next change tries again.
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address)).ok();
    }
    Some(coded)
}

/// Keeps the arrangement.
pub fn keep_layout(layout: &Layout) {
    set(LAYOUT, Some(&layout.to_line()));
    set(THEME, layout.theme.attribute());
}
