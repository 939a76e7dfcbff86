//! The module `asyncio`, and what only the prelude can call.

use lang::library::Native;
use trace::{Span, TaskKind};

use super::seconds;
use crate::context::{Context, Flow, Stop};
use crate::format::{repr_of, str_of};
use crate::heap::Heap;
use crate::method::{Given, is_given, or};
use crate::request::{Request, Want, Yields};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let request = match native {
        Native::CreateTask => {
            let [coroutine, name] = given.named(ctx, ["coro", "name"], 0, 1)?;
            let name = match or(name, Value::None) {
                Value::None => None,
                name => Some(str_of(ctx, name)?),
            };
            create_task(ctx, coroutine, name)?
        }
        Native::AsyncioCurrentTask => {
            given.none(ctx)?;
            Request::CurrentTask
        }
        Native::Join => {
            let task = given.one(ctx)?;
            match task_of(ctx, task) {
                Some(task) => Request::Join { task, want: Want::Result, timeout: None },
                None => return Err(not_a_task(ctx, task)),
            }
        }
        Native::SleepCooperatively => {
            let length = given.one(ctx)?;
            // asyncio takes any length that is not positive for none at all.
            let span = seconds(ctx, length)?.unwrap_or(Span(0));
            Request::Sleep { span, yields: Yields::Yes }
        }
        Native::EnsureTask => {
            let awaitable = given.one(ctx)?;
            match awaitable {
                Value::Task(_) => return Ok(Flow::Value(awaitable)),
                Value::Coroutine(_) => create_task(ctx, awaitable, None)?,
                _ => {
                    let message = "An asyncio.Future, a coroutine or an awaitable is required";
                    return Err(ctx.type_error(message));
                }
            }
        }
        Native::AwaitInPlace => {
            let awaitable = given.one(ctx)?;
            if !matches!(awaitable, Value::Coroutine(_) | Value::Task(_)) {
                let shown = repr_of(ctx, awaitable)?;
                return Err(ctx.value_error(format!("a coroutine was expected, got {shown}")));
            }
            return Ok(Flow::Await(awaitable));
        }
        _ => {
            given.none(ctx)?;
            Request::CancelCoroutines
        }
    };
    Ok(Flow::Request(request))
}

fn task_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Option<trace::TaskId> {
    match value {
        Value::Task(task) => Some(task),
        Value::Thread(thread) => ctx.heap.read(thread).task,
        _ => None,
    }
}

fn not_a_task<H: Heap>(ctx: &mut Context<H>, value: Value) -> Stop {
    let name = ctx.type_name(value);
    ctx.type_error(format!("gather() needs tasks, not '{name}'"))
}

fn create_task<H: Heap>(
    ctx: &mut Context<H>,
    coroutine: Value,
    name: Option<String>,
) -> Result<Request, Stop> {
    if !matches!(coroutine, Value::Coroutine(_)) {
        if !is_given(coroutine) {
            let message = "create_task() missing 1 required positional argument: 'coro'";
            return Err(ctx.type_error(message));
        }
        let shown = repr_of(ctx, coroutine)?;
        return Err(ctx.type_error(format!("a coroutine was expected, got {shown}")));
    }
    let args = ctx.new_tuple([]);
    Ok(Request::Spawn {
        kind: TaskKind::Coroutine,
        callee: coroutine,
        args,
        kwargs: Value::None,
        name,
        daemon: false,
        thread: None,
    })
}
