//! From a trace's bytes to a file of some format.

use export::Format;
pub use export::document;
use trace::Trace;

/// The file; nothing where the bytes are no trace or the format is unknown.
#[must_use]
pub fn export(trace: &[u8], format: &str) -> Option<Vec<u8>> {
    let format = Format::from_name(format)?;
    Some(export::export(&Trace::from_bytes(trace).ok()?, format))
}
