//! Values and what they name.

use lang::library::{ExceptionKind, Native, TypeKind};

use super::{Reader, Saved, Word, put, words};
use crate::hash::Hash;
use crate::method::MethodName;
use crate::sync::{Channel, SyncKind, SyncObject};
use crate::value::{SyncId, Value};

words! {
    Native: |it| it as u64, |word| one_of(Native::ALL, word);
    TypeKind: |it| it as u64, |word| one_of(TypeKind::ALL, word);
    ExceptionKind: |it| it as u64, |word| one_of(ExceptionKind::ALL, word);
    MethodName: |it| it as u64, |word| one_of(MethodName::ALL, word);
    SyncKind: |it| it as u64, |word| one_of(&SyncKind::ALL, word);
    SyncId: |it| it.number().into(), |word| SyncId::from_number(word as u32);
    // Any bits are as likely as others.
    Hash: |it| it.0.cast_unsigned(), |word| Hash(word.cast_signed());
}

fn one_of<T: Copy>(all: &[T], word: u64) -> T {
    all[(word as usize).min(all.len() - 1)]
}

/// A value is its variant's number and one word.
macro_rules! value_words {
    ($($number:literal => $variant:ident $(($word:ident))?),* $(,)?) => {
        impl Value {
            /// Its variant's number and its word.
            #[inline]
            pub(crate) fn parts(self) -> (u8, u64) {
                match self {
                    $(Value::$variant $(($word))? => ($number, 0 $(+ $word.to_word())?)),*
                }
            }

            /// The value of these parts; none where no variant has that number.
            #[inline]
            pub(crate) fn of_parts(number: u8, _word: u64) -> Option<Value> {
                Some(match number {
                    $($number => Value::$variant $(({
                        let $word = Word::of_word(_word);
                        $word
                    }))?,)*
                    _ => return None,
                })
            }
        }
    };
}

value_words! {
    0 => Unbound,
    1 => None,
    2 => Ellipsis,
    3 => NotImplemented,
    4 => Bool(value),
    5 => Int(value),
    6 => Float(value),
    7 => BigInt(handle),
    8 => Str(handle),
    9 => Bytes(handle),
    10 => Tuple(handle),
    11 => Range(handle),
    12 => Slice(handle),
    13 => List(handle),
    14 => Dict(handle),
    15 => Set(handle),
    16 => Deque(handle),
    17 => DictView(handle),
    18 => Function(handle),
    19 => BoundMethod(handle),
    20 => Native(native),
    21 => Class(handle),
    22 => Instance(handle),
    23 => Method(handle),
    24 => Descriptor(handle),
    25 => Super(handle),
    26 => Alias(handle),
    27 => Type(kind),
    28 => ExceptionType(kind),
    29 => Module(number),
    30 => Exception(handle),
    31 => Iter(handle),
    32 => Generator(handle),
    33 => Coroutine(handle),
    34 => Cell(handle),
    35 => Task(task),
    36 => Sync(sync),
    37 => RangeCursor(number),
}

impl Saved for Value {
    fn save(&self, out: &mut Vec<u8>) {
        let (number, word) = self.parts();
        put(number, out);
        word.save(out);
    }

    fn load(from: &mut Reader) -> Value {
        let (number, word) = (u8::load(from), from.number());
        Value::of_parts(number, word).unwrap_or_else(|| from.fail())
    }
}

// A pipe belongs to no process: one in the copy of a memory is nobody's.
impl Saved for Channel {
    fn save(&self, _: &mut Vec<u8>) {}

    fn load(_: &mut Reader) -> Channel {
        Channel::default()
    }
}

saved_variants!(SyncObject {
    0 => Lock(lock),
    1 => RLock(lock),
    2 => Condition(condition),
    3 => Semaphore(semaphore),
    4 => Event(event),
    5 => Queue(queue),
    6 => Channel(channel),
    _ => Memory(memory),
});
