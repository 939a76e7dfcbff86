//! Puts messages into the form in which they cross between workers and page:
//! `{ m: bytes, buffer?: bytes, last?: id, stopped?: number in shared memory, memory: size }`.

use std::sync::atomic::AtomicU32;

use js_sys::{Array, Object, Reflect, Uint8Array};
use protocol::{Request, Response};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::browser;

/// Posts to the page that it can ask, with the number of the last job that is to end: where it can write
/// that itself, it is heard by what lets no message through.
pub fn ready(response: &Response, stopped: &AtomicU32) {
    let message = message(response);
    if let Some(stopped) = browser::shared(stopped) {
        set(&message, "stopped", &stopped);
    }
    post(&message, &Array::new());
}

/// Posts a response to the page; `bulk` goes along in a buffer of its own, transferred.
pub fn response(response: &Response, bulk: Option<&[u8]>) {
    let message = message(response);
    let transfer = Array::new();
    if let Some(bulk) = bulk {
        let buffer = Uint8Array::from(bulk).buffer();
        set(&message, "buffer", &buffer);
        transfer.push(&buffer);
    }
    // For who hands it on, and need not be able to read it.
    if let Response::Finished { id, .. }
    | Response::Report { id, going: false, .. }
    | Response::Calibrated { id, .. } = response
    {
        set(&message, "last", &id.0.into());
    }
    post(&message, &transfer);
}

fn post(message: &Object, transfer: &Array) {
    // For the page, which replaces an engine whose memory has grown.
    set(message, "memory", &browser::memory_bytes());
    browser::post(message, transfer);
}

/// A request as it crosses.
pub fn request(request: &Request) -> Object {
    message(request)
}

fn message(content: &impl Serialize) -> Object {
    let bytes = postcard::to_allocvec(content).expect("requests and responses always serialise");
    let message = Object::new();
    set(&message, "m", &Uint8Array::from(bytes.as_slice()));
    message
}

fn set(object: &Object, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("a plain object takes any property");
}
