//! The methods of lists.

use std::cmp::Ordering;

use lang::library::ExceptionKind;
use lang::op::CompareOp;

use super::MethodName as Name;
use super::arguments::{Given, is_given, or};
use crate::compare::{compare, find_item, identical};
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{FrozenRead, Handle, Heap};
use crate::iterate;
use crate::kind::List;
use crate::linked::Linked;
use crate::special::is_custom;
use crate::subscript::{self, extend_list, position};
use crate::truth::is_true;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    list: Handle<List>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("list.", method.as_text(), args);
    let value = match method {
        Name::Append => {
            let item = given.one(ctx)?;
            subscript::append(ctx, Value::List(list), item)?;
            Value::None
        }
        Name::Extend => {
            let iterable = given.one(ctx)?;
            let Some(items) = iterate::to_vec(ctx, iterable)? else {
                return Ok(Flow::Drain(0));
            };
            extend_list(ctx, list, &items)?;
            Value::None
        }
        Name::Insert => insert(ctx, list, given)?,
        Name::Pop => pop(ctx, list, given)?,
        Name::Remove => {
            let wanted = given.one(ctx)?;
            let items = ctx.heap.read(list).items.clone();
            let Some(place) = find_item(ctx, &items, wanted)? else {
                return Err(ctx.value_error("list.remove(x): x not in list"));
            };
            remove_item(ctx, list, place, items[place]);
            Value::None
        }
        Name::Index => find(ctx, list, given)?,
        Name::Count => {
            let wanted = given.one(ctx)?;
            let items = ctx.heap.read(list).items.clone();
            count_items(ctx, &items, wanted)?
        }
        Name::Reverse => {
            given.none(ctx)?;
            let mut list = ctx.heap.write(list);
            list.items.reverse();
            let n = list.items.len();
            drop(list);
            ctx.charge(n / 4)?;
            Value::None
        }
        Name::Copy => {
            given.none(ctx)?;
            let n_items = ctx.heap.read(list).items.len();
            ctx.reserve(n_items * size_of::<Value>())?;
            ctx.charge(n_items)?;
            let items = ctx.heap.read(list).items.clone();
            ctx.new_list(items)
        }
        Name::Clear => {
            given.none(ctx)?;
            ctx.heap.write(list).items = Vec::new();
            Value::None
        }
        _ => return sort(ctx, list, given),
    };
    Ok(Flow::Value(value))
}

