//! What only the prelude can call: waiting for tasks and coroutines.

use lang::library::Native;

use crate::context::{Context, Flow, Stop};
use crate::format::repr_of;
use crate::heap::Heap;
use crate::method::Given;
use crate::request::{Request, Want};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let value = given.one(ctx)?;
    if native == Native::AwaitInPlace {
        return await_in_place(ctx, value);
    }
    match value {
        Value::Task(task) => {
            Ok(Flow::Request(Request::Join { task, want: Want::Result, timeout: None }))
        }
        _ => {
            let name = ctx.type_name(value);
            Err(ctx.type_error(format!("gather() needs tasks, not '{name}'")))
        }
    }
}

fn await_in_place<H: Heap>(ctx: &mut Context<H>, awaitable: Value) -> Result<Flow, Stop> {
    match awaitable {
        Value::Coroutine(_) | Value::Task(_) => Ok(Flow::Await(awaitable)),
        _ => {
            let shown = repr_of(ctx, awaitable)?;
            Err(ctx.value_error(format!("a coroutine was expected, got {shown}")))
        }
    }
}
