//! What the worker does in a browser without threads.
#![cfg(all(target_arch = "wasm32", not(feature = "threads")))]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn a_program_runs_to_its_end() {
    let nanoseconds = worker::bench_vm("print(sum(range(1000)))\n").expect("it runs");
    assert!(nanoseconds >= 0.0);
}

#[wasm_bindgen_test]
fn a_program_that_fails_says_why() {
    let why = worker::bench_vm("print(1 // 0)\n").expect_err("it fails");
    assert!(why.contains("ZeroDivisionError"), "{why}");
}

#[wasm_bindgen_test]
fn a_program_that_cannot_be_read_says_why() {
    assert!(worker::bench_vm("def f(:\n").is_err());
}
