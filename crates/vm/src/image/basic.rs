//! Numbers, texts and sequences.

use std::collections::VecDeque;

use litemap::LiteMap;

use lang::program::CodeIdx;
use trace::{
    Cause, CoreId, Event, EventKind, Line, ObjectId, Span, TaskId, TaskKind, TextId, Time,
};

use super::{Reader, Saved};
use crate::heap::Handle;

/// Bytes as they are, written at once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Blob(pub Vec<u8>);

impl Saved for Blob {
    fn save(&self, out: &mut Vec<u8>) {
        save_bytes(&self.0, out);
    }

    fn load(from: &mut Reader) -> Blob {
        let length = from.length();
        Blob(from.take(length).to_vec())
    }
}

/// Writes what a [`Blob`] reads.
pub(crate) fn save_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    save_number(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// Writes a whole number: seven bits to a byte, the lowest first.
#[inline(never)]
pub(crate) fn save_number(number: u64, out: &mut Vec<u8>) {
    let mut rest = number;
    while rest >= 0x80 {
        out.push((rest & 0x7F) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

/// Writes one byte. Never inlined, like [`save_number`]: most of what is written is such, and the module
/// is downloaded.
#[inline(never)]
pub fn put(byte: u8, out: &mut Vec<u8>) {
    out.push(byte);
}

/// What is written as one whole number.
pub(crate) trait Word: Copy {
    /// The number.
    fn to_word(self) -> u64;

    /// What it stands for; anything where it stands for nothing.
    fn of_word(word: u64) -> Self;
}

/// Lists kinds that are words.
macro_rules! words {
    ($($kind:ty: |$it:ident| $to:expr, |$word:ident| $of:expr;)*) => {
        $(
            impl Word for $kind {
                fn to_word(self) -> u64 {
                    let $it = self;
                    $to
                }

                fn of_word($word: u64) -> $kind {
                    $of
                }
            }

            impl Saved for $kind {
                fn save(&self, out: &mut Vec<u8>) {
                    $crate::image::save_number(self.to_word(), out);
                }

                fn load(from: &mut Reader) -> $kind {
                    <$kind>::of_word(from.number())
                }
            }
        )*
    };
}

pub(crate) use words;

words! {
    u8: |it| it.into(), |word| word as u8;
    u16: |it| it.into(), |word| word as u16;
    u32: |it| it.into(), |word| word as u32;
    u64: |it| it, |word| word;
    usize: |it| it as u64, |word| word as usize;
    bool: |it| it.into(), |word| word != 0;
    // Small numbers stay small on both sides of nothing.
    i64: |it| ((it << 1) ^ (it >> 63)).cast_unsigned(),
        |word| (word >> 1).cast_signed() ^ -(word & 1).cast_signed();
    i32: |it| i64::from(it).to_word(), |word| i64::of_word(word) as i32;
    // The lowest bits of most are nothing.
    f64: |it| it.to_bits().reverse_bits(), |word| f64::from_bits(word.reverse_bits());
    CodeIdx: |it| it.0.into(), |word| CodeIdx(u16::of_word(word));
    Span: |it| it.0, |word| Span(word);
    Time: |it| it.0, |word| Time(word);
    // None of them is nothing, and so short.
    TaskId: |it| it.0.wrapping_add(1).into(), |word| TaskId((word as u32).wrapping_sub(1));
    Line: |it| it.0.wrapping_add(1).into(), |word| Line((word as u32).wrapping_sub(1));
    ObjectId: |it| it.0.wrapping_add(1).into(), |word| ObjectId((word as u32).wrapping_sub(1));
    CoreId: |it| it.0.wrapping_add(1).into(), |word| CoreId((word as u32).wrapping_sub(1));
    TextId: |it| it.0.wrapping_add(1).into(), |word| TextId((word as u32).wrapping_sub(1));
    Cause: |it| it as u64, |word| Cause::from_number(word as u8).unwrap_or(Cause::None);
    EventKind: |it| it as u64, |word| EventKind::from_number(word as u8).unwrap_or(EventKind::Cut);
    TaskKind: |it| it as u64, |word| match word {
        0 => TaskKind::Thread,
        1 => TaskKind::Process,
        2 => TaskKind::Coroutine,
        _ => TaskKind::Fragment,
    };
}

saved_fields!(Event { time, kind, cause, task, core, line, object, other, text, value });

impl<T> Word for Handle<T> {
    fn to_word(self) -> u64 {
        self.index.into()
    }

    fn of_word(word: u64) -> Handle<T> {
        Handle::new(word as u32)
    }
}

impl<T> Saved for Handle<T> {
    fn save(&self, out: &mut Vec<u8>) {
        save_number(self.index.into(), out);
    }

    fn load(from: &mut Reader) -> Handle<T> {
        Handle::new(from.number() as u32)
    }
}

impl Saved for String {
    fn save(&self, out: &mut Vec<u8>) {
        save_bytes(self.as_bytes(), out);
    }

    fn load(from: &mut Reader) -> String {
        let Blob(bytes) = Blob::load(from);
        String::from_utf8(bytes).unwrap_or_else(|_| from.fail())
    }
}

impl Saved for Box<str> {
    fn save(&self, out: &mut Vec<u8>) {
        save_bytes(self.as_bytes(), out);
    }

    fn load(from: &mut Reader) -> Box<str> {
        String::load(from).into()
    }
}

/// Writes so many of them.
pub(crate) fn save_all<T: Saved>(all: &[T], out: &mut Vec<u8>) {
    save_number(all.len() as u64, out);
    for one in all {
        one.save(out);
    }
}

impl<T: Saved> Saved for Vec<T> {
    fn save(&self, out: &mut Vec<u8>) {
        save_all(self, out);
    }

    fn load(from: &mut Reader) -> Vec<T> {
        let length = from.length();
        let mut all = Vec::with_capacity(length);
        for _ in 0..length {
            all.push(T::load(from));
        }
        all
    }
}

impl<T: Saved> Saved for Box<[T]> {
    fn save(&self, out: &mut Vec<u8>) {
        save_all(self, out);
    }

    fn load(from: &mut Reader) -> Box<[T]> {
        Vec::load(from).into()
    }
}

impl<T: Saved> Saved for VecDeque<T> {
    fn save(&self, out: &mut Vec<u8>) {
        save_number(self.len() as u64, out);
        for one in self {
            one.save(out);
        }
    }

    fn load(from: &mut Reader) -> VecDeque<T> {
        Vec::load(from).into()
    }
}

impl<K: Saved + Ord, T: Saved> Saved for LiteMap<K, T> {
    fn save(&self, out: &mut Vec<u8>) {
        save_number(self.len() as u64, out);
        for (key, value) in self {
            key.save(out);
            value.save(out);
        }
    }

    fn load(from: &mut Reader) -> LiteMap<K, T> {
        let mut all = LiteMap::new();
        for _ in 0..from.length() {
            let key = K::load(from);
            all.insert(key, T::load(from));
        }
        all
    }
}

impl<T: Saved> Saved for Option<T> {
    fn save(&self, out: &mut Vec<u8>) {
        put(self.is_some().into(), out);
        if let Some(it) = self {
            it.save(out);
        }
    }

    fn load(from: &mut Reader) -> Option<T> {
        if bool::load(from) { Some(T::load(from)) } else { None }
    }
}

impl<A: Saved, B: Saved> Saved for (A, B) {
    fn save(&self, out: &mut Vec<u8>) {
        self.0.save(out);
        self.1.save(out);
    }

    fn load(from: &mut Reader) -> (A, B) {
        let first = A::load(from);
        (first, B::load(from))
    }
}
