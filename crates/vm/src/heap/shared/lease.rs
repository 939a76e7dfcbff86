//! Objects that a worker has to itself for a while.
//!
//! A lock that nobody else wants still costs as much as an instruction of the machine, and most
//! objects are only ever changed by one worker. So a worker that is about to change an object again
//! takes it out of its place, and needs no lock for it until its slice ends, another object takes
//! the room here, or somebody finds the place empty and asks for it.

use super::snapshot::{Open, OpenSlab};
use super::{SharedHeap, SharedView};
use crate::heap::{Object, OpenKind};
use crate::primitives::Ordering;

/// The most bytes of objects of a kind that a worker has to itself: more would crowd out other things
/// from a processor's nearest cache.
const LEASED_BYTES_MAX: usize = 16 << 10;

/// When workers have asked for each other's objects that often, they take no more for changing them:
/// asking takes as long as some thousand instructions.
const RECALLS_MAX: u32 = 256;

/// The same for reading them, since copies do as well, and for what is new, which may be made for others.
const RECALLS_OF_READERS_MAX: u32 = 32;

/// What a worker wants an object for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    Reading,
    Changing,
    /// It has just made it.
    Making,
}

/// The objects of one kind that a worker has to itself.
#[derive(Debug)]
pub(super) struct Leases<T> {
    /// By the lowest bits of an object's place. Empty before the first is noticed.
    entries: Vec<Lease<T>>,
    /// The positions in use.
    used: Vec<usize>,
}

#[derive(Debug)]
struct Lease<T> {
    /// Invariant: the place of the object, or `NOWHERE` without one.
    index: u32,
    object: Option<T>,
    /// The place that was noticed here last.
    noticed: u32,
}

/// No object's place.
const NOWHERE: u32 = u32::MAX;

impl<T> Default for Leases<T> {
    fn default() -> Leases<T> {
        Leases { entries: Vec::new(), used: Vec::new() }
    }
}

impl<T> Leases<T> {
    /// A power of two, so that the remainder takes one instruction.
    const N: usize = {
        let most = LEASED_BYTES_MAX / size_of::<Lease<T>>();
        1 << most.ilog2()
    };

    /// Whether the object is among them.
    #[inline(always)]
    pub fn has(&self, index: u32) -> bool {
        self.entries.get(index as usize % Self::N).is_some_and(|lease| lease.index == index)
    }

    /// An object that is among them.
    #[inline(always)]
    pub fn get(&self, index: u32) -> &T {
        self.entries[index as usize % Self::N].object.as_ref().expect("it is among them")
    }

    /// The same, to change it.
    #[inline(always)]
    pub fn get_mut(&mut self, index: u32) -> &mut T {
        self.entries[index as usize % Self::N].object.as_mut().expect("it is among them")
    }

    /// Notices an object; says whether it was the last one noticed at its position before.
    #[inline]
    pub fn notice(&mut self, index: u32) -> bool {
        let lease = self.entry(index);
        std::mem::replace(&mut lease.noticed, index) == index
    }

    #[inline]
    fn entry(&mut self, index: u32) -> &mut Lease<T> {
        if self.entries.is_empty() {
            self.begin();
        }
        &mut self.entries[index as usize % Self::N]
    }

    #[cold]
    fn begin(&mut self) {
        let nothing = || Lease { index: NOWHERE, object: None, noticed: NOWHERE };
        self.entries.resize_with(Self::N, nothing);
    }

    /// Whether the object was the last one noticed at its position.
    #[inline]
    pub fn has_noticed(&self, index: u32) -> bool {
        self.entries.get(index as usize % Self::N).is_some_and(|lease| lease.noticed == index)
    }
}

impl<T: Object> Leases<T> {
    /// Keeps an object, and puts the one back that was at its position.
    #[inline]
    pub fn keep(&mut self, index: u32, object: T, slab: &OpenSlab<T>) {
        let lease = self.entry(index);
        lease.noticed = index;
        let before = std::mem::replace(&mut lease.index, index);
        match &mut lease.object {
            Some(place) => slab.slot(before).give_back(std::mem::replace(place, object)),
            None => {
                lease.object = Some(object);
                self.used.push(index as usize % Self::N);
            }
        }
    }

    /// Puts all of them back.
    fn give_back(&mut self, slab: &OpenSlab<T>) {
        for position in self.used.drain(..) {
            let lease = &mut self.entries[position];
            let object = lease.object.take().expect("the position is in use");
            slab.slot(std::mem::replace(&mut lease.index, NOWHERE)).give_back(object);
        }
    }
}

impl SharedHeap {
    #[inline]
    pub(super) fn may_lease(&self, purpose: Purpose) -> bool {
        let most = match purpose {
            Purpose::Reading | Purpose::Making => RECALLS_OF_READERS_MAX,
            Purpose::Changing => RECALLS_MAX,
        };
        self.recalls.load(Ordering::Relaxed) < most
    }
}

impl SharedView<'_> {
    /// Takes an object that was noticed for this worker alone, if it may; says whether it did.
    pub(super) fn lease<T: OpenKind>(&mut self, index: u32, purpose: Purpose) -> bool {
        let slab = T::slab(&self.heap.open);
        let object = slab.slot(index);
        if T::IS_READ_BY_ALL
            || !self.own.is_running
            || object.is_contested()
            || !self.heap.may_lease(purpose)
        {
            return false;
        }
        let Some(taken) = object.take() else { return false };
        T::slab_mut(&mut self.own.open).leases.keep(index, taken, slab);
        true
    }

    /// Has the worker that has an object to itself put it back, for good.
    #[cold]
    pub(super) fn recall<T: Object>(&mut self, object: &Open<T>) {
        // It may wait for one of those that this worker has.
        self.give_back();
        self.heap.recalls.fetch_add(1, Ordering::Relaxed);
        while !object.contest() {
            crate::primitives::yield_now();
        }
    }

    /// Puts back all that this worker has to itself.
    pub(super) fn give_back(&mut self) {
        let (places, own) = (&self.heap.open, &mut self.own.open);
        own.lists.leases.give_back(&places.lists);
        own.dicts.leases.give_back(&places.dicts);
        own.sets.leases.give_back(&places.sets);
        own.deques.leases.give_back(&places.deques);
        own.exceptions.leases.give_back(&places.exceptions);
        own.iters.leases.give_back(&places.iters);
        own.generators.leases.give_back(&places.generators);
        own.coroutines.leases.give_back(&places.coroutines);
        own.classes.leases.give_back(&places.classes);
        own.instances.leases.give_back(&places.instances);
    }

    /// Puts back all if somebody has asked for anything since the last look.
    #[inline]
    pub(super) fn answer(&mut self) {
        let recalls = self.heap.recalls.load(Ordering::Relaxed);
        if self.own.answered != recalls {
            self.own.answered = recalls;
            self.give_back();
        }
    }
}
