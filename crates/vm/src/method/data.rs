//! The attributes of functions, generators, coroutines and exceptions that are no methods.

use lang::library::ExceptionKind;
use lang::program::CodeIdx;

use crate::context::{Context, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::{Dict, Exception, Function, Generator, GeneratorState, Instance, TracebackEntry};
use crate::method::attribute;
use crate::value::Value;

/// What a function, generator or coroutine has of its code.
pub(super) fn of_code<H: Heap>(ctx: &mut Context<H>, code: CodeIdx, name: &str) -> Option<Value> {
    let code = ctx.program.code(code);
    match name {
        "__name__" => Some(ctx.new_str(code.name.as_str())),
        "__qualname__" => Some(ctx.new_str(code.qualified_name.as_str())),
        _ => None,
    }
}

/// function.name.
pub(super) fn of_function<H: Heap>(
    ctx: &mut Context<H>,
    function: Handle<Function>,
    name: &str,
) -> Result<Option<Value>, Stop> {
    let this = ctx.heap.get(function);
    let code = ctx.program.code(this.code);
    let defaults = this.defaults.clone();
    let n_positional = usize::from(code.parameters.n_defaults);
    Ok(Some(match name {
        "__doc__" => code.doc.as_ref().map_or(Value::None, |doc| ctx.new_str(doc.as_str())),
        "__module__" => ctx.new_str("__main__"),
        "__defaults__" if n_positional == 0 => Value::None,
        "__defaults__" => ctx.new_tuple(&defaults[..n_positional]),
        "__annotations__" => match this.annotations {
            Some(annotations) => Value::Dict(annotations),
            None => {
                let annotations = Value::Dict(ctx.heap.open(Dict::new()));
                let fields = ctx.function_fields(function);
                let name = ctx.new_str(name);
                crate::subscript::set_key(ctx, fields, name, annotations)?;
                annotations
            }
        },
        "__kwdefaults__" if defaults.len() == n_positional => Value::None,
        "__kwdefaults__" => {
            let with_default = code.parameters.keyword_only.iter().filter(|(_, has)| *has);
            let mut dict = Dict::new();
            for ((name, _), value) in with_default.zip(&defaults[n_positional..]) {
                let name = ctx.linked.name(*name);
                ctx.insert_new(&mut dict, name, *value);
            }
            ctx.new_dict(dict)
        }
        _ => {
            let code = ctx.heap.get(function).code;
            return Ok(of_code(ctx, code, name));
        }
    }))
}

/// generator.name.
pub(super) fn of_generator<H: Heap>(
    ctx: &mut Context<H>,
    generator: Handle<Generator>,
    name: &str,
) -> Option<Value> {
    let read = ctx.heap.read(generator);
    let (code, state) = (read.code, read.state);
    drop(read);
    match name {
        "gi_running" | "ag_running" => Some(Value::Bool(state == GeneratorState::Running)),
        _ => of_code(ctx, code, name),
    }
}

/// exception.name.
pub(super) fn of_exception<H: Heap>(
    ctx: &mut Context<H>,
    exception: Handle<Exception>,
    name: &str,
) -> Result<Option<Value>, Stop> {
    let read = ctx.heap.read(exception);
    let (args, kind): (Box<[Value]>, _) = (read.args.items().into(), read.kind);
    let (cause, context, hides_context) = (read.cause, read.context, read.hides_context);
    drop(read);
    let first = || args.first().copied().unwrap_or(Value::None);
    Ok(Some(match name {
        "args" => ctx.new_tuple(args),
        "__cause__" => cause,
        "__context__" => context,
        "__suppress_context__" => Value::Bool(hides_context),
        "__traceback__" => traceback(ctx, exception)?,
        "value" if kind == ExceptionKind::StopIteration => first(),
        "code" if kind == ExceptionKind::SystemExit => first(),
        _ => match ctx.heap_field(Value::Exception(exception), name) {
            Some(field) => field,
            None if !kind.is_a(ExceptionKind::OSError) => return Ok(None),
            None => match name {
                "errno" if args.len() > 1 => args[0],
                "strerror" if args.len() > 1 => args[1],
                "errno" | "strerror" | "filename" | "filename2" => Value::None,
                _ => return Ok(None),
            },
        },
    }))
}

/// The places that an exception came through, the outermost first, each with the next; or None.
fn traceback<H: Heap>(ctx: &mut Context<H>, exception: Handle<Exception>) -> Result<Value, Stop> {
    let program = ctx.program;
    let entries = ctx.heap.read(exception).traceback.clone();
    let visible = |entry: &&TracebackEntry| !program.code(entry.code).is_prelude;
    let mut next = Value::None;
    for entry in entries.iter().filter(visible) {
        let class = ctx.plain_class();
        let place = Value::Instance(ctx.heap.open(Instance::new(class, Value::Unbound)));
        let line = Value::Int(entry.line.into());
        for (name, value) in [("tb_lineno", line), ("tb_next", next), ("tb_frame", Value::None)] {
            let name = ctx.attribute_key(name);
            attribute::set_plainly(ctx, place, name, value)?;
        }
        next = place;
    }
    Ok(next)
}
