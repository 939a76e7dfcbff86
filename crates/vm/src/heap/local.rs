//! The heap of one thread: a read is an index into a vector, a copy is a copy of vectors.
//!
//! Places are given out in a fixed order and taken again lowest first, so that the same run has the
//! same handles wherever it is repeated.

use lang::program::GlobalIdx;

use crate::fiber::{Fiber, Fuel, Preempt, Run};
use crate::heap::collect::{Bits, Marks, Sweep};
use crate::heap::{
    AnyHeap, FrozenKind, FrozenRead, FrozenSlabs, Handle, Heap, OpenKind, OpenSlabs, Pressure,
    Store, account,
};
use crate::image::{Reader, Saved};
use crate::kind::Cell;
use crate::linked::Linked;
use crate::value::Value;
use crate::weigh::Weighed;

/// Objects of one kind.
#[derive(Clone, Debug)]
pub struct Slab<T> {
    slots: Vec<Option<T>>,
    /// The empty places below the end, the next one to take last.
    free: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Slab<T> {
        Slab { slots: Vec::new(), free: Vec::new() }
    }
}

impl<T> Slab<T> {
    /// Lists the empty places anew.
    fn find_free(&mut self) {
        let mut index = u32::try_from(self.slots.len()).expect("the limit on memory comes first");
        for slot in self.slots.iter().rev() {
            index -= 1;
            if slot.is_none() {
                self.free.push(index);
            }
        }
    }

    /// The bytes that one object takes here.
    const SLOT_BYTES: usize = size_of::<Option<T>>();

    #[inline]
    fn get(&self, index: u32) -> &T {
        self.slots[index as usize].as_ref().expect("a value names an object that lives")
    }

    #[inline]
    fn get_mut(&mut self, index: u32) -> &mut T {
        self.slots[index as usize].as_mut().expect("a value names an object that lives")
    }

    #[inline]
    fn put(&mut self, object: T) -> u32 {
        if let Some(index) = self.free.pop() {
            self.slots[index as usize] = Some(object);
            return index;
        }
        let index = u32::try_from(self.slots.len()).expect("the limit on memory comes first");
        self.slots.push(Some(object));
        index
    }

    /// All objects with their places.
    pub(super) fn objects(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..).zip(&self.slots).filter_map(|(index, slot)| Some((index, slot.as_ref()?)))
    }

    /// Frees all objects that `is_marked` does not name; answers the bytes of those that live.
    pub(super) fn sweep(
        &mut self,
        is_marked: impl Fn(u32) -> bool,
        bytes: impl Fn(&T) -> usize,
    ) -> usize {
        self.free.clear();
        let mut live_bytes = 0;
        for index in (0..self.slots.len()).rev() {
            let slot = &mut self.slots[index];
            let index = u32::try_from(index).expect("bounded when it was put");
            match slot {
                Some(object) if is_marked(index) => live_bytes += Self::SLOT_BYTES + bytes(object),
                _ => {
                    *slot = None;
                    self.free.push(index);
                }
            }
        }
        live_bytes
    }
}

impl<T: Saved> Saved for Slab<T> {
    fn save(&self, out: &mut Vec<u8>) {
        self.slots.save(out);
    }

    fn load(from: &mut Reader) -> Slab<T> {
        let mut slab = Slab { slots: Vec::load(from), free: Vec::new() };
        slab.find_free();
        slab
    }
}

/// Keeps objects in [`Slab`]s.
#[derive(Clone, Copy, Debug)]
pub struct LocalStore;

impl Store for LocalStore {
    type Frozen<T: FrozenKind> = Slab<T>;
    type Open<T: OpenKind> = Slab<T>;
}

impl Sweep for LocalStore {
    fn sweep_frozen<T: FrozenKind>(slab: &mut Slab<T>, marks: &Bits<T>) -> usize {
        slab.sweep(|index| marks.has(index), T::bytes)
    }

    fn sweep_open<T: OpenKind>(slab: &mut Slab<T>, marks: &Bits<T>) -> usize {
        slab.sweep(|index| marks.has(index), T::bytes)
    }
}

