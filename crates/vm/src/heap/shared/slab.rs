//! Objects of one kind for many threads: slots in chunks that never move, filled once.
//!
//! A place is given to one worker's [`Reserve`] before it is filled, so that filling it meets nobody.
//! It becomes empty again only in a collection, which has the whole slab to itself.

use std::sync::{OnceLock, PoisonError};

use spin::Once;

use crate::primitives::{AtomicU32, Mutex, Ordering};

/// The first chunk has 64 slots, and each further one twice as many as the one before.
const FIRST_BITS: u32 = 6;

/// Enough for 64 · (2²⁵ - 1) slots: far beyond every limit on memory.
const N_CHUNKS: usize = 25;

/// How many places follow each other in a [`Batch`].
const BATCH: u32 = 64;

/// A worker takes twice as many places as the last time, up to so many, if so many are free. What one
/// worker fills should be long stretches of memory: a processor reads ahead of who fills slots one
/// after the other, and takes the slots behind a stretch's end away from the core that fills those.
const TAKEN_MAX: u32 = 1024;

/// A slot of a slab.
pub trait Slot: Default {
    /// Makes it empty.
    fn clear(&mut self);
}

impl<T> Slot for Once<T> {
    fn clear(&mut self) {
        if self.get().is_some() {
            *self = Once::new();
        }
    }
}

/// Slots in chunks. Places that follow each other are `STRIDE` slots apart, an odd number, so that
/// objects made one after the other and written by different workers do not share a cache line.
#[derive(Debug)]
pub struct Slab<C, const STRIDE: usize = 1> {
    chunks: [OnceLock<Box<[C]>>; N_CHUNKS],
    /// The first place that was never given out.
    fresh: AtomicU32,
    /// Places that a collection has emptied, the lowest last.
    free: Mutex<Vec<Batch>>,
}

/// Some of [`BATCH`] places that follow each other.
#[derive(Clone, Copy, Default, Debug)]
struct Batch {
    first: u32,
    /// A bit for each of them.
    places: u64,
}

impl<C, const STRIDE: usize> Default for Slab<C, STRIDE> {
    fn default() -> Self {
        const { assert!(STRIDE % 2 == 1, "each slot has exactly one place") };
        Slab {
            chunks: [const { OnceLock::new() }; N_CHUNKS],
            fresh: AtomicU32::new(0),
            free: Mutex::default(),
        }
    }
}

/// The chunk of a place, and the position in it.
#[inline(always)]
fn locate<const STRIDE: usize>(index: u32) -> (usize, usize) {
    let shifted = index as usize + (1 << FIRST_BITS);
    let bits = shifted.ilog2();
    let length = 1 << bits;
    ((bits - FIRST_BITS) as usize, ((shifted - length) * STRIDE) & (length - 1))
}

impl<C: Slot, const STRIDE: usize> Slab<C, STRIDE> {
    /// The slot of a place that was given out.
    #[inline(always)]
    pub(super) fn slot(&self, index: u32) -> &C {
        let (chunk, position) = locate::<STRIDE>(index);
        &self.chunks[chunk].get().expect("a value names an object that lives")[position]
    }

    /// The slot of a place that is about to be filled.
    #[inline]
    pub(super) fn new_slot(&self, index: u32) -> &C {
        let (chunk, position) = locate::<STRIDE>(index);
        let new_chunk = || {
            let length = 1 << (chunk + FIRST_BITS as usize);
            std::iter::repeat_with(C::default).take(length).collect()
        };
        &self.chunks[chunk].get_or_init(new_chunk)[position]
    }

    /// Empties all slots but those that are marked, a bit for each place; answers the bytes of these.
    pub(super) fn sweep(
        &mut self,
        marks: impl Fn(usize) -> u64,
        bytes: impl Fn(&mut C) -> usize,
    ) -> usize {
        let n_batches = (self.fresh.load(Ordering::Relaxed) / BATCH) as usize;
        let free = self.free.get_mut().unwrap_or_else(PoisonError::into_inner);
        free.clear();
        let mut live_bytes = 0;
        for number in 0..n_batches {
            let first = number as u32 * BATCH;
            let (chunk, mut position) = locate::<STRIDE>(first);
            let Some(chunk) = self.chunks[chunk].get_mut() else {
                free.push(Batch { first, places: u64::MAX });
                continue;
            };
            let marked = marks(number);
            for bit in 0..BATCH {
                let slot = &mut chunk[position];
                if marked & (1 << bit) == 0 {
                    slot.clear();
                } else {
                    live_bytes += size_of::<C>() + bytes(slot);
                }
                position = (position + STRIDE) & (chunk.len() - 1);
            }
            if marked != u64::MAX {
                free.push(Batch { first, places: !marked });
            }
        }
        free.reverse();
        live_bytes
    }

