//! Hosts the engine in a Web Worker: one module with atomics, started by `worker-boot.js`.

use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(all(feature = "threads", target_arch = "wasm32", not(target_feature = "atomics")))]
compile_error!("the feature `threads` needs the flags of `cargo xtask build-worker`");

#[cfg(all(feature = "threads", target_feature = "atomics"))]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Starts answering messages, and says so with `Response::Ready`.
///
/// `worker-boot.js` calls it once, after the pool has started: `threads` is the size of the pool,
/// 1 without one, and then `why_not_parallel` says why there is none.
#[wasm_bindgen]
pub fn serve(threads: u32, why_not_parallel: Option<String>) {
    let _ = (threads, why_not_parallel);
}
