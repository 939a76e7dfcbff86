//! Frames as calls push them and returns take them off.

use lang::op::Reg;
use lang::program::CodeIdx;

use crate::fiber::{Answers, Frame, Role};
use crate::linked::LinkedCode;
use crate::value::Value;

/// Notes where the frame on top goes on.
#[inline(always)]
pub fn save(frames: &mut [Frame], pc: usize) {
    if let Some(top) = frames.last_mut() {
        top.pc = pc as u16;
    }
}

/// The frame of a call of a plain function.
#[inline(always)]
pub fn called(code: CodeIdx, dest: Reg, base: usize, handling: &[Value]) -> Frame {
    let n_handling = handling.len() as u32;
    Frame { code, pc: 0, dest, role: Role::Call, base: base as u32, n_handling }
}

/// The registers of a new frame, which may be more than there were.
#[inline(always)]
pub fn windowed<'a>(
    registers: &'a mut Vec<Value>,
    base: usize,
    code: &LinkedCode,
) -> &'a mut [Value] {
    let end = base + code.n_registers;
    if registers.len() < end {
        registers.resize(end, Value::Unbound);
    }
    &mut registers[base..end]
}

/// Gives a new frame's window what follows the arguments: captured cells, then nothing.
#[inline(always)]
pub fn fill(window: &mut [Value], n_args: usize, captures: &[Value]) {
    let locals = n_args + captures.len();
    if !captures.is_empty() {
        window[n_args..locals].copy_from_slice(captures);
    }
    for register in &mut window[locals..] {
        *register = Value::Unbound;
    }
}

/// Whether the instruction before that position has been answered something already.
#[inline(always)]
pub fn has_asked(answers: &[Answers], depth: usize, pc: usize) -> bool {
    answers.last().is_some_and(|last| last.depth == depth && usize::from(last.pc) == pc)
}

/// Takes a called function's frame off the stack; gives the caller's, where it wants the value, and
/// which.
#[inline(always)]
pub fn leave(
    frames: &mut Vec<Frame>,
    handling: &mut Vec<Value>,
    value: Value,
) -> Option<(Frame, Reg, Value)> {
    let ended = *frames.last()?;
    let value = match (ended.role, value) {
        (Role::Call, value) => value,
        (Role::Init(instance), Value::None) => Value::Instance(instance),
        (Role::InitException(exception), Value::None) => Value::Exception(exception),
        (Role::Operator, Value::NotImplemented) => return None,
        (Role::Operator, value) => value,
        _ => return None,
    };
    frames.pop();
    if handling.len() > ended.n_handling as usize {
        handling.truncate(ended.n_handling as usize);
    }
    Some((*frames.last()?, ended.dest, value))
}
