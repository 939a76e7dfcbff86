//! What has to happen outside when the state has changed: each is told by the state before and after.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{Promise, Uint8Array};
use protocol::{ReportKind, Request, Response, RunId, Spec};
use trace::{Clock, Time, Trace};

use super::bridge::{Bridge, Said};
use super::{api, deflate, dom, storage, store::Store};
use crate::state::{Action, AppState, EngineState, Notice, Opened, Outcome, Reporting};

/// A run that has not answered by then is ended with its worker.
const STOP_MS_MAX: u32 = 1_000;
/// An engine that looks for so long at what happened keeps the next run waiting.
const STAND_BY_AFTER_MS: u32 = 100;
/// A program is checked when nothing was typed for so long.
const CHECK_AFTER_MS: u32 = 250;
/// The tasks are looked at when the moment has been another for so long.
const INSPECT_AFTER_MS: u32 = 60;
/// Program and settings are kept when nothing has changed for so long.
const KEEP_AFTER_MS: u32 = 400;

/// What goes on outside. Each handle ends what it stands for when it is dropped.
#[derive(Default)]
pub struct Effects {
    bridge: RefCell<Option<Bridge>>,
    /// An engine that is to take the place of that one, whose memory has grown, or which is busy.
    spare: RefCell<Option<Bridge>>,
    /// The run that is over and that the engine looks at.
    looks_at: Cell<Option<RunId>>,
    stop: RefCell<Option<Timeout>>,
    stand_by: RefCell<Option<Timeout>>,
    check: RefCell<Option<Timeout>>,
    inspect: RefCell<Option<Timeout>>,
    keep: RefCell<Option<Timeout>>,
    listeners: RefCell<Vec<EventListener>>,
}

/// Starts what goes on as long as the page does.
pub fn begin(store: &Rc<Store>) {
    show_theme(&store.state());
    start_engine(store);
    let weak = Rc::downgrade(store);
    let on_link = EventListener::new(&dom::window(), "hashchange", move |_| {
        let (Some(store), Some(fragment)) = (weak.upgrade(), storage::fragment()) else { return };
        wasm_bindgen_futures::spawn_local(async move {
            match deflate::decode(&fragment).await {
                Ok(spec) if is_shown(&store.state(), &spec) => {}
                Ok(spec) => store.dispatch(Action::Open(Opened::Shared(Box::new(spec)))),
                Err(error) => {
                    let notice = Notice { text: error.to_string().into(), bad: true };
                    store.dispatch(Action::Notify(Some(notice)));
                }
            }
        });
    });
    store.effects.listeners.borrow_mut().push(on_link);
}

/// Whether a link names what stands on the page; it grants nothing.
fn is_shown(state: &AppState, linked: &Spec) -> bool {
    let mut shown = state.spec();
    shown.knobs.may_fetch = linked.knobs.may_fetch;
    shown == *linked
}

/// Ends the engine's worker. What it was asked for scripts or for a file it will not answer.
fn end_engine(store: &Rc<Store>) {
    store.effects.bridge.take();
    store.effects.spare.take();
    store.effects.looks_at.take();
    store.waiters.give_up("the engine ended without an answer");
}

/// Starts the engine's worker, in place of the one before.
pub fn start_engine(store: &Rc<Store>) {
    end_engine(store);
    store.dispatch(Action::Engine(EngineState::Starting));
    match start_bridge(store) {
        Ok(bridge) => drop(store.effects.bridge.replace(Some(bridge))),
        Err(why) => store.dispatch(Action::Engine(EngineState::Failed { why })),
    }
}

fn start_bridge(store: &Rc<Store>) -> Result<Bridge, Rc<str>> {
    let (weak, id) = (Rc::downgrade(store), store.next_id());
    Bridge::start(id, move |said| {
        let Some(store) = weak.upgrade() else { return };
        if store.effects.spare.borrow().as_ref().is_some_and(|spare| spare.id == id) {
            hear_spare(&store, &said);
        } else {
            hear(&store, said);
        }
    })
}

