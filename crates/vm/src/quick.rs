//! What the fast loop does without leaving its locals, operation by operation. Each either does all
//! of it, or changes nothing and says so: then [`crate::step`] does it, whatever it takes.

use lang::op::{CompareOp, Reg};
use lang::program::{GlobalIdx, NameIdx};

use crate::arithmetic;
use crate::heap::{Handle, Heap, Object, Pressure};
use crate::kind::{Dict, Function, List, Text, Tuple};
use crate::linked::Linked;
use crate::method::MethodName;
use crate::value::Value;

/// The registers of the frame that runs.
pub struct Window<'a>(pub &'a mut [Value]);

impl Window<'_> {
    #[inline(always)]
    pub fn get(&self, register: Reg) -> Value {
        self.0[usize::from(register.0)]
    }

    #[inline(always)]
    pub fn at(&self, register: Reg) -> &Value {
        &self.0[usize::from(register.0)]
    }

    #[inline(always)]
    pub fn set(&mut self, register: Reg, value: Value) {
        self.0[usize::from(register.0)] = value;
    }
}

/// A value's copy. Numbers are copied by their parts: a register that was just written by its parts
/// cannot be read as a whole without waiting for the writes.
#[inline(always)]
fn copy(value: &Value) -> Value {
    match value {
        Value::Int(number) => Value::Int(*number),
        Value::Float(number) => Value::Float(*number),
        other => *other,
    }
}

/// Whether an instruction was done; where not, nothing has changed.
pub type Done = Option<()>;

#[inline(always)]
fn is_unbound(value: Value) -> bool {
    matches!(value, Value::Unbound)
}

/// dest ← source.
#[inline(always)]
pub fn assign(window: &mut Window<'_>, dest: Reg, source: Reg) {
    window.set(dest, copy(window.at(source)));
}

/// Whether a variable, captured or not, is bound.
#[inline(always)]
pub fn is_bound<H: Heap>(heap: &H, window: &Window<'_>, register: Reg) -> Done {
    let value = match *window.at(register) {
        Value::Cell(cell) => heap.load_cell(cell),
        value => value,
    };
    (!is_unbound(value)).then_some(())
}

/// dest ← a module variable that is bound.
#[inline(always)]
pub fn load_global<H: Heap>(
    heap: &H,
    window: &mut Window<'_>,
    dest: Reg,
    global: GlobalIdx,
) -> Done {
    let value = heap.load_global(global);
    if is_unbound(value) {
        return None;
    }
    window.set(dest, value);
    Some(())
}

/// dest ← a captured variable that is bound.
#[inline(always)]
pub fn load_cell<H: Heap>(heap: &H, window: &mut Window<'_>, dest: Reg, cell: Reg) -> Done {
    let Value::Cell(cell) = *window.at(cell) else { return None };
    let value = heap.load_cell(cell);
    if is_unbound(value) {
        return None;
    }
    window.set(dest, value);
    Some(())
}

/// captured variable ← source.
#[inline(always)]
pub fn store_cell<H: Heap>(heap: &mut H, window: &Window<'_>, cell: Reg, source: Reg) -> Done {
    let Value::Cell(cell) = *window.at(cell) else { return None };
    heap.store_cell(cell, window.get(source));
    Some(())
}

/// dest ← left op right, for numbers.
#[inline(always)]
pub fn number(
    window: &mut Window<'_>,
    dest: Reg,
    left: Reg,
    right: Reg,
    operate: impl Fn(Value, Value) -> Option<Value>,
) -> Done {
    let value = operate(window.get(left), window.get(right))?;
    window.set(dest, value);
    Some(())
}

/// dest ← left + right, for numbers and short strings.
#[inline(always)]
pub fn add<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    dest: Reg,
    left: Reg,
    right: Reg,
) -> Done {
    let sum = match arithmetic::add(window.get(left), window.get(right)) {
        Some(sum) => sum,
        None => concat(heap, window.at(left), window.at(right))?,
    };
    window.set(dest, sum);
    Some(())
}

/// dest ← left + value.
#[inline(always)]
pub fn add_int(window: &mut Window<'_>, dest: Reg, left: Reg, value: i16) -> Done {
    let sum = arithmetic::add(window.get(left), Value::Int(i64::from(value)))?;
    window.set(dest, sum);
    Some(())
}

/// What the next turn of a `for` is.
pub enum Turn {
    Item(Value),
    End,
    /// Neither a range nor a list nor a tuple.
    Slow,
}

