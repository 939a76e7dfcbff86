//! The state of a `for` in its three registers.

use lang::op::Reg;

use super::{Done, Window};
use crate::heap::{Handle, Heap, Pressure};
use crate::kind::{DictPart, Iter, List, Tuple};
use crate::linked::Linked;
use crate::value::Value;

/// Three registers from `dest` ← the state of an iteration over what keeps its place in them.
#[inline(never)]
pub fn get_iter<H: Heap>(heap: &mut H, window: &mut Window<'_>, dest: Reg, iterable: Reg) -> Done {
    let iterable = window.get(iterable);
    let (first, place, third) = match iterable {
        Value::Range(range) => {
            let range = heap.get(range);
            (Value::RangeCursor(range.start), Value::Int(range.stop), Value::Int(range.step))
        }
        Value::List(_) | Value::Tuple(_) | Value::Str(_) => (iterable, Value::Int(0), Value::None),
        Value::Generator(_) | Value::Iter(_) => (iterable, Value::None, Value::None),
        Value::Dict(dict) => {
            let size = heap.read(dict).len() as i64;
            (iterable, Value::Int(0), Value::Int(size))
        }
        Value::DictView(view) => {
            let dict = heap.get(view).dict;
            let size = heap.read(dict).len() as i64;
            (iterable, Value::Int(0), Value::Int(size))
        }
        _ => return None,
    };
    window.set(dest.plus(2), third);
    window.set(dest.plus(1), place);
    window.set(dest, first);
    Some(())
}

/// What the next turn of a `for` is.
#[derive(Clone, Copy)]
pub enum Turn {
    /// Its register has the item.
    Item,
    End,
    /// It takes more than these registers and the heap.
    Slow,
}

/// dest ← the next item of the iteration whose state begins at `iter`. The item goes to its register
/// without a stop in between: what is written by its parts cannot be read as a whole at once.
#[inline(always)]
pub fn next_item<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &mut Window<'_>,
    iter: Reg,
    dest: Reg,
) -> Turn {
    match *window.at(iter) {
        Value::RangeCursor(next) => {
            let state = window.0[usize::from(iter.0)..].first_chunk_mut::<3>();
            let Some([cursor, Value::Int(stop), Value::Int(step)]) = state else {
                return Turn::Slow;
            };
            if if *step > 0 { next < *stop } else { next > *stop } {
                *cursor = Value::RangeCursor(next.saturating_add(*step));
                window.set(dest, Value::Int(next));
                return Turn::Item;
            }
            Turn::End
        }
        Value::List(list) => {
            let Value::Int(at) = *window.at(iter.plus(1)) else { return Turn::Slow };
            let list = heap.read(list);
            let Some(item) = list.items.get(at as usize) else { return Turn::End };
            window.set(iter.plus(1), Value::Int(at + 1));
            window.set(dest, *item);
            Turn::Item
        }
        Value::Tuple(tuple) => {
            let Value::Int(at) = *window.at(iter.plus(1)) else { return Turn::Slow };
            let Some(item) = heap.get(tuple).items().get(at as usize) else { return Turn::End };
            window.set(iter.plus(1), Value::Int(at + 1));
            window.set(dest, *item);
            Turn::Item
        }
        Value::Iter(_) | Value::Dict(_) | Value::DictView(_) | Value::Str(_) => {
            next_of_others(heap, linked, window, iter, dest)
        }
        _ => Turn::Slow,
    }
}

