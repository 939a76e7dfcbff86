//! What `sys`, `logging` and `traceback` write, and what they know of the place they are called from.

use lang::library::Native;

use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::method::{Given, or};
use crate::request::{Request, Stream};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let [first, second] = given.positional(ctx, 0)?;
    let answer = match native {
        Native::Handled => return Ok(Flow::Handled),
        Native::Caller => return Ok(Flow::Caller),
        Native::File => {
            let file = ctx.program.file.clone();
            ctx.new_str(file)
        }
        _ => {
            let text = ctx.text(first).unwrap_or_default().to_owned();
            let is_error = matches!(or(second, Value::None), Value::Bool(true));
            let stream = if is_error { Stream::Error } else { Stream::Out };
            return Ok(Flow::Request(Request::Output { text, stream }));
        }
    };
    Ok(Flow::Value(answer))
}
