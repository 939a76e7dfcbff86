//! A variable that threads share: a value in 8 bytes, so that one atomic load or store moves it.
//!
//! Ints of 63 bits, floats of common size, and everything that a handle or a small number names fit
//! into the word itself. The rest (huge ints, tiny floats, library functions) is kept as a *wide* value
//! elsewhere, and the word names its place.
//!
//! Lowest bits: `…1` an int; `…10` a float, its three upper exponent bits squeezed into one; `…00` a
//! tag in the bits above, and a number in the upper half. The word 0 is an unbound variable.

use trace::TaskId;

use crate::heap::Handle;
use crate::primitives::{AtomicU64, Ordering};
use crate::value::{SyncId, Value};

/// What a word says.
pub(super) enum Content {
    /// The value itself.
    Value(Value),
    /// The value is at that place among the wide ones.
    Wide(u32),
}

/// A shared variable.
#[derive(Debug, Default)]
pub(super) struct Word(AtomicU64);

impl Word {
    /// What it says now.
    #[inline]
    pub(super) fn load(&self) -> Content {
        decode(self.word())
    }

    /// The same, not yet read.
    #[inline(always)]
    pub(super) fn word(&self) -> u64 {
        // Acquires what the store released: whoever reads a handle sees the object that it names.
        self.0.load(Ordering::Acquire)
    }

    /// Makes it say something else.
    #[inline]
    pub(super) fn store(&self, word: u64) {
        self.0.store(word, Ordering::Release);
    }
}

const TAG_NONE: u32 = 1;
const TAG_ELLIPSIS: u32 = 2;
const TAG_NOT_IMPLEMENTED: u32 = 3;
const TAG_BOOL: u32 = 4;
const TAG_ZERO: u32 = 5;
const TAG_TASK: u32 = 6;
const TAG_SYNC: u32 = 7;
const TAG_MODULE: u32 = 8;
const TAG_WIDE: u32 = 9;

#[inline]
fn tagged(tag: u32, number: u32) -> u64 {
    u64::from(number) << 32 | u64::from(tag) << 2
}

/// The word that names a wide value.
#[inline]
pub(super) fn wide(index: u32) -> u64 {
    tagged(TAG_WIDE, index)
}

macro_rules! handles {
    ($($tag:literal $variant:ident),* $(,)?) => {
        /// The word that is the value, if it fits.
        #[inline]
        pub(super) fn encode(value: Value) -> Option<u64> {
            Some(match value {
                Value::Int(number) if (number << 1) >> 1 == number => (number << 1).cast_unsigned() | 1,
                Value::Float(number) => return encode_float(number),
                Value::Unbound => 0,
                Value::None => tagged(TAG_NONE, 0),
                Value::Ellipsis => tagged(TAG_ELLIPSIS, 0),
                Value::NotImplemented => tagged(TAG_NOT_IMPLEMENTED, 0),
                Value::Bool(value) => tagged(TAG_BOOL, u32::from(value)),
                Value::Task(task) => tagged(TAG_TASK, task.0),
                Value::Sync(sync) => tagged(TAG_SYNC, sync.number()),
                Value::Module(module) => tagged(TAG_MODULE, u32::from(module)),
                $(Value::$variant(handle) => tagged($tag, handle.index),)*
                Value::Int(_) | Value::Native(_) | Value::Type(_) => return None,
                Value::ExceptionType(_) | Value::RangeCursor(_) => return None,
            })
        }

        /// Puts the number or the handle that a word says into a slot; false where it says something
        /// else. By its parts, as [`crate::quick::put`] copies values.
        #[inline(always)]
        pub(super) fn put(word: u64, slot: &mut Value) -> bool {
            if word & 1 == 1 {
                *slot = Value::Int(word.cast_signed() >> 1);
                return true;
            }
            if word & 2 == 2 {
                *slot = Value::Float(decode_float(word));
                return true;
            }
            let number = (word >> 32) as u32;
            match (word as u32) >> 2 {
                $($tag => *slot = Value::$variant(Handle::new(number)),)*
                _ => return false,
            }
            true
        }

        #[inline]
        fn decode_tagged(word: u64) -> Content {
            let number = (word >> 32) as u32;
            Content::Value(match (word as u32) >> 2 {
                0 => Value::Unbound,
                TAG_NONE => Value::None,
                TAG_ELLIPSIS => Value::Ellipsis,
                TAG_NOT_IMPLEMENTED => Value::NotImplemented,
                TAG_BOOL => Value::Bool(number != 0),
                TAG_ZERO => Value::Float(0.0),
                TAG_TASK => Value::Task(TaskId(number)),
                TAG_SYNC => Value::Sync(SyncId::from_number(number)),
                TAG_MODULE => Value::Module(number as u16),
                TAG_WIDE => return Content::Wide(number),
                $($tag => Value::$variant(Handle::new(number)),)*
                _ => unreachable!("words are written by `encode` only"),
            })
        }
    };
}

