//! The module `time`.

use lang::library::Native;

use super::seconds;
use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::method::Given;
use crate::request::{Request, Yields};

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    if native != Native::TimeSleep {
        given.none(ctx)?;
        return Ok(Flow::Request(Request::Now));
    }
    let length = given.one(ctx)?;
    match seconds(ctx, length)? {
        Some(span) => Ok(Flow::Request(Request::Sleep { span, yields: Yields::No })),
        None => Err(ctx.value_error("sleep length must be non-negative")),
    }
}
