//! Calling builtin types: `int("5")`, `list(items)`, `dict(a=1)`.

use lang::library::{ExceptionKind, TypeKind};

use super::threading::construct_sync;
use super::type_of;
use crate::alias;
use crate::context::{Args, Context, Flow, Stop};
use crate::format::{bytes_repr, str_of, text_repr};
use crate::heap::{Heap, Object};
use crate::iterate;
use crate::key;
use crate::kind::{
    Bytes, Descriptor, DescriptorKind, Dict, Instance, Range, Set, Slice, SuperView, Text,
};
use crate::method::{
    Given, decode, deque_arguments, is_given, make_deque, or, update_by_name, update_dict,
};
use crate::number::{DIGITS_MAX, Num, float_to_integer, parse_float, parse_int};
use crate::object;
use crate::raise::type_kind_name;
use crate::special::{self, is_custom};
use crate::truth::is_true;
use crate::value::Value;

/// Calls a builtin type.
///
/// # Errors
/// What the conversion raises.
pub fn construct<H: Heap>(ctx: &mut Context<H>, kind: TypeKind, args: Args) -> Result<Flow, Stop> {
    let given = Given::new("", type_kind_name(kind), args);
    let value = match kind {
        TypeKind::Int => int(ctx, given)?,
        TypeKind::Float => float(ctx, given)?,
        TypeKind::Bool => {
            let [value] = given.positional(ctx, 0)?;
            Value::Bool(is_given(value) && is_true(ctx, value)?)
        }
        TypeKind::Str => str(ctx, given)?,
        TypeKind::Bytes => return bytes(ctx, given),
        TypeKind::List | TypeKind::Tuple | TypeKind::Set | TypeKind::FrozenSet => {
            return collection(ctx, kind, given);
        }
        TypeKind::Deque => match deque_arguments(ctx, given)? {
            Some((items, length_max)) => make_deque(ctx, &items, length_max)?,
            None => return Ok(Flow::Drain(0)),
        },
        TypeKind::Dict => return dict(ctx, given),
        TypeKind::Range => range(ctx, given)?,
        TypeKind::Slice => slice(ctx, given)?,
        TypeKind::Type => {
            if given.args.positional.len() == 3 {
                let class = object::class_from(ctx, given)?;
                return Ok(Flow::Prelude("_init_subclass", vec![class, Value::None]));
            }
            let Ok([value]) = given.positional(ctx, 1) else {
                return Err(ctx.type_error("type() takes 1 or 3 arguments"));
            };
            type_of(ctx, value)
        }
        TypeKind::GenericAlias => {
            let [class, item] = given.positional(ctx, 2)?;
            alias::subscripted(ctx, class, item)?
        }
        TypeKind::Super => super_view(ctx, given)?,
        TypeKind::Property => property(ctx, given)?,
        TypeKind::StaticMethod | TypeKind::ClassMethod => {
            let get = given.one(ctx)?;
            let kind = match kind {
                TypeKind::StaticMethod => DescriptorKind::Static,
                _ => DescriptorKind::Class,
            };
            descriptor(ctx, Descriptor { kind, get, set: Value::None, delete: Value::None })
        }
        TypeKind::Condition
        | TypeKind::Semaphore
        | TypeKind::BoundedSemaphore
        | TypeKind::Event => return construct_sync(ctx, kind, given),
        TypeKind::NoneType => {
            given.none(ctx)?;
            Value::None
        }
        TypeKind::Object => {
            if !given.args.positional.is_empty() || !given.args.keywords.is_empty() {
                return Err(ctx.type_error("object() takes no arguments"));
            }
            let class = ctx.plain_class();
            Value::Instance(ctx.heap.open(Instance::new(class, Value::Unbound)))
        }
        _ => {
            let name = type_kind_name(kind);
            return Err(ctx.type_error(format!("cannot create '{name}' instances")));
        }
    };
    Ok(Flow::Value(value))
}

