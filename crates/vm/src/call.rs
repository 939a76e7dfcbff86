//! Calls: of functions of the workload, of natives and methods, of types.

use lang::library::ExceptionKind;
use lang::op::Reg;
use lang::program::{CodeIdx, CodeKind, NameIdx, ShapeIdx};

use crate::alias;
use crate::bind::{Keyword, bind};
use crate::context::{Args, Flow};
use crate::fiber::{Frame, FrameView, Pending, Role};
use crate::heap::{Handle, Heap};
use crate::interpret::DEPTH_MAX;
use crate::kind::{Class, Coroutine, DescriptorKind, Function, Generator, GeneratorState};
use crate::lookup::Found;
use crate::method::{self, attribute};
use crate::native;
use crate::step::{Halt, Outcome, Step};
use crate::value::Value;

/// Where the value of a call goes, and where its positional arguments stand if in registers.
#[derive(Clone, Copy)]
struct Site {
    dest: Reg,
    /// The register of the callee; arguments follow it.
    base: Reg,
    /// Whether the positional arguments are in a list instead, in the register after the callee.
    is_spread: bool,
    /// Whether they are one more than those, because a method's receiver comes first.
    is_moved: bool,
    /// How many callables stand before the one that is called: an instance whose `__call__` is an
    /// instance, and so on.
    n_links: u16,
}

/// The most callables that may stand before one another.
const LINKS_MAX: u16 = 200;

impl<H: Heap> Step<'_, '_, H> {
    /// `Op::Call`.
    pub fn call(&mut self, dest: Reg, base: Reg, n_args: usize) -> Outcome {
        let site = Site { dest, base, is_spread: false, is_moved: false, n_links: 0 };
        self.call_positional(site, self.fiber.get(base), n_args)
    }

    fn call_positional(&mut self, site: Site, callee: Value, n_args: usize) -> Outcome {
        let first = self.fiber.place(site.base) + 1;
        if let Value::Function(function) = callee
            && let Some(outcome) = self.call_with_defaults(site, function, first, n_args)
        {
            return outcome;
        }
        if let Value::Native(native) = callee {
            let positional = &self.fiber.registers[first..first + n_args];
            let args = Args { positional, keywords: &[] };
            let flow = native::call(&mut self.ctx, native, args)?;
            return self.follow(site, flow);
        }
        if let Value::Type(kind) = callee {
            let positional = &self.fiber.registers[first..first + n_args];
            let args = Args { positional, keywords: &[] };
            let flow = native::construct(&mut self.ctx, kind, args)?;
            return self.follow(site, flow);
        }
        let positional = self.fiber.registers[first..first + n_args].to_vec();
        self.call_value(site, callee, &positional, &[])
    }

    /// A call that lacks nothing but positional arguments that have defaults: these are put after
    /// the arguments, where they stand.
    fn call_with_defaults(
        &mut self,
        site: Site,
        function: Handle<Function>,
        first: usize,
        n_args: usize,
    ) -> Option<Outcome> {
        let function = self.ctx.heap.get(function);
        let linked = self.ctx.linked.code(function.code);
        if let Some(n_kept) = linked.n_kept {
            let n_lacking = usize::from(n_kept).checked_sub(n_args)?;
            let n_given = function.defaults.len().checked_sub(n_lacking)?;
            let args = &self.fiber.registers[first..first + n_args];
            let kept = [args, &function.defaults[n_given..], &function.captures].concat();
            let made = self.make_suspended(function.code, kept);
            return Some(self.give(site.dest, made));
        }
        let n_lacking = usize::from(linked.n_exact?).checked_sub(n_args)?;
        let n_given = function.defaults.len().checked_sub(n_lacking)?;
        if self.fiber.frames.len() >= DEPTH_MAX {
            return None;
        }
        let end = first + linked.n_registers;
        if self.fiber.registers.len() < end {
            self.fiber.registers.resize(end, Value::Unbound);
        }
        let (defaults, captures) = (&function.defaults[n_given..], &function.captures);
        let window = &mut self.fiber.registers[first + n_args..end];
        let (lacking, locals) = window.split_at_mut(n_lacking);
        let (cells, locals) = locals.split_at_mut(captures.len());
        lacking.copy_from_slice(defaults);
        cells.copy_from_slice(captures);
        locals.fill(Value::Unbound);
        self.push_call(function.code, first, site.dest, Role::Call);
        Some(Ok(()))
    }

