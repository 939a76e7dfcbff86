//! The memories that were thought of, as far as the loops need them.
//!
//! Pairs go round in a fixed reserve of slots, as if a collection had just emptied them.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};
use std::sync::{Mutex, OnceLock, RwLock};

use crate::Source;
use crate::machine::{LENGTH, Memory, Op, Value, run};

/// One thread's memory, with or without a note of each change that could undo it.
pub struct Local<const UNDO: bool> {
    globals: Vec<Value>,
    lists: Vec<Vec<Value>>,
    pairs: Vec<(Value, Value)>,
    next_pair: u32,
    undo: Vec<(u32, u32, Value)>,
}

const N_PAIRS: u32 = 4096;

/// How many changes are noted before the notes are dropped: those of one visible operation.
const UNDO_MAX: usize = 4096;

impl<const UNDO: bool> Local<UNDO> {
    pub fn new() -> Self {
        Local {
            globals: vec![Value::Int(1); 64],
            lists: vec![vec![Value::Int(1); LENGTH]; 2],
            pairs: vec![Default::default(); N_PAIRS as usize],
            next_pair: 0,
            undo: Vec::with_capacity(UNDO_MAX),
        }
    }

    #[inline]
    fn note(&mut self, object: u32, index: u32, old: Value) {
        if UNDO {
            if self.undo.len() == UNDO_MAX {
                self.undo.clear();
            }
            self.undo.push((object, index, old));
        }
    }
}

impl<const UNDO: bool> Memory for Local<UNDO> {
    fn load_global(&self, global: u16) -> Value {
        self.globals[global as usize]
    }

    fn store_global(&mut self, global: u16, value: Value) {
        let old = std::mem::replace(&mut self.globals[global as usize], value);
        self.note(0, u32::from(global), old);
    }

    fn load_item(&mut self, list: u16, index: usize) -> Value {
        self.lists[list as usize][index]
    }

    fn store_item(&mut self, list: u16, index: usize, value: Value) {
        let old = std::mem::replace(&mut self.lists[list as usize][index], value);
        self.note(u32::from(list), index as u32, old);
    }

    fn pair(&mut self, first: Value, second: Value) -> Value {
        self.next_pair = (self.next_pair + 1) % N_PAIRS;
        self.pairs[self.next_pair as usize] = (first, second);
        Value::Pair(self.next_pair)
    }

    fn first(&mut self, pair: u32) -> Value {
        self.pairs[pair as usize].0
    }
}

/// A variable that threads share.
pub trait Variable: Default + Send + Sync {
    fn load(&self) -> Value;
    fn store(&self, value: Value);
}

/// Tag and payload under a version that is odd while they change.
#[derive(Default)]
pub struct Seqlock {
    version: AtomicU64,
    tag: AtomicU64,
    payload: AtomicU64,
}

impl Variable for Seqlock {
    fn load(&self) -> Value {
        loop {
            let before = self.version.load(Ordering::Acquire);
            let tag = self.tag.load(Ordering::Relaxed);
            let payload = self.payload.load(Ordering::Relaxed);
            fence(Ordering::Acquire);
            if before & 1 == 0 && self.version.load(Ordering::Relaxed) == before {
                return match tag {
                    1 => Value::Int(payload as i64),
                    2 => Value::Float(f64::from_bits(payload)),
                    3 => Value::Pair(payload as u32),
                    _ => Value::None,
                };
            }
            std::hint::spin_loop();
        }
    }

    fn store(&self, value: Value) {
        let (tag, payload) = match value {
            Value::None => (0, 0),
            Value::Int(number) => (1, number as u64),
            Value::Float(number) => (2, number.to_bits()),
            Value::Pair(place) => (3, u64::from(place)),
        };
        let begin = |version: u64| (version & 1 == 0).then_some(version + 1);
        let version = loop {
            match self.version.fetch_update(Ordering::Acquire, Ordering::Relaxed, begin) {
                Ok(version) => break version,
                Err(_) => std::hint::spin_loop(),
            }
        };
        fence(Ordering::Release);
        self.tag.store(tag, Ordering::Relaxed);
        self.payload.store(payload, Ordering::Relaxed);
        self.version.store(version + 2, Ordering::Release);
    }
}

/// A lock around the value.
#[derive(Default)]
pub struct Locked(Mutex<Value>);

impl Variable for Locked {
    fn load(&self) -> Value {
        *self.0.lock().expect("nobody panics")
    }

    fn store(&self, value: Value) {
        *self.0.lock().expect("nobody panics") = value;
    }
}

/// The value squeezed into a word, as the heap does it.
#[derive(Default)]
pub struct Word(AtomicU64);

impl Variable for Word {
    #[inline]
    fn load(&self) -> Value {
        decode(self.0.load(Ordering::Acquire))
    }

    #[inline]
    fn store(&self, value: Value) {
        self.0.store(encode(value), Ordering::Release);
    }
}

#[inline]
fn encode(value: Value) -> u64 {
    match value {
        Value::Int(number) if (number << 1) >> 1 == number => (number << 1) as u64 | 1,
        Value::Float(number) if matches!((number.to_bits() >> 60) & 7, 3 | 4) => {
            number.to_bits().rotate_left(3) & !3 | 2
        }
        Value::None => 0,
        Value::Pair(place) => u64::from(place) << 32 | 4,
        other => panic!("the loops' numbers are small: {other:?}"),
    }
}