/// The memory of an engine never shrinks. One that has grown is replaced while it has nothing to do: it
/// still answers until another is ready, so that nobody waits.
fn follow_memory(store: &Rc<Store>, after: &AppState) {
    let awaits = after.check.is_some() || after.library.is_empty() || !store.waiters.are_none();
    if awaits || !after.is_idle() {
        return;
    }
    let Effects { bridge, spare, .. } = &store.effects;
    if spare.borrow().as_ref().is_some_and(|spare| spare.is_ready.get()) {
        bridge.replace(spare.take());
    }
    let has_grown = bridge.borrow().as_ref().is_some_and(Bridge::has_grown);
    if has_grown && spare.borrow().is_none() {
        // Without another one the old one goes on.
        spare.replace(start_bridge(store).ok());
    }
}

/// The other engine is ready, or is none.
fn hear_spare(store: &Rc<Store>, said: &Said) {
    let state = store.state();
    let is_same = matches!((said, &state.engine), (
        Said::Response(Response::Ready { threads: now, .. }, _),
        EngineState::Ready { threads: before, .. },
    ) if now == before);
    if is_same {
        store.effects.spare.borrow().iter().for_each(|spare| spare.is_ready.set(true));
        follow_memory(store, &state);
        hurry(store, &state);
    } else {
        // With fewer threads the visitor would notice.
        store.effects.spare.take();
    }
}

fn hear(store: &Rc<Store>, said: Said) {
    let action = match said {
        Said::Failed(why) => return bury(store, why),
        Said::Response(response, bulk) => match response {
            Response::Ready { threads, why_not_parallel } => Action::Engine(EngineState::Ready {
                threads,
                why_not_parallel: why_not_parallel.map(Rc::from),
            }),
            Response::Notice(text) => {
                Action::Notify(text.map(|text| Notice { text: text.into(), bad: false }))
            }
            Response::Progress { id, stdout, stderr, steps, time_ns } => {
                let run = store.state().run.clone().filter(|run| run.id == id);
                let trace = bulk.and_then(|bytes| Trace::from_bytes(&bytes).ok());
                let so_far = run.zip(trace);
                let so_far =
                    so_far.map(|(run, trace)| Outcome::new(Some(id), run.spec, None, trace));
                Action::Progress { id, stdout, stderr, so_far, steps, time: Time(time_ns) }
            }
            Response::Ended { id } => {
                note_end(store, id);
                Action::Over(id)
            }
            Response::Finished { id, ending, document } => {
                store.effects.looks_at.take();
                store.effects.stand_by.take();
                let run = store.state().run.clone();
                // Late: the visitor has started another one since.
                let Some(run) = run.filter(|run| run.id == id) else { return };
                // A refused program has no trace.
                let trace = bulk.map_or_else(
                    || Ok(Outcome::empty_trace(run.spec.clock)),
                    |bytes| Trace::from_bytes(&bytes),
                );
                match trace {
                    Ok(trace) => {
                        let outcome = Outcome::new(Some(id), run.spec, Some(*ending), trace);
                        let outcome = outcome.with_document(document);
                        store.waiters.settle(id, Ok(&api::answer(&outcome)));
                        Action::Finished(outcome)
                    }
                    Err(error) => {
                        Action::Lost { id, why: format!("The run's trace: {error}").into() }
                    }
                }
            }
            Response::Exported { id } => {
                let file = bulk.map(|bytes| Uint8Array::from(bytes.as_slice()).into());
                let file = file.as_ref().ok_or("this run cannot be written in that format");
                return store.waiters.settle(id, file);
            }
            Response::Inspected { id, snapshot } => Action::Inspected { id, snapshot },
            Response::Report { id, markup, going } => {
                Action::Reported { id, markup: markup.map(Rc::from), going }
            }
            Response::Calibrated { id, profile } => Action::Calibrated { id, profile },
            Response::Library(names) => Action::Library(Rc::new(names)),
            Response::Checked { id, diagnostics } => Action::Checked { id, diagnostics },
        },
    };
    store.dispatch(action);
}

