//! What differs between a native program and a browser: waiting, and starting workers and processes.

#[cfg_attr(target_family = "wasm", path = "browser.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "native.rs")]
mod here;

#[cfg_attr(target_family = "wasm", path = "browser_members.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "native_members.rs")]
mod members;

pub use here::*;
#[cfg(not(target_family = "wasm"))]
pub use members::member_asked_for;
pub(crate) use members::{HAS_MEMBERS, Launched, listen_to_hub, since_1970, tell_hub};
