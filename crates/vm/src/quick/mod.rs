//! What the fast loop does without leaving its locals, operation by operation. Each either does all
//! of it, or changes nothing and says so: then [`crate::step`] does it, whatever it takes.

pub mod ascii;
pub mod attribute;
mod enter;
pub mod exception;
pub mod frame;
pub mod generator;
mod iterate;
pub mod native;
pub mod text;

use lang::mix::OpClass;
use lang::op::{CompareOp, Reg, UnaryOp};
use lang::program::GlobalIdx;

use crate::arithmetic;
use crate::compare::{identical, may_ask};
use crate::heap::{Handle, Heap, OpenKind, Pressure};
use crate::kind::{Coroutine, Dict, Function, List, Set, Slice, Text, Tuple};
use crate::linked::Linked;
use crate::value::Value;
use crate::weigh::{Scale, is_hashed};

pub use enter::{Caller, enter};
pub use iterate::{Turn, get_iter, next_item};

/// The registers of the frame that runs.
pub struct Window<'a>(pub &'a mut [Value]);

impl Window<'_> {
    #[inline(always)]
    pub fn get(&self, register: Reg) -> Value {
        self.0[usize::from(register.0)]
    }

    /// `count` registers from `first`.
    #[inline(always)]
    pub fn range(&self, first: Reg, count: u16) -> &[Value] {
        let first = usize::from(first.0);
        &self.0[first..first + usize::from(count)]
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

/// slot ← value. Numbers are copied by their parts: a register that was just written by its parts cannot
/// be read as a whole without waiting for the writes. Each sort has a write of its own, or the compiler
/// would make one copy of them all.
#[inline(always)]
pub fn put(slot: &mut Value, value: &Value) {
    match value {
        Value::Int(number) => *slot = Value::Int(*number),
        Value::Float(number) => *slot = Value::Float(*number),
        other => *slot = *other,
    }
}

/// A value's copy that goes elsewhere than into a slot, taken as [`put`] takes it.
#[inline(always)]
pub fn copy(value: &Value) -> Value {
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
    // As `put` does it.
    match *window.at(source) {
        Value::Int(number) => window.set(dest, Value::Int(number)),
        Value::Float(number) => window.set(dest, Value::Float(number)),
        other => window.set(dest, other),
    }
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
    heap.load_global_to(global, &mut window.0[usize::from(dest.0)]).then_some(())
}

/// module variable ← source.
#[inline(always)]
pub fn store_global<H: Heap>(heap: &mut H, window: &Window<'_>, global: GlobalIdx, source: Reg) {
    // As `put` does it.
    match *window.at(source) {
        Value::Int(number) => heap.store_global(global, Value::Int(number)),
        other => heap.store_global(global, other),
    }
}

/// dest ← a captured variable that is bound.
#[inline(always)]
pub fn load_cell<H: Heap>(heap: &H, window: &mut Window<'_>, dest: Reg, cell: Reg) -> Done {
    let Value::Cell(cell) = *window.at(cell) else { return None };
    heap.load_cell_to(cell, &mut window.0[usize::from(dest.0)]).then_some(())
}

/// captured variable ← source.
#[inline(always)]
pub fn store_cell<H: Heap>(heap: &mut H, window: &Window<'_>, cell: Reg, source: Reg) -> Done {
    let Value::Cell(cell) = *window.at(cell) else { return None };
    // As `put` does it.
    match *window.at(source) {
        Value::Int(number) => heap.store_cell(cell, Value::Int(number)),
        other => heap.store_cell(cell, other),
    }
    Some(())
}

/// dest ← left op right, for numbers.
#[inline(always)]
pub fn number(
    scale: &mut impl Scale,
    window: &mut Window<'_>,
    dest: Reg,
    left: Reg,
    right: Reg,
    operate: impl Fn(&Value, &Value) -> Option<Value>,
) -> Done {
    let (left, right) = (window.at(left), window.at(right));
    let value = operate(left, right)?;
    scale.operate(left, right);
    window.set(dest, value);
    Some(())
}

/// dest ← left + right, for numbers and short strings.
#[inline(always)]
pub fn add<H: Heap>(
    heap: &mut H,
    scale: &mut impl Scale,
    window: &mut Window<'_>,
    dest: Reg,
    left: Reg,
    right: Reg,
) -> Done {
    let (left, right) = (window.at(left), window.at(right));
    let sum = match arithmetic::add(left, right) {
        Some(sum) => {
            scale.operate(left, right);
            sum
        }
        None => concat(heap, left, right)?,
    };
    window.set(dest, sum);
    Some(())
}

/// dest ← left + value.
#[inline(always)]
pub fn add_int(
    scale: &mut impl Scale,
    window: &mut Window<'_>,
    dest: Reg,
    left: Reg,
    value: i16,
) -> Done {
    let (left, right) = (window.at(left), &Value::Int(i64::from(value)));
    let sum = arithmetic::add(left, right)?;
    scale.operate(left, right);
    window.set(dest, sum);
    Some(())
}

/// dest ← object[index]. The item goes from its container to the register without a stop in between.
#[inline(always)]
pub fn get_item<H: Heap>(
    heap: &mut H,
    scale: &mut impl Scale,
    linked: &Linked,
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
            scale.turned_out(OpClass::Key, OpClass::Item);
            window.set(dest, item);
        }
        (Value::Str(text), Value::Slice(slice)) => {
            let part = text::slice(heap, *text, *slice)?;
            window.set(dest, part);
        }
        (Value::Str(text), Value::Int(at)) => {
            let position = place(*at, heap.get(*text).n_chars());
            let char = text::char_at(heap, linked, *text, position)?;
            window.set(dest, char);
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
    entry(heap, dict, *key, |found| found).flatten()
}

/// What `then` makes of what a dict has for a key, unless keys have to be asked.
#[inline(always)]
fn entry<H: Heap, T>(
    heap: &mut H,
    dict: Handle<Dict>,
    key: Value,
    then: impl FnOnce(Option<Value>) -> T,
) -> Option<T> {
    let (dict, frozen) = heap.read_beside(dict);
    if dict.asks() {
        return None;
    }
    dict.get(frozen, key).ok().map(then)
}

/// object[index] ← value.
#[inline(always)]
pub fn set_item<H: Heap>(
    heap: &mut H,
    scale: &mut impl Scale,
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
            put(list.items.get_mut(at)?, value);
            Some(())
        }
        (Value::Dict(dict), key) => {
            set_entry(heap, *dict, key, value)?;
            scale.turned_out(OpClass::Key, OpClass::Item);
            Some(())
        }
        _ => None,
    }
}

