//! What enters another frame beyond the plainest calls: making an instance, a property, an operator of
//! a class, a method above, a call that lacks defaults, a generator's turn.

use lang::library::Native;
use lang::op::{BinaryOp, Op, Reg};
use lang::program::NameIdx;

use super::generator::resume;
use super::{attribute, exception};
use crate::fiber::{Frame, Role};
use crate::heap::{Handle, Heap};
use crate::kind::{Class, Coroutine, Function, Generator};
use crate::linked::{Linked, LinkedCode};
use crate::method::MethodName;
use crate::value::Value;

/// Whoever enters another frame.
pub struct Caller<'a> {
    pub registers: &'a mut Vec<Value>,
    /// Where its window begins.
    pub base: usize,
    /// The first position that no frame uses.
    pub end: usize,
    pub n_handling: usize,
    /// Whether other atomic code can be entered, and no other.
    pub is_atomic: bool,
    /// Whether the instruction has asked a class before: it goes on from there.
    pub has_asked: bool,
}

/// The frame that an instruction enters; its registers are set. Where not, nothing has changed.
#[inline(never)]
pub fn enter<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    caller: &mut Caller<'_>,
    op: &Op,
) -> Option<Frame> {
    match *op {
        Op::Add { dest, left, right } => {
            caller.operator(heap, linked, BinaryOp::Add, dest, (left, right))
        }
        Op::Subtract { dest, left, right } => {
            caller.operator(heap, linked, BinaryOp::Subtract, dest, (left, right))
        }
        Op::Multiply { dest, left, right } => {
            caller.operator(heap, linked, BinaryOp::Multiply, dest, (left, right))
        }
        Op::Binary { op, dest, left, right } => {
            caller.operator(heap, linked, op, dest, (left, right))
        }
        Op::GetAttr { dest, object, name } => {
            let object = caller.get(object);
            let getter = attribute::getter(heap, linked, object, name)?;
            caller.fits(heap, linked, getter, 1)?;
            let first = caller.put(&[object]);
            Some(caller.begin(heap, linked, getter, (first, 1), dest, Role::Call))
        }
        Op::Call { dest, base, n_args } => caller.call(heap, linked, dest, base, n_args.into()),
        Op::CallMethod { n_args, dest, base, name } => {
            caller.call_method(heap, linked, dest, (base, name), n_args.into())
        }
        Op::Await { dest, awaitable } => match caller.get(awaitable) {
            Value::Coroutine(coroutine) => caller.begin_coroutine(heap, linked, coroutine, dest),
            _ => None,
        },
        Op::ForIter { iter, dest, exit } => match caller.get(iter) {
            Value::Generator(generator) => {
                caller.resume(heap, linked, generator, dest, Role::ForIter { exit: exit.0 })
            }
            _ => None,
        },
        Op::Delegate { iter, dest, exit } => match (caller.get(iter), caller.get(iter.plus(1))) {
            (Value::Generator(generator), Value::None) => {
                caller.resume(heap, linked, generator, dest, Role::Delegate { exit: exit.0 })
            }
            _ => None,
        },
        _ => None,
    }
}

