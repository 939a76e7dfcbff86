//! Dicts: entries in order of insertion, and a hash table of their positions.

use hashbrown::HashTable;

use crate::compare::{may_ask, same_key};
use crate::hash::{Hash, Unhashable, hash_of};
use crate::heap::{FrozenRead, Handle, Object};
use crate::image::{Reader, Saved};
use crate::kind::{Text, hash_bytes};
use crate::value::Value;

/// One key with its value.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Unbound where the entry was removed.
    key: Value,
    value: Value,
    hash: Hash,
}

saved_fields!(Entry { key, value, hash });

impl Entry {
    fn is_used(&self) -> bool {
        !matches!(self.key, Value::Unbound)
    }

    /// Whether that very string is its key.
    #[inline]
    fn is_of(&self, name: Handle<Text>) -> bool {
        matches!(self.key, Value::Str(key) if key == name)
    }
}

/// So many entries are looked through as quickly as a table is asked, which takes memory besides: most
/// dicts are the fields of instances, and small.
const SMALL: usize = 8;

/// A dict.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    entries: Vec<Entry>,
    /// The positions of the used entries, found by the mixed hash of their keys. Invariant: all of them,
    /// or none where there are no more than [`SMALL`] entries.
    positions: HashTable<u32>,
    /// How many entries are used.
    n_used: u32,
    /// No entry before that position is used: who takes items out from the front finds the next at
    /// once.
    first: u32,
    /// Whether a class of the workload may say that one of its keys equals another value.
    asks: bool,
}

impl Saved for Dict {
    fn save(&self, out: &mut Vec<u8>) {
        self.entries.save(out);
        (self.first, self.asks).save(out);
    }

    fn load(from: &mut Reader) -> Dict {
        let entries: Vec<Entry> = Vec::load(from);
        let (first, asks) = Saved::load(from);
        let mut dict = Dict { entries, first, asks, ..Dict::default() };
        for entry in &dict.entries {
            dict.n_used += u32::from(entry.is_used());
        }
        if dict.entries.len() > SMALL {
            dict.fill_positions();
        }
        dict
    }
}

impl Dict {
    /// What an entry takes, its share of the table included.
    pub const ENTRY_BYTES: usize = size_of::<Entry>() + 5;

    /// An empty dict.
    #[must_use]
    pub fn new() -> Dict {
        Dict::default()
    }

    /// How many entries it has.
    #[must_use]
    #[inline]
    pub fn len(&self) -> usize {
        self.n_used as usize
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n_used == 0
    }

    /// The first entry at or after that position, and the position after it: how an iteration goes on.
    #[must_use]
    pub fn next_from(&self, position: usize) -> Option<(Value, Value, usize)> {
        let position = position.max(self.first as usize);
        let rest = self.entries.get(position..)?;
        let found = rest.iter().position(Entry::is_used)?;
        let entry = &rest[found];
        Some((entry.key, entry.value, position + found + 1))
    }

