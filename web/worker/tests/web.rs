//! What the worker does in a browser without threads.
#![cfg(all(target_arch = "wasm32", not(feature = "threads")))]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn serving_needs_no_isolation() {
    worker::serve(1, None);
}