impl Caller<'_> {
    fn get(&self, register: Reg) -> Value {
        self.registers[self.base + usize::from(register.0)]
    }

    /// Puts arguments behind all registers in use; answers where.
    fn put(&mut self, args: &[Value]) -> usize {
        let end = self.end + args.len();
        if self.registers.len() < end {
            self.registers.resize(end, Value::Unbound);
        }
        self.registers[self.end..end].copy_from_slice(args);
        self.end
    }

    fn operator<H: Heap>(
        &mut self,
        heap: &mut H,
        linked: &Linked,
        op: BinaryOp,
        dest: Reg,
        (left, right): (Reg, Reg),
    ) -> Option<Frame> {
        let (left, right) = (self.get(left), self.get(right));
        if self.has_asked {
            return None;
        }
        let function = attribute::operator(heap, linked, op, left, right)?;
        self.fits(heap, linked, function, 2)?;
        let first = self.put(&[left, right]);
        Some(self.begin(heap, linked, function, (first, 2), dest, Role::Operator))
    }

    fn call<H: Heap>(
        &mut self,
        heap: &mut H,
        linked: &Linked,
        dest: Reg,
        base: Reg,
        n_args: usize,
    ) -> Option<Frame> {
        let first = self.base + usize::from(base.0) + 1;
        match self.get(base) {
            Value::Function(function) => {
                self.fits(heap, linked, function, n_args)?;
                Some(self.begin(heap, linked, function, (first, n_args), dest, Role::Call))
            }
            Value::Method(method) => {
                let method = *heap.get(method);
                let Value::Function(function) = method.function else { return None };
                self.fits(heap, linked, function, n_args + 1)?;
                self.registers[first - 1] = method.receiver;
                Some(self.begin(heap, linked, function, (first - 1, n_args + 1), dest, Role::Call))
            }
            Value::Class(class) => self.make(heap, linked, class, dest, (first, n_args)),
            Value::Native(Native::Next) if n_args == 1 => match self.registers[first] {
                Value::Generator(generator) => {
                    self.resume(heap, linked, generator, dest, Role::Next)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// A new instance takes the place of its class before the arguments.
    fn make<H: Heap>(
        &mut self,
        heap: &mut H,
        linked: &Linked,
        class: Handle<Class>,
        dest: Reg,
        (first, n_args): (usize, usize),
    ) -> Option<Frame> {
        let (init, made, role) = match attribute::initialiser(heap, class) {
            Some(init) => {
                self.fits(heap, linked, init, n_args + 1)?;
                let instance = attribute::new_instance(heap, class)?;
                (init, Value::Instance(instance), Role::Init(instance))
            }
            None => {
                let init = exception::initialiser(heap, class)?;
                self.fits(heap, linked, init, n_args + 1)?;
                let args = &self.registers[first..first + n_args];
                let exception = exception::new(heap, class, args)?;
                (init, Value::Exception(exception), Role::InitException(exception))
            }
        };
        self.registers[first - 1] = made;
        Some(self.begin(heap, linked, init, (first - 1, n_args + 1), dest, role))
    }

    fn call_method<H: Heap>(
        &mut self,
        heap: &mut H,
        linked: &Linked,
        dest: Reg,
        (base, name): (Reg, NameIdx),
        n_args: usize,
    ) -> Option<Frame> {
        let first = self.base + usize::from(base.0);
        let receiver = self.registers[first];
        let (function, receiver) = match receiver {
            Value::Instance(_) | Value::Class(_) => {
                match attribute::class_method(heap, linked, receiver, name)? {
                    (function, Some(first_argument)) => (function, first_argument),
                    (function, None) => {
                        self.fits(heap, linked, function, n_args)?;
                        let args = (first + 1, n_args);
                        return Some(self.begin(heap, linked, function, args, dest, Role::Call));
                    }
                }
            }
            Value::Super(view) => {
                let view = *heap.get(view);
                (attribute::method_above(heap, linked, view, name)?, view.receiver)
            }
            Value::Generator(generator)
                if n_args == 1 && linked.method(name) == Some(MethodName::Send) =>
            {
                return self.send(heap, linked, generator, dest, self.registers[first + 1]);
            }
            _ => return None,
        };
        self.fits(heap, linked, function, n_args + 1)?;
        self.registers[first] = receiver;
        Some(self.begin(heap, linked, function, (first, n_args + 1), dest, Role::Call))
    }

    /// Whether a function can be entered with so many arguments and, for the rest, its defaults.
    fn fits<H: Heap>(
        &self,
        heap: &H,
        linked: &Linked,
        function: Handle<Function>,
        n_args: usize,
    ) -> Option<()> {
        let function = heap.get(function);
        let code = linked.code(function.code);
        let (n_named, n_by_name) = code.n_named?;
        let n_lacking = usize::from(n_named).checked_sub(n_args)?;
        let have_defaults = usize::from(n_by_name)..=function.defaults.len();
        (have_defaults.contains(&n_lacking) && self.may_enter::<H>(code)).then_some(())
    }

    fn may_enter<H: Heap>(&self, code: &LinkedCode) -> bool {
        !H::IS_SHARED || code.is_atomic == self.is_atomic
    }

    /// The frame of a function that [`Caller::fits`] the arguments, which stand at the beginning of its
    /// window.
    fn begin<H: Heap>(
        &mut self,
        heap: &H,
        linked: &Linked,
        function: Handle<Function>,
        (first, n_args): (usize, usize),
        dest: Reg,
        role: Role,
    ) -> Frame {
        let function = heap.get(function);
        let code = linked.code(function.code);
        let end = first + code.n_registers;
        if self.registers.len() < end {
            self.registers.resize(end, Value::Unbound);
        }
        let (defaults, captures) = (&function.defaults, &function.captures);
        let n_lacking = code.n_named.map_or(0, |(n_named, _)| usize::from(n_named) - n_args);
        let (lacking, rest) = self.registers[first + n_args..end].split_at_mut(n_lacking);
        let (cells, locals) = rest.split_at_mut(captures.len());
        lacking.copy_from_slice(&defaults[defaults.len() - n_lacking..]);
        cells.copy_from_slice(captures);
        locals.fill(Value::Unbound);
        let n_handling = self.n_handling as u32;
        Frame { code: function.code, pc: 0, dest, role, base: first as u32, n_handling }
    }

    /// The frame of a coroutine that is awaited for the first time.
    fn begin_coroutine<H: Heap>(
        &mut self,
        heap: &mut H,
        linked: &Linked,
        coroutine: Handle<Coroutine>,
        dest: Reg,
    ) -> Option<Frame> {
        let code = heap.read(coroutine).code;
        if !self.may_enter::<H>(linked.code(code)) {
            return None;
        }
        let mut awaited = heap.write(coroutine);
        if std::mem::replace(&mut awaited.is_started, true) {
            return None;
        }
        let given = std::mem::take(&mut awaited.registers);
        drop(awaited);
        let (first, end) = (self.end, self.end + linked.code(code).n_registers);
        if self.registers.len() < end {
            self.registers.resize(end, Value::Unbound);
        }
        let (params, locals) = self.registers[first..end].split_at_mut(given.len());
        params.copy_from_slice(&given);
        locals.fill(Value::Unbound);
        let n_handling = self.n_handling as u32;
        Some(Frame { code, pc: 0, dest, role: Role::Call, base: first as u32, n_handling })
    }

    fn resume<H: Heap>(
        &mut self,
        heap: &mut H,
        linked: &Linked,
        generator: Handle<Generator>,
        dest: Reg,
        role: Role,
    ) -> Option<Frame> {
        let code = heap.read(generator).code;
        if !self.may_enter::<H>(linked.code(code)) {
            return None;
        }
        let (pc, base) = resume(heap, self.registers, self.end, generator)?;
        let n_handling = self.n_handling as u32;
        Some(Frame { code, pc, dest, role, base: base as u32, n_handling })
    }

    fn send<H: Heap>(
        &mut self,
        heap: &mut H,
        linked: &Linked,
        generator: Handle<Generator>,
        dest: Reg,
        sent: Value,
    ) -> Option<Frame> {
        let read = heap.read(generator);
        let (code, pc) = (read.code, usize::from(read.pc));
        drop(read);
        let Op::Yield { dest: given, .. } = *linked.code(code).ops.get(pc.checked_sub(1)?)? else {
            return None;
        };
        let frame = self.resume(heap, linked, generator, dest, Role::Next)?;
        self.registers[frame.base as usize + usize::from(given.0)] = sent;
        Some(frame)
    }
}
