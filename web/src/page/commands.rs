//! What buttons and keys do.

use std::rc::Rc;

use export::Format;
use js_sys::Uint8Array;
use protocol::{Example, Mode, ReportKind};
use timeline::Hit;
use trace::{Clock, TaskId, Time};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{dom, editor::TaskMark, effects, storage, store::Store};
use crate::link;
use crate::state::{Action, AppState, EngineState, Notice, Opened, Pane, Standing};

/// Runs the program as it stands.
pub fn run(store: &Rc<Store>) {
    let state = store.state();
    if matches!(state.engine, EngineState::Ready { .. }) {
        if state.clock == Clock::Wall {
            ask_to_fetch(store);
        }
        store.dispatch(Action::Start(store.next_run()));
    }
}

/// Asks the visitor, where that is needed before the program is really executed.
fn ask_to_fetch(store: &Rc<Store>) {
    let question = "This program came with a link. May it load files of this site?";
    // A browser that shows no questions has not agreed.
    let agrees = || dom::window().confirm_with_message(question).unwrap_or_default();
    if store.state().must_ask() && agrees() {
        store.dispatch(Action::LetFetch);
    }
}

/// Measures what things cost on this machine.
pub fn calibrate(store: &Rc<Store>) {
    let state = store.state();
    if state.calibrating.is_none() && matches!(state.engine, EngineState::Ready { .. }) {
        store.dispatch(Action::Calibrate(store.next_run()));
    }
}

/// Has several runs compared.
pub fn compare(store: &Rc<Store>, kind: ReportKind) {
    if matches!(store.state().engine, EngineState::Ready { .. }) {
        if matches!(kind, ReportKind::Prediction(_)) {
            ask_to_fetch(store);
        }
        store.dispatch(Action::Ask(store.next_run(), kind));
    }
}

/// Selects what a task does at a moment of the shown run, and leaves the tab as it is.
pub fn show(store: &Rc<Store>, time: Time, task: TaskId) -> Option<()> {
    let state = store.state();
    let timeline = &state.outcome.as_ref()?.timeline;
    let lane = timeline.lane_of_task(task)?;
    let index = timeline.lane(lane)?.slices.at(time.0)?;
    let view = store.view.borrow().clone()?;
    view.select(Some(Hit::Slice { lane, index }));
    store.dispatch(Action::SetTab(state.layout.tab));
    Some(())
}

/// Runs the program in that mode, simulated.
pub fn run_in(store: &Rc<Store>, mode: Mode) {
    store.dispatch(Action::SetMode(mode));
    store.dispatch(Action::SetClock(Clock::Virtual));
    run(store);
}

/// Asks the run to stop, and the comparison.
pub fn stop(store: &Rc<Store>) {
    let state = store.state();
    if state.run.as_ref().is_some_and(|run| !run.stopping) {
        store.dispatch(Action::Stopping);
    }
    if state.comparing.as_ref().is_some_and(|comparing| comparing.going) {
        effects::stop_comparison(store);
    }
}

/// Starts the engine again after it died.
pub fn restart(store: &Rc<Store>) {
    effects::start_engine(store);
}

/// Opens an example, and runs it where that is only simulated.
pub fn open_example(store: &Rc<Store>, example: &'static Example) {
    store.dispatch(Action::Open(Opened::Example(example.name)));
    if store.state().clock == Clock::Virtual {
        run(store);
    }
}

/// Puts the cursor of the editor there, and the editor into sight.
pub fn go_to(store: &Rc<Store>, line: u32, column: u32) {
    store.dispatch(Action::SetPane(Pane::Code));
    if let Some(editor) = &*store.editor.borrow() {
        editor.go_to(line, column);
    }
}

/// Copies a link to program and settings.
pub fn share(store: &Rc<Store>) {
    let store = Rc::clone(store);
    wasm_bindgen_futures::spawn_local(async move {
        let state = store.state();
        let coded = storage::keep_workload(&state).await;
        let Some(coded) = coded.filter(|coded| coded.len() <= link::FRAGMENT_CHARS_MAX) else {
            let name = state.workload.file.to_string();
            dom::download(&name, "text/x-python", state.workload.text.as_bytes());
            let why = "The program is too long for a link, so it was saved as a file";
            return tell(&store, why, false);
        };
        // The browser may have refused to change its own address.
        let address = dom::window().location().href().unwrap_or_default();
        let address = format!("{}#{coded}", address.split('#').next().unwrap_or_default());
        let copied = dom::window().navigator().clipboard().write_text(&address);
        match JsFuture::from(copied).await {
            Ok(_) => tell(&store, "A link to this program and its settings was copied", false),
            Err(_) => tell(&store, "The link is in the address bar: copy it from there", false),
        }
    });
}

/// Tells the visitor something.
pub fn tell(store: &Rc<Store>, text: &str, bad: bool) {
    store.dispatch(Action::Notify(Some(Notice { text: text.into(), bad })));
}

/// The bytes of the last run in the format of that name.
pub async fn export(store: &Rc<Store>, format: &str) -> Result<Vec<u8>, JsValue> {
    let state = store.state();
    let outcome = state
        .outcome
        .as_ref()
        .ok_or_else(|| js_sys::Error::new("there is no run to export yet"))?;
    let bytes = JsFuture::from(effects::export(store, &outcome.trace, format)).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

/// Saves the last run as a file.
pub fn save(store: &Rc<Store>, format: Format) {
    let store = Rc::clone(store);
    wasm_bindgen_futures::spawn_local(async move {
        match export(&store, format.name()).await {
            Ok(bytes) => {
                let file = store.state().workload.file.clone();
                let name = format!("{}.{}", file.trim_end_matches(".py"), format.extension());
                dom::download(&name, format.mime(), &bytes);
            }
            Err(why) => {
                let why = why.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
                tell(&store, &format!("Not exported: {}", why.unwrap_or_default()), true);
            }
        }
    });
}

/// The colour of a task, as the style sheets name it.
pub fn task_colour(task: TaskId) -> String {
    format!("var(--task-{})", task.index() % timeline::Theme::HUES)
}

/// Where the tasks stand at the cursor, for the editor.
pub fn marks(state: &AppState) -> Vec<TaskMark> {
    let (Some(outcome), Some(cursor)) = (&state.outcome, state.cursor) else { return Vec::new() };
    if *outcome.spec.text != *state.workload.text {
        return Vec::new();
    }
    let name = |task| (task_colour(task), outcome.timeline.task_name(task).to_owned());
    let mark = |Standing { line, tasks, n_more }| TaskMark {
        line,
        names: tasks.into_iter().map(name).collect(),
        n_more,
    };
    outcome.standing_at(cursor).into_iter().map(mark).collect()
}
