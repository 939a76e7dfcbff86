//! Generators: their frames go on top of the running fiber's stack for each item, and come off it.

use lang::library::ExceptionKind;
use lang::op::{Op, Reg};

use crate::compare;
use crate::context::Sent;
use crate::fiber::{Frame, Role};
use crate::heap::{Handle, Heap};
use crate::interpret::DEPTH_MAX;
use crate::iterate;
use crate::kind::{Generator, GeneratorState};
use crate::step::{Halt, Outcome, Step};
use crate::subscript;
use crate::value::Value;

/// The registers below a generator's frame: see `Frame`.
pub(crate) const N_HIDDEN: usize = 2;

impl<H: Heap> Step<'_, '_, H> {
    /// Runs a generator up to its next `yield`; `extra` is what the role keeps in the frame.
    pub fn resume_generator(
        &mut self,
        generator: Handle<Generator>,
        dest: Reg,
        role: Role,
        extra: Value,
    ) -> Outcome {
        let base = self.end_of_window() + N_HIDDEN;
        let has_room = self.fiber.frames.len() < DEPTH_MAX;
        // Two threads may want the same generator: only one of them finds it suspended.
        let mut saved = self.ctx.heap.write(generator);
        let state = saved.state;
        if state != GeneratorState::Suspended || !has_room {
            drop(saved);
            return self.not_resumed(state, role, dest, extra);
        }
        saved.state = GeneratorState::Running;
        let end = base + saved.registers.len();
        if self.fiber.registers.len() < end {
            self.fiber.registers.resize(end, Value::Unbound);
        }
        self.fiber.registers[base..end].copy_from_slice(&saved.registers);
        let n_handling = self.fiber.handling.len() as u32;
        self.fiber.handling.append(&mut saved.handling);
        let (code, pc) = (saved.code, saved.pc);
        drop(saved);
        let base_idx = u32::try_from(base).expect("bounded by the depth of the stack");
        self.fiber.frames.push(Frame { code, pc, dest, role, base: base_idx, n_handling });
        self.fiber.registers[base - 1] = Value::Generator(generator);
        self.fiber.registers[base - 2] = extra;
        Ok(())
    }

    /// As [`Step::resume_generator`], with what its `yield` gives or raises.
    pub fn send(
        &mut self,
        generator: Handle<Generator>,
        dest: Reg,
        role: Role,
        sent: Sent,
    ) -> Outcome {
        let read = self.ctx.heap.read(generator);
        let (state, pc, code) = (read.state, read.pc, read.code);
        drop(read);
        match (state, sent) {
            (GeneratorState::Ended, Sent::Raise(exception)) => {
                return Err(Halt::Raised(exception));
            }
            (GeneratorState::Suspended, Sent::Raise(exception)) if pc == 0 => {
                let mut generator = self.ctx.heap.write(generator);
                generator.state = GeneratorState::Ended;
                generator.registers = Box::default();
                return Err(Halt::Raised(exception));
            }
            (GeneratorState::Suspended, Sent::Value(value))
                if pc == 0 && !matches!(value, Value::None) =>
            {
                let message = "can't send non-None value to a just-started generator";
                return self.error(ExceptionKind::TypeError, message);
            }
            _ => {}
        }
        self.resume_generator(generator, dest, role, Value::None)?;
        if state != GeneratorState::Suspended {
            return Ok(());
        }
        match sent {
            Sent::Raise(exception) => Err(Halt::Raised(exception)),
            Sent::Value(value) => {
                let at = usize::from(pc).checked_sub(1);
                let op = at.map(|at| self.ctx.program.code(code).ops[at]);
                if let Some(Op::Yield { dest, .. }) = op {
                    self.fiber.set(dest, value);
                }
                Ok(())
            }
        }
    }

    /// `Op::Delegate`: the next item of what a generator delegates to (its own iterator in the
    /// register, what was sent in the one after), or its result, and then on at `exit`.
    pub fn delegate(&mut self, iter: Reg, dest: Reg, exit: u16) -> Outcome {
        let sent = self.fiber.get(iter.plus(1));
        match self.fiber.get(iter) {
            Value::Generator(generator) => {
                self.send(generator, dest, Role::Delegate { exit }, Sent::Value(sent))
            }
            Value::Iter(iter) => match iterate::next(&mut self.ctx, iter)? {
                Some(item) => self.give(dest, item),
                None => {
                    self.fiber.set(dest, Value::None);
                    self.jump(exit)
                }
            },
            other => {
                let name = self.ctx.type_name(other);
                self.error(ExceptionKind::TypeError, format!("'{name}' object is not an iterator"))
            }
        }
    }

    fn not_resumed(
        &mut self,
        state: GeneratorState,
        role: Role,
        dest: Reg,
        extra: Value,
    ) -> Outcome {
        match state {
            GeneratorState::Ended => self.end_turn(role, dest, Value::None, extra),
            GeneratorState::Running => {
                self.error(ExceptionKind::ValueError, "generator already executing")
            }
            GeneratorState::Suspended => self.too_deep(),
        }
    }