    /// `Op::CallShape`.
    pub fn call_shape(&mut self, dest: Reg, base: Reg, shape: ShapeIdx) -> Outcome {
        let shape = &self.ctx.program.code(self.fiber.top().code).shapes[shape.index()];
        let positional = self.fiber.range(base.plus(1), shape.n_positional).to_vec();
        let first = base.plus(1 + shape.n_positional);
        let mut keywords = Vec::with_capacity(shape.keywords.len());
        for (i, &name) in (0_u16..).zip(&shape.keywords) {
            let text = self.ctx.linked.name(name);
            keywords.push(Keyword { name: Some(name), text, value: self.fiber.get(first.plus(i)) });
        }
        let site = Site { dest, base, is_spread: false, is_moved: false, n_links: 0 };
        self.call_value(site, self.fiber.get(base), &positional, &keywords)
    }

    /// `Op::CallSpread`.
    pub fn call_spread(&mut self, dest: Reg, base: Reg) -> Outcome {
        // The generator that a native wanted drained was replaced in the list of arguments.
        self.take_drained();
        let positional = match self.fiber.get(base.plus(1)) {
            Value::List(list) => self.ctx.heap.read(list).items.clone(),
            Value::Tuple(tuple) => self.ctx.heap.get(tuple).items().to_vec(),
            _ => Vec::new(),
        };
        let entries: Vec<(Value, Value)> = match self.fiber.get(base.plus(2)) {
            Value::Dict(dict) => self.ctx.heap.read(dict).iter().collect(),
            _ => Vec::new(),
        };
        self.ctx.work += (positional.len() + entries.len()) as u64 / 4;
        let mut keywords = Vec::with_capacity(entries.len());
        for (text, value) in entries {
            let Some(name) = self.ctx.text(text) else {
                return self.error(ExceptionKind::TypeError, "keywords must be strings");
            };
            keywords.push(Keyword { name: self.ctx.linked.find_name(name), text, value });
        }
        let site = Site { dest, base, is_spread: true, is_moved: false, n_links: 0 };
        self.call_value(site, self.fiber.get(base), &positional, &keywords)
    }

    /// `Op::CallMethod`.
    pub fn call_method(&mut self, dest: Reg, base: Reg, n_args: usize, name: NameIdx) -> Outcome {
        let receiver = self.fiber.get(base);
        let first = self.fiber.place(base) + 1;
        let site = Site { dest, base, is_spread: false, is_moved: false, n_links: 0 };
        // What belongs to a module or type is a value to call, and has no receiver.
        let is_namespace = matches!(
            receiver,
            Value::Module(_)
                | Value::Type(_)
                | Value::ExceptionType(_)
                | Value::Class(_)
                | Value::Super(_)
        );
        if let Some(method) = self.ctx.linked.method(name)
            && !is_namespace
            && self.ctx.class_of(receiver).is_none()
        {
            let args =
                Args { positional: &self.fiber.registers[first..first + n_args], keywords: &[] };
            let flow = method::call(&mut self.ctx, receiver, method, args)?;
            return self.follow(site, flow);
        }
        if let Some(class) = self.ctx.class_of(receiver) {
            return self.call_instance_method(site, class, n_args, name);
        }
        let name = self.ctx.program.names[name.index()].as_str();
        let callee = attribute::get(&mut self.ctx, receiver, name)?;
        self.call_positional(site, callee, n_args)
    }

