//! The whole meaning of each instruction, on a fiber whose state is saved. The fast loop comes here
//! with what it does not do itself.

use lang::library::ExceptionKind;
use lang::op::{BinaryOp, CompareOp, Conversion, Op, Reg};
use lang::program::{CodeIdx, GlobalIdx};

use crate::compare;
use crate::context::Context;
use crate::fiber::{Fiber, Pending};
use crate::format;
use crate::heap::Heap;
use crate::kind::Function;
use crate::linked::Linked;
use crate::lookup::Found;
use crate::method::attribute;
use crate::number;
use crate::request::{Limit, Request};
use crate::subscript;
use crate::truth::is_true;
use crate::value::Value;

/// Why an instruction did not end as instructions usually do.
pub(crate) enum Halt {
    /// It raised this.
    Raised(Value),
    /// It raised again what had been raised before; its own line is in the traceback already.
    Reraised(Value),
    /// It met a limit.
    Limit(Limit),
    /// It asks for this; where the reply goes is noted in the fiber.
    Request(Request),
    /// The first frame returned.
    Done(Value),
    /// A native wants a call made first, and then to be called again.
    CallBack,
}

/// What comes of an instruction.
pub(crate) type Outcome = Result<(), Halt>;

/// A fiber at one instruction, with what it works in.
pub(crate) struct Step<'a, 'b, H: Heap> {
    pub fiber: &'a mut Fiber,
    pub ctx: Context<'b, H>,
    /// Whether the instruction used what a generator gave for its second try.
    used_drained: bool,
}

impl<'a, 'b, H: Heap> Step<'a, 'b, H> {
    /// A fiber about to do an instruction.
    pub fn new(fiber: &'a mut Fiber, heap: &'b mut H, linked: &'b Linked) -> Step<'a, 'b, H> {
        Step { fiber, ctx: Context::new(heap, linked), used_drained: false }
    }

    /// Does one instruction; the saved `pc` is already that of the next.
    #[inline(never)]
    pub fn execute(&mut self, op: Op) -> Outcome {
        if !self.fiber.answers.is_empty() {
            self.take_answers();
        }
        let outcome = self.perform(op);
        // Where memory is short, the instruction is tried once more after a collection.
        if self.used_drained && !matches!(outcome, Err(Halt::Limit(_))) {
            self.fiber.drained = None;
        }
        outcome
    }

    /// What a generator gave for this instruction's second try.
    pub fn take_drained(&mut self) -> Option<Value> {
        self.used_drained = self.fiber.drained.is_some();
        self.fiber.drained
    }

