//! A generator's turn: its registers put on the stack, and taken off again at a `yield`.

use lang::op::Reg;

use super::native::append;
use crate::fiber::{Frame, Role};
use crate::generator::N_HIDDEN;
use crate::heap::{Handle, Heap};
use crate::kind::{Generator, GeneratorState};
use crate::value::Value;

/// Puts a generator's registers behind `end`, and marks it as running; answers where it goes on, and
/// where its window begins. Its last `yield` gives nothing already.
pub fn resume<H: Heap>(
    heap: &mut H,
    registers: &mut Vec<Value>,
    end: usize,
    generator: Handle<Generator>,
) -> Option<(u16, usize)> {
    let base = end + N_HIDDEN;
    // Two threads may want the same generator: only one of them finds it suspended.
    let mut saved = heap.write(generator);
    if saved.state != GeneratorState::Suspended || !saved.handling.is_empty() {
        return None;
    }
    saved.state = GeneratorState::Running;
    let end = base + saved.registers.len();
    if registers.len() < end {
        registers.resize(end, Value::Unbound);
    }
    registers[base..end].copy_from_slice(&saved.registers);
    registers[base - 1] = Value::Generator(generator);
    registers[base - 2] = Value::None;
    Some((saved.pc, base))
}

/// Puts an item of a generator whose items are all wanted into the list of them.
#[inline(always)]
pub fn collect<H: Heap>(
    heap: &mut H,
    registers: &[Value],
    frame: &Frame,
    item: Value,
) -> Option<()> {
    if !matches!(frame.role, Role::Drain | Role::DrainInto(_)) {
        return None;
    }
    match *registers.get((frame.base as usize).checked_sub(2)?)? {
        Value::List(list) => append(heap, list, item),
        _ => None,
    }
}

/// Saves the registers of a generator's frame, of which one item was wanted, until its next turn, which
/// goes on at `pc` with nothing in `dest`.
#[inline(never)]
pub fn suspend<H: Heap>(
    heap: &mut H,
    registers: &[Value],
    frame: &Frame,
    n_registers: usize,
    pc: usize,
    dest: Reg,
) -> Option<()> {
    let is_one = matches!(frame.role, Role::ForIter { .. } | Role::Next | Role::Delegate { .. });
    let base = frame.base as usize;
    let Value::Generator(generator) = *registers.get(base.checked_sub(1)?)? else { return None };
    if !is_one {
        return None;
    }
    let mut saved = heap.write(generator);
    saved.registers.copy_from_slice(&registers[base..base + n_registers]);
    *saved.registers.get_mut(usize::from(dest.0))? = Value::None;
    saved.pc = pc as u16;
    saved.state = GeneratorState::Suspended;
    Some(())
}
