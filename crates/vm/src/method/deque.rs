//! The methods of `collections.deque`.

use lang::library::ExceptionKind;

use super::MethodName as Name;
use super::arguments::{Given, is_given, or};
use super::list::{count_items, index};
use crate::compare::{find_item, identical};
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{Handle, Heap, Object};
use crate::iterate;
use crate::kind::Deque;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    deque: Handle<Deque>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("deque.", method.as_text(), args);
    let value = match method {
        Name::Append | Name::AppendLeft => {
            let item = given.one(ctx)?;
            push(ctx, deque, method == Name::AppendLeft, item)?;
            Value::None
        }
        Name::Pop | Name::PopLeft => {
            given.none(ctx)?;
            pop(ctx, deque, method)?
        }
        Name::Extend | Name::ExtendLeft => {
            let iterable = given.one(ctx)?;
            let Some(items) = iterate::to_vec(ctx, iterable)? else { return Ok(Flow::Drain(0)) };
            extend(ctx, deque, method == Name::ExtendLeft, &items)?;
            Value::None
        }
        Name::Clear => {
            given.none(ctx)?;
            ctx.heap.write(deque).change(|items| *items = Default::default());
            Value::None
        }
        Name::Copy => {
            given.none(ctx)?;
            let n_items = ctx.heap.read(deque).items().len();
            ctx.reserve(n_items * size_of::<Value>())?;
            ctx.charge(n_items)?;
            let copy = ctx.heap.read(deque).clone();
            Value::Deque(ctx.heap.open(copy))
        }
        Name::Rotate => {
            let [n] = given.positional(ctx, 0)?;
            let n = ctx.index(or(n, Value::Int(1)))?;
            rotate(ctx, deque, n)?;
            Value::None
        }
        Name::Reverse => {
            given.none(ctx)?;
            let mut guard = ctx.heap.write(deque);
            guard.change(|items| items.make_contiguous().reverse());
            let n_items = guard.items().len();
            drop(guard);
            ctx.charge(n_items / 4)?;
            Value::None
        }
        Name::Insert => insert(ctx, deque, given)?,
        Name::Remove => remove(ctx, deque, given)?,
        Name::Count => {
            let wanted = given.one(ctx)?;
            let items = items_of(ctx, deque);
            count_items(ctx, &items, wanted)?
        }
        _ => find(ctx, deque, given)?,
    };
    Ok(Flow::Value(value))
}

/// The items of a new deque, and how many it keeps at most.
type Filling = (Vec<Value>, Option<usize>);

/// `deque(iterable=(), maxlen=None)`: what both mean, `None` for a generator.
pub(crate) fn arguments<H: Heap>(
    ctx: &mut Context<H>,
    given: Given,
) -> Result<Option<Filling>, Stop> {
    let [iterable, length_max] = given.named(ctx, ["iterable", "maxlen"], 0, 2)?;
    let length_max = match or(length_max, Value::None) {
        Value::None => None,
        Value::Int(most) if most < 0 => {
            return Err(ctx.value_error("maxlen must be non-negative"));
        }
        Value::Int(most) => Some(usize::try_from(most).unwrap_or(usize::MAX)),
        Value::Bool(flag) => Some(usize::from(flag)),
        _ => return Err(ctx.type_error("an integer is required")),
    };
    if !is_given(iterable) {
        return Ok(Some((Vec::new(), length_max)));
    }
    Ok(iterate::to_vec(ctx, iterable)?.map(|items| (items, length_max)))
}

/// A new deque.
///
/// # Errors
/// The limit on memory.
pub(crate) fn make<H: Heap>(
    ctx: &mut Context<H>,
    items: &[Value],
    length_max: Option<usize>,
) -> Result<Value, Stop> {
    let deque = ctx.heap.open(Deque::new(length_max));
    extend(ctx, deque, false, items)?;
    Ok(Value::Deque(deque))
}

/// A copy of what it holds.
pub(crate) fn items_of<H: Heap>(ctx: &mut Context<H>, deque: Handle<Deque>) -> Vec<Value> {
    ctx.heap.read(deque).items().iter().copied().collect()
}

