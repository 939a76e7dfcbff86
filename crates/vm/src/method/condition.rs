//! The methods of conditions, beside those of their locks.

use super::MethodName as Name;
use super::arguments::{Given, is_given, or};
use super::sync::longest;
use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::request::Request;
use crate::value::{SyncId, Value};

pub(super) fn request<H: Heap>(
    ctx: &mut Context<H>,
    sync: SyncId,
    method: Name,
    given: Given,
) -> Result<Request, Stop> {
    Ok(match method {
        Name::Wait => {
            let [timeout] = given.named(ctx, ["timeout"], 0, 1)?;
            let timeout = longest(ctx, timeout)?;
            Request::Wait { sync, timeout }
        }
        Name::Notify => {
            let [n] = given.named(ctx, ["n"], 0, 1)?;
            let n = ctx.index(or(n, Value::Int(1)))?;
            Request::Notify { sync, n: u64::try_from(n).unwrap_or(0) }
        }
        _ => {
            given.none(ctx)?;
            Request::Notify { sync, n: u64::MAX }
        }
    })
}

/// `wait_for` calls the predicate, so it is the prelude's.
pub(super) fn wait_for<H: Heap>(
    ctx: &mut Context<H>,
    sync: SyncId,
    given: Given,
) -> Result<Flow, Stop> {
    let [predicate, timeout] = given.named(ctx, ["predicate", "timeout"], 0, 2)?;
    if !is_given(predicate) {
        let message = "Condition.wait_for() missing 1 required positional argument: 'predicate'";
        return Err(ctx.type_error(message));
    }
    Ok(Flow::Prelude("_wait_for", vec![Value::Sync(sync), predicate, or(timeout, Value::None)]))
}
