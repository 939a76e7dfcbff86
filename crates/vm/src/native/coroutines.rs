//! What `asyncio` asks about coroutines.

use lang::library::Native;
use lang::program::CodeKind;

use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::method::{Given, end_coroutine};
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let [value, second] = given.positional(ctx, 1)?;
    let answer = match (native, value) {
        (Native::CloseCoroutine, Value::Coroutine(coroutine)) => {
            end_coroutine(ctx, coroutine);
            Value::None
        }
        (Native::CoroutinePlace, Value::Coroutine(coroutine)) => {
            let code = ctx.program.code(ctx.heap.read(coroutine).code);
            let state = match second {
                Value::Bool(true) => "done, defined at",
                _ => "running at",
            };
            let (name, file, line) = (&code.qualified_name, &ctx.program.file, code.line);
            ctx.new_str(format!("{name}() {state} {file}:{line}"))
        }
        (Native::IsCoroutine, value) => Value::Bool(matches!(value, Value::Coroutine(_))),
        (Native::IsCoroutineFunction, Value::Function(function)) => {
            let kind = ctx.program.code(ctx.heap.get(function).code).kind;
            Value::Bool(kind == CodeKind::Coroutine)
        }
        (Native::IsCoroutineFunction, Value::Method(method)) => {
            let is_it = match ctx.heap.get(method).function {
                Value::Function(function) => {
                    ctx.program.code(ctx.heap.get(function).code).kind == CodeKind::Coroutine
                }
                _ => false,
            };
            Value::Bool(is_it)
        }
        (Native::IsCoroutineFunction, _) => Value::Bool(false),
        _ => Value::None,
    };
    Ok(Flow::Value(answer))
}
