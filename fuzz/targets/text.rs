//! Any text is compiled or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use suite::property;

fuzz_target!(|text: String| property::compiles_or_is_refused(&text));
