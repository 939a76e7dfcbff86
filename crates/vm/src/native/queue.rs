//! What queues are made of. Only the library calls these, so their arguments are right.

use lang::library::Native;

use super::seconds;
use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::method::{Given, or};
use crate::request::{NewSync, Request};
use crate::sync::{SyncKind, Turn};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let [first, second, third, fourth] = given.positional(ctx, 1)?;
    if native == Native::NewQueue {
        // Zero and less stand for no bound.
        let n_items_max = number(first).filter(|&most| most > 0);
        return Ok(Flow::Request(Request::NewSync(NewSync::Queue { n_items_max })));
    }
    let Value::Sync(sync) = first else { return Ok(Flow::Value(Value::None)) };
    if sync.kind() != SyncKind::Queue {
        return Ok(Flow::Value(Value::None));
    }
    let turn = match ctx.text(second) {
        Some("get") => Turn::Get,
        Some("put") => Turn::Put,
        Some("done") => Turn::Done,
        Some("join") => Turn::Join,
        _ => Turn::Look,
    };
    Ok(Flow::Request(match native {
        Native::EnterQueue => {
            let timeout = match or(third, Value::None) {
                Value::None => None,
                timeout => Some(seconds(ctx, timeout)?.unwrap_or_default()),
            };
            Request::EnterQueue { sync, turn, timeout }
        }
        _ => {
            let (n_items, n_unfinished) = (number(third), number(fourth));
            let (n_items, n_unfinished) = (n_items.unwrap_or(0), n_unfinished.unwrap_or(0));
            Request::LeaveQueue { sync, turn, n_items, n_unfinished }
        }
    }))
}

fn number(value: Value) -> Option<u64> {
    match value {
        Value::Int(number) => u64::try_from(number).ok(),
        _ => None,
    }
}