    #[inline(always)]
    fn perform(&mut self, op: Op) -> Outcome {
        match op {
            Op::LoadConst { dest, constant } => {
                let code = self.fiber.top().code;
                self.fiber.set(dest, self.ctx.linked.code(code).constants[constant.index()]);
                Ok(())
            }
            Op::LoadInt { dest, value } => self.give(dest, Value::Int(i64::from(value))),
            Op::Move { dest, source } => self.give(dest, self.fiber.get(source)),
            Op::Unbind { register } => {
                self.check_bound(register)?;
                self.give(register, Value::Unbound)
            }
            Op::CheckBound { register } => self.check_bound(register),
            Op::JumpIfBound { register, target } => {
                let is_bound = !matches!(self.fiber.get(register), Value::Unbound);
                if is_bound { self.jump(target.0) } else { Ok(()) }
            }
            Op::LoadGlobal { dest, global } => self.load_global(dest, global),
            Op::StoreGlobal { global, source } => {
                self.ctx.heap.store_global(global, self.fiber.get(source));
                Ok(())
            }
            Op::UnbindGlobal { global } => self.unbind_global(global),
            Op::LoadLibrary { dest, entry } => self.give(dest, self.ctx.linked.library(entry)),
            Op::LoadModule { dest, module } => self.give(dest, Value::Module(module)),
            Op::MakeCell { register } => {
                let cell = self.ctx.heap.new_cell(self.fiber.get(register));
                self.give(register, Value::Cell(cell))
            }
            Op::LoadCell { dest, cell } => self.load_cell(dest, cell),
            Op::StoreCell { cell, source } => self.store_cell(cell, self.fiber.get(source)),
            Op::UnbindCell { cell } => {
                self.check_bound(cell)?;
                self.store_cell(cell, Value::Unbound)
            }

            Op::Add { dest, left, right } => self.binary(BinaryOp::Add, dest, left, right),
            Op::Subtract { dest, left, right } => {
                self.binary(BinaryOp::Subtract, dest, left, right)
            }
            Op::Multiply { dest, left, right } => {
                self.binary(BinaryOp::Multiply, dest, left, right)
            }
            Op::AddInt { augmented, dest, left, value } => {
                self.add_int(augmented, dest, left, value)
            }
            Op::Binary { op, dest, left, right } => self.binary(op, dest, left, right),
            Op::Augmented { op, dest, left, right } => self.augmented(op, dest, left, right),
            Op::Unary { op, dest, operand } => {
                let value = number::unary(&mut self.ctx, op, self.fiber.get(operand))?;
                self.give(dest, value)
            }
            Op::Compare { op, dest, left, right } => match self.compared(op, left, right)? {
                Some(answer) => self.give(dest, answer),
                None => Ok(()),
            },

            Op::Jump { target } | Op::Loop { target } => self.jump(target.0),
            Op::JumpIf { condition, target } => match self.is_true(condition)? {
                true => self.jump(target.0),
                false => Ok(()),
            },
            Op::JumpUnless { condition, target } => match self.is_true(condition)? {
                true => Ok(()),
                false => self.jump(target.0),
            },
            Op::JumpUnlessCompare { op, left, right, target } => {
                match self.compare(op, left, right)? {
                    Some(false) => self.jump(target.0),
                    _ => Ok(()),
                }
            }
            Op::JumpUnlessCompareInt { op, left, value, target } => {
                let right = Value::Int(i64::from(value));
                match compare::compare(&mut self.ctx, op, self.fiber.get(left), right)? {
                    true => Ok(()),
                    false => self.jump(target.0),
                }
            }
            Op::GetIter { dest, iterable } => self.get_iter(dest, iterable),
            Op::ForIter { iter, dest, exit } => self.for_iter(iter, dest, exit.0),

            Op::Call { dest, base, n_args } => self.call(dest, base, usize::from(n_args)),
            Op::CallShape { dest, base, shape } => self.call_shape(dest, base, shape),
            Op::CallSpread { dest, base } => self.call_spread(dest, base),
            Op::CallMethod { n_args, dest, base, name } => {
                self.call_method(dest, base, usize::from(n_args), name)
            }
            Op::Return { source } => self.finish(self.fiber.get(source)),
            Op::ReturnNone => self.finish(Value::None),
            Op::Delegate { iter, dest, exit } => self.delegate(iter, dest, exit.0),
            Op::Yield { dest, value } => self.yield_value(dest, self.fiber.get(value)),
            Op::Await { dest, awaitable } => self.await_value(dest, self.fiber.get(awaitable)),
            Op::MakeFunction { dest, code, defaults } => self.make_function(dest, code, defaults),

            Op::MakeList { dest, first, count } => {
                let items = self.fiber.range(first, count).to_vec();
                let list = self.ctx.new_list(items);
                self.give(dest, list)
            }
            Op::MakeTuple { dest, first, count } => {
                let items: Box<[Value]> = self.fiber.range(first, count).into();
                let tuple = self.ctx.new_tuple(items);
                self.give(dest, tuple)
            }
            Op::MakeDict { dest, first, count } => self.make_dict(dest, first, count),
            Op::MakeSet { dest, first, count } => self.make_set(dest, first, count),
            Op::MakeSlice { dest, first } => self.make_slice(dest, first),
            Op::ListAppend { list, value } => {
                subscript::append(&mut self.ctx, self.fiber.get(list), self.fiber.get(value))?;
                Ok(())
            }
            Op::ListExtend { call, list, iterable } => self.list_extend(call, list, iterable),
            Op::ListToTuple { dest, list } => self.list_to_tuple(dest, list),
            Op::SetAdd { set, value } => {
                subscript::set_add(&mut self.ctx, self.fiber.get(set), self.fiber.get(value))?;
                Ok(())
            }
            Op::SetUpdate { set, iterable } => self.set_update(set, iterable),
            Op::DictInsert { dict, key, value } => {
                let (dict, key, value) =
                    (self.fiber.get(dict), self.fiber.get(key), self.fiber.get(value));
                subscript::set_item(&mut self.ctx, dict, key, value)?;
                Ok(())
            }
            Op::DictMerge { call, dict, mapping } => self.dict_merge(call, dict, mapping),
            Op::GetItem { dest, object, index } => {
                let item = subscript::get_item(
                    &mut self.ctx,
                    self.fiber.get(object),
                    self.fiber.get(index),
                )?;
                self.give(dest, item)
            }
            Op::SetItem { object, index, value } => {
                let (object, index, value) =
                    (self.fiber.get(object), self.fiber.get(index), self.fiber.get(value));
                subscript::set_item(&mut self.ctx, object, index, value)?;
                Ok(())
            }
            Op::DeleteItem { object, index } => {
                subscript::delete_item(
                    &mut self.ctx,
                    self.fiber.get(object),
                    self.fiber.get(index),
                )?;
                Ok(())
            }
            Op::Unpack { source, first, count } => self.unpack(source, first, usize::from(count)),
            Op::UnpackStarred { before, source, first, after } => {
                self.unpack_starred(source, first, usize::from(before), usize::from(after))
            }
            Op::GetAttr { dest, object, name } => {
                let name = self.ctx.program.names[name.index()].as_str();
                self.get_attribute(dest, self.fiber.get(object), name)
            }
            Op::SetAttr { object, name, value } => {
                let name = self.ctx.program.names[name.index()].as_str();
                attribute::set(&mut self.ctx, self.fiber.get(object), name, self.fiber.get(value))?;
                Ok(())
            }
            Op::DeleteAttr { object, name } => {
                let name = self.ctx.program.names[name.index()].as_str();
                attribute::delete(&mut self.ctx, self.fiber.get(object), name)?;
                Ok(())
            }
            Op::Format { conversion, dest, value, spec } => {
                self.format(conversion, dest, value, spec)
            }
            Op::BuildString { dest, first, count } => self.build_string(dest, first, count),

            Op::Raise { exception, cause } => self.raise(exception, cause),
            Op::Reraise { exception } => Err(Halt::Reraised(self.fiber.get(exception))),
            Op::RaiseActive => self.raise_active(),
            Op::MatchException { dest, exception, class } => {
                let matches = self.matches(self.fiber.get(exception), self.fiber.get(class))?;
                self.give(dest, Value::Bool(matches))
            }
            Op::BeginHandling { exception } => {
                self.fiber.handling.push(self.fiber.get(exception));
                Ok(())
            }
            Op::EndHandling => {
                self.fiber.handling.pop();
                Ok(())
            }
            Op::EnterContext { is_async, dest, manager } => {
                self.enter_context(is_async, dest, manager)
            }
            Op::ExitContext { is_async, dest, manager, exception } => {
                self.exit_context(is_async, dest, manager, exception)
            }
            Op::NamespaceInsert { dict, name, value } => self.namespace_insert(dict, name, value),
            Op::MakeClass { dest, first, n_bases } => self.make_class(dest, first, n_bases),
        }
    }

