//! The methods of sets and frozensets.

use lang::library::ExceptionKind;
use lang::op::BinaryOp;

use super::MethodName as Name;
use super::arguments::Given;
use crate::context::{Args, Context, Flow, Stop};
use crate::hash::Hash;
use crate::heap::{Handle, Heap, Object};
use crate::iterate;
use crate::key;
use crate::kind::Set;
use crate::value::Value;

/// What a set is combined with.
enum Other {
    Set(Set),
    /// The items of another iterable.
    Items(Vec<(Value, Hash)>),
}

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    set: Handle<Set>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("set.", method.as_text(), args);
    given.no_keywords(ctx)?;
    let value = match method {
        Name::Add => {
            let item = given.one(ctx)?;
            crate::subscript::set_add(ctx, Value::Set(set), item)?;
            Value::None
        }
        Name::Remove | Name::Discard => {
            let item = given.one(ctx)?;
            let (known, hash) = key::looked_for_in_set(ctx, set, item)?;
            let (mut guard, frozen) = ctx.heap.write_beside(set);
            let was_there = guard.remove_hashed(frozen, known, hash);
            drop(guard);
            if !was_there && method == Name::Remove {
                return Err(ctx.key_error(item));
            }
            Value::None
        }
        Name::Pop => {
            given.none(ctx)?;
            let popped = ctx.heap.write(set).pop();
            match popped {
                Some(item) => item,
                None => {
                    return Err(ctx.raise(ExceptionKind::KeyError, "pop from an empty set"));
                }
            }
        }
        Name::Clear => {
            given.none(ctx)?;
            ctx.heap.write(set).clear();
            Value::None
        }
        Name::Copy => {
            given.none(ctx)?;
            let copy = copy(ctx, set)?;
            ctx.new_set(copy)
        }
        Name::IsSubset | Name::IsSuperset | Name::IsDisjoint => {
            return relate(ctx, set, method, given);
        }
        _ => return combine(ctx, set, method, given),
    };
    Ok(Flow::Value(value))
}

fn copy<H: Heap>(ctx: &mut Context<H>, set: Handle<Set>) -> Result<Set, Stop> {
    let (guard, frozen) = ctx.heap.read_beside(set);
    let copy = guard.fresh_copy(frozen);
    drop(guard);
    ctx.charge(copy.len() * 2)?;
    ctx.reserve(copy.bytes())?;
    Ok(copy)
}

/// The items of an argument; nothing for a generator.
fn other<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Option<Other>, Stop> {
    if let Value::Set(set) = value {
        let set = ctx.heap.read(set).clone();
        ctx.charge(set.len())?;
        return Ok(Some(Other::Set(set)));
    }
    let Some(items) = iterate::to_vec(ctx, value)? else { return Ok(None) };
    let mut hashed = Vec::with_capacity(items.len());
    for item in items {
        hashed.push((item, key::hash(ctx, item)?));
    }
    Ok(Some(Other::Items(hashed)))
}

fn to_set<H: Heap>(ctx: &mut Context<H>, other: Other) -> Set {
    match other {
        Other::Set(set) => set,
        Other::Items(items) => {
            let mut set = Set::new();
            for (item, hash) in items {
                set.add_hashed(ctx.heap.frozen(), item, hash);
            }
            set
        }
    }
}

fn relate<H: Heap>(
    ctx: &mut Context<H>,
    set: Handle<Set>,
    method: Name,
    given: Given,
) -> Result<Flow, Stop> {
    let argument = given.one(ctx)?;
    let Some(right) = other(ctx, argument)? else { return Ok(Flow::Drain(0)) };
    let right = to_set(ctx, right);
    let holds = match method {
        Name::IsSubset => {
            let left: Vec<_> = ctx.heap.read(set).hashed().collect();
            let frozen = ctx.heap.frozen();
            left.iter().all(|&(item, hash)| right.contains_hashed(frozen, item, hash))
        }
        Name::IsSuperset => {
            let (left, frozen) = ctx.heap.read_beside(set);
            right.hashed().all(|(item, hash)| left.contains_hashed(frozen, item, hash))
        }
        _ => {
            let (left, frozen) = ctx.heap.read_beside(set);
            !right.hashed().any(|(item, hash)| left.contains_hashed(frozen, item, hash))
        }
    };
    Ok(Flow::Value(Value::Bool(holds)))
}

