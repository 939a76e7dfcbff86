//! From a message to a value.
//!
//! What a message says about classes of the workload may call their functions, which a native cannot.
//! So loading goes step by step: [`load_some`] goes on until it needs a call and says which; the
//! library makes it and goes on. All that is known so far stands in lists of the heap.

use lang::library::ExceptionKind;

use super::code;
use super::dump::extra_parts;
use super::names::resolve;
use crate::compare::may_ask;
use crate::context::{Args, Context, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::{BigInt, BoundMethod, Bytes, List, Set, Text};
use crate::method::{MethodName, attribute};
use crate::subscript;
use crate::value::Value;

/// Where a loading is, in lists of the heap.
#[derive(Clone, Copy, Debug)]
pub struct Loading {
    /// Its items are the position in the message, and how many objects were made.
    pub position: Handle<List>,
    /// What the message may refer to again.
    pub memo: Handle<List>,
    /// What is made and not yet part of something larger; the value in the end.
    pub stack: Handle<List>,
    /// Where on the stack the items of open containers begin.
    pub marks: Handle<List>,
}

/// A call to make: whose value goes on the stack if it is kept.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// What to call.
    pub callee: Value,
    /// With which arguments: a tuple.
    pub args: Value,
    /// Whether its value is part of what is loaded.
    pub is_kept: bool,
}

/// Goes on with a message until a call is to be made, or to its end.
///
/// # Errors
/// UnpicklingError where it is no message; AttributeError for names that mean nothing here.
pub fn load_some<H: Heap>(
    ctx: &mut Context<H>,
    message: Handle<Bytes>,
    loading: Loading,
) -> Result<Option<Call>, Stop> {
    let at = |place: usize, items: &[Value]| match items.get(place) {
        Some(Value::Int(number)) => usize::try_from(*number).unwrap_or(0),
        _ => 0,
    };
    let place = ctx.heap.read(loading.position).items.clone();
    let (position, n_objects) = (at(0, &place), at(1, &place));
    let bytes = ctx.heap.get(message).0.clone();
    let mut load = Load { bytes: &bytes, position, n_objects, loading };
    let call = loop {
        let op = load.byte(ctx)?;
        if op == code::STOP {
            break None;
        }
        if let Some(call) = load.step(ctx, op)? {
            break Some(call);
        }
    };
    let place = [load.position, load.n_objects];
    let place = place.map(|number| Value::Int(i64::try_from(number).unwrap_or(i64::MAX)));
    ctx.heap.write(loading.position).items = place.into();
    Ok(call)
}

struct Load<'a> {
    bytes: &'a [u8],
    position: usize,
    n_objects: usize,
    loading: Loading,
}

