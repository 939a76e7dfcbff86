//! What the table that all processes share answers to one of them, and how a woken task goes on.
//!
//! The values in it stand in no heap on the way: a text goes as its characters, an exception as its
//! class and its arguments. On arrival ids are marked as those of the shared table.

use trace::TaskId;

use super::{Reader, Saved, put};
use crate::context::Context;
use crate::heap::{AnyHeap, Heap};
use crate::kernel::{ProcessVerdict, Resumption, Verdict, Wait, of_all};
use crate::kind::{BigInt, Bytes, Text};
use crate::request::{Limit, Request};
use crate::value::{SyncId, Value};

saved_by_number!(Limit: Limit::ALL);

/// Writes a verdict that concerns the asker alone.
pub(crate) fn save_verdict(ctx: &mut Context<AnyHeap>, verdict: Verdict, out: &mut Vec<u8>) {
    match verdict {
        Verdict::Reply(value) => {
            put(0, out);
            save_value(ctx, value, out);
        }
        Verdict::Spawned { reply, .. } | Verdict::Cancelled { reply, .. } => {
            put(0, out);
            save_value(ctx, reply, out);
        }
        Verdict::Throw(value) => {
            put(1, out);
            save_value(ctx, value, out);
        }
        Verdict::Acquired { sync, n, reply } => {
            ((2_u8, sync), n).save(out);
            save_value(ctx, reply, out);
        }
        Verdict::Released { sync, n } => ((3_u8, sync), n).save(out),
        Verdict::Signalled { sync, n } => ((4_u8, sync), n).save(out),
        Verdict::Block { wait, released } => {
            (5_u8, released).save(out);
            save_wait(&wait, out);
        }
        Verdict::Process(ProcessVerdict::Sent { sync, n_bytes, wait }) => {
            ((6_u8, sync), (n_bytes, wait.is_some())).save(out);
            wait.iter().for_each(|wait| save_wait(wait, out));
        }
        Verdict::Process(ProcessVerdict::Received { sync, n_bytes, by, reply }) => {
            ((7_u8, sync), (n_bytes, by)).save(out);
            save_value(ctx, reply, out);
        }
        Verdict::Limit(limit) => (8_u8, limit).save(out),
        other => unreachable!("{other:?} is no verdict on what processes share"),
    }
}

/// Reads what [`save_verdict`] wrote.
pub(crate) fn load_verdict(ctx: &mut Context<AnyHeap>, from: &mut Reader) -> Verdict {
    match u8::load(from) {
        0 => Verdict::Reply(load_value(ctx, from)),
        1 => Verdict::Throw(load_value(ctx, from)),
        2 => {
            let (sync, n) = load_met(from);
            Verdict::Acquired { sync, n, reply: load_value(ctx, from) }
        }
        3 => {
            let (sync, n) = load_met(from);
            Verdict::Released { sync, n }
        }
        4 => {
            let (sync, n) = load_met(from);
            Verdict::Signalled { sync, n }
        }
        5 => {
            let released: Option<(SyncId, u64)> = Saved::load(from);
            let released = released.map(|(sync, n)| (sync.of_all(), n));
            Verdict::Block { wait: load_wait(from), released }
        }
        6 => {
            let (sync, n_bytes) = load_met(from);
            let wait = if bool::load(from) { Some(load_wait(from)) } else { None };
            Verdict::Process(ProcessVerdict::Sent { sync, n_bytes, wait })
        }
        7 => {
            let (sync, n_bytes) = load_met(from);
            let by = TaskId::load(from);
            let (by, reply) = (of_all(by), load_value(ctx, from));
            Verdict::Process(ProcessVerdict::Received { sync, n_bytes, by, reply })
        }
        _ => Verdict::Limit(Saved::load(from)),
    }
}

/// Writes how a woken task goes on.
pub(crate) fn save_resumption(ctx: &mut Context<AnyHeap>, how: Resumption, out: &mut Vec<u8>) {
    match how {
        Resumption::Continue => put(0, out),
        Resumption::Reply(value) => {
            put(1, out);
            save_value(ctx, value, out);
        }
        Resumption::Throw(value) => {
            put(2, out);
            save_value(ctx, value, out);
        }
        Resumption::Retry(request) => {
            put(3, out);
            request.save(out);
        }
    }
}

