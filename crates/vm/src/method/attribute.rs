//! Attributes of builtin objects: `object.name`, read, set and deleted.

use lang::library::{self, ExceptionKind, MODULES, TypeKind};

use super::MethodName as Name;
use super::arguments::Given;
use super::{dict, str, thread};
use crate::context::{Args, Context, Flow, Stop, native_name};
use crate::format::type_label;
use crate::heap::{Handle, Heap};
use crate::kind::{BoundMethod, Thread};
use crate::request::Request;
use crate::value::Value;

/// object.name.
///
/// # Errors
/// AttributeError if there is none.
pub fn get<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Result<Value, Stop> {
    match find(ctx, object, name)? {
        Some(value) => Ok(value),
        None => Err(missing(ctx, object, name)),
    }
}

/// What must be asked of the kernel for object.name: the name of a running task.
#[must_use]
pub fn request(object: Value, name: &str) -> Option<Request> {
    match (object, name) {
        (Value::Task(task), "name") => Some(Request::TaskName { task }),
        _ => None,
    }
}

/// object.name, if it has that attribute.
///
/// # Errors
/// What reading it raises.
pub fn find<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: &str,
) -> Result<Option<Value>, Stop> {
    if let Some(value) = find_data(ctx, object, name)? {
        return Ok(Some(value));
    }
    let Some(method) = Name::from_text(name) else { return Ok(None) };
    let has_it = match object {
        Value::Type(kind) => type_has_method(kind, method),
        _ => has_method(object, method),
    };
    if !has_it {
        return Ok(None);
    }
    let method = ctx.heap.freeze(BoundMethod { receiver: object, method });
    Ok(Some(Value::BoundMethod(method)))
}

/// The attributes that are no methods.
fn find_data<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: &str,
) -> Result<Option<Value>, Stop> {
    let value = match (object, name) {
        (_, "__class__") => crate::native::type_of(ctx, object),
        (Value::Module(module), _) => return Ok(member(ctx, module, name)),
        (Value::Type(_) | Value::ExceptionType(_), "__name__" | "__qualname__") => {
            let label = type_label(object);
            ctx.new_str(label.rsplit('.').next().unwrap_or(label))
        }
        (Value::Type(_) | Value::ExceptionType(_), "__module__") => {
            let label = type_label(object);
            ctx.new_str(label.rsplit_once('.').map_or("builtins", |(module, _)| module))
        }
        (Value::Native(native), "__name__" | "__qualname__") => ctx.new_str(native_name(native)),
        (Value::BoundMethod(method), "__name__") => {
            let name = ctx.heap.get(method).method.as_text();
            ctx.new_str(name)
        }
        (Value::BoundMethod(method), "__self__") => ctx.heap.get(method).receiver,
        (Value::Function(function), "__name__" | "__qualname__") => {
            let code = ctx.program.code(ctx.heap.get(function).code);
            let text = if name == "__name__" { &code.name } else { &code.qualified_name };
            ctx.new_str(text.as_str())
        }
        (Value::Function(_), "__doc__") => Value::None,
        (Value::Function(_), "__module__") => ctx.new_str("__main__"),
        (Value::Exception(exception), _) => {
            let exception = ctx.heap.read(exception);
            let (args, kind) = (exception.args.clone(), exception.kind);
            let (cause, context) = (exception.cause, exception.context);
            let hides_context = exception.hides_context;
            drop(exception);
            match name {
                "args" => ctx.new_tuple(args),
                "__cause__" => cause,
                "__context__" => context,
                "__suppress_context__" => Value::Bool(hides_context),
                "__traceback__" => Value::None,
                "value" if kind == ExceptionKind::StopIteration => {
                    args.first().copied().unwrap_or(Value::None)
                }
                "code" if kind == ExceptionKind::SystemExit => {
                    args.first().copied().unwrap_or(Value::None)
                }
                _ => return Ok(None),
            }
        }
        (Value::Range(range), "start") => Value::Int(ctx.heap.get(range).start),
        (Value::Range(range), "stop") => Value::Int(ctx.heap.get(range).stop),
        (Value::Range(range), "step") => Value::Int(ctx.heap.get(range).step),
        (Value::Slice(slice), "start") => ctx.heap.get(slice).start,
        (Value::Slice(slice), "stop") => ctx.heap.get(slice).stop,
        (Value::Slice(slice), "step") => ctx.heap.get(slice).step,
        (Value::Int(_) | Value::BigInt(_) | Value::Bool(_), "real" | "numerator") => match object {
            Value::Bool(flag) => Value::Int(i64::from(flag)),
            number => number,
        },
        (Value::Int(_) | Value::BigInt(_) | Value::Bool(_), "imag") => Value::Int(0),
        (Value::Int(_) | Value::BigInt(_) | Value::Bool(_), "denominator") => Value::Int(1),
        (Value::Float(_), "real") => object,
        (Value::Float(_), "imag") => Value::Float(0.0),
        (Value::Thread(thread), _) => return thread_data(ctx, thread, name),
        (Value::Task(task), "ident" | "native_id") => ident(task),
        _ => return Ok(None),
    };
    Ok(Some(value))
}

