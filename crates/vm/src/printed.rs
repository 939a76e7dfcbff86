//! What a program has written so far.

use crate::request::Stream;

/// What a program has written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Printed {
    /// To standard output.
    pub stdout: String,
    /// To standard error.
    pub stderr: String,
}

impl Printed {
    /// Adds a text, unless both together would then have more than `bytes_max` bytes; says whether
    /// it did.
    pub fn add(&mut self, stream: Stream, text: &str, bytes_max: u64) -> bool {
        if (self.stdout.len() + self.stderr.len() + text.len()) as u64 > bytes_max {
            return false;
        }
        match stream {
            Stream::Out => self.stdout.push_str(text),
            Stream::Error => self.stderr.push_str(text),
        }
        true
    }
}
