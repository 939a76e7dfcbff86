//! The second engine: a worker that this one has the page start, whose module can start processes.
//!
//! It is loaded when such a run is first asked for, since most visitors never ask for one, and stays for
//! the next. What it says goes on to the page.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use engine::Stop;
use js_sys::{Array, Function, Promise, Reflect};
use protocol::{Request, Response, RunId};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{browser, post};

/// Whether this module can do everything itself.
pub const IS_NEEDLESS: bool = cfg!(feature = "processes");

/// What a visitor is told meanwhile.
const LOADING: &str = "The engine for processes is being loaded";

#[wasm_bindgen]
extern "C" {
    type Worker;

    /// Starts it; `hear` is called with each of its messages. The page is told if it dies.
    #[wasm_bindgen(js_name = startSecondEngine)]
    fn start_second_engine(hear: &Function) -> Worker;

    #[wasm_bindgen(method, js_name = postMessage)]
    fn post(this: &Worker, message: &JsValue);
}

/// The second engine, or the place for it.
#[derive(Default)]
pub struct SecondEngine {
    worker: OnceCell<Worker>,
    is_ready: Cell<bool>,
    /// What it was asked and has not answered, with what ends the waiting for it.
    asked: RefCell<Option<(RunId, Function)>>,
}

impl SecondEngine {
    /// Has it do what is asked under that id until `stop` is requested, and waits until it has answered.
    pub async fn answer(self: &Rc<SecondEngine>, id: RunId, request: &Request, stop: &Stop) {
        if !self.is_ready.get() {
            post::response(&Response::Notice(Some(LOADING.to_owned())), None);
        }
        let answered = Promise::new(&mut |resolve, _| {
            self.asked.replace(Some((id, resolve)));
        });
        self.worker().post(&post::request(request));
        if stop.is_requested() {
            self.stop(id);
        }
        // It is never rejected: if it dies, the page ends this one.
        JsFuture::from(answered).await.ok();
    }

    /// Tells it that the stop of what it was asked under that id, if it was, has been requested.
    pub fn stop(&self, id: RunId) {
        let is_asked = self.asked.borrow().as_ref().is_some_and(|(asked, _)| *asked == id);
        if let Some(worker) = self.worker.get().filter(|_| is_asked) {
            worker.post(&post::request(&Request::Stop { id }));
        }
    }

    fn worker(self: &Rc<SecondEngine>) -> &Worker {
        self.worker.get_or_init(|| {
            let engine = Rc::clone(self);
            let hear = Closure::<dyn FnMut(JsValue)>::new(move |message| engine.hear(&message));
            start_second_engine(hear.into_js_value().unchecked_ref())
        })
    }

    fn hear(&self, message: &JsValue) {
        let field = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
        // The first that an engine says is that it is ready, which the page knows of this one.
        if !self.is_ready.replace(true) {
            return post::response(&Response::Notice(None), None);
        }
        if let Some(last) = field("last").as_f64() {
            let asked = self.asked.borrow_mut().take_if(|(id, _)| f64::from(id.0) == last);
            if let Some((_, resolve)) = asked {
                resolve.call0(&JsValue::NULL).ok();
            }
        }
        let buffer = field("buffer");
        let transfer = if buffer.is_object() { Array::of1(&buffer) } else { Array::new() };
        browser::post(message, &transfer);
    }
}
