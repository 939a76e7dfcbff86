//! Iteration. A `for` over a common container keeps its place in three registers; everything else
//! goes over an [`Iter`] object, or over a generator's frame.

use lang::library::{ExceptionKind, TypeKind};
use lang::op::{BinaryOp, Reg};

use crate::context::{Context, Stop};
use crate::fiber::Role;
use crate::heap::{Handle, Heap};
use crate::kind::{Deque, Dict, DictPart, Iter, List, Set, Text, Tuple};
use crate::method::deque_items;
use crate::number;
use crate::special::{self, is_custom};
use crate::step::{Outcome, Step};
use crate::value::Value;

/// The items of an iterable, all at once. `None` for a generator, which only the machine can run: a
/// native then answers `Flow::Drain`.
///
/// # Errors
/// TypeError if the value is not iterable; the limit on memory.
pub fn to_vec<H: Heap>(ctx: &mut Context<H>, iterable: Value) -> Result<Option<Vec<Value>>, Stop> {
    let items = match iterable {
        Value::Generator(_) => return Ok(None),
        Value::Instance(_) | Value::Class(_) => return custom_items(ctx, iterable).map(Some),
        Value::List(list) => ctx.heap.read(list).items.clone(),
        Value::Tuple(tuple) => ctx.heap.get(tuple).items().to_vec(),
        Value::Set(set) => ctx.heap.read(set).iter().collect(),
        Value::Deque(deque) => deque_items(ctx, deque),
        Value::Dict(dict) => ctx.heap.read(dict).iter().map(|(key, _)| key).collect(),
        Value::Range(range) => {
            let range = *ctx.heap.get(range);
            let bytes = range.len().saturating_mul(size_of::<Value>() as u64);
            ctx.reserve(usize::try_from(bytes).unwrap_or(usize::MAX))?;
            // Each is a new integer.
            ctx.charge(usize::try_from(range.len()).unwrap_or(usize::MAX).saturating_mul(7))?;
            (0..range.len()).filter_map(|position| range.at(position)).map(Value::Int).collect()
        }
        _ => return drain_iterator(ctx, iterable),
    };
    ctx.charge(items.len())?;
    Ok(Some(items))
}

/// Whether a value can be iterated over.
#[must_use]
pub fn is_iterable(value: Value) -> bool {
    matches!(
        value,
        Value::Iter(_)
            | Value::Generator(_)
            | Value::List(_)
            | Value::Tuple(_)
            | Value::Str(_)
            | Value::Dict(_)
            | Value::DictView(_)
            | Value::Set(_)
            | Value::Deque(_)
            | Value::Range(_)
            | Value::Bytes(_)
            | Value::Instance(_)
            | Value::Class(_)
    )
}

/// The items of an instance: those that it is made of, or that its own iterator gives.
fn custom_items<H: Heap>(ctx: &mut Context<H>, iterable: Value) -> Result<Vec<Value>, Stop> {
    let native = ctx.native_of(iterable);
    if !is_custom(native) && ctx.special(iterable, "__iter__").is_none() {
        return Ok(to_vec(ctx, native)?.unwrap_or_default());
    }
    match ctx.call_prelude("_drain", &[iterable])? {
        Value::List(list) => Ok(ctx.heap.read(list).items.clone()),
        _ => Ok(Vec::new()),
    }
}

fn drain_iterator<H: Heap>(
    ctx: &mut Context<H>,
    iterable: Value,
) -> Result<Option<Vec<Value>>, Stop> {
    let Some(iter) = start(ctx, iterable)? else { return Ok(None) };
    let mut items = Vec::new();
    while let Some(item) = next(ctx, iter)? {
        if items.len() == items.capacity() {
            ctx.reserve((items.capacity() + 1) * 2 * size_of::<Value>())?;
        }
        items.push(item);
    }
    ctx.charge(items.len())?;
    Ok(Some(items))
}

