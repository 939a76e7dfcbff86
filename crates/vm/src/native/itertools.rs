//! The iterators of the module `itertools` that are one indivisible step: programs number things with
//! `next(count())` and trust that no two tasks get the same number.

use lang::library::Native;

use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::kind::Iter;
use crate::method::{Given, is_given, or};
use crate::number::Num;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let iter =
        if native == Native::ItertoolsCount { count(ctx, given)? } else { repeat(ctx, given)? };
    Ok(Flow::Value(ctx.new_iter(iter)))
}

fn count<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Iter, Stop> {
    let [start, step] = given.named(ctx, ["start", "step"], 0, 2)?;
    let (next, step) = (or(start, Value::Int(0)), or(step, Value::Int(1)));
    for number in [next, step] {
        if Num::of(ctx.heap.frozen(), number).is_none() {
            return Err(ctx.type_error("a number is required"));
        }
    }
    Ok(Iter::Count { next, step })
}

fn repeat<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Iter, Stop> {
    let [item, times] = given.named(ctx, ["object", "times"], 0, 2)?;
    if !is_given(item) {
        return Err(ctx.type_error("repeat() missing required argument 'object' (pos 1)"));
    }
    let n_left = match is_given(times) {
        true => Some(u64::try_from(ctx.index(times)?).unwrap_or(0)),
        false => None,
    };
    Ok(Iter::Repeat { item, n_left })
}