    /// So many batches, or fewer if less places than that are free; the lowest last.
    fn take_batches(&self, n_wanted: u32) -> Vec<Batch> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut kept, mut n) = (free.len(), 0);
        while kept > 0 && n < n_wanted * BATCH {
            kept -= 1;
            n += free[kept].places.count_ones();
        }
        let batches = free.split_off(kept);
        drop(free);
        if !batches.is_empty() {
            return batches;
        }
        let first = self.fresh.fetch_add(n_wanted * BATCH, Ordering::Relaxed);
        let batch = |number| Batch { first: first + number * BATCH, places: u64::MAX };
        (0..n_wanted).rev().map(batch).collect()
    }
}

impl<T, const STRIDE: usize> Slab<Once<T>, STRIDE> {
    /// The object at a place.
    #[inline(always)]
    pub(super) fn get(&self, index: u32) -> &T {
        self.slot(index).get().expect("a value names an object that lives")
    }

    /// Puts an object to a place that the reserve holds.
    #[inline]
    pub(super) fn put(&self, reserve: &mut Reserve, object: T) -> u32 {
        let index = reserve.take(self);
        let slot = self.new_slot(index);
        assert!(slot.get().is_none(), "a place is given out once between two collections");
        slot.call_once(|| object);
        index
    }
}

/// Places of one slab that one worker may fill.
#[derive(Debug, Default)]
pub struct Reserve {
    batch: Batch,
    /// What comes after that, the lowest last.
    later: Vec<Batch>,
    /// How many batches it took at once the last time.
    n_taken: u32,
}

impl Reserve {
    /// Takes one of them.
    #[inline]
    pub(super) fn take<C: Slot, const STRIDE: usize>(&mut self, slab: &Slab<C, STRIDE>) -> u32 {
        loop {
            let Batch { first, places } = &mut self.batch;
            if *places != 0 {
                let place = *first + places.trailing_zeros();
                *places &= *places - 1;
                return place;
            }
            match self.later.pop() {
                Some(batch) => self.batch = batch,
                None => self.take_more(slab),
            }
        }
    }

    #[cold]
    fn take_more<C: Slot, const STRIDE: usize>(&mut self, slab: &Slab<C, STRIDE>) {
        self.n_taken = (self.n_taken * 2).clamp(1, TAKEN_MAX / BATCH);
        self.later = slab.take_batches(self.n_taken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_each_other_through_the_chunks() {
        assert_eq!(locate::<1>(0), (0, 0));
        assert_eq!(locate::<1>(63), (0, 63));
        assert_eq!(locate::<1>(64), (1, 0));
        assert_eq!(locate::<1>(191), (1, 127));
        assert_eq!(locate::<1>(192), (2, 0));
    }

    #[test]
    fn a_stride_leaves_no_slot_out() {
        let mut positions: Vec<usize> = (64..192).map(|index| locate::<5>(index).1).collect();
        assert_eq!(positions[..3], [0, 5, 10]);
        positions.sort_unstable();
        assert_eq!(positions, (0..128).collect::<Vec<_>>());
    }

    #[test]
    fn swept_places_are_used_again_lowest_first() {
        let mut slab: Slab<Once<String>> = Slab::default();
        let mut reserve = Reserve::default();
        for number in 0..200 {
            assert_eq!(slab.put(&mut reserve, number.to_string()), number);
        }
        let marks = |number| if number == 0 { !0b11 } else { u64::MAX };
        assert_eq!(slab.sweep(marks, |_| 1000), 446 * (1000 + size_of::<Once<String>>()));
        let mut reserve = Reserve::default();
        let places: Vec<u32> = (0..3).map(|_| slab.put(&mut reserve, "new".to_owned())).collect();
        assert_eq!(places, [0, 1, 448]);
        assert_eq!(slab.get(150), "150");
        assert_eq!(slab.get(1), "new");
    }

    #[test]
    fn what_a_worker_took_and_did_not_fill_is_free_after_a_collection() {
        let mut slab: Slab<Once<String>> = Slab::default();
        let mut reserve = Reserve::default();
        for number in 0..=64 {
            slab.put(&mut reserve, number.to_string());
        }
        // It has taken 64 places, then 128.
        for _ in 0..9 {
            slab.sweep(|_| 0, |_| 0);
            let mut reserves = [Reserve::default(), Reserve::default()];
            for n in 0..128 {
                let place = slab.put(&mut reserves[n % 2], "new".to_owned());
                assert!(place < 192, "two of them need no more than there is");
            }
        }
    }
}
