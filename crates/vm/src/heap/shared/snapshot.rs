//! Objects that threads change under a lock and read, where they can, without any.
//!
//! A lock costs little while one thread uses it, but two threads that read the same list take turns
//! at the lock's memory: they gain nothing over one. So each object counts its changes, and a worker
//! that reads an object often between two changes keeps a copy, which is good as long as the count
//! is the same. Comparing the count only reads memory that nobody writes.
//! An object's place is empty while one worker has the object to itself: see [`super::lease`].

use std::ops::{Deref, DerefMut};
use std::sync::PoisonError;

use super::lease::Leases;
use super::slab::{Reserve, Slab, Slot};
use crate::heap::Object;
use crate::primitives::{AtomicU64, Ordering, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The places of objects that can change.
pub(super) type OpenSlab<T> = Slab<Open<T>>;

/// The place of an object that can change.
#[derive(Debug)]
pub struct Open<T> {
    /// How often it was given out to be changed, and in the highest bit whether two workers have
    /// wanted it at once. Changes only while the lock is held for writing.
    version: AtomicU64,
    /// Nothing while a worker has it to itself.
    lock: RwLock<Option<T>>,
}

/// The bit of a version that says that two workers have wanted the object at once.
const CONTESTED: u64 = 1 << 63;

/// An object that is being changed.
pub enum SharedWrite<'a, T> {
    /// In its place.
    Locked(Held<RwLockWriteGuard<'a, Option<T>>>),
    /// The worker has it to itself.
    Own(&'a mut T),
}

/// An object that is being read.
pub enum SharedRead<'a, T> {
    /// In its place.
    Locked(Held<RwLockReadGuard<'a, Option<T>>>),
    /// The worker has it to itself, or a copy that is the same.
    Own(&'a T),
}

/// A lock's guard. In a browser its end is no part of the code that looks at objects: that most often needs
/// no lock, and a browser's compiler makes the fast loop a quarter slower with it, since it runs out of
/// registers in large functions.
pub struct Held<G>(Option<G>);

impl<G> Held<G> {
    pub(super) fn new(guard: G) -> Held<G> {
        Held(Some(guard))
    }
}

impl<G> Drop for Held<G> {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(guard) = self.0.take() {
            release(guard);
        }
    }
}

#[cfg_attr(target_family = "wasm", cold, inline(never))]
#[cfg_attr(not(target_family = "wasm"), inline(always))]
fn release<G>(guard: G) {
    drop(guard);
}

const IN_PLACE: &str = "a guard is given out for an object in its place";

/// What one worker has of one kind of objects: places to fill, and copies of what it reads often.
#[derive(Debug)]
pub struct OpenReserve<T> {
    pub(super) places: Reserve,
    /// By the lowest bits of an object's place. Empty before the first read.
    watched: Vec<Watched<T>>,
    copied_bytes: usize,
    /// What it has to itself.
    pub(super) leases: Leases<T>,
}

/// How many objects of a kind a worker watches at a time.
const N_WATCHED: usize = 256;

/// The most bytes of copies that a worker keeps of one kind.
const COPIED_BYTES_MAX: usize = 4 << 20;

/// A copy is made when the reads since the last change were one for so many bytes: then making it
/// costs little beside them.
const BYTES_PER_READ: usize = 16;

/// After so many reads since the last change a worker should have it to itself, unless others want it.
const READS_MIN: usize = 3;

/// An object that a worker has read.
#[derive(Debug)]
struct Watched<T> {
    index: u32,
    version: u64,
    n_reads: u32,
    copy: Option<Box<T>>,
    /// Of a kind that all workers read: how often objects were changed when the copy was last known to
    /// be good; more than can be without one.
    checked: u64,
}

/// Without a copy.
const NEVER: u64 = u64::MAX;

impl<T> Default for OpenReserve<T> {
    fn default() -> OpenReserve<T> {
        OpenReserve {
            places: Reserve::default(),
            watched: Vec::new(),
            copied_bytes: 0,
            leases: Leases::default(),
        }
    }
}

impl<T> Deref for SharedRead<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            SharedRead::Locked(held) => held.0.as_deref().and_then(Option::as_ref).expect(IN_PLACE),
            SharedRead::Own(object) => object,
        }
    }
}

impl<T> Deref for SharedWrite<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            SharedWrite::Locked(held) => {
                held.0.as_deref().and_then(Option::as_ref).expect(IN_PLACE)
            }
            SharedWrite::Own(object) => object,
        }
    }
}

impl<T> DerefMut for SharedWrite<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        match self {
            SharedWrite::Locked(held) => {
                held.0.as_deref_mut().and_then(Option::as_mut).expect(IN_PLACE)
            }
            SharedWrite::Own(object) => object,
        }
    }
}