/// The heap of one thread.
#[derive(Clone)]
pub struct LocalHeap {
    pub(super) frozen: FrozenSlabs<LocalStore>,
    pub(super) open: OpenSlabs<LocalStore>,
    pub(super) cells: Slab<Cell>,
    pub(super) globals: Vec<Value>,
    account: Account,
}

saved_fields!(LocalHeap { frozen, open, cells, globals, account });
saved_fields!(Account { used, lived, collect_at, limit });

/// What is known about the bytes of a heap.
#[derive(Clone, Debug)]
struct Account {
    /// Taken since the last collection, and alive then.
    used: usize,
    /// Alive after the last collection.
    lived: usize,
    /// How much may be used before the next collection.
    collect_at: usize,
    /// How much may live.
    limit: usize,
}

/// A collection is not worth its time before that much was taken since the last. More than that
/// would not stay in a processor's cache, and be slower.
const COLLECT_BYTES_MIN: usize = 4 << 20;

impl LocalHeap {
    /// An empty heap with that many module variables that may hold that many bytes.
    #[must_use]
    pub fn new(n_globals: usize, limit: usize) -> LocalHeap {
        let collect_at = account::collect_at(0, COLLECT_BYTES_MIN, limit);
        LocalHeap {
            frozen: FrozenSlabs::default(),
            open: OpenSlabs::default(),
            cells: Slab::default(),
            globals: vec![Value::Unbound; n_globals],
            account: Account { used: 0, lived: 0, collect_at, limit },
        }
    }

    /// The bytes in use, those of garbage included.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.account.used
    }

    /// Changes how many bytes it may hold.
    pub fn limit_to(&mut self, bytes: usize) {
        self.account.limit = bytes;
        self.account.collect_at = self.account.collect_at.min(bytes);
    }

    /// Frees every object that cannot be reached from the module variables or from the values that
    /// `visit_roots` names: those of all fibers, of the kernel and of the linked program.
    pub fn collect(&mut self, visit_roots: impl FnOnce(&mut dyn FnMut(Value))) {
        let mut marks = Marks::default();
        visit_roots(&mut |value| marks.reach(value));
        for &value in &self.globals {
            marks.reach(value);
        }
        marks.spread(self);
        let live = marks.sweep(&mut self.frozen, &mut self.open)
            + self.cells.sweep(|index| marks.cells().has(index), |_| 0);
        let limit = self.account.limit;
        let collect_at = account::collect_at(live, COLLECT_BYTES_MIN, limit);
        self.account = Account { used: live, lived: live, collect_at, limit };
    }

    /// How many bytes it takes to write down what can be reached from the module variables or from the
    /// values that `visit_roots` names.
    pub fn image_bytes(&mut self, visit_roots: impl FnOnce(&mut dyn FnMut(Value))) -> u64 {
        let mut marks = Marks::default();
        visit_roots(&mut |value| marks.reach(value));
        for &value in &self.globals {
            marks.reach(value);
        }
        marks.spread(self);
        marks.written_bytes(&self.frozen, &self.open)
    }

    fn take(&mut self, bytes: usize) {
        self.account.used = self.account.used.saturating_add(bytes);
    }
}

impl FrozenRead for FrozenSlabs<LocalStore> {
    #[inline]
    fn get<T: FrozenKind>(&self, handle: Handle<T>) -> &T {
        T::slab(self).get(handle.index)
    }
}

impl Heap for LocalHeap {
    type Frozen = FrozenSlabs<LocalStore>;
    type Read<'a, T: OpenKind> = &'a T;
    type Write<'a, T: OpenKind> = &'a mut T;

    const IS_SHARED: bool = false;

