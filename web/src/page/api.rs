//! `window.interleave`: the page for scripts and tests.
//!
//! It goes through the same state and the same worker as the buttons do:
//!
//! - `ready`: a promise of `{ isolated, threads, why_not_parallel }`, when the engine can be asked;
//! - `answer`: the last finished answer that the page shows, or `null`;
//! - `run({ text or example, file, mode, clock, cores, start_method, quantum_ns, switch_cost_ns,
//!   preempt, seed, input, limit_steps, limit_ns })`: a promise of the run's answer;
//! - `stop()`: as the button; the promise of the run still answers;
//! - `export(format)`: a promise of the last run in a format of the command line, such as `chrome`;
//! - `isolated`, `threads`: what the page can do here.
//!
//! An answer is the JSON document of the command line, with `cores`, for each core a list of the
//! slices in which it was busy (`task`, `start_ns`, `end_ns`), and `overlap`, the nanoseconds
//! during which at least two cores had a task.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use protocol::{EXAMPLES, Example, Knobs, Mode, Policy, Preempt, RunId, StartMethod};
use timeline::{Group, Slice, Timeline, overlap};
use trace::{Clock, Span};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::store::{Store, Subscription};
use super::{commands, dom};
use crate::state::{Action, EngineState, Opened, Outcome, Running};

/// What scripts hold on to. Lives as long as the page.
pub struct Api {
    _run: Closure<dyn FnMut(JsValue) -> Promise>,
    _stop: Closure<dyn FnMut()>,
    _export: Closure<dyn FnMut(String) -> Promise>,
    _answer: Closure<dyn FnMut() -> JsValue>,
    _subscription: Subscription,
}

/// Who waits for an answer: its promise's two functions.
#[derive(Default)]
pub struct Waiters(RefCell<Vec<(RunId, Function, Function)>>);

impl Waiters {
    /// A promise of what `settle` says of that request.
    pub fn wait(&self, id: RunId) -> Promise {
        Promise::new(&mut |resolve, reject| self.0.borrow_mut().push((id, resolve, reject)))
    }

    /// Keeps the promises of a request, or breaks them with a reason.
    pub fn settle(&self, id: RunId, how: Result<&JsValue, &str>) {
        self.settle_those(|waiter| waiter == id, how);
    }

    /// Whether nobody waits.
    pub fn are_none(&self) -> bool {
        self.0.borrow().is_empty()
    }

    /// Breaks all promises but that of a run with a reason: who could keep them is gone.
    pub fn give_up_all_but(&self, run: RunId, why: &str) {
        self.settle_those(|waiter| waiter != run, Err(why));
    }

    /// Breaks all promises with a reason: who could keep them is gone.
    pub fn give_up(&self, why: &str) {
        self.settle_those(|_| true, Err(why));
    }

    fn settle_those(&self, are_meant: impl Fn(RunId) -> bool, how: Result<&JsValue, &str>) {
        let mut waiting = self.0.borrow_mut();
        let (now, later) = waiting.drain(..).partition::<Vec<_>, _>(|waiter| are_meant(waiter.0));
        *waiting = later;
        drop(waiting);
        for (_, resolve, reject) in now {
            // A promise's own functions do not throw.
            match how {
                Ok(value) => resolve.call1(&JsValue::NULL, value).ok(),
                Err(why) => reject.call1(&JsValue::NULL, &js_sys::Error::new(why)).ok(),
            };
        }
    }
}

/// Puts `interleave` on the window.
pub fn expose(store: &Rc<Store>) {
    let object = Object::new();
    let run = Closure::<dyn FnMut(JsValue) -> Promise>::new({
        let store = Rc::clone(store);
        move |options: JsValue| run(&store, &options)
    });
    let stop = Closure::<dyn FnMut()>::new({
        let store = Rc::clone(store);
        move || commands::stop(&store)
    });
    let export = Closure::<dyn FnMut(String) -> Promise>::new({
        let store = Rc::clone(store);
        move |format: String| {
            let store = Rc::clone(&store);
            future_to_promise(async move {
                let bytes = commands::export(&store, &format).await?;
                Ok(String::from_utf8_lossy(&bytes).as_ref().into())
            })
        }
    });
    let last = Closure::<dyn FnMut() -> JsValue>::new({
        let store = Rc::clone(store);
        move || store.state().outcome.as_deref().map_or(JsValue::NULL, answer)
    });
    let getter = Object::new();
    set(&getter, "get", last.as_ref());
    Object::define_property(&object, &"answer".into(), &getter);
    let mut settle = None;
    let ready = Promise::new(&mut |resolve, _| settle = Some(resolve));
    set(&object, "ready", &ready);
    set(&object, "run", run.as_ref());
    set(&object, "stop", stop.as_ref());
    set(&object, "export", export.as_ref());
    set(&object, "threads", &JsValue::from(0));
    let isolated = dom::field(&dom::window(), "crossOriginIsolated");
    set(&object, "isolated", &isolated);
    set(&dom::window(), "interleave", &object);
    let subscription = store.subscribe(move |state| {
        if let EngineState::Ready { threads, why_not_parallel } = &state.engine {
            let threads = JsValue::from(*threads);
            let able = Object::new();
            set(&object, "threads", &threads);
            set(&able, "threads", &threads);
            set(&able, "isolated", &isolated);
            set(&able, "why_not_parallel", &JsValue::from(why_not_parallel.as_deref()));
            if let Some(resolve) = &settle {
                // Only the first call has an effect.
                resolve.call1(&JsValue::NULL, &able).ok();
            }
        }
    });
    let api =
        Api { _run: run, _stop: stop, _export: export, _answer: last, _subscription: subscription };
    store.api.replace(Some(api));
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Fails only for a frozen object, and these are our own.
    Reflect::set(object, &name.into(), value).ok();
}

