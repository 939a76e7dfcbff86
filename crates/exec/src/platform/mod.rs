//! What differs between a native program and a browser: waiting, and starting workers.

#[cfg_attr(target_family = "wasm", path = "browser.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "native.rs")]
mod here;

pub use here::*;
