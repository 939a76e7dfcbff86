//! The heap of an event loop's timers: a list with three values for each entry, its time, a number and
//! what it is, in which no entry comes before the one at half its position.

use std::cmp::Ordering;

use lang::library::Native;

use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::method::Given;
use crate::value::Value;

/// How many values an entry is.
const WIDTH: usize = 3;
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
            let last = list.items.len() / WIDTH - 1;
            rise(&mut list.items, last);
            drop(list);
            ctx.heap.grow(grown);
            ctx.work += PUSH_WORK;
            Value::None
        }
        Native::HeapTake => {
            let mut taken = Vec::new();
            let mut list = ctx.heap.write(list);
            while list.items.first().is_some_and(|&first| float(first) < float(time)) {
                taken.push(pop(&mut list.items));
            }
            drop(list);
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
    let Some(last) = (items.len() / WIDTH).checked_sub(1) else { return Value::None };
    swap(items, 0, last);
    let first = items.pop().unwrap_or_default();
    items.truncate(last * WIDTH);
    sink(items);
    first
}

/// Lets the entry of that position rise to its place.
fn rise(items: &mut [Value], mut at: usize) {
    while at > 0 {
        let parent = (at - 1) / 2;
        if !comes_before(items, at, parent) {
            return;
        }
        swap(items, at, parent);
        at = parent;
    }
}

/// Lets the first entry sink to its place.
fn sink(items: &mut [Value]) {
    let n = items.len() / WIDTH;
    let mut at = 0;
    loop {
        let (left, right) = (2 * at + 1, 2 * at + 2);
        if left >= n {
            return;
        }
        let child = if right < n && comes_before(items, right, left) { right } else { left };
        if !comes_before(items, child, at) {
            return;
        }
        swap(items, at, child);
        at = child;
    }
}

fn swap(items: &mut [Value], one: usize, other: usize) {
    for part in 0..WIDTH {
        items.swap(one * WIDTH + part, other * WIDTH + part);
    }
}

/// Earlier times come first; of equal ones, the smaller number.
fn comes_before(items: &[Value], left: usize, right: usize) -> bool {
    let key = |at: usize| (float(items[at * WIDTH]), items[at * WIDTH + 1]);
    let ((left, first), (right, second)) = (key(left), key(right));
    let by_number = match (first, second) {
        (Value::Int(first), Value::Int(second)) => first.cmp(&second),
        _ => Ordering::Equal,
    };
    left.total_cmp(&right).then(by_number) == Ordering::Less
}

fn float(time: Value) -> f64 {
    match time {
        Value::Float(time) => time,
        Value::Int(time) => time as f64,
        _ => 0.0,
    }
}