handles![
    16 BigInt, 17 Str, 18 Bytes, 19 Tuple, 20 Range, 21 Slice, 22 List, 23 Dict, 24 Set, 25
    Deque, 26 DictView, 27 Function, 28 BoundMethod, 29 Class, 30 Instance, 31 Method, 32
    Descriptor, 33 Super, 34 Alias, 35 Exception, 36 Iter, 37 Generator, 38 Coroutine, 39 Cell,
];

#[inline]
pub(super) fn decode(word: u64) -> Content {
    if word & 1 == 1 {
        Content::Value(Value::Int(word.cast_signed() >> 1))
    } else if word & 2 == 2 {
        Content::Value(Value::Float(decode_float(word)))
    } else {
        decode_tagged(word)
    }
}

/// The upper three exponent bits of floats from about 1e-77 to 1e77 are 011 or 100: one bit tells
/// which, and two become free for the tag. Ruby keeps its floats in this way.
#[inline]
fn encode_float(number: f64) -> Option<u64> {
    let bits = number.to_bits();
    match (bits >> 60) & 7 {
        3 | 4 => Some(bits.rotate_left(3) & !3 | 2),
        _ if bits == 0 => Some(tagged(TAG_ZERO, 0)),
        _ => None,
    }
}

#[inline]
fn decode_float(word: u64) -> f64 {
    // Bit 60 of the number, which is now the highest, is the opposite of bits 61 and 62's pattern:
    // 011 has it set, 100 has not.
    let upper = 2 - (word >> 63);
    f64::from_bits((word & !3 | upper).rotate_right(3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::List;

    fn round_trip(value: Value) -> Option<Value> {
        encode(value).map(|word| match decode(word) {
            Content::Value(value) => value,
            Content::Wide(place) => panic!("{value:?} became the wide place {place}"),
        })
    }

    #[test]
    fn ints_of_63_bits_fit() {
        for number in [0, 1, -1, 42, i64::MAX >> 1, i64::MIN >> 1] {
            assert!(matches!(round_trip(Value::Int(number)), Some(Value::Int(n)) if n == number));
        }
        assert!(encode(Value::Int(i64::MAX)).is_none());
        assert!(encode(Value::Int(i64::MIN)).is_none());
    }

    #[test]
    fn floats_come_back_bit_by_bit_or_do_not_fit() {
        let fitting = [0.0, 1.0, -1.0, 0.1, 1e70, -1e-70, std::f64::consts::PI, 2.0, 4.0, 1.999];
        for number in fitting {
            let back = round_trip(Value::Float(number));
            assert!(matches!(back, Some(Value::Float(f)) if f.to_bits() == number.to_bits()));
        }
        for number in [-0.0, 1e300, 1e-300, f64::INFINITY, f64::NAN, f64::MIN_POSITIVE] {
            assert!(encode(Value::Float(number)).is_none(), "{number}");
        }
    }

    #[test]
    fn names_come_back() {
        let list = Value::List(Handle::<List>::new(u32::MAX));
        assert!(matches!(round_trip(list), Some(Value::List(h)) if h.index == u32::MAX));
        assert!(matches!(round_trip(Value::Unbound), Some(Value::Unbound)));
        assert!(matches!(round_trip(Value::Bool(true)), Some(Value::Bool(true))));
        assert!(matches!(round_trip(Value::Task(TaskId(7))), Some(Value::Task(TaskId(7)))));
        assert!(matches!(decode(wide(9)), Content::Wide(9)));
    }
}
