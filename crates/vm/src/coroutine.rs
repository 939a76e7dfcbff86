//! Awaiting. A coroutine runs in place, as a call on the fiber that awaits it: what suspends is
//! always the whole fiber, so the machine knows no colours of functions.

use lang::library::ExceptionKind;
use lang::op::Reg;

use crate::fiber::{Resumption, Role};
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
                self.fiber.resumption = Resumption::Reply(dest);
                Err(Halt::Request(Request::Join { task, want: Want::Result, timeout: None }))
            }
            other => {
                let name = self.ctx.type_name(other);
                let message = format!("object {name} can't be used in 'await' expression");
                self.error(ExceptionKind::TypeError, message)
            }
        }
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