fn count(n: usize) -> Value {
    Value::Int(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The position of an item, or ValueError.
fn find<H: Heap>(ctx: &mut Context<H>, list: Handle<List>, given: Given) -> Result<Value, Stop> {
    let items = ctx.heap.read(list).items.clone();
    if let Some(place) = index(ctx, &items, given)? {
        return Ok(count(place));
    }
    let wanted = given.args.positional.first().copied().unwrap_or(Value::None);
    let wanted = crate::format::repr_of(ctx, wanted)?;
    Err(ctx.value_error(format!("{wanted} is not in list")))
}

pub(super) fn count_items<H: Heap>(
    ctx: &mut Context<H>,
    items: &[Value],
    wanted: Value,
) -> Result<Value, Stop> {
    let mut n = 0;
    for &item in items {
        n += usize::from(crate::compare::is_item(ctx, item, wanted)?);
    }
    ctx.charge(items.len())?;
    Ok(count(n))
}

/// `index(wanted, start, stop)` among items.
pub(super) fn index<H: Heap>(
    ctx: &mut Context<H>,
    items: &[Value],
    given: Given,
) -> Result<Option<usize>, Stop> {
    let [wanted, start, stop] = given.positional(ctx, 1)?;
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let clamp = |at: i64| if at < 0 { at.saturating_add(length).max(0) } else { at.min(length) };
    let start = clamp(ctx.clamped_index(or(start, Value::Int(0)))?);
    let stop = clamp(ctx.clamped_index(or(stop, Value::Int(length)))?);
    let (start, stop) = (usize::try_from(start).unwrap_or(0), usize::try_from(stop).unwrap_or(0));
    let found = find_item(ctx, items.get(start..stop).unwrap_or_default(), wanted)?;
    Ok(found.map(|place| place + start))
}

fn insert<H: Heap>(ctx: &mut Context<H>, list: Handle<List>, given: Given) -> Result<Value, Stop> {
    let [at, item] = given.positional(ctx, 2)?;
    let at = ctx.clamped_index(at)?;
    let mut list = ctx.heap.write(list);
    let length = list.items.len();
    let at = if at < 0 {
        length.saturating_sub(usize::try_from(at.unsigned_abs()).unwrap_or(usize::MAX))
    } else {
        usize::try_from(at).unwrap_or(usize::MAX).min(length)
    };
    let before = list.items.capacity();
    list.items.insert(at, item);
    let grown = list.items.capacity() - before;
    drop(list);
    ctx.heap.grow(grown * size_of::<Value>());
    ctx.charge((length - at) / 4)?;
    Ok(Value::None)
}

fn pop<H: Heap>(ctx: &mut Context<H>, list: Handle<List>, given: Given) -> Result<Value, Stop> {
    let [at] = given.positional(ctx, 0)?;
    let at = ctx.index(or(at, Value::Int(-1)))?;
    let mut guard = ctx.heap.write(list);
    let length = guard.items.len();
    let popped = position(at, length).map(|place| (place, guard.items.remove(place)));
    drop(guard);
    match popped {
        Some((place, item)) => {
            ctx.charge((length - place) / 4)?;
            Ok(item)
        }
        None => {
            let message =
                if length == 0 { "pop from empty list" } else { "pop index out of range" };
            Err(ctx.raise(ExceptionKind::IndexError, message))
        }
    }
}

/// Removes the item that was found there; where another task has changed the list meanwhile, the
/// same item wherever it stands now.
fn remove_item<H: Heap>(ctx: &mut Context<H>, list: Handle<List>, place: usize, item: Value) {
    let (mut list, frozen) = ctx.heap.write_beside(list);
    let is_it = |&other: &Value| identical(frozen, other, item);
    let is_still_there = list.items.get(place).is_some_and(is_it);
    let place = if is_still_there { Some(place) } else { list.items.iter().position(is_it) };
    if let Some(place) = place {
        list.items.remove(place);
    }
}

fn sort<H: Heap>(ctx: &mut Context<H>, list: Handle<List>, given: Given) -> Result<Flow, Stop> {
    let [key, reverse] = given.named(ctx, ["key", "reverse"], 0, 0)?;
    let is_reverse = match or(reverse, Value::Bool(false)) {
        Value::Bool(flag) => flag,
        Value::Int(number) => number != 0,
        other => is_true(ctx, other)?,
    };
    let items = ctx.heap.read(list).items.clone();
    let frozen = ctx.heap.frozen();
    let has_key = is_given(key) && !matches!(key, Value::None);
    if has_key || items.iter().any(|&item| may_ask(frozen, item)) {
        let key = if has_key { key } else { Value::None };
        let args = vec![Value::List(list), key, Value::Bool(is_reverse)];
        return Ok(Flow::Prelude("_sort_list", args));
    }
    let sorted = sorted(ctx, &items, &items, is_reverse)?;
    ctx.heap.write(list).items = sorted;
    Ok(Flow::Value(Value::None))
}

/// `_sort_by(items, keys, reverse)`: sorts a list that only the prelude has in place by parallel keys,
/// of which there are as many.
///
/// # Errors
/// TypeError where keys cannot be compared.
pub fn sort_by_keys<H: Heap>(
    ctx: &mut Context<H>,
    list: Handle<List>,
    keys: &[Value],
    is_reverse: bool,
) -> Result<(), Stop> {
    let items = ctx.heap.read(list).items.clone();
    let sorted = sorted(ctx, &items, keys, is_reverse)?;
    ctx.heap.write(list).items = sorted;
    Ok(())
}

/// The items in the order of their keys; equal ones keep their order.
///
/// # Errors
/// TypeError where keys cannot be compared.
pub(crate) fn sorted<H: Heap>(
    ctx: &mut Context<H>,
    items: &[Value],
    keys: &[Value],
    is_reverse: bool,
) -> Result<Vec<Value>, Stop> {
    let n = keys.len();
    let n_rounds = (usize::BITS - n.leading_zeros()) as usize;
    // A comparison takes as long as two instructions.
    ctx.charge(n.saturating_mul(n_rounds).saturating_mul(8))?;
    ctx.reserve(n.saturating_mul(size_of::<Value>() + 2 * size_of::<usize>()))?;
    // From the back and turned round at the end, equal ones keep their order in reverse too.
    let mut order: Vec<usize> = if is_reverse { (0..n).rev().collect() } else { (0..n).collect() };
    let (linked, frozen) = (ctx.linked, ctx.heap.frozen());
    if let Some(numbers) = numbers_of(keys) {
        let sort = |run: &mut [usize]| run.sort_by_key(|&at| numbers[at]);
        order = sort_quickly(linked, order, &sort, &|left, right| numbers[left] < numbers[right])?;
    } else if let Some(texts) = all_of(keys, |key| match key {
        Value::Str(text) => Some(frozen.get(text).as_str()),
        _ => None,
    }) {
        let sort = |run: &mut [usize]| run.sort_by_key(|&at| texts[at]);
        order = sort_quickly(linked, order, &sort, &|left, right| texts[left] < texts[right])?;
    } else if let Some(rows) = rows_of(frozen, keys) {
        let compare = |left: usize, right: usize| order_of_rows(frozen, rows[left], rows[right]);
        let sort = |run: &mut [usize]| run.sort_by(|&left, &right| compare(left, right));
        order = sort_quickly(linked, order, &sort, &|left, right| compare(left, right).is_lt())?;
    } else if keys.iter().any(|&key| may_ask(frozen, key)) {
        order = order_by_calls(ctx, keys, order)?;
    } else {
        order = merge_sort(ctx, keys, order)?;
    }
    if is_reverse {
        order.reverse();
    }
    Ok(order.into_iter().map(|at| items[at]).collect())
}

/// Integers in the same order as these, if all are integers, or all floats that are numbers.
fn numbers_of(keys: &[Value]) -> Option<Vec<i64>> {
    let integers = all_of(keys, |key| match key {
        Value::Int(number) => Some(number),
        _ => None,
    });
    integers.or_else(|| {
        all_of(keys, |key| match key {
            // As in `f64::total_cmp`, but that both zeros are alike.
            Value::Float(number) if !number.is_nan() => {
                let bits = (number + 0.0).to_bits().cast_signed();
                Some(bits ^ (((bits >> 63).cast_unsigned()) >> 1).cast_signed())
            }
            _ => None,
        })
    })
}

/// So many items are sorted before it is asked again whether the run goes on.
const AT_ONCE: usize = 1 << 17;

/// Sorts by comparisons that neither fail nor contradict each other: `sort` short lists, which are then
/// merged.
fn sort_quickly(
    linked: &Linked,
    mut order: Vec<usize>,
    sort: &dyn Fn(&mut [usize]),
    less: &dyn Fn(usize, usize) -> bool,
) -> Result<Vec<usize>, Stop> {
    for run in order.chunks_mut(AT_ONCE) {
        linked.go_on()?;
        sort(run);
    }
    merge_runs(order, AT_ONCE, &mut |left, right| {
        linked.go_on()?;
        Ok(less(left, right))
    })
}

/// Whether comparing a key may call a method of the workload.
fn may_ask(frozen: &(impl FrozenRead + ?Sized), key: Value) -> bool {
    match key {
        Value::Tuple(tuple) => frozen.get(tuple).items().iter().any(|&item| is_custom(item)),
        key => is_custom(key),
    }
}

/// The prelude compares, once for each pair, where a native would begin anew after each answer.
fn order_by_calls<H: Heap>(
    ctx: &mut Context<H>,
    keys: &[Value],
    order: Vec<usize>,
) -> Result<Vec<usize>, Stop> {
    let in_order = order.iter().map(|&at| keys[at]).collect();
    let in_order = ctx.new_list(in_order);
    let Value::List(positions) = ctx.call_prelude("_order_by_calls", &[in_order])? else {
        return Ok(order);
    };
    let positions = ctx.heap.read(positions).items.clone();
    let place = |position: Value| match position {
        Value::Int(at) => usize::try_from(at).ok().and_then(|at| order.get(at).copied()),
        _ => None,
    };
    Ok(positions.into_iter().filter_map(place).collect())
}

/// The items of tuples that are alike: each of as many integers and strings, in the same places. These
/// can be compared without an error.
fn rows_of<'f>(frozen: &'f (impl FrozenRead + ?Sized), keys: &[Value]) -> Option<Vec<&'f [Value]>> {
    let rows = all_of(keys, |key| match key {
        Value::Tuple(tuple) => Some(frozen.get(tuple).items()),
        _ => None,
    })?;
    let is_alike = |row: &&[Value]| {
        let pairs = row.iter().zip(rows[0]);
        row.len() == rows[0].len()
            && pairs.into_iter().all(|pair| {
                matches!(pair, (Value::Int(_), Value::Int(_)) | (Value::Str(_), Value::Str(_)))
            })
    };
    rows.iter().all(is_alike).then_some(rows)
}

