//! The natives and methods of builtin types that programs call most, where they need nothing but the
//! heap.

use lang::library::{Native, TypeKind};

use super::{change, entry, exception, text};
use crate::hash::address;
use crate::heap::{Handle, Heap, Object, Pressure};
use crate::kind::{Class, Dict, DictPart, DictView, List, Range, Root, Set, SuperView};
use crate::method::MethodName;
use crate::number::{int_to_float, parse_short_float, parse_short_int};
use crate::value::Value;

/// What a native gives for these arguments.
#[inline(never)]
pub fn call<H: Heap>(heap: &mut H, native: Native, args: &[Value]) -> Option<Value> {
    match (native, args) {
        (Native::Len, &[container]) => length(heap, container),
        (Native::IsInstance, &[value, class]) => is_instance(heap, value, class),
        (Native::Id, &[value]) => Some(Value::Int(address(value).cast_signed())),
        (Native::IsCoroutine, &[value]) => Some(Value::Bool(matches!(value, Value::Coroutine(_)))),
        (Native::PayHandle, []) => Some(Value::None),
        (Native::Abs, &[Value::Int(number)]) => number.checked_abs().map(Value::Int),
        (Native::Abs, &[Value::Float(number)]) => Some(Value::Float(number.abs())),
        (Native::Ord, &[Value::Str(text)]) => {
            let mut chars = heap.get(text).as_str().chars();
            match (chars.next(), chars.next()) {
                (Some(char), None) => Some(Value::Int(i64::from(u32::from(char)))),
                _ => None,
            }
        }
        (Native::Min, &[Value::Int(one), Value::Int(other)]) => Some(Value::Int(one.min(other))),
        (Native::Max, &[Value::Int(one), Value::Int(other)]) => Some(Value::Int(one.max(other))),
        _ => None,
    }
}

fn length<H: Heap>(heap: &mut H, container: Value) -> Option<Value> {
    let length = match container {
        Value::List(list) => heap.read(list).items.len(),
        Value::Str(text) => heap.get(text).n_chars(),
        Value::Dict(dict) => heap.read(dict).len(),
        Value::Tuple(tuple) => heap.get(tuple).items().len(),
        Value::Set(set) => heap.read(set).len(),
        Value::Deque(deque) => heap.read(deque).items().len(),
        _ => return None,
    };
    i64::try_from(length).ok().map(Value::Int)
}

fn is_instance<H: Heap>(heap: &mut H, value: Value, class: Value) -> Option<Value> {
    let is_it = match (value, class) {
        // Where it is not in the order, the class may still say so.
        (Value::Instance(instance), Value::Class(class)) => {
            let own = heap.read(instance).class;
            (own == class || heap.read(own).order.contains(&class)).then_some(true)?
        }
        (Value::Int(_), Value::Type(kind)) => matches!(kind, TypeKind::Int | TypeKind::Object),
        (Value::Str(_), Value::Type(kind)) => matches!(kind, TypeKind::Str | TypeKind::Object),
        (Value::List(_), Value::Type(kind)) => matches!(kind, TypeKind::List | TypeKind::Object),
        (Value::Float(_), Value::Type(kind)) => matches!(kind, TypeKind::Float | TypeKind::Object),
        (Value::Tuple(_), Value::Type(kind)) => matches!(kind, TypeKind::Tuple | TypeKind::Object),
        (Value::Instance(instance), Value::Type(TypeKind::Tuple)) => {
            let class = heap.read(instance).class;
            heap.read(class).root == Root::Type(TypeKind::Tuple)
        }
        _ => return None,
    };
    Some(Value::Bool(is_it))
}

/// What a method of a builtin type gives for these arguments, and the work in instructions beyond its
/// own: at most what is spare.
#[inline(never)]
pub fn call_method<H: Heap>(
    heap: &mut H,
    receiver: Value,
    method: MethodName,
    args: &[Value],
    spare: i64,
) -> Option<(Value, i64)> {
    let value = match (receiver, method, args) {
        (Value::List(list), MethodName::Append, &[item]) => {
            append(heap, list, item)?;
            Value::None
        }
        (Value::List(list), MethodName::Pop, &[]) => heap.write(list).items.pop()?,
        (Value::Str(text), ..) => return text::call_method(heap, text, method, args, spare),
        (Value::Set(set), MethodName::Add, &[item]) => add(heap, set, item)?,
        (Value::Dict(dict), MethodName::SetDefault, &[key, default]) => {
            set_default(heap, dict, key, default)?
        }
        (Value::Dict(dict), MethodName::Items, []) => view(heap, dict, DictPart::Items)?,
        (Value::Dict(dict), MethodName::Values, []) => view(heap, dict, DictPart::Values)?,
        (Value::Dict(dict), MethodName::Keys, []) => view(heap, dict, DictPart::Keys)?,
        (Value::Dict(dict), MethodName::Get, &[key, ..]) if args.len() <= 2 => {
            let default = || args.get(1).copied().unwrap_or(Value::None);
            entry(heap, dict, key, |found| found.unwrap_or_else(default))?
        }
        (Value::Dict(dict), MethodName::Pop, &[key, default]) => {
            let (mut dict, frozen) = heap.write_beside(dict);
            if dict.asks() {
                return None;
            }
            dict.remove(frozen, key).ok()?.unwrap_or(default)
        }
        (Value::Super(view), MethodName::DunderInit, args) => {
            exception::initialise(heap, view, args)?
        }
        _ => return None,
    };
    Some((value, 0))
}

