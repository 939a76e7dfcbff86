//! Any value as one JSON document.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// The document, without white space.
///
/// # Panics
///
/// If the value does not serialise: names, texts, and numbers always do.
#[must_use]
pub fn document(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    value
        .serialize(&mut Serializer::with_formatter(&mut bytes, StandardNumbers))
        .expect("names and numbers always serialise");
    String::from_utf8(bytes).expect("JSON is text")
}

/// Writes numbers with the standard library, which reads as exactly: what `serde_json` has for it is
/// nearly 2 KB of the engine worker's download, which need not write them fast.
struct StandardNumbers;

impl Formatter for StandardNumbers {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value:?}")
    }

    fn write_f32<W: ?Sized + Write>(&mut self, writer: &mut W, value: f32) -> io::Result<()> {
        write!(writer, "{value:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_were() {
        let numbers = [0.0, -0.0, 1.0, 0.1, 1e-7, 5e-324, 1e16, 1.5e300, f64::MAX, 1.0 / 3.0];
        let text = document(&numbers);
        let read: [f64; 10] = serde_json::from_str(&text).unwrap();
        assert_eq!(read.map(f64::to_bits), numbers.map(f64::to_bits), "{text}");
    }

    #[test]
    fn what_is_no_number_is_null() {
        assert_eq!(document(&(f64::NAN, f64::INFINITY, "\"")), r#"[null,null,"\""]"#);
    }
}