/// The operation that a method is, and whether it changes its set.
fn operation(method: Name) -> (BinaryOp, bool) {
    match method {
        Name::Update => (BinaryOp::BitOr, true),
        Name::Intersection => (BinaryOp::BitAnd, false),
        Name::IntersectionUpdate => (BinaryOp::BitAnd, true),
        Name::Difference => (BinaryOp::Subtract, false),
        Name::DifferenceUpdate => (BinaryOp::Subtract, true),
        Name::SymmetricDifference => (BinaryOp::BitXor, false),
        Name::SymmetricDifferenceUpdate => (BinaryOp::BitXor, true),
        _ => (BinaryOp::BitOr, false),
    }
}

fn combine<H: Heap>(
    ctx: &mut Context<H>,
    set: Handle<Set>,
    method: Name,
    given: Given,
) -> Result<Flow, Stop> {
    let (op, in_place) = operation(method);
    if op == BinaryOp::BitXor {
        given.one(ctx)?;
    }
    let mut others = Vec::with_capacity(given.args.positional.len());
    for (position, &argument) in given.args.positional.iter().enumerate() {
        match other(ctx, argument)? {
            Some(other) => others.push(other),
            None => return Ok(Flow::Drain(position)),
        }
    }
    if in_place {
        for right in others {
            let (mut guard, frozen) = ctx.heap.write_beside(set);
            let before = guard.bytes();
            apply(frozen, op, &mut guard, right);
            let grown = guard.bytes().saturating_sub(before);
            drop(guard);
            ctx.heap.grow(grown);
        }
        return Ok(Flow::Value(Value::None));
    }
    let mut result = if others.is_empty() { copy(ctx, set)? } else { ctx.heap.read(set).clone() };
    for (position, right) in others.into_iter().enumerate() {
        let frozen = ctx.heap.frozen();
        match right {
            Other::Set(right) => result = Set::combine(frozen, op, &result, &right),
            items => {
                // What grows or shrinks begins as a copy, as CPython makes it.
                if position == 0 && op != BinaryOp::BitXor {
                    result = result.fresh_copy(frozen);
                }
                if op == BinaryOp::BitXor {
                    let is_frozen = result.is_frozen();
                    let mut right = to_set(ctx, items);
                    right.toggle(ctx.heap.frozen(), &result);
                    result = right.with_frozen(is_frozen);
                } else {
                    apply(frozen, op, &mut result, items);
                }
            }
        }
    }
    ctx.reserve(result.bytes())?;
    Ok(Flow::Value(ctx.new_set(result)))
}

fn apply(
    frozen: &(impl crate::heap::FrozenRead + ?Sized),
    op: BinaryOp,
    set: &mut Set,
    right: Other,
) {
    let items = match right {
        Other::Set(right) => return set.update_by(frozen, op, &right),
        Other::Items(items) => items,
    };
    match op {
        BinaryOp::BitOr => {
            for (item, hash) in items {
                set.add_hashed(frozen, item, hash);
            }
        }
        BinaryOp::Subtract => {
            for (item, hash) in items {
                set.remove_hashed(frozen, item, hash);
            }
            set.tidy();
        }
        BinaryOp::BitAnd => {
            let mut both = Set::new().with_frozen(set.is_frozen());
            for (item, hash) in items {
                if set.contains_hashed(frozen, item, hash) {
                    both.add_hashed(frozen, item, hash);
                }
            }
            *set = both;
        }
        _ => {
            let mut right = Set::new();
            for (item, hash) in items {
                right.add_hashed(frozen, item, hash);
            }
            set.update_by(frozen, op, &right);
        }
    }
}
