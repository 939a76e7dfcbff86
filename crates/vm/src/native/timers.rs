//! The heap of an event loop's timers: a list with three values for each entry, its time, a number and
//! what it is, in which no entry comes before the one at half its position.

use std::cmp::Ordering;
use std::mem::swap;

use lang::library::Native;

use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::method::Given;
use crate::value::Value;

/// How many values an entry is.
const WIDTH: usize = 3;

type Entry = [Value; WIDTH];

/// What putting an entry in stands for, in instructions: CPython compares timers by a method.
const PUSH_WORK: u64 = 150;
/// The same for taking one out.
const TAKE_WORK: u64 = 20;
/// What a turn of the loop stands for, in instructions: CPython asks the system which files are ready.
const TURN_WORK: u64 = 120;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let [heap, time, number, entry] = given.positional(ctx, 1)?;
    let Value::List(list) = heap else { return Ok(Flow::Value(Value::None)) };
    let value = match native {
        Native::HeapPush => {
            let mut list = ctx.heap.write(list);
            let before = list.items.capacity();
            list.items.extend([time, number, entry]);
            let grown = (list.items.capacity() - before) * size_of::<Value>();
            let entries = entries(&mut list.items);
            rise(entries, entries.len() - 1);
            drop(list);
            ctx.heap.grow(grown);
            ctx.work += PUSH_WORK;
            Value::None
        }
        Native::HeapTake => {
            let mut taken = Vec::new();
            let mut list = ctx.heap.write(list);
            let earliest = list.items.first().map(|&first| float(first));
            while list.items.first().is_some_and(|&first| float(first) < float(time)) {
                taken.push(pop(&mut list.items));
            }
            drop(list);
            ctx.due = earliest.filter(|_| !taken.is_empty());
            ctx.work += TURN_WORK + taken.len() as u64 * TAKE_WORK;
            if let Value::List(into) = number {
                let grown = taken.len() * size_of::<Value>();
                ctx.heap.write(into).items.append(&mut taken);
                ctx.heap.grow(grown);
            }
            Value::None
        }
        _ => pop(&mut ctx.heap.write(list).items),
    };
    Ok(Flow::Value(value))
}

/// Takes the first entry out.
fn pop(items: &mut Vec<Value>) -> Value {
    let entries = entries(items);
    let Some((last, others)) = entries.split_last_mut() else { return Value::None };
    if let Some(first) = others.first_mut() {
        swap(first, last);
    }
    let [_, _, first] = *last;
    sink(others);
    items.truncate(items.len() - WIDTH);
    first
}

/// Lets the entry of that position rise to its place.
fn rise(entries: &mut [Entry], mut at: usize) {
    while at > 0 {
        let parent = (at - 1) / 2;
        if !comes_before(&entries[at], &entries[parent]) {
            return;
        }
        entries.swap(at, parent);
        at = parent;
    }
}

/// Lets the first entry sink to its place. It had been the last one: so it sinks to the end, where it
/// mostly belongs, and rises from there.
fn sink(entries: &mut [Entry]) {
    let mut at = 0;
    while let Some(left) = entries.get(2 * at + 1) {
        let right = entries.get(2 * at + 2);
        let is_right = right.is_some_and(|right| comes_before(right, left));
        let child = 2 * at + 1 + usize::from(is_right);
        entries.swap(at, child);
        at = child;
    }
    rise(entries, at);
}

fn entries(items: &mut [Value]) -> &mut [Entry] {
    items.as_chunks_mut().0
}

/// Earlier times come first; of equal ones, the smaller number.
fn comes_before(left: &Entry, right: &Entry) -> bool {
    let by_number = match (left[1], right[1]) {
        (Value::Int(first), Value::Int(second)) => first.cmp(&second),
        _ => Ordering::Equal,
    };
    float(left[0]).total_cmp(&float(right[0])).then(by_number) == Ordering::Less
}

fn float(time: Value) -> f64 {
    match time {
        Value::Float(time) => time,
        Value::Int(time) => time as f64,
        _ => 0.0,
    }
}
