//! Members of a run in a browser: Web Workers apart, each with an instance of this module and a memory
//! of its own. `worker-boot.js` starts them, `process-boot.js` is their entry.

use std::sync::Arc;

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_time::Duration;

use crate::processes::{Inbox, Post};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: f64;

    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn now() -> f64;

    /// A worker apart, which runs one process.
    type ProcessWorker;

    /// Starts one with a module; `hear` is called with what it says, and with nothing when it has
    /// died.
    #[wasm_bindgen(catch, js_name = startProcess)]
    fn start_process(module: &JsValue, hear: &Function) -> Result<ProcessWorker, JsValue>;

    #[wasm_bindgen(method)]
    fn post(this: &ProcessWorker, message: Uint8Array);

    #[wasm_bindgen(method)]
    fn end(this: &ProcessWorker);

    /// In a worker apart: has `hear` called with what comes from the hub.
    #[wasm_bindgen(js_name = hearHub)]
    fn hear_hub(hear: &Function);

    /// In a worker apart: says something to the hub.
    #[wasm_bindgen(js_name = tellHub)]
    fn post_to_hub(message: Uint8Array);
}

/// Whether a run can have them: what starts them is a part of the engine's download otherwise left out.
pub(crate) const HAS_MEMBERS: bool = cfg!(feature = "members");

/// The exit code of a worker that has died: as of a process that the signal `SIGABRT` has ended.
const ABORTED: i32 = -6;

/// A Web Worker apart that runs one process of a workload. Who drops it ends it.
#[derive(Debug)]
pub(crate) struct Launched {
    worker: ProcessWorker,
    _hear: Closure<dyn FnMut(JsValue)>,
}

impl std::fmt::Debug for ProcessWorker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProcessWorker")
    }
}

impl Launched {
    /// Starts a worker; what it says goes into the inbox under that number.
    ///
    /// # Errors
    /// If the browser gives none, in its words.
    pub(crate) fn start(index: usize, inbox: &Arc<Inbox<Post>>) -> Result<Launched, String> {
        let inbox = Arc::clone(inbox);
        let hear = Closure::<dyn FnMut(JsValue)>::new(move |message: JsValue| {
            let post = match message.dyn_ref::<Uint8Array>() {
                Some(bytes) => Ok(bytes.to_vec()),
                None => Err(ABORTED),
            };
            inbox.push((index, post));
        });
        let worker = start_process(&wasm_bindgen::module(), hear.as_ref().unchecked_ref());
        let worker = worker.map_err(|error| format!("{error:?}"))?;
        Ok(Launched { worker, _hear: hear })
    }

    /// Sends it a message.
    pub(crate) fn send(&mut self, message: Vec<u8>) {
        self.worker.post(Uint8Array::from(message.as_slice()));
    }

    /// Ends it, which has died, and gives its exit code: a worker has none.
    pub(crate) fn ended(self) -> Option<i32> {
        drop(self);
        None
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        self.worker.end();
    }
}

/// What comes from the hub, in a worker that it has started, which lives no longer.
pub(crate) fn listen_to_hub() -> Arc<Inbox<Vec<u8>>> {
    let inbox = Arc::<Inbox<Vec<u8>>>::default();
    let into = Arc::clone(&inbox);
    let hear = Closure::<dyn FnMut(Uint8Array)>::new(move |message: Uint8Array| {
        into.push(message.to_vec());
    });
    hear_hub(hear.into_js_value().unchecked_ref());
    inbox
}

/// Sends the hub a message.
pub(crate) fn tell_hub(message: &[u8]) {
    post_to_hub(Uint8Array::from(message));
}

/// The time on the clock that all workers of a page share.
pub(crate) fn since_1970() -> Duration {
    let milliseconds = TIME_ORIGIN.with(|origin| *origin) + now();
    Duration::from_nanos((milliseconds * 1e6) as u64)
}
