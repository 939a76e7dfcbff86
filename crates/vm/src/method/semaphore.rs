//! The methods of semaphores.

use super::MethodName as Name;
use super::arguments::{Given, or};
use super::sync::longest;
use crate::context::{Context, Stop};
use crate::heap::Heap;
use crate::request::Request;
use crate::truth::is_true;
use crate::value::{SyncId, Value};

pub(super) fn request<H: Heap>(
    ctx: &mut Context<H>,
    sync: SyncId,
    method: Name,
    given: Given,
) -> Result<Request, Stop> {
    if method == Name::Acquire {
        let [blocking, timeout] = given.named(ctx, ["blocking", "timeout"], 0, 2)?;
        let blocking = is_true(ctx, or(blocking, Value::Bool(true)))?;
        let timeout = longest(ctx, timeout)?;
        if !blocking && timeout.is_some() {
            return Err(ctx.value_error("can't specify timeout for non-blocking acquire"));
        }
        return Ok(Request::Acquire { sync, blocking, timeout });
    }
    let [n] = given.named(ctx, ["n"], 0, 1)?;
    match u64::try_from(ctx.index(or(n, Value::Int(1)))?) {
        Ok(0) | Err(_) => Err(ctx.value_error("n must be one or more")),
        Ok(n) => Ok(Request::Release { sync, n }),
    }
}
