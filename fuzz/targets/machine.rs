//! Any program runs to some end in any mode, on both clocks, and on the virtual one the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use suite::invent::{Choices, racy_program};
use suite::property;

// The first byte chooses the mode, the others are the program's choices.
fuzz_target!(|bytes: &[u8]| {
    let Some((&way, choices)) = bytes.split_first() else { return };
    property::runs_in_some_way(&racy_program(Choices::new(choices)), way);
});
