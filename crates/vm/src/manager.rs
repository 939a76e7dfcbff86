//! `with`: entering and leaving context managers.

use lang::library::ExceptionKind;
use lang::op::Reg;

use crate::fiber::Resumption;
use crate::heap::Heap;
use crate::request::Request;
use crate::step::{Halt, Outcome, Step};
use crate::value::{SyncId, Value};

impl<H: Heap> Step<'_, '_, H> {
    /// `Op::EnterContext`.
    pub fn enter_context(&mut self, dest: Reg, manager: Reg) -> Outcome {
        let sync = self.lock_of(manager)?;
        self.fiber.resumption = Resumption::Reply(dest);
        Err(Halt::Request(Request::Acquire { sync, blocking: true, timeout: None }))
    }

    /// `Op::ExitContext`: the reply, `None`, swallows no exception.
    pub fn exit_context(&mut self, dest: Reg, manager: Reg) -> Outcome {
        let sync = self.lock_of(manager)?;
        self.fiber.resumption = Resumption::Reply(dest);
        Err(Halt::Request(Request::Release { sync }))
    }

    fn lock_of(&mut self, manager: Reg) -> Result<SyncId, Halt> {
        let manager = self.fiber.get(manager);
        if let Value::Sync(sync) = manager {
            return Ok(sync);
        }
        let name = self.ctx.type_name(manager);
        let message = format!("'{name}' object does not support the context manager protocol");
        self.error(ExceptionKind::TypeError, message)
    }
}
