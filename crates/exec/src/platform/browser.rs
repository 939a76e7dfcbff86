//! A browser: timers of its event loop, and the one pool of Web Workers that
//! `wasm_bindgen_rayon::init_thread_pool` has started.

use gloo_timers::future::TimeoutFuture;
use js_sys::{JsString, Promise};
use vm::{FETCH_MAX, FetchError};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortSignal, AddEventListenerOptions, MessageChannel, Request, RequestInit, RequestMode,
    Response, Url, WorkerGlobalScope,
};
use web_time::{Duration, Instant};

/// The longest that a browser's timer can be set for, in milliseconds.
const TIMER_MAX: u32 = i32::MAX as u32;

/// Waits without holding the thread, never shorter than that.
pub async fn sleep(span: Duration) {
    let milliseconds = u32::try_from(span.as_nanos().div_ceil(1_000_000)).unwrap_or(TIMER_MAX);
    TimeoutFuture::new(milliseconds.min(TIMER_MAX)).await;
}

/// Holds the thread. Web Workers without shared memory cannot sleep, so this looks at the clock.
pub(crate) fn hold(span: Duration) {
    let start = Instant::now();
    while start.elapsed() < span {
        std::hint::spin_loop();
    }
}

thread_local! {
    static CHANNEL: MessageChannel = MessageChannel::new().expect("every browser has channels");
}

/// Lets the browser's loop deliver messages and timers. By a message: it delays timers that are set again
/// and again by 4 ms.
pub async fn yield_now() {
    let turn = CHANNEL.with(|channel| {
        let (port, once) = (channel.port1(), AddEventListenerOptions::new());
        once.set_once(true);
        port.start();
        let turn = Promise::new(&mut |resolve, _| {
            port.add_event_listener_with_callback_and_add_event_listener_options(
                "message", &resolve, &once,
            )
            .expect("a port has listeners");
        });
        channel.port2().post_message(&JsValue::NULL).expect("nothing can be sent");
        turn
    });
    // It is never rejected.
    let _turn = JsFuture::from(turn).await;
}

/// The longest that a load takes.
const FETCH_MILLISECONDS: u32 = (FETCH_MAX.0 / 1_000_000) as u32;

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
    settings.set_signal(Some(&AbortSignal::timeout_with_u32(FETCH_MILLISECONDS)));
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
