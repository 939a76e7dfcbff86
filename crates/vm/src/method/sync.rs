//! The methods of synchronisation objects: those of locks, which others have too.

use lang::library::ExceptionKind;
use trace::Span;

use super::MethodName as Name;
use super::arguments::{Given, or};
use super::{condition, event, semaphore};
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::Heap;
use crate::native::seconds;
use crate::request::Request;
use crate::sync::SyncKind;
use crate::truth::is_true;
use crate::value::{SyncId, Value};

/// `threading.TIMEOUT_MAX`
const TIMEOUT_MAX: Span = Span(9_223_372_036_000_000_000);

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    sync: SyncId,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let owner = match sync.kind() {
        SyncKind::Lock | SyncKind::RLock => "lock.",
        SyncKind::Condition | SyncKind::Barrier => "Condition.",
        SyncKind::Semaphore | SyncKind::BoundedSemaphore => "Semaphore.",
        SyncKind::Event | SyncKind::Future | SyncKind::Queue => "Event.",
        SyncKind::Channel | SyncKind::Memory => "",
    };
    let given = Given::new(owner, method.as_text(), args);
    let request = match (sync.kind(), method) {
        (SyncKind::Condition | SyncKind::Barrier, Name::WaitFor) => {
            return condition::wait_for(ctx, sync, given);
        }
        (_, Name::DunderEnter) => {
            given.none(ctx)?;
            Request::Acquire { sync, blocking: true, timeout: None }
        }
        (_, Name::DunderExit) => Request::Release { sync, n: 1 },
        (_, Name::Locked) => {
            given.none(ctx)?;
            Request::IsLocked { sync }
        }
        (SyncKind::Semaphore | SyncKind::BoundedSemaphore, _) => {
            semaphore::request(ctx, sync, method, given)?
        }
        (SyncKind::Event | SyncKind::Future, _) => event::request(ctx, sync, method, given)?,
        (_, Name::Acquire) => acquire(ctx, sync, given)?,
        (_, Name::Release) => {
            given.none(ctx)?;
            Request::Release { sync, n: 1 }
        }
        _ => condition::request(ctx, sync, method, given)?,
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
            Some(span) if span > TIMEOUT_MAX => {
                return Err(ctx.raise(ExceptionKind::OverflowError, "timeout value is too large"));
            }
            Some(span) => Some(span),
            None => return Err(ctx.value_error("timeout value must be positive")),
        },
    };
    Ok(Request::Acquire { sync, blocking, timeout })
}

/// The longest to wait, where `None` is without end and less than nothing is not at all.
pub(super) fn longest<H: Heap>(ctx: &mut Context<H>, timeout: Value) -> Result<Option<Span>, Stop> {
    match or(timeout, Value::None) {
        Value::None => Ok(None),
        timeout => match seconds(ctx, timeout)?.unwrap_or_default() {
            span if span > TIMEOUT_MAX => {
                Err(ctx.raise(ExceptionKind::OverflowError, "timeout value is too large"))
            }
            span => Ok(Some(span)),
        },
    }
}
