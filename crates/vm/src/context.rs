//! What natives and slow paths work in, and what they can answer.

use lang::library::ExceptionKind;
use lang::program::{NameIdx, Program};

use crate::heap::Heap;
use crate::request::{Limit, Request};
use crate::value::Value;

/// What a native works in: the heap, the program, and an account of its work.
pub struct Context<'a, H: Heap> {
    /// Where objects live.
    pub heap: &'a mut H,
    /// For names and functions.
    pub program: &'a Program,
    /// Work done beyond one instruction, in instructions: a native that touches n items adds about
    /// n / 4, so that time passes and fuel ends for natives as for loops.
    pub work: u64,
}

/// The arguments of a call to a native or a builtin type's method.
#[derive(Clone, Copy, Debug)]
pub struct Args<'a> {
    /// In order.
    pub positional: &'a [Value],
    /// By name.
    pub keywords: &'a [(NameIdx, Value)],
}

/// What a native answers.
#[derive(Clone, Debug)]
pub enum Flow {
    /// The call's value.
    Value(Value),
    /// The task must ask for this; the reply is the call's value.
    Request(Request),
    /// The call's value is that of a prelude function called with these arguments: for what must
    /// call back into the workload, which a native cannot.
    Prelude(&'static str, Vec<Value>),
    /// The positional argument of that position is a generator: the machine replaces it by a list of
    /// its items and calls the native again.
    Drain(usize),
    /// The call's value is the next item of this generator; the default where it is exhausted, else
    /// StopIteration (`next`).
    Next(Value, Option<Value>),
    /// The call's value is the result of this awaitable (`_await_in_place`).
    Await(Value),
}

/// Why a native gives no answer.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// It raised this `Value::Exception`.
    Raised(Value),
    /// It met a limit that ends the run.
    Limit(Limit),
}

impl<H: Heap> Context<'_, H> {
    /// An exception with a message, ready to return as an error.
    #[must_use]
    pub fn raise(&mut self, kind: ExceptionKind, message: impl Into<String>) -> Stop {
        let text = self.new_str(message.into());
        Stop::Raised(self.new_exception(kind, &[text]))
    }
}
