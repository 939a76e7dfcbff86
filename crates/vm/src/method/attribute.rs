//! Attributes of builtin objects: `object.name`, read, set and deleted.

use lang::library::{self, ExceptionKind, MODULES, TypeKind};

use super::MethodName as Name;
use super::arguments::Given;
use super::offered::{has_method, has_operation, type_has_method};
use super::{data, dict, str};
use crate::alias;
use crate::context::{Args, Context, Flow, Stop, native_name};
use crate::format::type_label;
use crate::heap::{Handle, Heap};
use crate::kind::{BoundMethod, Class, Descriptor, DescriptorKind, Dict, Instance, Tuple};
use crate::lookup::{Found, builtin_bases};
use crate::quick::exception;
use crate::request::Request;
use crate::sync::SyncKind;
use crate::value::Value;

/// object.name.
///
/// # Errors
/// AttributeError if there is none.
pub fn get<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Result<Value, Stop> {
    match look_up(ctx, object, name)? {
        Found::Value(value) => Ok(value),
        Found::Call(function, args) => ctx.call_back(function, &args),
        Found::Missing => Err(missing(ctx, object, name)),
    }
}

/// What object.name is, or what must be called for it.
///
/// # Errors
/// What reading it raises.
pub fn look_up<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Result<Found, Stop> {
    if let Some(class) = ctx.class_of(object) {
        return ctx.find_in_instance(object, class, name);
    }
    match object {
        Value::Class(class) => ctx.find_in_class(class, name),
        Value::Super(view) => {
            let view = *ctx.heap.get(view);
            ctx.find_above(view, name)
        }
        _ => Ok(find_builtin(ctx, object, name)?.map_or(Found::Missing, Found::Value)),
    }
}