    /// Ends an instruction with its value.
    pub fn give(&mut self, dest: Reg, value: Value) -> Outcome {
        self.fiber.set(dest, value);
        Ok(())
    }

    /// Makes the frame that runs go on elsewhere.
    pub fn jump(&mut self, target: u16) -> Outcome {
        self.fiber.frames.last_mut().expect("a fiber that runs has a frame").pc = target;
        Ok(())
    }

    /// An exception with a message.
    pub fn error<T>(&mut self, kind: ExceptionKind, message: impl Into<String>) -> Result<T, Halt> {
        Err(Halt::Raised(self.ctx.exception(kind, message)))
    }

    fn is_true(&mut self, condition: Reg) -> Result<bool, Halt> {
        let condition = self.fiber.get(condition);
        Ok(is_true(&mut self.ctx, condition)?)
    }

    fn get_attribute(&mut self, dest: Reg, object: Value, name: &str) -> Outcome {
        if let Some(request) = attribute::request(object, name) {
            self.fiber.pending = Pending::Reply(dest);
            return Err(Halt::Request(request));
        }
        match attribute::look_up(&mut self.ctx, object, name)? {
            Found::Value(value) => self.give(dest, value),
            Found::Call(function, args) => self.call_with(dest, function, &args),
            Found::Missing => Err(attribute::missing(&mut self.ctx, object, name).into()),
        }
    }

