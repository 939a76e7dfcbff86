//! `str` and `repr` of values of all kinds. What is nested is written from a list of pieces still to
//! be written instead of by recursion, so that no nesting exhausts the machine's own stack.

use lang::library::{ExceptionKind, MODULES, TypeKind};

use super::float::float_repr;
use super::number::int_digits;
use super::text::{bytes_repr, push_text_repr};
use crate::context::{Context, Stop, native_name};
use crate::hash::address;
use crate::heap::{Handle, Heap};
use crate::kind::{Alias, Class, Deque, DictPart, DictView, Exception, Iter, Set};
use crate::method::deque_items;
use crate::number::Num;
use crate::raise::type_kind_name;
use crate::special;
use crate::value::Value;

/// How deep containers are followed, as CPython's own limit on recursion.
const DEPTH_MAX: usize = 1000;

/// str(value).
///
/// # Errors
/// RecursionError, ValueError for an integer of too many digits, the limit on memory.
pub fn str_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<String, Stop> {
    let mut value = value;
    for _ in 0..DEPTH_MAX {
        let exception = match value {
            Value::Str(text) => return Ok(ctx.heap.get(text).as_str().to_owned()),
            Value::Int(number) => return Ok(number.to_string()),
            Value::Instance(_) => {
                return match (special::text(ctx, value, "__str__", &[])?, ctx.native_of(value)) {
                    (Some(text), _) => Ok(text),
                    // `str` has a `__str__` of its own, which asks no `__repr__`.
                    (None, native @ Value::Str(_)) => str_of(ctx, native),
                    (None, _) => repr_of(ctx, value),
                };
            }
            Value::Exception(exception) => {
                if let Some(text) = special::text(ctx, value, "__str__", &[])? {
                    return Ok(text);
                }
                exception
            }
            _ => return repr_of(ctx, value),
        };
        let (kind, args) = args_of(ctx, exception);
        match *args {
            [] => return Ok(String::new()),
            [key] if kind == ExceptionKind::KeyError => return repr_of(ctx, key),
            [argument] => value = argument,
            [number, message] if kind.is_a(ExceptionKind::OSError) => {
                return os_error_str(ctx, exception, number, message);
            }
            _ => {
                let args = ctx.new_tuple(args);
                return repr_of(ctx, args);
            }
        }
    }
    Err(ctx.too_deep("while getting the str of an object"))
}

fn os_error_str<H: Heap>(
    ctx: &mut Context<H>,
    exception: Handle<Exception>,
    number: Value,
    message: Value,
) -> Result<String, Stop> {
    let (number, message) = (str_of(ctx, number)?, str_of(ctx, message)?);
    match ctx.heap_field(Value::Exception(exception), "filename") {
        Some(file) if !matches!(file, Value::None) => {
            let file = repr_of(ctx, file)?;
            Ok(format!("[Errno {number}] {message}: {file}"))
        }
        _ => Ok(format!("[Errno {number}] {message}")),
    }
}

/// The message of an exception: its `str`, or what can be said where that fails.
pub fn exception_message<H: Heap>(ctx: &mut Context<H>, exception: Value) -> String {
    let message = ctx.aside(|ctx| str_of(ctx, exception));
    message.unwrap_or_else(|| "<exception str() failed>".to_owned())
}

/// str(value) as `object.__str__` or `BaseException.__str__` has it.
///
/// # Errors
/// As [`str_of`].
pub fn plain_str<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<String, Stop> {
    match value {
        Value::Exception(exception) => {
            let (kind, args) = args_of(ctx, exception);
            match *args {
                [] => Ok(String::new()),
                [key] if kind == ExceptionKind::KeyError => repr_of(ctx, key),
                [argument] => str_of(ctx, argument),
                [number, message] if kind.is_a(ExceptionKind::OSError) => {
                    os_error_str(ctx, exception, number, message)
                }
                _ => {
                    let args = ctx.new_tuple(args);
                    repr_of(ctx, args)
                }
            }
        }
        Value::Instance(_) => match ctx.native_of(value) {
            Value::Instance(_) => repr_of(ctx, value),
            native => str_of(ctx, native),
        },
        _ => str_of(ctx, value),
    }
}

