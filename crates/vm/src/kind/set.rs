//! Sets, as CPython lays them out: the same open addressing, so that a set whose hashes agree with
//! CPython's (numbers, tuples of numbers) is also listed in the same order.
//!
//! Follows `Objects/setobject.c` of CPython 3.11.

use crate::compare::{may_ask, same_key};
use crate::hash::{Hash, Unhashable, hash_of};
use crate::heap::{FrozenRead, Object};
use crate::value::Value;

/// How many neighbours are looked at before jumping.
const LINEAR_PROBES: usize = 9;
/// How far the rest of the hash is shifted at each jump.
const PERTURB_SHIFT: u32 = 5;
/// The least number of places of a table.
const MIN_PLACES: usize = 8;

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Unbound where nothing is, and where something was removed.
    key: Value,
    /// [`REMOVED`] where something was removed.
    hash: Hash,
}

saved_fields!(Place { key, hash });

/// No key has this hash.
const REMOVED: Hash = Hash(-1);

impl Place {
    fn is_free(&self) -> bool {
        matches!(self.key, Value::Unbound) && self.hash != REMOVED
    }

    fn is_used(&self) -> bool {
        !matches!(self.key, Value::Unbound)
    }
}

/// A set or frozenset.
#[derive(Clone, Debug)]
pub struct Set {
    /// Invariant: a power of two of them; three fifths at most are not free.
    places: Box<[Place]>,
    n_used: usize,
    /// Used places and those where something was removed.
    n_filled: usize,
    /// Where `pop` goes on looking.
    finger: usize,
    is_frozen: bool,
    /// Whether a class of the workload may say that one of its items equals another value.
    asks: bool,
}

saved_fields!(Set { places, n_used, n_filled, finger, is_frozen, asks });

impl Default for Set {
    fn default() -> Set {
        Set::new()
    }
}

impl Set {
    /// An empty set.
    #[must_use]
    pub fn new() -> Set {
        let places = vec![Place::default(); MIN_PLACES].into();
        Set { places, n_used: 0, n_filled: 0, finger: 0, is_frozen: false, asks: false }
    }

    /// The same items as a frozenset, or as a set.
    #[must_use]
    pub fn with_frozen(mut self, is_frozen: bool) -> Set {
        self.is_frozen = is_frozen;
        self
    }

    /// Whether a class of the workload may say that one of its items equals another value.
    pub(crate) fn asks(&self) -> bool {
        self.asks
    }

    /// The items of that hash.
    pub(crate) fn candidates(&self, hash: Hash) -> Vec<Value> {
        let mut found = Vec::new();
        self.probe(hash, |_, place| {
            if place.hash == hash && place.is_used() {
                found.push(place.key);
            }
            false
        });
        found
    }