/// The next item of the iteration whose state begins at `iter`.
#[inline(always)]
pub fn next_item<H: Heap>(heap: &mut H, window: &mut Window<'_>, iter: Reg) -> Turn {
    match window.get(iter) {
        Value::RangeCursor(next) => {
            let (Value::Int(stop), Value::Int(step)) =
                (window.get(iter.plus(1)), window.get(iter.plus(2)))
            else {
                return Turn::Slow;
            };
            if if step > 0 { next < stop } else { next > stop } {
                window.set(iter, Value::RangeCursor(next.saturating_add(step)));
                return Turn::Item(Value::Int(next));
            }
            Turn::End
        }
        Value::List(list) => {
            let Value::Int(at) = window.get(iter.plus(1)) else { return Turn::Slow };
            let item = heap.read(list).items.get(at as usize).copied();
            advance(window, iter, at, item)
        }
        Value::Tuple(tuple) => {
            let Value::Int(at) = window.get(iter.plus(1)) else { return Turn::Slow };
            let item = heap.get(tuple).items().get(at as usize).copied();
            advance(window, iter, at, item)
        }
        _ => Turn::Slow,
    }
}

#[inline(always)]
fn advance(window: &mut Window<'_>, iter: Reg, at: i64, item: Option<Value>) -> Turn {
    let Some(item) = item else { return Turn::End };
    window.set(iter.plus(1), Value::Int(at + 1));
    Turn::Item(item)
}

/// dest ← object[index]. The item goes from its container to the register without a stop in between.
#[inline(always)]
pub fn get_item<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    dest: Reg,
    object: Reg,
    index: Reg,
) -> Done {
    match (window.at(object), window.at(index)) {
        (Value::List(list), Value::Int(at)) => {
            let list = heap.read(*list);
            let item = list.items.get(place(*at, list.items.len()))?;
            window.set(dest, *item);
        }
        (Value::Tuple(tuple), Value::Int(at)) => {
            let items = heap.get(*tuple).items();
            let item = items.get(place(*at, items.len()))?;
            window.set(dest, *item);
        }
        (Value::Dict(dict), key) => {
            let item = get_entry(heap, *dict, key)?;
            window.set(dest, item);
        }
        _ => return None,
    }
    Some(())
}

/// The position that a Python index means; beyond the end if there is none.
#[inline(always)]
fn place(at: i64, len: usize) -> usize {
    let at = if at < 0 { at + len as i64 } else { at };
    usize::try_from(at).unwrap_or(usize::MAX)
}

#[inline(never)]
fn get_entry<H: Heap>(heap: &mut H, dict: Handle<Dict>, key: &Value) -> Option<Value> {
    let (dict, frozen) = heap.read_beside(dict);
    dict.get(frozen, *key).ok().flatten()
}

/// object[index] ← value.
#[inline(always)]
pub fn set_item<H: Heap>(
    heap: &mut H,
    window: &Window<'_>,
    object: Reg,
    index: Reg,
    value: Reg,
) -> Done {
    let value = window.at(value);
    match (window.at(object), window.at(index)) {
        (Value::List(list), Value::Int(at)) => {
            let mut list = heap.write(*list);
            let at = place(*at, list.items.len());
            *list.items.get_mut(at)? = copy(value);
            Some(())
        }
        (Value::Dict(dict), key) => set_entry(heap, *dict, key, value),
        _ => None,
    }
}

#[inline(never)]
fn set_entry<H: Heap>(heap: &mut H, dict: Handle<Dict>, key: &Value, value: &Value) -> Done {
    let (mut dict, frozen) = heap.write_beside(dict);
    let before = dict.bytes();
    dict.insert(frozen, *key, *value).ok()?;
    let grown = dict.bytes().saturating_sub(before);
    drop(dict);
    grow(heap, grown);
    Some(())
}

/// Appends to a list that has room; where it must grow, memory may run out, so that is slow.
#[inline(always)]
pub fn push<H: Heap>(heap: &mut H, list: Value, value: Value) -> Done {
    let Value::List(list) = list else { return None };
    push_within(&mut heap.write(list), value)
}

#[inline(always)]
fn push_within(list: &mut List, value: Value) -> Done {
    if list.items.len() == list.items.capacity() {
        return None;
    }
    list.items.push(value);
    Some(())
}

/// The call of a method with one argument, if it is `append`.
#[inline(always)]
pub fn call_append<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &mut Window<'_>,
    dest: Reg,
    base: Reg,
    name: NameIdx,
) -> Done {
    let Some(MethodName::Append) = linked.method(name) else { return None };
    push(heap, window.get(base), window.get(base.plus(1)))?;
    window.set(dest, Value::None);
    Some(())
}