#[inline(never)]
pub fn set_entry<H: Heap>(heap: &mut H, dict: Handle<Dict>, key: &Value, value: &Value) -> Done {
    change(heap, dict, |dict, frozen| {
        if dict.asks() || may_ask(frozen, *key) {
            return None;
        }
        dict.insert(frozen, *key, *value).ok().map(|_| ())
    })
}

/// Changes an object, and lets the heap know by how much it has grown.
#[inline(always)]
fn change<H: Heap, K: OpenKind, T>(
    heap: &mut H,
    object: Handle<K>,
    does: impl FnOnce(&mut K, &H::Frozen) -> Option<T>,
) -> Option<T> {
    let (mut this, frozen) = heap.write_beside(object);
    let before = this.bytes();
    let done = does(&mut this, frozen)?;
    let grown = this.bytes().saturating_sub(before);
    drop(this);
    if grown > 0 {
        grow(heap, grown);
    }
    Some(done)
}

/// Registers from `first` ← the items of a tuple or list of exactly that length.
#[inline(always)]
pub fn unpack<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    source: Reg,
    first: Reg,
    count: usize,
) -> Done {
    let first = usize::from(first.0);
    let source = window.get(source);
    let targets = window.0.get_mut(first..first + count)?;
    let fill = |targets: &mut [Value], items: &[Value]| {
        (items.len() == count).then(|| targets.copy_from_slice(items))
    };
    match source {
        Value::Tuple(tuple) => fill(targets, heap.get(tuple).items()),
        Value::List(list) => fill(targets, &heap.read(list).items),
        _ => None,
    }
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

/// What a call of an `async def` gives; where memory is short, that is slow.
#[inline(never)]
pub fn make_coroutine<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    function: Handle<Function>,
    args: &[Value],
) -> Option<Value> {
    let function = heap.get(function);
    let (code, defaults) = (function.code, &function.defaults);
    let n_lacking = usize::from(linked.code(code).n_kept?).checked_sub(args.len())?;
    let n_given = defaults.len().checked_sub(n_lacking)?;
    if heap.pressure() != Pressure::Low {
        return None;
    }
    let registers = [args, &defaults[n_given..], &function.captures].concat().into();
    Some(Value::Coroutine(heap.open(Coroutine { code, registers, is_started: false })))
}

