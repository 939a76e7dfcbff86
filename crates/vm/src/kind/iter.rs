//! Iterators that are not generators. A running `for` over a range, list, tuple, string or dict keeps
//! its place in registers instead and makes none of these.

use lang::library::TypeKind;

use crate::heap::{Handle, Object};
use crate::kind::{Deque, Dict, DictPart, List, Set, Text, Tuple};
use crate::value::Value;

/// An iterator.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are places: how far the iteration has come")]
pub enum Iter {
    /// It has no more items, and never will.
    Ended,
    List {
        list: Handle<List>,
        next: usize,
    },
    /// `next` counts down: one more than the position of the next item.
    ReversedList {
        list: Handle<List>,
        next: usize,
    },
    Tuple {
        tuple: Handle<Tuple>,
        next: usize,
    },
    /// `offset` is in bytes.
    Text {
        text: Handle<Text>,
        offset: usize,
    },
    /// `n_entries` is what the dict had at the start: another number is an error.
    Dict {
        dict: Handle<Dict>,
        part: DictPart,
        position: usize,
        n_entries: usize,
    },
    Set {
        set: Handle<Set>,
        position: usize,
        n_items: usize,
    },
    /// `n_changes` is what the deque had at the start: another number is an error.
    Deque {
        deque: Handle<Deque>,
        next: usize,
        n_changes: u64,
    },
    /// `n_left` more numbers from `next` on.
    Range {
        next: i64,
        step: i64,
        n_left: u64,
    },
    /// Items that belong to nobody else: `reversed` of what never changes, and the like; with the type
    /// that the iterator has.
    Items {
        kind: TypeKind,
        items: Box<[Value]>,
        next: usize,
    },
    /// `itertools.count`.
    Count {
        next: Value,
        step: Value,
    },
    /// `itertools.repeat`: without end where `n_left` is nothing.
    Repeat {
        item: Value,
        n_left: Option<u64>,
    },
    /// `inner` is a `Value::Iter`.
    Enumerate {
        inner: Value,
        count: i64,
        depth: u8,
    },
    /// All of `inners` are `Value::Iter`.
    Zip {
        inners: Box<[Value]>,
        strict: bool,
        depth: u8,
    },
}

saved_variants!(Iter {
    0 => Ended,
    1 => List { list, next },
    2 => ReversedList { list, next },
    3 => Tuple { tuple, next },
    4 => Text { text, offset },
    5 => Dict { dict, part, position, n_entries },
    6 => Set { set, position, n_items },
    7 => Deque { deque, next, n_changes },
    8 => Range { next, step, n_left },
    9 => Items { kind, items, next },
    10 => Count { next, step },
    11 => Repeat { item, n_left },
    12 => Enumerate { inner, count, depth },
    _ => Zip { inners, strict, depth },
});

impl Iter {
    /// How deep iterators over iterators may be nested, for the sake of the machine's own stack.
    pub const DEPTH_MAX: u8 = 60;

    /// How many iterators deep this one is nested.
    #[must_use]
    pub fn depth(&self) -> u8 {
        match self {
            Iter::Enumerate { depth, .. } | Iter::Zip { depth, .. } => *depth,
            _ => 0,
        }
    }

    /// The type in Python.
    #[must_use]
    pub fn type_kind(&self) -> TypeKind {
        match self {
            Iter::Ended | Iter::List { .. } => TypeKind::ListIterator,
            Iter::Items { kind, .. } => *kind,
            Iter::ReversedList { .. } => TypeKind::ListReverseIterator,
            Iter::Tuple { .. } => TypeKind::TupleIterator,
            Iter::Text { .. } => TypeKind::StrIterator,
            Iter::Dict { part, .. } => part.iterator_kind(),
            Iter::Set { .. } => TypeKind::SetIterator,
            Iter::Deque { .. } => TypeKind::DequeIterator,
            Iter::Range { .. } => TypeKind::RangeIterator,
            Iter::Count { .. } => TypeKind::Count,
            Iter::Repeat { .. } => TypeKind::Repeat,
            Iter::Enumerate { .. } => TypeKind::Enumerate,
            Iter::Zip { .. } => TypeKind::Zip,
        }
    }
}

impl Object for Iter {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        match self {
            Iter::Ended | Iter::Range { .. } => {}
            Iter::List { list, .. } | Iter::ReversedList { list, .. } => visit(Value::List(*list)),
            Iter::Tuple { tuple, .. } => visit(Value::Tuple(*tuple)),
            Iter::Text { text, .. } => visit(Value::Str(*text)),
            Iter::Dict { dict, .. } => visit(Value::Dict(*dict)),
            Iter::Set { set, .. } => visit(Value::Set(*set)),
            Iter::Deque { deque, .. } => visit(Value::Deque(*deque)),
            Iter::Items { items, .. } => items.iter().copied().for_each(visit),
            Iter::Count { next, step } => [*next, *step].into_iter().for_each(visit),
            Iter::Repeat { item, .. } => visit(*item),
            Iter::Enumerate { inner, .. } => visit(*inner),
            Iter::Zip { inners, .. } => inners.iter().copied().for_each(visit),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Iter::Items { items, .. } => size_of_val(&**items),
            Iter::Zip { inners, .. } => size_of_val(&**inners),
            _ => 0,
        }
    }
}
