//! The module `playground`.

use lang::library::Native;
use trace::TaskKind;

use super::seconds;
use crate::context::{Context, Flow, Stop};
use crate::format::str_of;
use crate::heap::Heap;
use crate::iterate;
use crate::kind::{Dict, Slice};
use crate::method::{Given, is_given, or, update_by_name};
use crate::request::Request;
use crate::subscript;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    match native {
        Native::Spawn => spawn(ctx, given),
        Native::Cpu => {
            let [span] = given.named(ctx, ["seconds"], 0, 1)?;
            let span = span_of(ctx, span, "cpu")?;
            Ok(Flow::Request(Request::Compute { span }))
        }
        Native::Io => {
            let [span, label] = given.named(ctx, ["seconds", "label"], 0, 2)?;
            let span = span_of(ctx, span, "io")?;
            let label = label_of(ctx, label)?;
            Ok(Flow::Request(Request::Io { span, label }))
        }
        Native::Fetch => {
            let [url, has_simulated] = given.named(ctx, ["url", "has_simulated"], 2, 2)?;
            let Value::Str(url) = url else {
                return Err(ctx.type_error("fetch() takes an address, a str"));
            };
            let url = ctx.heap.get(url).as_str().to_owned();
            let has_simulated = matches!(has_simulated, Value::Bool(true));
            Ok(Flow::Request(Request::Fetch { url, has_simulated }))
        }
        Native::Checkpoint => {
            let [label] = given.named(ctx, ["label"], 0, 1)?;
            let label = label_of(ctx, label)?;
            Ok(Flow::Request(Request::Checkpoint { label }))
        }
        _ => chunks(ctx, given),
    }
}

fn span_of<H: Heap>(ctx: &mut Context<H>, value: Value, name: &str) -> Result<trace::Span, Stop> {
    if !is_given(value) {
        let message = format!("{name}() missing 1 required positional argument: 'seconds'");
        return Err(ctx.type_error(message));
    }
    match seconds(ctx, value)? {
        Some(span) => Ok(span),
        None => Err(ctx.value_error(format!("{name}() length must be non-negative"))),
    }
}

fn label_of<H: Heap>(ctx: &mut Context<H>, label: Value) -> Result<String, Stop> {
    if is_given(label) { str_of(ctx, label) } else { Ok(String::new()) }
}

fn spawn<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let Some((&callee, args)) = given.args.positional.split_first() else {
        let message = "spawn() missing 1 required positional argument: 'function'";
        return Err(ctx.type_error(message));
    };
    let args = ctx.new_tuple(args);
    let kwargs = if given.args.keywords.is_empty() {
        Value::None
    } else {
        let kwargs = ctx.heap.open(Dict::new());
        update_by_name(ctx, kwargs, given.args.keywords)?;
        Value::Dict(kwargs)
    };
    Ok(Flow::Request(Request::Spawn {
        kind: TaskKind::Fragment,
        callee,
        args,
        kwargs,
        name: None,
        daemon: false,
        carried: Value::None,
    }))
}

/// Slices of the sequence, the longer ones first.
fn chunks<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [sequence, n] = given.named(ctx, ["sequence", "n"], 0, 2)?;
    if !is_given(n) {
        return Err(ctx.type_error("chunks() missing 1 required positional argument: 'n'"));
    }
    let n = ctx.index(n)?;
    let Ok(n) = usize::try_from(n) else {
        return Err(ctx.value_error("chunks() needs at least one part"));
    };
    if n == 0 {
        return Err(ctx.value_error("chunks() needs at least one part"));
    }
    let (sequence, length) = match or(sequence, Value::None) {
        Value::Generator(_) => return Ok(Flow::Drain(0)),
        Value::Str(text) => (Value::Str(text), ctx.heap.get(text).n_chars()),
        Value::Range(range) => {
            let length = usize::try_from(ctx.heap.get(range).len()).unwrap_or(usize::MAX);
            (Value::Range(range), length)
        }
        Value::Tuple(tuple) => (Value::Tuple(tuple), ctx.heap.get(tuple).items().len()),
        Value::Bytes(bytes) => (Value::Bytes(bytes), ctx.heap.get(bytes).0.len()),
        other => {
            let items = iterate::to_vec(ctx, other)?.unwrap_or_default();
            let length = items.len();
            (ctx.new_list(items), length)
        }
    };
    ctx.reserve(n.saturating_mul(128))?;
    ctx.charge(n.saturating_mul(8))?;
    let mut parts = Vec::with_capacity(n);
    let mut start = 0;
    for part in 0..n {
        let stop = start + length / n + usize::from(part < length % n);
        let bound = |at: usize| Value::Int(i64::try_from(at).unwrap_or(i64::MAX));
        let slice = Slice { start: bound(start), stop: bound(stop), step: Value::None };
        let slice = Value::Slice(ctx.heap.freeze(slice));
        parts.push(subscript::get_item(ctx, sequence, slice)?);
        start = stop;
    }
    Ok(Flow::Value(ctx.new_list(parts)))
}