/// Makes a slice; where memory is short, that is slow.
#[inline(never)]
pub fn make_slice<H: Heap>(heap: &mut H, window: &mut Window<'_>, dest: Reg, first: Reg) -> Done {
    let &[start, stop, step] = window.range(first, 3) else { return None };
    if heap.pressure() != Pressure::Low {
        return None;
    }
    window.set(dest, Value::Slice(heap.freeze(Slice { start, stop, step })));
    Some(())
}

/// Makes a list; where memory is short, that is slow.
#[inline(never)]
pub fn make_list<H: Heap>(
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
    window.set(dest, Value::List(heap.open(List::new(items.to_vec()))));
    Some(())
}

/// Makes a dict with simple keys; where memory is short, that is slow.
#[inline(never)]
pub fn make_dict<H: Heap>(
    heap: &mut H,
    window: &mut Window<'_>,
    dest: Reg,
    first: Reg,
    count: u16,
) -> Done {
    if heap.pressure() != Pressure::Low {
        return None;
    }
    let mut dict = Dict::new();
    for pair in window.range(first, 2 * count).as_chunks::<2>().0 {
        let [key @ (Value::Str(_) | Value::Int(_)), value] = *pair else { return None };
        dict.insert(heap.frozen(), key, value).ok()?;
    }
    window.set(dest, Value::Dict(heap.open(dict)));
    Some(())
}

/// Joins two short strings; where memory is short, that is slow.
#[inline(never)]
fn concat<H: Heap>(heap: &mut H, left: &Value, right: &Value) -> Option<Value> {
    const SHORT: usize = 256;
    let (Value::Str(left), Value::Str(right)) = (left, right) else { return None };
    let (left, right) = (heap.get(*left), heap.get(*right));
    let n_bytes = left.as_str().len() + right.as_str().len();
    if n_bytes > SHORT || heap.pressure() != Pressure::Low {
        return None;
    }
    let text = Text::concat(n_bytes, [left, right].into_iter());
    Some(Value::Str(heap.freeze(text)))
}

/// Compares numbers, and what else takes nothing but the heap.
#[inline(always)]
pub fn compare<H: Heap>(
    heap: &mut H,
    scale: &mut impl Scale,
    op: CompareOp,
    left: &Value,
    right: &Value,
) -> Option<bool> {
    if let Some(holds) = arithmetic::compare(op, left, right) {
        return Some(holds);
    }
    let holds = compare_others(heap, op, *left, *right)?;
    if matches!(op, CompareOp::In | CompareOp::NotIn) && is_hashed(right) {
        scale.turned_out(OpClass::Key, OpClass::Compare);
    }
    Some(holds)
}