/// What must be asked of the kernel for object.name: the name of a running task.
#[must_use]
pub fn request(object: Value, name: &str) -> Option<Request> {
    match (object, name) {
        (Value::Task(task), "name") => Some(Request::TaskName { task }),
        (Value::Sync(sync), "_value")
            if matches!(sync.kind(), SyncKind::Semaphore | SyncKind::BoundedSemaphore) =>
        {
            Some(Request::Count { sync })
        }
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
    match look_up(ctx, object, name)? {
        Found::Value(value) => Ok(Some(value)),
        Found::Call(function, args) => ctx.call_back(function, &args).map(Some),
        Found::Missing => Ok(None),
    }
}

/// As [`find`], for what an object has without a class of the workload.
///
/// # Errors
/// What reading it raises.
pub fn find_builtin<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: &str,
) -> Result<Option<Value>, Stop> {
    if let Some(value) = find_data(ctx, object, name)? {
        return Ok(Some(value));
    }
    let Some(method) = Name::from_text(name) else { return Ok(None) };
    let has_it = match object {
        _ if method.is_of_all_objects() => true,
        _ if method.is_of_objects() => has_operation(object, method),
        Value::Type(kind) => type_has_method(kind, method),
        _ => has_method(ctx, object, method),
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
        (Value::Type(_) | Value::ExceptionType(_), "__dict__") => ctx.new_dict(Dict::new()),
        (Value::Type(_) | Value::ExceptionType(_), "__mro__" | "__bases__" | "__base__") => {
            builtin_bases(ctx, object, name)
        }
        (Value::Native(native), "__name__" | "__qualname__") => ctx.new_str(native_name(native)),
        (Value::BoundMethod(method), "__name__") => {
            let name = ctx.heap.get(method).method.as_text();
            ctx.new_str(name)
        }
        (Value::BoundMethod(method), "__self__") => ctx.heap.get(method).receiver,
        (Value::Function(function), "__dict__") => Value::Dict(ctx.function_fields(function)),
        (Value::Function(function), _) if ctx.function_field(function, name).is_some() => {
            return Ok(ctx.function_field(function, name));
        }
        (Value::Function(function), _) => return data::of_function(ctx, function, name),
        (Value::Coroutine(coroutine), _) => {
            let code = ctx.heap.read(coroutine).code;
            return Ok(data::of_code(ctx, code, name));
        }
        (Value::Generator(generator), _) => return Ok(data::of_generator(ctx, generator, name)),
        (Value::Exception(exception), _) => return data::of_exception(ctx, exception, name),
        (Value::Method(method), "__self__") => ctx.heap.get(method).receiver,
        (Value::Method(method), "__func__") => ctx.heap.get(method).function,
        (Value::Method(method), _) => {
            let function = ctx.heap.get(method).function;
            return find_builtin(ctx, function, name);
        }
        (Value::Alias(of), _) => return alias::attribute(ctx, of, name),
        (Value::Descriptor(descriptor), _) => return descriptor_data(ctx, descriptor, name),
        (Value::Deque(deque), "maxlen") => match ctx.heap.read(deque).length_max() {
            Some(most) => Value::Int(i64::try_from(most).unwrap_or(i64::MAX)),
            None => Value::None,
        },
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
        (Value::Task(task), "ident" | "native_id") => ident(task),
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// `fget`, `setter` and their like.
fn descriptor_data<H: Heap>(
    ctx: &mut Context<H>,
    descriptor: Handle<Descriptor>,
    name: &str,
) -> Result<Option<Value>, Stop> {
    let this = *ctx.heap.get(descriptor);
    Ok(Some(match name {
        "fget" | "__func__" | "__wrapped__" => this.get,
        "fset" => this.set,
        "fdel" => this.delete,
        "__isabstractmethod__" => {
            return Ok(find(ctx, this.get, name)?.or(Some(Value::Bool(false))));
        }
        "getter" | "setter" | "deleter" => {
            let method = Name::from_text(name).expect("they are names of methods");
            let receiver = Value::Descriptor(descriptor);
            Value::BoundMethod(ctx.heap.freeze(BoundMethod { receiver, method }))
        }
        _ => return find(ctx, this.get, name),
    }))
}

/// The number by which `threading.get_ident` and `Thread.ident` name a task.
#[must_use]
pub fn ident(task: trace::TaskId) -> Value {
    Value::Int(0x7f00_0000_0000 + i64::from(task.0) * 0x1000)
}

/// A module's name for something.
fn member<H: Heap>(ctx: &mut Context<H>, module: u16, name: &str) -> Option<Value> {
    let module = MODULES.get(usize::from(module))?;
    if name == "__name__" {
        return Some(ctx.new_str(*module));
    }
    let value = match (ctx.program.module_variable(module, name), library::entry(module, name)) {
        (Some(global), _) => ctx.heap.load_global(global),
        (None, Some(entry)) => ctx.linked.library(entry),
        (None, None) => {
            let full = format!("{module}.{name}");
            let found = MODULES.iter().position(|module| *module == full)?;
            Value::Module(u16::try_from(found).ok()?)
        }
    };
    Some(value).filter(|value| !matches!(value, Value::Unbound))
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
    let is_custom =
        ctx.class_of(object).is_some() || matches!(object, Value::Class(_) | Value::Exception(_));
    if is_custom && set_custom(ctx, object, name, value)? {
        return Ok(());
    }
    match (object, name) {
        (Value::Exception(exception), "args") => {
            if let Some(args) = crate::iterate::to_vec(ctx, value)? {
                ctx.heap.write(exception).args = Tuple::copied(&args);
                return Ok(());
            }
        }
        (Value::Exception(exception), "__cause__") => {
            let mut exception = ctx.heap.write(exception);
            exception.cause = value;
            exception.hides_context = true;
            return Ok(());
        }
        (Value::Exception(exception), "__context__") => {
            ctx.heap.write(exception).context = value;
            return Ok(());
        }
        (Value::Exception(exception), "__suppress_context__") => {
            let flag = crate::truth::is_true(ctx, value)?;
            ctx.heap.write(exception).hides_context = flag;
            return Ok(());
        }
        (Value::Exception(exception), "__traceback__") => {
            match value {
                Value::None => ctx.heap.write(exception).traceback.clear(),
                // The library says that it came through the same places as another.
                Value::Exception(other) => {
                    let places = ctx.heap.read(other).traceback.clone();
                    ctx.heap.write(exception).traceback = places;
                }
                _ => {}
            }
            return Ok(());
        }
        (Value::Module(module), _) => {
            let module = MODULES.get(usize::from(module)).unwrap_or(&"");
            if let Some(global) = ctx.program.module_variable(module, name) {
                ctx.heap.store_global(global, value);
                return Ok(());
            }
        }
        (Value::Function(function), _) => {
            let fields = ctx.function_fields(function);
            let key = ctx.attribute_key(name);
            return crate::subscript::set_key(ctx, fields, key, value);
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
/// AttributeError for all but fields, which builtin objects have none of; what a deleter raises.
pub fn delete<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Result<(), Stop> {
    if ctx.class_of(object).is_some() || matches!(object, Value::Class(_) | Value::Exception(_)) {
        return delete_custom(ctx, object, name);
    }
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
        Value::Class(class) => {
            let class = ctx.heap.read(class).name.clone();
            format!("type object '{class}' has no attribute '{name}'")
        }
        Value::Alias(alias) if let Some(origin) = ctx.heap.get(alias).origin => {
            return missing(ctx, origin, name);
        }
        Value::Super(_) => format!("'super' object has no attribute '{name}'"),
        Value::Sync(sync) if matches!(sync.kind(), SyncKind::Lock | SyncKind::RLock) => {
            let label = type_label(Value::Type(sync.kind().type_kind()));
            format!("'{label}' object has no attribute '{name}'")
        }
        _ => {
            // A method passes the question on to its function.
            let asked = match object {
                Value::Method(method) => ctx.heap.get(method).function,
                object => object,
            };
            let kind = ctx.type_name(asked);
            format!("'{kind}' object has no attribute '{name}'")
        }
    };
    ctx.raise(ExceptionKind::AttributeError, message)
}

/// object.name = value for an object whose class, or which itself, is of the workload. False where a
/// builtin attribute is meant.
fn set_custom<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: &str,
    value: Value,
) -> Result<bool, Stop> {
    let key = ctx.attribute_key(name);
    let Some(class) = ctx.class_of(object) else {
        if let Value::Class(class) = object
            && ctx.in_class(class, "__class_setattr__").is_some()
            && let Found::Value(check) = ctx.find_in_class(class, "__class_setattr__")?
        {
            ctx.call_back(check, &[key, value])?;
        }
        return set_plainly(ctx, object, key, value);
    };
    let traits = ctx.heap.read(class).traits;
    if traits.sets || traits.describes {
        if let Some(method) = ctx.special(object, "__setattr__") {
            ctx.call_back(method, &[key, value])?;
            return Ok(true);
        }
        if let Some(setter) = setter(ctx, object, class, name)? {
            let (function, receiver) = setter;
            ctx.call_back(function, &[receiver, value])?;
            return Ok(true);
        }
    }
    set_plainly(ctx, object, key, value)
}

/// What sets an attribute instead of a field: a property's setter or a descriptor's `__set__`.
fn setter<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    class: Handle<Class>,
    name: &str,
) -> Result<Option<(Value, Value)>, Stop> {
    match ctx.in_class(class, name) {
        Some(Value::Descriptor(descriptor)) => {
            let descriptor = *ctx.heap.get(descriptor);
            match (descriptor.kind, descriptor.set) {
                (DescriptorKind::Property, Value::None) => {
                    let class = ctx.heap.read(class).name.clone();
                    let message = format!("property '{name}' of '{class}' object has no setter");
                    Err(ctx.raise(ExceptionKind::AttributeError, message))
                }
                (DescriptorKind::Property, set) => Ok(Some((set, object))),
                _ => Ok(None),
            }
        }
        Some(attribute @ Value::Instance(_)) => {
            Ok(ctx.special(attribute, "__set__").map(|set| (set, object)))
        }
        _ => Ok(None),
    }
}

/// object.name = value without asking the class; `Unbound` deletes. False where a builtin attribute is
/// meant, or, deleting, where there is none.
///
/// # Errors
/// TypeError for an attribute that must be something else.
pub fn set_plainly<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    name: Value,
    value: Value,
) -> Result<bool, Stop> {
    match object {
        Value::Class(class) => {
            if let (Some("__name__"), Some(text)) = (ctx.text(name), ctx.text(value)) {
                let text = text.into();
                ctx.heap.write(class).name = text;
                return Ok(true);
            }
            let was_there = ctx.set_in_class(class, name, value);
            Ok(was_there || !matches!(value, Value::Unbound))
        }
        Value::Instance(instance) => Ok(set_field(ctx, instance, name, value)),
        Value::Exception(exception) => {
            if ctx.text(name).is_some_and(|name| exception::BUILTIN.contains(&name)) {
                return Ok(false);
            }
            let (mut exception, frozen) = ctx.heap.write_beside(exception);
            let before = match value {
                Value::Unbound => exception.fields.remove(frozen, name),
                value => exception.fields.insert(frozen, name, value),
            };
            Ok(!matches!(value, Value::Unbound) || matches!(before, Ok(Some(_))))
        }
        _ => Ok(false),
    }
}

/// Gives an instance a field, or takes it away where the value is `Unbound`; says whether there is
/// something to take away.
pub fn set_field<H: Heap>(
    ctx: &mut Context<H>,
    instance: Handle<Instance>,
    name: Value,
    value: Value,
) -> bool {
    let text = ctx.text(name).unwrap_or_default().to_owned();
    let own = ctx.linked.find_name(&text).map(|own| ctx.linked.name(own));
    let Value::Str(key) = own.unwrap_or(name) else { return false };
    let (mut this, frozen) = ctx.heap.write_beside(instance);
    let (class, shared) = (this.class, this.shared);
    if shared.is_none() && !matches!(value, Value::Unbound) {
        if let Some(field) = this.fields.get_mut(frozen, key) {
            *field = value;
            return true;
        }
        let has_it = this.fields.get_text(frozen, &text).is_some();
        drop(this);
        note_shadow(ctx, class, name);
        if !has_it && crate::quick::attribute::append_field(ctx.heap, instance, key, value) {
            return true;
        }
    } else {
        drop(this);
    }
    let shared = ctx.shared_fields(instance);
    let (mut dict, frozen) = ctx.heap.write_beside(shared);
    let before = match value {
        Value::Unbound => dict.remove(frozen, name),
        value => dict.insert(frozen, name, value),
    };
    drop(dict);
    let was_there = matches!(before, Ok(Some(_)));
    if !was_there && !matches!(value, Value::Unbound) {
        ctx.heap.grow(Dict::ENTRY_BYTES);
    }
    was_there || !matches!(value, Value::Unbound)
}

/// Notes that an instance has a field of that name, if its class has an attribute of the name.
fn note_shadow<H: Heap>(ctx: &mut Context<H>, class: Handle<Class>, name: Value) {
    let (this, frozen) = ctx.heap.read_beside(class);
    let shadows = !this.traits.shadows && matches!(this.table.get(frozen, name), Ok(Some(_)));
    drop(this);
    if shadows {
        ctx.heap.write(class).traits.shadows = true;
    }
}

fn delete_custom<H: Heap>(ctx: &mut Context<H>, object: Value, name: &str) -> Result<(), Stop> {
    let key = ctx.attribute_key(name);
    let class = ctx.class_of(object);
    let traits = class.map(|class| ctx.heap.read(class).traits).unwrap_or_default();
    if let Some(class) = class
        && (traits.sets || traits.describes)
    {
        if let Some(method) = ctx.special(object, "__delattr__") {
            return ctx.call_back(method, &[key]).map(|_| ());
        }
        match ctx.in_class(class, name) {
            Some(Value::Descriptor(descriptor)) => {
                let descriptor = *ctx.heap.get(descriptor);
                if descriptor.kind == DescriptorKind::Property {
                    if matches!(descriptor.delete, Value::None) {
                        let class = ctx.heap.read(class).name.clone();
                        let message =
                            format!("property '{name}' of '{class}' object has no deleter");
                        return Err(ctx.raise(ExceptionKind::AttributeError, message));
                    }
                    return ctx.call_back(descriptor.delete, &[object]).map(|_| ());
                }
            }
            Some(attribute @ Value::Instance(_)) => {
                if let Some(delete) = ctx.special(attribute, "__delete__") {
                    return ctx.call_back(delete, &[object]).map(|_| ());
                }
            }
            _ => {}
        }
    }
    match set_plainly(ctx, object, key, Value::Unbound)? {
        true => Ok(()),
        false => Err(missing(ctx, object, name)),
    }
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
    let receiver = ctx.native_of(receiver);
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
