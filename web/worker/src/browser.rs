//! The few things of the browser that the worker needs.

use std::ops::DerefMut;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::AtomicU32;

use js_sys::{Array, Int32Array, Reflect, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// The worker's own global object.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds on the worker's clock.
pub fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

/// The size of this module's memory.
pub fn memory_bytes() -> JsValue {
    let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
    field(&field(&wasm_bindgen::memory(), "buffer"), "byteLength")
}

/// A number in this module's memory, for the page to write at any moment; nothing where no memory can be
/// shared with it.
pub fn shared(number: &AtomicU32) -> Option<Int32Array> {
    let buffer = Reflect::get(&wasm_bindgen::memory(), &"buffer".into()).ok()?;
    // Else all of the memory would be copied.
    let buffer = buffer.dyn_ref::<SharedArrayBuffer>()?;
    let place = number.as_ptr() as usize as u32;
    Some(Int32Array::new_with_byte_offset_and_length(buffer, place, 1))
}

/// Calls `hear` with the bytes of every message, and those of the buffer that comes along, for as
/// long as the worker lives.
pub fn listen(hear: impl FnMut(Vec<u8>, Option<Vec<u8>>) + 'static) {
    // A panic ends the worker's answers anyway: no message comes upon what it left half done.
    let mut hear = AssertUnwindSafe(hear);
    let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = |name: &str| {
            let field = Reflect::get(&event.data(), &name.into()).ok()?;
            field.is_object().then(|| Uint8Array::new(&field).to_vec())
        };
        hear.deref_mut()(bytes("m").unwrap_or_default(), bytes("buffer"));
    });
    scope().set_onmessage(Some(closure.into_js_value().unchecked_ref()));
}

/// Posts an object to the page and hands these buffers over.
pub fn post(message: &JsValue, transfer: &Array) {
    // Only values that cannot be cloned make this fail, and all of ours are buffers.
    let _posted = scope().post_message_with_transfer(message, transfer);
}
