//! Raising, catching, and how an exception finds its handler.

use lang::library::ExceptionKind;
use lang::op::Reg;
use lang::program::{Code, CodeIdx};

use crate::context::Context;
use crate::fiber::Frame;
use crate::heap::{Handle, Heap};
use crate::kind::{Class, Exception, GeneratorState, Root, TracebackEntry};
use crate::request::{Limit, Pause};
use crate::step::{Halt, Outcome, Step};
use crate::value::Value;

/// How many exceptions raised during the handling of others are looked through for a cycle.
const CONTEXTS_MAX: usize = 1000;

/// Adds what a traceback shows of a frame: the comprehensions around the place, and the function.
fn add_entries(traceback: &mut Vec<TracebackEntry>, code: &Code, index: CodeIdx, at: u16) {
    let mut line = code.lines.get(usize::from(at)).copied().unwrap_or(code.line);
    for (number, span) in (0..).zip(&code.comprehensions) {
        if span.covers(at) {
            traceback.push(TracebackEntry { code: index, comprehension: Some(number), line });
            line = span.line;
        }
    }
    traceback.push(TracebackEntry { code: index, comprehension: None, line });
}

impl<H: Heap> Step<'_, '_, H> {
    /// Goes on after an instruction that did not end as usual: a handler takes the exception, or the
    /// fiber pauses.
    pub fn halt(&mut self, halt: Halt) -> Option<Pause> {
        match halt {
            Halt::Raised(exception) => {
                self.link_context(exception);
                self.unwind(exception, true)
            }
            Halt::Reraised(exception) => self.unwind(exception, false),
            Halt::Request(request) => Some(Pause::Request(request)),
            Halt::Done(value) => Some(Pause::Done(value)),
            Halt::Limit(Limit::Heap)
                if !self.fiber.is_last_try && self.ctx.heap.demand_collection() =>
            {
                self.fiber.is_last_try = true;
                let top = self.fiber.frames.last_mut().expect("a fiber that runs has a frame");
                top.pc = top.pc.saturating_sub(1);
                Some(Pause::Fuel)
            }
            Halt::Limit(limit) => Some(Pause::Limit(limit)),
            Halt::CallBack => self.ask().err().and_then(|halt| self.halt(halt)),
        }
    }

    /// `Op::Raise`.
    pub fn raise(&mut self, exception: Reg, cause: Reg) -> Outcome {
        let exception = self.fiber.get(exception);
        let Some(raised) = self.instance(exception)? else {
            let message = "exceptions must derive from BaseException";
            return self.error(ExceptionKind::TypeError, message);
        };
        if cause != Reg::NONE {
            let cause = match self.fiber.get(cause) {
                Value::None => Value::None,
                cause => match self.instance(cause)? {
                    Some(cause) => Value::Exception(cause),
                    None => {
                        let message = "exception causes must derive from BaseException";
                        return self.error(ExceptionKind::TypeError, message);
                    }
                },
            };
            let mut raised = self.ctx.heap.write(raised);
            raised.cause = cause;
            raised.hides_context = true;
        }
        Err(Halt::Raised(Value::Exception(raised)))
    }

    /// `Op::RaiseActive`.
    pub fn raise_active(&mut self) -> Outcome {
        match self.fiber.handling.last() {
            Some(&exception) => Err(Halt::Reraised(exception)),
            None => self.error(ExceptionKind::RuntimeError, "No active exception to reraise"),
        }
    }

    /// `Op::MatchException`: whether an exception is of a class, or of one of a tuple of classes.
    pub fn matches(&mut self, exception: Value, class: Value) -> Result<bool, Halt> {
        let Value::Exception(exception) = exception else { return Ok(false) };
        let read = self.ctx.heap.read(exception);
        let (kind, own) = (read.kind, read.class);
        drop(read);
        let several = match class {
            Value::Tuple(tuple) => self.ctx.heap.get(tuple).items().to_vec(),
            _ => Vec::new(),
        };
        let classes = match class {
            Value::Tuple(_) => &several,
            _ => std::slice::from_ref(&class),
        };
        let mut is_match = false;
        for &class in classes {
            is_match |= match class {
                Value::ExceptionType(class) => kind.is_a(class),
                Value::Class(class) if self.is_exception_class(class) => {
                    own.is_some_and(|own| self.ctx.is_subclass(own, Value::Class(class)))
                }
                _ => {
                    let message =
                        "catching classes that do not inherit from BaseException is not allowed";
                    return self.error(ExceptionKind::TypeError, message);
                }
            };
        }
        Ok(is_match)
    }

    /// An instance of what is raised: itself, or made of the class.
    fn instance(&mut self, value: Value) -> Result<Option<Handle<Exception>>, Halt> {
        Ok(match value {
            Value::Exception(exception) => Some(exception),
            Value::ExceptionType(kind) => Some(self.ctx.heap.open(Exception::new(kind, &[]))),
            Value::Class(class) if self.is_exception_class(class) => {
                match self.ctx.call_back(value, &[])? {
                    Value::Exception(exception) => Some(exception),
                    _ => None,
                }
            }
            _ => None,
        })
    }

    fn is_exception_class(&mut self, class: Handle<Class>) -> bool {
        matches!(self.ctx.heap.read(class).root, Root::Exception(_))
    }