/// Puts items in one by one, at the end or at the beginning.
pub(crate) fn extend<H: Heap>(
    ctx: &mut Context<H>,
    deque: Handle<Deque>,
    at_left: bool,
    items: &[Value],
) -> Result<(), Stop> {
    ctx.charge(items.len())?;
    ctx.reserve(size_of_val(items))?;
    let mut guard = ctx.heap.write(deque);
    let before = guard.bytes();
    for &item in items {
        if at_left { guard.push_front(item) } else { guard.push_back(item) }
    }
    let grown = guard.bytes().saturating_sub(before);
    drop(guard);
    ctx.heap.grow(grown);
    Ok(())
}

fn push<H: Heap>(
    ctx: &mut Context<H>,
    deque: Handle<Deque>,
    at_left: bool,
    item: Value,
) -> Result<(), Stop> {
    let guard = ctx.heap.read(deque);
    let is_tight = guard.items().len() == guard.items().capacity();
    let more = if is_tight { guard.bytes() } else { 0 };
    drop(guard);
    ctx.reserve(more)?;
    let mut guard = ctx.heap.write(deque);
    let before = guard.bytes();
    if at_left {
        guard.push_front(item)
    } else {
        guard.push_back(item)
    }
    let grown = guard.bytes().saturating_sub(before);
    drop(guard);
    if grown > 0 {
        ctx.heap.grow(grown);
    }
    Ok(())
}

fn pop<H: Heap>(ctx: &mut Context<H>, deque: Handle<Deque>, method: Name) -> Result<Value, Stop> {
    let at_left = method == Name::PopLeft;
    let mut guard = ctx.heap.write(deque);
    let popped = guard.change(|items| if at_left { items.pop_front() } else { items.pop_back() });
    drop(guard);
    popped.ok_or_else(|| ctx.raise(ExceptionKind::IndexError, "pop from an empty deque"))
}

fn rotate<H: Heap>(ctx: &mut Context<H>, deque: Handle<Deque>, n: i64) -> Result<(), Stop> {
    let mut guard = ctx.heap.write(deque);
    let n_items = guard.items().len();
    let Ok(length) = i64::try_from(n_items) else { return Ok(()) };
    if length > 0 {
        let n = usize::try_from(n.rem_euclid(length)).unwrap_or(0);
        guard.change(|items| items.rotate_right(n));
    }
    drop(guard);
    ctx.charge(n_items / 8)
}

fn insert<H: Heap>(
    ctx: &mut Context<H>,
    deque: Handle<Deque>,
    given: Given,
) -> Result<Value, Stop> {
    let [at, item] = given.positional(ctx, 2)?;
    let at = ctx.index(at)?;
    let mut guard = ctx.heap.write(deque);
    if guard.is_full() {
        drop(guard);
        let message = "deque already at its maximum size";
        return Err(ctx.raise(ExceptionKind::IndexError, message));
    }
    let length = guard.items().len();
    let distance = usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX);
    let at = if at < 0 { length.saturating_sub(distance) } else { distance.min(length) };
    guard.change(|items| items.insert(at, item));
    drop(guard);
    ctx.heap.grow(size_of::<Value>());
    ctx.charge(length / 8)?;
    Ok(Value::None)
}

fn remove<H: Heap>(
    ctx: &mut Context<H>,
    deque: Handle<Deque>,
    given: Given,
) -> Result<Value, Stop> {
    let wanted = given.one(ctx)?;
    let items = items_of(ctx, deque);
    let Some(place) = find_item(ctx, &items, wanted)? else {
        return Err(not_in(ctx, wanted));
    };
    let (mut guard, frozen) = ctx.heap.write_beside(deque);
    // Another task may have changed it meanwhile.
    let is_it = |&other: &Value| identical(frozen, other, items[place]);
    let still_there = guard.items().get(place).is_some_and(is_it);
    let place = if still_there { Some(place) } else { guard.items().iter().position(is_it) };
    if let Some(place) = place {
        guard.change(|items| items.remove(place));
    }
    Ok(Value::None)
}

fn find<H: Heap>(ctx: &mut Context<H>, deque: Handle<Deque>, given: Given) -> Result<Value, Stop> {
    let items = items_of(ctx, deque);
    if let Some(place) = index(ctx, &items, given)? {
        return Ok(Value::Int(place as i64));
    }
    let wanted = given.args.positional.first().copied().unwrap_or(Value::None);
    Err(not_in(ctx, wanted))
}

fn not_in<H: Heap>(ctx: &mut Context<H>, wanted: Value) -> Stop {
    match crate::format::repr_of(ctx, wanted) {
        Ok(wanted) => ctx.value_error(format!("{wanted} is not in deque")),
        Err(stop) => stop,
    }
}
