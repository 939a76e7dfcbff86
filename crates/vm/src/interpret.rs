//! The loop over instructions.
//!
//! [`fast`] holds everything an instruction usually needs in locals, and does what is common without
//! leaving them: numbers, variables, jumps, lists, calls of plain functions. It hands every other
//! case, errors included, to [`Step::execute`], which knows the whole meaning of each instruction.

use lang::op::{Op, Reg};
use lang::program::NameIdx;

use crate::arithmetic;
use crate::context::Context;
use crate::fiber::{Fiber, Frame, Fuel, Preempt, Resumption, Role, Run};
use crate::heap::{Handle, Heap, Object, Pressure};
use crate::kind::{Dict, List};
use crate::linked::{Linked, LinkedCode};
use crate::method::MethodName;
use crate::request::{Limit, Pause};
use crate::step::{Halt, Step};
use crate::value::Value;

/// The most frames of a task, as in CPython.
pub(crate) const DEPTH_MAX: usize = 1000;

/// What is left of a fiber's fuel, and whether it may stop once there is none.
#[derive(Clone, Copy, Debug)]
struct Meter {
    /// Negative where more was spent than given.
    remaining: i64,
    preempt: Preempt,
    /// Whether the instruction that used up the fuel was followed by an interruption point.
    at_point: bool,
}

impl Meter {
    fn new(fuel: Fuel, preempt: Preempt) -> Meter {
        Meter { remaining: i64::try_from(fuel.0).unwrap_or(i64::MAX), preempt, at_point: true }
    }

    /// Asked before the instruction that uses up the fuel and before each one beyond it: whether it
    /// may still run. `remaining` is what is left after it.
    #[cold]
    #[inline(never)]
    fn allows(&mut self, op: Op, remaining: i64) -> bool {
        if remaining < 0 && self.at_point {
            return false;
        }
        self.at_point = self.preempt != Preempt::Cpython || is_cpython_point(op);
        true
    }

    /// Charges work beyond the instruction itself.
    fn charge(&mut self, work: u64, op: Op) {
        if work > 0 {
            self.remaining = self.remaining.saturating_sub(i64::try_from(work).unwrap_or(i64::MAX));
            if self.remaining <= 0 {
                self.at_point = self.preempt != Preempt::Cpython || is_cpython_point(op);
            }
        }
    }
}

/// Whether CPython looks for interruptions after that instruction.
fn is_cpython_point(op: Op) -> bool {
    matches!(
        op,
        Op::Loop { .. }
            | Op::Call { .. }
            | Op::CallShape { .. }
            | Op::CallSpread { .. }
            | Op::CallMethod { .. }
    )
}

/// Runs a fiber: see [`Fiber::run`].
pub(crate) fn run<H: Heap>(
    fiber: &mut Fiber,
    heap: &mut H,
    linked: &Linked,
    fuel: Fuel,
    preempt: Preempt,
) -> Run {
    let mut meter = Meter::new(fuel, preempt);
    let given = meter.remaining;
    let (pause, interruptible) = run_metered(fiber, heap, linked, &mut meter);
    let spent = (i128::from(given) - i128::from(meter.remaining)).unsigned_abs();
    Run { pause, spent: u64::try_from(spent).unwrap_or(u64::MAX), interruptible }
}

fn run_metered<H: Heap>(
    fiber: &mut Fiber,
    heap: &mut H,
    linked: &Linked,
    meter: &mut Meter,
) -> (Pause, bool) {
    assert!(!matches!(fiber.resumption, Resumption::Reply(_)), "a waiting fiber is resumed first");
    if let Resumption::Throw(exception) = fiber.resumption {
        fiber.resumption = Resumption::Go;
        let mut step = Step { fiber, ctx: Context::new(heap, linked) };
        if let Some(pause) = step.halt(Halt::Raised(exception)) {
            return (pause, true);
        }
    }
    loop {
        let Exit::Slow(op) = fast(fiber, heap, linked, meter) else {
            return (Pause::Fuel, meter.preempt != Preempt::WaitsOnly);
        };
        let mut step = Step { fiber, ctx: Context::new(heap, linked) };
        let outcome = step.execute(op);
        meter.charge(step.ctx.work, op);
        if let Err(halt) = outcome
            && let Some(pause) = step.halt(halt)
        {
            // After Fuel an instruction is tried again once the garbage is gone.
            let interruptible = !matches!(pause, Pause::Fuel);
            return (pause, interruptible);
        }
        match heap.pressure() {
            Pressure::Low => {}
            Pressure::Due => return (Pause::Fuel, false),
            Pressure::Full => return (Pause::Limit(Limit::Heap), true),
        }
    }
}

