use std::sync::{Barrier, Mutex, RwLock};

use super::*;
use crate::heap::Object;
use crate::kind::{Class, Dict, List, Names, Root, Shapes, Text, Traits, Tuple};

const G: GlobalIdx = GlobalIdx(0);

fn heap() -> SharedHeap {
    SharedHeap::new(2, 64 << 20)
}

fn int(value: Value) -> i64 {
    match value {
        Value::Int(number) => number,
        other => panic!("an int: {other:?}"),
    }
}

#[test]
fn values_of_any_size_come_back_from_variables() {
    let mut heap = heap();
    let mut own = Reserves::default();
    for number in [0, i64::MAX, i64::MIN, -1] {
        heap.view(&mut own).store_global(G, Value::Int(number));
        heap.collect(|_| {});
        assert_eq!(int(heap.view(&mut own).load_global(G)), number);
    }
    let mut view = heap.view(&mut own);
    let cell = view.new_cell(Value::Float(1e300));
    view.store_global(G, Value::Cell(cell));
    drop(view);
    heap.collect(|_| {});
    let view = heap.view(&mut own);
    assert!(matches!(view.load_cell(cell), Value::Float(number) if number == 1e300));
}

#[test]
fn what_is_reachable_lives_and_the_rest_makes_room() {
    let mut heap = heap();
    let mut own = Reserves::default();
    let mut view = heap.view(&mut own);
    let text = view.freeze(Text::new("kept"));
    let tuple = view.freeze(Tuple::new([Value::Str(text)]));
    let list = view.open(List::new(vec![Value::Tuple(tuple)]));
    view.write(list).push(Value::List(list));
    let garbage = view.freeze(Text::new("gone"));
    view.store_global(G, Value::List(list));
    drop(view);
    heap.collect(|_| {});
    let live = heap.bytes();
    let mut view = heap.view(&mut own);
    assert_eq!(view.get(text).as_str(), "kept");
    assert_eq!(view.freeze(Text::new("new")), garbage, "an emptied place is taken again");
    view.store_global(G, Value::None);
    drop(view);
    assert!(live > 0);
    heap.collect(|_| {});
    assert_eq!(heap.bytes(), 0, "a cycle is garbage too");
}

#[test]
fn the_limit_is_met_only_by_what_lives() {
    let mut heap = SharedHeap::new(1, 1 << 20);
    let mut own = Reserves::default();
    let mut view = heap.view(&mut own);
    assert!(view.would_exceed((1 << 20) + 1) && !view.would_exceed(1 << 19));
    view.freeze(Text::new("x".repeat(1 << 20)));
    assert_eq!(view.pressure(), Pressure::Due);
    drop(view);
    heap.collect(|_| {});
    let mut view = heap.view(&mut own);
    assert_eq!(view.pressure(), Pressure::Low);
    assert!(!view.demand_collection(), "nothing to gain");
    let text = view.freeze(Text::new("x".repeat(1 << 20)));
    drop(view);
    heap.collect(|visit| visit(Value::Str(text)));
    assert_eq!(heap.view(&mut own).pressure(), Pressure::Full);
}

#[test]
fn atomic_code_may_pass_the_limit_and_waits_for_no_collection() {
    let heap = SharedHeap::new(1, 1 << 20);
    let mut own = Reserves::default();
    let mut view = heap.view(&mut own);
    view.freeze(Text::new("x".repeat(1 << 20)));
    assert!(view.would_exceed(1 << 10));
    view.begin_atomic();
    let mut any = view.any();
    assert!(!any.would_exceed(1 << 10) && any.would_exceed(1 << 19));
    assert!(!any.demand_collection(), "others would come in meanwhile");
    drop(any);
    view.end_atomic();
    assert!(view.would_exceed(1 << 10) && view.demand_collection());
    view.begin_atomic();
    drop(view);
    assert!(heap.view(&mut own).would_exceed(1 << 10));
}

/// Adds one to a variable that many times on two threads at once; gives what it is then.
fn count(times: i64, lock: Option<&Mutex<()>>) -> i64 {
    let heap = heap();
    heap.view(&mut Reserves::default()).store_global(G, Value::Int(0));
    let start = Barrier::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut own = Reserves::default();
                let mut view = heap.view(&mut own);
                start.wait();
                for _ in 0..times {
                    let _guard = lock.map(|lock| lock.lock().expect("nobody panics"));
                    let number = int(view.load_global(G));
                    view.store_global(G, Value::Int(number + 1));
                }
            });
        }
    });
    int(heap.view(&mut Reserves::default()).load_global(G))
}