/// repr(value) as `object.__repr__` or a builtin type's has it.
///
/// # Errors
/// As [`repr_of`].
pub fn plain_repr<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<String, Stop> {
    match value {
        Value::Instance(instance) => match ctx.native_of(value) {
            Value::Instance(_) => {
                let class = ctx.heap.read(instance).class;
                let (label, at) = (class_label(ctx, class), address(value));
                Ok(format!("<{label} object at {at:#x}>"))
            }
            native => repr_of(ctx, native),
        },
        Value::Exception(exception) => {
            let (_, args) = args_of(ctx, exception);
            let name = ctx.type_name(value);
            let args = ctx.new_tuple(args);
            let args = repr_of(ctx, args)?;
            Ok(format!("{name}{}", args.replace(",)", ")")))
        }
        _ => repr_of(ctx, value),
    }
}

/// A class's name with its module: `__main__.Point`.
pub fn class_label<H: Heap>(ctx: &mut Context<H>, class: Handle<Class>) -> String {
    let module =
        ctx.in_class(class, "__module__").and_then(|name| ctx.text(name).map(str::to_owned));
    let qualified = own_name(ctx, class);
    match module.as_deref() {
        None | Some("builtins") => qualified,
        Some(module) => format!("{module}.{qualified}"),
    }
}

/// A class's `__qualname__`.
fn own_name<H: Heap>(ctx: &mut Context<H>, class: Handle<Class>) -> String {
    let (read, frozen) = ctx.heap.read_beside(class);
    let found = read.namespace.get_text(frozen, "__qualname__");
    drop(read);
    match found.and_then(|name| ctx.text(name)) {
        Some(name) => name.to_owned(),
        None => ctx.heap.read(class).name.to_string(),
    }
}

fn args_of<H: Heap>(
    ctx: &mut Context<H>,
    exception: Handle<Exception>,
) -> (ExceptionKind, Box<[Value]>) {
    let exception = ctx.heap.read(exception);
    (exception.kind, exception.args.items().into())
}

/// repr(value).
///
/// # Errors
/// RecursionError, ValueError for an integer of too many digits, the limit on memory.
pub fn repr_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<String, Stop> {
    let mut writer = Writer { out: String::new(), todo: Vec::new(), open: Vec::new() };
    writer.value(ctx, value)?;
    let mut checked = 4096;
    while let Some(piece) = writer.todo.pop() {
        match piece {
            Piece::Text(text) => writer.out.push_str(text),
            Piece::Name(name) => writer.out.push_str(&name),
            Piece::Value(value) => writer.value(ctx, value)?,
            Piece::Close(text) => {
                writer.open.pop();
                writer.out.push_str(text);
            }
        }
        if writer.out.len() > checked {
            checked = writer.out.len() * 2;
            ctx.reserve(checked)?;
        }
    }
    ctx.charge(writer.out.len() / 8)?;
    Ok(writer.out)
}

