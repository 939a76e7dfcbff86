//! The methods of generators, plain and asynchronous. Those of the latter give awaitables.

use super::MethodName as Name;
use super::arguments::{Given, is_given, or};
use crate::context::{Args, Context, Flow, Sent, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::{Exception, Generator};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    generator: Handle<Generator>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let this = Value::Generator(generator);
    let given = Given::new("generator.", method.as_text(), args);
    Ok(match method {
        Name::Send => Flow::Resume(this, Sent::Value(given.one(ctx)?)),
        Name::Throw => {
            let exception = thrown(ctx, given)?;
            Flow::Resume(this, Sent::Raise(exception))
        }
        Name::Close => {
            given.none(ctx)?;
            Flow::Prelude("_close_generator", vec![this])
        }
        Name::DunderAiter => Flow::Value(this),
        Name::DunderAnext => Flow::Prelude("_async_send", vec![this, Value::None]),
        Name::AsyncSend => Flow::Prelude("_async_send", vec![this, given.one(ctx)?]),
        Name::AsyncThrow => {
            let exception = thrown(ctx, given)?;
            Flow::Prelude("_async_throw", vec![this, exception])
        }
        _ => {
            given.none(ctx)?;
            Flow::Prelude("_async_close", vec![this])
        }
    })
}

/// `throw(exception)`, or as it was written before: `throw(class, value)`.
pub(super) fn thrown<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [class, value, _traceback] = given.positional(ctx, 1)?;
    match class {
        Value::Exception(_) => Ok(class),
        Value::ExceptionType(kind) => {
            let args: &[Value] = if is_given(value) { &[value] } else { &[] };
            match or(value, Value::None) {
                Value::Exception(_) => Ok(value),
                _ => Ok(Value::Exception(ctx.heap.open(Exception::new(kind, args)))),
            }
        }
        Value::Class(_) => {
            let args: &[Value] = if is_given(value) { &[value] } else { &[] };
            match ctx.call_back(class, args)? {
                exception @ Value::Exception(_) => Ok(exception),
                other => Err(not_an_exception(ctx, other)),
            }
        }
        other => Err(not_an_exception(ctx, other)),
    }
}

fn not_an_exception<H: Heap>(ctx: &mut Context<H>, value: Value) -> Stop {
    let kind = ctx.type_name(value);
    let message =
        format!("exceptions must be classes or instances deriving from BaseException, not {kind}");
    ctx.type_error(message)
}
