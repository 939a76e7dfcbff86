//! What differs between a native program and a browser: waiting, and starting workers and processes.

#[cfg_attr(target_family = "wasm", path = "browser.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "native.rs")]
mod here;

#[cfg_attr(target_family = "wasm", path = "browser_members.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "native_members.rs")]
mod members;

pub use here::*;
pub use members::*;
