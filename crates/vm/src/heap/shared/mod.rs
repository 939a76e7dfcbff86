//! The heap of truly parallel threads.
//!
//! Each worker looks at the one [`SharedHeap`] through a [`SharedView`] of its own. While any view
//! lives the heap is borrowed, so the borrow checker itself sees to it that a collection, which
//! changes the heap, runs while no task is within an instruction.

mod lease;
#[cfg(all(test, model = "loom"))]
mod model;
mod slab;
mod snapshot;
mod word;

use std::sync::PoisonError;

use lang::program::GlobalIdx;
use spin::Once;

use crate::fiber::{Fiber, Fuel, Preempt, Run};
use crate::heap::collect::{Bits, Marks, Sweep};
use crate::heap::{
    AnyHeap, FrozenKind, FrozenRead, FrozenSlabs, Handle, Heap, OpenKind, OpenSlabs, Pressure,
    Store, account,
};
use crate::kind::Cell;
use crate::linked::Linked;
use crate::primitives::{AtomicU32, AtomicU64, AtomicUsize, Mutex, MutexGuard, Ordering};
use crate::value::Value;
use crate::weigh::Unweighed;

use lease::Purpose;
use slab::{Reserve, Slab, Slot};
use snapshot::{Access, Held, Open, OpenReserve, OpenSlab};

pub use snapshot::{SharedRead, SharedWrite};
use word::{Content, Word};

/// Nine cells of 8 bytes reach beyond a cache line.
const CELL_STRIDE: usize = 9;

/// A module variable in a cache line of its own, so that only tasks that share it meet at it.
#[derive(Debug, Default)]
#[repr(align(64))]
struct OwnLine(Word);

/// Keeps objects in slots that threads fill and read at the same time.
#[derive(Clone, Copy, Debug)]
pub struct SharedStore;

impl Store for SharedStore {
    type Frozen<T: FrozenKind> = Slab<Once<T>>;
    type Open<T: OpenKind> = OpenSlab<T>;
}

/// Keeps a reserve of places for each kind, and copies of what can change.
#[derive(Clone, Copy, Debug)]
pub struct ReserveStore;

impl Store for ReserveStore {
    type Frozen<T: FrozenKind> = Reserve;
    type Open<T: OpenKind> = OpenReserve<T>;
}

/// The heap of truly parallel threads.
pub struct SharedHeap {
    frozen: FrozenSlabs<SharedStore>,
    open: OpenSlabs<SharedStore>,
    cells: Slab<Word, CELL_STRIDE>,
    /// What does not fit a word.
    wide: Slab<Once<Value>>,
    globals: Box<[OwnLine]>,
    /// Counts collections: reserves of an earlier age are void.
    age: u64,
    account: Account,
    /// Held by who runs atomic code.
    monitor: Mutex<()>,
    /// How often workers have asked for objects that others had to themselves.
    recalls: AtomicU32,
    /// How often objects were changed that all workers read.
    changes: AtomicU64,
}

/// What is known about the bytes of a heap.
#[derive(Debug)]
struct Account {
    /// Taken since the last collection, and alive then, as far as workers have reported.
    used: AtomicUsize,
    /// Alive after the last collection.
    lived: usize,
    /// How much may be used before the next collection.
    collect_at: AtomicUsize,
    /// How much may live.
    limit: usize,
}

/// A collection is not worth its time before that much was taken since the last.
/// More would not stay in a processor's cache, and less would have the workers wait for each other too
/// often.
const COLLECT_BYTES_MIN: usize = 8 << 20;

/// A worker reports what it took after that many bytes, so that workers seldom meet at the account.
const REPORT_BYTES: usize = 16 << 10;

