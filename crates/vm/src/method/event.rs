//! The methods of event flags.

use super::MethodName as Name;
use super::arguments::Given;
use super::sync::longest;
use crate::context::{Context, Stop};
use crate::heap::Heap;
use crate::request::Request;
use crate::value::SyncId;

pub(super) fn request<H: Heap>(
    ctx: &mut Context<H>,
    sync: SyncId,
    method: Name,
    given: Given,
) -> Result<Request, Stop> {
    if method == Name::Wait {
        let [timeout] = given.named(ctx, ["timeout"], 0, 1)?;
        let timeout = longest(ctx, timeout)?;
        return Ok(Request::Wait { sync, timeout });
    }
    given.none(ctx)?;
    Ok(match method {
        Name::Set => Request::SetEvent { sync },
        Name::Clear => Request::ClearEvent { sync },
        _ => Request::IsSet { sync },
    })
}
