//! `with`: entering and leaving context managers.

use lang::library::ExceptionKind;
use lang::op::Reg;

use crate::fiber::Pending;
use crate::heap::Heap;
use crate::method::attribute;
use crate::request::Request;
use crate::step::{Halt, Outcome, Step};
use crate::sync::SyncKind;
use crate::value::{SyncId, Value};

impl<H: Heap> Step<'_, '_, H> {
    /// `Op::EnterContext`.
    pub fn enter_context(&mut self, is_async: bool, dest: Reg, manager: Reg) -> Outcome {
        if is_async {
            return self.enter_async(dest, manager);
        }
        let object = self.fiber.get(manager);
        if let Some(enter) = self.ctx.special(object, "__enter__") {
            if self.ctx.special(object, "__exit__").is_some() {
                return self.call_with(dest, enter, &[]);
            }
            let name = self.ctx.type_name(object);
            let message = format!(
                "'{name}' object does not support the context manager protocol (missed __exit__ \
                 method)"
            );
            return self.error(ExceptionKind::TypeError, message);
        }
        let sync = self.lock_of(manager)?;
        self.fiber.pending = Pending::Reply(dest);
        Err(Halt::Request(Request::Acquire { sync, blocking: true, timeout: None }))
    }

    /// `Op::ExitContext`. A lock's reply, `None`, swallows no exception.
    pub fn exit_context(
        &mut self,
        is_async: bool,
        dest: Reg,
        manager: Reg,
        exception: Reg,
    ) -> Outcome {
        let object = self.fiber.get(manager);
        let name = if is_async { "__aexit__" } else { "__exit__" };
        if let Some(exit) = self.ctx.special(object, name) {
            let raised = match exception {
                Reg::NONE => Value::None,
                exception => self.fiber.get(exception),
            };
            let class = match raised {
                Value::None => Value::None,
                raised => crate::native::type_of(&mut self.ctx, raised),
            };
            let traceback = attribute::find(&mut self.ctx, raised, "__traceback__")?;
            let args = [class, raised, traceback.unwrap_or(Value::None)];
            if is_async {
                let args = self.ctx.new_tuple(args);
                return self.enter_prelude("_await_call", &[exit, args], dest);
            }
            return self.call_with(dest, exit, &args);
        }
        let sync = self.lock_of(manager)?;
        self.fiber.pending = Pending::Reply(dest);
        Err(Halt::Request(Request::Release { sync, n: 1 }))
    }

    fn enter_async(&mut self, dest: Reg, manager: Reg) -> Outcome {
        let object = self.fiber.get(manager);
        let (enter, exit) =
            (self.ctx.special(object, "__aenter__"), self.ctx.special(object, "__aexit__"));
        match (enter, exit) {
            (Some(enter), Some(_)) => {
                let args = self.ctx.new_tuple([]);
                self.enter_prelude("_await_call", &[enter, args], dest)
            }
            (found, _) => {
                let name = self.ctx.type_name(object);
                let missed = if found.is_some() { " (missed __aexit__ method)" } else { "" };
                let message = format!(
                    "'{name}' object does not support the asynchronous context manager \
                     protocol{missed}"
                );
                self.error(ExceptionKind::TypeError, message)
            }
        }
    }

    fn lock_of(&mut self, manager: Reg) -> Result<SyncId, Halt> {
        let manager = self.fiber.get(manager);
        if let Value::Sync(sync) = self.ctx.native_of(manager)
            && !matches!(
                sync.kind(),
                SyncKind::Event
                    | SyncKind::Future
                    | SyncKind::Queue
                    | SyncKind::Channel
                    | SyncKind::Memory
            )
        {
            return Ok(sync);
        }
        let name = self.ctx.type_name(manager);
        let message = format!("'{name}' object does not support the context manager protocol");
        self.error(ExceptionKind::TypeError, message)
    }
}