impl Load<'_> {
    fn step<H: Heap>(&mut self, ctx: &mut Context<H>, op: u8) -> Result<Option<Call>, Stop> {
        match op {
            code::PROTO => {
                self.byte(ctx)?;
            }
            code::FRAME => {
                self.take(ctx, 8)?;
            }
            code::MARK => {
                let depth = self.depth(ctx);
                ctx.heap.write(self.loading.marks).items.push(depth);
            }
            code::POP => {
                self.pop(ctx)?;
            }
            code::POP_MARK => {
                self.pop_to_mark(ctx)?;
            }
            code::MEMOIZE => {
                let top = self.top(ctx)?;
                self.put(ctx, self.loading.memo, top);
            }
            code::GET_1 | code::GET_4 => {
                let place = self.number(ctx, if op == code::GET_1 { 1 } else { 4 })?;
                let known = ctx.heap.read(self.loading.memo).items.get(place).copied();
                let Some(value) = known else { return Err(damaged(ctx)) };
                self.push(ctx, value);
            }
            code::APPEND | code::APPENDS | code::SET_ITEM | code::SET_ITEMS | code::ADD_ITEMS => {
                return self.add(ctx, op);
            }
            code::REDUCE | code::NEW_OBJECT | code::BUILD => return self.make(ctx, op),
            _ => {
                let value = self.value(ctx, op)?;
                // As in `Dumped`.
                self.n_objects += 1 + extra_parts(value) as usize;
                self.push(ctx, value);
            }
        }
        Ok(None)
    }

    /// An instruction that puts a value on the stack.
    fn value<H: Heap>(&mut self, ctx: &mut Context<H>, op: u8) -> Result<Value, Stop> {
        Ok(match op {
            code::NONE => Value::None,
            code::TRUE => Value::Bool(true),
            code::FALSE => Value::Bool(false),
            code::INT_1 => Value::Int(i64::from(self.byte(ctx)?)),
            code::INT_2 => Value::Int(self.number(ctx, 2)? as i64),
            code::INT_4 => {
                let bits = u32::try_from(self.number(ctx, 4)?).unwrap_or(0);
                Value::Int(i64::from(bits.cast_signed()))
            }
            code::LONG_1 | code::LONG_4 => {
                let n_bytes = self.number(ctx, if op == code::LONG_1 { 1 } else { 4 })?;
                let number = num_bigint::BigInt::from_signed_bytes_le(self.take(ctx, n_bytes)?);
                match i64::try_from(&number) {
                    Ok(small) => Value::Int(small),
                    Err(_) => Value::BigInt(ctx.heap.freeze(BigInt(number))),
                }
            }
            code::FLOAT => {
                let bytes = self.take(ctx, 8)?;
                Value::Float(f64::from_be_bytes(bytes.try_into().expect("it took 8")))
            }
            code::TEXT_1 | code::TEXT_4 => self.text(ctx, op)?,
            code::BYTES_1 | code::BYTES_4 => {
                let n_bytes = self.number(ctx, if op == code::BYTES_1 { 1 } else { 4 })?;
                let bytes = self.take(ctx, n_bytes)?.into();
                Value::Bytes(ctx.heap.freeze(Bytes(bytes)))
            }
            code::EMPTY_TUPLE => ctx.new_tuple([]),
            _ if (code::TUPLE_1..code::TUPLE_1 + 3).contains(&op) => {
                let n = usize::from(op - code::TUPLE_1) + 1;
                let items = self.pop_some(ctx, n)?;
                ctx.new_tuple(items)
            }
            code::TUPLE => {
                let items = self.pop_to_mark(ctx)?;
                ctx.new_tuple(items)
            }
            code::EMPTY_LIST => ctx.new_list(Vec::new()),
            code::EMPTY_DICT => ctx.new_dict(crate::kind::Dict::new()),
            code::EMPTY_SET => ctx.new_set(Set::new()),
            code::FROZENSET => self.frozenset(ctx)?,
            code::GLOBAL => {
                let (name, module) = (self.pop(ctx)?, self.pop(ctx)?);
                self.global(ctx, module, name)?
            }
            _ => {
                let key = char::from(op).escape_default().to_string();
                let message = format!("invalid load key, '{key}'.");
                return Err(ctx.raise(ExceptionKind::UnpicklingError, message));
            }
        })
    }

    fn text<H: Heap>(&mut self, ctx: &mut Context<H>, op: u8) -> Result<Value, Stop> {
        let n_bytes = self.number(ctx, if op == code::TEXT_1 { 1 } else { 4 })?;
        let bytes = self.take(ctx, n_bytes)?;
        let Ok(text) = std::str::from_utf8(bytes) else { return Err(damaged(ctx)) };
        Ok(match (ctx.linked.find_name(text), text.chars().next()) {
            (Some(name), _) => ctx.linked.name(name),
            (None, Some(char)) if text.len() == 1 => ctx.new_char(char),
            _ => Value::Str(ctx.heap.freeze(Text::new(text))),
        })
    }

    fn frozenset<H: Heap>(&mut self, ctx: &mut Context<H>) -> Result<Value, Stop> {
        let items = self.pop_to_mark(ctx)?;
        let set = ctx.new_set(Set::new());
        for item in items {
            subscript::set_add(ctx, set, item)?;
        }
        if let Value::Set(handle) = set {
            let frozen = ctx.heap.read(handle).clone().with_frozen(true);
            *ctx.heap.write(handle) = frozen;
        }
        Ok(set)
    }

    fn global<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        module: Value,
        name: Value,
    ) -> Result<Value, Stop> {
        let (Some(module), Some(name)) = (ctx.text(module), ctx.text(name)) else {
            return Err(damaged(ctx));
        };
        let (module, name) = (module.to_owned(), name.to_owned());
        if let Some(value) = resolve(ctx, &module, &name) {
            return Ok(value);
        }
        let message = format!("Can't get attribute '{name}' on <module '{module}'>");
        Err(ctx.raise(ExceptionKind::AttributeError, message))
    }

    /// Adds items to the container below them. Where only the workload can compare them, it is asked
    /// to add them.
    fn add<H: Heap>(&mut self, ctx: &mut Context<H>, op: u8) -> Result<Option<Call>, Stop> {
        let items = match op {
            code::APPEND => self.pop_some(ctx, 1)?,
            code::SET_ITEM => self.pop_some(ctx, 2)?,
            _ => self.pop_to_mark(ctx)?,
        };
        let top = self.top(ctx)?;
        let target = ctx.native_of(top);
        match (op, target) {
            (code::APPEND | code::APPENDS, Value::List(list)) => {
                let mut grown = 0;
                let mut list = ctx.heap.write(list);
                for item in items {
                    grown += list.push(item);
                }
                drop(list);
                ctx.heap.grow(grown);
            }
            (code::APPEND | code::APPENDS, Value::Deque(deque)) => {
                let grown = size_of_val(&*items);
                let mut deque = ctx.heap.write(deque);
                items.into_iter().for_each(|item| deque.push_back(item));
                drop(deque);
                ctx.heap.grow(grown);
            }
            (code::SET_ITEM | code::SET_ITEMS, Value::Dict(_)) if items.len() % 2 == 0 => {
                if items.iter().step_by(2).any(|&key| may_ask(ctx.heap.frozen(), key)) {
                    let pairs = items.chunks(2).map(|pair| ctx.new_tuple(pair)).collect();
                    return Ok(Some(later(ctx, target, pairs)));
                }
                for pair in items.chunks(2) {
                    subscript::set_item(ctx, target, pair[0], pair[1])?;
                }
            }
            (code::ADD_ITEMS, Value::Set(_)) => {
                if items.iter().any(|&item| may_ask(ctx.heap.frozen(), item)) {
                    return Ok(Some(later(ctx, target, items)));
                }
                for item in items {
                    subscript::set_add(ctx, target, item)?;
                }
            }
            _ => return Err(damaged(ctx)),
        }
        Ok(None)
    }

    fn make<H: Heap>(&mut self, ctx: &mut Context<H>, op: u8) -> Result<Option<Call>, Stop> {
        let (args, callee) = (self.pop(ctx)?, self.pop(ctx)?);
        if op == code::BUILD {
            return self.build(ctx, callee, args);
        }
        let Value::Tuple(tuple) = args else { return Err(damaged(ctx)) };
        let given = ctx.heap.get(tuple).items().to_vec();
        let made = match (op, callee) {
            (code::NEW_OBJECT, Value::Class(class)) => {
                if let Some(new) = ctx.in_class(class, "__new__") {
                    let new = match new {
                        Value::Descriptor(descriptor) => ctx.heap.get(descriptor).get,
                        other => other,
                    };
                    let args = ctx.new_tuple([&[callee], &*given].concat());
                    return Ok(Some(Call { callee: new, args, is_kept: true }));
                }
                ctx.allocate(class, Args { positional: &given, keywords: &[] })?
            }
            (code::REDUCE, Value::ExceptionType(kind)) => ctx.new_exception(kind, &given),
            _ => return Ok(Some(Call { callee, args, is_kept: true })),
        };
        self.push(ctx, made);
        Ok(None)
    }

    /// Gives an object its state.
    fn build<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        object: Value,
        state: Value,
    ) -> Result<Option<Call>, Stop> {
        self.push(ctx, object);
        if let Some(set) = ctx.special(object, "__setstate__") {
            let args = ctx.new_tuple([state]);
            return Ok(Some(Call { callee: set, args, is_kept: false }));
        }
        let Value::Dict(state) = state else { return Err(damaged(ctx)) };
        let state = ctx.heap.read(state).clone();
        let bytes = state.len() * crate::kind::Dict::ENTRY_BYTES;
        match object {
            Value::Instance(instance) => {
                for (name, value) in state.iter() {
                    attribute::set_field(ctx, instance, name, value);
                }
                return Ok(None);
            }
            Value::Exception(exception) => {
                let (mut exception, frozen) = ctx.heap.write_beside(exception);
                exception.fields.merge(frozen, &state);
            }
            _ => return Err(damaged(ctx)),
        }
        ctx.heap.grow(bytes);
        Ok(None)
    }

    fn byte<H: Heap>(&mut self, ctx: &mut Context<H>) -> Result<u8, Stop> {
        Ok(self.take(ctx, 1)?[0])
    }

    /// A number of that many bytes, the least one first.
    fn number<H: Heap>(&mut self, ctx: &mut Context<H>, n_bytes: usize) -> Result<usize, Stop> {
        let bytes = self.take(ctx, n_bytes)?.iter().rev();
        Ok(bytes.fold(0, |number, &byte| number << 8 | usize::from(byte)))
    }

    fn take<H: Heap>(&mut self, ctx: &mut Context<H>, n_bytes: usize) -> Result<&[u8], Stop> {
        let end = self.position.saturating_add(n_bytes);
        let Some(bytes) = self.bytes.get(self.position..end) else {
            let message = match self.position {
                0 => return Err(ctx.raise(ExceptionKind::EOFError, "Ran out of input")),
                _ => "pickle data was truncated",
            };
            return Err(ctx.raise(ExceptionKind::UnpicklingError, message));
        };
        self.position = end;
        Ok(bytes)
    }

    fn put<H: Heap>(&self, ctx: &mut Context<H>, list: Handle<List>, value: Value) {
        let grown = ctx.heap.write(list).push(value);
        ctx.heap.grow(grown);
    }

    fn push<H: Heap>(&self, ctx: &mut Context<H>, value: Value) {
        self.put(ctx, self.loading.stack, value);
    }

    fn pop<H: Heap>(&self, ctx: &mut Context<H>) -> Result<Value, Stop> {
        let popped = ctx.heap.write(self.loading.stack).items.pop();
        popped.ok_or_else(|| damaged(ctx))
    }

    fn top<H: Heap>(&self, ctx: &mut Context<H>) -> Result<Value, Stop> {
        let top = ctx.heap.read(self.loading.stack).items.last().copied();
        top.ok_or_else(|| damaged(ctx))
    }

    fn depth<H: Heap>(&self, ctx: &mut Context<H>) -> Value {
        let depth = ctx.heap.read(self.loading.stack).items.len();
        Value::Int(i64::try_from(depth).unwrap_or(i64::MAX))
    }

    fn pop_some<H: Heap>(&self, ctx: &mut Context<H>, n: usize) -> Result<Vec<Value>, Stop> {
        let mut stack = ctx.heap.write(self.loading.stack);
        let first = stack.items.len().checked_sub(n);
        let popped = first.map(|first| stack.items.split_off(first));
        drop(stack);
        popped.ok_or_else(|| damaged(ctx))
    }

    fn pop_to_mark<H: Heap>(&self, ctx: &mut Context<H>) -> Result<Vec<Value>, Stop> {
        let mark = ctx.heap.write(self.loading.marks).items.pop();
        let Some(Value::Int(mark)) = mark else { return Err(damaged(ctx)) };
        let Value::Int(depth) = self.depth(ctx) else { return Err(damaged(ctx)) };
        match usize::try_from(depth - mark) {
            Ok(n) => self.pop_some(ctx, n),
            Err(_) => Err(damaged(ctx)),
        }
    }
}

/// The container's `update` with these items.
fn later<H: Heap>(ctx: &mut Context<H>, target: Value, items: Vec<Value>) -> Call {
    let update = BoundMethod { receiver: target, method: MethodName::Update };
    let items = ctx.new_list(items);
    let args = ctx.new_tuple([items]);
    let callee = Value::BoundMethod(ctx.heap.freeze(update));
    Call { callee, args, is_kept: false }
}

fn damaged<H: Heap>(ctx: &mut Context<H>) -> Stop {
    ctx.raise(ExceptionKind::UnpicklingError, "pickle data was damaged")
}
