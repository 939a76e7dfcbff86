//! Objects that threads change under a lock and read, where they can, without any.
//!
//! A lock costs little while one thread uses it, but two threads that read the same list take turns
//! at the lock's memory: they gain nothing over one. So each object counts its changes, and a worker
//! that reads an object often between two changes keeps a copy, which is good as long as the count
//! is the same. Comparing the count only reads memory that nobody writes.

use std::ops::Deref;
use std::sync::PoisonError;

use super::primitives::{AtomicU64, Ordering, RwLock, RwLockReadGuard, RwLockWriteGuard};
use super::slab::Reserve;
use crate::heap::Object;

/// An object that can change.
#[derive(Debug)]
pub struct Open<T> {
    /// How often it was given out to be changed. Changes only while the lock is held for writing.
    version: AtomicU64,
    lock: RwLock<T>,
}

/// An object that is being changed.
pub type SharedWrite<'a, T> = RwLockWriteGuard<'a, T>;

/// An object that is being read.
pub enum SharedRead<'a, T> {
    /// The object itself.
    Locked(RwLockReadGuard<'a, T>),
    /// The worker's copy, which is the same.
    Copy(&'a T),
}

/// What one worker has of one kind of objects: places to fill, and copies of what it reads often.
#[derive(Debug)]
pub struct OpenReserve<T> {
    pub(super) places: Reserve,
    /// By the lowest bits of an object's place. Empty before the first read.
    watched: Vec<Watched<T>>,
    copied_bytes: usize,
}

/// How many objects of a kind a worker watches at a time.
const N_WATCHED: usize = 256;

/// The most bytes of copies that a worker keeps of one kind.
const COPIED_BYTES_MAX: usize = 4 << 20;

/// A copy is made when the reads since the last change were one for so many bytes: then making it
/// costs little beside them.
const BYTES_PER_READ: usize = 16;

/// An object that a worker has read.
#[derive(Debug)]
struct Watched<T> {
    index: u32,
    version: u64,
    n_reads: u32,
    copy: Option<Box<T>>,
}

impl<T> Default for OpenReserve<T> {
    fn default() -> OpenReserve<T> {
        OpenReserve { places: Reserve::default(), watched: Vec::new(), copied_bytes: 0 }
    }
}

impl<T> Deref for SharedRead<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            SharedRead::Locked(guard) => guard,
            SharedRead::Copy(copy) => copy,
        }
    }
}

impl<T: Object> Open<T> {
    pub(super) fn new(object: T) -> Open<T> {
        Open { version: AtomicU64::new(0), lock: RwLock::new(object) }
    }

    /// Reads it, whoever else does.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, T> {
        self.lock.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it.
    #[inline]
    pub(super) fn write(&self) -> SharedWrite<'_, T> {
        let guard = self.lock.write().unwrap_or_else(PoisonError::into_inner);
        // Before any change, so that no copy is taken for the changed object. Whoever knows of the
        // change by any other way (a variable, a lock) also sees this.
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version + 1, Ordering::Release);
        guard
    }

    /// Reads it as that worker: its copy if that is still good.
    #[inline]
    pub(super) fn read_as<'a>(
        &'a self,
        index: u32,
        own: &'a mut OpenReserve<T>,
    ) -> SharedRead<'a, T> {
        let version = self.version.load(Ordering::Acquire);
        let position = index as usize % N_WATCHED;
        if let Some(watched) = own.watched.get(position)
            && watched.index == index
            && watched.version == version
            && watched.copy.is_some()
        {
            let copy = own.watched[position].copy.as_deref();
            return SharedRead::Copy(copy.expect("it was there a moment ago"));
        }
        SharedRead::Locked(self.read_and_watch(index, own))
    }

    fn read_and_watch(&self, index: u32, own: &mut OpenReserve<T>) -> RwLockReadGuard<'_, T> {
        let guard = self.read();
        // Nobody changes the object while the guard lives, so this is its version.
        let version = self.version.load(Ordering::Relaxed);
        let watched = own.watched(index);
        if watched.index != index || watched.version != version {
            (watched.index, watched.version, watched.n_reads) = (index, version, 0);
            if let Some(copy) = watched.copy.take() {
                own.copied_bytes -= copy.bytes();
            }
            return guard;
        }
        watched.n_reads = watched.n_reads.saturating_add(1);
        let n_reads = watched.n_reads as usize;
        if n_reads.is_power_of_two() {
            let bytes = guard.bytes();
            if n_reads * BYTES_PER_READ >= bytes && own.copied_bytes + bytes <= COPIED_BYTES_MAX {
                let copy = Box::new(guard.clone());
                own.copied_bytes += copy.bytes();
                own.watched(index).copy = Some(copy);
            }
        }
        guard
    }
}

impl<T> OpenReserve<T> {
    fn watched(&mut self, index: u32) -> &mut Watched<T> {
        if self.watched.is_empty() {
            let nothing = || Watched { index: u32::MAX, version: 0, n_reads: 0, copy: None };
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

    fn number(list: &List) -> i64 {
        match list.items[0] {
            Value::Int(number) => number,
            other => panic!("an int: {other:?}"),
        }
    }

    #[test]
    fn what_is_read_often_is_copied_until_it_changes() {
        let list = Open::new(List::new(vec![Value::Int(1); 8]));
        let mut own = OpenReserve::default();
        let is_copy = |read: &SharedRead<List>| matches!(read, SharedRead::Copy(_));
        assert!(!is_copy(&list.read_as(3, &mut own)));
        let n_locked = (0..100).take_while(|_| !is_copy(&list.read_as(3, &mut own))).count();
        assert_eq!(n_locked, 8, "one read for each of its items");
        list.write().items[0] = Value::Int(2);
        let read = list.read_as(3, &mut own);
        assert!(!is_copy(&read));
        assert_eq!(number(&read), 2);
        drop(read);
        assert_eq!(own.copied_bytes, 0);
    }

    #[test]
    fn another_object_at_the_same_position_is_not_mistaken_for_it() {
        let (a, b) = (List::new(vec![Value::Int(1)]), List::new(vec![Value::Int(2)]));
        let (a, b) = (Open::new(a), Open::new(b));
        let mut own = OpenReserve::default();
        for _ in 0..10 {
            assert_eq!(number(&a.read_as(0, &mut own)), 1);
        }
        for _ in 0..10 {
            assert_eq!(number(&b.read_as(N_WATCHED as u32, &mut own)), 2);
        }
    }

    #[test]
    fn a_reader_never_goes_back_in_time() {
        let list = Open::new(List::new(vec![Value::Int(0); 4]));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for turn in 1..=3000 {
                    list.write().items[0] = Value::Int(turn);
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
                        let seen = number(&list.read_as(0, &mut own));
                        assert!(seen >= last);
                        last = seen;
                    }
                });
            }
        });
    }
}