/// An iterator over an iterable: what `iter()` gives. `None` for a generator, which is its own.
///
/// # Errors
/// TypeError if the value is not iterable.
pub fn start<H: Heap>(ctx: &mut Context<H>, iterable: Value) -> Result<Option<Handle<Iter>>, Stop> {
    let iter = match iterable {
        Value::Iter(iter) => return Ok(Some(iter)),
        Value::Generator(_) => return Ok(None),
        // Whoever cannot call back into the workload leaves these to the prelude, too.
        Value::Instance(_) | Value::Class(_) => {
            let own = special::call(ctx, iterable, "__iter__", &[])?;
            return match (own, ctx.native_of(iterable)) {
                (None, native) if !is_custom(native) => start(ctx, native),
                (Some(Value::Iter(iter)), _) => Ok(Some(iter)),
                _ => Ok(None),
            };
        }
        Value::List(list) => Iter::List { list, next: 0 },
        Value::Tuple(tuple) => Iter::Tuple { tuple, next: 0 },
        Value::Str(text) => Iter::Text { text, offset: 0 },
        Value::Dict(dict) => entries(ctx, dict, DictPart::Keys),
        Value::DictView(view) => {
            let view = *ctx.heap.get(view);
            entries(ctx, view.dict, view.part)
        }
        Value::Deque(deque) => {
            let n_changes = ctx.heap.read(deque).n_changes();
            Iter::Deque { deque, next: 0, n_changes }
        }
        Value::Set(set) => {
            let n_items = ctx.heap.read(set).len();
            Iter::Set { set, position: 0, n_items }
        }
        Value::Range(range) => {
            let range = *ctx.heap.get(range);
            Iter::Range { next: range.start, step: range.step, n_left: range.len() }
        }
        Value::Bytes(bytes) => {
            let bytes = &ctx.heap.get(bytes).0;
            let items = bytes.iter().map(|&byte| Value::Int(i64::from(byte))).collect();
            Iter::Items { kind: TypeKind::BytesIterator, items, next: 0 }
        }
        other => return Err(ctx.type_error_of(other, "object is not iterable")),
    };
    Ok(Some(ctx.heap.open(iter)))
}

fn entries<H: Heap>(ctx: &mut Context<H>, dict: Handle<Dict>, part: DictPart) -> Iter {
    let n_entries = ctx.heap.read(dict).len();
    Iter::Dict { dict, part, position: 0, n_entries }
}

/// An iterator's next item.
///
/// # Errors
/// RuntimeError if its container changed its size meanwhile.
pub fn next<H: Heap>(ctx: &mut Context<H>, iter: Handle<Iter>) -> Result<Option<Value>, Stop> {
    ctx.go_on()?;
    let claim = claim(&mut ctx.heap.write(iter));
    let item = match claim {
        Claim::Item(item) => Some(item),
        Claim::End => None,
        Claim::List(list, at) => ctx.heap.read(list).items.get(at).copied(),
        Claim::Tuple(tuple, at) => ctx.heap.get(tuple).items().get(at).copied(),
        Claim::Text(text, offset) => {
            let taken = next_char(ctx, text, offset);
            move_on(ctx, iter, taken)
        }
        Claim::Entry(dict, part, position, n_entries) => {
            let taken = next_entry(ctx, dict, part, position, n_entries)?;
            move_on(ctx, iter, taken)
        }
        Claim::Member(set, position, n_items) => {
            let taken = next_member(ctx, set, position, n_items)?;
            move_on(ctx, iter, taken)
        }
        Claim::Deque(deque, at, n_changes) => {
            let guard = ctx.heap.read(deque);
            let (item, is_changed) =
                (guard.items().get(at).copied(), guard.n_changes() != n_changes);
            drop(guard);
            if is_changed {
                *ctx.heap.write(iter) = Iter::Ended;
                let message = "deque mutated during iteration";
                return Err(ctx.raise(ExceptionKind::RuntimeError, message));
            }
            item
        }
        Claim::Count(number, step) => {
            let following = number::binary(ctx, BinaryOp::Add, number, step)?;
            *ctx.heap.write(iter) = Iter::Count { next: following, step };
            Some(number)
        }
        Claim::Enumerate(inner, count) => {
            next_of(ctx, inner)?.map(|item| ctx.new_pair(Value::Int(count), item))
        }
        Claim::Zip(n_inners, strict) => next_row(ctx, iter, n_inners, strict)?,
    };
    if item.is_none() {
        *ctx.heap.write(iter) = Iter::Ended;
    }
    Ok(item)
}

/// What an iterator has to look up for its next item. Its own place has moved on where that is known
/// beforehand.
enum Claim {
    Item(Value),
    End,
    List(Handle<List>, usize),
    Tuple(Handle<Tuple>, usize),
    Text(Handle<Text>, usize),
    Entry(Handle<Dict>, DictPart, usize, usize),
    Member(Handle<Set>, usize, usize),
    Deque(Handle<Deque>, usize, u64),
    /// Of large numbers, whose sum needs the heap.
    Count(Value, Value),
    Enumerate(Value, i64),
    Zip(usize, bool),
}

