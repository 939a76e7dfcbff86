//! The module `threading`.

use lang::library::{Native, TypeKind};

use crate::context::{Context, Flow, Stop};
use crate::format::str_of;
use crate::heap::Heap;
use crate::iterate;
use crate::kind::Thread;
use crate::method::{Given, or};
use crate::request::{NewSync, Request};
use crate::sync::SyncKind;
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
        Native::RLock => Flow::Request(Request::NewSync(NewSync::RLock)),
        Native::CurrentThread => Flow::Request(Request::CurrentTask),
        Native::GetIdent => Flow::Prelude("_get_ident", Vec::new()),
        _ => Flow::Request(Request::ActiveCount),
    })
}

/// Calls one of the types of synchronisation objects.
///
/// # Errors
/// TypeError or ValueError where the arguments do not fit.
pub fn construct_sync<H: Heap>(
    ctx: &mut Context<H>,
    kind: TypeKind,
    given: Given,
) -> Result<Flow, Stop> {
    let new = match kind {
        TypeKind::Condition => {
            let [lock] = given.named(ctx, ["lock"], 0, 1)?;
            match or(lock, Value::None) {
                Value::None => NewSync::Condition { lock: None },
                Value::Sync(lock) if matches!(lock.kind(), SyncKind::Lock | SyncKind::RLock) => {
                    NewSync::Condition { lock: Some(lock) }
                }
                other => {
                    let kind = ctx.type_name(other);
                    return Err(ctx.unsupported(format!(
                        "a Condition over a '{kind}' object is not supported"
                    )));
                }
            }
        }
        TypeKind::Event => {
            given.none(ctx)?;
            NewSync::Event
        }
        _ => {
            let [value] = given.named(ctx, ["value"], 0, 1)?;
            let Ok(value) = u64::try_from(ctx.index(or(value, Value::Int(1)))?) else {
                return Err(ctx.value_error("semaphore initial value must be >= 0"));
            };
            NewSync::Semaphore { value, is_bounded: kind == TypeKind::BoundedSemaphore }
        }
    };
    Ok(Flow::Request(Request::NewSync(new)))
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