    /// Notes which exception was being handled when this one was raised.
    fn link_context(&mut self, exception: Value) {
        let Some(&handled) = self.fiber.handling.last() else { return };
        let (Value::Exception(raised), Value::Exception(outer)) = (exception, handled) else {
            return;
        };
        if raised == outer {
            return;
        }
        // A chain must not become a ring.
        let mut link = outer;
        for _ in 0..CONTEXTS_MAX {
            let Value::Exception(next) = self.ctx.heap.read(link).context else { break };
            if next == raised {
                self.ctx.heap.write(link).context = Value::None;
                break;
            }
            link = next;
        }
        self.ctx.heap.write(raised).context = handled;
    }

    /// Takes frames off the stack until one handles the exception. `is_new`: the instruction of the
    /// frame on top belongs into the traceback.
    fn unwind(&mut self, exception: Value, is_new: bool) -> Option<Pause> {
        let Value::Exception(mut raised) = exception else {
            unreachable!("only exceptions are raised");
        };
        let mut is_new = is_new;
        while let Some(&frame) = self.fiber.frames.last() {
            let code = self.ctx.program.code(frame.code);
            let at = frame.pc.saturating_sub(1);
            if is_new {
                let traceback = &mut self.ctx.heap.write(raised).traceback;
                add_entries(traceback, code, frame.code, at);
            }
            let covers = |h: &&lang::program::Handler| h.start.0 <= at && at < h.end.0;
            if let Some(handler) = code.handlers.iter().find(covers) {
                // The instructions that were being done when it was raised are not done again.
                let depth = self.fiber.frames.len();
                while self.fiber.answers.last().is_some_and(|last| last.depth >= depth) {
                    self.fiber.answers.pop();
                }
                let n_handling = frame.n_handling as usize + usize::from(handler.handling_depth);
                self.fiber.handling.truncate(n_handling);
                self.fiber.set(handler.exception, Value::Exception(raised));
                let _ = self.jump(handler.target.0);
                return None;
            }
            self.fiber.handling.truncate(frame.n_handling as usize);
            raised = self.abandon(frame, raised);
            self.fiber.frames.pop();
            is_new = true;
        }
        Some(Pause::Failed(Value::Exception(raised)))
    }

    /// Ends a generator whose frame an exception leaves. Gives the exception that goes on.
    fn abandon(&mut self, frame: Frame, raised: Handle<Exception>) -> Handle<Exception> {
        if !frame.role.is_generators() {
            return raised;
        }
        self.end_generator(frame);
        if self.ctx.heap.read(raised).kind != ExceptionKind::StopIteration {
            return raised;
        }
        let message = "generator raised StopIteration";
        let Value::Exception(wrapped) = self.ctx.exception(ExceptionKind::RuntimeError, message)
        else {
            return raised;
        };
        let mut error = self.ctx.heap.write(wrapped);
        error.cause = Value::Exception(raised);
        error.context = Value::Exception(raised);
        error.hides_context = true;
        drop(error);
        wrapped
    }

    /// Marks the generator of a frame as ended and lets go of what it held.
    pub fn end_generator(&mut self, frame: Frame) {
        let hidden = self.fiber.registers[frame.base as usize - 1];
        if let Value::Generator(generator) = hidden {
            let mut generator = self.ctx.heap.write(generator);
            generator.state = GeneratorState::Ended;
            generator.registers = Box::default();
            generator.handling = Vec::new();
        }
    }
}

impl<H: Heap> Context<'_, H> {
    /// The class of an exception.
    ///
    /// # Panics
    /// If the value is none.
    #[must_use]
    pub fn exception_kind(&mut self, exception: Value) -> ExceptionKind {
        let Value::Exception(exception) = exception else { panic!("only exceptions are raised") };
        self.heap.read(exception).kind
    }

    /// The line of the workload where an exception was raised, as far as it was one of its lines.
    #[must_use]
    pub fn exception_line(&mut self, exception: Value) -> Option<u32> {
        let Value::Exception(exception) = exception else { return None };
        let program = self.program;
        let traceback = &self.heap.read(exception).traceback;
        let visible = traceback.iter().find(|entry| !program.code(entry.code).is_prelude)?;
        Some(visible.line)
    }

    /// The exit code of a process whose first task ended so.
    #[must_use]
    pub fn exit_code(&mut self, result: Result<Value, Value>) -> i32 {
        match result {
            Ok(_) => 0,
            Err(exception) => self.system_exit_code(exception).map_or(1, |(code, _)| code),
        }
    }

    /// For SystemExit: the process's exit code, and the text it prints before.
    #[must_use]
    pub fn system_exit_code(&mut self, exception: Value) -> Option<(i32, Option<String>)> {
        let Value::Exception(handle) = exception else { return None };
        let exception = self.heap.read(handle);
        if exception.kind != ExceptionKind::SystemExit {
            return None;
        }
        let argument = exception.args.items().first().copied();
        drop(exception);
        Some(match argument {
            None | Some(Value::None) => (0, None),
            // A process's exit code is the low byte.
            Some(Value::Int(code)) => ((code & 0xff) as i32, None),
            Some(Value::Bool(code)) => (i32::from(code), None),
            Some(_) => (1, Some(self.exception_message(Value::Exception(handle)))),
        })
    }
}
