//! Generators: frames that are taken off a fiber's stack between two items.

use lang::program::CodeIdx;

use crate::heap::Object;
use crate::value::Value;

/// Where a generator stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GeneratorState {
    /// It will go on at its position.
    Suspended,
    /// Its frame is on some fiber's stack.
    Running,
    /// It returned or raised.
    Ended,
}

saved_by_number!(
    GeneratorState: [GeneratorState::Suspended, GeneratorState::Running, GeneratorState::Ended]
);

/// A generator.
#[derive(Clone, Debug)]
pub struct Generator {
    /// The function it came from.
    pub code: CodeIdx,
    /// Where it stands.
    pub state: GeneratorState,
    /// The next op.
    pub pc: u16,
    /// The registers of its frame. Invariant: those that a frame of `code` needs, unless it ended.
    pub registers: Box<[Value]>,
    /// The exceptions whose handling it is in the midst of.
    pub handling: Vec<Value>,
}

saved_fields!(Generator { code, state, pc, registers, handling });

impl Object for Generator {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.registers.iter().chain(&self.handling).copied().for_each(visit);
    }

    fn bytes(&self) -> usize {
        size_of_val(&*self.registers) + self.handling.capacity() * size_of::<Value>()
    }
}
