//! A program does under CPython what it does in the engine.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use suite::invent::{Choices, program};
use suite::oracle::Oracle;
use suite::property;

thread_local! {
    static ORACLE: RefCell<Option<Oracle>> = RefCell::new(Oracle::start());
}

fuzz_target!(|bytes: &[u8]| {
    let text = program(Choices::new(bytes));
    ORACLE.with_borrow_mut(|oracle| {
        let oracle = oracle.as_mut().expect("CPython 3.11 is on the PATH as python3");
        if let Err(difference) = property::agrees_with_cpython(&text, oracle) {
            panic!("{difference}\n{text}");
        }
    });
});
