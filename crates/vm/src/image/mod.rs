//! Memory and messages as bytes, for another instance of the same machine: how a process with memory
//! of its own begins as a copy of its parent, and how processes speak to the table they share.
//!
//! Both sides are one build, so the bytes have no version. Whole numbers take one byte for each seven
//! bits that they need. Who reads what is no such thing gets something of the right kind, and hears
//! that it is worth nothing when all is read: so reading is short where it is written, in the
//! program as in the module that is downloaded.

#[macro_use]
mod macros;

mod basic;
mod requests;
mod values;
mod verdicts;

pub use basic::{Blob, put};
pub(crate) use basic::{Word, save_all, save_bytes, save_number, words};
pub(crate) use verdicts::{load_resumption, load_verdict, save_resumption, save_verdict};

/// What can be written as bytes and read again elsewhere.
pub trait Saved: Sized {
    /// Appends its bytes.
    fn save(&self, out: &mut Vec<u8>);

    /// Takes it off the front of the bytes.
    fn load(from: &mut Reader) -> Self;
}

/// Bytes that are read from the front.
#[derive(Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    has_failed: bool,
}

impl<'a> Reader<'a> {
    /// Begins to read.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, has_failed: false }
    }

    /// What was read, if the bytes were that and nothing else.
    #[must_use]
    pub fn finish<T>(self, read: T) -> Option<T> {
        (!self.has_failed && self.bytes.is_empty()).then_some(read)
    }

    /// These are not the bytes of what is read: something of the right kind stands for it.
    pub fn fail<T: Default>(&mut self) -> T {
        self.has_failed = true;
        self.bytes = &[];
        T::default()
    }

    /// A whole number.
    #[inline(never)]
    pub fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0_u64, 0);
        while let Some((&byte, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            number |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
        self.fail()
    }

    /// How many follow, of which each takes a byte at least.
    pub fn length(&mut self) -> usize {
        let length = self.number() as usize;
        if length > self.bytes.len() { self.fail() } else { length }
    }

    /// So many bytes.
    fn take(&mut self, length: usize) -> &'a [u8] {
        match self.bytes.split_at_checked(length) {
            Some((own, rest)) => {
                self.bytes = rest;
                own
            }
            None => self.fail(),
        }
    }
}

/// The bytes of something.
pub fn saved(it: &impl Saved) -> Vec<u8> {
    let mut out = Vec::new();
    it.save(&mut out);
    out
}

/// What bytes are that were something.
pub fn loaded<T: Saved>(bytes: &[u8]) -> Option<T> {
    let mut from = Reader::new(bytes);
    let read = T::load(&mut from);
    from.finish(read)
}

#[cfg(test)]
mod tests {
    use super::{Blob, loaded, saved};

    #[test]
    fn what_is_written_is_read_again() {
        let all = vec![(Some(-1_i64), 0.5_f64), (None, f64::NEG_INFINITY), (Some(i64::MAX), 1e300)];
        let texts = (String::from("mañana"), Blob(vec![0, 0xFF]));
        assert_eq!(loaded(&saved(&(all.clone(), texts.clone()))), Some((all, texts)));
    }

    #[test]
    fn other_bytes_are_nothing() {
        let bytes = saved(&vec![String::from("one"), String::from("two")]);
        for length in 0..bytes.len() {
            assert_eq!(loaded::<Vec<String>>(&bytes[..length]), None, "cut to {length}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(loaded::<Vec<String>>(&longer), None);
        assert_eq!(loaded::<Vec<u64>>(&[0xFF; 40]), None, "no length is believed");
    }
}