#[test]
fn unprotected_increments_are_lost() {
    let times = 20_000;
    let loses = (0..10_000).any(|_| count(times, None) < 2 * times);
    assert!(loses, "two threads that share a variable lose an increment sooner or later");
}

#[test]
fn protected_increments_are_not_lost() {
    let lock = Mutex::new(());
    for _ in 0..20 {
        assert_eq!(count(2_000, Some(&lock)), 4_000);
    }
}

#[test]
fn a_shared_variable_never_holds_half_a_value() {
    let heap = heap();
    let small = Value::Int(1);
    let large = Value::Int(i64::MAX);
    heap.view(&mut Reserves::default()).store_global(G, small);
    std::thread::scope(|scope| {
        for value in [small, large, Value::Float(1e300), Value::Float(0.5)] {
            let heap = &heap;
            scope.spawn(move || {
                let mut own = Reserves::default();
                let mut view = heap.view(&mut own);
                for _ in 0..20_000 {
                    view.store_global(G, value);
                    let seen = view.load_global(G);
                    let is_whole = match seen {
                        Value::Int(number) => number == 1 || number == i64::MAX,
                        Value::Float(number) => number == 1e300 || number == 0.5,
                        _ => false,
                    };
                    assert!(is_whole, "{seen:?}");
                }
            });
        }
    });
}

/// Four threads fill one list and lists of their own while collections run between their slices.
#[test]
fn threads_and_collections_take_turns() {
    const SLICES: usize = 40;
    const ITEMS: usize = 50;
    let heap = RwLock::new(heap());
    let common = {
        let heap = heap.read().expect("nobody panics");
        let mut own = Reserves::default();
        let mut view = heap.view(&mut own);
        let common = view.open(List::default());
        view.store_global(G, Value::List(common));
        common
    };
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let heap = &heap;
            scope.spawn(move || {
                let mut own = Reserves::default();
                for slice in 0..SLICES {
                    let shared = heap.read().expect("nobody panics");
                    let mut view = shared.view(&mut own);
                    for item in 0..ITEMS {
                        let text = view.freeze(Text::new(format!("{thread} {slice} {item}")));
                        view.freeze(Text::new("garbage"));
                        let cell = view.new_cell(Value::Str(text));
                        let pair = view.freeze(Tuple::new([Value::Cell(cell), Value::Str(text)]));
                        let grown = view.write(common).push(Value::Tuple(pair));
                        view.grow(grown);
                    }
                    drop(view);
                    drop(shared);
                    if slice % 8 == thread {
                        heap.write().expect("nobody panics").collect(|_| {});
                    }
                }
            });
        }
    });
    let heap = heap.into_inner().expect("nobody panics");
    let mut own = Reserves::default();
    let mut view = heap.view(&mut own);
    let mut pairs = Vec::new();
    view.read(common).children(&mut |pair| pairs.push(pair));
    let mut texts: Vec<String> = pairs.iter().map(|pair| text_of(&view, *pair)).collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 4 * SLICES * ITEMS, "each of them once");
}

fn text_of(view: &SharedView, pair: Value) -> String {
    let Value::Tuple(pair) = pair else { panic!("a tuple: {pair:?}") };
    let mut items = Vec::new();
    view.get(pair).children(&mut |item| items.push(item));
    let [Value::Cell(cell), Value::Str(text)] = items[..] else { panic!("a cell and a text") };
    let Value::Str(in_cell) = view.load_cell(cell) else { panic!("a text") };
    assert_eq!(in_cell, text);
    view.get(text).as_str().to_owned()
}

/// A worker's view while it runs a fiber.
fn running<'h>(heap: &'h SharedHeap, own: &'h mut Reserves) -> SharedView<'h> {
    let view = heap.view(own);
    view.own.is_running = true;
    view
}

fn is_leased(view: &SharedView, list: Handle<List>) -> bool {
    view.own.open.lists.leases.has(list.index)
}

#[test]
fn a_worker_has_what_it_makes_and_changes_to_itself_until_its_slice_ends() {
    let heap = heap();
    let mut own = Reserves::default();
    let mut view = running(&heap, &mut own);
    let list = view.open(List::default());
    assert!(is_leased(&view, list));
    view.write(list).push(Value::Int(1));
    view.write(list).push(Value::Int(2));
    assert_eq!(view.read(list).items.len(), 2);
    drop(view);
    let mut others = Reserves::default();
    assert_eq!(heap.view(&mut others).read(list).items.len(), 2);
    let mut view = heap.view(&mut own);
    for _ in 0..3 {
        view.write(list).push(Value::None);
        assert!(!is_leased(&view, list), "only while a fiber runs");
    }
}