/// What one worker holds between its views: places to fill, copies, bytes to report.
#[derive(Default)]
pub struct Reserves {
    frozen: FrozenSlabs<ReserveStore>,
    open: OpenSlabs<ReserveStore>,
    cells: Reserve,
    wide: Reserve,
    age: u64,
    unreported: usize,
    /// Whether its worker runs a fiber: only then it has objects to itself.
    is_running: bool,
    /// Whether it only passes through, as a collection does: nothing is worth watching.
    is_passing: bool,
    /// How many recalls it has seen.
    answered: u32,
    /// Whether its worker runs atomic code.
    is_alone: bool,
}

/// One worker's way to a shared heap.
pub struct SharedView<'h> {
    heap: &'h SharedHeap,
    own: &'h mut Reserves,
    alone: Alone<'h>,
}

/// Whether a view keeps others from running atomic code.
enum Alone<'h> {
    No,
    Yes(#[expect(dead_code, reason = "it is held, not looked at")] MutexGuard<'h, ()>),
    /// It never does: its worker may hold what those wait for who run such code, or run some itself.
    Never,
}

impl SharedHeap {
    /// An empty heap with that many module variables that may hold that many bytes.
    #[must_use]
    pub fn new(n_globals: usize, limit: usize) -> SharedHeap {
        SharedHeap {
            frozen: FrozenSlabs::default(),
            open: OpenSlabs::default(),
            cells: Slab::default(),
            wide: Slab::default(),
            globals: std::iter::repeat_with(OwnLine::default).take(n_globals).collect(),
            age: 0,
            account: Account {
                used: AtomicUsize::new(0),
                lived: 0,
                collect_at: AtomicUsize::new(account::collect_at(0, COLLECT_BYTES_MIN, limit)),
                limit,
            },
            monitor: Mutex::default(),
            recalls: AtomicU32::new(0),
            changes: AtomicU64::new(0),
        }
    }

    /// A worker's view; `own` stays with the worker from view to view.
    pub fn view<'h>(&'h self, own: &'h mut Reserves) -> SharedView<'h> {
        if own.age != self.age {
            *own = Reserves { age: self.age, ..Reserves::default() };
        }
        SharedView { heap: self, own, alone: Alone::No }
    }

    /// Whether a collection should run before tasks go on.
    #[must_use]
    pub fn wants_collection(&self) -> bool {
        self.account.used.load(Ordering::Relaxed) >= self.account.collect_at.load(Ordering::Relaxed)
    }

    /// Makes a collection due.
    pub fn demand_collection(&self) {
        self.account.collect_at.store(0, Ordering::Relaxed);
    }

    /// The bytes in use, those of garbage included, as far as they were reported.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.account.used.load(Ordering::Relaxed)
    }

    /// Frees every object that cannot be reached from the module variables or from the values that
    /// `visit_roots` names: those of all fibers, of the kernel and of the linked program.
    pub fn collect(&mut self, visit_roots: impl FnOnce(&mut dyn FnMut(Value))) {
        let mut marks = Marks::default();
        visit_roots(&mut |value| marks.reach(value));
        let mut own = Reserves { age: self.age, is_passing: true, ..Reserves::default() };
        let mut view = self.view(&mut own);
        for global in &self.globals {
            marks.reach(view.resolve(global.0.load()));
        }
        marks.spread(&mut view);
        drop(view);
        let wide = self.wide_in_use(&marks);
        let live = marks.sweep(&mut self.frozen, &mut self.open)
            + self.cells.sweep(|number| marks.cells().word(number), |_| 0)
            + self.wide.sweep(|number| wide.word(number), |_| 0);
        self.age += 1;
        let Account { used, lived, collect_at, limit } = &mut self.account;
        used.store(live, Ordering::Relaxed);
        let next = account::collect_at(live, COLLECT_BYTES_MIN, *limit);
        collect_at.store(next, Ordering::Relaxed);
        *lived = live;
    }

    /// The wide places that module variables and living cells name.
    fn wide_in_use(&self, marks: &Marks) -> Bits<()> {
        let mut places = Bits::default();
        let cells = marks.cells().places().map(|cell| self.cells.slot(cell));
        for word in cells.chain(self.globals.iter().map(|global| &global.0)) {
            if let Content::Wide(place) = word.load() {
                places.set(place);
            }
        }
        places
    }
}

