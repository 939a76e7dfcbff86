//! `object[index]`: reading, changing and deleting items, by position, by key and by slice; and how
//! containers grow.

use lang::library::ExceptionKind;

use crate::alias;
use crate::context::{Context, Stop};
use crate::heap::{Handle, Heap, Object};
use crate::iterate;
use crate::key;
use crate::kind::{Bytes, Dict, List, Range, Slice};
use crate::number::Num;
use crate::special::{self, is_custom};
use crate::value::Value;

/// The positions that a slice names in a sequence of a certain length: Python's `slice.indices`.
/// In 128 bits, because a range may have more numbers than 63 bits count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// The first position.
    pub start: i128,
    /// The position before which the slice ends; -1 for one that goes down to the first.
    pub stop: i128,
    /// From one position to the next; not 0.
    pub step: i128,
    /// How many positions.
    pub count: usize,
}

impl Span {
    /// The positions in order.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        let position = move |nth: usize| usize::try_from(self.start + self.step * nth as i128);
        (0..self.count).map(move |nth| position(nth).unwrap_or(0))
    }

    /// Where a slice without gaps begins and ends.
    fn bounds(self) -> (usize, usize) {
        let start = usize::try_from(self.start).unwrap_or(0);
        (start, start + self.count)
    }
}

/// What a slice means for a sequence of that length.
///
/// # Errors
/// ValueError for a step of 0, TypeError for what is no integer.
pub fn resolve<H: Heap>(ctx: &mut Context<H>, slice: Slice, length: u64) -> Result<Span, Stop> {
    let length = i128::from(length);
    let step = slice_part(ctx, slice.step)?.unwrap_or(1);
    if step == 0 {
        return Err(ctx.value_error("slice step cannot be zero"));
    }
    let (lowest, highest) = if step < 0 { (-1, length - 1) } else { (0, length) };
    let clamp = |position: i128| {
        let from_end = if position < 0 { position + length } else { position };
        from_end.clamp(lowest, highest)
    };
    let start = slice_part(ctx, slice.start)?.map(clamp);
    let stop = slice_part(ctx, slice.stop)?.map(clamp);
    let (default_start, default_stop) =
        if step < 0 { (highest, lowest) } else { (lowest, highest) };
    let (start, stop) = (start.unwrap_or(default_start), stop.unwrap_or(default_stop));
    let distance = if step < 0 { start - stop } else { stop - start };
    let count = if distance <= 0 { 0 } else { (distance - 1) / step.abs() + 1 };
    Ok(Span { start, stop, step, count: usize::try_from(count).unwrap_or(usize::MAX) })
}

fn slice_part<H: Heap>(ctx: &mut Context<H>, part: Value) -> Result<Option<i128>, Stop> {
    if matches!(part, Value::None | Value::Unbound) {
        return Ok(None);
    }
    let part = ctx.indexed(part)?;
    if Num::of(ctx.heap.frozen(), part).is_none_or(|number| !number.is_integer()) {
        let message = "slice indices must be integers or None or have an __index__ method";
        return Err(ctx.type_error(message));
    }
    ctx.clamped_index(part).map(|part| Some(part.into()))
}

/// A position counted from the start, if the sequence has it.
#[inline]
#[must_use]
pub fn position(index: i64, length: usize) -> Option<usize> {
    let index = if index < 0 {
        usize::try_from(index.unsigned_abs()).ok().and_then(|back| length.checked_sub(back))?
    } else {
        usize::try_from(index).ok()?
    };
    (index < length).then_some(index)
}

/// The messages for a bad index of a type: whose indices they are, and what is out of range.
type Messages = (&'static str, &'static str);

const OF_LIST: Messages =
    ("list indices must be integers or slices, not ", "list index out of range");
const OF_LIST_PLACE: Messages = (OF_LIST.0, "list assignment index out of range");
const OF_TUPLE: Messages =
    ("tuple indices must be integers or slices, not ", "tuple index out of range");
const OF_STR: Messages = ("string indices must be integers, not ", "string index out of range");
const OF_DEQUE: Messages = ("sequence index must be integer, not ", "deque index out of range");
const OF_RANGE: Messages =
    ("range indices must be integers or slices, not ", "range object index out of range");
const OF_BYTES: Messages = ("byte indices must be integers or slices, not ", "index out of range");