fn claim(iter: &mut Iter) -> Claim {
    match iter {
        Iter::Ended => Claim::End,
        Iter::List { list, next } => {
            *next += 1;
            Claim::List(*list, *next - 1)
        }
        Iter::ReversedList { next: 0, .. } => Claim::End,
        Iter::ReversedList { list, next } => {
            *next -= 1;
            Claim::List(*list, *next)
        }
        Iter::Deque { deque, next, n_changes } => {
            *next += 1;
            Claim::Deque(*deque, *next - 1, *n_changes)
        }
        Iter::Tuple { tuple, next } => {
            *next += 1;
            Claim::Tuple(*tuple, *next - 1)
        }
        Iter::Text { text, offset } => Claim::Text(*text, *offset),
        Iter::Dict { dict, part, position, n_entries } => {
            Claim::Entry(*dict, *part, *position, *n_entries)
        }
        Iter::Set { set, position, n_items } => Claim::Member(*set, *position, *n_items),
        Iter::Range { n_left: 0, .. } => Claim::End,
        Iter::Range { next, step, n_left } => {
            let number = *next;
            *next = next.wrapping_add(*step);
            *n_left -= 1;
            Claim::Item(Value::Int(number))
        }
        Iter::Items { items, next, .. } => {
            *next += 1;
            items.get(*next - 1).map_or(Claim::End, |&item| Claim::Item(item))
        }
        Iter::Count { next, step } => {
            let (number, step) = (*next, *step);
            *next = match (number, step) {
                (Value::Int(number), Value::Int(step)) => match number.checked_add(step) {
                    Some(sum) => Value::Int(sum),
                    None => return Claim::Count(Value::Int(number), Value::Int(step)),
                },
                (Value::Float(number), Value::Float(step)) => Value::Float(number + step),
                _ => return Claim::Count(number, step),
            };
            Claim::Item(number)
        }
        Iter::Repeat { n_left: Some(0), .. } => Claim::End,
        Iter::Repeat { item, n_left } => {
            *n_left = n_left.map(|n_left| n_left - 1);
            Claim::Item(*item)
        }
        Iter::Enumerate { inner, count, .. } => {
            *count = count.saturating_add(1);
            Claim::Enumerate(*inner, *count - 1)
        }
        Iter::Zip { inners, strict, .. } => Claim::Zip(inners.len(), *strict),
    }
}

/// Moves an iterator's place to after the item that was taken.
fn move_on<H: Heap>(
    ctx: &mut Context<H>,
    iter: Handle<Iter>,
    taken: Option<(Value, usize)>,
) -> Option<Value> {
    let (item, after) = taken?;
    match &mut *ctx.heap.write(iter) {
        Iter::Text { offset: place, .. }
        | Iter::Dict { position: place, .. }
        | Iter::Set { position: place, .. } => *place = after,
        _ => {}
    }
    Some(item)
}

/// The next item of what natives iterate over: an `Iter`, however deep.
fn next_of<H: Heap>(ctx: &mut Context<H>, inner: Value) -> Result<Option<Value>, Stop> {
    match inner {
        Value::Iter(inner) => next(ctx, inner),
        _ => Ok(None),
    }
}

fn next_row<H: Heap>(
    ctx: &mut Context<H>,
    zip: Handle<Iter>,
    n_inners: usize,
    strict: bool,
) -> Result<Option<Value>, Stop> {
    if n_inners == 0 {
        return Ok(None);
    }
    let mut row = Vec::with_capacity(n_inners);
    for position in 0..n_inners {
        match next_inner(ctx, zip, position)? {
            Some(item) => row.push(item),
            None if strict => return strict_end(ctx, zip, n_inners, position),
            None => return Ok(None),
        }
    }
    Ok(Some(Value::Tuple(ctx.heap.freeze(Tuple::copied(&row)))))
}

/// The next item of one of the iterators that a `zip` goes over.
fn next_inner<H: Heap>(
    ctx: &mut Context<H>,
    zip: Handle<Iter>,
    position: usize,
) -> Result<Option<Value>, Stop> {
    let inner = match &*ctx.heap.read(zip) {
        Iter::Zip { inners, .. } => inners[position],
        _ => Value::None,
    };
    next_of(ctx, inner)
}

/// One of the iterators of a strict `zip` has ended: so must all have.
fn strict_end<H: Heap>(
    ctx: &mut Context<H>,
    zip: Handle<Iter>,
    n_inners: usize,
    ended: usize,
) -> Result<Option<Value>, Stop> {
    let before = |n: usize| if n == 1 { " 1".to_owned() } else { format!("s 1-{n}") };
    if ended > 0 {
        let message =
            format!("zip() argument {} is shorter than argument{}", ended + 1, before(ended));
        return Err(ctx.raise(ExceptionKind::ValueError, message));
    }
    for position in 1..n_inners {
        if next_inner(ctx, zip, position)?.is_some() {
            let (number, before) = (position + 1, before(position));
            let message = format!("zip() argument {number} is longer than argument{before}");
            return Err(ctx.raise(ExceptionKind::ValueError, message));
        }
    }
    Ok(None)
}

