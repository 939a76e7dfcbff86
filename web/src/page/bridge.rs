//! The engine's worker, as the page talks to it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{ArrayBuffer, Atomics, Int32Array, Object, Uint8Array};
use protocol::{Request, Response};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::dom;

#[wasm_bindgen]
extern "C" {
    /// A worker with all workers that it asks for, which end with it: `web/static/engine-worker.js`.
    ///
    /// They are made there, by the page: in Firefox a worker that makes workers itself is now and then
    /// held in `new Worker` for good. Who asks posts `{ start: { id, address, name, first, port } }`, and
    /// later `{ end: id }`. A worker that is started says something once it listens (what is posted
    /// earlier can be lost), gets `first` with the port, and speaks through that with who asked. If its
    /// file cannot be loaded or an error ends it, who asked gets `{ died: id, why }`.
    #[wasm_bindgen(extends = Worker)]
    type EngineWorker;

    #[wasm_bindgen(constructor, catch)]
    fn new(address: &str, options: &WorkerOptions) -> Result<EngineWorker, JsValue>;
}

/// So much memory is left to a worker that has nothing to do.
const GROWTH_BYTES_MAX: f64 = (96 << 20) as f64;

/// What comes from the worker.
pub enum Said {
    /// A message, with the bytes that came along: a trace, or a file.
    Response(Response, Option<Vec<u8>>),
    /// It could not start, or died.
    Failed(Rc<str>),
}

/// A worker. Dropping it ends the worker and all that it runs.
pub struct Bridge {
    /// Tells it from others.
    pub id: u32,
    /// Whether it has said that it is ready, while it only stands by.
    pub is_ready: Cell<bool>,
    growth: Rc<Growth>,
    /// The number of the last job that is to end, in the worker's memory where that can be shared: a
    /// worker that computes hears no message.
    stopped: Rc<RefCell<Option<Int32Array>>>,
    worker: EngineWorker,
    /// Where the threads of its pool say that they died.
    deaths: BroadcastChannel,
    _listeners: [EventListener; 4],
}

/// By how many bytes the memory of a worker has grown since its first message. It never shrinks.
#[derive(Default)]
struct Growth {
    first: Cell<Option<f64>>,
    bytes: Cell<f64>,
}

impl Growth {
    fn note(&self, message: &JsValue) {
        let Some(now) = dom::field(message, "memory").as_f64() else { return };
        let first = self.first.get().unwrap_or(now);
        self.first.set(Some(first));
        // The second engine has a memory of its own.
        self.bytes.set(self.bytes.get().max(now - first));
    }
}

impl Bridge {
    /// Starts a worker; all that it says goes to `tell`.
    pub fn start(id: u32, tell: impl Fn(Said) + 'static) -> Result<Bridge, Rc<str>> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        // Another tab's threads are not ours.
        let name = format!("engine {}", js_sys::Math::random());
        options.set_name(&name);
        let deaths = BroadcastChannel::new(&name).map_err(|error| Rc::from(in_words(&error)))?;
        let worker =
            EngineWorker::new(&address(), &options).map_err(|error| Rc::from(in_words(&error)))?;
        let tell = Rc::new(tell);
        let growth = Rc::<Growth>::default();
        let stopped = Rc::<RefCell<Option<Int32Array>>>::default();
        let on_message = EventListener::new(&worker, "message", {
            let (tell, growth, stopped) =
                (Rc::clone(&tell), Rc::clone(&growth), Rc::clone(&stopped));
            move |event| {
                let data = event.unchecked_ref::<MessageEvent>().data();
                growth.note(&data);
                if let Ok(shared) = dom::field(&data, "stopped").dyn_into() {
                    stopped.replace(Some(shared));
                }
                tell(read(&data));
            }
        });
        let on_death = EventListener::new(&deaths, "message", {
            let tell = Rc::clone(&tell);
            move |event| tell(read(&event.unchecked_ref::<MessageEvent>().data()))
        });
        let on_error = EventListener::new(&worker, "error", {
            let tell = Rc::clone(&tell);
            move |event| {
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                let why = message.filter(|message| !message.is_empty());
                let why = why.map(|why| format!("A mistake of ours ended it: {why}"));
                tell(Said::Failed(why.as_deref().unwrap_or("its file could not be loaded").into()));
            }
        });
        let on_unreadable = EventListener::new(&worker, "messageerror", move |_| {
            tell(Said::Failed("a message could not be read".into()));
        });
        let listeners = [on_message, on_death, on_error, on_unreadable];
        let is_ready = Cell::new(false);
        Ok(Bridge { id, is_ready, growth, stopped, worker, deaths, _listeners: listeners })
    }

    /// Whether its memory has grown beyond a limit since this was last said.
    pub fn has_grown(&self) -> bool {
        let has_grown = self.growth.bytes.get() > GROWTH_BYTES_MAX;
        if has_grown {
            self.growth.bytes.take();
        }
        has_grown
    }

    /// Asks the worker; `bulk` goes along. It must have said that it is ready.
    pub fn send(&self, request: &Request, bulk: Option<&[u8]>) {
        let bytes = postcard::to_allocvec(request).expect("texts and numbers always serialise");
        let message = Object::new();
        dom::set_field(&message, "m", &Uint8Array::from(bytes.as_slice()));
        if let Some(bulk) = bulk {
            dom::set_field(&message, "buffer", &Uint8Array::from(bulk));
        }
        // A run ends all that was asked before.
        match request {
            Request::Stop { id } => self.stop_to(id.0),
            Request::Run { id, .. } => self.stop_to(id.0.saturating_sub(1)),
            _ => {}
        }
        // Only a terminated worker refuses a message, and this one lives as long as `self`.
        self.worker.post_message(&message).ok();
    }

    /// Asks all jobs up to that one to end. Where this does nothing, the message does it.
    fn stop_to(&self, last: u32) {
        let stopped = self.stopped.borrow();
        let Some(stopped) = &*stopped else { return };
        let last = last.cast_signed();
        if let Ok(before) = Atomics::load(stopped, 0)
            && before < last
        {
            Atomics::compare_exchange(stopped, 0, before, last).ok();
        }
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        self.worker.terminate();
        self.deaths.close();
    }
}

/// Where the worker's first file is: its folder has its version in its name.
fn address() -> String {
    let meta = dom::document().query_selector("meta[name=interleave-worker]").ok().flatten();
    let path = meta.and_then(|meta| meta.get_attribute("content"));
    format!("./{}", path.as_deref().unwrap_or("worker/worker-boot.js"))
}

fn read(data: &JsValue) -> Said {
    let failed = dom::field(data, "failed");
    if let Some(why) = failed.as_string() {
        return Said::Failed(why.into());
    }
    let message = dom::field(data, "m");
    let Some(message) = message.dyn_ref::<Uint8Array>() else {
        return Said::Failed("it said something that is not a message".into());
    };
    let bulk = dom::field(data, "buffer");
    let bulk = bulk.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec());
    match postcard::from_bytes(&message.to_vec()) {
        Ok(response) => Said::Response(response, bulk),
        Err(error) => Said::Failed(format!("a message could not be read: {error}").into()),
    }
}

fn in_words(error: &JsValue) -> String {
    let message = error.dyn_ref::<Object>().map(|object| dom::field(object, "message"));
    message.and_then(|message| message.as_string()).unwrap_or_else(|| format!("{error:?}"))
}
