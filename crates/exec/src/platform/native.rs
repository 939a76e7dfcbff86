//! A native program: timers of `async-io`, a rayon pool for each run, and HTTP to this machine.

use std::future::Future;
use std::time::Duration;

use vm::{FETCH_MAX, FetchError};

/// Waits on the calling thread until the future is done.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    async_io::block_on(future)
}

/// Waits without holding the thread.
pub async fn sleep(span: Duration) {
    async_io::Timer::after(span).await;
}

/// Holds the thread.
pub(crate) fn hold(span: Duration) {
    std::thread::sleep(span);
}

/// Nobody shares the thread of a native run.
pub async fn yield_now() {}

/// The most bytes that are loaded at once.
const FETCH_BYTES_MAX: u64 = 4 << 20;

/// Workloads reach this machine only.
const HOSTS: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Any thread can wait for what it loads.
pub(crate) const FETCHES_ON_HOST: bool = false;

/// Loads a text, on a thread of its own.
pub(crate) fn fetch(url: String, done: impl FnOnce(Result<String, FetchError>) + Send + 'static) {
    std::thread::spawn(move || done(load(&url)));
}

fn load(url: &str) -> Result<String, FetchError> {
    let parsed: Option<ureq::http::Uri> = url.parse().ok();
    let host = parsed.as_ref().and_then(|uri| uri.host());
    let is_plain = parsed.as_ref().and_then(|uri| uri.scheme_str()) == Some("http");
    if !is_plain || !host.is_some_and(|host| HOSTS.contains(&host)) {
        let why = format!("{url} is not on this machine: fetch(\"http://127.0.0.1:PORT/…\") is");
        return Err(FetchError::Forbidden(why));
    }
    let settings = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_nanos(FETCH_MAX.0)))
        // Another address could be another machine.
        .max_redirects(0)
        .proxy(None)
        .build();
    let failed = |error: ureq::Error| FetchError::Failed(format!("{url}: {error}"));
    let mut answer = ureq::Agent::new_with_config(settings).get(url).call().map_err(failed)?;
    answer.body_mut().with_config().limit(FETCH_BYTES_MAX).read_to_string().map_err(failed)
}

/// The workers of a run. To be kept until they have ended.
#[derive(Debug)]
pub(crate) struct Workers {
    n: u32,
    pool: rayon::ThreadPool,
}

impl Workers {
    /// A thread for each of them. Nothing if the system gives no threads.
    pub(crate) fn new(n: u32) -> Option<Workers> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n as usize)
            .thread_name(|index| format!("worker {index}"))
            .build()
            .ok()?;
        Some(Workers { n, pool })
    }

    /// Calls `work` with each number below theirs, each on a thread of its own.
    pub(crate) fn start(&self, work: impl Fn(u32) + Clone + Send + 'static) {
        for worker in 0..self.n {
            let work = work.clone();
            self.pool.spawn(move || work(worker));
        }
    }

    /// Lets go of them: once they have ended, their threads do.
    pub(crate) fn finish(self) {}
}