/// Compares strings and identities, and looks for keys in dicts and items in sets.
#[inline(never)]
fn compare_others<H: Heap>(heap: &mut H, op: CompareOp, left: Value, right: Value) -> Option<bool> {
    match (op, left, right) {
        (CompareOp::Is, _, Value::None) => Some(matches!(left, Value::None)),
        (CompareOp::IsNot, _, Value::None) => Some(!matches!(left, Value::None)),
        (CompareOp::Is, ..) => Some(identical(heap.frozen(), left, right)),
        (CompareOp::IsNot, ..) => Some(!identical(heap.frozen(), left, right)),
        (CompareOp::In, _, Value::Dict(dict)) => has_entry(heap, dict, left),
        (CompareOp::NotIn, _, Value::Dict(dict)) => has_entry(heap, dict, left).map(|has| !has),
        (CompareOp::In, _, Value::Set(set)) => has_item(heap, set, left),
        (CompareOp::NotIn, _, Value::Set(set)) => has_item(heap, set, left).map(|has| !has),
        (_, Value::Str(left), Value::Str(right)) => {
            let (left, right) = (heap.get(left).as_str(), heap.get(right).as_str());
            match op {
                CompareOp::Equal => Some(left == right),
                CompareOp::NotEqual => Some(left != right),
                CompareOp::Less => Some(left < right),
                CompareOp::LessEqual => Some(left <= right),
                CompareOp::Greater => Some(left > right),
                CompareOp::GreaterEqual => Some(left >= right),
                _ => None,
            }
        }
        _ => None,
    }
}

fn has_item<H: Heap>(heap: &mut H, set: Handle<Set>, item: Value) -> Option<bool> {
    let (set, frozen) = heap.read_beside(set);
    match item {
        Value::Int(_) | Value::Str(_) if !set.asks() => set.contains(frozen, item).ok(),
        _ => None,
    }
}

/// Whether a value is true, where its class does not say.
#[inline(never)]
pub fn truth<H: Heap>(heap: &mut H, value: Value) -> Option<bool> {
    Some(match value {
        Value::Str(text) => !heap.get(text).as_str().is_empty(),
        Value::Tuple(tuple) => !heap.get(tuple).items().is_empty(),
        Value::List(list) => !heap.read(list).items.is_empty(),
        Value::Dict(dict) => !heap.read(dict).is_empty(),
        Value::Set(set) => !heap.read(set).is_empty(),
        Value::Instance(instance) => {
            let this = heap.read(instance);
            let (class, native) = (this.class, this.native);
            drop(this);
            if heap.read(class).traits.measures || !matches!(native, Value::Unbound) {
                return None;
            }
            true
        }
        _ => return None,
    })
}

/// dest ← op operand, for numbers and truths.
#[inline(never)]
pub fn unary(window: &mut Window<'_>, op: UnaryOp, dest: Reg, operand: Reg) -> Done {
    let value = match (op, window.get(operand)) {
        (UnaryOp::Negate, Value::Int(number)) => Value::Int(number.checked_neg()?),
        (UnaryOp::Negate, Value::Float(number)) => Value::Float(-number),
        (UnaryOp::Not, operand) => Value::Bool(!operand.as_bool()?),
        _ => return None,
    };
    window.set(dest, value);
    Some(())
}

/// A cell for what a register holds; where memory is short, that is slow.
#[inline(never)]
pub fn make_cell<H: Heap>(heap: &mut H, window: &mut Window<'_>, register: Reg) -> Done {
    if heap.pressure() != Pressure::Low {
        return None;
    }
    let cell = heap.new_cell(window.get(register));
    window.set(register, Value::Cell(cell));
    Some(())
}

fn has_entry<H: Heap>(heap: &mut H, dict: Handle<Dict>, key: Value) -> Option<bool> {
    entry(heap, dict, key, |found| found.is_some())
}

#[cold]
fn grow<H: Heap>(heap: &mut H, bytes: usize) {
    heap.grow(bytes);
}