/// How a worker may read an object.
pub(super) enum Access<G> {
    /// As it stands in its place.
    Locked(G),
    /// So too, but it should have it to itself.
    Often,
    /// Another worker has it.
    Away,
}

impl<T> Default for Open<T> {
    fn default() -> Open<T> {
        Open { version: AtomicU64::new(0), lock: RwLock::new(None) }
    }
}

impl<T> Slot for Open<T> {
    fn clear(&mut self) {
        if self.object_mut().is_some() {
            *self = Open::default();
        }
    }
}

impl<T> Open<T> {
    /// The object, which is in its place.
    pub(super) fn object_mut(&mut self) -> &mut Option<T> {
        self.lock.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Object> Open<T> {
    /// Reads it, whoever else does; nothing while a worker has it to itself.
    pub(super) fn read(&self) -> Option<RwLockReadGuard<'_, Option<T>>> {
        let guard = self.lock.read().unwrap_or_else(PoisonError::into_inner);
        guard.is_some().then_some(guard)
    }

    /// Changes it; nothing while a worker has it to itself.
    #[inline]
    pub(super) fn write(&self) -> Option<RwLockWriteGuard<'_, Option<T>>> {
        let guard = self.lock();
        if guard.is_none() {
            return None;
        }
        self.count_change();
        Some(guard)
    }

    /// Takes it out of its place, for changes without a lock; nothing while another worker has it.
    pub(super) fn take(&self) -> Option<T> {
        let mut guard = self.lock();
        self.count_change();
        guard.take()
    }

    /// Puts it back into its place.
    pub(super) fn give_back(&self, object: T) {
        *self.lock() = Some(object);
    }

    /// Notes that two workers have wanted it at once, once it is in its place; says whether it is.
    pub(super) fn contest(&self) -> bool {
        let guard = self.lock();
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version | CONTESTED, Ordering::Relaxed);
        guard.is_some()
    }

    /// Whether two workers have wanted it at once.
    pub(super) fn is_contested(&self) -> bool {
        self.version.load(Ordering::Relaxed) & CONTESTED != 0
    }

    fn lock(&self) -> RwLockWriteGuard<'_, Option<T>> {
        self.lock.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Before any change, so that no copy is taken for the changed object. Whoever knows of the
    /// change by any other way (a variable, a lock) also sees this.
    fn count_change(&self) {
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version + 1, Ordering::Release);
    }

    /// Reads it as that worker, which has no good copy of it, and makes one if it reads it often.
    pub(super) fn read_and_watch(
        &self,
        index: u32,
        own: &mut OpenReserve<T>,
        changes: &AtomicU64,
    ) -> Access<RwLockReadGuard<'_, Option<T>>> {
        let Some(guard) = self.read() else { return Access::Away };
        // Nobody changes the object while the guard lives, so this is its version.
        let version = self.version.load(Ordering::Relaxed);
        let watched = own.watched(index);
        if watched.index != index || watched.version != version {
            (watched.index, watched.version, watched.n_reads) = (index, version, 0);
            watched.checked = NEVER;
            if let Some(copy) = watched.copy.take() {
                own.copied_bytes -= copy.bytes();
            }
            return Access::Locked(guard);
        }
        watched.n_reads = watched.n_reads.saturating_add(1);
        let n_reads = watched.n_reads as usize;
        if n_reads == READS_MIN && version & CONTESTED == 0 && !T::IS_READ_BY_ALL {
            return Access::Often;
        }
        if n_reads.is_power_of_two()
            && let Some(object) = &*guard
        {
            let bytes = object.bytes();
            if n_reads * BYTES_PER_READ >= bytes && own.copied_bytes + bytes <= COPIED_BYTES_MAX {
                let copy = Box::new(object.clone());
                own.copied_bytes += copy.bytes();
                let watched = own.watched(index);
                watched.copy = Some(copy);
                // While the guard lives: who changes this one afterwards counts that afterwards.
                watched.checked = changes.load(Ordering::Acquire);
            }
        }
        Access::Locked(guard)
    }
}

impl<T: Object> OpenReserve<T> {
    /// Where the worker's copy of an object is, if no object of its kind has been changed since it was
    /// last known to be good.
    #[inline(always)]
    pub(super) fn fresh_copy(&self, index: u32, changes: u64) -> Option<usize> {
        let position = index as usize % N_WATCHED;
        let watched = self.watched.get(position)?;
        (watched.index == index && watched.checked == changes).then_some(position)
    }

    /// Where the worker's copy of an object is, if it is still good.
    #[inline]
    pub(super) fn good_copy(
        &mut self,
        index: u32,
        object: &Open<T>,
        changes: &AtomicU64,
    ) -> Option<usize> {
        let position = index as usize % N_WATCHED;
        let watched = self.watched.get_mut(position)?;
        let is_copied = watched.index == index && watched.copy.is_some();
        // Before the version, which is counted first.
        let changes = changes.load(Ordering::Acquire);
        if !is_copied || watched.version != object.version.load(Ordering::Acquire) {
            return None;
        }
        watched.checked = changes;
        Some(position)
    }

