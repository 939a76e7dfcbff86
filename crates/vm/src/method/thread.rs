//! The methods of `threading.Thread`.

use lang::library::ExceptionKind;
use trace::TaskKind;

use super::MethodName as Name;
use super::arguments::{Given, or};
use crate::context::{Args, Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::Thread;
use crate::native::seconds;
use crate::request::{Request, Want};
use crate::truth::is_true;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    thread: Handle<Thread>,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    let given = Given::new("Thread.", method.as_text(), args);
    match method {
        Name::Start => {
            given.none(ctx)?;
            start(ctx, thread)
        }
        Name::Join => join(ctx, thread, given),
        Name::IsAlive => {
            given.none(ctx)?;
            let task = ctx.heap.read(thread).task;
            match task {
                None => Ok(Flow::Value(Value::Bool(false))),
                Some(task) => Ok(Flow::Request(Request::IsAlive { task })),
            }
        }
        Name::GetName => {
            given.none(ctx)?;
            super::attribute::thread_name(ctx, thread).map(Flow::Value)
        }
        Name::SetName => {
            let name = given.one(ctx)?;
            let name = crate::format::str_of(ctx, name)?;
            ctx.heap.write(thread).name = Some(name);
            Ok(Flow::Value(Value::None))
        }
        _ => {
            let daemon = given.one(ctx)?;
            set_daemon(ctx, thread, daemon)?;
            Ok(Flow::Value(Value::None))
        }
    }
}

fn start<H: Heap>(ctx: &mut Context<H>, thread: Handle<Thread>) -> Result<Flow, Stop> {
    let this = ctx.heap.read(thread);
    let request = Request::Spawn {
        kind: TaskKind::Thread,
        callee: this.target,
        args: this.args,
        kwargs: this.kwargs,
        name: this.name.clone(),
        daemon: this.daemon,
        thread: Some(thread),
    };
    let is_started = this.task.is_some();
    drop(this);
    if is_started {
        return Err(ctx.raise(ExceptionKind::RuntimeError, "threads can only be started once"));
    }
    Ok(Flow::Request(request))
}

fn join<H: Heap>(ctx: &mut Context<H>, thread: Handle<Thread>, given: Given) -> Result<Flow, Stop> {
    let [timeout] = given.named(ctx, ["timeout"], 0, 1)?;
    let task = ctx.heap.read(thread).task;
    let Some(task) = task else {
        let message = "cannot join thread before it is started";
        return Err(ctx.raise(ExceptionKind::RuntimeError, message));
    };
    let timeout = match or(timeout, Value::None) {
        Value::None => None,
        // A negative time-out does not wait at all.
        timeout => Some(seconds(ctx, timeout)?.unwrap_or_default()),
    };
    Ok(Flow::Request(Request::Join { task, want: Want::End, timeout }))
}

/// thread.daemon = flag.
pub(super) fn set_daemon<H: Heap>(
    ctx: &mut Context<H>,
    thread: Handle<Thread>,
    flag: Value,
) -> Result<(), Stop> {
    let flag = is_true(ctx, flag)?;
    let mut this = ctx.heap.write(thread);
    let is_started = this.task.is_some();
    if !is_started {
        this.daemon = flag;
    }
    drop(this);
    if is_started {
        let message = "cannot set daemon status of active thread";
        return Err(ctx.raise(ExceptionKind::RuntimeError, message));
    }
    Ok(())
}