    fn any(&mut self) -> AnyHeap<'_> {
        AnyHeap::Local(self)
    }

    fn run_fiber(
        &mut self,
        fiber: &mut Fiber,
        linked: &Linked,
        fuel: Fuel,
        preempt: Preempt,
    ) -> Run {
        crate::interpret::run(fiber, self, linked, (fuel, preempt), Weighed::new(linked))
    }

    #[inline]
    fn frozen(&self) -> &Self::Frozen {
        &self.frozen
    }

    #[inline]
    fn read_beside<T: OpenKind>(&mut self, handle: Handle<T>) -> (&T, &Self::Frozen) {
        (T::slab(&self.open).get(handle.index), &self.frozen)
    }

    #[inline]
    fn write_beside<T: OpenKind>(&mut self, handle: Handle<T>) -> (&mut T, &Self::Frozen) {
        (T::slab_mut(&mut self.open).get_mut(handle.index), &self.frozen)
    }

    #[inline]
    fn freeze<T: FrozenKind>(&mut self, object: T) -> Handle<T> {
        self.take(Slab::<T>::SLOT_BYTES + object.bytes());
        Handle::new(T::slab_mut(&mut self.frozen).put(object))
    }

    #[inline]
    fn open<T: OpenKind>(&mut self, object: T) -> Handle<T> {
        self.take(Slab::<T>::SLOT_BYTES + object.bytes());
        Handle::new(T::slab_mut(&mut self.open).put(object))
    }

    #[inline]
    fn new_cell(&mut self, value: Value) -> Handle<Cell> {
        self.take(Slab::<Cell>::SLOT_BYTES);
        Handle::new(self.cells.put(Cell(value)))
    }

    #[inline]
    fn load_cell(&self, cell: Handle<Cell>) -> Value {
        self.cells.get(cell.index).0
    }

    #[inline]
    fn store_cell(&mut self, cell: Handle<Cell>, value: Value) {
        self.cells.get_mut(cell.index).0 = value;
    }

    #[inline]
    fn load_global(&self, global: GlobalIdx) -> Value {
        self.globals[global.index()]
    }

    #[inline]
    fn store_global(&mut self, global: GlobalIdx, value: Value) {
        self.globals[global.index()] = value;
    }

    #[inline]
    fn grow(&mut self, bytes: usize) {
        self.take(bytes);
    }

    fn would_exceed(&self, more: usize) -> bool {
        self.account.used.saturating_add(more) > self.account.limit
    }

    #[inline]
    fn pressure(&self) -> Pressure {
        let Account { used, lived, collect_at, limit } = self.account;
        account::pressure(used >= collect_at, lived, limit)
    }

    fn demand_collection(&mut self) -> bool {
        let has_garbage = self.account.used > self.account.lived;
        if has_garbage {
            self.account.collect_at = 0;
        }
        has_garbage
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{List, Text, Tuple};

    fn heap() -> LocalHeap {
        LocalHeap::new(1, 1 << 20)
    }

    #[test]
    fn what_is_reachable_lives_and_places_are_used_again_lowest_first() {
        let mut heap = heap();
        let texts: Vec<_> = ["a", "b", "c"].map(|t| heap.freeze(Text::new(t))).into();
        let tuple = heap.freeze(Tuple::new([Value::Str(texts[1])]));
        heap.store_global(GlobalIdx(0), Value::Tuple(tuple));
        heap.collect(|_| {});
        assert_eq!(heap.get(texts[1]).as_str(), "b");
        let next: Vec<_> = ["d", "e", "f"].map(|t| heap.freeze(Text::new(t)).index).into();
        assert_eq!(next, [0, 2, 3]);
    }

    #[test]
    fn cycles_are_freed() {
        let mut heap = heap();
        let list = heap.open(List::default());
        let grown = heap.write(list).push(Value::List(list));
        heap.grow(grown);
        heap.collect(|visit| visit(Value::List(list)));
        assert!(heap.bytes() > 0);
        heap.collect(|_| {});
        assert_eq!(heap.bytes(), 0);
    }

    #[test]
    fn the_limit_is_met_only_by_what_lives() {
        let mut heap = heap();
        heap.freeze(Text::new("x".repeat(1 << 20)));
        assert_eq!(heap.pressure(), Pressure::Due);
        heap.collect(|_| {});
        assert_eq!(heap.pressure(), Pressure::Low);
        let text = heap.freeze(Text::new("x".repeat(1 << 20)));
        heap.collect(|visit| visit(Value::Str(text)));
        assert_eq!(heap.pressure(), Pressure::Full);
    }
}
