//! Mark and sweep. Runs only while no task is within an instruction, so the roots are the registers
//! of the fibers and a few tables: no native ever holds a value across a collection.

use std::marker::PhantomData;

use crate::heap::local::{LocalStore, Slab};
use crate::heap::{FrozenKind, FrozenSlabs, Handle, Heap, Object, OpenKind, OpenSlabs, Store};
use crate::value::Value;

/// One bit for each place of a slab.
pub(super) struct Bits<T> {
    words: Vec<u64>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Default for Bits<T> {
    fn default() -> Bits<T> {
        Bits { words: Vec::new(), kind: PhantomData }
    }
}

impl<T> Bits<T> {
    /// Sets a bit; says whether it was clear.
    pub(super) fn set(&mut self, index: u32) -> bool {
        let (word, bit) = (index as usize / 64, 1 << (index % 64));
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let is_new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        is_new
    }

    pub(super) fn has(&self, index: u32) -> bool {
        self.word(index as usize / 64) & (1 << (index % 64)) != 0
    }

    /// The places whose bits are set.
    pub(super) fn places(&self) -> impl Iterator<Item = u32> + '_ {
        let n = u32::try_from(self.words.len() * 64).expect("as many as places in a slab");
        (0..n).filter(|&index| self.has(index))
    }

    /// The bits of 64 places, the lowest for the first.
    pub(super) fn word(&self, number: usize) -> u64 {
        self.words.get(number).copied().unwrap_or(0)
    }
}

/// Keeps a bit for each object.
struct BitStore;

impl Store for BitStore {
    type Frozen<T: FrozenKind> = Bits<T>;
    type Open<T: OpenKind> = Bits<T>;
}

/// A store whose slabs can be swept.
pub(super) trait Sweep: Store {
    /// Frees all objects that are not marked; answers the bytes of those that live.
    fn sweep_frozen<T: FrozenKind>(slab: &mut Self::Frozen<T>, marks: &Bits<T>) -> usize;

    /// The same for objects that can change.
    fn sweep_open<T: OpenKind>(slab: &mut Self::Open<T>, marks: &Bits<T>) -> usize;
}

/// What a collection has reached so far.
#[derive(Default)]
pub(super) struct Marks {
    frozen: FrozenSlabs<BitStore>,
    open: OpenSlabs<BitStore>,
    cells: Bits<()>,
    /// Reached, but not what they hold.
    gray: Vec<Value>,
}

impl Marks {
    /// Notes that a value is reachable.
    pub(super) fn reach(&mut self, value: Value) {
        let is_new_parent = match value {
            Value::Str(text) => self.freeze_leaf(text),
            Value::BigInt(number) => self.freeze_leaf(number),
            Value::Bytes(bytes) => self.freeze_leaf(bytes),
            Value::Range(range) => self.freeze_leaf(range),
            Value::Tuple(tuple) => self.freeze(tuple),
            Value::Slice(slice) => self.freeze(slice),
            Value::DictView(view) => self.freeze(view),
            Value::Function(function) => self.freeze(function),
            Value::BoundMethod(method) => self.freeze(method),
            Value::Method(method) => self.freeze(method),
            Value::Descriptor(descriptor) => self.freeze(descriptor),
            Value::Super(view) => self.freeze(view),
            Value::Alias(alias) => self.freeze(alias),
            Value::Class(class) => self.open(class),
            Value::Instance(instance) => self.open(instance),
            Value::List(list) => self.open(list),
            Value::Dict(dict) => self.open(dict),
            Value::Set(set) => self.open(set),
            Value::Deque(deque) => self.open(deque),
            Value::Exception(exception) => self.open(exception),
            Value::Iter(iter) => self.open(iter),
            Value::Generator(generator) => self.open(generator),
            Value::Coroutine(coroutine) => self.open(coroutine),
            Value::Cell(cell) => self.cells.set(cell.index),
            Value::Unbound | Value::None | Value::Ellipsis | Value::NotImplemented => false,
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::RangeCursor(_) => false,
            Value::Native(_) | Value::Type(_) | Value::ExceptionType(_) => false,
            Value::Module(_) | Value::Task(_) | Value::Sync(_) => false,
        };
        if is_new_parent {
            self.gray.push(value);
        }
    }

    /// Reaches all that the reached objects hold.
    pub(super) fn spread<H: Heap>(&mut self, heap: &mut H) {
        while let Some(value) = self.gray.pop() {
            let mut reach = |child| self.reach(child);
            match value {
                Value::Tuple(tuple) => heap.get(tuple).children(&mut reach),
                Value::Slice(slice) => heap.get(slice).children(&mut reach),
                Value::DictView(view) => heap.get(view).children(&mut reach),
                Value::Function(function) => heap.get(function).children(&mut reach),
                Value::BoundMethod(method) => heap.get(method).children(&mut reach),
                Value::Method(method) => heap.get(method).children(&mut reach),
                Value::Descriptor(descriptor) => heap.get(descriptor).children(&mut reach),
                Value::Super(view) => heap.get(view).children(&mut reach),
                Value::Alias(alias) => heap.get(alias).children(&mut reach),
                Value::Class(class) => heap.read(class).children(&mut reach),
                Value::Instance(instance) => heap.read(instance).children(&mut reach),
                Value::List(list) => heap.read(list).children(&mut reach),
                Value::Dict(dict) => heap.read(dict).children(&mut reach),
                Value::Set(set) => heap.read(set).children(&mut reach),
                Value::Deque(deque) => heap.read(deque).children(&mut reach),
                Value::Exception(exception) => heap.read(exception).children(&mut reach),
                Value::Iter(iter) => heap.read(iter).children(&mut reach),
                Value::Generator(generator) => heap.read(generator).children(&mut reach),
                Value::Coroutine(coroutine) => heap.read(coroutine).children(&mut reach),
                Value::Cell(cell) => reach(heap.load_cell(cell)),
                _ => unreachable!("only objects that hold others turn gray"),
            }
        }
    }