fn int<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    if given.args.positional.len() > 2 {
        let n_given = given.args.positional.len();
        return Err(ctx.type_error(format!("int() takes at most 2 arguments ({n_given} given)")));
    }
    let [value, base] = given.named(ctx, ["x", "base"], 1, 2)?;
    if !is_given(value) {
        return if is_given(base) {
            Err(ctx.type_error("int() missing string argument"))
        } else {
            Ok(Value::Int(0))
        };
    }
    if is_custom(value) {
        for name in ["__int__", "__index__", "__trunc__"] {
            let Some(number) = special::call(ctx, value, name, &[])? else { continue };
            return match ctx.native_of(number) {
                number @ (Value::Int(_) | Value::BigInt(_) | Value::Bool(_)) => Ok(number),
                _ => {
                    let kind = ctx.type_name(number);
                    Err(ctx.type_error(format!("{name} returned non-int (type {kind})")))
                }
            };
        }
    }
    let value = ctx.native_of(value);
    let n_bytes = match value {
        Value::Str(text) => ctx.heap.get(text).as_str().len(),
        Value::Bytes(bytes) => ctx.heap.get(bytes).0.len(),
        _ if is_given(base) => {
            return Err(ctx.type_error("int() can't convert non-string with explicit base"));
        }
        Value::Int(_) | Value::BigInt(_) => return Ok(value),
        Value::Bool(flag) => return Ok(Value::Int(i64::from(flag))),
        Value::Float(number) => return ctx.number_or_raise(float_to_integer(number)),
        _ => {
            let name = ctx.type_name(value);
            return Err(ctx.type_error(format!(
                "int() argument must be a string, a bytes-like object or a real number, not \
                 '{name}'"
            )));
        }
    };
    let base = ctx.clamped_index(or(base, Value::Int(10)))?;
    let Some(base) = u32::try_from(base).ok().filter(|base| matches!(base, 0 | 2..=36)) else {
        return Err(ctx.value_error("int() base must be >= 2 and <= 36, or 0"));
    };
    // Each digit is multiplied into all before it.
    let n_digits = n_bytes.min(DIGITS_MAX);
    ctx.charge(n_bytes / 4 + n_digits * n_digits / 360)?;
    let shown = |repr: String| repr.chars().take(200).collect::<String>();
    let parsed = match value {
        Value::Str(text) => {
            let text = ctx.heap.get(text).as_str();
            parse_int(text, base, || shown(text_repr(text)))
        }
        Value::Bytes(bytes) => {
            let bytes = &ctx.heap.get(bytes).0;
            let text = String::from_utf8_lossy(bytes);
            parse_int(&text, base, || shown(bytes_repr(bytes)))
        }
        _ => unreachable!("all else is no text"),
    };
    ctx.number_or_raise(parsed)
}

/// Reading a float, in items.
const FLOAT_ITEMS: usize = 40;

fn float<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [value] = given.positional(ctx, 0)?;
    let value = or(value, Value::Float(0.0));
    let value = ctx.as_real(value)?;
    let value = ctx.native_of(value);
    if let Value::Str(text) = value {
        ctx.charge(FLOAT_ITEMS)?;
        let text = ctx.heap.get(text).as_str();
        let parsed = parse_float(text, || text_repr(text));
        return parsed.map(Value::Float).map_err(|error| ctx.number_error(error));
    }
    match Num::of(ctx.heap.frozen(), value).map(Num::to_float) {
        Some(Ok(number)) => Ok(Value::Float(number)),
        Some(Err(error)) => Err(ctx.number_error(error)),
        None => {
            let name = ctx.type_name(value);
            Err(ctx.type_error(format!(
                "float() argument must be a string or a real number, not '{name}'"
            )))
        }
    }
}

fn str<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    if let (&[Value::Int(number)], []) = (given.args.positional, given.args.keywords) {
        return Ok(Value::Str(ctx.heap.freeze(Text::of_int(number))));
    }
    let [value, encoding, _errors] = given.named(ctx, ["object", "encoding", "errors"], 0, 3)?;
    if is_given(encoding) {
        let Value::Bytes(bytes) = value else {
            let name = ctx.type_name(value);
            return Err(
                ctx.type_error(format!("decoding to str: need a bytes-like object, {name} found"))
            );
        };
        let encoding = ctx.text(encoding).unwrap_or("utf-8").to_owned();
        let bytes = ctx.heap.get(bytes).0.clone();
        let text = decode(ctx, &bytes, &encoding)?;
        return Ok(ctx.new_str(text));
    }
    match value {
        Value::Unbound => Ok(ctx.new_str("")),
        Value::Str(_) => Ok(value),
        _ => {
            let text = str_of(ctx, value)?;
            Ok(ctx.new_str(text))
        }
    }
}

fn bytes<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let [value, encoding] = given.positional(ctx, 0)?;
    let bytes: Box<[u8]> = match value {
        Value::Unbound => Box::default(),
        Value::Bytes(_) => return Ok(Flow::Value(value)),
        Value::Str(text) => {
            if !is_given(encoding) {
                return Err(ctx.type_error("string argument without an encoding"));
            }
            let args = Args { positional: &[encoding], keywords: &[] };
            let method = crate::method::MethodName::Encode;
            return crate::method::call(ctx, Value::Str(text), method, args);
        }
        Value::Int(count) => {
            let Ok(count) = usize::try_from(count) else {
                return Err(ctx.value_error("negative count"));
            };
            ctx.reserve(count)?;
            vec![0; count].into()
        }
        _ => {
            let Some(items) = iterate::to_vec(ctx, value)? else { return Ok(Flow::Drain(0)) };
            let mut bytes = Vec::with_capacity(items.len());
            for item in items {
                ctx.go_on()?;
                match u8::try_from(ctx.index(item)?) {
                    Ok(byte) => bytes.push(byte),
                    Err(_) => return Err(ctx.value_error("bytes must be in range(0, 256)")),
                }
            }
            bytes.into()
        }
    };
    Ok(Flow::Value(Value::Bytes(ctx.heap.freeze(Bytes(bytes)))))
}

