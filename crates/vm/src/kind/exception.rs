//! Exceptions raised or waiting to be.

use lang::library::ExceptionKind;
use lang::program::CodeIdx;

use crate::heap::{Handle, Object};
use crate::kind::{Class, Dict, Tuple};
use crate::value::Value;

/// One frame that an exception passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TracebackEntry {
    /// The function.
    pub code: CodeIdx,
    /// Which of the function's comprehensions it was in, if in one.
    pub comprehension: Option<u16>,
    /// The line that was running.
    pub line: u32,
}

saved_fields!(TracebackEntry { code, comprehension, line });

/// An instance of an exception class.
#[derive(Clone, Debug)]
pub struct Exception {
    /// Its class.
    pub kind: ExceptionKind,
    /// What the class was called with.
    pub args: Tuple,
    /// The frames it passed, the innermost first.
    pub traceback: Vec<TracebackEntry>,
    /// From `raise … from cause`: an exception or `None`.
    pub cause: Value,
    /// The exception that was being handled when this one was raised, or `None`.
    pub context: Value,
    /// Its class, if that is one of the workload's; `kind` is then the builtin class it comes from.
    pub class: Option<Handle<Class>>,
    /// The attributes that were set.
    pub fields: Dict,
    /// Whether tracebacks leave the context out: `raise … from None`, or from another cause.
    pub hides_context: bool,
}

saved_fields!(Exception { kind, args, traceback, cause, context, class, fields, hides_context });

impl Exception {
    /// A new one, not raised yet.
    #[must_use]
    pub fn new(kind: ExceptionKind, args: &[Value]) -> Exception {
        Exception {
            kind,
            args: Tuple::copied(args),
            traceback: Vec::new(),
            cause: Value::None,
            context: Value::None,
            class: None,
            fields: Dict::new(),
            hides_context: false,
        }
    }
}

impl Object for Exception {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.args.children(visit);
        visit(self.cause);
        visit(self.context);
        self.class.into_iter().for_each(|class| visit(Value::Class(class)));
        self.fields.children(visit);
    }

    fn bytes(&self) -> usize {
        self.args.bytes()
            + self.fields.bytes()
            + self.traceback.capacity() * size_of::<TracebackEntry>()
    }
}
