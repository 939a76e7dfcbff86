//! Puts responses into the form in which they cross to the page: `{ m: bytes, buffer?: bytes }`.

use js_sys::{Array, Object, Reflect, Uint8Array};
use protocol::Response;

use crate::browser;

/// Posts a response; `bulk` goes along in a buffer of its own, transferred.
pub fn response(response: &Response, bulk: Option<&[u8]>) {
    let bytes = postcard::to_allocvec(response).expect("responses always serialise");
    let message = Object::new();
    let transfer = Array::new();
    set(&message, "m", &Uint8Array::from(bytes.as_slice()));
    if let Some(bulk) = bulk {
        let buffer = Uint8Array::from(bulk).buffer();
        set(&message, "buffer", &buffer);
        transfer.push(&buffer);
    }
    browser::post(&message, &transfer);
}

fn set(object: &Object, name: &str, value: &wasm_bindgen::JsValue) {
    Reflect::set(object, &name.into(), value).expect("a plain object takes any property");
}
