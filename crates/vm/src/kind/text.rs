//! Strings: UTF-8 that never changes, with what makes Python's view of them quick.
//!
//! Python indexes by character. A text knows how many it has, so where that equals the number of
//! bytes a position is an offset; elsewhere the offset of every 64th character is on record.

use std::sync::atomic::{AtomicU64, Ordering};

use arrayvec::ArrayString;

use crate::heap::Object;
use crate::image::{Reader, Saved, save_bytes};
use crate::value::Value;

/// How many characters lie between two recorded offsets. 64 of them cost one recorded `usize`.
const STRIDE: usize = 64;
/// Texts of so many bytes stand in their slot: most are that short, and need no memory elsewhere.
const SHORT_MAX: usize = 24;

/// A string.
#[derive(Debug)]
pub struct Text {
    chars: Chars,
    /// Zero until someone asks. All threads would store the same number, so no order is needed.
    hash: AtomicU64,
}

impl Saved for Text {
    fn save(&self, out: &mut Vec<u8>) {
        save_bytes(self.as_str().as_bytes(), out);
    }

    fn load(from: &mut Reader) -> Text {
        Text::new(String::load(from))
    }
}

/// The characters of a text.
#[derive(Clone, Debug)]
enum Chars {
    Short { n_chars: u8, text: ArrayString<SHORT_MAX> },
    Long { text: Box<str>, marks: Option<Box<Marks>> },
}

/// Where the characters of a long text are that are not all ASCII.
#[derive(Clone, Debug)]
struct Marks {
    n_chars: usize,
    /// The byte offset of every [`STRIDE`]th character.
    offsets: Box<[usize]>,
}

impl Marks {
    /// None if all characters are ASCII: then positions are offsets.
    fn of(text: &str) -> Option<Box<Marks>> {
        if text.is_ascii() {
            return None;
        }
        let mut n_chars = 0;
        let mut offsets = Vec::with_capacity(text.len() / STRIDE + 1);
        for (offset, _) in text.char_indices() {
            if n_chars % STRIDE == 0 {
                offsets.push(offset);
            }
            n_chars += 1;
        }
        Some(Box::new(Marks { n_chars, offsets: offsets.into() }))
    }
}

impl Default for Text {
    fn default() -> Text {
        Text::of(Chars::Short { n_chars: 0, text: ArrayString::new_const() })
    }
}

impl Clone for Text {
    fn clone(&self) -> Text {
        let hash = AtomicU64::new(self.hash.load(Ordering::Relaxed));
        Text { chars: self.chars.clone(), hash }
    }
}

impl Text {
    /// The text made of these characters.
    #[must_use]
    pub fn new(text: impl AsRef<str> + Into<Box<str>>) -> Text {
        match ArrayString::from(text.as_ref()) {
            Ok(short) => Text::short(short),
            Err(_) => {
                let text: Box<str> = text.into();
                let marks = Marks::of(&text);
                Text::of(Chars::Long { text, marks })
            }
        }
    }

    fn short(text: ArrayString<SHORT_MAX>) -> Text {
        let n_chars = if text.is_ascii() { text.len() } else { text.chars().count() };
        Text::of(Chars::Short { n_chars: n_chars as u8, text })
    }

    fn of(chars: Chars) -> Text {
        Text { chars, hash: AtomicU64::new(0) }
    }