/// The position that an index value names.
fn position_of<H: Heap>(
    ctx: &mut Context<H>,
    index: Value,
    length: usize,
    messages: Messages,
) -> Result<usize, Stop> {
    let index = match ctx.indexed(index)? {
        Value::Int(index) => index,
        Value::Bool(flag) => i64::from(flag),
        Value::BigInt(_) => {
            let message = match messages {
                OF_RANGE => OF_RANGE.1,
                _ => "cannot fit 'int' into an index-sized integer",
            };
            return Err(ctx.raise(ExceptionKind::IndexError, message));
        }
        other => {
            let other = ctx.type_name(other);
            let quote = if messages == OF_STR || messages == OF_DEQUE { "'" } else { "" };
            return Err(ctx.type_error(format!("{}{quote}{other}{quote}", messages.0)));
        }
    };
    let found = position(index, length);
    found.ok_or_else(|| ctx.raise(ExceptionKind::IndexError, messages.1))
}

/// object[index].
///
/// # Errors
/// IndexError, KeyError, or TypeError where the type has no items.
#[inline]
pub fn get_item<H: Heap>(ctx: &mut Context<H>, object: Value, index: Value) -> Result<Value, Stop> {
    match (object, index) {
        (Value::List(list), Value::Int(index)) => {
            let list = ctx.heap.read(list);
            if let Some(position) = position(index, list.items.len()) {
                return Ok(list.items[position]);
            }
        }
        (Value::Dict(dict), _) => return get_key(ctx, dict, index),
        _ => {}
    }
    get_any(ctx, object, index)
}

#[inline]
fn get_key<H: Heap>(ctx: &mut Context<H>, dict: Handle<Dict>, key: Value) -> Result<Value, Stop> {
    let (known, hash) = key::in_dict(ctx, dict, key)?;
    let (guard, frozen) = ctx.heap.read_beside(dict);
    let found = guard.get_hashed(frozen, known, hash);
    drop(guard);
    found.ok_or_else(|| ctx.key_error(key))
}

fn get_any<H: Heap>(ctx: &mut Context<H>, object: Value, index: Value) -> Result<Value, Stop> {
    if let Value::Slice(slice) = index
        && !is_custom(object)
        && !matches!(object, Value::Deque(_))
    {
        let slice = *ctx.heap.get(slice);
        return get_slice(ctx, object, slice);
    }
    match object {
        Value::Instance(_) | Value::Class(_) => get_custom(ctx, object, index),
        Value::Type(_) if alias::is_generic(ctx, object) => alias::subscripted(ctx, object, index),
        Value::List(list) => {
            let length = ctx.heap.read(list).items.len();
            let position = position_of(ctx, index, length, OF_LIST)?;
            // Another task may have shortened the list meanwhile.
            let item = ctx.heap.read(list).items.get(position).copied();
            item.ok_or_else(|| ctx.raise(ExceptionKind::IndexError, "list index out of range"))
        }
        Value::Tuple(tuple) => {
            let length = ctx.heap.get(tuple).items().len();
            let position = position_of(ctx, index, length, OF_TUPLE)?;
            Ok(ctx.heap.get(tuple).items()[position])
        }
        Value::Deque(deque) => {
            let length = ctx.heap.read(deque).items().len();
            let position = position_of(ctx, index, length, OF_DEQUE)?;
            let item = ctx.heap.read(deque).items().get(position).copied();
            item.ok_or_else(|| ctx.raise(ExceptionKind::IndexError, OF_DEQUE.1))
        }
        Value::Str(text) => {
            let length = ctx.heap.get(text).n_chars();
            let position = position_of(ctx, index, length, OF_STR)?;
            let char = ctx.heap.get(text).char_at(position).unwrap_or_default();
            Ok(ctx.new_char(char))
        }
        Value::Range(range) => {
            let range = *ctx.heap.get(range);
            let length = usize::try_from(range.len()).unwrap_or(usize::MAX);
            let position = position_of(ctx, index, length, OF_RANGE)?;
            Ok(range.at(position as u64).map_or(Value::None, Value::Int))
        }
        Value::Bytes(bytes) => {
            let length = ctx.heap.get(bytes).0.len();
            let position = position_of(ctx, index, length, OF_BYTES)?;
            Ok(Value::Int(i64::from(ctx.heap.get(bytes).0[position])))
        }
        _ => Err(not_subscriptable(ctx, object)),
    }
}

fn get_custom<H: Heap>(ctx: &mut Context<H>, object: Value, index: Value) -> Result<Value, Stop> {
    if let Some(item) = special::call(ctx, object, "__getitem__", &[index])? {
        return Ok(item);
    }
    match ctx.native_of(object) {
        Value::Dict(dict) if ctx.special(object, "__missing__").is_some() => {
            match find(ctx, Value::Dict(dict), index)? {
                Some(value) => Ok(value),
                None => {
                    let made = special::call(ctx, object, "__missing__", &[index])?;
                    Ok(made.unwrap_or(Value::None))
                }
            }
        }
        native if !is_custom(native) => get_item(ctx, native, index),
        _ if alias::is_generic(ctx, object) => alias::subscripted(ctx, object, index),
        _ => Err(not_subscriptable(ctx, object)),
    }
}

