//! Awaiting. A coroutine runs in place, as a call on the fiber that awaits it: what suspends is
//! always the whole fiber, so the machine knows no colours of functions.

use lang::library::ExceptionKind;
use lang::op::Reg;

use crate::fiber::{Pending, Role};
use crate::heap::{Handle, Heap};
use crate::kind::Coroutine;
use crate::request::{Request, Want};
use crate::step::{Halt, Outcome, Step};
use crate::value::Value;

impl<H: Heap> Step<'_, '_, H> {
    /// `Op::Await`: the result of a coroutine or task goes to `dest`.
    pub fn await_value(&mut self, dest: Reg, awaitable: Value) -> Outcome {
        match awaitable {
            Value::Coroutine(coroutine) => self.await_coroutine(dest, coroutine),
            Value::Task(task) => {
                self.fiber.pending = Pending::Reply(dest);
                Err(Halt::Request(Request::Join { task, want: Want::Result, timeout: None }))
            }
            Value::Instance(_) => self.await_instance(dest, awaitable),
            other => {
                let name = self.ctx.type_name(other);
                let message = format!("object {name} can't be used in 'await' expression");
                self.error(ExceptionKind::TypeError, message)
            }
        }
    }

    /// A future of the library's parks in place; other instances are asked for an iterator.
    fn await_instance(&mut self, dest: Reg, awaitable: Value) -> Outcome {
        if let Some(method) = self.ctx.special(awaitable, "_await_here") {
            return self.call_with(dest, method, &[]);
        }
        if let Some(method) = self.ctx.special(awaitable, "__await__") {
            return self.enter_prelude("_await_by", &[method], dest);
        }
        let name = self.ctx.type_name(awaitable);
        let message = format!("object {name} can't be used in 'await' expression");
        self.error(ExceptionKind::TypeError, message)
    }

    fn await_coroutine(&mut self, dest: Reg, coroutine: Handle<Coroutine>) -> Outcome {
        let mut awaited = self.ctx.heap.write(coroutine);
        let was_started = std::mem::replace(&mut awaited.is_started, true);
        let (code, registers) = (awaited.code, std::mem::take(&mut awaited.registers));
        drop(awaited);
        if was_started {
            let message = "cannot reuse already awaited coroutine";
            return self.error(ExceptionKind::RuntimeError, message);
        }
        self.push_frame(code, &registers, self.end_of_window(), dest, Role::Call)
    }
}