    /// Texts in one, which are of so many bytes together.
    #[must_use]
    pub fn concat<'t>(n_bytes: usize, parts: impl Iterator<Item = &'t Text>) -> Text {
        if n_bytes > SHORT_MAX {
            let mut text = String::with_capacity(n_bytes);
            parts.for_each(|part| text.push_str(part.as_str()));
            return Text::new(text);
        }
        let (mut text, mut n_chars) = (ArrayString::new_const(), 0);
        for part in parts {
            text.push_str(part.as_str());
            n_chars += part.n_chars() as u8;
        }
        Text::of(Chars::Short { n_chars, text })
    }

    /// An integer's decimal digits.
    #[must_use]
    pub fn of_int(number: i64) -> Text {
        // 19 digits and a sign.
        let mut buffer = [0; 20];
        let mut start = buffer.len();
        let mut rest = number.unsigned_abs();
        loop {
            start -= 1;
            buffer[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            start -= 1;
            buffer[start] = b'-';
        }
        Text::new(std::str::from_utf8(&buffer[start..]).unwrap_or_default())
    }

    /// With all letters of ASCII large, or small.
    #[must_use]
    pub fn in_ascii_case(&self, is_upper: bool) -> Text {
        let mut chars = self.chars.clone();
        let text: &mut str = match &mut chars {
            Chars::Short { text, .. } => text,
            Chars::Long { text, .. } => text,
        };
        if is_upper {
            text.make_ascii_uppercase()
        } else {
            text.make_ascii_lowercase()
        }
        Text::of(chars)
    }

    /// As Rust sees it.
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.chars {
            Chars::Short { text, .. } => text,
            Chars::Long { text, .. } => text,
        }
    }

    /// Its length in characters, as Python counts.
    #[must_use]
    #[inline]
    pub fn n_chars(&self) -> usize {
        match &self.chars {
            Chars::Short { n_chars, .. } => usize::from(*n_chars),
            Chars::Long { text, marks: None } => text.len(),
            Chars::Long { marks: Some(marks), .. } => marks.n_chars,
        }
    }

    /// Whether a position in characters is an offset in bytes.
    #[must_use]
    #[inline]
    pub fn is_ascii(&self) -> bool {
        match &self.chars {
            Chars::Short { n_chars, text } => usize::from(*n_chars) == text.len(),
            Chars::Long { marks, .. } => marks.is_none(),
        }
    }

    /// The byte offset of the character at that position; the length for any position after the last.
    #[must_use]
    pub fn offset(&self, position: usize) -> usize {
        let text = self.as_str();
        if position >= self.n_chars() {
            return text.len();
        }
        let (start, position) = match &self.chars {
            _ if self.is_ascii() => return position,
            Chars::Long { marks: Some(marks), .. } => {
                (marks.offsets[position / STRIDE], position % STRIDE)
            }
            _ => (0, position),
        };
        let mut chars = text[start..].char_indices();
        chars.nth(position).map_or(text.len(), |(offset, _)| start + offset)
    }

    /// The position in characters of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> usize {
        let (mark, start) = match &self.chars {
            _ if self.is_ascii() => return offset,
            Chars::Long { marks: Some(marks), .. } => {
                let n_passed = marks.offsets.partition_point(|&start| start <= offset);
                let mark = n_passed.saturating_sub(1);
                (mark, marks.offsets[mark])
            }
            _ => (0, 0),
        };
        mark * STRIDE + self.as_str()[start..offset].chars().count()
    }

    /// The characters from `start` up to `stop`, both in characters and clamped to the text.
    #[must_use]
    pub fn slice(&self, start: usize, stop: usize) -> &str {
        if start >= stop {
            return "";
        }
        &self.as_str()[self.offset(start)..self.offset(stop)]
    }

    /// The character at that position.
    #[must_use]
    #[inline]
    pub fn char_at(&self, position: usize) -> Option<char> {
        if self.is_ascii() {
            return self.as_str().as_bytes().get(position).map(|&byte| char::from(byte));
        }
        self.as_str()[self.offset(position)..].chars().next()
    }

    /// Its hash: the same on every machine and in every run.
    #[must_use]
    #[inline]
    pub fn hash(&self) -> i64 {
        let known = self.hash.load(Ordering::Relaxed);
        if known != 0 {
            return known.cast_signed();
        }
        let hash = hash_bytes(self.as_str().as_bytes());
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
        match &self.chars {
            Chars::Short { .. } => 0,
            Chars::Long { text, marks } => {
                let n_marks = marks.as_ref().map_or(0, |marks| marks.offsets.len() + 3);
                text.len() + n_marks * size_of::<usize>()
            }
        }
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
    fn short_texts_are_as_long_ones() {
        let long = "zöe ".repeat(20);
        let parts = [Text::new("zö"), Text::new("e ")];
        let short = Text::concat(5, parts.iter());
        assert_eq!((short.as_str(), short.n_chars(), short.is_ascii()), ("zöe ", 4, false));
        assert_eq!((short.bytes(), short.hash()), (0, Text::new("zöe ").hash()));
        for (position, (offset, char)) in "zöe ".char_indices().enumerate() {
            for text in [&short, &Text::new(long.as_str())] {
                assert_eq!(text.char_at(position), Some(char));
                assert_eq!(text.offset(position), offset);
                assert_eq!(text.position(offset), position);
            }
        }
        assert_eq!(short.in_ascii_case(true).as_str(), "ZöE ");
        let joined = Text::concat(100, std::iter::repeat_n(&short, 20));
        assert_eq!((joined.as_str(), joined.n_chars()), (long.as_str(), 80));
    }

    #[test]
    fn digits_of_integers() {
        for number in [0, 7, -10, i64::MAX, i64::MIN] {
            assert_eq!(Text::of_int(number).as_str(), number.to_string());
        }
    }

    #[test]
    fn equal_texts_have_equal_hashes() {
        assert_eq!(Text::new("a").hash(), Text::new("a").hash());
        assert_ne!(Text::new("a").hash(), Text::new("a\0").hash());
        assert_ne!(Text::new("").hash(), 0);
        assert_eq!(size_of::<Option<Text>>(), 40);
        let text = Text::new("word");
        assert_eq!(text.hash(), text.clone().hash());
    }
}