impl Slot for Word {
    fn clear(&mut self) {
        *self = Word::default();
    }
}

impl Sweep for SharedStore {
    fn sweep_frozen<T: FrozenKind>(slab: &mut Slab<Once<T>>, marks: &Bits<T>) -> usize {
        slab.sweep(|number| marks.word(number), |slot| slot.get().map_or(0, T::bytes))
    }

    fn sweep_open<T: OpenKind>(slab: &mut OpenSlab<T>, marks: &Bits<T>) -> usize {
        slab.sweep(
            |number| marks.word(number),
            |slot| slot.object_mut().as_ref().map_or(0, T::bytes),
        )
    }
}

impl FrozenRead for FrozenSlabs<SharedStore> {
    #[inline(always)]
    fn get<T: FrozenKind>(&self, handle: Handle<T>) -> &T {
        T::slab(self).get(handle.index)
    }
}

impl SharedView<'_> {
    #[inline(always)]
    fn resolve(&self, content: Content) -> Value {
        match content {
            Content::Value(value) => value,
            Content::Wide(place) => *self.heap.wide.get(place),
        }
    }

    /// Puts what a variable holds into a slot, if that is anything; says whether it is.
    #[inline(always)]
    fn read_word(&self, variable: &Word, slot: &mut Value) -> bool {
        let word = variable.word();
        word::put(word, slot) || self.read_rare_word(word, slot)
    }

    #[inline(never)]
    fn read_rare_word(&self, word: u64, slot: &mut Value) -> bool {
        let value = self.resolve(word::decode(word));
        let is_bound = !matches!(value, Value::Unbound);
        if is_bound {
            *slot = value;
        }
        is_bound
    }

    /// The word for a value; one that does not fit gets a place of its own.
    #[inline]
    fn word(&mut self, value: Value) -> u64 {
        word::encode(value).unwrap_or_else(|| self.widen(value))
    }

    #[cold]
    fn widen(&mut self, value: Value) -> u64 {
        self.take(size_of::<Once<Value>>());
        word::wide(self.heap.wide.put(&mut self.own.wide, value))
    }

    /// Whether it keeps others from running atomic code: its worker's task is in the midst of some,
    /// and must not leave it before it has to wait.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        matches!(self.alone, Alone::Yes(_))
    }

    /// Reads an object that its worker does not have to itself.
    #[inline(never)]
    fn read_elsewhere<T: OpenKind>(&mut self, index: u32) -> SharedRead<'_, T> {
        let heap = self.heap;
        let object = T::slab(&heap.open).slot(index);
        let own = T::slab_mut(&mut self.own.open);
        if let Some(position) = own.good_copy(index, object, &heap.changes) {
            return SharedRead::Own(T::slab(&self.own.open).copy_at(position));
        }
        if own.leases.has_noticed(index) && self.lease::<T>(index, Purpose::Reading) {
            return SharedRead::Own(T::slab(&self.own.open).leases.get(index));
        }
        self.read_in_place(index, object)
    }

    #[inline(never)]
    fn read_in_place<'a, T: OpenKind>(
        &'a mut self,
        index: u32,
        object: &'a Open<T>,
    ) -> SharedRead<'a, T> {
        loop {
            let access = if self.own.is_passing {
                object.read().map_or(Access::Away, Access::Locked)
            } else {
                object.read_and_watch(index, T::slab_mut(&mut self.own.open), &self.heap.changes)
            };
            match access {
                Access::Locked(guard) => return SharedRead::Locked(Held::new(guard)),
                Access::Often => {
                    T::slab_mut(&mut self.own.open).leases.notice(index);
                    if self.lease::<T>(index, Purpose::Reading) {
                        return SharedRead::Own(T::slab(&self.own.open).leases.get(index));
                    }
                }
                Access::Away => self.recall(object),
            }
        }
    }

    /// Changes an object that its worker does not have to itself.
    #[inline(never)]
    fn write_elsewhere<T: OpenKind>(&mut self, index: u32) -> SharedWrite<'_, T> {
        let heap = self.heap;
        let object = T::slab(&heap.open).slot(index);
        let is_again = T::slab_mut(&mut self.own.open).leases.notice(index);
        if is_again && self.lease::<T>(index, Purpose::Changing) {
            return SharedWrite::Own(T::slab_mut(&mut self.own.open).leases.get_mut(index));
        }
        loop {
            if let Some(guard) = object.write() {
                if T::IS_READ_BY_ALL {
                    heap.changes.fetch_add(1, Ordering::Release);
                }
                return SharedWrite::Locked(Held::new(guard));
            }
            self.recall(object);
        }
    }

    #[inline]
    fn take(&mut self, bytes: usize) {
        self.own.unreported += bytes;
        if self.own.unreported >= REPORT_BYTES {
            self.report();
        }
    }

    fn report(&mut self) {
        let bytes = std::mem::take(&mut self.own.unreported);
        self.heap.account.used.fetch_add(bytes, Ordering::Relaxed);
    }

    fn used(&self) -> usize {
        self.heap.account.used.load(Ordering::Relaxed).saturating_add(self.own.unreported)
    }
}