/// A run is over, and needs no end by force; what it did may take a while to look at.
fn note_end(store: &Rc<Store>, id: RunId) {
    if store.state().run.as_ref().is_some_and(|run| run.id == id) {
        store.effects.stop.take();
    }
    store.effects.looks_at.set(Some(id));
    let weak = Rc::downgrade(store);
    let later = Timeout::new(STAND_BY_AFTER_MS, move || {
        if let Some(store) = weak.upgrade() {
            stand_by(&store, &store.state());
        }
    });
    store.effects.stand_by.replace(Some(later));
}

/// Ends an engine that could not start or died. Another one starts where the visitor had asked for
/// what it died of; what the page asks by itself would be asked, and end it, again and again.
fn bury(store: &Rc<Store>, why: Rc<str>) {
    let state = store.state();
    let comparing = state.comparing.as_ref().is_some_and(|comparing| comparing.going);
    let was_asked = state.run.is_some() || comparing;
    // Its other threads may be waiting for the one that died.
    end_engine(store);
    let started = matches!(state.engine, EngineState::Ready { .. });
    store.dispatch(Action::Engine(EngineState::Failed { why: Rc::clone(&why) }));
    if started && was_asked {
        start_engine(store);
        let first = why.lines().next().unwrap_or_default();
        let text = format!("The engine was started again, and this run is lost. {first}").into();
        store.dispatch(Action::Notify(Some(Notice { text, bad: true })));
    }
}

/// Has a run written as a file of that format: a promise of its bytes.
pub fn export(store: &Rc<Store>, trace: &Trace, format: &str) -> Promise {
    let id = store.next_run();
    let promise = store.waiters.wait(id);
    match &*store.effects.bridge.borrow() {
        Some(bridge) if matches!(store.state().engine, EngineState::Ready { .. }) => {
            let request = Request::Export { id, format: format.to_owned() };
            bridge.send(&request, Some(&trace.to_bytes()));
        }
        _ => store.waiters.settle(id, Err("the engine is not ready")),
    }
    promise
}

/// Does what the change from `before` to `after` asks for.
pub fn follow(store: &Rc<Store>, before: &AppState, after: &AppState) {
    follow_run(store, before, after);
    follow_reports(store, before, after);
    follow_moment(store, before, after);
    follow_text(store, before, after);
    if before.layout != after.layout {
        storage::keep_layout(&after.layout);
        show_theme(after);
    }
    if before.spec() != after.spec() || before.workload.example != after.workload.example {
        let weak = Rc::downgrade(store);
        let keep = Timeout::new(KEEP_AFTER_MS, move || {
            if let Some(store) = weak.upgrade() {
                let state = store.state();
                wasm_bindgen_futures::spawn_local(async move {
                    // Without such streams nothing is kept, which costs the next visit's start.
                    storage::keep_workload(&state).await;
                });
            }
        });
        store.effects.keep.replace(Some(keep));
    }
    let is_ready = |state: &AppState| matches!(state.engine, EngineState::Ready { .. });
    let ready = is_ready(after);
    if let (Some(bridge), true) = (&*store.effects.bridge.borrow(), ready && !is_ready(before)) {
        bridge.send(&Request::Library, None);
    }
    if ready && after.run_when_ready && after.clock == Clock::Virtual {
        store.dispatch(Action::Start(store.next_run()));
    }
    follow_memory(store, after);
}