/// What is still to be written.
enum Piece {
    Value(Value),
    Text(&'static str),
    /// The name of a class.
    Name(String),
    /// The end of the innermost container.
    Close(&'static str),
}

struct Writer {
    out: String,
    /// The next one last.
    todo: Vec<Piece>,
    /// The containers that are being written, to notice one inside itself.
    open: Vec<u64>,
}

impl Writer {
    fn value<H: Heap>(&mut self, ctx: &mut Context<H>, value: Value) -> Result<(), Stop> {
        ctx.go_on()?;
        match value {
            Value::Str(text) => {
                let text = ctx.heap.get(text).as_str();
                ctx.reserve(self.out.len().saturating_add(text.len()))?;
                push_text_repr(&mut self.out, text);
            }
            Value::Int(number) => self.out.push_str(&number.to_string()),
            Value::Float(number) => self.out.push_str(&float_repr(number)),
            Value::BigInt(number) => match int_digits(Num::Big(&ctx.heap.get(number).0), 'd') {
                Ok(digits) => {
                    // Each comes of a division of all that is left.
                    ctx.charge(digits.len().saturating_mul(digits.len()) / 160)?;
                    self.out.push_str(&digits);
                }
                Err(error) => return Err(ctx.number_error(error)),
            },
            Value::List(_)
            | Value::Tuple(_)
            | Value::Dict(_)
            | Value::Set(_)
            | Value::Deque(_)
            | Value::DictView(_)
            | Value::Slice(_)
            | Value::Iter(_)
            | Value::Exception(_) => {
                return match special::text(ctx, value, "__repr__", &[])? {
                    Some(text) => {
                        self.out.push_str(&text);
                        Ok(())
                    }
                    None => self.container(ctx, value),
                };
            }
            Value::Instance(_) => {
                let text = match special::text(ctx, value, "__repr__", &[])? {
                    Some(text) => text,
                    None => plain_repr(ctx, value)?,
                };
                self.out.push_str(&text);
            }
            Value::Alias(alias) => self.alias(ctx, alias),
            Value::Class(class) => {
                let text = match special::text(ctx, value, "__repr__", &[])? {
                    Some(text) => text,
                    None => format!("<class '{}'>", class_label(ctx, class)),
                };
                self.out.push_str(&text);
            }
            _ => {
                let text = simple_repr(ctx, value);
                self.out.push_str(&text);
            }
        }
        Ok(())
    }

    fn container<H: Heap>(&mut self, ctx: &mut Context<H>, value: Value) -> Result<(), Stop> {
        let identity = address(value);
        if self.open.contains(&identity) {
            self.out.push_str(match value {
                Value::List(_) | Value::Deque(_) => "[...]",
                Value::Tuple(_) => "(...)",
                Value::Set(_) => "set(...)",
                Value::Dict(_) => "{...}",
                _ => "...",
            });
            return Ok(());
        }
        if self.open.len() >= DEPTH_MAX {
            return Err(ctx.too_deep("while getting the repr of an object"));
        }
        self.open.push(identity);
        match value {
            Value::List(list) => {
                let items = ctx.heap.read(list).items.clone();
                self.sequence("[", &items, "]");
            }
            Value::Tuple(tuple) => {
                let items = ctx.heap.get(tuple).items().to_vec();
                self.sequence("(", &items, if items.len() == 1 { ",)" } else { ")" });
            }
            Value::Set(set) => self.set(&ctx.heap.read(set)),
            Value::Deque(deque) => self.deque(ctx, deque),
            Value::Dict(dict) => {
                let entries: Vec<_> = ctx.heap.read(dict).iter().collect();
                self.entries(&entries);
            }
            Value::DictView(view) => self.view(ctx, *ctx.heap.get(view)),
            Value::Slice(slice) => {
                let slice = *ctx.heap.get(slice);
                self.sequence("slice(", &[slice.start, slice.stop, slice.step], ")");
            }
            Value::Iter(iter) => {
                let iter = ctx.heap.read(iter).clone();
                self.iter(ctx, value, iter);
            }
            Value::Exception(exception) => {
                let (_, args) = args_of(ctx, exception);
                let name = ctx.type_name(value);
                self.out.push_str(&name);
                self.sequence("(", &args, ")");
            }
            _ => self.sequence("", &[], ""),
        }
        Ok(())
    }

    fn sequence(&mut self, before: &'static str, items: &[Value], after: &'static str) {
        self.out.push_str(before);
        self.todo.push(Piece::Close(after));
        for (position, &item) in items.iter().enumerate().rev() {
            self.todo.push(Piece::Value(item));
            if position > 0 {
                self.todo.push(Piece::Text(", "));
            }
        }
    }

    /// Classes are named as annotations name them.
    fn alias<H: Heap>(&mut self, ctx: &mut Context<H>, alias: Handle<Alias>) {
        let Alias { origin, args, .. } = ctx.heap.get(alias).clone();
        let between = if origin.is_some() { ", " } else { " | " };
        if origin.is_some() {
            self.todo.push(Piece::Text("]"));
            if args.is_empty() {
                self.todo.push(Piece::Text("()"));
            }
        }
        for (position, &arg) in args.iter().enumerate().rev() {
            self.todo.push(annotated(ctx, arg));
            if position > 0 {
                self.todo.push(Piece::Text(between));
            }
        }
        if let Some(origin) = origin {
            self.todo.push(Piece::Text("["));
            self.todo.push(annotated(ctx, origin));
        }
    }

    fn set(&mut self, set: &Set) {
        let (items, is_frozen): (Vec<_>, _) = (set.iter().collect(), set.is_frozen());
        match (items.is_empty(), is_frozen) {
            (true, false) => self.sequence("set(", &[], ")"),
            (true, true) => self.sequence("frozenset(", &[], ")"),
            (false, false) => self.sequence("{", &items, "}"),
            (false, true) => self.sequence("frozenset({", &items, "})"),
        }
    }

    fn deque<H: Heap>(&mut self, ctx: &mut Context<H>, deque: Handle<Deque>) {
        let items = deque_items(ctx, deque);
        let length_max = ctx.heap.read(deque).length_max();
        self.out.push_str("deque(");
        self.todo.push(Piece::Text(")"));
        if let Some(most) = length_max {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            self.todo.push(Piece::Value(Value::Int(most)));
            self.todo.push(Piece::Text(", maxlen="));
        }
        self.sequence("[", &items, "]");
    }

    fn entries(&mut self, entries: &[(Value, Value)]) {
        self.out.push('{');
        self.todo.push(Piece::Close("}"));
        for (position, &(key, value)) in entries.iter().enumerate().rev() {
            self.todo.push(Piece::Value(value));
            self.todo.push(Piece::Text(": "));
            self.todo.push(Piece::Value(key));
            if position > 0 {
                self.todo.push(Piece::Text(", "));
            }
        }
    }

    fn view<H: Heap>(&mut self, ctx: &mut Context<H>, view: DictView) {
        let entries: Vec<_> = ctx.heap.read(view.dict).iter().collect();
        match view.part {
            DictPart::Keys => {
                let keys: Vec<_> = entries.iter().map(|entry| entry.0).collect();
                self.sequence("dict_keys([", &keys, "])");
            }
            DictPart::Values => {
                let values: Vec<_> = entries.iter().map(|entry| entry.1).collect();
                self.sequence("dict_values([", &values, "])");
            }
            DictPart::Items => {
                let pair = |(key, value): (Value, Value)| ctx.new_tuple([key, value]);
                let pairs: Vec<_> = entries.into_iter().map(pair).collect();
                self.sequence("dict_items([", &pairs, "])");
            }
        }
    }

    /// Of the iterators only those of `itertools` tell what they hold.
    fn iter<H: Heap>(&mut self, ctx: &mut Context<H>, value: Value, iter: Iter) {
        match iter {
            Iter::Count { next, step: Value::Int(1) } => {
                self.sequence("count(", &[next], ")");
            }
            Iter::Count { next, step } => self.sequence("count(", &[next, step], ")"),
            Iter::Repeat { item, n_left } => {
                let n_left = n_left.map(|n_left| Value::Int(n_left.cast_signed()));
                let items: Vec<Value> = std::iter::once(item).chain(n_left).collect();
                self.sequence("repeat(", &items, ")");
            }
            _ => {
                let text = simple_repr(ctx, value);
                self.sequence("", &[], "");
                self.out.push_str(&text);
            }
        }
    }
}

/// A part of an alias.
fn annotated<H: Heap>(ctx: &mut Context<H>, part: Value) -> Piece {
    match part {
        Value::Type(TypeKind::NoneType) => Piece::Text("None"),
        Value::Ellipsis => Piece::Text("..."),
        Value::Type(_) | Value::ExceptionType(_) => Piece::Text(type_label(part)),
        Value::Class(class) => Piece::Name(class_label(ctx, class)),
        part => Piece::Value(part),
    }
}

/// The repr of what holds nothing.
fn simple_repr<H: Heap>(ctx: &mut Context<H>, value: Value) -> String {
    let at = format!("at {:#x}", address(value));
    match value {
        Value::None | Value::Unbound => "None".to_owned(),
        Value::Ellipsis => "Ellipsis".to_owned(),
        Value::NotImplemented => "NotImplemented".to_owned(),
        Value::Bool(flag) => if flag { "True" } else { "False" }.to_owned(),
        Value::Bytes(bytes) => bytes_repr(&ctx.heap.get(bytes).0),
        Value::Range(range) => {
            let range = *ctx.heap.get(range);
            let step = if range.step == 1 { String::new() } else { format!(", {}", range.step) };
            format!("range({}, {}{step})", range.start, range.stop)
        }
        Value::Function(function) => {
            let code = ctx.program.code(ctx.heap.get(function).code);
            format!("<function {} {at}>", code.qualified_name)
        }
        Value::Method(method) => {
            let method = *ctx.heap.get(method);
            let name = match method.function {
                Value::Function(function) => {
                    let code = ctx.program.code(ctx.heap.get(function).code);
                    code.qualified_name.clone()
                }
                other => ctx.callable_name(other),
            };
            let receiver = simple_repr_of_receiver(ctx, method.receiver);
            format!("<bound method {name} of {receiver}>")
        }
        Value::Native(native) => format!("<built-in function {}>", native_name(native)),
        Value::BoundMethod(method) => {
            let method = ctx.heap.get(method);
            let (name, receiver) = (method.method.as_text(), method.receiver);
            let at = format!("at {:#x}", address(receiver));
            match receiver {
                Value::Type(_) => format!("<built-in method {name} of type object {at}>"),
                _ => {
                    let kind = ctx.type_name(receiver);
                    format!("<built-in method {name} of {kind} object {at}>")
                }
            }
        }
        Value::Type(_) | Value::ExceptionType(_) => format!("<class '{}'>", type_label(value)),
        Value::Module(module) => {
            let name = MODULES.get(usize::from(module)).unwrap_or(&"?");
            format!("<module '{name}' (built-in)>")
        }
        Value::Generator(generator) => {
            let code = ctx.heap.read(generator).code;
            format!("<generator object {} {at}>", ctx.program.code(code).qualified_name)
        }
        Value::Coroutine(coroutine) => {
            let code = ctx.heap.read(coroutine).code;
            format!("<coroutine object {} {at}>", ctx.program.code(code).qualified_name)
        }
        Value::Task(task) => format!("<Task {}>", task.0),
        Value::Sync(sync) => {
            let label = type_label(Value::Type(sync.kind().type_kind()));
            format!("<{label} object {at}>")
        }
        _ => {
            let kind = ctx.type_name(value);
            format!("<{kind} object {at}>")
        }
    }
}

fn simple_repr_of_receiver<H: Heap>(ctx: &mut Context<H>, receiver: Value) -> String {
    let text = ctx.aside(|ctx| repr_of(ctx, receiver));
    text.unwrap_or_else(|| "?".to_owned())
}

/// A class's name as its repr has it.
#[must_use]
pub fn type_label(class: Value) -> &'static str {
    match class {
        Value::Type(TypeKind::Task) => "_asyncio.Task",
        Value::Type(TypeKind::Lock) => "_thread.lock",
        Value::Type(TypeKind::RLock) => "_thread.RLock",
        Value::Type(TypeKind::Condition) => "threading.Condition",
        Value::Type(TypeKind::Semaphore) => "threading.Semaphore",
        Value::Type(TypeKind::BoundedSemaphore) => "threading.BoundedSemaphore",
        Value::Type(TypeKind::Event) => "threading.Event",
        Value::Type(kind) => type_kind_name(kind),
        Value::ExceptionType(ExceptionKind::CancelledError) => "asyncio.exceptions.CancelledError",
        Value::ExceptionType(ExceptionKind::PlaygroundUnsupported) => {
            "playground.PlaygroundUnsupported"
        }
        Value::ExceptionType(kind) => kind.name(),
        _ => "type",
    }
}