fn not_subscriptable<H: Heap>(ctx: &mut Context<H>, object: Value) -> Stop {
    match object {
        Value::Type(_) | Value::ExceptionType(_) => {
            let name = crate::format::type_label(object);
            ctx.type_error(format!("type '{name}' is not subscriptable"))
        }
        Value::Class(class) => {
            let name = ctx.heap.read(class).name.clone();
            ctx.type_error(format!("type '{name}' is not subscriptable"))
        }
        _ => ctx.type_error_of(object, "object is not subscriptable"),
    }
}

fn get_slice<H: Heap>(ctx: &mut Context<H>, object: Value, slice: Slice) -> Result<Value, Stop> {
    match object {
        Value::List(list) => {
            let length = ctx.heap.read(list).items.len();
            let span = resolve(ctx, slice, length as u64)?;
            ctx.reserve(span.count * size_of::<Value>())?;
            ctx.charge(span.count)?;
            let guard = ctx.heap.read(list);
            let items = pick(&guard.items, span);
            drop(guard);
            Ok(ctx.new_list(items))
        }
        Value::Tuple(tuple) => {
            let length = ctx.heap.get(tuple).items().len();
            let span = resolve(ctx, slice, length as u64)?;
            ctx.reserve(span.count * size_of::<Value>())?;
            ctx.charge(span.count)?;
            let items = pick(ctx.heap.get(tuple).items(), span);
            Ok(ctx.new_tuple(items))
        }
        Value::Str(text) => {
            let length = ctx.heap.get(text).n_chars();
            let span = resolve(ctx, slice, length as u64)?;
            ctx.charge(span.count / 4)?;
            let text = ctx.heap.get(text);
            let part: String = if span.step == 1 {
                let (start, stop) = span.bounds();
                let part = text.slice(start, stop);
                ctx.reserve(part.len())?;
                part.to_owned()
            } else {
                ctx.reserve(span.count)?;
                span.positions().filter_map(|position| text.char_at(position)).collect()
            };
            Ok(ctx.new_str(part))
        }
        Value::Bytes(bytes) => {
            let length = ctx.heap.get(bytes).0.len();
            let span = resolve(ctx, slice, length as u64)?;
            ctx.reserve(span.count)?;
            let part = pick(&ctx.heap.get(bytes).0, span);
            Ok(Value::Bytes(ctx.heap.freeze(Bytes(part.into()))))
        }
        Value::Range(range) => {
            let range = *ctx.heap.get(range);
            let span = resolve(ctx, slice, range.len())?;
            let at = |position| i128::from(range.start) + i128::from(range.step) * position;
            // Only the step is of any size: it may exceed the sequence as far as one likes.
            let step = i128::from(range.step).saturating_mul(span.step);
            let parts = (at(span.start).try_into(), at(span.stop).try_into(), step.try_into());
            let (Ok(start), Ok(stop), Ok(step)) = parts else {
                let message = "range() with integers beyond 64 bits is not supported";
                return Err(ctx.unsupported(message));
            };
            Ok(Value::Range(ctx.heap.freeze(Range { start, stop, step })))
        }
        Value::Dict(_) => Err(ctx.type_error("unhashable type: 'slice'")),
        _ => Err(not_subscriptable(ctx, object)),
    }
}

/// The items at a slice's positions; those that are not there any more are left out.
fn pick<T: Copy>(items: &[T], span: Span) -> Vec<T> {
    if span.step == 1 {
        let (start, stop) = span.bounds();
        return items.get(start..stop.min(items.len())).unwrap_or_default().to_vec();
    }
    span.positions().filter_map(|position| items.get(position).copied()).collect()
}

/// object[index] = value.
///
/// # Errors
/// IndexError, or TypeError where the type's items cannot be changed.
#[inline]
pub fn set_item<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    index: Value,
    value: Value,
) -> Result<(), Stop> {
    match (object, index) {
        (Value::List(list), Value::Int(index)) => {
            let mut list = ctx.heap.write(list);
            if let Some(position) = position(index, list.items.len()) {
                list.items[position] = value;
                return Ok(());
            }
        }
        (Value::Dict(dict), _) => return set_key(ctx, dict, index, value),
        _ => {}
    }
    set_any(ctx, object, index, value)
}