fn follow_run(store: &Rc<Store>, before: &AppState, after: &AppState) {
    let id = |state: &AppState| state.run.as_ref().map(|run| run.id);
    let stopping = |state: &AppState| state.run.as_ref().is_some_and(|run| run.stopping);
    if id(before) != id(after) {
        store.effects.stop.take();
        if let Some(id) = id(before) {
            // Without effect for a run that has answered.
            store.waiters.settle(id, Err("the run ended without an answer"));
        }
    }
    if id(before) != id(after) && hurry(store, after) {
        return;
    }
    let is_new = id(before) != id(after) || stopping(after) && !stopping(before);
    if is_new {
        stand_by(store, after);
    }
    let bridge = store.effects.bridge.borrow();
    let (Some(bridge), Some(run)) = (&*bridge, &after.run) else { return };
    if id(before) != id(after) {
        bridge.send(&Request::Run { id: run.id, spec: run.spec.clone() }, None);
    } else if stopping(after) && !stopping(before) {
        bridge.send(&Request::Stop { id: run.id }, None);
        let (weak, id) = (Rc::downgrade(store), run.id);
        let restart = Timeout::new(STOP_MS_MAX, move || {
            if let Some(store) = weak.upgrade() {
                end_by_force(&store, id);
            }
        });
        store.effects.stop.replace(Some(restart));
    }
}

/// Starts another engine where the visitor would have to wait for one that looks at what happened: for the
/// next run, or to be asked for it.
fn stand_by(store: &Rc<Store>, state: &AppState) {
    let Effects { spare, looks_at, .. } = &store.effects;
    let waits = looks_at.get().zip(state.run.as_ref());
    let waits = waits.is_some_and(|(id, run)| run.id != id || run.stopping);
    if waits && spare.borrow().is_none() {
        // Without another one the next run waits until this one is done.
        let started = start_bridge(store).ok();
        spare.replace(started);
    }
}

/// Has the engine that stands by run what is asked for, in place of one that still looks at the run before:
/// nobody waits for that any more. Says whether it does.
fn hurry(store: &Rc<Store>, state: &AppState) -> bool {
    let Effects { bridge, spare, looks_at, .. } = &store.effects;
    let next = state.run.as_ref().filter(|run| looks_at.get().is_some_and(|id| id != run.id));
    let is_ready = spare.borrow().as_ref().is_some_and(|spare| spare.is_ready.get());
    let Some(run) = next.filter(|_| is_ready) else { return false };
    looks_at.take();
    bridge.replace(spare.take());
    store.waiters.give_up_all_but(run.id, "another run was asked for");
    if let Some(bridge) = &*bridge.borrow() {
        bridge.send(&Request::Run { id: run.id, spec: run.spec.clone() }, None);
        if run.stopping {
            bridge.send(&Request::Stop { id: run.id }, None);
        }
    }
    store.dispatch(Action::Replaced);
    true
}

fn follow_reports(store: &Rc<Store>, before: &AppState, after: &AppState) {
    let reports = [(&before.metrics, &after.metrics), (&before.comparing, &after.comparing)];
    for (before, report) in reports {
        let is_new = |report: &&Rc<Reporting>| before.as_ref().map(|it| it.id) != Some(report.id);
        let asked = report.as_ref().filter(is_new);
        if let (Some(bridge), Some(asked)) = (&*store.effects.bridge.borrow(), asked) {
            let (id, kind, spec) = (asked.id, asked.kind, asked.spec.clone());
            let outcome = after.outcome.as_ref().filter(|_| kind == ReportKind::Run);
            let trace = outcome.map(|outcome| outcome.trace.to_bytes());
            bridge.send(&Request::Report { id, kind, spec }, trace.as_deref());
        }
    }
    let calibrating = after.calibrating.filter(|id| before.calibrating != Some(*id));
    if let (Some(bridge), Some(id)) = (&*store.effects.bridge.borrow(), calibrating) {
        bridge.send(&Request::Calibrate { id, mode: after.mode }, None);
    }
    if after.wants_metrics() {
        store.dispatch(Action::Ask(store.next_run(), ReportKind::Run));
    }
}

