//! A few lines of two threads each, in every order that the rules of memory allow.
//!
//! These are the places whose correctness hangs on the order in which another thread sees stores.
//! `cargo xtask stress` runs this.

use loom::sync::Arc;
use spin::Once;

use super::slab::{Reserve, Slab};
use super::snapshot::{Access, Held, Open, OpenReserve, SharedRead, SharedWrite};
use super::word::{self, Content, Word};
use crate::kind::List;
use crate::primitives::{AtomicU64, Ordering, RwLock, yield_now};
use crate::value::Value;

fn list(number: i64) -> List {
    List::new(vec![Value::Int(number)])
}

fn place(list: List) -> Open<List> {
    let place = Open::default();
    place.give_back(list);
    place
}

fn number(value: Value) -> i64 {
    match value {
        Value::Int(number) => number,
        other => panic!("an int: {other:?}"),
    }
}

/// As a view reads it.
fn read(list: &Open<List>, own: &mut OpenReserve<List>) -> i64 {
    read_counted(list, own, &AtomicU64::new(0))
}

fn read_counted(list: &Open<List>, own: &mut OpenReserve<List>, changes: &AtomicU64) -> i64 {
    if let Some(position) = own.good_copy(0, list, changes) {
        return number(own.copy_at(position).items[0]);
    }
    loop {
        match list.read_and_watch(0, own, changes) {
            Access::Locked(guard) => return number(SharedRead::Locked(Held::new(guard)).items[0]),
            Access::Often => {}
            Access::Away => {
                while !list.contest() {
                    yield_now();
                }
            }
        }
    }
}

fn change(list: &Open<List>, number: i64) {
    let guard = list.write().expect("nobody takes it");
    SharedWrite::Locked(Held::new(guard)).items[0] = Value::Int(number);
}

/// What a worker has that has read a list so often that it keeps a copy.
fn with_copy(list: &Open<List>) -> OpenReserve<List> {
    let mut own = OpenReserve::default();
    let is_copied = |own: &mut _| {
        read(list, own);
        own.good_copy(0, list, &AtomicU64::new(0)).is_some()
    };
    assert!((0..8).any(|_| is_copied(&mut own)));
    own
}

fn store(variable: &Word, number: i64) {
    variable.store(word::encode(Value::Int(number)).expect("a small int fits"));
}

fn load(variable: &Word) -> i64 {
    match variable.load() {
        Content::Value(Value::Int(number)) => number,
        _ => 0,
    }
}

#[test]
fn a_copy_is_not_used_by_who_knows_of_the_change() {
    loom::model(|| {
        let shared = Arc::new((place(list(1)), Word::default()));
        let mut own = with_copy(&shared.0);
        let other = Arc::clone(&shared);
        let writer = loom::thread::spawn(move || {
            change(&other.0, 2);
            store(&other.1, 1);
        });
        let knows = load(&shared.1) == 1;
        let seen = read(&shared.0, &mut own);
        assert!(seen == 2 || (!knows && seen == 1));
        writer.join().expect("it does not fail");
        assert_eq!(read(&shared.0, &mut own), 2);
    });
}

/// As a view reads and changes what all workers read: its copies are good while nothing is changed.
#[test]
fn a_fresh_copy_is_not_used_by_who_knows_of_the_change() {
    loom::model(|| {
        let shared = Arc::new((place(list(1)), AtomicU64::new(0), Word::default()));
        let mut own = with_copy(&shared.0);
        let other = Arc::clone(&shared);
        let writer = loom::thread::spawn(move || {
            let guard = other.0.write().expect("nobody takes it");
            other.1.fetch_add(1, Ordering::Release);
            SharedWrite::Locked(Held::new(guard)).items[0] = Value::Int(2);
            store(&other.2, 1);
        });
        // The first look marks the copy as fresh, if it is still good.
        for _ in 0..2 {
            let knows = load(&shared.2) == 1;
            let changes = shared.1.load(Ordering::Acquire);
            let seen = match own.fresh_copy(0, changes) {
                Some(position) => number(own.copy_at(position).items[0]),
                None => read_counted(&shared.0, &mut own, &shared.1),
            };
            assert!(seen == 2 || (!knows && seen == 1));
        }
        writer.join().expect("it does not fail");
    });
}

#[test]
fn a_reader_never_goes_back_in_time() {
    loom::model(|| {
        let shared = Arc::new(place(list(1)));
        let mut own = with_copy(&shared);
        let other = Arc::clone(&shared);
        let writer = loom::thread::spawn(move || {
            change(&other, 2);
            change(&other, 3);
        });
        let mut last = 1;
        for _ in 0..3 {
            let seen = read(&shared, &mut own);
            assert!(seen >= last);
            last = seen;
        }
        writer.join().expect("it does not fail");
    });
}

#[test]
fn what_a_worker_has_to_itself_is_waited_for_and_not_mistaken_for_a_copy() {
    loom::model(|| {
        let shared = Arc::new((place(list(1)), Word::default()));
        let mut own = with_copy(&shared.0);
        let other = Arc::clone(&shared);
        let worker = loom::thread::spawn(move || {
            let mut object = other.0.take().expect("nobody else takes it");
            object.items[0] = Value::Int(2);
            store(&other.1, 1);
            object.items[0] = Value::Int(3);
            other.0.give_back(object);
        });
        let knows = load(&shared.1) == 1;
        let seen = read(&shared.0, &mut own);
        assert!(seen == 3 || (!knows && seen == 1));
        worker.join().expect("it does not fail");
        assert_eq!(read(&shared.0, &mut own), 3);
    });
}

#[test]
fn one_of_two_workers_has_it_to_itself() {
    loom::model(|| {
        let shared = Arc::new(place(list(1)));
        let add = |list: &Open<List>| {
            let mut object = loop {
                match list.take() {
                    Some(object) => break object,
                    None => yield_now(),
                }
            };
            object.items[0] = Value::Int(number(object.items[0]) + 1);
            list.give_back(object);
        };
        let other = Arc::clone(&shared);
        let worker = loom::thread::spawn(move || add(&other));
        add(&shared);
        worker.join().expect("it does not fail");
        assert_eq!(read(&shared, &mut OpenReserve::default()), 3);
    });
}

#[test]
fn no_place_is_given_out_twice() {
    loom::model(|| {
        let slab: Arc<Slab<Once<i64>>> = Arc::default();
        let other = Arc::clone(&slab);
        let filler = loom::thread::spawn(move || other.put(&mut Reserve::default(), 1));
        let own = slab.put(&mut Reserve::default(), 2);
        let others = filler.join().expect("it does not fail");
        assert_ne!(own, others);
        assert_eq!((*slab.get(own), *slab.get(others)), (2, 1));
    });
}

/// The heap's own lock, as workers and the collector use it.
#[test]
fn a_collection_meets_no_slice_in_its_midst() {
    loom::model(|| {
        let heap = Arc::new(RwLock::new((Word::default(), Word::default())));
        let other = Arc::clone(&heap);
        let worker = loom::thread::spawn(move || {
            let slice = other.read().expect("nobody panics");
            store(&slice.0, 1);
            store(&slice.1, 1);
        });
        let collection = heap.write().expect("nobody panics");
        assert_eq!(load(&collection.0), load(&collection.1));
        drop(collection);
        worker.join().expect("it does not fail");
    });
}
