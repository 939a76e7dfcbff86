//! A browser: timers of its event loop, and the one pool of Web Workers that
//! `wasm_bindgen_rayon::init_thread_pool` has started.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_time::{Duration, Instant};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, milliseconds: i32);
}

/// Waits without holding the thread.
pub(crate) async fn sleep(span: Duration) {
    let milliseconds = i32::try_from(span.as_millis()).unwrap_or(i32::MAX);
    let mut set = |resolve: Function, _: Function| set_timeout(&resolve, milliseconds);
    // The promise of a timer is never rejected.
    let _passed = JsFuture::from(Promise::new(&mut set)).await;
}

/// Holds the thread. Web Workers without shared memory cannot sleep, so this looks at the clock.
pub(crate) fn hold(span: Duration) {
    let start = Instant::now();
    while start.elapsed() < span {
        std::hint::spin_loop();
    }
}

/// Lets the browser's loop deliver messages and timers.
pub async fn yield_now() {
    sleep(Duration::ZERO).await;
}

/// The workers of a run.
#[derive(Debug)]
pub(crate) struct Workers;

impl Workers {
    /// Calls `work` with each number below `n`, each on a worker of the pool, which is never ended:
    /// a browser's pool serves one run after the other.
    pub(crate) fn start(n: u32, work: impl Fn(u32) + Clone + Send + 'static) -> Option<Workers> {
        for worker in 0..n {
            let work = work.clone();
            rayon::spawn(move || work(worker));
        }
        Some(Workers)
    }

    /// Lets go of them: the pool's own.
    pub(crate) fn finish(self) {}
}
