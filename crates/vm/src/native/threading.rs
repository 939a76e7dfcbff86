//! The module `threading`.

use lang::library::{Native, TypeKind};
use trace::TaskKind;

use super::seconds;
use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::method::{Given, or};
use crate::request::{NewSync, Request, Want};
use crate::sync::SyncKind;
use crate::truth::is_true;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let new = match native {
        Native::Lock => NewSync::Lock,
        Native::RLock => NewSync::RLock,
        Native::NewBarrier => NewSync::Barrier,
        Native::NewFuture => NewSync::Future,
        _ => return tasks(ctx, native, given),
    };
    given.none(ctx)?;
    Ok(Flow::Request(Request::NewSync(new)))
}

/// Of the tasks behind the library's threads. Only the library calls these.
fn tasks<H: Heap>(ctx: &mut Context<H>, native: Native, given: Given) -> Result<Flow, Stop> {
    let [first, second, third, fourth] = given.positional(ctx, 1)?;
    let request = match (native, first) {
        (Native::WaitEnd, Value::Task(task)) => {
            // A negative time-out does not wait at all.
            let timeout = match or(second, Value::None) {
                Value::None => None,
                timeout => Some(seconds(ctx, timeout)?.unwrap_or_default()),
            };
            Request::Join { task, want: Want::End, timeout }
        }
        (Native::IsAlive, Value::Task(task)) => Request::IsAlive { task },
        (Native::StartThread, callee) => Request::Spawn {
            kind: TaskKind::Thread,
            callee,
            args: ctx.new_tuple([second]),
            kwargs: Value::None,
            name: ctx.text(third).map(str::to_owned),
            daemon: is_true(ctx, fourth)?,
            carried: second,
        },
        _ => return Ok(Flow::Value(Value::None)),
    };
    Ok(Flow::Request(request))
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