    /// A method of a class of the workload is called with the receiver where it stands.
    fn call_instance_method(
        &mut self,
        site: Site,
        class: Handle<Class>,
        n_args: usize,
        name: NameIdx,
    ) -> Outcome {
        let receiver = self.fiber.get(site.base);
        let text = self.ctx.linked.name(name);
        if let Some(Value::Function(function)) = self.ctx.method_of(receiver, class, text) {
            let first = self.fiber.place(site.base);
            if let Some(outcome) = self.call_with_defaults(site, function, first, n_args + 1) {
                return outcome;
            }
            let args = self.fiber.registers[first..=first + n_args].to_vec();
            return self.call_function(site, function, &args, &[]);
        }
        let name = self.ctx.program.names[name.index()].as_str();
        let first = self.fiber.place(site.base) + 1;
        match self.ctx.find_in_instance(receiver, class, name)? {
            Found::Value(Value::BoundMethod(bound)) => {
                let bound = self.ctx.heap.get(bound);
                let (receiver, method) = (bound.receiver, bound.method);
                let positional = &self.fiber.registers[first..first + n_args];
                let args = Args { positional, keywords: &[] };
                let flow = method::call(&mut self.ctx, receiver, method, args)?;
                self.follow(site, flow)
            }
            Found::Value(callee) => {
                let args = self.fiber.registers[first..first + n_args].to_vec();
                self.call_value(site, callee, &args, &[])
            }
            Found::Call(function, args) => {
                let callee = self.ctx.call_back(function, &args)?;
                let args = self.fiber.registers[first..first + n_args].to_vec();
                self.call_value(site, callee, &args, &[])
            }
            Found::Missing => Err(self.ctx.missing_in_class(receiver, name).into()),
        }
    }

    /// Calls whatever can be called.
    fn call_value(
        &mut self,
        site: Site,
        callee: Value,
        positional: &[Value],
        keywords: &[Keyword],
    ) -> Outcome {
        if site.n_links > LINKS_MAX {
            return self.too_deep();
        }
        let site = Site { n_links: site.n_links + 1, ..site };
        match callee {
            Value::Function(function) => {
                return self.call_function(site, function, positional, keywords);
            }
            Value::Class(class) => return self.call_class(site.dest, class, positional, keywords),
            Value::Alias(_) => {
                let origin = alias::origin(&self.ctx, callee);
                if !matches!(origin, Value::Alias(_)) {
                    return self.call_value(site, origin, positional, keywords);
                }
            }
            Value::Method(method) => {
                let method = *self.ctx.heap.get(method);
                let positional = [&[method.receiver], positional].concat();
                let site = Site { is_moved: true, ..site };
                return self.call_value(site, method.function, &positional, keywords);
            }
            Value::Instance(_) => {
                if let Some(method) = self.ctx.special(callee, "__call__") {
                    return self.call_value(site, method, positional, keywords);
                }
            }
            // Another than the one that `property` and its like decorate: it is callable itself.
            Value::Descriptor(descriptor) => {
                let descriptor = *self.ctx.heap.get(descriptor);
                if descriptor.kind != DescriptorKind::Property {
                    return self.call_value(site, descriptor.get, positional, keywords);
                }
            }
            _ => {}
        }
        let names = self.names_of(keywords);
        let keywords = names.iter().map(String::as_str).zip(keywords.iter().map(|k| k.value));
        let keywords: Vec<(&str, Value)> = keywords.collect();
        let args = Args { positional, keywords: &keywords };
        let flow = match callee {
            Value::Native(native) => native::call(&mut self.ctx, native, args)?,
            Value::Type(kind) => native::construct(&mut self.ctx, kind, args)?,
            Value::BoundMethod(bound) => {
                let bound = self.ctx.heap.get(bound);
                let (receiver, method) = (bound.receiver, bound.method);
                method::call(&mut self.ctx, receiver, method, args)?
            }
            Value::ExceptionType(kind) => {
                if !keywords.is_empty() {
                    let message = format!("{}() takes no keyword arguments", kind.name());
                    return self.error(ExceptionKind::TypeError, message);
                }
                Flow::Value(self.ctx.new_exception(kind, positional))
            }
            _ => {
                let message = format!("'{}' object is not callable", self.ctx.type_name(callee));
                return self.error(ExceptionKind::TypeError, message);
            }
        };
        self.follow(site, flow)
    }