/// Why the fast loop was left.
enum Exit {
    /// The fuel is used up.
    Fuel,
    /// This instruction, which `pc` has already passed, is beyond it.
    Slow(Op),
}

/// The registers of the frame that runs.
struct Window<'a>(&'a mut [Value]);

impl Window<'_> {
    #[inline(always)]
    fn get(&self, register: Reg) -> Value {
        self.0[usize::from(register.0)]
    }

    #[inline(always)]
    fn at(&self, register: Reg) -> &Value {
        &self.0[usize::from(register.0)]
    }

    #[inline(always)]
    fn set(&mut self, register: Reg, value: Value) {
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
type Done = Option<()>;

/// Runs instructions until one of them needs [`Step::execute`] or the fuel ends.
///
/// Each arm either does the whole instruction and continues, or leaves everything as it was and
/// falls out of the match.
fn fast<H: Heap>(fiber: &mut Fiber, heap: &mut H, linked: &Linked, meter: &mut Meter) -> Exit {
    let Fiber { registers, frames, handling, .. } = fiber;
    let top = frames.last().expect("a fiber that runs has a frame");
    let mut base = top.base as usize;
    let mut pc = usize::from(top.pc);
    let mut code: &LinkedCode = linked.code(top.code);
    let mut ops: &[Op] = &code.ops;
    let mut window = Window(&mut registers[base..base + code.n_registers]);
    let mut remaining = meter.remaining;
    loop {
        let op = ops[pc];
        remaining -= 1;
        if remaining <= 0 && !meter.allows(op, remaining) {
            meter.remaining = remaining + 1;
            save(frames, pc);
            return Exit::Fuel;
        }
        pc += 1;
        match op {
            Op::LoadConst { dest, constant } => {
                window.set(dest, code.constants[constant.index()]);
                continue;
            }
            Op::LoadInt { dest, value } => {
                window.set(dest, Value::Int(i64::from(value)));
                continue;
            }
            Op::Move { dest, source } => {
                window.set(dest, copy(window.at(source)));
                continue;
            }
            Op::CheckBound { register } => match window.get(register) {
                Value::Unbound => {}
                Value::Cell(cell) if is_unbound(heap.load_cell(cell)) => {}
                _ => continue,
            },
            Op::LoadGlobal { dest, global } => {
                let value = heap.load_global(global);
                if !is_unbound(value) {
                    window.set(dest, value);
                    continue;
                }
            }
            Op::StoreGlobal { global, source } => {
                heap.store_global(global, window.get(source));
                continue;
            }
            Op::LoadLibrary { dest, entry } => {
                window.set(dest, linked.library(entry));
                continue;
            }
            Op::LoadCell { dest, cell } => {
                if let Some(value) = load_cell(heap, window.get(cell)) {
                    window.set(dest, value);
                    continue;
                }
            }
            Op::StoreCell { cell, source } => {
                if let Value::Cell(cell) = window.get(cell) {
                    heap.store_cell(cell, window.get(source));
                    continue;
                }
            }

            Op::Add { dest, left, right } => {
                if let Some(sum) = arithmetic::add(window.get(left), window.get(right)) {
                    window.set(dest, sum);
                    continue;
                }
            }
            Op::Subtract { dest, left, right } => {
                if let Some(rest) = arithmetic::subtract(window.get(left), window.get(right)) {
                    window.set(dest, rest);
                    continue;
                }
            }
            Op::Multiply { dest, left, right } => {
                if let Some(product) = arithmetic::multiply(window.get(left), window.get(right)) {
                    window.set(dest, product);
                    continue;
                }
            }
            Op::AddInt { dest, left, value, .. } => {
                let right = Value::Int(i64::from(value));
                if let Some(sum) = arithmetic::add(window.get(left), right) {
                    window.set(dest, sum);
                    continue;
                }
            }
            Op::Binary { op, dest, left, right } | Op::Augmented { op, dest, left, right } => {
                if let Some(value) = arithmetic::other(op, window.get(left), window.get(right)) {
                    window.set(dest, value);
                    continue;
                }
            }
            Op::Compare { op, dest, left, right } => {
                if let Some(holds) = arithmetic::compare(op, window.get(left), window.get(right)) {
                    window.set(dest, Value::Bool(holds));
                    continue;
                }
            }

            Op::Jump { target } | Op::Loop { target } => {
                pc = usize::from(target.0);
                continue;
            }
            Op::JumpIf { condition, target } => {
                if let Some(holds) = window.get(condition).as_bool() {
                    pc = if holds { usize::from(target.0) } else { pc };
                    continue;
                }
            }
            Op::JumpUnless { condition, target } => {
                if let Some(holds) = window.get(condition).as_bool() {
                    pc = if holds { pc } else { usize::from(target.0) };
                    continue;
                }
            }
            Op::JumpUnlessCompare { op, left, right, target } => {
                if let Some(holds) = arithmetic::compare(op, window.get(left), window.get(right)) {
                    pc = if holds { pc } else { usize::from(target.0) };
                    continue;
                }
            }
            Op::JumpUnlessCompareInt { op, left, value, target } => {
                let right = Value::Int(i64::from(value));
                if let Some(holds) = arithmetic::compare(op, window.get(left), right) {
                    pc = if holds { pc } else { usize::from(target.0) };
                    continue;
                }
            }
            Op::ForIter { iter, dest, exit } => match next_item(heap, &mut window, iter) {
                Turn::Item(item) => {
                    window.set(dest, item);
                    continue;
                }
                Turn::End => {
                    pc = usize::from(exit.0);
                    continue;
                }
                Turn::Slow => {}
            },

            Op::Call { dest, base: callee, n_args } => {
                if let Value::Function(function) = window.get(callee) {
                    let function = heap.get(function);
                    let entered = linked.code(function.code);
                    if entered.n_exact == Some(n_args) && frames.len() < DEPTH_MAX {
                        save(frames, pc);
                        base += usize::from(callee.0) + 1;
                        let n_handling = handling.len() as u32;
                        let (code_idx, role, base_idx) = (function.code, Role::Call, base as u32);
                        frames.push(Frame { code: code_idx, pc: 0, dest, role, base: base_idx, n_handling });
                        (code, ops, pc) = (entered, &entered.ops, 0);
                        let end = base + code.n_registers;
                        if registers.len() < end {
                            registers.resize(end, Value::Unbound);
                        }
                        window = Window(&mut registers[base..end]);
                        fill(window.0, usize::from(n_args), &function.captures);
                        continue;
                    }
                }
            }
            Op::Return { .. } | Op::ReturnNone => {
                let value = match op {
                    Op::Return { source } => window.get(source),
                    _ => Value::None,
                };
                if let Some(caller) = leave(frames, handling) {
                    let dest = caller.1;
                    base = caller.0.base as usize;
                    pc = usize::from(caller.0.pc);
                    code = linked.code(caller.0.code);
                    ops = &code.ops;
                    window = Window(&mut registers[base..base + code.n_registers]);
                    window.set(dest, value);
                    continue;
                }
            }
            Op::CallMethod { n_args: 1, dest, base, name } => {
                if append(heap, linked, &window, base, name).is_some() {
                    window.set(dest, Value::None);
                    continue;
                }
            }

            Op::GetItem { dest, object, index } => {
                if let Some(item) = get_item(heap, window.at(object), window.at(index)) {
                    window.set(dest, item);
                    continue;
                }
            }
            Op::SetItem { object, index, value } => {
                let (object, index) = (window.at(object), window.at(index));
                if set_item(heap, object, index, window.at(value)).is_some() {
                    continue;
                }
            }
            Op::ListAppend { list, value } => {
                if push(heap, window.get(list), window.get(value)).is_some() {
                    continue;
                }
            }
            Op::Unpack { source, first, count } => {
                if unpack(heap, &mut window, source, first, usize::from(count)).is_some() {
                    continue;
                }
            }
            _ => {}
        }
        meter.remaining = remaining;
        save(frames, pc);
        return Exit::Slow(op);
    }
}

#[inline(always)]
fn save(frames: &mut [Frame], pc: usize) {
    if let Some(top) = frames.last_mut() {
        top.pc = pc as u16;
    }
}

#[inline(always)]
fn is_unbound(value: Value) -> bool {
    matches!(value, Value::Unbound)
}

#[inline(always)]
fn load_cell<H: Heap>(heap: &H, cell: Value) -> Option<Value> {
    let Value::Cell(cell) = cell else { return None };
    let value = heap.load_cell(cell);
    (!is_unbound(value)).then_some(value)
}

/// Gives a new frame's window what follows the arguments: captured cells, then nothing.
#[inline(always)]
fn fill(window: &mut [Value], n_args: usize, captures: &[Value]) {
    let locals = n_args + captures.len();
    if !captures.is_empty() {
        window[n_args..locals].copy_from_slice(captures);
    }
    for register in &mut window[locals..] {
        *register = Value::Unbound;
    }
}

/// Takes a called function's frame off the stack; gives the caller's, and where it wants the value.
#[inline(always)]
fn leave(frames: &mut Vec<Frame>, handling: &mut Vec<Value>) -> Option<(Frame, Reg)> {
    let ended = *frames.last()?;
    if ended.role != Role::Call {
        return None;
    }
    frames.pop();
    if handling.len() > ended.n_handling as usize {
        handling.truncate(ended.n_handling as usize);
    }
    Some((*frames.last()?, ended.dest))
}

/// What the next turn of a `for` is.
enum Turn {
    Item(Value),
    End,
    /// Neither a range nor a list nor a tuple.
    Slow,
}

#[inline(always)]
fn next_item<H: Heap>(heap: &mut H, window: &mut Window<'_>, iter: Reg) -> Turn {
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

#[inline(always)]
fn get_item<H: Heap>(heap: &mut H, object: &Value, index: &Value) -> Option<Value> {
    match (object, index) {
        (Value::List(list), Value::Int(at)) => {
            let list = heap.read(*list);
            list.items.get(place(*at, list.items.len())).map(copy)
        }
        (Value::Tuple(tuple), Value::Int(at)) => {
            let items = heap.get(*tuple).items();
            items.get(place(*at, items.len())).map(copy)
        }
        (Value::Dict(dict), key) => get_entry(heap, *dict, key),
        _ => None,
    }
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

#[inline(always)]
fn set_item<H: Heap>(heap: &mut H, object: &Value, index: &Value, value: &Value) -> Done {
    match (object, index) {
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
fn push<H: Heap>(heap: &mut H, list: Value, value: Value) -> Done {
    let Value::List(list) = list else { return None };
    push_within(&mut *heap.write(list), value)
}

#[inline(always)]
fn push_within(list: &mut List, value: Value) -> Done {
    if list.items.len() == list.items.capacity() {
        return None;
    }
    list.items.push(value);
    Some(())
}

#[inline(always)]
fn append<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &Window<'_>,
    base: Reg,
    name: NameIdx,
) -> Done {
    match linked.method(name) {
        Some(MethodName::Append) => push(heap, window.get(base), window.get(base.plus(1))),
        _ => None,
    }
}

#[inline(always)]
fn unpack<H: Heap>(
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

#[cold]
fn grow<H: Heap>(heap: &mut H, bytes: usize) {
    heap.grow(bytes);
}