    /// Its keys and values in order of insertion.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Value, Value)> + '_ {
        self.entries.iter().filter(|entry| entry.is_used()).map(|entry| (entry.key, entry.value))
    }

    /// Its keys with their hashes, and its values.
    pub(crate) fn hashed(&self) -> impl Iterator<Item = (Value, Hash, Value)> + '_ {
        let used = self.entries.iter().filter(|entry| entry.is_used());
        used.map(|entry| (entry.key, entry.hash, entry.value))
    }

    /// The value of a key.
    ///
    /// # Errors
    /// If the key has no hash.
    #[inline]
    pub fn get(
        &self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
    ) -> Result<Option<Value>, Unhashable> {
        Ok(self.get_hashed(frozen, key, hash_of(frozen, key)?))
    }

    /// As [`Dict::get`], with the hash at hand.
    #[must_use]
    #[inline]
    pub fn get_hashed(
        &self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        hash: Hash,
    ) -> Option<Value> {
        self.find(frozen, key, hash).map(|position| self.entries[position].value)
    }

    /// The value of a key that is a string.
    #[must_use]
    pub fn get_text(&self, frozen: &(impl FrozenRead + ?Sized), text: &str) -> Option<Value> {
        let hash = Hash(hash_bytes(text.as_bytes()));
        let is_key = |key: Handle<Text>| frozen.get(key).as_str() == text;
        let is_it = |entry: &Entry| {
            entry.hash == hash && matches!(entry.key, Value::Str(key) if is_key(key))
        };
        self.position(hash, is_it).map(|position| self.entries[position].value)
    }

    /// Whether a class of the workload may say that one of its keys equals another value.
    #[inline]
    pub(crate) fn asks(&self) -> bool {
        self.asks
    }

    /// A value among the first few, by the very string that is its key: quicker than by its hash for the
    /// attributes of instances, whose names are the program's own strings.
    #[inline]
    pub(crate) fn early(&self, name: Handle<Text>) -> Option<&Value> {
        let first = self.entries.get(..SMALL).unwrap_or(&self.entries);
        first.iter().find(|entry| entry.is_of(name)).map(|entry| &entry.value)
    }

    /// The keys of that hash.
    pub(crate) fn candidates(&self, hash: Hash) -> Vec<Value> {
        let is_it = |entry: &&Entry| entry.hash == hash && entry.is_used();
        if self.positions.is_empty() {
            return self.entries.iter().filter(is_it).map(|entry| entry.key).collect();
        }
        let entries = self.positions.iter_hash(hash.mixed());
        let entries = entries.map(|&position| &self.entries[position as usize]);
        entries.filter(is_it).map(|entry| entry.key).collect()
    }

    /// Gives a key a value; answers the one it had. A key that is there already stays as it is.
    ///
    /// # Errors
    /// If the key has no hash.
    #[inline]
    pub fn insert(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        value: Value,
    ) -> Result<Option<Value>, Unhashable> {
        Ok(self.insert_hashed(frozen, key, hash_of(frozen, key)?, value))
    }

    /// As [`Dict::insert`], with the hash at hand.
    #[inline]
    pub fn insert_hashed(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        hash: Hash,
        value: Value,
    ) -> Option<Value> {
        if let Some(position) = self.find(frozen, key, hash) {
            return Some(std::mem::replace(&mut self.entries[position].value, value));
        }
        self.asks |= may_ask(frozen, key);
        self.append(Entry { key, value, hash });
        None
    }

    /// Takes a key out; answers its value.
    ///
    /// # Errors
    /// If the key has no hash.
    pub fn remove(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
    ) -> Result<Option<Value>, Unhashable> {
        Ok(self.remove_hashed(frozen, key, hash_of(frozen, key)?))
    }

    /// As [`Dict::remove`], with the hash at hand.
    pub fn remove_hashed(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        hash: Hash,
    ) -> Option<Value> {
        let position = self.find(frozen, key, hash)?;
        Some(self.vacate(position))
    }

    /// Moves an entry to the end; answers its value.
    pub fn move_to_end(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        hash: Hash,
    ) -> Option<Value> {
        let position = self.find(frozen, key, hash)?;
        let entry = self.entries[position];
        if position + 1 < self.entries.len() {
            self.vacate(position);
            self.append(entry);
        }
        Some(entry.value)
    }

    /// Moves an entry to the beginning; answers its value.
    pub fn move_to_front(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        key: Value,
        hash: Hash,
    ) -> Option<Value> {
        let position = self.find(frozen, key, hash)?;
        self.entries[..=position].rotate_right(1);
        let first = self.entries[0];
        self.close_up_now();
        Some(first.value)
    }

    /// Takes out the entry that was put in last.
    pub fn pop_last(&mut self) -> Option<(Value, Value)> {
        let position = self.entries.iter().rposition(Entry::is_used)?;
        let key = self.entries[position].key;
        Some((key, self.vacate(position)))
    }

    /// Takes all entries out.
    pub fn clear(&mut self) {
        *self = Dict::new();
    }

    /// Puts all entries of another dict in.
    pub fn merge(&mut self, frozen: &(impl FrozenRead + ?Sized), other: &Dict) {
        for (key, hash, value) in other.hashed() {
            self.insert_hashed(frozen, key, hash, value);
        }
    }

    #[inline]
    fn find(&self, frozen: &(impl FrozenRead + ?Sized), key: Value, hash: Hash) -> Option<usize> {
        let is_it = |entry: &Entry| {
            entry.hash == hash && entry.is_used() && same_key(frozen, entry.key, key)
        };
        self.position(hash, is_it)
    }

    /// The position of the entry of that hash that it is.
    #[inline]
    fn position(&self, hash: Hash, is_it: impl Fn(&Entry) -> bool) -> Option<usize> {
        if self.positions.is_empty() {
            return self.entries.iter().position(is_it);
        }
        let is_it = |&position: &u32| is_it(&self.entries[position as usize]);
        self.positions.find(hash.mixed(), is_it).map(|&position| position as usize)
    }

    /// Puts an entry with a new key at the end.
    fn append(&mut self, entry: Entry) {
        if self.entries.len() == self.entries.capacity() {
            self.close_up();
            // Most dicts stay small, and what they do not need is memory that is not in the cache.
            if self.entries.capacity() < SMALL {
                self.entries.reserve_exact(if self.entries.is_empty() { 4 } else { 2 });
            }
        }
        let position = u32::try_from(self.entries.len()).expect("a heap has less than 2³² entries");
        self.entries.push(entry);
        self.n_used += 1;
        if self.positions.is_empty() {
            if self.entries.len() > SMALL {
                self.fill_positions();
            }
            return;
        }
        let entries = &self.entries;
        let rehash = |&position: &u32| entries[position as usize].hash.mixed();
        self.positions.insert_unique(entry.hash.mixed(), position, rehash);
    }

    fn vacate(&mut self, position: usize) -> Value {
        let entry = std::mem::replace(
            &mut self.entries[position],
            Entry { key: Value::Unbound, value: Value::Unbound, hash: Hash(0) },
        );
        self.n_used -= 1;
        let found = self.positions.find_entry(entry.hash.mixed(), |&at| at as usize == position);
        if let Ok(found) = found {
            found.remove();
        }
        if position == self.first as usize {
            let next = self.entries[position..].iter().position(Entry::is_used);
            let n_passed = next.unwrap_or(self.entries.len() - position);
            self.first += u32::try_from(n_passed).unwrap_or(0);
        }
        while self.entries.last().is_some_and(|last| !last.is_used()) {
            self.entries.pop();
        }
        if self.entries.is_empty() {
            self.first = 0;
        }
        entry.value
    }

    /// Drops the entries that were removed, where they are many: called before the entries grow.
    fn close_up(&mut self) {
        if self.entries.len() > self.len() + self.len() / 2 {
            self.close_up_now();
        }
    }

    /// Drops the entries that were removed, and finds all positions anew.
    fn close_up_now(&mut self) {
        self.first = 0;
        self.entries.retain(Entry::is_used);
        self.positions.clear();
        if self.entries.len() > SMALL {
            self.fill_positions();
        }
    }

    /// Puts the positions of all used entries into the table, which is empty.
    fn fill_positions(&mut self) {
        let entries = &self.entries;
        let rehash = |&position: &u32| entries[position as usize].hash.mixed();
        self.positions.reserve(entries.len(), rehash);
        for (position, entry) in (0_u32..).zip(entries).filter(|(_, entry)| entry.is_used()) {
            self.positions.insert_unique(entry.hash.mixed(), position, rehash);
        }
    }
}

impl Object for Dict {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        // Numbers are frequent, and a call for each would be slow; so are entries that were removed.
        for entry in &self.entries {
            for value in [entry.key, entry.value] {
                if value.is_object() && !matches!(value, Value::Unbound) {
                    visit(value);
                }
            }
        }
    }

    fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.positions.capacity() * 5
    }
}
