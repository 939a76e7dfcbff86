//! Hosts the engine in a Web Worker: a module with atomics, started by `worker-boot.js`.

mod browser;
mod markup;
mod post;
mod second_engine;
mod service;

use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(all(feature = "threads", target_arch = "wasm32", not(target_feature = "atomics")))]
compile_error!("the feature `threads` needs the flags of `cargo xtask build-worker`");

#[cfg(all(feature = "threads", target_feature = "atomics"))]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Starts answering messages, and says so with `Response::Ready`.
///
/// `worker-boot.js` calls it once, after the pool has started: `threads` is the size of the pool,
/// 1 without one, and then `why_not_parallel` says why there is none. `fetch_library` gives a promise
/// that is never rejected, and resolved when [`provide_library`] has been called.
#[wasm_bindgen]
pub fn serve(threads: u32, why_not_parallel: Option<String>, fetch_library: js_sys::Function) {
    service::Service::start(threads, why_not_parallel, fetch_library);
}

/// Runs one process of a workload, in a worker apart whose entry is `process-boot.js`: with an instance of
/// this module and a memory of its own. The engine's worker, for which the page has started it, ends it.
#[cfg(feature = "processes")]
#[wasm_bindgen]
pub fn serve_process() {
    // A panic traps, and then `process-boot.js` says that the worker has died.
    wasm_bindgen_futures::spawn_local(async {
        engine::serve_process().await.expect("the engine says what to run");
    });
}

/// Takes `library.txt`, without which workloads that import what is in it cannot be read.
#[wasm_bindgen]
pub fn provide_library(texts: String) {
    engine::provide(texts);
}

/// Runs a workload in the machine alone, without time or trace, and gives how long it took in
/// nanoseconds: for `cargo xtask bench`.
///
/// # Errors
/// What went wrong, if it did not run to its end.
#[wasm_bindgen]
pub fn bench_vm(source: &str) -> Result<f64, String> {
    let begin = browser::now_ms();
    engine::execute_plainly(source)?;
    Ok((browser::now_ms() - begin) * 1e6)
}

/// Simulates a workload with its whole trace, and gives how long that took in nanoseconds: for
/// `cargo xtask bench sim`.
///
/// # Errors
/// What went wrong, if it did not run to its end.
#[wasm_bindgen]
pub fn bench_sim(source: &str) -> Result<f64, String> {
    let begin = browser::now_ms();
    engine::simulate_plainly(source, engine::Tracing::Full)?;
    Ok((browser::now_ms() - begin) * 1e6)
}

/// Runs a workload on the wall clock on so many workers of the pool, or alone on none, and gives how
/// long it took in nanoseconds: for `cargo xtask bench parallel`.
///
/// # Errors
/// What went wrong, if it did not run to its end.
#[wasm_bindgen]
pub async fn bench_parallel(source: String, workers: u32) -> Result<f64, String> {
    let span = engine::execute_really(&source, workers).await?;
    Ok(span.0 as f64)
}