impl Drop for SharedView<'_> {
    fn drop(&mut self) {
        // While a panic unwinds, others may wait for what its worker has.
        if !matches!(self.alone, Alone::Never) {
            self.own.is_running = false;
            self.give_back();
            self.own.is_alone = false;
        }
        if self.own.unreported > 0 {
            self.report();
        }
    }
}

impl Heap for SharedView<'_> {
    type Frozen = FrozenSlabs<SharedStore>;
    type Read<'a, T: OpenKind>
        = SharedRead<'a, T>
    where
        Self: 'a;
    type Write<'a, T: OpenKind>
        = SharedWrite<'a, T>
    where
        Self: 'a;

    const IS_SHARED: bool = true;

    fn begin_atomic(&mut self) {
        if matches!(self.alone, Alone::No) {
            // Who has the monitor may wait for it.
            self.give_back();
            let monitor = &self.heap.monitor;
            self.alone = Alone::Yes(monitor.lock().unwrap_or_else(PoisonError::into_inner));
            self.own.is_alone = true;
        }
    }

    fn end_atomic(&mut self) {
        if self.is_alone() {
            self.own.is_alone = false;
            self.alone = Alone::No;
        }
    }

    fn any(&mut self) -> AnyHeap<'_> {
        let (heap, own) = (self.heap, &mut *self.own);
        AnyHeap::Shared(SharedView { heap, own, alone: Alone::Never })
    }

    fn run_fiber(
        &mut self,
        fiber: &mut Fiber,
        linked: &Linked,
        fuel: Fuel,
        preempt: Preempt,
    ) -> Run {
        self.own.is_running = true;
        let run = crate::interpret::run(fiber, self, linked, (fuel, preempt), Unweighed);
        self.own.is_running = false;
        self.give_back();
        run
    }

    fn oblige(&mut self) {
        self.answer();
    }

    #[inline(always)]
    fn frozen(&self) -> &Self::Frozen {
        &self.heap.frozen
    }

    #[inline(always)]
    fn read_beside<T: OpenKind>(
        &mut self,
        handle: Handle<T>,
    ) -> (SharedRead<'_, T>, &Self::Frozen) {
        let frozen = &self.heap.frozen;
        if T::IS_READ_BY_ALL {
            let changes = self.heap.changes.load(Ordering::Acquire);
            if let Some(position) = T::slab(&self.own.open).fresh_copy(handle.index, changes) {
                return (SharedRead::Own(T::slab(&self.own.open).copy_at(position)), frozen);
            }
        } else if T::slab(&self.own.open).leases.has(handle.index) {
            return (SharedRead::Own(T::slab(&self.own.open).leases.get(handle.index)), frozen);
        }
        (self.read_elsewhere(handle.index), frozen)
    }

    #[inline(always)]
    fn write_beside<T: OpenKind>(
        &mut self,
        handle: Handle<T>,
    ) -> (SharedWrite<'_, T>, &Self::Frozen) {
        let frozen = &self.heap.frozen;
        if T::slab(&self.own.open).leases.has(handle.index) {
            let object = T::slab_mut(&mut self.own.open).leases.get_mut(handle.index);
            return (SharedWrite::Own(object), frozen);
        }
        (self.write_elsewhere(handle.index), frozen)
    }

    #[inline]
    fn freeze<T: FrozenKind>(&mut self, object: T) -> Handle<T> {
        self.take(size_of::<Once<T>>() + object.bytes());
        let reserve = T::slab_mut(&mut self.own.frozen);
        Handle::new(T::slab(&self.heap.frozen).put(reserve, object))
    }

    #[inline]
    fn open<T: OpenKind>(&mut self, object: T) -> Handle<T> {
        self.take(size_of::<Open<T>>() + object.bytes());
        let slab = T::slab(&self.heap.open);
        let own = T::slab_mut(&mut self.own.open);
        let index = own.places.take(slab);
        let place = slab.new_slot(index);
        if self.own.is_running && !T::IS_READ_BY_ALL && self.heap.may_lease(Purpose::Making) {
            own.leases.keep(index, object, slab);
        } else {
            place.give_back(object);
        }
        Handle::new(index)
    }

    #[inline]
    fn new_cell(&mut self, value: Value) -> Handle<Cell> {
        self.take(size_of::<Word>());
        let word = self.word(value);
        let cell = self.own.cells.take(&self.heap.cells);
        self.heap.cells.new_slot(cell).store(word);
        Handle::new(cell)
    }

    #[inline(always)]
    fn load_cell(&self, cell: Handle<Cell>) -> Value {
        self.resolve(self.heap.cells.slot(cell.index).load())
    }

    #[inline(always)]
    fn load_cell_to(&self, cell: Handle<Cell>, slot: &mut Value) -> bool {
        self.read_word(self.heap.cells.slot(cell.index), slot)
    }

    #[inline]
    fn store_cell(&mut self, cell: Handle<Cell>, value: Value) {
        let word = self.word(value);
        self.heap.cells.slot(cell.index).store(word);
    }

    #[inline(always)]
    fn load_global(&self, global: GlobalIdx) -> Value {
        self.resolve(self.heap.globals[global.index()].0.load())
    }

    #[inline(always)]
    fn load_global_to(&self, global: GlobalIdx, slot: &mut Value) -> bool {
        self.read_word(&self.heap.globals[global.index()].0, slot)
    }

    #[inline]
    fn store_global(&mut self, global: GlobalIdx, value: Value) {
        let word = self.word(value);
        self.heap.globals[global.index()].0.store(word);
    }

    #[inline]
    fn grow(&mut self, bytes: usize) {
        self.take(bytes);
    }

    fn would_exceed(&self, more: usize) -> bool {
        let limit = self.heap.account.limit;
        // Who waits for a collection lets others in, who would meet with what is half done.
        let limit = if self.own.is_alone { limit.saturating_add(limit / 4) } else { limit };
        self.used().saturating_add(more) > limit
    }

    #[inline]
    fn pressure(&self) -> Pressure {
        let Account { lived, limit, .. } = self.heap.account;
        // Reported bytes only, as the one who collects sees them.
        account::pressure(self.heap.wants_collection(), lived, limit)
    }

    fn demand_collection(&mut self) -> bool {
        let is_worth_it = !self.own.is_alone && self.used() > self.heap.account.lived;
        if is_worth_it {
            self.report();
            self.heap.demand_collection();
        }
        is_worth_it
    }
}

#[cfg(test)]
mod tests;