    /// The copy that is there.
    #[inline]
    pub(super) fn copy_at(&self, position: usize) -> &T {
        self.watched[position].copy.as_deref().expect("a good copy is there")
    }
}

impl<T> OpenReserve<T> {
    fn watched(&mut self, index: u32) -> &mut Watched<T> {
        if self.watched.is_empty() {
            let nothing =
                || Watched { index: u32::MAX, version: 0, n_reads: 0, copy: None, checked: NEVER };
            self.watched.resize_with(N_WATCHED, nothing);
        }
        &mut self.watched[index as usize % N_WATCHED]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::List;
    use crate::value::Value;

    fn placed<T: Object>(object: T) -> Open<T> {
        let place = Open::default();
        place.give_back(object);
        place
    }

    fn number(list: &List) -> i64 {
        match list.items[0] {
            Value::Int(number) => number,
            other => panic!("an int: {other:?}"),
        }
    }

    fn change(list: &Open<List>, number: i64) {
        let mut guard = SharedWrite::Locked(Held::new(list.write().expect("it is in its place")));
        guard.items[0] = Value::Int(number);
    }

    /// The number in a list, and whether it comes from a copy.
    fn read(list: &Open<List>, index: u32, own: &mut OpenReserve<List>) -> (i64, bool) {
        let changes = AtomicU64::new(0);
        if let Some(position) = own.good_copy(index, list, &changes) {
            return (number(own.copy_at(position)), true);
        }
        loop {
            match list.read_and_watch(index, own, &changes) {
                Access::Locked(guard) => {
                    return (number(&SharedRead::Locked(Held::new(guard))), false);
                }
                Access::Often => {}
                Access::Away => panic!("it is in its place"),
            }
        }
    }

    #[test]
    fn what_is_read_often_is_copied_until_it_changes() {
        let list = placed(List::new(vec![Value::Int(1); 8]));
        let mut own = OpenReserve::default();
        assert_eq!(read(&list, 3, &mut own), (1, false));
        let n_locked = (0..100).take_while(|_| !read(&list, 3, &mut own).1).count();
        assert_eq!(n_locked, 7, "one read for each of its items, one of them asked twice");
        change(&list, 2);
        assert_eq!(read(&list, 3, &mut own), (2, false));
        assert_eq!(own.copied_bytes, 0);
    }

    #[test]
    fn what_is_read_often_should_be_its_own_unless_others_want_it() {
        let list = placed(List::new(vec![Value::Int(1); 2000]));
        let mut own = OpenReserve::default();
        let changes = AtomicU64::new(0);
        let mut watch = || match list.read_and_watch(3, &mut own, &changes) {
            Access::Locked(_) => false,
            Access::Often => true,
            Access::Away => panic!("it is in its place"),
        };
        assert!((0..20).any(|_| watch()));
        assert!(list.contest());
        assert!((0..4000).all(|_| !watch()));
        assert_eq!(read(&list, 3, &mut own), (1, true));
    }

    #[test]
    fn a_copy_is_void_once_the_object_was_taken() {
        let list = placed(List::new(vec![Value::Int(1)]));
        let mut own = OpenReserve::default();
        assert!((0..9).any(|_| read(&list, 3, &mut own).1));
        let mut object = list.take().expect("it is in its place");
        assert!(
            own.good_copy(3, &list, &AtomicU64::new(0)).is_none()
                && list.read().is_none()
                && list.write().is_none()
        );
        object.items[0] = Value::Int(2);
        list.give_back(object);
        assert_eq!(read(&list, 3, &mut own), (2, false));
    }

    #[test]
    fn another_object_at_the_same_position_is_not_mistaken_for_it() {
        let (a, b) = (List::new(vec![Value::Int(1)]), List::new(vec![Value::Int(2)]));
        let (a, b) = (placed(a), placed(b));
        let mut own = OpenReserve::default();
        for _ in 0..10 {
            assert_eq!(read(&a, 0, &mut own).0, 1);
        }
        for _ in 0..10 {
            assert_eq!(read(&b, N_WATCHED as u32, &mut own).0, 2);
        }
    }

    #[test]
    fn a_reader_never_goes_back_in_time() {
        let list = placed(List::new(vec![Value::Int(0); 4]));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for turn in 1..=3000 {
                    change(&list, turn);
                    for _ in 0..turn % 64 {
                        std::hint::spin_loop();
                    }
                }
            });
            for _ in 0..2 {
                scope.spawn(|| {
                    let mut own = OpenReserve::default();
                    let mut last = 0;
                    while last < 3000 {
                        let (seen, _) = read(&list, 0, &mut own);
                        assert!(seen >= last);
                        last = seen;
                    }
                });
            }
        });
    }
}