/// Reads what [`save_resumption`] wrote.
pub(crate) fn load_resumption(ctx: &mut Context<AnyHeap>, from: &mut Reader) -> Resumption {
    match u8::load(from) {
        0 => Resumption::Continue,
        1 => Resumption::Reply(load_value(ctx, from)),
        2 => Resumption::Throw(load_value(ctx, from)),
        _ => {
            let mut request = Request::load(from);
            request.for_each_sync(&mut |sync| *sync = sync.of_all());
            request.for_each_task(&mut |task| *task = of_all(*task));
            Resumption::Retry(request)
        }
    }
}

fn load_met(from: &mut Reader) -> (SyncId, u64) {
    let (sync, n): (SyncId, u64) = Saved::load(from);
    (sync.of_all(), n)
}

fn save_wait(wait: &Wait, out: &mut Vec<u8>) {
    ((wait.cause, wait.sync), (wait.task, wait.timeout)).save(out);
}

fn load_wait(from: &mut Reader) -> Wait {
    let ((cause, sync), (task, timeout)) = Saved::load(from);
    let sync = Option::map(sync, SyncId::of_all);
    Wait::elsewhere(cause, sync, Option::map(task, of_all), timeout)
}

fn save_value(ctx: &mut Context<AnyHeap>, value: Value, out: &mut Vec<u8>) {
    match value {
        Value::Str(text) => {
            put(1, out);
            ctx.heap.get(text).save(out);
        }
        Value::Bytes(bytes) => {
            put(2, out);
            ctx.heap.get(bytes).save(out);
        }
        Value::BigInt(number) => {
            put(3, out);
            ctx.heap.get(number).save(out);
        }
        Value::Tuple(tuple) => {
            let items = ctx.heap.get(tuple).items().to_vec();
            save_values(ctx, 4, &items, out);
        }
        Value::List(list) => {
            let items = ctx.heap.read(list).items.clone();
            save_values(ctx, 5, &items, out);
        }
        Value::Exception(exception) => {
            let exception = ctx.heap.read(exception);
            let (kind, args) = (exception.kind, exception.args.items().to_vec());
            drop(exception);
            (6_u8, kind).save(out);
            save_values(ctx, 4, &args, out);
        }
        plain => {
            put(0, out);
            plain.save(out);
        }
    }
}

fn save_values(ctx: &mut Context<AnyHeap>, sort: u8, items: &[Value], out: &mut Vec<u8>) {
    (sort, items.len()).save(out);
    for &item in items {
        save_value(ctx, item, out);
    }
}

fn load_value(ctx: &mut Context<AnyHeap>, from: &mut Reader) -> Value {
    match u8::load(from) {
        0 => match Value::load(from) {
            Value::Task(task) => Value::Task(of_all(task)),
            Value::Sync(sync) => Value::Sync(sync.of_all()),
            plain => plain,
        },
        1 => Value::Str(ctx.heap.freeze(Text::load(from))),
        2 => Value::Bytes(ctx.heap.freeze(Bytes::load(from))),
        3 => Value::BigInt(ctx.heap.freeze(BigInt::load(from))),
        4 => {
            let items = load_values(ctx, from);
            ctx.new_tuple(items)
        }
        5 => {
            let items = load_values(ctx, from);
            ctx.new_list(items)
        }
        _ => {
            let kind = Saved::load(from);
            let _tuple = u8::load(from);
            let args = load_values(ctx, from);
            ctx.new_exception(kind, &args)
        }
    }
}

fn load_values(ctx: &mut Context<AnyHeap>, from: &mut Reader) -> Vec<Value> {
    let n_items = from.length();
    let mut items = Vec::with_capacity(n_items);
    for _ in 0..n_items {
        items.push(load_value(ctx, from));
    }
    items
}
