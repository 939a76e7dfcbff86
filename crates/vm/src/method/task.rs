//! The methods of tasks: of what `spawn` and `create_task` give.

use trace::TaskId;

use super::MethodName as Name;
use super::arguments::{Given, or};
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::Heap;
use crate::native::seconds;
use crate::request::{Request, Want};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    task: TaskId,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("Task.", method.as_text(), args);
    let request = match method {
        Name::Result => {
            let [timeout] = given.named(ctx, ["timeout"], 0, 1)?;
            let timeout = match or(timeout, Value::None) {
                Value::None => None,
                timeout => Some(seconds(ctx, timeout)?.unwrap_or_default()),
            };
            Request::Join { task, want: Want::Result, timeout }
        }
        Name::Done => {
            given.none(ctx)?;
            Request::IsDone { task }
        }
        Name::Cancel => {
            given.none(ctx)?;
            Request::Cancel { task }
        }
        _ => {
            given.none(ctx)?;
            Request::TaskName { task }
        }
    };
    Ok(Flow::Request(request))
}