fn next_char<H: Heap>(
    ctx: &mut Context<H>,
    text: Handle<Text>,
    offset: usize,
) -> Option<(Value, usize)> {
    let char = ctx.heap.get(text).as_str().get(offset..)?.chars().next()?;
    Some((ctx.new_char(char), offset + char.len_utf8()))
}

fn next_entry<H: Heap>(
    ctx: &mut Context<H>,
    dict: Handle<Dict>,
    part: DictPart,
    position: usize,
    n_entries: usize,
) -> Result<Option<(Value, usize)>, Stop> {
    let guard = ctx.heap.read(dict);
    let (len, found) = (guard.len(), guard.next_from(position));
    drop(guard);
    if len != n_entries {
        let message = "dictionary changed size during iteration";
        return Err(ctx.raise(ExceptionKind::RuntimeError, message));
    }
    Ok(found.map(|(key, value, after)| match part {
        DictPart::Keys => (key, after),
        DictPart::Values => (value, after),
        DictPart::Items => (ctx.new_pair(key, value), after),
    }))
}

fn next_member<H: Heap>(
    ctx: &mut Context<H>,
    set: Handle<Set>,
    position: usize,
    n_items: usize,
) -> Result<Option<(Value, usize)>, Stop> {
    let guard = ctx.heap.read(set);
    let (len, found) = (guard.len(), guard.next_from(position));
    drop(guard);
    if len != n_items {
        let message = "Set changed size during iteration";
        return Err(ctx.raise(ExceptionKind::RuntimeError, message));
    }
    Ok(found)
}

impl<H: Heap> Step<'_, '_, H> {
    /// `Op::GetIter`: the state of an iteration, in three registers. The first holds the container
    /// (for a range, the next number), the second the place, the third what a dict's or set's size
    /// must stay.
    pub fn get_iter(&mut self, dest: Reg, iterable: Reg) -> Outcome {
        let mut iterable = self.fiber.get(iterable);
        if is_custom(iterable) {
            iterable = special::runnable_iterator(&mut self.ctx, iterable)?;
        }
        let count = |len: usize| Value::Int(len as i64);
        let (first, place, third) = match iterable {
            Value::Range(range) => {
                let range = self.ctx.heap.get(range);
                (Value::RangeCursor(range.start), Value::Int(range.stop), Value::Int(range.step))
            }
            Value::List(_) | Value::Tuple(_) | Value::Str(_) => (iterable, count(0), Value::None),
            Value::Dict(dict) => (iterable, count(0), count(self.ctx.heap.read(dict).len())),
            Value::Set(set) => (iterable, count(0), count(self.ctx.heap.read(set).len())),
            Value::DictView(view) => {
                let dict = self.ctx.heap.get(view).dict;
                (iterable, count(0), count(self.ctx.heap.read(dict).len()))
            }
            Value::Iter(_) | Value::Generator(_) => (iterable, Value::None, Value::None),
            other => match start(&mut self.ctx, other)? {
                Some(iter) => (Value::Iter(iter), Value::None, Value::None),
                None => (other, Value::None, Value::None),
            },
        };
        self.fiber.set(dest.plus(2), third);
        self.fiber.set(dest.plus(1), place);
        self.give(dest, first)
    }

    /// `Op::ForIter`.
    pub fn for_iter(&mut self, iter: Reg, dest: Reg, exit: u16) -> Outcome {
        let state = self.fiber.get(iter);
        let place = self.count(iter.plus(1));
        let size = self.count(iter.plus(2));
        let taken = match state {
            Value::Generator(generator) => {
                return self.resume_generator(generator, dest, Role::ForIter { exit }, Value::None);
            }
            Value::Iter(iter) => next(&mut self.ctx, iter)?.map(|item| (item, 0)),
            Value::Str(text) => next_char(&mut self.ctx, text, place),
            Value::Dict(dict) => next_entry(&mut self.ctx, dict, DictPart::Keys, place, size)?,
            Value::DictView(view) => {
                let view = *self.ctx.heap.get(view);
                next_entry(&mut self.ctx, view.dict, view.part, place, size)?
            }
            Value::Set(set) => next_member(&mut self.ctx, set, place, size)?,
            _ => unreachable!("the fast loop iterates over ranges, lists and tuples"),
        };
        let Some((item, after)) = taken else { return self.jump(exit) };
        if !matches!(state, Value::Iter(_)) {
            self.fiber.set(iter.plus(1), Value::Int(after as i64));
        }
        self.give(dest, item)
    }

    fn count(&self, register: Reg) -> usize {
        match self.fiber.get(register) {
            Value::Int(count) => usize::try_from(count).unwrap_or(0),
            _ => 0,
        }
    }
}
