//! Asking objects what they are: `type`, `isinstance`, `getattr`, `callable`.

use lang::library::{ExceptionKind, Native, TypeKind};

use crate::alias;
use crate::context::{Context, Flow, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::{Class, DescriptorKind, GeneratorState};
use crate::lookup::Found;
use crate::method::{Given, attribute, is_given};
use crate::special;
use crate::truth::is_true;
use crate::value::Value;

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let value = match native {
        Native::Callable => {
            let value = given.one(ctx)?;
            Value::Bool(is_callable(ctx, value))
        }
        Native::IsInstance => {
            let [value, class] = given.positional(ctx, 2)?;
            Value::Bool(is_of(ctx, value, class)?)
        }
        Native::IsSubclass => {
            let [class, of] = given.positional(ctx, 2)?;
            Value::Bool(is_subclass(ctx, class, of)?)
        }
        Native::SetAttr => {
            let [object, name, value] = given.positional(ctx, 3)?;
            let name = attribute_name(ctx, name)?;
            attribute::set(ctx, object, &name, value)?;
            Value::None
        }
        Native::DelAttr => {
            let [object, name] = given.positional(ctx, 2)?;
            let name = attribute_name(ctx, name)?;
            attribute::delete(ctx, object, &name)?;
            Value::None
        }
        Native::Vars => {
            let object = given.one(ctx)?;
            match attribute::find(ctx, object, "__dict__")? {
                Some(fields) => fields,
                None => {
                    return Err(ctx.type_error("vars() argument must have __dict__ attribute"));
                }
            }
        }
        Native::ClassAttribute => {
            let [class, name] = given.positional(ctx, 2)?;
            let name = attribute_name(ctx, name)?;
            match class {
                Value::Class(class) => ctx.in_class(class, &name).unwrap_or(Value::None),
                _ => Value::None,
            }
        }
        Native::IsOwnIterator => Value::Bool(matches!(given.one(ctx)?, Value::Instance(_))),
        Native::IsAsyncGenerator => {
            let value = given.one(ctx)?;
            Value::Bool(ctx.is_async_generator(value))
        }
        Native::EndGenerator => {
            let value = given.one(ctx)?;
            Value::Bool(end_generator(ctx, value))
        }
        Native::Become => {
            if let [Value::Instance(instance), value] = given.positional(ctx, 2)? {
                ctx.heap.write(instance).native = value;
            }
            Value::None
        }
        Native::HasAttr => return has_attribute(ctx, given),
        _ => return get_attribute(ctx, given),
    };
    Ok(Flow::Value(value))
}

/// Whether a value can be called.
pub fn is_callable<H: Heap>(ctx: &mut Context<H>, value: Value) -> bool {
    let is_function = matches!(
        value,
        Value::Function(_)
            | Value::BoundMethod(_)
            | Value::Method(_)
            | Value::Class(_)
            | Value::Native(_)
            | Value::Type(_)
            | Value::ExceptionType(_)
            | Value::Alias(_)
    );
    is_function || ctx.special(value, "__call__").is_some()
}

/// Ends a generator that has not begun; whether it is one that has begun and is still to be ended.
fn end_generator<H: Heap>(ctx: &mut Context<H>, value: Value) -> bool {
    let Value::Generator(generator) = value else { return false };
    let mut generator = ctx.heap.write(generator);
    let has_begun = generator.pc > 0 || generator.state == GeneratorState::Running;
    if !has_begun {
        generator.state = GeneratorState::Ended;
        generator.registers = Box::default();
    }
    has_begun && generator.state != GeneratorState::Ended
}

fn has_attribute<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [object, name] = given.positional(ctx, 2)?;
    let name = attribute_name(ctx, name)?;
    if may_call(object) {
        let name = ctx.new_str(name);
        return Ok(Flow::Prelude("_has_attribute", vec![object, name]));
    }
    let has_it = attribute::request(object, &name).is_some()
        || attribute::find(ctx, object, &name)?.is_some();
    Ok(Flow::Value(Value::Bool(has_it)))
}

