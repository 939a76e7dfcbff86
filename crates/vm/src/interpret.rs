//! The loop over instructions.
//!
//! [`fast`] holds everything an instruction usually needs in locals, and does what is common without
//! leaving them: numbers, variables, jumps, lists, calls of plain functions. It hands every other
//! case, errors included, to [`Step::execute`], which knows the whole meaning of each instruction.

use lang::library::Native;
use lang::mix::OpClass;
use lang::op::{BinaryOp, Op};

use crate::arithmetic;
use crate::fiber::{Fiber, Fuel, Pending, Preempt, Run};
use crate::heap::{AnyHeap, Heap, Pressure};
use crate::linked::{Linked, LinkedCode};
use crate::meter::Meter;
use crate::quick::attribute::Field;
use crate::quick::{self, Caller, Turn, Window, frame};
use crate::request::{Limit, Pause};
use crate::step::{Halt, Step};
use crate::value::Value;
use crate::weigh::{self, Scale, Whose};

/// The most frames of a task, as in CPython.
pub(crate) const DEPTH_MAX: usize = 1000;

/// Runs a fiber: see [`Fiber::run`].
pub(crate) fn run<H: Heap, S: Scale>(
    fiber: &mut Fiber,
    heap: &mut H,
    linked: &Linked,
    (fuel, preempt): (Fuel, Preempt),
    scale: S,
) -> Run {
    let given = i64::try_from(fuel.0).unwrap_or(i64::MAX);
    let mut meter = Meter::new(given, preempt, H::IS_SHARED, scale);
    let (pause, interruptible) = run_metered(fiber, heap, linked, &mut meter);
    let left = i128::from(meter.remaining) + i128::from(meter.later);
    let spent = u64::try_from((i128::from(given) - left).unsigned_abs()).unwrap_or(u64::MAX);
    Run { pause, spent, weight: meter.scale.weight(), interruptible, due: meter.due }
}

fn run_metered<H: Heap, S: Scale>(
    fiber: &mut Fiber,
    heap: &mut H,
    linked: &Linked,
    meter: &mut Meter<S>,
) -> (Pause, bool) {
    assert!(!matches!(fiber.pending, Pending::Reply(_)), "a waiting fiber is resumed first");
    if let Pending::Throw(exception) = fiber.pending {
        fiber.pending = Pending::Nothing;
        if let Some(pause) = raise(fiber, &mut heap.any(), linked, exception) {
            return (pause, true);
        }
    }
    loop {
        heap.oblige();
        let is_atomic = H::IS_SHARED && is_atomic(fiber, linked);
        if is_atomic {
            heap.begin_atomic();
        } else {
            heap.end_atomic();
        }
        if let Some(end) = some_steps(fiber, heap, linked, meter) {
            return end;
        }
        match heap.pressure() {
            Pressure::Low => {}
            // Others would come between.
            Pressure::Due if is_atomic => {}
            // It stops soon by itself.
            Pressure::Due if !meter.has_fuel() => {}
            Pressure::Due => return (Pause::Fuel, false),
            Pressure::Full => return (Pause::Limit(Limit::Heap), true),
        }
    }
}

/// Runs instructions until one is done that the fast loop leaves, or atomic code begins or ends.
fn some_steps<H: Heap, S: Scale>(
    fiber: &mut Fiber,
    heap: &mut H,
    linked: &Linked,
    meter: &mut Meter<S>,
) -> Option<(Pause, bool)> {
    match fast(fiber, heap, linked, meter) {
        Exit::Fuel if meter.refill() => None,
        Exit::Fuel => Some((Pause::Fuel, meter.preempt != Preempt::WaitsOnly)),
        Exit::Border => None,
        Exit::Slow => slow(fiber, &mut heap.any(), linked, meter),
    }
}

/// Whether a fiber is about to run atomic code.
fn is_atomic(fiber: &Fiber, linked: &Linked) -> bool {
    fiber.frames.last().is_some_and(|top| linked.code(top.code).is_atomic)
}

/// Whose code a fiber runs.
fn whose(fiber: &Fiber, linked: &Linked) -> Whose {
    linked.code(fiber.top().code).whose
}

/// Raises an exception where a fiber is paused.
fn raise(
    fiber: &mut Fiber,
    heap: &mut AnyHeap,
    linked: &Linked,
    exception: Value,
) -> Option<Pause> {
    Step::new(fiber, heap, linked).halt(Halt::Raised(exception))
}

