//! One task's whole state as data: its frames and registers. Pausing a task is leaving this alone;
//! copying it is copying vectors.

use lang::op::Reg;
use lang::program::{Code, CodeIdx, Program};

use crate::heap::{Handle, Heap};
use crate::kind::{Exception, Instance};
use crate::linked::Linked;
use crate::request::Pause;
use crate::value::Value;
use crate::weigh::Weight;

/// A number of instructions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fuel(pub u64);

/// Where a task may be interrupted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preempt {
    /// Between any two instructions: what the language permits.
    EveryInstruction,
    /// After a loop's turn, after a call and on entering a function, as CPython 3.10 and later do.
    Cpython,
    /// Only where it waits.
    WaitsOnly,
}

/// What a call of [`Fiber::run`] did.
#[derive(Clone, Debug)]
pub struct Run {
    /// Why it stopped.
    pub pause: Pause,
    /// How many instructions it spent, the work of natives included.
    pub spent: u64,
    /// What they weigh, where that was asked for.
    pub weight: Weight,
    /// Whether its turn may end here. Not with [`Preempt::WaitsOnly`], not when it stopped for a
    /// collection that is due, and not after a request where CPython looks for no interruption.
    pub interruptible: bool,
    /// Where an event loop has taken up timers that were due, the time of the earliest: in seconds, as
    /// [`crate::Request::Now`] is answered. It asks for that first, so it takes up some once at most.
    pub due: Option<f64>,
}

/// Who gets what a frame gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// The first frame: its value is the task's result.
    Entry,
    /// A call: the value goes to the caller's register.
    Call,
    /// A generator's turn in a `for`: what it yields goes to the register; at its end the caller
    /// goes on at that position.
    ForIter { exit: u16 },
    /// A generator's turn for one that delegates to it: at its end the caller goes on at that
    /// position with its result.
    Delegate { exit: u16 },
    /// A generator's turn by `next`: at its end StopIteration is raised.
    Next,
    /// As `Next`, with a default in the frame's second hidden register.
    NextOr,
    /// All turns of a generator: items are collected in the list of the second hidden register, and
    /// at the end the caller's instruction runs again with that list in this register.
    DrainInto(Reg),
    /// Turns of a generator until one of its items equals the second hidden register. The
    /// instruction then runs again, with the answer in `Fiber::drained`.
    Search,
    /// As `DrainInto`, but the list is handed over in `Fiber::drained`.
    Drain,
    /// A call that a native wanted: the value is noted for the instruction's next try.
    Answer,
    /// The operator of the left operand's class, which was asked first: unless the value is
    /// `NotImplemented`, it goes to the caller's register.
    Operator,
    /// `__init__` of this new instance, which is what the call gives.
    Init(Handle<Instance>),
    /// As `Init`, of an exception.
    InitException(Handle<Exception>),
}

impl Role {
    /// Whether the frame is a generator's, with the hidden registers that belong to one.
    pub(crate) fn is_generators(self) -> bool {
        !matches!(
            self,
            Role::Entry | Role::Call | Role::Answer | Role::Init(_) | Role::InitException(_)
        )
    }
}

/// One function being executed.
///
/// A generator's frame has two hidden registers below its base: the generator, and a value that
/// depends on the role.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub code: CodeIdx,
    /// The next instruction. Up to date whenever the frame is not on top, or the fiber is paused.
    pub pc: u16,
    /// Where in the caller's window the value goes.
    pub dest: Reg,
    pub role: Role,
    /// Where its window of registers begins.
    pub base: u32,
    /// How many exceptions were being handled when it began.
    pub n_handling: u32,
}

/// What comes before a paused fiber's next instruction.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Pending {
    /// It simply goes on.
    #[default]
    Nothing,
    /// Its request is answered, into this register of the frame on top.
    Reply(Reg),
    /// This exception is raised at the instruction before `pc`.
    Throw(Value),
}

/// What an instruction that calls back was answered so far.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    /// How many frames there were.
    pub depth: usize,
    /// The position after the instruction.
    pub pc: u16,
    pub given: Vec<Value>,
}

/// One task's whole state.
#[derive(Clone, Debug, Default)]
pub struct Fiber {
    /// Invariant: at least as many as the frame on top needs.
    pub(crate) registers: Vec<Value>,
    pub(crate) frames: Vec<Frame>,
    /// The exceptions being handled, the innermost last.
    pub(crate) handling: Vec<Value>,
    /// What the library knows this task by: an event loop's task, or the loop of a thread.
    pub(crate) carried: Value,
    pub(crate) pending: Pending,
    /// The items of a generator that an instruction needs all at once, or whether a generator has a
    /// certain item: for the instruction's second try.
    pub(crate) drained: Option<Value>,
    /// The answers for instructions that wait to be done again, the innermost last.
    pub(crate) answers: Vec<Answers>,
    /// Whether an instruction met the limit on memory and is to be tried again, after a collection,
    /// for the last time: what it allocates in vain would be garbage enough to try for ever.
    pub(crate) is_last_try: bool,
}

/// One function being executed, for those who look at a paused task.
#[derive(Clone, Debug)]
pub struct FrameView<'a> {
    /// The function.
    pub code: CodeIdx,
    /// The line it is at.
    pub line: u32,
    /// Its variables that are bound, by name. A captured one is a `Value::Cell`.
    pub variables: Vec<(&'a str, Value)>,
}

