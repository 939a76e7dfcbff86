//! The module `threading`.

use lang::library::Native;

use crate::context::{Context, Flow, Stop};
use crate::format::str_of;
use crate::heap::Heap;
use crate::iterate;
use crate::kind::Thread;
use crate::method::{Given, or};
use crate::request::{NewSync, Request};
use crate::truth::is_true;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    if native == Native::Thread {
        return new_thread(ctx, given);
    }
    given.none(ctx)?;
    Ok(match native {
        Native::Lock => Flow::Request(Request::NewSync(NewSync::Lock)),
        Native::CurrentThread => Flow::Request(Request::CurrentTask),
        Native::GetIdent => Flow::Prelude("_get_ident", Vec::new()),
        _ => Flow::Request(Request::ActiveCount),
    })
}

fn new_thread<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let names = ["group", "target", "name", "args", "kwargs", "daemon"];
    let [group, target, name, args, kwargs, daemon] =
        Given::new("", "Thread", given.args).named(ctx, names, 0, 5)?;
    if !matches!(or(group, Value::None), Value::None) {
        let message = "group argument must be None for now";
        return Err(ctx.raise(lang::library::ExceptionKind::AssertionError, message));
    }
    let name = match or(name, Value::None) {
        Value::None => None,
        name => Some(str_of(ctx, name)?),
    };
    let args = match or(args, Value::None) {
        Value::None => ctx.new_tuple([]),
        args @ Value::Tuple(_) => args,
        Value::Generator(_) => {
            return Err(ctx.unsupported("Thread(args=…) with a generator: make a tuple of it"));
        }
        args => {
            let items = iterate::to_vec(ctx, args)?.unwrap_or_default();
            ctx.new_tuple(items)
        }
    };
    let daemon = or(daemon, Value::Bool(false));
    let thread = Thread {
        target: or(target, Value::None),
        args,
        kwargs: or(kwargs, Value::None),
        name,
        daemon: is_true(ctx, daemon)?,
        task: None,
    };
    Ok(Flow::Value(Value::Thread(ctx.heap.open(thread))))
}
