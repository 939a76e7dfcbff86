//! The methods of locks.

use super::MethodName as Name;
use super::arguments::{Given, or};
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::Heap;
use crate::native::seconds;
use crate::request::Request;
use crate::truth::is_true;
use crate::value::{SyncId, Value};

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    sync: SyncId,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("lock.", method.as_text(), args);
    let request = match method {
        Name::Acquire => acquire(ctx, sync, given)?,
        Name::DunderEnter => {
            given.none(ctx)?;
            Request::Acquire { sync, blocking: true, timeout: None }
        }
        Name::Locked => {
            given.none(ctx)?;
            Request::IsLocked { sync }
        }
        Name::DunderExit => Request::Release { sync },
        _ => {
            given.none(ctx)?;
            Request::Release { sync }
        }
    };
    Ok(Flow::Request(request))
}

fn acquire<H: Heap>(ctx: &mut Context<H>, sync: SyncId, given: Given) -> Result<Request, Stop> {
    let [blocking, timeout] = given.named(ctx, ["blocking", "timeout"], 0, 2)?;
    let blocking = is_true(ctx, or(blocking, Value::Bool(true)))?;
    let timeout = match or(timeout, Value::Int(-1)) {
        // -1 stands for waiting without end.
        Value::Int(-1) => None,
        Value::Float(-1.0) => None,
        _ if !blocking => {
            return Err(ctx.value_error("can't specify a timeout for a non-blocking call"));
        }
        timeout => match seconds(ctx, timeout)? {
            Some(span) => Some(span),
            None => {
                return Err(ctx.value_error("timeout value must be a non-negative number"));
            }
        },
    };
    Ok(Request::Acquire { sync, blocking, timeout })
}
