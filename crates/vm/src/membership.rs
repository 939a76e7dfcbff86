//! Whether a container has an item: `wanted in container`.

use crate::compare::{find_item, is_item};
use crate::context::{Context, Stop};
use crate::heap::{Handle, Heap};
use crate::key;
use crate::kind::{Bytes, DictPart, DictView, Range, Set, Text};
use crate::method::deque_items;
use crate::special::{self, is_custom};
use crate::subscript;
use crate::truth::is_true;
use crate::value::Value;

/// wanted in container.
///
/// # Errors
/// TypeError where the container cannot be asked that, and what asking it raises.
pub fn contains<H: Heap>(
    ctx: &mut Context<H>,
    container: Value,
    wanted: Value,
) -> Result<bool, Stop> {
    match container {
        Value::List(list) => {
            let items = ctx.heap.read(list).items.clone();
            Ok(find_item(ctx, &items, wanted)?.is_some())
        }
        Value::Tuple(tuple) => {
            let items = ctx.heap.get(tuple).items().to_vec();
            Ok(find_item(ctx, &items, wanted)?.is_some())
        }
        Value::Str(text) => str_contains(ctx, text, wanted),
        Value::Dict(dict) => {
            let (key, hash) = key::in_dict(ctx, dict, wanted)?;
            let (dict, frozen) = ctx.heap.read_beside(dict);
            Ok(dict.get_hashed(frozen, key, hash).is_some())
        }
        Value::Deque(deque) => {
            let items = deque_items(ctx, deque);
            Ok(find_item(ctx, &items, wanted)?.is_some())
        }
        Value::Set(set) => set_contains(ctx, set, wanted),
        Value::Range(range) => Ok(range_contains(*ctx.heap.get(range), wanted)),
        Value::Bytes(bytes) => bytes_contains(ctx, bytes, wanted),
        Value::DictView(view) => view_contains(ctx, *ctx.heap.get(view), wanted),
        Value::Instance(_) | Value::Class(_) => custom_contains(ctx, container, wanted),
        _ => {
            if !matches!(container, Value::Iter(_) | Value::Generator(_)) {
                let name = ctx.type_name(container);
                return Err(ctx.type_error(format!("argument of type '{name}' is not iterable")));
            }
            let found = ctx.call_prelude("_contains_item", &[container, wanted])?;
            is_true(ctx, found)
        }
    }
}

fn str_contains<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    wanted: Value,
) -> Result<bool, Stop> {
    let Value::Str(part) = wanted else {
        let name = ctx.type_name(wanted);
        return Err(
            ctx.type_error(format!("'in <string>' requires string as left operand, not {name}"))
        );
    };
    let (text, part) = (ctx.heap.get(text).as_str(), ctx.heap.get(part).as_str());
    let (is_in, n_bytes) = (text.contains(part), text.len());
    ctx.charge(n_bytes / 16)?;
    Ok(is_in)
}

fn bytes_contains<H: Heap>(
    ctx: &mut Context<H>,
    bytes: Handle<Bytes>,
    wanted: Value,
) -> Result<bool, Stop> {
    match wanted {
        Value::Bytes(part) => {
            // As text, because its search takes no longer for texts that repeat themselves.
            let text = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect::<String>();
            let (all, part) = (&ctx.heap.get(bytes).0, &ctx.heap.get(part).0);
            let (all, part) = (text(all), text(part));
            ctx.charge(all.len())?;
            Ok(all.contains(&part))
        }
        _ if !matches!(wanted, Value::Int(_) | Value::Bool(_) | Value::BigInt(_))
            && ctx.special(wanted, "__index__").is_none() =>
        {
            let name = ctx.type_name(wanted);
            Err(ctx.type_error(format!("a bytes-like object is required, not '{name}'")))
        }
        Value::BigInt(_) => Err(ctx.value_error("byte must be in range(0, 256)")),
        _ => {
            let byte = ctx.index(wanted)?;
            let Ok(byte) = u8::try_from(byte) else {
                return Err(ctx.value_error("byte must be in range(0, 256)"));
            };
            Ok(ctx.heap.get(bytes).0.contains(&byte))
        }
    }
}

fn custom_contains<H: Heap>(
    ctx: &mut Context<H>,
    container: Value,
    wanted: Value,
) -> Result<bool, Stop> {
    if let Some(answer) = special::call(ctx, container, "__contains__", &[wanted])? {
        return is_true(ctx, answer);
    }
    if let Some(class) = ctx.class_of(container)
        && let Some(Value::None) = ctx.in_class(class, "__contains__")
    {
        let name = ctx.type_name(container);
        return Err(ctx.type_error(format!("'{name}' object is not a container")));
    }
    if ctx.special(container, "__iter__").is_none() {
        let native = ctx.native_of(container);
        if !is_custom(native) {
            return contains(ctx, native, wanted);
        }
    }
    let has_items = ["__iter__", "__getitem__"].map(|name| ctx.special(container, name).is_some());
    if has_items == [false, false] && !matches!(container, Value::Class(_)) {
        let name = ctx.type_name(container);
        return Err(ctx.type_error(format!("argument of type '{name}' is not iterable")));
    }
    let found = ctx.call_prelude("_contains_item", &[container, wanted])?;
    is_true(ctx, found)
}

/// wanted in set. A set that is looked for stands for the frozenset of its items.
fn set_contains<H: Heap>(
    ctx: &mut Context<H>,
    set: Handle<Set>,
    wanted: Value,
) -> Result<bool, Stop> {
    let (wanted, hash) = key::looked_for_in_set(ctx, set, wanted)?;
    let (set, frozen) = ctx.heap.read_beside(set);
    Ok(set.contains_hashed(frozen, wanted, hash))
}

fn range_contains(range: Range, wanted: Value) -> bool {
    match wanted {
        Value::Int(number) => range.position(number).is_some(),
        Value::Bool(flag) => range.position(i64::from(flag)).is_some(),
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 9.2e18 => {
            #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
            let number = number as i64;
            range.position(number).is_some()
        }
        // Integers beyond 64 bits are in no range, and nothing else equals an integer.
        _ => false,
    }
}

fn view_contains<H: Heap>(
    ctx: &mut Context<H>,
    view: DictView,
    wanted: Value,
) -> Result<bool, Stop> {
    match view.part {
        DictPart::Keys => contains(ctx, Value::Dict(view.dict), wanted),
        DictPart::Values => {
            let values: Vec<Value> =
                ctx.heap.read(view.dict).iter().map(|(_, value)| value).collect();
            Ok(find_item(ctx, &values, wanted)?.is_some())
        }
        DictPart::Items => {
            let Value::Tuple(pair) = wanted else { return Ok(false) };
            let &[key, value] = ctx.heap.get(pair).items() else { return Ok(false) };
            match subscript::find(ctx, Value::Dict(view.dict), key)? {
                Some(found) => is_item(ctx, found, value),
                None => Ok(false),
            }
        }
    }
}
