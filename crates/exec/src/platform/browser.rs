//! A browser: timers of its event loop, and the one pool of Web Workers that
//! `wasm_bindgen_rayon::init_thread_pool` has started.

use js_sys::{Function, JsString, Promise};
use vm::FetchError;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Request, RequestInit, RequestMode, Response, Url, WorkerGlobalScope};
use web_time::{Duration, Instant};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, milliseconds: i32);
}

/// Waits without holding the thread.
pub async fn sleep(span: Duration) {
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

/// The most characters that are loaded at once.
const FETCH_MAX_LENGTH: u32 = 4 << 20;

/// A thread of the pool never returns to its event loop, and so hears of nothing that comes.
pub(crate) const FETCHES_ON_HOST: bool = true;

/// Loads a text from the page's own site.
pub(crate) fn fetch(url: String, done: impl FnOnce(Result<String, FetchError>) + 'static) {
    spawn_local(async move { done(load(&url).await) });
}

async fn load(url: &str) -> Result<String, FetchError> {
    let failed = |why: &str| FetchError::Failed(format!("{url}: {why}"));
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let location = scope.location();
    // As the page sees it, whose folder is that above the worker's.
    let address = Url::new_with_base("..", &location.href())
        .and_then(|page| Url::new_with_base(url, &page.href()))
        .map_err(|_| failed("this is no address"))?;
    if address.origin() != location.origin() {
        let why = format!("{url} is not on this page's site {}", location.origin());
        return Err(FetchError::Forbidden(why));
    }
    let said = |error: JsValue| {
        let words = error.dyn_into::<js_sys::Error>().map(|error| String::from(error.message()));
        failed(&words.unwrap_or_default())
    };
    let settings = RequestInit::new();
    settings.set_mode(RequestMode::SameOrigin);
    let request = Request::new_with_str_and_init(&address.href(), &settings).map_err(said)?;
    let answer = JsFuture::from(scope.fetch_with_request(&request)).await.map_err(said)?;
    let answer: Response = answer.unchecked_into();
    if !answer.ok() {
        return Err(failed(&format!("HTTP {} {}", answer.status(), answer.status_text())));
    }
    let text = JsFuture::from(answer.text().map_err(said)?).await.map_err(said)?;
    let text: JsString = text.unchecked_into();
    if text.length() > FETCH_MAX_LENGTH {
        return Err(failed("it is larger than 4 MB"));
    }
    Ok(text.into())
}

/// The workers of a run.
#[derive(Debug)]
pub(crate) struct Workers {
    n: u32,
}

impl Workers {
    /// So many workers of the pool.
    pub(crate) fn new(n: u32) -> Option<Workers> {
        Some(Workers { n })
    }

    /// Calls `work` with each number below theirs, each on a worker of the pool, which is never ended:
    /// a browser's pool serves one run after the other.
    pub(crate) fn start(&self, work: impl Fn(u32) + Clone + Send + 'static) {
        for worker in 0..self.n {
            let work = work.clone();
            rayon::spawn(move || work(worker));
        }
    }

    /// Lets go of them: the pool's own.
    pub(crate) fn finish(self) {}
}