#[test]
fn a_worker_has_what_it_changes_again_to_itself() {
    let heap = heap();
    let mut own = Reserves::default();
    let list = heap.view(&mut own).open(List::default());
    assert!(!is_leased(&heap.view(&mut own), list), "only while a fiber runs");
    let mut view = running(&heap, &mut own);
    view.write(list).push(Value::Int(1));
    assert!(!is_leased(&view, list));
    view.write(list).push(Value::Int(2));
    assert!(is_leased(&view, list));
}

/// A class that all workers read is read from copies, and a change of it is seen by the next read.
#[test]
fn classes_are_read_from_copies_until_one_changes() {
    let heap = heap();
    let (mut own, mut others) = (Reserves::default(), Reserves::default());
    let class = heap.view(&mut own).open(new_class());
    let mut view = running(&heap, &mut own);
    assert!((0..1000).any(|_| {
        assert!(!view.read(class).traits.shadows);
        has_copy(&view, class)
    }));
    let mut other = running(&heap, &mut others);
    let another = other.open(new_class());
    other.write(another).traits.shadows = true;
    assert!(!has_copy(&view, class), "some class has changed");
    assert!(!view.read(class).traits.shadows);
    assert!(has_copy(&view, class), "but not this one");
    other.write(class).traits.shadows = true;
    assert!(view.read(class).traits.shadows);
}

fn new_class() -> Class {
    Class {
        name: "C".into(),
        bases: Box::default(),
        order: Box::default(),
        root: Root::Object,
        namespace: Dict::new(),
        table: Dict::new(),
        names: Names::default(),
        subclasses: Vec::new(),
        traits: Traits::default(),
        shapes: Shapes::default(),
    }
}

fn has_copy(view: &SharedView, class: Handle<Class>) -> bool {
    let changes = view.heap.changes.load(Ordering::Acquire);
    view.own.open.classes.fresh_copy(class.index, changes).is_some()
}

#[test]
fn more_objects_than_there_is_room_for_come_back_whole() {
    let heap = heap();
    let mut own = Reserves::default();
    let mut view = running(&heap, &mut own);
    let lists: Vec<_> = (0..500).map(|_| view.open(List::default())).collect();
    for turn in 0..3 {
        for (number, &list) in lists.iter().enumerate() {
            view.write(list).push(Value::Int(number as i64));
            view.write(list).push(Value::Int(turn));
        }
    }
    drop(view);
    let mut view = heap.view(&mut own);
    for (number, &list) in lists.iter().enumerate() {
        assert_eq!(view.read(list).items.len(), 6);
        assert_eq!(int(view.read(list).items[4]), number as i64);
    }
}

/// Two workers change one list as they like, each in slices in which it may have it to itself, and
/// answer each other: nothing is lost, and from the first meeting on nobody has it to itself.
#[test]
fn what_two_workers_want_is_nobodys_own() {
    const TIMES: i64 = 20_000;
    let heap = heap();
    let mut own = Reserves::default();
    let list = heap.view(&mut own).open(List::default());
    let start = Barrier::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut own = Reserves::default();
                let mut view = running(&heap, &mut own);
                let private = view.open(List::default());
                start.wait();
                for number in 0..TIMES {
                    view.write(list).push(Value::Int(number));
                    view.write(private).push(Value::Int(number));
                    view.answer();
                }
                assert_eq!(view.read(private).items.len() as i64, TIMES);
            });
        }
    });
    assert_eq!(heap.view(&mut own).read(list).items.len() as i64, 2 * TIMES);
}

#[test]
fn who_dies_leaves_nothing_out_of_its_place() {
    let heap = heap();
    let list = heap.view(&mut Reserves::default()).open(List::default());
    let died = std::thread::scope(|scope| {
        let dies = || {
            let mut own = Reserves::default();
            let mut view = running(&heap, &mut own);
            view.write(list).push(Value::None);
            view.write(list).push(Value::None);
            assert!(!is_leased(&view, list), "it is its own: this fails");
        };
        scope.spawn(dies).join()
    });
    assert!(died.is_err());
    assert_eq!(heap.view(&mut Reserves::default()).read(list).items.len(), 2);
}