#[inline]
fn decode(word: u64) -> Value {
    if word & 1 == 1 {
        Value::Int(word as i64 >> 1)
    } else if word & 2 == 2 {
        let upper = 2 - (word >> 63);
        Value::Float(f64::from_bits((word & !3 | upper).rotate_right(3)))
    } else if word & 4 == 4 {
        Value::Pair((word >> 32) as u32)
    } else {
        Value::None
    }
}

/// A list that threads share.
pub trait List: Send + Sync {
    fn new() -> Self;
    fn get(&self, index: usize) -> Value;
    fn set(&self, index: usize, value: Value);
}

impl List for RwLock<Vec<Value>> {
    fn new() -> Self {
        RwLock::new(vec![Value::Int(1); LENGTH])
    }

    fn get(&self, index: usize) -> Value {
        self.read().expect("nobody panics")[index]
    }

    fn set(&self, index: usize, value: Value) {
        self.write().expect("nobody panics")[index] = value;
    }
}

impl List for Mutex<Vec<Value>> {
    fn new() -> Self {
        Mutex::new(vec![Value::Int(1); LENGTH])
    }

    fn get(&self, index: usize) -> Value {
        self.lock().expect("nobody panics")[index]
    }

    fn set(&self, index: usize, value: Value) {
        self.lock().expect("nobody panics")[index] = value;
    }
}

/// A word for each item, in chunks that never move, and a version that is odd while the list's shape
/// changes: reading takes no lock, changing an item takes that of the shape.
pub struct Words {
    version: AtomicU64,
    length: AtomicU32,
    chunks: [OnceLock<Box<[AtomicU64]>>; 28],
    shape: Mutex<()>,
}

impl Words {
    fn item(&self, index: usize) -> &AtomicU64 {
        let shifted = index + 16;
        let bits = shifted.ilog2();
        let chunk = bits as usize - 4;
        let new = || (0..16usize << chunk).map(|_| AtomicU64::new(encode(Value::Int(1)))).collect();
        &self.chunks[chunk].get_or_init(new)[shifted - (1 << bits)]
    }
}

impl List for Words {
    fn new() -> Self {
        Words {
            version: AtomicU64::new(0),
            length: AtomicU32::new(LENGTH as u32),
            chunks: [const { OnceLock::new() }; 28],
            shape: Mutex::new(()),
        }
    }

    fn get(&self, index: usize) -> Value {
        loop {
            let before = self.version.load(Ordering::Acquire);
            assert!(index < self.length.load(Ordering::Relaxed) as usize);
            let word = self.item(index).load(Ordering::Acquire);
            if before & 1 == 0 && self.version.load(Ordering::Relaxed) == before {
                return decode(word);
            }
        }
    }

    fn set(&self, index: usize, value: Value) {
        let _shape = self.shape.lock().expect("nobody panics");
        assert!(index < self.length.load(Ordering::Relaxed) as usize);
        self.item(index).store(encode(value), Ordering::Release);
    }
}

/// In a cache line of its own, so that lists that no two threads share do not meet.
#[repr(align(64))]
struct Apart<L>(L);

/// Variables and lists that threads share, and words for pairs.
pub struct Shared<V, L> {
    globals: Vec<V>,
    lists: Vec<Apart<L>>,
    pairs: Vec<(Word, Word)>,
}

impl<V: Variable, L: List> Source for Shared<V, L> {
    fn new() -> Self {
        let one = || {
            let variable = V::default();
            variable.store(Value::Int(1));
            variable
        };
        Shared {
            globals: std::iter::repeat_with(one).take(64).collect(),
            lists: vec![Apart(L::new()), Apart(L::new())],
            pairs: std::iter::repeat_with(Default::default).take(2 * N_PAIRS as usize).collect(),
        }
    }

    fn run(&self, thread: u32, code: &[Op], registers: &mut [Value]) {
        let mut view = View { heap: self, first_pair: thread * N_PAIRS, next_pair: 0 };
        run(&mut view, code, registers);
    }
}

/// One thread's view.
struct View<'a, V, L> {
    heap: &'a Shared<V, L>,
    first_pair: u32,
    next_pair: u32,
}

impl<V: Variable, L: List> Memory for View<'_, V, L> {
    fn load_global(&self, global: u16) -> Value {
        self.heap.globals[global as usize].load()
    }

    fn store_global(&mut self, global: u16, value: Value) {
        self.heap.globals[global as usize].store(value);
    }

    fn load_item(&mut self, list: u16, index: usize) -> Value {
        self.heap.lists[list as usize].0.get(index)
    }

    fn store_item(&mut self, list: u16, index: usize, value: Value) {
        self.heap.lists[list as usize].0.set(index, value);
    }

    fn pair(&mut self, first: Value, second: Value) -> Value {
        self.next_pair = (self.next_pair + 1) % N_PAIRS;
        let place = self.first_pair + self.next_pair;
        let slot = &self.heap.pairs[place as usize];
        slot.0.store(first);
        slot.1.store(second);
        Value::Pair(place)
    }

    fn first(&mut self, pair: u32) -> Value {
        self.heap.pairs[pair as usize].0.load()
    }
}