impl Fiber {
    /// A task about to run a function without captured variables.
    ///
    /// # Panics
    /// If the function does not take exactly these arguments.
    #[must_use]
    pub fn call(program: &Program, callee: CodeIdx, args: &[Value]) -> Fiber {
        let code = program.code(callee);
        assert_eq!(code.parameters.n_registers(), args.len(), "an entry is given all parameters");
        let mut registers = args.to_vec();
        registers.resize(usize::from(code.n_registers), Value::Unbound);
        let frame = Frame {
            code: callee,
            pc: 0,
            dest: Reg::NONE,
            role: Role::Entry,
            base: 0,
            n_handling: 0,
        };
        Fiber {
            registers,
            frames: vec![frame],
            handling: Vec::new(),
            carried: Value::None,
            pending: Pending::Nothing,
            drained: None,
            answers: Vec::new(),
            is_last_try: false,
        }
    }

    /// Answers the request it is paused at.
    ///
    /// # Panics
    /// If it is not paused at a request.
    pub fn resume(&mut self, reply: Value) {
        let Pending::Reply(dest) = self.pending else {
            panic!("only a request has a reply");
        };
        let base = self.frames.last().expect("a waiting fiber has frames").base as usize;
        self.registers[base + usize::from(dest.0)] = reply;
        self.pending = Pending::Nothing;
    }

    /// Whether its next instruction has met the limit on memory, and gets one more try: after a
    /// collection, before any other task makes garbage again.
    #[must_use]
    pub fn needs_all_memory(&self) -> bool {
        self.is_last_try
    }

    /// Makes the request it is paused at, or the next instruction, raise an exception.
    pub fn throw(&mut self, exception: Value) {
        self.pending = Pending::Throw(exception);
    }

    /// The line of the workload that it is at; that of the innermost frame outside the prelude.
    #[must_use]
    pub fn line(&self, program: &Program) -> Option<u32> {
        let frames = self.frames.iter().rev().map(|frame| (frame.code, frame.pc));
        innermost_line(program, frames, matches!(self.pending, Pending::Reply(_)))
    }

    /// The functions being executed, the innermost first, those of the prelude included.
    pub fn frames<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = FrameView<'a>> + 'a {
        (0..self.frames.len()).rev().map(|depth| {
            let frame = &self.frames[depth];
            let window = &self.registers[frame.base as usize..];
            let named = program.code(frame.code).variables.iter();
            let variables = named
                .map(|(register, name)| (name.as_str(), window[usize::from(register.0)]))
                .filter(|(_, value)| !matches!(value, Value::Unbound))
                .collect();
            let waits = depth + 1 < self.frames.len() || matches!(self.pending, Pending::Reply(_));
            let line = line_at(program.code(frame.code), frame.pc, waits);
            FrameView { code: frame.code, line, variables }
        })
    }

    /// The first register that no frame uses. A callee's window may end before its caller's: what lies
    /// between is dead, but will be seen again when the callee has returned.
    pub(crate) fn end_of_windows(&self, linked: &Linked) -> usize {
        let ends = self.frames.iter().map(|f| f.base as usize + linked.code(f.code).n_registers);
        ends.max().unwrap_or(0)
    }

    /// Calls `visit` with every value that the task keeps alive.
    pub fn visit_roots(&self, linked: &Linked, visit: &mut dyn FnMut(Value)) {
        let end = self.end_of_windows(linked);
        self.registers[..end].iter().chain(&self.handling).copied().for_each(&mut *visit);
        self.drained.into_iter().for_each(&mut *visit);
        self.answers.iter().flat_map(|answers| &answers.given).copied().for_each(&mut *visit);
        for frame in &self.frames {
            match frame.role {
                Role::Init(instance) => visit(Value::Instance(instance)),
                Role::InitException(exception) => visit(Value::Exception(exception)),
                _ => {}
            }
        }
        visit(self.carried);
        if let Pending::Throw(exception) = self.pending {
            visit(exception);
        }
    }

    /// Runs it until its fuel is used up or it asks for something.
    ///
    /// The fuel may be passed: by the work of one native, and up to the next point at which
    /// `preempt` allows an interruption.
    pub fn run<H: Heap>(
        &mut self,
        heap: &mut H,
        linked: &Linked,
        fuel: Fuel,
        preempt: Preempt,
    ) -> Run {
        heap.run_fiber(self, linked, fuel, preempt)
    }

    /// The frame that runs.
    #[inline]
    pub(crate) fn top(&self) -> &Frame {
        self.frames.last().expect("a fiber that runs has a frame")
    }

    /// A register of the frame that runs.
    #[inline]
    pub(crate) fn get(&self, register: Reg) -> Value {
        self.registers[self.place(register)]
    }

    /// Changes a register of the frame that runs.
    #[inline]
    pub(crate) fn set(&mut self, register: Reg, value: Value) {
        let place = self.place(register);
        self.registers[place] = value;
    }

    /// The position of a register of the frame that runs among all of the fiber.
    #[inline]
    pub(crate) fn place(&self, register: Reg) -> usize {
        self.top().base as usize + usize::from(register.0)
    }

    /// `count` registers of the frame that runs.
    pub(crate) fn range(&self, first: Reg, count: u16) -> &[Value] {
        let first = self.place(first);
        &self.registers[first..first + usize::from(count)]
    }
}

/// The line of the innermost of those frames that is outside the prelude: of each its function and its next
/// instruction, the innermost first. `waits` says whether that one waits for a reply.
pub(crate) fn innermost_line(
    program: &Program,
    frames: impl Iterator<Item = (CodeIdx, u16)>,
    mut waits: bool,
) -> Option<u32> {
    for (code, pc) in frames {
        let code = program.code(code);
        if !code.is_prelude {
            return Some(line_at(code, pc, waits));
        }
        waits = true;
    }
    None
}

/// The line of a frame: of the instruction that waits for its reply or callee, else of the next.
fn line_at(code: &Code, pc: u16, waits: bool) -> u32 {
    let pc = usize::from(pc) - usize::from(waits && pc > 0);
    code.lines.get(pc).copied().unwrap_or(0)
}