    /// `Op::Yield`.
    pub fn yield_value(&mut self, dest: Reg, value: Value) -> Outcome {
        let frame = *self.fiber.top();
        self.fiber.set(dest, Value::None);
        if let Role::Drain | Role::DrainInto(_) = frame.role {
            let list = self.fiber.registers[frame.base as usize - 2];
            subscript::append(&mut self.ctx, list, value)?;
            return Ok(());
        }
        if frame.role == Role::Search {
            let wanted = self.fiber.registers[frame.base as usize - 2];
            if !compare::is_item(&mut self.ctx, value, wanted)? {
                return Ok(());
            }
        }
        self.suspend(frame);
        match frame.role {
            Role::Search => self.end_turn(Role::Drain, frame.dest, Value::None, Value::Bool(true)),
            _ => self.give(frame.dest, value),
        }
    }

    /// Takes a generator's frame off the stack for its next turn.
    fn suspend(&mut self, frame: Frame) {
        let end = self.end_of_window();
        let Value::Generator(generator) = self.fiber.registers[frame.base as usize - 1] else {
            unreachable!("the compiler yields in generators only");
        };
        let handling = self.fiber.handling.split_off(frame.n_handling as usize);
        let mut saved = self.ctx.heap.write(generator);
        saved.registers.copy_from_slice(&self.fiber.registers[frame.base as usize..end]);
        saved.pc = frame.pc;
        saved.state = GeneratorState::Suspended;
        saved.handling = handling;
        drop(saved);
        self.fiber.frames.pop();
    }

    /// The return of a frame, whatever its role.
    pub fn finish(&mut self, value: Value) -> Outcome {
        let frame = *self.fiber.top();
        self.fiber.handling.truncate(frame.n_handling as usize);
        match frame.role {
            Role::Entry => {
                self.fiber.frames.pop();
                Err(Halt::Done(value))
            }
            Role::Call => {
                self.fiber.frames.pop();
                self.give(frame.dest, value)
            }
            Role::Answer => {
                self.fiber.frames.pop();
                self.answered(value)
            }
            Role::Operator => {
                self.fiber.frames.pop();
                match value {
                    Value::NotImplemented => self.asked_first(value),
                    value => self.give(frame.dest, value),
                }
            }
            Role::Init(instance) => {
                self.fiber.frames.pop();
                self.initialised(frame.dest, value, Value::Instance(instance))
            }
            Role::InitException(exception) => {
                self.fiber.frames.pop();
                self.initialised(frame.dest, value, Value::Exception(exception))
            }
            role => {
                let extra = self.fiber.registers[frame.base as usize - 2];
                self.end_generator(frame);
                self.fiber.frames.pop();
                self.end_turn(role, frame.dest, value, extra)
            }
        }
    }

    /// What the end of a generator means to the frame that wanted an item, which is on top again.
    fn end_turn(&mut self, role: Role, dest: Reg, value: Value, extra: Value) -> Outcome {
        match role {
            Role::ForIter { exit } => self.jump(exit),
            Role::Delegate { exit } => {
                self.fiber.set(dest, value);
                self.jump(exit)
            }
            Role::NextOr => self.give(dest, extra),
            Role::DrainInto(register) => {
                self.fiber.set(register, extra);
                self.try_again()
            }
            Role::Drain => {
                self.fiber.drained = Some(extra);
                self.try_again()
            }
            Role::Search => {
                self.fiber.drained = Some(Value::Bool(false));
                self.try_again()
            }
            _ => {
                let args: &[Value] = if let Value::None = value { &[] } else { &[value] };
                Err(Halt::Raised(self.ctx.new_exception(ExceptionKind::StopIteration, args)))
            }
        }
    }

    /// Whether a value is among the items of a generator; `None` if it must run for that first.
    pub fn searched(
        &mut self,
        wanted: Value,
        generator: Handle<Generator>,
    ) -> Result<Option<bool>, Halt> {
        if let Some(found) = self.take_drained() {
            return Ok(Some(matches!(found, Value::Bool(true))));
        }
        self.resume_generator(generator, Reg(0), Role::Search, wanted)?;
        Ok(None)
    }

    /// Has the instruction on top done once more.
    pub fn try_again(&mut self) -> Outcome {
        let pc = self.fiber.top().pc;
        self.jump(pc.saturating_sub(1))
    }

    /// The iterable in a register, for an instruction that needs all its items at once. For a
    /// generator, `None`: its turns come first, then the instruction runs again.
    pub fn drained(&mut self, iterable: Reg) -> Result<Option<Value>, Halt> {
        let Value::Generator(generator) = self.fiber.get(iterable) else {
            return Ok(Some(self.fiber.get(iterable)));
        };
        if let Some(list) = self.take_drained() {
            return Ok(Some(list));
        }
        let list = self.ctx.new_list(Vec::new());
        self.resume_generator(generator, Reg(0), Role::Drain, list)?;
        Ok(None)
    }
}
