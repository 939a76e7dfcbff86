//! What event loops are made of. Only the library calls these, so their arguments are right.

use lang::library::Native;
use trace::{Cause, Span, TaskId};

use super::seconds;
use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::kernel::Looping;
use crate::method::{Given, or};
use crate::request::Request;
use crate::value::Value;

/// What a sleep stands for, in instructions: CPython makes a future and a handle with a callback.
const SLEEP_WORK: u64 = 132;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let [first, second, third, fourth, fifth] = given.positional(ctx, 0)?;
    let request = match native {
        Native::Carry => {
            let name = match third {
                // As CPython names a task that was given no name.
                Value::Int(number) => format!("Task-{number} ({})", ctx.callable_name(fourth)),
                name => ctx.text(name).unwrap_or_default().to_owned(),
            };
            Request::Carry { callee: first, carried: second, name }
        }
        Native::Park => {
            let cause = ctx.text(first).map_or(Cause::None, cause);
            if cause == Cause::Sleep {
                ctx.work += SLEEP_WORK;
            }
            Request::Park {
                cause,
                label: ctx.text(second).unwrap_or_default().to_owned(),
                task: task(third),
                span: span(ctx, fourth)?,
                alone: span(ctx, fifth)?,
            }
        }
        Native::Poll => Request::Poll { task: task(first), timeout: span(ctx, second)? },
        Native::LoopBegins => Request::Loop(Some(Looping { task: task(first) })),
        Native::LoopEnds => Request::Loop(None),
        Native::PayHandle => return Ok(Flow::Value(Value::None)),
        Native::Carried => return Ok(Flow::Carried(None)),
        Native::SetCarried => return Ok(Flow::Carried(Some(first))),
        Native::ThisTask => Request::CurrentTask,
        _ => {
            let Some(task) = task(first) else { return Ok(Flow::Value(Value::None)) };
            match native {
                Native::Step => Request::Step { task },
                Native::Rouse => Request::Rouse { task },
                _ => Request::Due { task },
            }
        }
    };
    Ok(Flow::Request(request))
}

fn task(value: Value) -> Option<TaskId> {
    match value {
        Value::Task(task) => Some(task),
        _ => None,
    }
}

/// The time that a number of seconds is; none for none.
fn span<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Option<Span>, Stop> {
    match or(value, Value::None) {
        Value::None => Ok(None),
        value => Ok(Some(seconds(ctx, value)?.unwrap_or_default())),
    }
}

fn cause(name: &str) -> Cause {
    match name {
        "sleep" => Cause::Sleep,
        "lock" => Cause::Lock,
        "join" => Cause::Join,
        "queue" => Cause::Queue,
        "event" => Cause::Event,
        "io" => Cause::Io,
        "yield" => Cause::Yield,
        _ => Cause::None,
    }
}