    /// Calls what has been found elsewhere than in a register.
    pub fn call_with(&mut self, dest: Reg, callee: Value, args: &[Value]) -> Outcome {
        match callee {
            Value::Function(function) => {
                let code = self.ctx.heap.get(function).code;
                let registers = bind(&mut self.ctx, function, args, &[])?;
                self.enter(code, registers, self.end_of_window(), dest)
            }
            Value::Method(method) => {
                let method = *self.ctx.heap.get(method);
                let args = [&[method.receiver], args].concat();
                self.call_with(dest, method.function, &args)
            }
            _ => {
                let args = self.ctx.new_tuple(args);
                self.enter_prelude("_call", &[callee, args, Value::None], dest)
            }
        }
    }

    /// The names of keywords, for natives.
    pub fn names_of(&self, keywords: &[Keyword]) -> Vec<String> {
        let name = |keyword: &Keyword| self.ctx.text(keyword.text).unwrap_or("?").to_owned();
        keywords.iter().map(name).collect()
    }

    fn call_function(
        &mut self,
        site: Site,
        function: Handle<Function>,
        positional: &[Value],
        keywords: &[Keyword],
    ) -> Outcome {
        let code = self.ctx.heap.get(function).code;
        let registers = bind(&mut self.ctx, function, positional, keywords)?;
        self.enter(code, registers, self.end_of_window(), site.dest)
    }

    /// Runs a function whose first registers are bound, or makes what its kind says.
    pub fn enter(
        &mut self,
        code: CodeIdx,
        registers: Vec<Value>,
        base: usize,
        dest: Reg,
    ) -> Outcome {
        match self.ctx.program.code(code).kind {
            CodeKind::Function => self.push_frame(code, &registers, base, dest, Role::Call),
            _ => {
                let made = self.make_suspended(code, registers);
                self.give(dest, made)
            }
        }
    }

    /// The generator or coroutine that a call of such a function gives.
    pub fn make_suspended(&mut self, code: CodeIdx, registers: Vec<Value>) -> Value {
        let mut registers = registers;
        if self.ctx.program.code(code).kind == CodeKind::Coroutine {
            let registers = registers.into();
            let coroutine = Coroutine { code, registers, is_started: false };
            return Value::Coroutine(self.ctx.heap.open(coroutine));
        }
        registers.resize(self.ctx.linked.code(code).n_registers, Value::Unbound);
        let generator = Generator {
            code,
            state: GeneratorState::Suspended,
            pc: 0,
            registers: registers.into(),
            handling: Vec::new(),
        };
        Value::Generator(self.ctx.heap.open(generator))
    }

    /// Puts a frame on the stack; its window begins at `base` with these registers.
    pub fn push_frame(
        &mut self,
        code: CodeIdx,
        first: &[Value],
        base: usize,
        dest: Reg,
        role: Role,
    ) -> Outcome {
        if self.fiber.frames.len() >= DEPTH_MAX {
            return self.too_deep();
        }
        let end = base + self.ctx.linked.code(code).n_registers;
        if self.fiber.registers.len() < end {
            self.fiber.registers.resize(end, Value::Unbound);
        }
        let window = &mut self.fiber.registers[base..end];
        let n_first = first.len();
        window[..n_first].copy_from_slice(first);
        window[n_first..].fill(Value::Unbound);
        self.push_call(code, base, dest, role);
        Ok(())
    }

    fn push_call(&mut self, code: CodeIdx, base: usize, dest: Reg, role: Role) {
        let n_handling = self.fiber.handling.len() as u32;
        let base = u32::try_from(base).expect("bounded by the depth of the stack");
        self.fiber.frames.push(Frame { code, pc: 0, dest, role, base, n_handling });
    }

    /// The stack has as many frames as it may.
    pub fn too_deep(&mut self) -> Outcome {
        self.error(ExceptionKind::RecursionError, "maximum recursion depth exceeded")
    }