fn get_attribute<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [object, name, default] = given.positional(ctx, 2)?;
    let name = attribute_name(ctx, name)?;
    if let Some(request) = attribute::request(object, &name) {
        return Ok(Flow::Request(request));
    }
    if may_call(object) {
        if is_given(default) {
            let name = ctx.new_str(name);
            return Ok(Flow::Prelude("_get_attribute", vec![object, name, default]));
        }
        return Ok(match attribute::look_up(ctx, object, &name)? {
            Found::Value(value) => Flow::Value(value),
            Found::Call(function, args) => Flow::Call(function, args),
            Found::Missing => return Err(attribute::missing(ctx, object, &name)),
        });
    }
    match attribute::find(ctx, object, &name)? {
        Some(value) => Ok(Flow::Value(value)),
        None if is_given(default) => Ok(Flow::Value(default)),
        None => Err(attribute::missing(ctx, object, &name)),
    }
}

/// Whether reading an attribute may run code of the workload.
fn may_call(object: Value) -> bool {
    matches!(object, Value::Instance(_) | Value::Exception(_) | Value::Super(_) | Value::Class(_))
}

fn attribute_name<H: Heap>(ctx: &mut Context<H>, name: Value) -> Result<String, Stop> {
    match name {
        Value::Str(text) => Ok(ctx.heap.get(text).as_str().to_owned()),
        _ => {
            let kind = ctx.type_name(name);
            Err(ctx.type_error(format!("attribute name must be string, not '{kind}'")))
        }
    }
}