/// dict[key] = value.
///
/// # Errors
/// TypeError if the key has no hash.
#[inline]
pub fn set_key<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    key: Value,
    value: Value,
) -> Result<(), Stop> {
    ctx.go_on()?;
    let (key, hash) = key::in_dict(ctx, dict, key)?;
    let (mut guard, frozen) = ctx.heap.write_beside(dict);
    if guard.insert_hashed(frozen, key, hash, value).is_none() {
        drop(guard);
        ctx.heap.grow(Dict::ENTRY_BYTES);
    }
    Ok(())
}

fn set_any<H: Heap>(
    ctx: &mut Context<H>,
    object: Value,
    index: Value,
    value: Value,
) -> Result<(), Stop> {
    if is_custom(object) {
        return match special::call(ctx, object, "__setitem__", &[index, value])? {
            Some(_) => Ok(()),
            None => match ctx.native_of(object) {
                native if !is_custom(native) => set_item(ctx, native, index, value),
                _ => Err(ctx.type_error_of(object, "object does not support item assignment")),
            },
        };
    }
    if let Value::Deque(deque) = object {
        let length = ctx.heap.read(deque).items().len();
        let position = position_of(ctx, index, length, OF_DEQUE)?;
        ctx.heap.write(deque).replace(position, value);
        return Ok(());
    }
    let Value::List(list) = object else {
        return Err(ctx.type_error_of(object, "object does not support item assignment"));
    };
    if let Value::Slice(slice) = index {
        let slice = *ctx.heap.get(slice);
        return set_slice(ctx, list, slice, value);
    }
    let length = ctx.heap.read(list).items.len();
    let position = position_of(ctx, index, length, OF_LIST_PLACE)?;
    if let Some(item) = ctx.heap.write(list).items.get_mut(position) {
        *item = value;
    }
    Ok(())
}

fn set_slice<H: Heap>(
    ctx: &mut Context<H>,
    list: Handle<List>,
    slice: Slice,
    value: Value,
) -> Result<(), Stop> {
    if !iterate::is_iterable(value) {
        let has_step = !matches!(slice.step, Value::None | Value::Unbound);
        return Err(if has_step {
            ctx.type_error("must assign iterable to extended slice")
        } else {
            ctx.type_error("can only assign an iterable")
        });
    }
    let Some(items) = iterate::to_vec(ctx, value)? else {
        return Err(ctx.unsupported("a slice of a list set to a generator: make a list of it"));
    };
    let length = ctx.heap.read(list).items.len();
    let span = resolve(ctx, slice, length as u64)?;
    ctx.charge(items.len() + length / 16)?;
    ctx.reserve(size_of_val(&*items))?;
    if span.step != 1 && items.len() != span.count {
        return Err(ctx.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            items.len(),
            span.count
        )));
    }
    let mut guard = ctx.heap.write(list);
    let before = guard.bytes();
    if span.step == 1 {
        let (start, stop) = span.bounds();
        let length = guard.items.len();
        guard.items.splice(start.min(length)..stop.min(length), items);
    } else {
        for (position, item) in span.positions().zip(items) {
            if let Some(place) = guard.items.get_mut(position) {
                *place = item;
            }
        }
    }
    let grown = guard.bytes().saturating_sub(before);
    drop(guard);
    ctx.heap.grow(grown);
    Ok(())
}

/// del object[index].
///
/// # Errors
/// IndexError, KeyError, or TypeError where the type's items cannot be deleted.
pub fn delete_item<H: Heap>(ctx: &mut Context<H>, object: Value, index: Value) -> Result<(), Stop> {
    match (object, index) {
        (Value::Instance(_) | Value::Class(_), _) => {
            match special::call(ctx, object, "__delitem__", &[index])? {
                Some(_) => Ok(()),
                None => match ctx.native_of(object) {
                    native if !is_custom(native) => delete_item(ctx, native, index),
                    _ => Err(cannot_delete(ctx, object, index)),
                },
            }
        }
        (Value::Dict(dict), _) => {
            let (known, hash) = key::in_dict(ctx, dict, index)?;
            let (mut guard, frozen) = ctx.heap.write_beside(dict);
            let removed = guard.remove_hashed(frozen, known, hash);
            drop(guard);
            removed.map(|_| ()).ok_or_else(|| ctx.key_error(index))
        }
        (Value::List(list), Value::Slice(slice)) => {
            let slice = *ctx.heap.get(slice);
            let length = ctx.heap.read(list).items.len();
            let span = resolve(ctx, slice, length as u64)?;
            ctx.charge(length)?;
            let mut doomed: Vec<usize> = span.positions().collect();
            doomed.sort_unstable();
            let mut doomed = doomed.into_iter().peekable();
            let mut position = 0;
            ctx.heap.write(list).items.retain(|_| {
                let is_doomed = doomed.next_if_eq(&position).is_some();
                position += 1;
                !is_doomed
            });
            Ok(())
        }
        (Value::List(list), _) => {
            let length = ctx.heap.read(list).items.len();
            let position = position_of(ctx, index, length, OF_LIST_PLACE)?;
            ctx.charge((length - position) / 4)?;
            let mut list = ctx.heap.write(list);
            if position < list.items.len() {
                list.items.remove(position);
            }
            Ok(())
        }
        (Value::Deque(deque), _) => {
            let length = ctx.heap.read(deque).items().len();
            let position = position_of(ctx, index, length, OF_DEQUE)?;
            ctx.charge(length / 8)?;
            ctx.heap.write(deque).change(|items| items.remove(position));
            Ok(())
        }
        _ => Err(cannot_delete(ctx, object, index)),
    }
}