    /// The first position that no frame uses.
    pub fn end_of_window(&self) -> usize {
        let top = self.fiber.top();
        top.base as usize + self.ctx.linked.code(top.code).n_registers
    }

    /// Does what a native answered.
    fn follow(&mut self, site: Site, flow: Flow) -> Outcome {
        match flow {
            Flow::Value(value) => self.give(site.dest, value),
            Flow::Request(request) => {
                self.fiber.pending = Pending::Reply(site.dest);
                Err(Halt::Request(request))
            }
            Flow::Prelude(name, args) => self.call_prelude(site, name, &args),
            Flow::Drain(position) => self.drain_argument(site, position),
            Flow::Next(Value::Generator(generator), default) => {
                let role = if default.is_some() { Role::NextOr } else { Role::Next };
                self.resume_generator(generator, site.dest, role, default.unwrap_or(Value::None))
            }
            Flow::Next(other, _) => {
                let name = self.ctx.type_name(other);
                self.error(ExceptionKind::TypeError, format!("'{name}' object is not an iterator"))
            }
            Flow::Resume(Value::Generator(generator), sent) => {
                self.send(generator, site.dest, Role::Next, sent)
            }
            Flow::Resume(other, _) => {
                let name = self.ctx.type_name(other);
                self.error(ExceptionKind::TypeError, format!("'{name}' object is not an iterator"))
            }
            Flow::Call(callee, args) => self.call_with(site.dest, callee, &args),
            Flow::Await(awaitable) => self.await_value(site.dest, awaitable),
            Flow::Handled => {
                let handled = self.fiber.handling.last().copied().unwrap_or(Value::None);
                self.give(site.dest, handled)
            }
            Flow::Caller => {
                let caller = self.caller();
                self.give(site.dest, caller)
            }
            Flow::Carried(new) => {
                let carried = self.fiber.carried;
                self.fiber.carried = new.unwrap_or(carried);
                self.give(site.dest, carried)
            }
        }
    }

    /// The name of the workload's function that runs, and its line.
    fn caller(&mut self) -> Value {
        let program = self.ctx.program;
        let visible = |frame: &FrameView<'_>| !program.code(frame.code).is_prelude;
        let found = self.fiber.frames(program).find(visible);
        let (name, line) = found.map_or(("<module>", 0), |frame| {
            (program.code(frame.code).name.as_str(), i64::from(frame.line))
        });
        let name = self.ctx.new_str(name);
        self.ctx.new_pair(name, Value::Int(line))
    }

    fn call_prelude(&mut self, site: Site, name: &str, args: &[Value]) -> Outcome {
        let Some(function) = self.ctx.linked.prelude(name) else {
            let message = format!("the library's function {name} is missing");
            return self.error(ExceptionKind::PlaygroundUnsupported, message);
        };
        self.call_function(site, function, args, &[])
    }

    /// Turns a generator among the arguments into a list of its items, and then calls again.
    fn drain_argument(&mut self, site: Site, position: usize) -> Outcome {
        let Some(position) = position.checked_sub(usize::from(site.is_moved)) else {
            return self.not_drained();
        };
        if !site.is_spread {
            let register = site.base.plus(1 + position as u16);
            let Value::Generator(generator) = self.fiber.get(register) else {
                return self.not_drained();
            };
            let list = self.ctx.new_list(Vec::new());
            return self.resume_generator(generator, site.dest, Role::DrainInto(register), list);
        }
        let Value::List(args) = self.fiber.get(site.base.plus(1)) else {
            return self.not_drained();
        };
        let argument = self.ctx.heap.read(args).items.get(position).copied();
        let Some(Value::Generator(generator)) = argument else { return self.not_drained() };
        let list = self.ctx.new_list(Vec::new());
        if let Some(argument) = self.ctx.heap.write(args).items.get_mut(position) {
            *argument = list;
        }
        self.resume_generator(generator, site.dest, Role::Drain, list)
    }

    fn not_drained(&mut self) -> Outcome {
        let message = "a generator is not supported as this argument";
        self.error(ExceptionKind::PlaygroundUnsupported, message)
    }
}