/// Looks at what the tasks hold, now and then while the moment moves.
fn follow_moment(store: &Rc<Store>, before: &AppState, after: &AppState) {
    let id = |state: &AppState| state.inspecting.as_ref().map(|inspecting| inspecting.id);
    if let (Some(bridge), Some(asked)) = (&*store.effects.bridge.borrow(), &after.inspecting)
        && id(before) != id(after)
    {
        let tasks = asked.tasks.iter().map(|task| task.0).collect();
        let (id, spec, at_ns) = (asked.id, asked.spec.clone(), asked.at.0);
        bridge.send(&Request::Inspect { id, spec, at_ns, tasks }, None);
    }
    let mut pending = store.effects.inspect.borrow_mut();
    if after.to_inspect().is_none() {
        *pending = None;
    } else if pending.is_none() {
        let weak = Rc::downgrade(store);
        *pending = Some(Timeout::new(INSPECT_AFTER_MS, move || {
            let Some(store) = weak.upgrade() else { return };
            let asked = store.state().to_inspect();
            store.effects.inspect.borrow_mut().take().map(Timeout::forget);
            if let Some((at, tasks)) = asked {
                store.dispatch(Action::Inspect { id: store.next_run(), at, tasks });
            }
        }));
    }
}

/// Ends the comparison that goes on.
pub fn stop_comparison(store: &Rc<Store>) {
    let state = store.state();
    let going = state.comparing.as_ref().filter(|comparing| comparing.going);
    if let (Some(bridge), Some(comparing)) = (&*store.effects.bridge.borrow(), going) {
        bridge.send(&Request::Stop { id: comparing.id }, None);
    }
}

fn end_by_force(store: &Rc<Store>, id: RunId) {
    let state = store.state();
    let Some(run) = state.run.as_ref().filter(|run| run.id == id) else { return };
    let document = js_sys::JSON::stringify(&api::ended_by_force(run)).map(String::from);
    let stopped = Outcome::stopped(run, state.so_far().map(Rc::as_ref))
        .with_document(document.unwrap_or_default());
    store.waiters.settle(id, Ok(&api::answer(&stopped)));
    store.dispatch(Action::Finished(stopped));
    let why = "The run did not stop within a second, so it was ended together with its engine";
    store.dispatch(Action::Notify(Some(Notice { text: why.into(), bad: false })));
    start_engine(store);
}

fn follow_text(store: &Rc<Store>, before: &AppState, after: &AppState) {
    let ready = |state: &AppState| matches!(state.engine, EngineState::Ready { .. });
    let idle = |state: &AppState| ready(state) && state.run.is_none();
    let changed = before.workload.text != after.workload.text;
    // A run finds all that a check does, and more.
    let ran = before.run.as_ref().is_some_and(|run| *run.spec.text == *after.workload.text);
    if after.run.is_some() {
        store.effects.check.take();
    }
    if idle(after) && (changed || !(idle(before) || ran)) && !after.run_when_ready {
        let weak = Rc::downgrade(store);
        let check = Timeout::new(CHECK_AFTER_MS, move || {
            let Some(store) = weak.upgrade() else { return };
            if store.state().run.is_none() {
                store.dispatch(Action::Check(store.next_run()));
            }
        });
        store.effects.check.replace(Some(check));
    }
    let asked = after.check.filter(|id| before.check != Some(*id));
    if let (Some(id), Some(bridge)) = (asked, &*store.effects.bridge.borrow()) {
        bridge.send(&Request::Check { id, text: after.workload.text.to_string() }, None);
    }
}

fn show_theme(state: &AppState) {
    let root = dom::root();
    // Setting an attribute of a known name cannot fail.
    match state.layout.theme.attribute() {
        Some(theme) => root.set_attribute("data-theme", theme).ok(),
        None => root.remove_attribute("data-theme").ok(),
    };
}
