//! Where values live that do not fit a register.
//!
//! The machine is written once, against the trait [`Heap`]. [`LocalHeap`] serves one thread: a read
//! is an index into a vector, a copy of the heap is a copy of vectors. [`SharedHeap`] serves truly
//! parallel threads: an object that can change is behind a lock of its own, one that cannot is read
//! without any. A race of the *workload* stays observable in it (two tasks read the same number and
//! both store their sum), while a race in Rust's sense, and so undefined behaviour, is ruled out by
//! the types: there is no unsafe code.
//!
//! No deadlock can come from these locks: `read` and `write` borrow the heap mutably, so the compiler
//! refuses to hold two guards at once. Frozen objects can be read beside one guard because they
//! have no lock.

mod account;
mod any;
mod collect;
mod local;
mod shared;

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use lang::program::GlobalIdx;

use crate::fiber::{Fiber, Fuel, Preempt, Run};
use crate::image::{Reader, Saved};
use crate::kind::Cell;
use crate::linked::Linked;
use crate::value::Value;

pub use any::{AnyFrozen, AnyHeap, AnyRead, AnyWrite, OfAny};
pub use local::{LocalHeap, LocalStore};
pub use shared::{
    ReserveStore, Reserves, SharedHeap, SharedRead, SharedStore, SharedView, SharedWrite,
};

/// Names an object of kind `T` in a heap.
pub struct Handle<T> {
    /// Its place in the slab of its kind.
    pub index: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T> Handle<T> {
    /// The handle of the object at that place.
    #[must_use]
    pub fn new(index: u32) -> Handle<T> {
        Handle { index, kind: PhantomData }
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Handle<T> {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> PartialEq for Handle<T> {
    fn eq(&self, other: &Handle<T>) -> bool {
        self.index == other.index
    }
}

impl<T> Eq for Handle<T> {}

impl<T> std::fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.index)
    }
}

/// What every object can tell the collector and the limit on memory.
pub trait Object: Send + Sync + Clone + 'static {
    /// Calls `visit` with every value this object holds.
    fn children(&self, visit: &mut dyn FnMut(Value));

    /// The bytes it owns beyond its own slot, roughly.
    fn bytes(&self) -> usize;

    /// Whether every thread reads such objects all the time, and hardly any changes one.
    const IS_READ_BY_ALL: bool = false;
}

/// A kind of object that never changes once made. Implemented in `kind/`.
pub trait FrozenKind: Object + OfAny {
    /// The slab of this kind among those of a store.
    fn slab<S: Store>(slabs: &FrozenSlabs<S>) -> &S::Frozen<Self>;
    /// The same, to change it.
    fn slab_mut<S: Store>(slabs: &mut FrozenSlabs<S>) -> &mut S::Frozen<Self>;
}

/// A kind of object that can change. Implemented in `kind/`.
pub trait OpenKind: Object {
    /// The slab of this kind among those of a store.
    fn slab<S: Store>(slabs: &OpenSlabs<S>) -> &S::Open<Self>;
    /// The same, to change it.
    fn slab_mut<S: Store>(slabs: &mut OpenSlabs<S>) -> &mut S::Open<Self>;
}

/// Chooses how slabs keep their objects.
pub trait Store {
    /// A slab of objects that never change.
    type Frozen<T: FrozenKind>: Default;
    /// A slab of objects that can change.
    type Open<T: OpenKind>: Default;
}