    /// Frees what was not reached, cells aside; answers the bytes of the rest.
    pub(super) fn sweep<S: Sweep>(
        &self,
        frozen: &mut FrozenSlabs<S>,
        open: &mut OpenSlabs<S>,
    ) -> usize {
        fn freeze<S: Sweep, T: FrozenKind>(slab: &mut S::Frozen<T>, bits: &Bits<T>) -> usize {
            S::sweep_frozen(slab, bits)
        }
        fn opened<S: Sweep, T: OpenKind>(slab: &mut S::Open<T>, bits: &Bits<T>) -> usize {
            S::sweep_open(slab, bits)
        }
        let bytes = [
            freeze::<S, _>(&mut frozen.texts, &self.frozen.texts),
            freeze::<S, _>(&mut frozen.big_ints, &self.frozen.big_ints),
            freeze::<S, _>(&mut frozen.bytes, &self.frozen.bytes),
            freeze::<S, _>(&mut frozen.tuples, &self.frozen.tuples),
            freeze::<S, _>(&mut frozen.ranges, &self.frozen.ranges),
            freeze::<S, _>(&mut frozen.slices, &self.frozen.slices),
            freeze::<S, _>(&mut frozen.functions, &self.frozen.functions),
            freeze::<S, _>(&mut frozen.bound_methods, &self.frozen.bound_methods),
            freeze::<S, _>(&mut frozen.dict_views, &self.frozen.dict_views),
            freeze::<S, _>(&mut frozen.methods, &self.frozen.methods),
            freeze::<S, _>(&mut frozen.descriptors, &self.frozen.descriptors),
            freeze::<S, _>(&mut frozen.super_views, &self.frozen.super_views),
            freeze::<S, _>(&mut frozen.aliases, &self.frozen.aliases),
            opened::<S, _>(&mut open.lists, &self.open.lists),
            opened::<S, _>(&mut open.dicts, &self.open.dicts),
            opened::<S, _>(&mut open.sets, &self.open.sets),
            opened::<S, _>(&mut open.deques, &self.open.deques),
            opened::<S, _>(&mut open.exceptions, &self.open.exceptions),
            opened::<S, _>(&mut open.iters, &self.open.iters),
            opened::<S, _>(&mut open.generators, &self.open.generators),
            opened::<S, _>(&mut open.coroutines, &self.open.coroutines),
            opened::<S, _>(&mut open.classes, &self.open.classes),
            opened::<S, _>(&mut open.instances, &self.open.instances),
        ];
        bytes.iter().sum()
    }

    /// How many bytes it takes to write down the containers, instances, texts and large numbers that were
    /// reached. The same on every machine, whatever it keeps them in.
    pub(super) fn written_bytes(
        &self,
        frozen: &FrozenSlabs<LocalStore>,
        open: &OpenSlabs<LocalStore>,
    ) -> u64 {
        const VALUE: usize = size_of::<Value>();
        fn sum<T>(slab: &Slab<T>, bits: &Bits<T>, bytes: impl Fn(&T) -> usize) -> usize {
            let own = slab.objects().filter(|(index, _)| bits.has(*index));
            own.map(|(_, object)| VALUE + bytes(object)).sum()
        }
        let bytes = [
            sum(&frozen.texts, &self.frozen.texts, |text| text.as_str().len()),
            sum(&frozen.bytes, &self.frozen.bytes, |bytes| bytes.0.len()),
            sum(&frozen.big_ints, &self.frozen.big_ints, Object::bytes),
            sum(&frozen.tuples, &self.frozen.tuples, |tuple| tuple.items().len() * VALUE),
            sum(&open.lists, &self.open.lists, |list| list.items.len() * VALUE),
            sum(&open.deques, &self.open.deques, |deque| deque.items().len() * VALUE),
            sum(&open.sets, &self.open.sets, |set| set.len() * VALUE),
            sum(&open.dicts, &self.open.dicts, |dict| dict.len() * 2 * VALUE),
            sum(&open.instances, &self.open.instances, |instance| instance.fields.len() * VALUE),
        ];
        bytes.iter().sum::<usize>() as u64
    }

    /// The cells that were reached.
    pub(super) fn cells(&self) -> &Bits<()> {
        &self.cells
    }

    fn freeze<T: FrozenKind>(&mut self, handle: Handle<T>) -> bool {
        T::slab_mut(&mut self.frozen).set(handle.index)
    }

    /// Holds no other values, so nothing is left to reach.
    fn freeze_leaf<T: FrozenKind>(&mut self, handle: Handle<T>) -> bool {
        self.freeze(handle);
        false
    }

    fn open<T: OpenKind>(&mut self, handle: Handle<T>) -> bool {
        T::slab_mut(&mut self.open).set(handle.index)
    }
}