/// Does an instruction that the fast loop has left, whatever it takes.
fn slow<S: Scale>(
    fiber: &mut Fiber,
    heap: &mut AnyHeap,
    linked: &Linked,
    meter: &mut Meter<S>,
) -> Option<(Pause, bool)> {
    let top = fiber.top();
    let op = linked.code(top.code).ops[usize::from(top.pc) - 1];
    let mut step = Step::new(fiber, heap, linked);
    let outcome = step.execute(op);
    if step.ctx.work > 0 {
        meter.scale.work(step.ctx.work);
        meter.charge(step.ctx.work, op, is_atomic(step.fiber, linked));
        meter.due = meter.due.or(step.ctx.due);
    }
    if matches!(outcome, Err(Halt::Raised(_))) && OpClass::of(op) != OpClass::Raise {
        meter.scale.raised(whose(step.fiber, linked));
    }
    if !matches!(outcome, Err(Halt::Limit(_))) {
        step.fiber.is_last_try = false;
    }
    let pause = outcome.err().and_then(|halt| step.halt(halt))?;
    let interruptible = match pause {
        // The instruction is tried again once the garbage is gone.
        Pause::Fuel => false,
        Pause::Request(_) => meter.preempt != Preempt::WaitsOnly && meter.is_point(op),
        _ => true,
    };
    Some((pause, interruptible))
}

/// Why the fast loop was left.
enum Exit {
    /// The fuel is used up.
    Fuel,
    /// Atomic code begins or ends, on a heap that others work on too.
    Border,
    /// The instruction that `pc` has just passed is beyond it.
    Slow,
}