/// isinstance(value, class), the class possibly a tuple of classes in tuples.
fn is_of<H: Heap>(ctx: &mut Context<H>, value: Value, class: Value) -> Result<bool, Stop> {
    let mut todo = vec![class];
    let mut n_seen = 0;
    while let Some(class) = todo.pop() {
        n_seen += 1;
        ctx.charge(n_seen / 16)?;
        let holds = match class {
            Value::Class(of) => {
                let is_direct = match ctx.class_of(value) {
                    Some(class) => ctx.is_subclass(class, Value::Class(of)),
                    None => false,
                };
                is_direct || says_so(ctx, of, value)?
            }
            Value::Type(kind) => is_instance(ctx, value, kind),
            Value::ExceptionType(class) => match value {
                Value::Exception(exception) => ctx.heap.read(exception).kind.is_a(class),
                _ => false,
            },
            Value::Tuple(tuple) => {
                todo.extend(ctx.heap.get(tuple).items().iter().rev());
                false
            }
            Value::Alias(of) => {
                todo.extend(alias::types_of_union(ctx, of, "isinstance")?.iter().rev());
                false
            }
            _ => {
                let message = "isinstance() arg 2 must be a type, a tuple of types, or a union";
                return Err(ctx.type_error(message));
            }
        };
        if holds {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a class says itself of objects that do not come from it: those of `collections.abc`.
fn says_so<H: Heap>(
    ctx: &mut Context<H>,
    class: Handle<Class>,
    value: Value,
) -> Result<bool, Stop> {
    match special::call(ctx, Value::Class(class), "__instancecheck__", &[value])? {
        Some(answer) => is_true(ctx, answer),
        None => Ok(false),
    }
}

/// issubclass(class, of), `of` possibly a tuple of classes in tuples.
fn is_subclass<H: Heap>(ctx: &mut Context<H>, class: Value, of: Value) -> Result<bool, Stop> {
    if !matches!(class, Value::Class(_) | Value::Type(_) | Value::ExceptionType(_)) {
        return Err(ctx.type_error("issubclass() arg 1 must be a class"));
    }
    let mut todo = vec![of];
    while let Some(of) = todo.pop() {
        ctx.charge(1)?;
        let holds = match (class, of) {
            (_, Value::Tuple(classes)) => {
                todo.extend(ctx.heap.get(classes).items().iter().rev());
                false
            }
            (_, Value::Alias(of)) => {
                todo.extend(alias::types_of_union(ctx, of, "issubclass")?.iter().rev());
                false
            }
            (_, Value::Type(TypeKind::Object)) => true,
            (Value::Class(class), _) => ctx.is_subclass(class, of),
            (Value::Type(TypeKind::Bool), Value::Type(TypeKind::Int)) => true,
            (Value::Type(class), Value::Type(of)) => class == of,
            (Value::ExceptionType(class), Value::ExceptionType(of)) => class.is_a(of),
            (_, Value::Class(_) | Value::Type(_) | Value::ExceptionType(_)) => false,
            _ => {
                let message = "issubclass() arg 2 must be a class, a tuple of classes, or a union";
                return Err(ctx.type_error(message));
            }
        };
        if holds {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a value is of a builtin type.
pub fn is_instance<H: Heap>(ctx: &mut Context<H>, value: Value, kind: TypeKind) -> bool {
    match kind {
        TypeKind::Object => true,
        _ if let Value::Instance(instance) = value => {
            let class = ctx.heap.read(instance).class;
            ctx.is_subclass(class, Value::Type(kind))
        }
        TypeKind::Int => {
            matches!(value, Value::Int(_) | Value::BigInt(_) | Value::Bool(_))
        }
        _ => kind_of(ctx, value) == Some(kind),
    }
}

/// The builtin type of a value; exceptions have classes of their own.
fn kind_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Option<TypeKind> {
    Some(match value {
        Value::None | Value::Unbound => TypeKind::NoneType,
        Value::Ellipsis => TypeKind::Ellipsis,
        Value::NotImplemented => TypeKind::NotImplementedType,
        Value::Bool(_) => TypeKind::Bool,
        Value::Int(_) | Value::BigInt(_) | Value::RangeCursor(_) => TypeKind::Int,
        Value::Float(_) => TypeKind::Float,
        Value::Str(_) => TypeKind::Str,
        Value::Bytes(_) => TypeKind::Bytes,
        Value::Tuple(_) => TypeKind::Tuple,
        Value::Range(_) => TypeKind::Range,
        Value::Slice(_) => TypeKind::Slice,
        Value::List(_) => TypeKind::List,
        Value::Dict(_) => TypeKind::Dict,
        Value::Set(set) if ctx.heap.read(set).is_frozen() => TypeKind::FrozenSet,
        Value::Set(_) => TypeKind::Set,
        Value::Deque(_) => TypeKind::Deque,
        Value::Function(_) => TypeKind::Function,
        Value::BoundMethod(_) | Value::Native(_) => TypeKind::BuiltinFunction,
        Value::Type(_) | Value::ExceptionType(_) => TypeKind::Type,
        Value::Module(_) => TypeKind::Module,
        Value::Exception(_) | Value::Instance(_) => return None,
        Value::Class(_) => TypeKind::Type,
        Value::Method(_) => TypeKind::Method,
        Value::Descriptor(descriptor) => match ctx.heap.get(descriptor).kind {
            DescriptorKind::Property => TypeKind::Property,
            DescriptorKind::Static => TypeKind::StaticMethod,
            DescriptorKind::Class => TypeKind::ClassMethod,
        },
        Value::Super(_) => TypeKind::Super,
        Value::Alias(alias) => match ctx.heap.get(alias).origin {
            Some(_) => TypeKind::GenericAlias,
            None => TypeKind::UnionType,
        },
        Value::DictView(view) => ctx.heap.get(view).part.type_kind(),
        Value::Iter(iter) => ctx.heap.read(iter).type_kind(),
        Value::Generator(_) if ctx.is_async_generator(value) => TypeKind::AsyncGenerator,
        Value::Generator(_) => TypeKind::Generator,
        Value::Coroutine(_) => TypeKind::Coroutine,
        Value::Cell(_) => TypeKind::Cell,
        Value::Task(_) => TypeKind::Task,
        Value::Sync(sync) => sync.kind().type_kind(),
    })
}

/// type(value).
pub fn type_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Value {
    if let Some(class) = ctx.class_of(value) {
        return Value::Class(class);
    }
    match kind_of(ctx, value) {
        Some(kind) => Value::Type(kind),
        None => match value {
            Value::Exception(exception) => Value::ExceptionType(ctx.heap.read(exception).kind),
            _ => Value::ExceptionType(ExceptionKind::BaseException),
        },
    }
}