fn order_of_rows(frozen: &(impl FrozenRead + ?Sized), left: &[Value], right: &[Value]) -> Ordering {
    let orders = left.iter().zip(right).map(|pair| match pair {
        (Value::Int(left), Value::Int(right)) => left.cmp(right),
        (Value::Str(left), Value::Str(right)) if left != right => {
            frozen.get(*left).as_str().cmp(frozen.get(*right).as_str())
        }
        _ => Ordering::Equal,
    });
    orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn all_of<T>(keys: &[Value], get: impl Fn(Value) -> Option<T>) -> Option<Vec<T>> {
    keys.iter().map(|&key| get(key)).collect()
}

/// Sorts with comparisons that may fail or contradict each other: short lists in exactly CPython's
/// order of comparisons, long ones by merging such short runs.
fn merge_sort<H: Heap>(
    ctx: &mut Context<H>,
    keys: &[Value],
    order: Vec<usize>,
) -> Result<Vec<usize>, Stop> {
    /// CPython sorts up to that many items by insertion.
    const SHORT: usize = 63;
    let mut order = order;
    for run in order.chunks_mut(SHORT) {
        insertion_sort(ctx, keys, run)?;
    }
    merge_runs(order, SHORT, &mut |left, right| less(ctx, keys, left, right))
}

/// Merges sorted runs of that length, and a shorter one at the end, until one is left.
fn merge_runs(
    mut order: Vec<usize>,
    mut length: usize,
    less: &mut dyn FnMut(usize, usize) -> Result<bool, Stop>,
) -> Result<Vec<usize>, Stop> {
    while length < order.len() {
        let mut merged = Vec::with_capacity(order.len());
        for pair in order.chunks(2 * length) {
            let (left, right) = pair.split_at(length.min(pair.len()));
            if let (Some(&last), Some(&first)) = (left.last(), right.first())
                && !less(first, last)?
            {
                merged.extend_from_slice(pair);
                continue;
            }
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            while let (Some(&&first), Some(&&second)) = (left.peek(), right.peek()) {
                let takes_right = less(second, first)?;
                if takes_right {
                    right.next()
                } else {
                    left.next()
                };
                merged.push(if takes_right { second } else { first });
            }
            merged.extend(left.chain(right));
        }
        order = merged;
        length *= 2;
    }
    Ok(order)
}

fn less<H: Heap>(
    ctx: &mut Context<H>,
    keys: &[Value],
    left: usize,
    right: usize,
) -> Result<bool, Stop> {
    ctx.go_on()?;
    compare(ctx, CompareOp::Less, keys[left], keys[right])
}

/// As CPython's `binarysort`, after the run that the list begins with.
fn insertion_sort<H: Heap>(
    ctx: &mut Context<H>,
    keys: &[Value],
    order: &mut [usize],
) -> Result<(), Stop> {
    for unsorted in sort_first_run(ctx, keys, order)?..order.len() {
        let pivot = order[unsorted];
        let (mut low, mut high) = (0, unsorted);
        while low < high {
            let middle = low + (high - low) / 2;
            if less(ctx, keys, pivot, order[middle])? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        order[low..=unsorted].rotate_right(1);
    }
    Ok(())
}

/// How many items at the beginning are in order, after a descending row was turned round.
fn sort_first_run<H: Heap>(
    ctx: &mut Context<H>,
    keys: &[Value],
    order: &mut [usize],
) -> Result<usize, Stop> {
    if order.len() < 2 {
        return Ok(order.len());
    }
    let descends = less(ctx, keys, order[1], order[0])?;
    let mut length = 2;
    while length < order.len() && less(ctx, keys, order[length], order[length - 1])? == descends {
        length += 1;
    }
    if descends {
        order[..length].reverse();
    }
    Ok(length)
}