macro_rules! slabs {
    ($(#[$doc:meta])* $name:ident, $bound:ident, $gat:ident: $($field:ident: $kind:ident),* $(,)?) => {
        $(#[$doc])*
        pub struct $name<S: Store> {
            $(pub(crate) $field: S::$gat<crate::kind::$kind>),*
        }

        impl<S: Store> Default for $name<S> {
            fn default() -> Self {
                $name { $($field: Default::default()),* }
            }
        }

        impl<S: Store> Clone for $name<S>
        where
            $(S::$gat<crate::kind::$kind>: Clone),*
        {
            fn clone(&self) -> Self {
                $name { $($field: self.$field.clone()),* }
            }
        }

        impl Saved for $name<LocalStore> {
            fn save(&self, out: &mut Vec<u8>) {
                $(self.$field.save(out);)*
            }

            fn load(from: &mut Reader) -> Self {
                $name { $($field: Saved::load(from)),* }
            }
        }

        $(
            impl $bound for crate::kind::$kind {
                fn slab<S: Store>(slabs: &$name<S>) -> &S::$gat<Self> {
                    &slabs.$field
                }

                fn slab_mut<S: Store>(slabs: &mut $name<S>) -> &mut S::$gat<Self> {
                    &mut slabs.$field
                }
            }
        )*
    };
}

slabs! {
    /// One slab for each kind that never changes.
    FrozenSlabs, FrozenKind, Frozen:
    texts: Text, big_ints: BigInt, bytes: Bytes, tuples: Tuple, ranges: Range, slices: Slice,
    functions: Function, bound_methods: BoundMethod, dict_views: DictView, methods: Method,
    descriptors: Descriptor, super_views: SuperView, aliases: Alias,
}

slabs! {
    /// One slab for each kind that can change.
    OpenSlabs, OpenKind, Open:
    lists: List, dicts: Dict, sets: Set, deques: Deque, exceptions: Exception, iters: Iter, generators: Generator,
    coroutines: Coroutine, classes: Class, instances: Instance,
}

/// slot ← value, unless it is unbound. Ints by their parts, as [`crate::quick::put`] copies them.
#[inline(always)]
fn put_bound(slot: &mut Value, value: Value) -> bool {
    match value {
        Value::Unbound => return false,
        Value::Int(number) => *slot = Value::Int(number),
        other => *slot = other,
    }
    true
}

/// Reads objects that never change. Never blocks.
pub trait FrozenRead {
    /// The object.
    fn get<T: FrozenKind>(&self, handle: Handle<T>) -> &T;
}

/// How full a heap is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pressure {
    /// Go on.
    Low,
    /// A collection is due: fibers stop at the next instruction so that their driver can run one.
    Due,
    /// What lives is at the limit, even after a collection.
    Full,
}

/// The machine's view of a heap.
pub trait Heap {
    /// The part whose objects never change.
    type Frozen: FrozenRead + ?Sized;
    /// Reads an object that can change.
    type Read<'a, T: OpenKind>: Deref<Target = T>
    where
        Self: 'a;
    /// Changes an object.
    type Write<'a, T: OpenKind>: DerefMut<Target = T>
    where
        Self: 'a;

    /// Whether several threads work on it.
    const IS_SHARED: bool;

    /// Waits until no other thread runs atomic code, and keeps it so. Nothing where there is one
    /// thread.
    fn begin_atomic(&mut self) {}

    /// Lets another thread run atomic code.
    fn end_atomic(&mut self) {}

    /// Lets other threads have what they ask for. Nothing where there is one thread.
    fn oblige(&mut self) {}

    /// The same heap as the type that all cold code works on.
    fn any(&mut self) -> AnyHeap<'_>;

    /// Runs a fiber over this heap: see [`Fiber::run`]. Here, so that the machine is compiled in this
    /// crate only, once for each heap.
    fn run_fiber(
        &mut self,
        fiber: &mut Fiber,
        linked: &Linked,
        fuel: Fuel,
        preempt: Preempt,
    ) -> Run;

    /// The part whose objects never change.
    fn frozen(&self) -> &Self::Frozen;

    /// An object that never changes.
    #[inline(always)]
    fn get<T: FrozenKind>(&self, handle: Handle<T>) -> &T {
        self.frozen().get(handle)
    }

    /// Reads an object while the guard lives.
    #[inline(always)]
    fn read<T: OpenKind>(&mut self, handle: Handle<T>) -> Self::Read<'_, T> {
        self.read_beside(handle).0
    }

    /// Changes an object while the guard lives.
    #[inline(always)]
    fn write<T: OpenKind>(&mut self, handle: Handle<T>) -> Self::Write<'_, T> {
        self.write_beside(handle).0
    }

    /// Reads an object, and frozen ones beside it.
    fn read_beside<T: OpenKind>(&mut self, handle: Handle<T>)
    -> (Self::Read<'_, T>, &Self::Frozen);

    /// Changes an object, and reads frozen ones beside it.
    fn write_beside<T: OpenKind>(
        &mut self,
        handle: Handle<T>,
    ) -> (Self::Write<'_, T>, &Self::Frozen);

    /// Keeps an object that will never change.
    fn freeze<T: FrozenKind>(&mut self, object: T) -> Handle<T>;

    /// Keeps an object that can change.
    fn open<T: OpenKind>(&mut self, object: T) -> Handle<T>;

    /// A new cell.
    fn new_cell(&mut self, value: Value) -> Handle<Cell>;

    /// What a cell holds.
    fn load_cell(&self, cell: Handle<Cell>) -> Value;

    /// Changes what a cell holds.
    fn store_cell(&mut self, cell: Handle<Cell>, value: Value);

    /// What a module variable holds.
    fn load_global(&self, global: GlobalIdx) -> Value;

    /// Puts what a cell holds into a slot, if that is anything; says whether it is.
    #[inline(always)]
    fn load_cell_to(&self, cell: Handle<Cell>, slot: &mut Value) -> bool {
        put_bound(slot, self.load_cell(cell))
    }

    /// The same for a module variable.
    #[inline(always)]
    fn load_global_to(&self, global: GlobalIdx, slot: &mut Value) -> bool {
        put_bound(slot, self.load_global(global))
    }

    /// Changes what a module variable holds.
    fn store_global(&mut self, global: GlobalIdx, value: Value);

    /// Says that an object has grown by about that many bytes, so that limits and collections are on time.
    fn grow(&mut self, bytes: usize);

    /// Whether `more` bytes would pass the limit on memory: the machine then ends the run with
    /// [`crate::Pause::Limit`] before it takes them. Atomic code may pass it by a quarter on a heap that
    /// others work on too.
    fn would_exceed(&self, more: usize) -> bool;

    /// How full it is. Asked after each instruction that may have taken memory.
    fn pressure(&self) -> Pressure;

    /// Makes a collection due because of [`Heap::would_exceed`]. False if there is nothing to gain,
    /// since one has just run, and in atomic code, which cannot wait for it.
    fn demand_collection(&mut self) -> bool;
}