fn run(store: &Rc<Store>, options: &JsValue) -> Promise {
    if let Err(why) = prepare(store, options) {
        return Promise::reject(&js_sys::Error::new(&why));
    }
    let id = store.next_run();
    let promise = store.waiters.wait(id);
    store.dispatch(Action::Start(id));
    promise
}

/// Sets the page up as the options say. What they leave out stays as it is.
fn prepare(store: &Rc<Store>, options: &JsValue) -> Result<(), String> {
    if !matches!(store.state().engine, EngineState::Ready { .. }) {
        return Err("the engine is not ready: await interleave.ready".into());
    }
    let text = |name| text(options, name);
    if let Some(name) = text("example") {
        let known = || EXAMPLES.iter().map(|example| example.name).collect::<Vec<_>>().join(", ");
        let example = Example::named(&name)
            .ok_or_else(|| format!("no example {name}; there are {}", known()))?;
        store.dispatch(Action::Open(Opened::Example(example.name)));
    }
    if let Some(text) = text("text") {
        let name = self::text(options, "file").unwrap_or_else(|| "workload.py".into());
        store.dispatch(Action::Open(Opened::File { name, text }));
    }
    if let Some(name) = text("mode") {
        let mode = Mode::from_name(&name).ok_or_else(|| format!("no mode {name}"))?;
        store.dispatch(Action::SetMode(mode));
    }
    store.dispatch(Action::SetKnobs(Box::new(knobs(options, store.state().knobs.clone())?)));
    let clock = match text("clock").as_deref() {
        Some("wall") => Clock::Wall,
        Some("virtual") | None => Clock::Virtual,
        Some(other) => return Err(format!("no clock {other}: virtual or wall")),
    };
    let state = store.state();
    if !state.offers(state.mode, clock) {
        let why = state.why_not_wall(state.mode);
        let why = why.as_deref().unwrap_or("the mode does not offer that clock");
        return Err(format!("{} cannot run so: {why}", state.mode));
    }
    store.dispatch(Action::SetClock(clock));
    Ok(())
}

fn knobs(options: &JsValue, mut knobs: Knobs) -> Result<Knobs, String> {
    let number = |name| dom::field(options, name).as_f64().map(|number| number.max(0.0) as u64);
    if let Some(cores) = number("cores") {
        knobs.cores = u32::try_from(cores).unwrap_or(u32::MAX);
    }
    knobs.quantum = number("quantum_ns").map_or(knobs.quantum, Span);
    knobs.gil_interval = number("gil_interval_ns").map_or(knobs.gil_interval, Span);
    knobs.switch_cost = number("switch_cost_ns").map_or(knobs.switch_cost, Span);
    if let Some(name) = text(options, "policy") {
        knobs.policy = Policy::from_name(&name).ok_or_else(|| format!("no policy {name}"))?;
    }
    if let Some(name) = text(options, "start_method") {
        let method = StartMethod::from_name(&name);
        knobs.start_method = method.ok_or_else(|| format!("no start method {name}"))?;
    }
    knobs.seed = number("seed").unwrap_or(knobs.seed);
    knobs.limit_steps = number("limit_steps").unwrap_or(knobs.limit_steps);
    knobs.limit_time = number("limit_ns").map_or(knobs.limit_time, Span);
    knobs.preempt = match dom::field(options, "preempt").as_string().as_deref() {
        None => knobs.preempt,
        Some("mode") => None,
        Some("every-instruction") => Some(Preempt::EveryInstruction),
        Some("cpython") => Some(Preempt::Cpython),
        Some("waits-only") => Some(Preempt::WaitsOnly),
        Some(other) => return Err(format!("no interruption points {other}")),
    };
    let input = dom::field(options, "input");
    if let Some(lines) = input.dyn_ref::<Array>() {
        knobs.input = lines.iter().filter_map(|line| line.as_string()).collect();
    }
    Ok(knobs)
}

fn text(options: &JsValue, name: &str) -> Option<String> {
    dom::field(options, name).as_string()
}

/// The answer as a JavaScript object; `null` for the run that the page was built with.
pub fn answer(outcome: &Outcome) -> JsValue {
    // The document that the engine wrote, or that stands for one.
    let Ok(object) = js_sys::JSON::parse(&outcome.document) else { return JsValue::NULL };
    set(&object, "overlap", &JsValue::from(overlap(&outcome.trace).0 as f64));
    set(&object, "cores", &cores(&outcome.timeline));
    object
}

/// What is known of a run that was ended together with its engine.
pub fn ended_by_force(run: &Running) -> Object {
    let object = Object::new();
    set(&object, "file", &JsValue::from(run.spec.file.as_str()));
    set(&object, "mode", &JsValue::from(run.spec.mode.info().name));
    set(&object, "status", &JsValue::from("stopped"));
    set(&object, "stdout", &JsValue::from(&*run.stdout));
    set(&object, "stderr", &JsValue::from(&*run.stderr));
    set(&object, "makespan_ns", &JsValue::from(run.time.0 as f64));
    set(&object, "steps", &JsValue::from(run.steps as f64));
    object
}

/// For each core the slices in which it was busy.
fn cores(timeline: &Timeline) -> Array {
    let busy = |slice: &Slice| slice.state.is_on_core();
    let lanes = timeline.group(Group::Cores);
    lanes.map(|(_, lane)| lane.slices.iter().filter(busy).map(slice).collect::<Array>()).collect()
}

fn slice(slice: Slice) -> Object {
    let object = Object::new();
    set(&object, "task", &JsValue::from(slice.other.0));
    set(&object, "start_ns", &JsValue::from(slice.from.0 as f64));
    set(&object, "end_ns", &JsValue::from(slice.to.0 as f64));
    object
}