/// dest ← the next key, value, item or character, as long as a dict has the size that it had.
#[inline(never)]
fn next_of_others<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &mut Window<'_>,
    iter: Reg,
    dest: Reg,
) -> Turn {
    let state = window.get(iter);
    if let Value::Iter(iter) = state {
        let Some(item) = next_of_iter(heap, iter) else { return Turn::Slow };
        window.set(dest, item);
        return Turn::Item;
    }
    let Value::Int(at) = window.get(iter.plus(1)) else { return Turn::Slow };
    let at = at as usize;
    let (dict, part) = match state {
        Value::Str(text) => {
            let Some(&byte) = heap.get(text).as_str().as_bytes().get(at) else { return Turn::End };
            let Some(char) = linked.char(char::from(byte)) else { return Turn::Slow };
            window.set(iter.plus(1), Value::Int(at as i64 + 1));
            window.set(dest, char);
            return Turn::Item;
        }
        Value::Dict(dict) => (dict, DictPart::Keys),
        Value::DictView(view) => {
            let view = heap.get(view);
            (view.dict, view.part)
        }
        _ => return Turn::Slow,
    };
    let Value::Int(size) = window.get(iter.plus(2)) else { return Turn::Slow };
    let dict = heap.read(dict);
    let (len, found) = (dict.len(), dict.next_from(at));
    drop(dict);
    if len as i64 != size {
        return Turn::Slow;
    }
    let Some((key, value, after)) = found else { return Turn::End };
    let item = match part {
        DictPart::Keys => key,
        DictPart::Values => value,
        DictPart::Items if heap.pressure() != Pressure::Low => return Turn::Slow,
        DictPart::Items => Value::Tuple(heap.freeze(Tuple::copied(&[key, value]))),
    };
    window.set(iter.plus(1), Value::Int(after as i64));
    window.set(dest, item);
    Turn::Item
}

/// Where the next item of a plain iterator is.
#[derive(Clone, Copy)]
enum Place {
    List(Handle<List>, usize),
    Tuple(Handle<Tuple>, usize),
    Item(i64),
}

/// The next item of an iterator over a list, tuple or range, or over such ones. Where threads may want
/// the same iterator, more care is needed.
fn next_of_iter<H: Heap>(heap: &mut H, iter: Handle<Iter>) -> Option<Value> {
    if H::IS_SHARED || heap.pressure() != Pressure::Low {
        return None;
    }
    let this = heap.read(iter);
    let taken = match &*this {
        Iter::Enumerate { inner: Value::Iter(inner), count, .. } if *count < i64::MAX => {
            let (inner, count) = (*inner, *count);
            drop(this);
            let item = next_plain(heap, inner);
            if let (Some(_), Iter::Enumerate { count, .. }) = (item, &mut *heap.write(iter)) {
                *count += 1;
            }
            item.map(|item| [Value::Int(count), item])
        }
        Iter::Zip { inners, strict: false, .. } => match **inners {
            [Value::Iter(first), Value::Iter(second)] if first != second => {
                drop(this);
                next_pair(heap, first, second)
            }
            _ => return None,
        },
        _ => {
            drop(this);
            return next_plain(heap, iter);
        }
    };
    taken.map(|pair| Value::Tuple(heap.freeze(Tuple::copied(&pair))))
}

/// The next items of both, if both have more; else nothing has changed.
fn next_pair<H: Heap>(
    heap: &mut H,
    first: Handle<Iter>,
    second: Handle<Iter>,
) -> Option<[Value; 2]> {
    let pair = [upcoming(heap, first)?, upcoming(heap, second)?];
    advance_iter(&mut heap.write(first));
    advance_iter(&mut heap.write(second));
    Some(pair)
}

/// The next item; the end is noted elsewhere.
fn next_plain<H: Heap>(heap: &mut H, iter: Handle<Iter>) -> Option<Value> {
    let item = upcoming(heap, iter)?;
    advance_iter(&mut heap.write(iter));
    Some(item)
}

/// The item that is next.
fn upcoming<H: Heap>(heap: &mut H, iter: Handle<Iter>) -> Option<Value> {
    let place = match *heap.read(iter) {
        Iter::List { list, next } => Place::List(list, next),
        Iter::Tuple { tuple, next } => Place::Tuple(tuple, next),
        Iter::Range { next, n_left: 1.., .. } => Place::Item(next),
        _ => return None,
    };
    match place {
        Place::List(list, at) => heap.read(list).items.get(at).copied(),
        Place::Tuple(tuple, at) => heap.get(tuple).items().get(at).copied(),
        Place::Item(number) => Some(Value::Int(number)),
    }
}

fn advance_iter(iter: &mut Iter) {
    match iter {
        Iter::List { next, .. } | Iter::Tuple { next, .. } => *next += 1,
        Iter::Range { next, step, n_left } => {
            *next = next.wrapping_add(*step);
            *n_left -= 1;
        }
        _ => {}
    }
}
