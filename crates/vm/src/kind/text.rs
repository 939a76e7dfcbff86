//! Strings: UTF-8 that never changes, with what makes Python's view of them quick.
//!
//! Python indexes by character. A text knows how many it has, so where that equals the number of
//! bytes a position is an offset; elsewhere the offset of every 64th character is on record.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::heap::Object;
use crate::value::Value;

/// How many characters lie between two recorded offsets. 64 of them cost one recorded `usize`.
const STRIDE: usize = 64;

/// A string.
#[derive(Debug, Default)]
pub struct Text {
    text: Box<str>,
    n_chars: usize,
    /// The byte offset of every [`STRIDE`]th character. Invariant: empty if all are ASCII.
    offsets: Box<[usize]>,
    /// Zero until someone asks. All threads would store the same number, so no order is needed.
    hash: AtomicU64,
}

impl Clone for Text {
    fn clone(&self) -> Text {
        Text {
            text: self.text.clone(),
            n_chars: self.n_chars,
            offsets: self.offsets.clone(),
            hash: AtomicU64::new(self.hash.load(Ordering::Relaxed)),
        }
    }
}

impl Text {
    /// The text made of these characters.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>) -> Text {
        let text: Box<str> = text.into();
        if text.is_ascii() {
            let n_chars = text.len();
            return Text { text, n_chars, offsets: Box::default(), hash: AtomicU64::new(0) };
        }
        let mut n_chars = 0;
        let mut offsets = Vec::with_capacity(text.len() / STRIDE + 1);
        for (offset, _) in text.char_indices() {
            if n_chars % STRIDE == 0 {
                offsets.push(offset);
            }
            n_chars += 1;
        }
        Text { text, n_chars, offsets: offsets.into(), hash: AtomicU64::new(0) }
    }

    /// Two texts in one.
    #[must_use]
    pub fn concat(left: &Text, right: &Text) -> Text {
        let text = [left.as_str(), right.as_str()].concat().into_boxed_str();
        if !(left.is_ascii() && right.is_ascii()) {
            return Text::new(text);
        }
        let n_chars = text.len();
        Text { text, n_chars, offsets: Box::default(), hash: AtomicU64::new(0) }
    }

    /// As Rust sees it.
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its length in characters, as Python counts.
    #[must_use]
    #[inline]
    pub fn n_chars(&self) -> usize {
        self.n_chars
    }

    /// Whether a position in characters is an offset in bytes.
    #[must_use]
    #[inline]
    pub fn is_ascii(&self) -> bool {
        self.n_chars == self.text.len()
    }

    /// The byte offset of the character at that position; the length for any position after the last.
    #[must_use]
    pub fn offset(&self, position: usize) -> usize {
        if position >= self.n_chars {
            return self.text.len();
        }
        if self.is_ascii() {
            return position;
        }
        let start = self.offsets[position / STRIDE];
        let mut chars = self.text[start..].char_indices();
        chars.nth(position % STRIDE).map_or(self.text.len(), |(offset, _)| start + offset)
    }

    /// The position in characters of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> usize {
        if self.is_ascii() {
            return offset;
        }
        let mark = self.offsets.partition_point(|&start| start <= offset).saturating_sub(1);
        mark * STRIDE + self.text[self.offsets[mark]..offset].chars().count()
    }

    /// The characters from `start` up to `stop`, both in characters and clamped to the text.
    #[must_use]
    pub fn slice(&self, start: usize, stop: usize) -> &str {
        if start >= stop {
            return "";
        }
        &self.text[self.offset(start)..self.offset(stop)]
    }

    /// The character at that position.
    #[must_use]
    #[inline]
    pub fn char_at(&self, position: usize) -> Option<char> {
        if self.is_ascii() {
            return self.text.as_bytes().get(position).map(|&byte| char::from(byte));
        }
        self.text[self.offset(position)..].chars().next()
    }

    /// Its hash: the same on every machine and in every run.
    #[must_use]
    #[inline]
    pub fn hash(&self) -> i64 {
        let known = self.hash.load(Ordering::Relaxed);
        if known != 0 {
            return known.cast_signed();
        }
        let hash = hash_bytes(self.text.as_bytes());
        self.hash.store(hash.cast_unsigned(), Ordering::Relaxed);
        hash
    }
}

/// The hash of a string or of bytes; never 0 or -1.
#[must_use]
pub fn hash_bytes(bytes: &[u8]) -> i64 {
    const SEED: u64 = 0x51_7c_c1_b7_27_22_0a_95;
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(SEED);
    let mut hash = mix(0, bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    for &word in words {
        hash = mix(hash, u64::from_le_bytes(word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    hash = mix(hash, u64::from_le_bytes(last));
    hash ^= hash >> 32;
    match hash.cast_signed() {
        0 | -1 => -2,
        hash => hash,
    }
}

impl Object for Text {
    fn children(&self, _visit: &mut dyn FnMut(Value)) {}

    fn bytes(&self) -> usize {
        self.text.len() + self.offsets.len() * size_of::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_of_ascii_are_offsets() {
        let text = Text::new("hello");
        assert_eq!(text.n_chars(), 5);
        assert_eq!(text.char_at(1), Some('e'));
        assert_eq!(text.char_at(5), None);
        assert_eq!(text.slice(1, 3), "el");
        assert_eq!(text.slice(3, 1), "");
        assert_eq!(text.slice(2, 99), "llo");
    }

    #[test]
    fn positions_of_emoji_are_characters() {
        let plain: String = (0..300).map(|i| if i % 3 == 0 { '🦀' } else { 'x' }).collect();
        let text = Text::new(plain.clone());
        assert_eq!(text.n_chars(), 300);
        for (position, (offset, char)) in plain.char_indices().enumerate() {
            assert_eq!(text.char_at(position), Some(char));
            assert_eq!(text.offset(position), offset);
            assert_eq!(text.position(offset), position);
        }
        assert_eq!(text.position(plain.len()), 300);
        assert_eq!(text.char_at(300), None);
        assert_eq!(text.slice(297, 300), "🦀xx");
    }

    #[test]
    fn equal_texts_have_equal_hashes() {
        assert_eq!(Text::new("a").hash(), Text::new("a").hash());
        assert_ne!(Text::new("a").hash(), Text::new("a\0").hash());
        assert_ne!(Text::new("").hash(), 0);
        let text = Text::new("word");
        assert_eq!(text.hash(), text.clone().hash());
    }
}