/// dest ← a field of an instance whose class does not say how fields are read.
#[inline(always)]
pub fn get_field<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &mut Window<'_>,
    dest: Reg,
    object: Reg,
    name: NameIdx,
) -> Done {
    let (Value::Instance(instance), Value::Str(name)) = (window.get(object), linked.name(name))
    else {
        return None;
    };
    let this = heap.read(instance);
    let class = this.class;
    let value = this.fields.at(this.fields.early(name)?);
    drop(this);
    if heap.read(class).traits.sets {
        return None;
    }
    window.set(dest, value);
    Some(())
}

/// object.name ← value, for a field that the instance has and whose class leaves it alone.
#[inline(always)]
pub fn set_field<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &Window<'_>,
    object: Reg,
    name: NameIdx,
    value: Reg,
) -> Done {
    let (Value::Instance(instance), Value::Str(name)) = (window.get(object), linked.name(name))
    else {
        return None;
    };
    let class = heap.read(instance).class;
    if heap.read(class).traits.sets {
        return None;
    }
    let mut this = heap.write(instance);
    let place = this.fields.early(name)?;
    this.fields.set_at(place, window.get(value));
    Some(())
}

/// The function that a method call on an instance enters, if no field can stand before it.
#[inline(always)]
pub fn method<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    receiver: Value,
    name: NameIdx,
) -> Option<Handle<Function>> {
    let Value::Instance(instance) = receiver else { return None };
    let class = heap.read(instance).class;
    let name = linked.name(name);
    let (this, frozen) = heap.read_beside(class);
    if this.traits.shadows {
        return None;
    }
    match this.table.get(frozen, name) {
        Ok(Some(Value::Function(function))) => Some(function),
        _ => None,
    }
}

/// Registers from `first` ← the items of a tuple of exactly that length.
#[inline(always)]
pub fn unpack<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    source: Reg,
    first: Reg,
    count: usize,
) -> Done {
    let Value::Tuple(tuple) = window.get(source) else { return None };
    let items = heap.get(tuple).items();
    let first = usize::from(first.0);
    let targets = window.0.get_mut(first..first + count)?;
    if items.len() != count {
        return None;
    }
    targets.copy_from_slice(items);
    Some(())
}

/// Makes a tuple; where memory is short, that is slow.
#[inline(never)]
pub fn make_tuple<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    dest: Reg,
    first: Reg,
    count: usize,
) -> Done {
    let first = usize::from(first.0);
    let items = window.0.get(first..first + count)?;
    if heap.pressure() != Pressure::Low {
        return None;
    }
    window.set(dest, Value::Tuple(heap.freeze(Tuple::copied(items))));
    Some(())
}

/// Joins two short strings; where memory is short, that is slow.
#[inline(never)]
fn concat<H: Heap>(heap: &mut H, left: &Value, right: &Value) -> Option<Value> {
    const SHORT: usize = 256;
    let (Value::Str(left), Value::Str(right)) = (left, right) else { return None };
    let (left, right) = (heap.get(*left), heap.get(*right));
    let is_short = left.as_str().len() + right.as_str().len() <= SHORT;
    if !is_short || heap.pressure() != Pressure::Low {
        return None;
    }
    let text = Text::concat(left, right);
    Some(Value::Str(heap.freeze(text)))
}

/// Compares numbers, and looks for keys in dicts.
#[inline(always)]
pub fn compare<H: Heap>(heap: &mut H, op: CompareOp, left: &Value, right: &Value) -> Option<bool> {
    if let Some(holds) = arithmetic::compare(op, *left, *right) {
        return Some(holds);
    }
    match (op, right) {
        (CompareOp::In, Value::Dict(dict)) => has_entry(heap, *dict, left),
        (CompareOp::NotIn, Value::Dict(dict)) => has_entry(heap, *dict, left).map(|has| !has),
        (CompareOp::Is, Value::None) => Some(matches!(left, Value::None)),
        (CompareOp::IsNot, Value::None) => Some(!matches!(left, Value::None)),
        _ => None,
    }
}

#[inline(never)]
fn has_entry<H: Heap>(heap: &mut H, dict: Handle<Dict>, key: &Value) -> Option<bool> {
    let (dict, frozen) = heap.read_beside(dict);
    dict.get(frozen, *key).ok().map(|found| found.is_some())
}

#[cold]
fn grow<H: Heap>(heap: &mut H, bytes: usize) {
    heap.grow(bytes);
}