    fn binary(&mut self, op: BinaryOp, dest: Reg, left: Reg, right: Reg) -> Outcome {
        let value = number::binary(&mut self.ctx, op, self.fiber.get(left), self.fiber.get(right))?;
        self.give(dest, value)
    }

    fn augmented(&mut self, op: BinaryOp, dest: Reg, left: Reg, right: Reg) -> Outcome {
        let Some(operand) = self.drained_for_list(op, left, right)? else { return Ok(()) };
        let value = number::augmented(&mut self.ctx, op, self.fiber.get(left), operand)?;
        self.give(dest, value)
    }

    /// `items += generator` extends a list, which needs all items.
    fn drained_for_list(
        &mut self,
        op: BinaryOp,
        left: Reg,
        right: Reg,
    ) -> Result<Option<Value>, Halt> {
        match (op, self.fiber.get(left)) {
            (BinaryOp::Add, Value::List(_)) => self.drained(right),
            _ => Ok(Some(self.fiber.get(right))),
        }
    }

    fn add_int(&mut self, augmented: bool, dest: Reg, left: Reg, value: i16) -> Outcome {
        let left = self.fiber.get(left);
        // What was written as a subtraction is one for whoever defines it, and in messages.
        let op = if value < 0 { BinaryOp::Subtract } else { BinaryOp::Add };
        let right = Value::Int(i64::from(value).abs());
        let value = match augmented {
            true => number::augmented(&mut self.ctx, op, left, right)?,
            false => number::binary(&mut self.ctx, op, left, right)?,
        };
        self.give(dest, value)
    }

    /// `left op right`; `None` if a generator must run for that first.
    fn compared(&mut self, op: CompareOp, left: Reg, right: Reg) -> Result<Option<Value>, Halt> {
        let (left, right) = (self.fiber.get(left), self.fiber.get(right));
        match (op, right) {
            (CompareOp::In, Value::Generator(generator)) => {
                Ok(self.searched(left, generator)?.map(Value::Bool))
            }
            (CompareOp::NotIn, Value::Generator(generator)) => {
                Ok(self.searched(left, generator)?.map(|found| Value::Bool(!found)))
            }
            _ => Ok(Some(compare::compared(&mut self.ctx, op, left, right)?)),
        }
    }

    /// Whether `left op right` holds; `None` if a generator must run for that first.
    fn compare(&mut self, op: CompareOp, left: Reg, right: Reg) -> Result<Option<bool>, Halt> {
        match self.compared(op, left, right)? {
            Some(answer) => Ok(Some(is_true(&mut self.ctx, answer)?)),
            None => Ok(None),
        }
    }

    fn load_global(&mut self, dest: Reg, global: GlobalIdx) -> Outcome {
        let mut value = self.ctx.heap.load_global(global);
        if matches!(value, Value::Unbound) {
            value = self.ctx.linked.builtin(global);
        }
        match value {
            Value::Unbound => self.undefined_global(global),
            value => self.give(dest, value),
        }
    }

    fn unbind_global(&mut self, global: GlobalIdx) -> Outcome {
        if matches!(self.ctx.heap.load_global(global), Value::Unbound) {
            return self.undefined_global(global);
        }
        self.ctx.heap.store_global(global, Value::Unbound);
        Ok(())
    }

    fn undefined_global(&mut self, global: GlobalIdx) -> Outcome {
        let name = &self.ctx.program.globals[global.index()];
        self.error(ExceptionKind::NameError, format!("name '{name}' is not defined"))
    }

    fn load_cell(&mut self, dest: Reg, cell: Reg) -> Outcome {
        // Looked at once: on another core it may be unbound right after.
        match self.variable(cell) {
            Value::Unbound => self.unbound(cell),
            value => self.give(dest, value),
        }
    }

    /// What a variable holds, captured or not.
    fn variable(&self, register: Reg) -> Value {
        match self.fiber.get(register) {
            Value::Cell(cell) => self.ctx.heap.load_cell(cell),
            value => value,
        }
    }

    fn store_cell(&mut self, cell: Reg, value: Value) -> Outcome {
        if let Value::Cell(cell) = self.fiber.get(cell) {
            self.ctx.heap.store_cell(cell, value);
        }
        Ok(())
    }