fn thread_data<H: Heap>(
    ctx: &mut Context<H>,
    thread: Handle<Thread>,
    name: &str,
) -> Result<Option<Value>, Stop> {
    Ok(Some(match name {
        "name" => thread_name(ctx, thread)?,
        "daemon" => Value::Bool(ctx.heap.read(thread).daemon),
        "ident" | "native_id" => match ctx.heap.read(thread).task {
            Some(task) => ident(task),
            None => Value::None,
        },
        _ => return Ok(None),
    }))
}

/// The number by which `threading.get_ident` and `Thread.ident` name a task.
#[must_use]
pub fn ident(task: trace::TaskId) -> Value {
    Value::Int(0x7f00_0000_0000 + i64::from(task.0) * 0x1000)
}

/// thread.name.
pub(super) fn thread_name<H: Heap>(
    ctx: &mut Context<H>,
    thread: Handle<Thread>,
) -> Result<Value, Stop> {
    let this = ctx.heap.read(thread);
    let (name, target, task) = (this.name.clone(), this.target, this.task);
    drop(this);
    Ok(match (name, task) {
        (Some(name), _) => ctx.new_str(name),
        (None, _) => {
            let target = ctx.callable_name(target);
            ctx.new_str(format!("Thread ({target})"))
        }
    })
}

/// A module's name for something.
fn member<H: Heap>(ctx: &mut Context<H>, module: u16, name: &str) -> Option<Value> {
    let module = MODULES.get(usize::from(module))?;
    if name == "__name__" {
        return Some(ctx.new_str(*module));
    }
    let entry = library::entry(module, name)?;
    Some(ctx.linked.library(entry)).filter(|value| !matches!(value, Value::Unbound))
}

/// object.name = value.
///
/// # Errors
/// AttributeError where that cannot be set.
pub fn set<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: &str,
    value: Value,
) -> Result<(), Stop> {
    match (object, name) {
        (Value::Thread(thread), "daemon") => return thread::set_daemon(ctx, thread, value),
        (Value::Thread(thread), "name") => {
            let name = crate::format::str_of(ctx, value)?;
            ctx.heap.write(thread).name = Some(name);
            return Ok(());
        }
        (Value::Exception(exception), "args") => {
            if let Some(args) = crate::iterate::to_vec(ctx, value)? {
                ctx.heap.write(exception).args = args.into();
                return Ok(());
            }
        }
        (Value::Exception(exception), "__cause__") => {
            let mut exception = ctx.heap.write(exception);
            exception.cause = value;
            exception.hides_context = true;
            return Ok(());
        }
        (Value::Function(_) | Value::Exception(_) | Value::Thread(_), _) => {
            let kind = ctx.type_name(object);
            return Err(ctx.unsupported(format!(
                "setting the attribute '{name}' of a '{kind}' object is not supported"
            )));
        }
        (Value::Type(_) | Value::ExceptionType(_), _) => {
            let label = type_label(object);
            return Err(ctx
                .type_error(format!("cannot set '{name}' attribute of immutable type '{label}'")));
        }
        _ => {}
    }
    Err(unchangeable(ctx, object, name)?)
}

/// del object.name.
///
/// # Errors
/// Always: no attribute of a builtin object can be deleted.
pub fn delete<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Result<(), Stop> {
    Err(unchangeable(ctx, object, name)?)
}

fn unchangeable<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Result<Stop, Stop> {
    if find(ctx, object, name)?.is_none() {
        return Ok(missing(ctx, object, name));
    }
    let kind = ctx.type_name(object);
    let is_data = Name::from_text(name).is_none();
    let message = if is_data && !matches!(object, Value::Module(_)) {
        format!("attribute '{name}' of '{kind}' objects is not writable")
    } else {
        format!("'{kind}' object attribute '{name}' is read-only")
    };
    Ok(ctx.raise(ExceptionKind::AttributeError, message))
}

/// AttributeError.
pub fn missing<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Stop {
    let message = match object {
        Value::Module(module) => {
            let module = MODULES.get(usize::from(module)).unwrap_or(&"?");
            format!("module '{module}' has no attribute '{name}'")
        }
        Value::Type(_) | Value::ExceptionType(_) => {
            let label = type_label(object);
            let label = label.rsplit('.').next().unwrap_or(label);
            format!("type object '{label}' has no attribute '{name}'")
        }
        Value::Sync(_) => format!("'_thread.lock' object has no attribute '{name}'"),
        _ => {
            let kind = ctx.type_name(object);
            format!("'{kind}' object has no attribute '{name}'")
        }
    };
    ctx.raise(ExceptionKind::AttributeError, message)
}

