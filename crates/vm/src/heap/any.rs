//! Either heap behind one type.
//!
//! Only the fast loop is compiled for each heap. Whatever it leaves to others (natives, methods, texts,
//! errors) works on this type, and so is compiled, and downloaded, once.

use std::ops::{Deref, DerefMut};

use lang::program::GlobalIdx;

use crate::fiber::{Fiber, Fuel, Preempt, Run};
use crate::heap::{
    FrozenKind, FrozenRead, FrozenSlabs, Handle, Heap, LocalHeap, LocalStore, OpenKind, Pressure,
    SharedRead, SharedStore, SharedView, SharedWrite,
};
use crate::kind::Cell;
use crate::kind::{
    Alias, BigInt, BoundMethod, Bytes, Descriptor, DictView, Function, Method, Range, Slice,
    SuperView, Text, Tuple,
};
use crate::linked::Linked;
use crate::value::Value;

/// A heap of either sort.
pub enum AnyHeap<'a> {
    /// That of one thread.
    Local(&'a mut LocalHeap),
    /// A worker's view of the shared one.
    Shared(SharedView<'a>),
}

/// An object that is being read.
pub enum AnyRead<'a, T> {
    /// In the heap of one thread.
    Local(&'a T),
    /// In the shared one.
    Shared(SharedRead<'a, T>),
}

/// An object that is being changed.
pub enum AnyWrite<'a, T> {
    /// In the heap of one thread.
    Local(&'a mut T),
    /// In the shared one.
    Shared(SharedWrite<'a, T>),
}

impl<T> Deref for AnyRead<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            AnyRead::Local(object) => object,
            AnyRead::Shared(object) => object,
        }
    }
}

impl<T> Deref for AnyWrite<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            AnyWrite::Local(object) => object,
            AnyWrite::Shared(object) => object,
        }
    }
}

impl<T> DerefMut for AnyWrite<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        match self {
            AnyWrite::Local(object) => object,
            AnyWrite::Shared(object) => object,
        }
    }
}

macro_rules! any_frozen {
    ($($field:ident: $kind:ident),* $(,)?) => {
        /// The objects that never change, of either heap.
        pub trait AnyFrozen {
            $(
                /// The object at that place.
                fn $field(&self, index: u32) -> &$kind;
            )*
        }

        impl AnyFrozen for FrozenSlabs<LocalStore> {
            $(fn $field(&self, index: u32) -> &$kind {
                self.get(Handle::new(index))
            })*
        }

        impl AnyFrozen for FrozenSlabs<SharedStore> {
            $(fn $field(&self, index: u32) -> &$kind {
                self.get(Handle::new(index))
            })*
        }

        $(impl OfAny for $kind {
            fn of(frozen: &dyn AnyFrozen, index: u32) -> &$kind {
                frozen.$field(index)
            }
        })*
    };
}

/// A kind that [`AnyFrozen`] has.
pub trait OfAny {
    /// The object of this kind at that place.
    fn of(frozen: &dyn AnyFrozen, index: u32) -> &Self;
}

any_frozen! {
    texts: Text, big_ints: BigInt, bytes: Bytes, tuples: Tuple, ranges: Range, slices: Slice,
    functions: Function, bound_methods: BoundMethod, dict_views: DictView, methods: Method,
    descriptors: Descriptor, super_views: SuperView, aliases: Alias,
}

impl FrozenRead for dyn AnyFrozen {
    #[inline]
    fn get<T: FrozenKind>(&self, handle: Handle<T>) -> &T {
        T::of(self, handle.index)
    }
}

/// Does the same with whichever heap it is.
macro_rules! either {
    ($any:expr, $heap:ident => $does:expr) => {
        match $any {
            AnyHeap::Local($heap) => $does,
            AnyHeap::Shared($heap) => $does,
        }
    };
}

impl Heap for AnyHeap<'_> {
    // The fast loop asks, and never runs on this type.
    const IS_SHARED: bool = false;

    type Frozen = dyn AnyFrozen;
    type Read<'a, T: OpenKind>
        = AnyRead<'a, T>
    where
        Self: 'a;
    type Write<'a, T: OpenKind>
        = AnyWrite<'a, T>
    where
        Self: 'a;

    fn any(&mut self) -> AnyHeap<'_> {
        either!(self, heap => heap.any())
    }

    fn run_fiber(
        &mut self,
        fiber: &mut Fiber,
        linked: &Linked,
        fuel: Fuel,
        preempt: Preempt,
    ) -> Run {
        either!(self, heap => heap.run_fiber(fiber, linked, fuel, preempt))
    }

    fn frozen(&self) -> &Self::Frozen {
        either!(self, heap => heap.frozen())
    }

    fn read_beside<T: OpenKind>(&mut self, handle: Handle<T>) -> (AnyRead<'_, T>, &Self::Frozen) {
        match self {
            AnyHeap::Local(heap) => {
                let (object, frozen) = heap.read_beside(handle);
                (AnyRead::Local(object), frozen)
            }
            AnyHeap::Shared(heap) => {
                let (object, frozen) = heap.read_beside(handle);
                (AnyRead::Shared(object), frozen)
            }
        }
    }

    fn write_beside<T: OpenKind>(&mut self, handle: Handle<T>) -> (AnyWrite<'_, T>, &Self::Frozen) {
        match self {
            AnyHeap::Local(heap) => {
                let (object, frozen) = heap.write_beside(handle);
                (AnyWrite::Local(object), frozen)
            }
            AnyHeap::Shared(heap) => {
                let (object, frozen) = heap.write_beside(handle);
                (AnyWrite::Shared(object), frozen)
            }
        }
    }

    fn freeze<T: FrozenKind>(&mut self, object: T) -> Handle<T> {
        either!(self, heap => heap.freeze(object))
    }

    fn open<T: OpenKind>(&mut self, object: T) -> Handle<T> {
        either!(self, heap => heap.open(object))
    }

    fn new_cell(&mut self, value: Value) -> Handle<Cell> {
        either!(self, heap => heap.new_cell(value))
    }

    fn load_cell(&self, cell: Handle<Cell>) -> Value {
        either!(self, heap => heap.load_cell(cell))
    }

    fn store_cell(&mut self, cell: Handle<Cell>, value: Value) {
        either!(self, heap => heap.store_cell(cell, value));
    }

    fn load_global(&self, global: GlobalIdx) -> Value {
        either!(self, heap => heap.load_global(global))
    }

    fn store_global(&mut self, global: GlobalIdx, value: Value) {
        either!(self, heap => heap.store_global(global, value));
    }

    fn grow(&mut self, bytes: usize) {
        either!(self, heap => heap.grow(bytes));
    }

    fn would_exceed(&self, more: usize) -> bool {
        either!(self, heap => heap.would_exceed(more))
    }

    fn pressure(&self) -> Pressure {
        either!(self, heap => heap.pressure())
    }

    fn demand_collection(&mut self) -> bool {
        either!(self, heap => heap.demand_collection())
    }
}
