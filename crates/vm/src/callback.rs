//! How natives call back into the workload.
//!
//! A native has no place on the fiber at which it could wait for a function of the workload. So it
//! gives up with [`Stop::CallBack`]; the machine runs the call on the fiber and then does the same
//! instruction again from its beginning, this time with the answer at hand. A native that asks
//! several times is begun several times; it must change nothing before its last question.

use lang::op::Reg;
use lang::program::CodeKind;

use crate::bind::bind;
use crate::context::{Context, Stop};
use crate::fiber::{Answers, Fiber, Fuel, Preempt, Role};
use crate::heap::{Handle, Heap};
use crate::kind::Function;
use crate::request::Pause;
use crate::step::{Halt, Outcome, Step};
use crate::value::Value;

/// How many instructions a call may take that is made outside of all tasks: for the text of an
/// exception that ended the run.
const ASIDE_FUEL: Fuel = Fuel(200_000);
/// How many answers an instruction gets for nothing.
const ANSWERS_FREE: u64 = 8;

/// A call that a native wants made.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What to call.
    pub callee: Value,
    /// With which arguments.
    pub args: Vec<Value>,
}

impl<H: Heap> Context<'_, H> {
    /// What a callable of the workload gives for these arguments.
    ///
    /// # Errors
    /// [`Stop::CallBack`] until the machine has made the call.
    pub fn call_back(&mut self, callee: Value, args: &[Value]) -> Result<Value, Stop> {
        if let Some(&answer) = self.answers.get(self.n_asked) {
            self.n_asked += 1;
            return Ok(answer);
        }
        self.wanted = Some(Box::new(Wanted { callee, args: args.to_vec() }));
        Err(Stop::CallBack)
    }

    /// What a function of the prelude gives for these arguments.
    ///
    /// # Errors
    /// As [`Context::call_back`].
    pub fn call_prelude(&mut self, name: &str, args: &[Value]) -> Result<Value, Stop> {
        match self.linked.prelude(name) {
            Some(function) => self.call_back(Value::Function(function), args),
            None => Err(self.unsupported(format!("the library's function {name} is missing"))),
        }
    }

    /// Does what may call back where no task runs: each call is made at once, on a fiber of its own.
    /// None if one of them raises, waits, or takes too long.
    pub fn aside<T>(&mut self, mut work: impl FnMut(&mut Self) -> Result<T, Stop>) -> Option<T> {
        let (answers, n_asked) = (std::mem::take(&mut self.answers), self.n_asked);
        let result = loop {
            self.n_asked = 0;
            match work(self) {
                Ok(value) => break Some(value),
                Err(Stop::CallBack) => match self.answer_aside() {
                    Some(answer) => self.answers.push(answer),
                    None => break None,
                },
                Err(_) => break None,
            }
        };
        (self.answers, self.n_asked) = (answers, n_asked);
        result
    }

    fn answer_aside(&mut self) -> Option<Value> {
        let Wanted { callee, args } = *self.wanted.take()?;
        let (args, kwargs) = (self.new_tuple(args), Value::None);
        let entry = self.program.prelude_function("_call");
        let mut fiber = Fiber::call(self.program, entry, &[callee, args, kwargs]);
        match fiber.run(self.heap, self.linked, ASIDE_FUEL, Preempt::WaitsOnly).pause {
            Pause::Done(value) => Some(value),
            _ => None,
        }
    }
}

impl<H: Heap> Step<'_, '_, H> {
    /// Gives the instruction that is about to run what was answered to its earlier tries.
    pub fn take_answers(&mut self) {
        let depth = self.fiber.frames.len();
        let pc = self.fiber.top().pc;
        while let Some(top) = self.fiber.answers.last() {
            if top.depth == depth && top.pc == pc {
                let answers = self.fiber.answers.pop().expect("it was just looked at");
                // To come as far as before is work, too; a few answers are part of any instruction.
                let n_answers = answers.given.len() as u64;
                self.ctx.work += n_answers - n_answers % ANSWERS_FREE;
                self.ctx.answers = answers.given;
                return;
            }
            if top.depth < depth {
                return;
            }
            // Of an instruction that an exception has ended.
            self.fiber.answers.pop();
        }
    }

    /// Makes the call that the instruction wants, after which it is done again.
    pub fn ask(&mut self) -> Outcome {
        let Some(wanted) = self.ctx.wanted.take() else {
            unreachable!("a native that calls back says whom");
        };
        let given = std::mem::take(&mut self.ctx.answers);
        let answers = Answers { depth: self.fiber.frames.len(), pc: self.fiber.top().pc, given };
        self.fiber.answers.push(answers);
        let Wanted { callee, args } = *wanted;
        match callee {
            Value::Function(function) => self.ask_function(function, &args),
            Value::Method(method) => {
                let method = *self.ctx.heap.get(method);
                match method.function {
                    Value::Function(function) => {
                        let args = [&[method.receiver], &*args].concat();
                        self.ask_function(function, &args)
                    }
                    _ => self.ask_any(callee, args),
                }
            }
            _ => self.ask_any(callee, args),
        }
    }

    /// Whatever it is that is called, the prelude can call it.
    fn ask_any(&mut self, callee: Value, args: Vec<Value>) -> Outcome {
        let args = self.ctx.new_tuple(args);
        let call = self.ctx.linked.prelude("_call").expect("the prelude has it");
        self.ask_function(call, &[callee, args, Value::None])
    }

    fn ask_function(&mut self, function: Handle<Function>, args: &[Value]) -> Outcome {
        let code = self.ctx.heap.get(function).code;
        let registers = bind(&mut self.ctx, function, args, &[])?;
        let base = self.end_of_window();
        if self.ctx.program.code(code).kind == CodeKind::Function {
            return self.push_frame(code, &registers, base, Reg(0), Role::Answer);
        }
        let made = self.make_suspended(code, registers);
        self.answered(made)
    }

    /// Notes the answer to the first question of the instruction on top, and has it done.
    pub fn asked_first(&mut self, answer: Value) -> Outcome {
        let (depth, pc) = (self.fiber.frames.len(), self.fiber.top().pc);
        self.fiber.answers.push(Answers { depth, pc, given: vec![answer] });
        self.try_again()
    }

    /// Notes the answer to the instruction on top, and has it done again.
    pub fn answered(&mut self, answer: Value) -> Outcome {
        if let Some(answers) = self.fiber.answers.last_mut() {
            answers.given.push(answer);
        }
        self.try_again()
    }
}

impl From<Stop> for Halt {
    fn from(stop: Stop) -> Halt {
        match stop {
            Stop::Raised(exception) => Halt::Raised(exception),
            Stop::Limit(limit) => Halt::Limit(limit),
            Stop::CallBack => Halt::CallBack,
        }
    }
}