    /// Whether it is a frozenset.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.is_frozen
    }

    /// How many items it has.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.n_used
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n_used == 0
    }

    /// The first item at or after that place, and the place after it: how an iteration goes on.
    #[must_use]
    pub fn next_from(&self, place: usize) -> Option<(Value, usize)> {
        let rest = self.places.get(place..)?;
        let found = rest.iter().position(Place::is_used)?;
        Some((rest[found].key, place + found + 1))
    }

    /// Its items in the order of its places.
    pub fn iter(&self) -> impl Iterator<Item = Value> + '_ {
        self.hashed().map(|(key, _)| key)
    }

    /// Its items with their hashes.
    pub(crate) fn hashed(&self) -> impl Iterator<Item = (Value, Hash)> + '_ {
        self.places.iter().filter(|place| place.is_used()).map(|place| (place.key, place.hash))
    }

    /// Whether it has that item.
    ///
    /// # Errors
    /// If the value has no hash.
    pub fn contains(
        &self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
    ) -> Result<bool, Unhashable> {
        Ok(self.contains_hashed(frozen, key, hash_of(frozen, key)?))
    }

    /// As [`Set::contains`], with the hash at hand.
    #[must_use]
    pub fn contains_hashed(
        &self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        hash: Hash,
    ) -> bool {
        self.places[self.find(frozen, key, hash)].is_used()
    }

    /// Puts an item in; says whether it is new.
    ///
    /// # Errors
    /// If the value has no hash.
    pub fn add(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
    ) -> Result<bool, Unhashable> {
        Ok(self.add_hashed(frozen, key, hash_of(frozen, key)?))
    }

    /// As [`Set::add`], with the hash at hand.
    pub fn add_hashed(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        hash: Hash,
    ) -> bool {
        // The last place on the way from which something was removed is used again.
        let mut vacated = None;
        let place = self.probe(hash, |at, place| {
            if place.hash == REMOVED {
                vacated = Some(at);
            }
            place.hash == hash && place.is_used() && same_key(frozen, place.key, key)
        });
        if self.places[place].is_used() {
            return false;
        }
        self.asks |= may_ask(frozen, key);
        self.n_used += 1;
        if let Some(place) = vacated {
            self.places[place] = Place { key, hash };
            return true;
        }
        self.places[place] = Place { key, hash };
        self.n_filled += 1;
        if self.n_filled * 5 >= (self.places.len() - 1) * 3 {
            self.resize(self.roomy());
        }
        true
    }

    /// Takes an item out; says whether it was there.
    ///
    /// # Errors
    /// If the value has no hash.
    pub fn remove(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
    ) -> Result<bool, Unhashable> {
        Ok(self.remove_hashed(frozen, key, hash_of(frozen, key)?))
    }

    /// As [`Set::remove`], with the hash at hand.
    pub fn remove_hashed(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        hash: Hash,
    ) -> bool {
        let place = self.find(frozen, key, hash);
        if !self.places[place].is_used() {
            return false;
        }
        self.vacate(place);
        true
    }

    /// Takes out an item, whichever comes first after the one popped before.
    pub fn pop(&mut self) -> Option<Value> {
        if self.n_used == 0 {
            return None;
        }
        let mut place = self.finger & (self.places.len() - 1);
        while !self.places[place].is_used() {
            place = (place + 1) & (self.places.len() - 1);
        }
        let key = self.places[place].key;
        self.vacate(place);
        self.finger = place + 1;
        Some(key)
    }

    /// Takes all items out.
    pub fn clear(&mut self) {
        *self = Set::new().with_frozen(self.is_frozen);
    }

    /// Puts all items of another set in.
    pub fn merge(&mut self, frozen: &(impl FrozenRead + ?Sized), other: &Set) {
        if other.n_used == 0 {
            return;
        }
        self.asks |= other.asks;
        self.make_room(other.n_used);
        if self.n_filled == 0 {
            let has_same_shape =
                self.places.len() == other.places.len() && other.n_filled == other.n_used;
            if has_same_shape {
                self.places.clone_from(&other.places);
            } else {
                other.hashed().for_each(|(key, hash)| self.place_clean(key, hash));
            }
            self.n_filled = other.n_used;
            self.n_used = other.n_used;
            return;
        }
        for (key, hash) in other.hashed() {
            self.add_hashed(frozen, key, hash);
        }
    }

    /// Makes room for that many more, as an update by a set or dict does.
    pub(crate) fn make_room(&mut self, more: usize) {
        if (self.n_filled + more) * 5 >= (self.places.len() - 1) * 3 {
            self.resize((self.n_used + more) * 2);
        }
    }

    /// Closes up after many removals.
    pub(crate) fn tidy(&mut self) {
        if self.n_filled - self.n_used > (self.places.len() - 1) / 4 {
            self.resize(self.roomy());
        }
    }

    /// How much room a table should have for what it holds.
    fn roomy(&self) -> usize {
        if self.n_used > 50_000 { self.n_used * 2 } else { self.n_used * 4 }
    }

    fn vacate(&mut self, place: usize) {
        self.places[place] = Place { key: Value::Unbound, hash: REMOVED };
        self.n_used -= 1;
    }

    /// The place of that key, or the free place where it would stand.
    fn find(&self, frozen: &(impl FrozenRead + ?Sized), key: Value, hash: Hash) -> usize {
        self.probe(hash, |_, place| {
            place.hash == hash && place.is_used() && same_key(frozen, place.key, key)
        })
    }

    /// The first place that is free or fits, in the order in which places are tried for a hash.
    fn probe(&self, hash: Hash, mut fits: impl FnMut(usize, &Place) -> bool) -> usize {
        let mask = self.places.len() - 1;
        let mut perturb = hash.0.cast_unsigned();
        let mut at = low_bits(perturb) & mask;
        loop {
            let n_neighbours = if at + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            for near in at..=at + n_neighbours {
                let place = &self.places[near];
                if place.is_free() || fits(near, place) {
                    return near;
                }
            }
            perturb >>= PERTURB_SHIFT;
            at = at.wrapping_mul(5).wrapping_add(1).wrapping_add(low_bits(perturb)) & mask;
        }
    }

    /// Places a key that is known to be new in a table where nothing was removed.
    fn place_clean(&mut self, key: Value, hash: Hash) {
        let place = self.probe(hash, |_, _| false);
        self.places[place] = Place { key, hash };
    }

    fn resize(&mut self, room: usize) {
        let mut n_places = MIN_PLACES;
        while n_places <= room {
            n_places *= 2;
        }
        let old = std::mem::replace(&mut self.places, vec![Place::default(); n_places].into());
        for place in old.iter().filter(|place| place.is_used()) {
            self.place_clean(place.key, place.hash);
        }
        self.n_filled = self.n_used;
    }
}

/// The bits of a hash that choose a place: no table has more than 2³² places, so what a narrow
/// machine drops plays no part.
#[expect(clippy::cast_possible_truncation, reason = "only the low bits are wanted")]
fn low_bits(bits: u64) -> usize {
    bits as usize
}

impl Object for Set {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.iter().for_each(visit);
    }

    fn bytes(&self) -> usize {
        self.places.len() * size_of::<Place>()
    }
}
