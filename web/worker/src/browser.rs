//! The few things of the browser that the worker needs.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

/// The worker's own global object.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds on the worker's clock.
pub fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

/// Goes once around the event loop, so that waiting messages are heard. A message to oneself is not
/// delayed as nested timers are.
pub async fn turn_of_the_loop() {
    let Ok(channel) = MessageChannel::new() else { return };
    let mut post = |resolve: Function, _: Function| {
        channel.port1().set_onmessage(Some(&resolve));
        // Posting nothing to an open port cannot fail.
        let _posted = channel.port2().post_message(&JsValue::UNDEFINED);
    };
    let _heard = JsFuture::from(Promise::new(&mut post)).await;
    channel.port1().close();
}

/// Calls `hear` with the bytes of every message, for as long as the worker lives.
pub fn listen(mut hear: impl FnMut(Vec<u8>) + 'static) {
    let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        hear(Uint8Array::new(&event.data()).to_vec());
    });
    scope().set_onmessage(Some(closure.into_js_value().unchecked_ref()));
}

/// Posts an object to the page and hands these buffers over.
pub fn post(message: &JsValue, transfer: &Array) {
    // Only values that cannot be cloned make this fail, and all of ours are buffers.
    let _posted = scope().post_message_with_transfer(message, transfer);
}