fn collection<H: Heap>(ctx: &mut Context<H>, kind: TypeKind, given: Given) -> Result<Flow, Stop> {
    let [iterable] = given.positional(ctx, 0)?;
    if let (TypeKind::Tuple, Value::Tuple(_)) = (kind, iterable) {
        return Ok(Flow::Value(iterable));
    }
    if let (TypeKind::Set | TypeKind::FrozenSet, Value::Set(set)) = (kind, iterable) {
        let (guard, frozen) = ctx.heap.read_beside(set);
        let copy = guard.fresh_copy(frozen).with_frozen(kind == TypeKind::FrozenSet);
        drop(guard);
        ctx.charge(copy.len() * 2)?;
        return Ok(Flow::Value(ctx.new_set(copy)));
    }
    let items = if is_given(iterable) {
        match iterate::to_vec(ctx, iterable)? {
            Some(items) => items,
            None => return Ok(Flow::Drain(0)),
        }
    } else {
        Vec::new()
    };
    ctx.reserve(size_of_val(&*items))?;
    let value = match kind {
        TypeKind::List => ctx.new_list(items),
        TypeKind::Tuple => ctx.new_tuple(items),
        _ => {
            ctx.charge(items.len().saturating_mul(8))?;
            let mut set = Set::new().with_frozen(kind == TypeKind::FrozenSet);
            if matches!(iterable, Value::Dict(_)) {
                set.make_room(items.len());
            }
            for item in items {
                key::add(ctx, &mut set, item)?;
            }
            ctx.reserve(set.bytes())?;
            ctx.new_set(set)
        }
    };
    Ok(Flow::Value(value))
}

fn dict<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Flow, Stop> {
    let keywords: &[(&str, Value)] = given.args.keywords;
    let dict = match *given.args.positional {
        [] => ctx.heap.open(Dict::new()),
        [Value::Generator(_)] => return Ok(Flow::Drain(0)),
        [source] => {
            let dict = ctx.heap.open(Dict::new());
            update_dict(ctx, dict, source)?;
            dict
        }
        ref positional => {
            let n_given = positional.len();
            return Err(ctx.type_error(format!("dict expected at most 1 argument, got {n_given}")));
        }
    };
    update_by_name(ctx, dict, keywords)?;
    Ok(Flow::Value(Value::Dict(dict)))
}

fn range<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [first, second, third] = given.positional(ctx, 1)?;
    let mut number = |value: Value| match value {
        Value::BigInt(_) => {
            let message = "range() with integers beyond 64 bits is not supported";
            Err(ctx.raise(ExceptionKind::PlaygroundUnsupported, message))
        }
        value => ctx.index(value),
    };
    let (start, stop) =
        if is_given(second) { (number(first)?, number(second)?) } else { (0, number(first)?) };
    let step = number(or(third, Value::Int(1)))?;
    if step == 0 {
        return Err(ctx.value_error("range() arg 3 must not be zero"));
    }
    Ok(Value::Range(ctx.heap.freeze(Range { start, stop, step })))
}

fn slice<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [first, second, third] = given.positional(ctx, 1)?;
    let (start, stop) = if is_given(second) { (first, second) } else { (Value::None, first) };
    let slice = Slice { start, stop, step: or(third, Value::None) };
    Ok(Value::Slice(ctx.heap.freeze(slice)))
}

fn property<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [get, set, delete, _doc] = given.named(ctx, ["fget", "fset", "fdel", "doc"], 0, 4)?;
    let [get, set, delete] = [get, set, delete].map(|part| or(part, Value::None));
    Ok(descriptor(ctx, Descriptor { kind: DescriptorKind::Property, get, set, delete }))
}

fn descriptor<H: Heap>(ctx: &mut Context<H>, descriptor: Descriptor) -> Value {
    Value::Descriptor(ctx.heap.freeze(descriptor))
}

/// `super(class, object)`. The compiler writes both where the workload writes neither.
fn super_view<H: Heap>(ctx: &mut Context<H>, given: Given) -> Result<Value, Stop> {
    let [after, receiver] = given.positional(ctx, 2)?;
    let Value::Class(after) = after else {
        return Err(ctx.type_error("super() argument 1 must be a type"));
    };
    let class = match receiver {
        Value::Class(class) => Some(class),
        object => ctx.class_of(object),
    };
    match class {
        Some(class) if ctx.is_subclass(class, Value::Class(after)) => {
            let view = SuperView { after, class, receiver };
            Ok(Value::Super(ctx.heap.freeze(view)))
        }
        _ => Err(ctx.type_error("super(type, obj): obj must be an instance or subtype of type")),
    }
}