fn set_default<H: Heap>(
    heap: &mut H,
    dict: Handle<Dict>,
    key: Value,
    default: Value,
) -> Option<Value> {
    let is_simple = matches!(key, Value::Int(_) | Value::Str(_));
    if !is_simple || heap.pressure() != Pressure::Low {
        return None;
    }
    change(heap, dict, |dict, frozen| {
        if dict.asks() {
            return None;
        }
        if let Some(known) = dict.get(frozen, key).ok()? {
            return Some(known);
        }
        dict.insert(frozen, key, default).ok()?;
        Some(default)
    })
}

fn view<H: Heap>(heap: &mut H, dict: Handle<Dict>, part: DictPart) -> Option<Value> {
    (heap.pressure() == Pressure::Low)
        .then(|| Value::DictView(heap.freeze(DictView { dict, part })))
}

/// Adds an item to a set, unless the item may have to be asked.
pub fn add<H: Heap>(heap: &mut H, set: Handle<Set>, item: Value) -> Option<Value> {
    let is_simple = matches!(item, Value::Int(_) | Value::Str(_));
    change(heap, set, |set, frozen| {
        if !is_simple || set.asks() || set.is_frozen() {
            return None;
        }
        set.add(frozen, item).ok()?;
        Some(Value::None)
    })
}

/// What a call of a builtin type gives.
#[inline(never)]
pub fn convert<H: Heap>(heap: &mut H, kind: TypeKind, args: &[Value]) -> Option<Value> {
    match (kind, args) {
        (TypeKind::Range, args) => {
            let range = range_of(args)?;
            (heap.pressure() == Pressure::Low).then(|| Value::Range(heap.freeze(range)))
        }
        (TypeKind::Int, &[number @ Value::Int(_)]) => Some(number),
        (TypeKind::Int, &[Value::Str(text)]) => {
            parse_short_int(heap.get(text).as_str()).map(Value::Int)
        }
        (TypeKind::Float, &[Value::Str(text)]) => {
            parse_short_float(heap.get(text).as_str()).map(Value::Float)
        }
        (TypeKind::Super, &[Value::Class(after), receiver]) => super_view(heap, after, receiver),
        (TypeKind::Float, &[number @ Value::Float(_)]) => Some(number),
        (TypeKind::Float, &[Value::Int(number)]) => Some(Value::Float(int_to_float(number))),
        (TypeKind::Str, &[text @ Value::Str(_)]) => Some(text),
        (TypeKind::Str, &[Value::Int(number)]) => text::of_int(heap, number),
        _ => None,
    }
}

/// An object as it is seen from above a class.
fn super_view<H: Heap>(heap: &mut H, after: Handle<Class>, receiver: Value) -> Option<Value> {
    let class = match receiver {
        Value::Instance(instance) => heap.read(instance).class,
        Value::Exception(exception) => heap.read(exception).class?,
        Value::Class(class) => class,
        _ => return None,
    };
    if !heap.read(class).order.contains(&after) || heap.pressure() != Pressure::Low {
        return None;
    }
    Some(Value::Super(heap.freeze(SuperView { after, class, receiver })))
}

/// Appends to a list, which may grow where memory is not short.
#[inline(always)]
pub fn append<H: Heap>(heap: &mut H, list: Handle<List>, item: Value) -> Option<()> {
    /// Lists that take more ask before they grow.
    const BYTES_MAX: usize = 1 << 16;
    let mut this = heap.write(list);
    if this.items.len() < this.items.capacity() {
        this.items.push(item);
        return Some(());
    }
    let is_small = this.bytes() <= BYTES_MAX;
    drop(this);
    if !is_small || heap.pressure() != Pressure::Low {
        return None;
    }
    let grown = heap.write(list).push(item);
    heap.grow(grown);
    Some(())
}

/// The range made of plain integers, which is what nearly every `range(…)` is.
#[must_use]
pub fn range_of(args: &[Value]) -> Option<Range> {
    match *args {
        [Value::Int(stop)] => Some(Range { start: 0, stop, step: 1 }),
        [Value::Int(start), Value::Int(stop)] => Some(Range { start, stop, step: 1 }),
        [Value::Int(start), Value::Int(stop), Value::Int(step)] if step != 0 => {
            Some(Range { start, stop, step })
        }
        _ => None,
    }
}
