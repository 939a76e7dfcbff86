//! What natives and slow paths work in, and what they can answer.

use std::borrow::Cow;

use lang::library::{ENTRIES, ExceptionKind, Implementation, Native};
use lang::program::{CodeKind, Program};

use crate::callback::Wanted;
use crate::heap::Heap;
use crate::kind::{Dict, Exception, Iter, List, Set, Text, Tuple};
use crate::linked::Linked;
use crate::request::{Limit, Request};
use crate::value::Value;

/// What a native works in: the heap, the program, and an account of its work.
pub struct Context<'a, H: Heap> {
    /// Where objects live.
    pub heap: &'a mut H,
    /// For names and functions.
    pub program: &'a Program,
    /// The program's constants and names in this heap.
    pub linked: &'a Linked,
    /// Work done beyond one instruction, in instructions: a native that touches n items adds about
    /// n / 4, so that time passes and fuel ends for natives as for loops.
    pub work: u64,
    /// See [`crate::Run::due`].
    pub(crate) due: Option<f64>,
    /// What the workload's functions have answered to this instruction's earlier tries.
    pub(crate) answers: Vec<Value>,
    /// How many of them this try has used.
    pub(crate) n_asked: usize,
    /// What this try wants called: see [`Stop::CallBack`].
    pub(crate) wanted: Option<Box<Wanted>>,
}

/// The arguments of a call to a native or a builtin type's method.
#[derive(Clone, Copy, Debug)]
pub struct Args<'a> {
    /// In order.
    pub positional: &'a [Value],
    /// By name.
    pub keywords: &'a [(&'a str, Value)],
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
    /// The call's value is the next item of this generator, which goes on with what is sent.
    Resume(Value, Sent),
    /// The call's value is what this gives for these arguments.
    Call(Value, Vec<Value>),
    /// The call's value is the result of this awaitable (`_await_in_place`).
    Await(Value),
    /// The call's value is the exception being handled, or None.
    Handled,
    /// The call's value is the name of the workload's function that runs, and its line.
    Caller,
    /// The call's value is what the library knows the running task by; it is this from now on, if it
    /// is given.
    Carried(Option<Value>),
}

/// What a generator goes on with.
#[derive(Clone, Copy, Debug)]
pub enum Sent {
    /// Its `yield` has this value.
    Value(Value),
    /// Its `yield` raises this.
    Raise(Value),
}

/// Why a native gives no answer.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// It raised this `Value::Exception`.
    Raised(Value),
    /// It met a limit that ends the run.
    Limit(Limit),
    /// It needs the call that it has noted first: see `callback`.
    CallBack,
}

