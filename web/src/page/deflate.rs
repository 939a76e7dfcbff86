//! Links, deflated and inflated by the browser's own streams.

use js_sys::{Array, Promise, Uint8Array};
use protocol::Spec;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader, ReadableWritablePair};

use super::dom;
use crate::link::{self, LinkError};

/// The form of both: deflate without any wrapping.
const FORMAT: &str = "deflate-raw";

#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// The fragment, without `#`, of a link to that; nothing in a browser without such streams.
pub async fn encode(spec: &Spec) -> Option<String> {
    let stream = CompressionStream::new(FORMAT).ok()?;
    let deflated = through(&link::pack(spec), stream.unchecked_into(), usize::MAX).await;
    deflated.ok().map(|bytes| link::fragment(&bytes))
}

/// Reads a fragment without `#`.
pub async fn decode(fragment: &str) -> Result<Spec, LinkError> {
    let deflated = link::deflated(fragment)?;
    let stream = DecompressionStream::new(FORMAT);
    let stream = stream.map_err(|_| LinkError::Damaged)?.unchecked_into();
    link::unpack(&through(&deflated, stream, link::UNPACKED_BYTES_MAX).await?)
}

/// The bytes as a stream changes them; no more than `max` of them are waited for.
async fn through(
    bytes: &[u8],
    stream: ReadableWritablePair,
    max: usize,
) -> Result<Vec<u8>, LinkError> {
    let damaged = |_: JsValue| LinkError::Damaged;
    let parts = Array::of1(&Uint8Array::from(bytes));
    let source = Blob::new_with_u8_array_sequence(&parts).map_err(damaged)?.stream();
    let changed = source.pipe_through(&stream);
    let reader: ReadableStreamDefaultReader = changed.get_reader().unchecked_into();
    let mut out = Vec::new();
    loop {
        let read: Promise = reader.read().unchecked_into();
        let chunk = JsFuture::from(read).await.map_err(damaged)?;
        let value = dom::field(&chunk, "value");
        let Some(piece) = value.dyn_ref::<Uint8Array>() else { return Ok(out) };
        out.extend(piece.to_vec());
        if out.len() > max {
            // What else would come is not asked for; the stream ends with its reader.
            drop(reader.cancel());
            return Err(LinkError::TooLarge);
        }
    }
}