    fn check_bound(&mut self, register: Reg) -> Outcome {
        match self.variable(register) {
            Value::Unbound => self.unbound(register),
            _ => Ok(()),
        }
    }

    fn unbound(&mut self, register: Reg) -> Outcome {
        let code = self.ctx.program.code(self.fiber.top().code);
        let found = code.variables.iter().find(|(at, _)| *at == register);
        let name = found.map_or("?", |(_, name)| name.as_str());
        let first_captured = code.parameters.n_registers();
        let captured = first_captured..first_captured + code.captures.len();
        if captured.contains(&usize::from(register.0)) {
            let message = format!(
                "cannot access free variable '{name}' where it is not associated with a value in \
                 enclosing scope"
            );
            return self.error(ExceptionKind::NameError, message);
        }
        let message = format!(
            "cannot access local variable '{name}' where it is not associated with a value"
        );
        self.error(ExceptionKind::UnboundLocalError, message)
    }

    fn make_function(&mut self, dest: Reg, code: CodeIdx, defaults: Reg) -> Outcome {
        let made = self.ctx.program.code(code);
        let count = made.n_defaults();
        let kept =
            if count == 0 { Box::default() } else { self.fiber.range(defaults, count).into() };
        let annotations = match made.is_annotated.then(|| self.fiber.get(defaults.plus(count))) {
            Some(Value::Dict(annotations)) => Some(annotations),
            _ => None,
        };
        let captures = made.captures.iter().map(|&register| self.fiber.get(register)).collect();
        let function =
            self.ctx.heap.freeze(Function { code, defaults: kept, captures, annotations });
        self.give(dest, Value::Function(function))
    }

    fn format(&mut self, conversion: Conversion, dest: Reg, value: Reg, spec: Reg) -> Outcome {
        let spec = if spec == Reg::NONE { Value::None } else { self.fiber.get(spec) };
        let spec = self.ctx.text(spec).unwrap_or("").to_owned();
        let text = format::format(&mut self.ctx, conversion, self.fiber.get(value), &spec)?;
        self.give(dest, text)
    }

    fn build_string(&mut self, dest: Reg, first: Reg, count: u16) -> Outcome {
        let parts = self.fiber.range(first, count);
        let text = |part: &Value| self.ctx.text(*part).unwrap_or("");
        // One text may be in it often: the sum may be beyond all addresses.
        let n_bytes = parts.iter().map(text).map(str::len).fold(0, usize::saturating_add);
        self.ctx.reserve(n_bytes)?;
        let mut whole = String::with_capacity(n_bytes);
        whole.extend(parts.iter().map(text));
        self.ctx.work += n_bytes as u64 / 64;
        let text = self.ctx.new_str(whole);
        self.give(dest, text)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::heap::{Reserves, SharedHeap};

    const CLOSURE: &str = "
def outer():
    x = 1
    def inner():
        return x
    return inner
";

    #[test]
    fn what_another_worker_unbinds_is_no_value() {
        let program = lang::compile("closure.py", CLOSURE).program.expect("it is valid");
        let is_inner = |code: &lang::program::Code| code.name == "inner";
        let inner = program.functions.iter().position(is_inner).expect("it is there");
        let inner = CodeIdx(u16::try_from(inner).expect("there are few"));
        let mut fiber = Fiber::call(&program, inner, &[]);
        let heap = SharedHeap::new(program.globals.len(), 1 << 30);
        let mut own = Reserves::default();
        let mut view = heap.view(&mut own);
        let linked = Linked::new(Arc::new(program), &mut view);
        let cell = view.new_cell(Value::Int(1));
        fiber.set(Reg(0), Value::Cell(cell));
        let load = Op::LoadCell { dest: Reg(1), cell: Reg(0) };
        assert!(linked.program.code(inner).ops.contains(&load));

        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut own = Reserves::default();
                let mut view = heap.view(&mut own);
                while !is_over.load(Ordering::Relaxed) {
                    view.store_cell(cell, Value::Unbound);
                    view.store_cell(cell, Value::Int(1));
                }
            });
            let has_leaked = (0..100_000).any(|_| {
                let outcome = Step::new(&mut fiber, &mut view.any(), &linked).execute(load);
                outcome.is_ok() && !matches!(fiber.get(Reg(1)), Value::Int(1))
            });
            is_over.store(true, Ordering::Relaxed);
            assert!(!has_leaked);
        });
    }
}