impl<'a, H: Heap> Context<'a, H> {
    /// A context in which no work has been done.
    #[must_use]
    pub fn new(heap: &'a mut H, linked: &'a Linked) -> Context<'a, H> {
        Context {
            heap,
            program: &linked.program,
            linked,
            work: 0,
            due: None,
            answers: Vec::new(),
            n_asked: 0,
            wanted: None,
        }
    }

    /// An exception with a message, ready to return as an error.
    #[must_use]
    pub fn raise(&mut self, kind: ExceptionKind, message: impl Into<String>) -> Stop {
        Stop::Raised(self.exception(kind, message))
    }

    /// An exception with a message, not raised yet; without arguments if the message is empty.
    #[must_use]
    pub fn exception(&mut self, kind: ExceptionKind, message: impl Into<String>) -> Value {
        let message = message.into();
        if message.is_empty() {
            return self.new_exception(kind, &[]);
        }
        let text = self.new_str(message);
        self.new_exception(kind, &[text])
    }

    /// An exception as its class makes it from these arguments.
    #[must_use]
    pub fn new_exception(&mut self, kind: ExceptionKind, args: &[Value]) -> Value {
        let mut exception = Exception::new(kind, args);
        if kind.is_a(ExceptionKind::OSError) && (2..=5).contains(&args.len()) {
            if let (ExceptionKind::OSError, Value::Int(number)) = (kind, args[0]) {
                exception.kind = ExceptionKind::of_errno(number);
            }
            exception.args = Tuple::copied(&args[..2]);
            if let Some(&file) = args.get(2) {
                let name = self.attribute_key("filename");
                self.insert_new(&mut exception.fields, name, file);
            }
        }
        Value::Exception(self.heap.open(exception))
    }

    /// A new string.
    #[must_use]
    pub fn new_str(&mut self, text: impl AsRef<str> + Into<Box<str>>) -> Value {
        Value::Str(self.heap.freeze(Text::new(text)))
    }

    /// The string of one character.
    #[must_use]
    pub fn new_char(&mut self, char: char) -> Value {
        match self.linked.char(char) {
            Some(known) => known,
            None => self.new_str(char.encode_utf8(&mut [0; 4]).to_owned()),
        }
    }

    /// A new tuple.
    #[must_use]
    pub fn new_tuple(&mut self, items: impl Into<Box<[Value]>>) -> Value {
        Value::Tuple(self.heap.freeze(Tuple::new(items)))
    }

    /// A new tuple of two items.
    #[must_use]
    pub fn new_pair(&mut self, first: Value, second: Value) -> Value {
        Value::Tuple(self.heap.freeze(Tuple::copied(&[first, second])))
    }

    /// A new list.
    #[must_use]
    pub fn new_list(&mut self, items: Vec<Value>) -> Value {
        Value::List(self.heap.open(List::new(items)))
    }

    /// A new dict.
    #[must_use]
    pub fn new_dict(&mut self, dict: Dict) -> Value {
        Value::Dict(self.heap.open(dict))
    }

    /// A new set or frozenset.
    #[must_use]
    pub fn new_set(&mut self, set: Set) -> Value {
        Value::Set(self.heap.open(set))
    }

    /// A new iterator.
    #[must_use]
    pub fn new_iter(&mut self, iter: Iter) -> Value {
        Value::Iter(self.heap.open(iter))
    }

    /// The characters of a string; nothing for other values.
    #[must_use]
    pub fn text(&self, value: Value) -> Option<&str> {
        match value {
            Value::Str(text) => Some(self.heap.get(text).as_str()),
            _ => None,
        }
    }

    /// Refuses to take that many more bytes where they would pass the limit on memory. To be asked
    /// before anything is changed: after a collection, the same instruction is tried again.
    ///
    /// # Errors
    /// The limit, if they would.
    pub fn reserve(&self, bytes: usize) -> Result<(), Stop> {
        match self.heap.would_exceed(bytes) {
            true => Err(Stop::Limit(Limit::Heap)),
            false => Ok(()),
        }
    }

    /// Appends to a text that is being put together, unless that would pass the limit on memory.
    ///
    /// # Errors
    /// The limit, if it would.
    pub fn append(&self, whole: &mut String, part: &str) -> Result<(), Stop> {
        self.reserve(whole.len().saturating_add(part.len()))?;
        whole.push_str(part);
        Ok(())
    }

    /// The name of a function, or of what else can be called, for naming a task after it.
    #[must_use]
    pub fn callable_name(&mut self, callee: Value) -> String {
        match callee {
            Value::Function(function) => {
                self.program.code(self.heap.get(function).code).name.clone()
            }
            Value::Coroutine(coroutine) => {
                let code = self.heap.read(coroutine).code;
                self.program.code(code).name.clone()
            }
            Value::Native(native) => native_name(native).to_owned(),
            Value::BoundMethod(method) => self.heap.get(method).method.as_text().to_owned(),
            Value::ExceptionType(kind) => kind.name().to_owned(),
            Value::Class(class) => self.heap.read(class).name.to_string(),
            Value::Method(method) => {
                let function = self.heap.get(method).function;
                self.callable_name(function)
            }
            other => self.type_name(other).into_owned(),
        }
    }

    /// Whether a value is an asynchronous generator.
    #[must_use]
    pub fn is_async_generator(&mut self, value: Value) -> bool {
        let Value::Generator(generator) = value else { return false };
        let code = self.heap.read(generator).code;
        self.program.code(code).kind == CodeKind::AsyncGenerator
    }

    /// What an argument of the wrong type is called: its type, or `None`.
    pub fn argument_name(&mut self, value: Value) -> Cow<'static, str> {
        match value {
            Value::None => Cow::Borrowed("None"),
            _ => self.type_name(value),
        }
    }

    /// The name of a value's type, as error messages say it.
    #[must_use]
    pub fn type_name(&mut self, value: Value) -> Cow<'static, str> {
        if let Some(class) = self.class_of(value) {
            let name = self.heap.read(class).name.to_string();
            // What CPython has in C is called with its module.
            let module = self.in_class(class, "__module__");
            return Cow::Owned(match module.and_then(|module| self.text(module)) {
                Some("datetime") => format!("datetime.{name}"),
                _ => name,
            });
        }
        Cow::Borrowed(match value {
            Value::Exception(exception) => self.heap.read(exception).kind.name(),
            Value::Set(set) if self.heap.read(set).is_frozen() => "frozenset",
            Value::Generator(_) if self.is_async_generator(value) => "async_generator",
            Value::Iter(iter) => crate::raise::type_kind_name(self.heap.read(iter).type_kind()),
            Value::DictView(view) => {
                crate::raise::type_kind_name(self.heap.get(view).part.type_kind())
            }
            Value::Alias(alias) if self.heap.get(alias).origin.is_none() => "types.UnionType",
            other => other.type_name(),
        })
    }
}

/// The name under which the library lists a native.
#[must_use]
pub fn native_name(native: Native) -> &'static str {
    NATIVE_NAMES[native as usize]
}

/// More than there are natives: a table that is too short does not compile.
const NATIVES_MAX: usize = 192;

const NATIVE_NAMES: [&str; NATIVES_MAX] = {
    let mut names = ["builtin"; NATIVES_MAX];
    let mut at = ENTRIES.len();
    // From the last to the first, since the first of several counts.
    while at > 0 {
        at -= 1;
        if let Implementation::Native(native) = ENTRIES[at].implementation {
            names[native as usize] = ENTRIES[at].name;
        }
    }
    names
};
