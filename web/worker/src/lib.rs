//! Hosts the engine in a Web Worker: one module with atomics, started by `worker-boot.js`.

use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(all(feature = "threads", not(target_feature = "atomics"), target_arch = "wasm32"))]
compile_error!("the feature `threads` needs `-C target-feature=+atomics`: use `cargo xtask build-worker`");

#[cfg(all(feature = "threads", target_feature = "atomics"))]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Starts answering messages; `worker-boot.js` calls it once, after the pool has started.
#[wasm_bindgen]
pub fn serve() {}
