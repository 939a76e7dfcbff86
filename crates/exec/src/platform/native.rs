//! A native program: timers of `async-io`, and a rayon pool for each run.

use std::future::Future;
use std::time::Duration;

/// Waits on the calling thread until the future is done.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    async_io::block_on(future)
}

/// Waits without holding the thread.
pub(crate) async fn sleep(span: Duration) {
    async_io::Timer::after(span).await;
}

/// Holds the thread.
pub(crate) fn hold(span: Duration) {
    std::thread::sleep(span);
}

/// Nobody shares the thread of a native run.
pub async fn yield_now() {}

/// The workers of a run. To be kept until they have ended.
#[derive(Debug)]
pub(crate) struct Workers {
    _pool: rayon::ThreadPool,
}

impl Workers {
    /// Calls `work` with each number below `n`, each on a thread of its own. Nothing if the system
    /// gives no threads.
    pub(crate) fn start(n: u32, work: impl Fn(u32) + Clone + Send + 'static) -> Option<Workers> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(n as usize)
            .thread_name(|index| format!("worker {index}"))
            .build()
            .ok()?;
        for worker in 0..n {
            let work = work.clone();
            pool.spawn(move || work(worker));
        }
        Some(Workers { _pool: pool })
    }

    /// Lets go of them: once they have ended, their threads do.
    pub(crate) fn finish(self) {}
}