/// Runs instructions until one of them needs [`Step::execute`] or the fuel ends.
///
/// Each arm either does the whole instruction and continues, or leaves everything as it was and
/// falls out of the match.
fn fast<H: Heap, S: Scale>(
    fiber: &mut Fiber,
    heap: &mut H,
    linked: &Linked,
    meter: &mut Meter<S>,
) -> Exit {
    let Fiber { registers, frames, handling, answers, carried, .. } = fiber;
    let top = frames.last().expect("a fiber that runs has a frame");
    let mut base = top.base as usize;
    let mut pc = usize::from(top.pc);
    let mut code: &LinkedCode = linked.code(top.code);
    let mut window = Window(&mut registers[base..base + code.n_registers]);
    let mut remaining = meter.remaining;
    meter.scale.begin(code, pc);
    loop {
        // Nobody takes it as a whole: it would be put together from its parts at each turn.
        let op: &Op = &code.ops[pc];
        remaining -= 1;
        if remaining <= 0 && !meter.allows(op, remaining, code.is_atomic) {
            meter.remaining = remaining + 1;
            meter.scale.end(code, pc);
            frame::save(frames, pc);
            return Exit::Fuel;
        }
        meter.scale.check(code, op, &window);
        pc += 1;
        match *op {
            Op::LoadConst { dest, constant } => {
                window.set(dest, code.constants[constant.index()]);
                continue;
            }
            Op::LoadInt { dest, value } => {
                window.set(dest, Value::Int(i64::from(value)));
                continue;
            }
            Op::Move { dest, source } => {
                quick::assign(&mut window, dest, source);
                continue;
            }
            Op::CheckBound { register } => {
                if quick::is_bound(heap, &window, register).is_some() {
                    continue;
                }
            }
            Op::LoadGlobal { dest, global } => {
                if quick::load_global(heap, &mut window, dest, global).is_some() {
                    continue;
                }
            }
            Op::StoreGlobal { global, source } => {
                quick::store_global(heap, &window, global, source);
                continue;
            }
            Op::LoadLibrary { dest, entry } => {
                window.set(dest, linked.library(entry));
                continue;
            }
            Op::LoadCell { dest, cell } => {
                if quick::load_cell(heap, &mut window, dest, cell).is_some() {
                    continue;
                }
            }
            Op::MakeCell { register } => {
                if quick::make_cell(heap, &mut window, register).is_some() {
                    continue;
                }
            }
            Op::StoreCell { cell, source } => {
                if quick::store_cell(heap, &window, cell, source).is_some() {
                    continue;
                }
            }

            Op::Add { dest, left, right }
            | Op::Augmented { op: BinaryOp::Add, dest, left, right } => {
                if quick::add(heap, &mut meter.scale, &mut window, dest, left, right).is_some() {
                    continue;
                }
            }
            Op::Subtract { dest, left, right } => {
                let scale = &mut meter.scale;
                if quick::number(scale, &mut window, dest, left, right, arithmetic::subtract)
                    .is_some()
                {
                    continue;
                }
            }
            Op::Multiply { dest, left, right } => {
                let scale = &mut meter.scale;
                if quick::number(scale, &mut window, dest, left, right, arithmetic::multiply)
                    .is_some()
                {
                    continue;
                }
            }
            Op::AddInt { dest, left, value, .. } => {
                if quick::add_int(&mut meter.scale, &mut window, dest, left, value).is_some() {
                    continue;
                }
            }
            Op::Binary { op, dest, left, right } | Op::Augmented { op, dest, left, right } => {
                let operate = |left: &Value, right: &Value| arithmetic::other(op, left, right);
                if quick::number(&mut meter.scale, &mut window, dest, left, right, operate)
                    .is_some()
                {
                    continue;
                }
            }
            Op::Compare { op, dest, left, right } => {
                let (left, right) = (window.at(left), window.at(right));
                if let Some(holds) = quick::compare(heap, &mut meter.scale, op, left, right) {
                    window.set(dest, Value::Bool(holds));
                    continue;
                }
            }

            Op::Unary { op, dest, operand } => {
                if quick::unary(&mut window, op, dest, operand).is_some() {
                    continue;
                }
            }

            Op::Jump { target } | Op::Loop { target } => {
                pc = meter.jump(code, pc, target);
                continue;
            }
            Op::JumpIf { condition, target } => {
                let condition = window.at(condition);
                if let Some(holds) = condition.as_bool().or_else(|| quick::truth(heap, *condition))
                {
                    pc = meter.jump_if(holds, code, pc, target);
                    continue;
                }
            }
            Op::JumpUnless { condition, target } => {
                let condition = window.at(condition);
                if let Some(holds) = condition.as_bool().or_else(|| quick::truth(heap, *condition))
                {
                    pc = meter.jump_if(!holds, code, pc, target);
                    continue;
                }
            }
            Op::JumpUnlessCompare { op, left, right, target } => {
                let (left, right) = (window.at(left), window.at(right));
                if let Some(holds) = quick::compare(heap, &mut meter.scale, op, left, right) {
                    pc = meter.jump_if(!holds, code, pc, target);
                    continue;
                }
            }
            Op::JumpUnlessCompareInt { op, left, value, target } => {
                let right = Value::Int(i64::from(value));
                if let Some(holds) = arithmetic::compare(op, window.at(left), &right) {
                    pc = meter.jump_if(!holds, code, pc, target);
                    continue;
                }
            }
            Op::GetIter { dest, iterable } => {
                if quick::get_iter(heap, &mut window, dest, iterable).is_some() {
                    continue;
                }
            }
            Op::ForIter { iter, dest, exit } => {
                match quick::next_item(heap, linked, &mut window, iter, dest) {
                    Turn::Item => continue,
                    Turn::End => {
                        pc = meter.jump(code, pc, exit);
                        continue;
                    }
                    Turn::Slow => {}
                }
            }

            Op::Call { dest, base: callee, n_args } => match *window.at(callee) {
                Value::Function(called) => {
                    let function = heap.get(called);
                    let entered = linked.code(function.code);
                    let is_apart = H::IS_SHARED && entered.is_atomic != code.is_atomic;
                    if entered.n_exact == Some(n_args) && frames.len() < DEPTH_MAX && !is_apart {
                        frame::save(frames, pc);
                        base += usize::from(callee.0) + 1;
                        frames.push(frame::called(function.code, dest, base, handling));
                        meter.scale.end(code, pc);
                        (code, pc) = (entered, 0);
                        meter.scale.begin(code, pc);
                        window = Window(frame::windowed(registers, base, code));
                        frame::fill(window.0, usize::from(n_args), &function.captures);
                        continue;
                    }
                    let args = window.range(callee.plus(1), n_args);
                    if entered.n_kept.is_some()
                        && let Some(made) = quick::make_coroutine(heap, linked, called, args)
                    {
                        window.set(dest, made);
                        continue;
                    }
                }
                Value::Native(native) => {
                    let args = window.range(callee.plus(1), n_args);
                    let value = match native {
                        Native::Carried => Some(*carried),
                        _ => quick::native::call(heap, native, args),
                    };
                    if let Some(value) = value {
                        meter.scale.turned_out(OpClass::Method, OpClass::Call);
                        meter.scale.did(native.units());
                        window.set(dest, value);
                        continue;
                    }
                }
                Value::Type(kind) => {
                    let args = window.range(callee.plus(1), n_args);
                    if let Some(value) = quick::native::convert(heap, kind, args) {
                        meter.scale.turned_out(OpClass::Method, OpClass::Call);
                        meter.scale.did(kind.units());
                        window.set(dest, value);
                        continue;
                    }
                }
                _ => {}
            },
            Op::Return { .. } | Op::ReturnNone => {
                let value = match *op {
                    Op::Return { source } => quick::copy(window.at(source)),
                    _ => Value::None,
                };
                if let Some((caller, dest, value)) = frame::leave(frames, handling, value) {
                    meter.scale.end(code, pc);
                    (base, pc) = (caller.base as usize, usize::from(caller.pc));
                    let was_atomic = code.is_atomic;
                    code = linked.code(caller.code);
                    meter.scale.begin(code, pc);
                    window = Window(&mut registers[base..base + code.n_registers]);
                    window.set(dest, value);
                    if H::IS_SHARED && code.is_atomic != was_atomic {
                        meter.remaining = remaining;
                        meter.scale.end(code, pc);
                        return Exit::Border;
                    }
                    continue;
                }
            }
            Op::Yield { dest, value } => {
                let frame = *frames.last().expect("a fiber that runs has a frame");
                let value = window.get(value);
                if quick::generator::collect(heap, registers, &frame, value).is_some() {
                    window = Window(&mut registers[base..base + code.n_registers]);
                    window.set(dest, Value::None);
                    continue;
                }
                let n_registers = code.n_registers;
                if handling.len() == frame.n_handling as usize
                    && quick::generator::suspend(heap, registers, &frame, n_registers, pc, dest)
                        .is_some()
                {
                    frames.pop();
                    meter.scale.end(code, pc);
                    let caller = *frames.last().expect("a generator has a caller");
                    (base, pc) = (caller.base as usize, usize::from(caller.pc));
                    let was_atomic = code.is_atomic;
                    code = linked.code(caller.code);
                    meter.scale.begin(code, pc);
                    window = Window(&mut registers[base..base + code.n_registers]);
                    window.set(frame.dest, value);
                    if H::IS_SHARED && code.is_atomic != was_atomic {
                        meter.remaining = remaining;
                        meter.scale.end(code, pc);
                        return Exit::Border;
                    }
                    continue;
                }
                window = Window(&mut registers[base..base + code.n_registers]);
            }
            Op::CallMethod { n_args, dest, base: callee, name } => {
                let receiver = window.get(callee);
                if let Some(function) = quick::attribute::method(heap, linked, receiver, name) {
                    let function = heap.get(function);
                    let entered = linked.code(function.code);
                    let n_args = u16::from(n_args) + 1;
                    let is_apart = H::IS_SHARED && entered.is_atomic != code.is_atomic;
                    if entered.n_exact == Some(n_args) && frames.len() < DEPTH_MAX && !is_apart {
                        meter.scale.turned_out(OpClass::Call, OpClass::Method);
                        frame::save(frames, pc);
                        // The receiver is the first argument, where it stands.
                        base += usize::from(callee.0);
                        frames.push(frame::called(function.code, dest, base, handling));
                        meter.scale.end(code, pc);
                        (code, pc) = (entered, 0);
                        meter.scale.begin(code, pc);
                        window = Window(frame::windowed(registers, base, code));
                        frame::fill(window.0, usize::from(n_args), &function.captures);
                        continue;
                    }
                } else if let Some(method) = linked.method(name) {
                    let args = window.range(callee.plus(1), n_args.into());
                    if let Some((value, work)) =
                        quick::native::call_method(heap, receiver, method, args, remaining)
                    {
                        remaining -= work;
                        meter.scale.work(work.unsigned_abs());
                        meter.scale.did(weigh::units_of_method(&receiver));
                        if matches!(receiver, Value::Instance(_) | Value::Class(_)) {
                            meter.scale.turned_out(OpClass::Call, OpClass::Method);
                        }
                        window.set(dest, value);
                        continue;
                    }
                }
            }
            Op::GetAttr { dest, object, name } => {
                let field =
                    quick::attribute::get_field(heap, linked, &mut window, dest, object, name);
                let value = match field {
                    Field::Read => continue,
                    Field::Absent(class) => {
                        quick::attribute::of_class(heap, linked, class, name, true)
                    }
                    Field::Unknown => {
                        quick::attribute::of_others(heap, linked, window.get(object), name)
                    }
                };
                if let Some(value) = value {
                    window.set(dest, value);
                    continue;
                }
            }
            Op::SetAttr { object, name, value } => {
                if quick::attribute::set_field(heap, linked, &window, object, name, value).is_some()
                {
                    continue;
                }
            }

            Op::Format { conversion, dest, value, spec } => {
                let parts = (value, spec);
                if quick::text::format(heap, &mut window, conversion, dest, parts).is_some() {
                    meter.scale.did(weigh::units_of_format(spec));
                    continue;
                }
            }
            Op::BuildString { dest, first, count } => {
                if quick::text::build(heap, &mut window, dest, first, count).is_some() {
                    continue;
                }
            }
            Op::BeginHandling { exception } => {
                handling.push(window.get(exception));
                continue;
            }
            Op::EndHandling => {
                handling.pop();
                continue;
            }
            Op::MatchException { dest, exception, class } => {
                let (exception, class) = (window.get(exception), window.get(class));
                if let Some(matches) = quick::exception::matches(heap, exception, class) {
                    window.set(dest, Value::Bool(matches));
                    continue;
                }
            }
            Op::MakeTuple { dest, first, count } => {
                let count = usize::from(count);
                if quick::make_tuple(heap, &mut window, dest, first, count).is_some() {
                    continue;
                }
            }
            Op::MakeSlice { dest, first } => {
                if quick::make_slice(heap, &mut window, dest, first).is_some() {
                    continue;
                }
            }
            Op::MakeList { dest, first, count } => {
                let count = usize::from(count);
                if quick::make_list(heap, &mut window, dest, first, count).is_some() {
                    continue;
                }
            }
            Op::MakeDict { dest, first, count } => {
                if quick::make_dict(heap, &mut window, dest, first, count).is_some() {
                    continue;
                }
            }
            Op::ListAppend { list, value } => {
                if let Value::List(list) = window.get(list)
                    && quick::native::append(heap, list, quick::copy(window.at(value))).is_some()
                {
                    continue;
                }
            }
            Op::GetItem { dest, object, index } => {
                let scale = &mut meter.scale;
                if quick::get_item(heap, scale, linked, &mut window, dest, object, index).is_some()
                {
                    continue;
                }
            }
            Op::SetItem { object, index, value } => {
                let scale = &mut meter.scale;
                if quick::set_item(heap, scale, &window, object, index, value).is_some() {
                    continue;
                }
            }
            Op::SetAdd { set, value } => {
                if let Value::Set(set) = window.get(set)
                    && quick::native::add(heap, set, window.get(value)).is_some()
                {
                    continue;
                }
            }
            Op::DictInsert { dict, key, value } => {
                if let Value::Dict(dict) = window.get(dict)
                    && quick::set_entry(heap, dict, window.at(key), window.at(value)).is_some()
                {
                    continue;
                }
            }
            Op::Unpack { source, first, count } => {
                let count = usize::from(count);
                if quick::unpack(heap, &mut window, source, first, count).is_some() {
                    continue;
                }
            }
            // All others by name: the loop then needs no look at whether it knows an instruction.
            Op::Unbind { .. }
            | Op::UnbindGlobal { .. }
            | Op::UnbindCell { .. }
            | Op::LoadModule { .. }
            | Op::JumpIfBound { .. }
            | Op::CallShape { .. }
            | Op::CallSpread { .. }
            | Op::Delegate { .. }
            | Op::Await { .. }
            | Op::MakeFunction { .. }
            | Op::MakeSet { .. }
            | Op::ListExtend { .. }
            | Op::ListToTuple { .. }
            | Op::SetUpdate { .. }
            | Op::DictMerge { .. }
            | Op::DeleteItem { .. }
            | Op::UnpackStarred { .. }
            | Op::DeleteAttr { .. }
            | Op::NamespaceInsert { .. }
            | Op::MakeClass { .. }
            | Op::Raise { .. }
            | Op::Reraise { .. }
            | Op::RaiseActive
            | Op::EnterContext { .. }
            | Op::ExitContext { .. } => {}
        }
        meter.scale.look(op, &window);
        meter.scale.end(code, pc);
        frame::save(frames, pc);
        let mut caller = Caller {
            end: base + code.n_registers,
            registers: &mut *registers,
            base,
            n_handling: handling.len(),
            is_atomic: code.is_atomic,
            has_asked: frame::has_asked(answers, frames.len(), pc),
        };
        if frames.len() < DEPTH_MAX
            && let Some(frame) = quick::enter(heap, linked, &mut caller, op)
        {
            frames.push(frame);
            code = linked.code(frame.code);
            (base, pc) = (frame.base as usize, usize::from(frame.pc));
            meter.scale.begin(code, pc);
            window = Window(&mut registers[base..base + code.n_registers]);
            continue;
        }
        meter.remaining = remaining;
        return Exit::Slow;
    }
}
