//! The heap of an event loop's timers: a list of tuples that begin with a time and a number, in which
//! no entry comes before the one at half its position.

use std::cmp::Ordering;

use lang::library::Native;

use crate::context::{Context, Flow, Stop};
use crate::heap::{FrozenRead, Heap};
use crate::method::Given;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let [heap, entry] = given.positional(ctx, 1)?;
    let Value::List(list) = heap else { return Ok(Flow::Value(Value::None)) };
    let (mut list, frozen) = ctx.heap.write_beside(list);
    let items = &mut list.items;
    if native == Native::HeapPush {
        items.push(entry);
        let last = items.len() - 1;
        rise(frozen, items, last);
        return Ok(Flow::Value(Value::None));
    }
    if items.is_empty() {
        return Ok(Flow::Value(Value::None));
    }
    let first = items.swap_remove(0);
    sink(frozen, items);
    Ok(Flow::Value(first))
}

/// Lets the entry of that position rise to its place.
fn rise(frozen: &(impl FrozenRead + ?Sized), items: &mut [Value], mut at: usize) {
    while at > 0 {
        let parent = (at - 1) / 2;
        if !comes_before(frozen, items[at], items[parent]) {
            return;
        }
        items.swap(at, parent);
        at = parent;
    }
}

/// Lets the first entry sink to its place.
fn sink(frozen: &(impl FrozenRead + ?Sized), items: &mut [Value]) {
    let mut at = 0;
    loop {
        let (left, right) = (2 * at + 1, 2 * at + 2);
        if left >= items.len() {
            return;
        }
        let is_right = right < items.len() && comes_before(frozen, items[right], items[left]);
        let child = if is_right { right } else { left };
        if !comes_before(frozen, items[child], items[at]) {
            return;
        }
        items.swap(at, child);
        at = child;
    }
}

/// Earlier times come first; of equal ones, the smaller number.
fn comes_before(frozen: &(impl FrozenRead + ?Sized), left: Value, right: Value) -> bool {
    let (left, right) = (key(frozen, left), key(frozen, right));
    left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)) == Ordering::Less
}

fn key(frozen: &(impl FrozenRead + ?Sized), entry: Value) -> (f64, i64) {
    let Value::Tuple(entry) = entry else { return (0.0, 0) };
    match *frozen.get(entry).items() {
        [Value::Float(time), Value::Int(number), ..] => (time, number),
        [Value::Int(time), Value::Int(number), ..] => (time as f64, number),
        _ => (0.0, 0),
    }
}