/// Calls a method that was taken from a type: `str.upper(text)`, `dict.fromkeys(names)`.
pub(super) fn call_on_type<H: Heap>(
    ctx: &mut Context<H>,
    kind: TypeKind,
    method: Name,
    args: Args,
) -> Result<Flow, Stop> {
    match (kind, method) {
        (TypeKind::Dict, Name::FromKeys) => {
            return dict::from_keys(ctx, Given::new("dict.", "fromkeys", args));
        }
        (TypeKind::Str, Name::MakeTrans) => {
            let table = str::make_trans(ctx, Given::new("str.", "maketrans", args))?;
            return Ok(Flow::Value(table));
        }
        _ => {}
    }
    let (kind_name, method_name) = (crate::raise::type_kind_name(kind), method.as_text());
    let Some((&receiver, rest)) = args.positional.split_first() else {
        return Err(
            ctx.type_error(format!("unbound method {kind_name}.{method_name}() needs an argument"))
        );
    };
    if !crate::native::is_instance(ctx, receiver, kind) {
        let other = ctx.type_name(receiver);
        return Err(ctx.type_error(format!(
            "descriptor '{method_name}' for '{kind_name}' objects doesn't apply to a '{other}' object"
        )));
    }
    let rest = Args { positional: rest, keywords: args.keywords };
    match super::call(ctx, receiver, method, rest)? {
        // The receiver is an argument too.
        Flow::Drain(position) => Ok(Flow::Drain(position + 1)),
        flow => Ok(flow),
    }
}

/// Whether an object has a method.
#[must_use]
pub(super) fn has_method(object: Value, method: Name) -> bool {
    let kind = match object {
        Value::Int(_) | Value::Bool(_) | Value::BigInt(_) => TypeKind::Int,
        Value::Float(_) => TypeKind::Float,
        Value::Str(_) => TypeKind::Str,
        Value::Bytes(_) => TypeKind::Bytes,
        Value::List(_) => TypeKind::List,
        Value::Tuple(_) => TypeKind::Tuple,
        Value::Dict(_) => TypeKind::Dict,
        Value::Set(_) => TypeKind::Set,
        Value::Range(_) => TypeKind::Range,
        Value::Thread(_) => TypeKind::Thread,
        Value::Task(_) => TypeKind::Task,
        Value::Sync(_) => TypeKind::Lock,
        Value::Exception(_) => return matches!(method, Name::AddNote | Name::WithTraceback),
        _ => return false,
    };
    type_has_method(kind, method) && method != Name::MakeTrans
}

/// Whether the objects of a type have a method.
fn type_has_method(kind: TypeKind, method: Name) -> bool {
    use Name::*;
    match kind {
        TypeKind::List => matches!(
            method,
            Append | Extend | Insert | Pop | Remove | Index | Count | Sort | Reverse | Copy | Clear
        ),
        TypeKind::Dict => matches!(
            method,
            Get | Keys
                | Values
                | Items
                | Pop
                | PopItem
                | SetDefault
                | Update
                | Copy
                | Clear
                | FromKeys
        ),
        TypeKind::Tuple | TypeKind::Range => matches!(method, Index | Count),
        TypeKind::Bytes => matches!(method, Decode | Hex),
        TypeKind::Int | TypeKind::Bool => {
            matches!(method, BitLength | BitCount | AsIntegerRatio | Conjugate)
        }
        TypeKind::Float => matches!(method, IsInteger | AsIntegerRatio | Hex | Conjugate),
        TypeKind::Set => {
            matches!(
                method,
                Add | Remove
                    | Discard
                    | Pop
                    | Clear
                    | Update
                    | IntersectionUpdate
                    | DifferenceUpdate
                    | SymmetricDifferenceUpdate
            ) || type_has_method(TypeKind::FrozenSet, method)
        }
        TypeKind::FrozenSet => matches!(
            method,
            Copy | Union
                | Intersection
                | Difference
                | SymmetricDifference
                | IsSubset
                | IsSuperset
                | IsDisjoint
        ),
        TypeKind::Thread => {
            matches!(method, Start | Join | IsAlive | GetName | SetName | SetDaemon)
        }
        TypeKind::Task => matches!(method, Result | Done | Cancel | GetName),
        TypeKind::Lock => {
            matches!(method, Acquire | Release | Locked | DunderEnter | DunderExit)
        }
        TypeKind::Str => is_method_of_str(method),
        _ => false,
    }
}

fn is_method_of_str(method: Name) -> bool {
    use Name::*;
    matches!(
        method,
        Capitalize
            | Casefold
            | Center
            | Count
            | Encode
            | EndsWith
            | ExpandTabs
            | Find
            | Format
            | FormatMap
            | Index
            | IsAlnum
            | IsAlpha
            | IsAscii
            | IsDecimal
            | IsDigit
            | IsIdentifier
            | IsLower
            | IsNumeric
            | IsPrintable
            | IsSpace
            | IsTitle
            | IsUpper
            | Join
            | LJust
            | LStrip
            | Lower
            | MakeTrans
            | Partition
            | RFind
            | RIndex
            | RJust
            | RPartition
            | RSplit
            | RStrip
            | RemovePrefix
            | RemoveSuffix
            | Replace
            | Split
            | SplitLines
            | StartsWith
            | Strip
            | SwapCase
            | Title
            | Translate
            | Upper
            | ZFill
    )
}