/// CPython has two sentences for it: one for whatever has a length, asked for a position, and one for
/// all else.
fn cannot_delete<H: Heap>(ctx: &mut Context<H>, object: Value, index: Value) -> Stop {
    use Value as V;
    let has_length = matches!(
        object,
        V::Tuple(_) | V::Str(_) | V::Range(_) | V::Bytes(_) | V::Set(_) | V::Instance(_)
    );
    let is_position = matches!(index, V::Int(_) | V::Bool(_) | V::BigInt(_));
    ctx.type_error_of(
        object,
        match has_length && is_position {
            true => "object doesn't support item deletion",
            false => "object does not support item deletion",
        },
    )
}

/// Appends to a list.
///
/// # Errors
/// The limit on memory. TypeError if it is no list.
#[inline]
pub fn append<H: Heap>(ctx: &mut Context<H>, list: Value, value: Value) -> Result<(), Stop> {
    let Value::List(list) = list else {
        return Err(ctx.type_error_of(list, "object is not a list"));
    };
    let items = ctx.heap.read(list);
    let more = if items.items.len() == items.items.capacity() { items.bytes() } else { 0 };
    drop(items);
    ctx.reserve(more)?;
    let grown = ctx.heap.write(list).push(value);
    if grown > 0 {
        ctx.heap.grow(grown);
    }
    Ok(())
}

/// Appends items to a list.
///
/// # Errors
/// The limit on memory. TypeError if it is no list.
pub fn extend<H: Heap>(ctx: &mut Context<H>, list: Value, items: &[Value]) -> Result<(), Stop> {
    match list {
        Value::List(list) => extend_list(ctx, list, items),
        _ => Err(ctx.type_error_of(list, "object is not a list")),
    }
}

/// Appends items to a list.
///
/// # Errors
/// The limit on memory.
pub fn extend_list<H: Heap>(
    ctx: &mut Context<H>,
    list: Handle<List>,
    items: &[Value],
) -> Result<(), Stop> {
    ctx.reserve(size_of_val(items))?;
    let mut list = ctx.heap.write(list);
    let before = list.items.capacity();
    list.items.extend_from_slice(items);
    let grown = list.items.capacity() - before;
    drop(list);
    ctx.heap.grow(grown * size_of::<Value>());
    ctx.charge(items.len())
}

/// Puts an item into a set.
///
/// # Errors
/// TypeError if it has no hash.
pub fn set_add<H: Heap>(ctx: &mut Context<H>, set: Value, item: Value) -> Result<(), Stop> {
    let Value::Set(set) = set else {
        return Err(ctx.type_error_of(set, "object is not a set"));
    };
    let (item, hash) = key::in_set(ctx, set, item)?;
    let (mut set, frozen) = ctx.heap.write_beside(set);
    let before = set.bytes();
    set.add_hashed(frozen, item, hash);
    let grown = set.bytes().saturating_sub(before);
    drop(set);
    if grown > 0 {
        ctx.heap.grow(grown);
    }
    Ok(())
}

/// The value of a dict's key, if it is there.
///
/// # Errors
/// TypeError if the key has no hash, or the object is no dict.
pub fn find<H: Heap>(ctx: &mut Context<H>, dict: Value, key: Value) -> Result<Option<Value>, Stop> {
    let Value::Dict(dict) = dict else {
        return Err(ctx.type_error_of(dict, "object is not a mapping"));
    };
    ctx.go_on()?;
    let (key, hash) = key::in_dict(ctx, dict, key)?;
    let (guard, frozen) = ctx.heap.read_beside(dict);
    Ok(guard.get_hashed(frozen, key, hash))
}
