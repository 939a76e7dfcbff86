//! The methods of coroutines. One that is driven by hand runs to its end at once: what it waits for,
//! the whole task waits for.

use super::MethodName as Name;
use super::arguments::Given;
use super::generator::thrown;
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::Coroutine;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    coroutine: Handle<Coroutine>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let this = Value::Coroutine(coroutine);
    let given = Given::new("coroutine.", method.as_text(), args);
    match method {
        Name::Send => {
            let sent = given.one(ctx)?;
            if !matches!(sent, Value::None) {
                let message = "can't send non-None value to a just-started coroutine";
                return Err(ctx.type_error(message));
            }
            Ok(Flow::Prelude("_send_coroutine", vec![this]))
        }
        Name::Throw => {
            let exception = thrown(ctx, given)?;
            end(ctx, coroutine);
            Err(Stop::Raised(exception))
        }
        Name::DunderAwait => {
            given.none(ctx)?;
            Ok(Flow::Prelude("_iterate_coroutine", vec![this]))
        }
        _ => {
            given.none(ctx)?;
            end(ctx, coroutine);
            Ok(Flow::Value(Value::None))
        }
    }
}

/// Ends one that has not begun.
pub(crate) fn end<H: Heap>(ctx: &mut Context<H>, coroutine: Handle<Coroutine>) {
    let mut coroutine = ctx.heap.write(coroutine);
    coroutine.is_started = true;
    coroutine.registers = Box::default();
}
