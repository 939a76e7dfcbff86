//! Puts responses into the form in which they cross to the page: `{ m: bytes, trace?: buffer }`.

use js_sys::{Array, Object, Reflect, Uint8Array};
use protocol::Response;
use trace::Trace;

use crate::browser;

/// Posts a response; a trace goes along as its canonical bytes, transferred.
pub fn response(response: &Response, trace: Option<&Trace>) {
    let bytes = postcard::to_allocvec(response).expect("responses always serialise");
    let message = Object::new();
    let transfer = Array::new();
    set(&message, "m", &Uint8Array::from(bytes.as_slice()));
    if let Some(trace) = trace {
        let columns = Uint8Array::from(trace.to_bytes().as_slice()).buffer();
        set(&message, "trace", &columns);
        transfer.push(&columns);
    }
    browser::post(&message, &transfer);
}

fn set(object: &Object, name: &str, value: &wasm_bindgen::JsValue) {
    Reflect::set(object, &name.into(), value).expect("a plain object takes any property");
}
