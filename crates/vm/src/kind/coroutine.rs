//! What calling an `async def` gives.

use lang::program::CodeIdx;

use crate::heap::Object;
use crate::value::Value;

/// A function with its arguments bound, to be run once by whoever awaits it.
#[derive(Clone, Debug)]
pub struct Coroutine {
    /// The function.
    pub code: CodeIdx,
    /// The first registers of its frame: arguments and captured cells.
    pub registers: Box<[Value]>,
    /// Whether it was awaited, or made a task, once.
    pub is_started: bool,
}

saved_fields!(Coroutine { code, registers, is_started });

impl Object for Coroutine {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.registers.iter().copied().for_each(visit);
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.registers)
    }
}
