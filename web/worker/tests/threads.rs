//! What the worker's pool does in a browser that lets threads share memory.
#![cfg(all(target_arch = "wasm32", feature = "threads"))]

use std::sync::Barrier;

use rayon::prelude::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Two jobs that each wait for the other can only end on two threads at once.
fn two_jobs_meet() -> usize {
    let meeting = Barrier::new(2);
    let meeting = &meeting;
    (0..2usize)
        .into_par_iter()
        .with_max_len(1)
        .map(|job| {
            meeting.wait();
            job
        })
        .sum()
}

// One test, for the pool of a page cannot be destroyed and started anew.
#[wasm_bindgen_test]
async fn a_pool_of_two_runs_in_parallel() {
    JsFuture::from(worker::init_thread_pool(2)).await.expect("the pool starts");
    assert_eq!(rayon::current_num_threads(), 2);
    assert_eq!(two_jobs_meet(), 1);
}
