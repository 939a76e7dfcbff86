//! From a value to a message.
//!
//! What is left to do is a list rather than a native stack, so that no depth of nesting is too deep
//! for a small one; CPython's limit on depth is kept all the same.

use std::collections::BTreeMap;

use lang::library::{ExceptionKind, Native, TypeKind};

use super::code;
use super::names::name_of;
use crate::context::{Context, Stop};
use crate::format::type_label;
use crate::heap::{Handle, Heap};
use crate::kind::{Class, Exception, Instance};
use crate::sync::SyncKind;
use crate::value::Value;

/// How deep CPython follows what is nested.
const DEPTH_MAX: u32 = 990;
/// How many items CPython adds with one instruction.
const BATCH: usize = 1000;
/// How large CPython lets a frame grow before it begins another.
const FRAME_BYTES: usize = 1 << 16;
/// What a frame's head takes.
const FRAME_HEAD: usize = 9;

/// A message.
#[derive(Clone, Debug)]
pub struct Dumped {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many objects are in it, large integers counted more than once.
    pub n_objects: u64,
}

/// Makes a message of a value.
///
/// # Errors
/// TypeError, AttributeError or PicklingError for what cannot be sent; what the workload's own
/// `__reduce__` and `__getstate__` raise.
pub fn dump<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Dumped, Stop> {
    let mut dump = Dump {
        out: Output { bytes: vec![code::PROTO, 4], frame: None },
        memo: BTreeMap::new(),
        names: BTreeMap::new(),
        n_memoized: 0,
        n_objects: 0,
        todo: vec![Work::Save(value, 0)],
    };
    while let Some(work) = dump.todo.pop() {
        dump.work(ctx, work)?;
    }
    dump.out.op(code::STOP);
    dump.out.end_frame();
    ctx.reserve(dump.out.bytes.len())?;
    Ok(Dumped { bytes: dump.out.bytes, n_objects: dump.n_objects })
}

/// How many objects more it counts for: integers have to be made anew that no interpreter has ready,
/// and those beyond 32 bits take longer.
pub(super) fn extra_parts(value: Value) -> u64 {
    match value {
        Value::Int(number) if i32::try_from(number).is_err() => 4,
        Value::Int(number) => u64::from(!(0..=0xFF).contains(&number)),
        _ => 0,
    }
}

/// What tells objects apart: the sort of the value and its place or number.
type Identity = (u8, u32);

/// What is left to do, the next last.
enum Work {
    Save(Value, u32),
    Op(u8),
    Memoize(Identity),
    /// A tuple's items are written; it may have been met again inside of itself.
    EndTuple(Identity, usize),
    /// The same of a frozenset.
    EndFrozenset(Identity),
    Items(Batches),
}

/// Items that are added to a container, some at a time.
struct Batches {
    items: Vec<Value>,
    at: usize,
    /// How many values make an item.
    width: usize,
    one: Option<u8>,
    several: u8,
    depth: u32,
}

struct Dump {
    out: Output,
    memo: BTreeMap<Identity, u32>,
    names: BTreeMap<String, u32>,
    n_memoized: u32,
    n_objects: u64,
    todo: Vec<Work>,
}

impl Dump {
    fn work<H: Heap>(&mut self, ctx: &mut Context<H>, work: Work) -> Result<(), Stop> {
        match work {
            Work::Save(value, depth) => return self.save(ctx, value, depth),
            Work::Op(op) => self.out.op(op),
            Work::Memoize(identity) => self.memoize(identity),
            Work::EndTuple(identity, n) => match self.memo.get(&identity).copied() {
                Some(place) => {
                    match n {
                        0..=3 => (0..n).for_each(|_| self.out.op(code::POP)),
                        _ => self.out.op(code::POP_MARK),
                    }
                    self.get(place);
                }
                None => {
                    match n {
                        1..=3 => self.out.op(code::TUPLE_1 + (n as u8 - 1)),
                        _ => self.out.op(code::TUPLE),
                    }
                    self.memoize(identity);
                }
            },
            Work::EndFrozenset(identity) => match self.memo.get(&identity).copied() {
                Some(place) => {
                    self.out.op(code::POP_MARK);
                    self.get(place);
                }
                None => {
                    self.out.op(code::FROZENSET);
                    self.memoize(identity);
                }
            },
            Work::Items(batches) => self.add(batches),
        }
        Ok(())
    }

    fn save<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        value: Value,
        depth: u32,
    ) -> Result<(), Stop> {
        self.out.boundary();
        self.n_objects += 1;
        if depth > DEPTH_MAX {
            return Err(ctx.too_deep("while pickling an object"));
        }
        self.n_objects += extra_parts(value);
        let identity = identity(value);
        if let Some(place) = identity.and_then(|identity| self.memo.get(&identity)) {
            self.get(*place);
            return Ok(());
        }
        match value {
            Value::Unbound | Value::None => self.out.op(code::NONE),
            Value::Bool(true) => self.out.op(code::TRUE),
            Value::Bool(false) => self.out.op(code::FALSE),
            Value::Int(number) | Value::RangeCursor(number) => self.out.int(number),
            Value::BigInt(number) => {
                let bytes = ctx.heap.get(number).0.to_signed_bytes_le();
                self.out.long(&bytes);
            }
            Value::Float(number) => {
                self.out.op(code::FLOAT);
                self.out.put(&number.to_be_bytes());
            }
            Value::Str(text) => {
                let text = ctx.heap.get(text).as_str();
                self.out.sized(code::TEXT_1, code::TEXT_4, text.as_bytes());
                self.memoize_some(identity);
            }
            Value::Bytes(bytes) => {
                let bytes = &ctx.heap.get(bytes).0;
                self.out.sized(code::BYTES_1, code::BYTES_4, bytes);
                self.memoize_some(identity);
            }
            Value::Tuple(_) | Value::List(_) | Value::Dict(_) | Value::Set(_) => {
                self.container(ctx, value, depth);
            }
            _ => return self.object(ctx, value, depth),
        }
        Ok(())
    }

    fn container<H: Heap>(&mut self, ctx: &mut Context<H>, value: Value, depth: u32) {
        let own = identity(value).unwrap_or_default();
        match value {
            Value::Tuple(tuple) => {
                let items = ctx.heap.get(tuple).items();
                if items.is_empty() {
                    return self.out.op(code::EMPTY_TUPLE);
                }
                if items.len() > 3 {
                    self.out.op(code::MARK);
                }
                self.todo.push(Work::EndTuple(own, items.len()));
                self.todo.extend(items.iter().rev().map(|&item| Work::Save(item, depth + 1)));
            }
            Value::List(list) => {
                let items = ctx.heap.read(list).items.clone();
                self.out.op(code::EMPTY_LIST);
                self.memoize(own);
                self.add(list_items(items, depth));
            }
            Value::Dict(dict) => {
                let items = ctx.heap.read(dict).iter().flat_map(|(k, v)| [k, v]).collect();
                self.out.op(code::EMPTY_DICT);
                self.memoize(own);
                self.add(dict_items(items, depth));
            }
            Value::Set(set) => {
                let set = ctx.heap.read(set);
                let items: Vec<Value> = set.iter().collect();
                if set.is_frozen() {
                    self.out.op(code::MARK);
                    self.todo.push(Work::EndFrozenset(own));
                    let items = items.into_iter().rev();
                    self.todo.extend(items.map(|item| Work::Save(item, depth + 1)));
                    return;
                }
                self.out.op(code::EMPTY_SET);
                self.memoize(own);
                let (one, several) = (None, code::ADD_ITEMS);
                self.add(Batches { items, at: 0, width: 1, one, several, depth: depth + 1 });
            }
            _ => unreachable!("called for containers only"),
        }
    }

    /// Adds the next items of a container, and notes that the rest are left to do.
    fn add(&mut self, mut batches: Batches) {
        let Batches { at, width, one, several, depth, .. } = batches;
        let n = (batches.items.len() - at).min(BATCH * width);
        if n == 0 {
            return;
        }
        let items: Vec<Value> = batches.items[at..at + n].to_vec();
        batches.at += n;
        let single = one.filter(|_| batches.items.len() == width);
        if batches.at < batches.items.len() {
            self.todo.push(Work::Items(batches));
        }
        match single {
            Some(op) => self.todo.push(Work::Op(op)),
            None => {
                self.todo.push(Work::Op(several));
                self.out.op(code::MARK);
            }
        }
        self.todo.extend(items.into_iter().rev().map(|item| Work::Save(item, depth)));
    }

    /// What is saved by how it is made again.
    fn object<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        value: Value,
        depth: u32,
    ) -> Result<(), Stop> {
        let made = match value {
            Value::Type(TypeKind::NoneType) => {
                Made::by(Value::Type(TypeKind::Type), vec![Value::None])
            }
            Value::Function(_)
            | Value::Class(_)
            | Value::Native(_)
            | Value::Type(_)
            | Value::ExceptionType(_) => {
                let (module, name) = name_of(ctx, value)?;
                self.global(&module, &name, identity(value));
                return Ok(());
            }
            Value::Ellipsis | Value::NotImplemented => {
                let is_ellipsis = matches!(value, Value::Ellipsis);
                let name = if is_ellipsis { "Ellipsis" } else { "NotImplemented" };
                self.global("builtins", name, None);
                return Ok(());
            }
            Value::Range(range) => {
                let range = ctx.heap.get(range);
                let ends = [range.start, range.stop, range.step].map(Value::Int);
                Made::by(Value::Type(TypeKind::Range), ends.into())
            }
            Value::Slice(slice) => {
                let slice = ctx.heap.get(slice);
                let ends = vec![slice.start, slice.stop, slice.step];
                Made::by(Value::Type(TypeKind::Slice), ends)
            }
            Value::Deque(deque) => {
                let deque = ctx.heap.read(deque);
                let (items, most) = (deque.items().iter().copied().collect(), deque.length_max());
                let most = most.map(|most| Value::Int(i64::try_from(most).unwrap_or(i64::MAX)));
                drop(deque);
                let args = most.map(|most| vec![ctx.new_tuple([]), most]).unwrap_or_default();
                Made { items, ..Made::by(Value::Type(TypeKind::Deque), args) }
            }
            Value::Method(method) => {
                let method = *ctx.heap.get(method);
                let name = ctx.callable_name(method.function);
                let name = ctx.new_str(name);
                Made::by(Value::Native(Native::GetAttr), vec![method.receiver, name])
            }
            Value::BoundMethod(method) => {
                let (receiver, name) = {
                    let method = ctx.heap.get(method);
                    (method.receiver, method.method.as_text())
                };
                let name = ctx.new_str(name);
                Made::by(Value::Native(Native::GetAttr), vec![receiver, name])
            }
            Value::Exception(exception) => made_exception(ctx, exception)?,
            Value::Instance(instance) => match made_instance(ctx, instance)? {
                Ok(made) => made,
                Err((module, name)) => {
                    self.global(&module, &name, identity(value));
                    return Ok(());
                }
            },
            other => return Err(refuse(ctx, other)),
        };
        self.made(ctx, made, identity(value), depth);
        Ok(())
    }

    fn made<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        made: Made,
        own: Option<Identity>,
        depth: u32,
    ) {
        let args = match made.args {
            Some(args) => args,
            None => ctx.new_tuple(made.arguments),
        };
        let mut todo = vec![
            Work::Save(made.callee, depth + 1),
            Work::Save(args, depth + 1),
            Work::Op(if made.is_new { code::NEW_OBJECT } else { code::REDUCE }),
        ];
        todo.extend(own.map(Work::Memoize));
        if !made.items.is_empty() {
            todo.push(Work::Items(list_items(made.items, depth)));
        }
        if !made.pairs.is_empty() {
            todo.push(Work::Items(dict_items(made.pairs, depth)));
        }
        if !matches!(made.state, Value::None) {
            todo.extend([Work::Save(made.state, depth + 1), Work::Op(code::BUILD)]);
        }
        self.todo.extend(todo.into_iter().rev());
    }

    fn global(&mut self, module: &str, name: &str, own: Option<Identity>) {
        self.name(module);
        self.name(name);
        self.out.op(code::GLOBAL);
        match own {
            Some(own) => self.memoize(own),
            None => {
                self.n_memoized += 1;
                self.out.op(code::MEMOIZE);
            }
        }
    }

    fn name(&mut self, name: &str) {
        if let Some(&place) = self.names.get(name) {
            return self.get(place);
        }
        self.out.sized(code::TEXT_1, code::TEXT_4, name.as_bytes());
        self.out.op(code::MEMOIZE);
        self.names.insert(name.to_owned(), self.n_memoized);
        self.n_memoized += 1;
    }

    fn memoize_some(&mut self, identity: Option<Identity>) {
        if let Some(identity) = identity {
            self.memoize(identity);
        }
    }

    fn memoize(&mut self, identity: Identity) {
        self.out.op(code::MEMOIZE);
        self.memo.insert(identity, self.n_memoized);
        self.n_memoized += 1;
    }

    fn get(&mut self, place: u32) {
        match u8::try_from(place) {
            Ok(place) => self.out.put(&[code::GET_1, place]),
            Err(_) => {
                self.out.op(code::GET_4);
                self.out.put(&place.to_le_bytes());
            }
        }
    }
}

fn list_items(items: Vec<Value>, depth: u32) -> Batches {
    let (one, several) = (Some(code::APPEND), code::APPENDS);
    Batches { items, at: 0, width: 1, one, several, depth: depth + 1 }
}

fn dict_items(items: Vec<Value>, depth: u32) -> Batches {
    let (one, several) = (Some(code::SET_ITEM), code::SET_ITEMS);
    Batches { items, at: 0, width: 2, one, several, depth: depth + 1 }
}

/// How an object is made again.
struct Made {
    callee: Value,
    /// A tuple of its arguments, if there is one already.
    args: Option<Value>,
    /// Its arguments otherwise.
    arguments: Vec<Value>,
    /// Whether `callee` is a class whose `__new__` is called, and no more.
    is_new: bool,
    /// What is appended.
    items: Vec<Value>,
    /// Keys and values that are set.
    pairs: Vec<Value>,
    state: Value,
}

impl Made {
    fn by(callee: Value, arguments: Vec<Value>) -> Made {
        let (items, pairs) = (Vec::new(), Vec::new());
        Made { callee, args: None, is_new: false, items, pairs, state: Value::None, arguments }
    }
}

fn made_exception<H: Heap>(ctx: &mut Context<H>, handle: Handle<Exception>) -> Result<Made, Stop> {
    let exception = Value::Exception(handle);
    if let Some(reduced) = crate::special::call(ctx, exception, "__reduce__", &[])? {
        return match reduced_to(ctx, reduced)? {
            Ok(made) => Ok(made),
            Err(_) => Err(ctx.unsupported("an exception that is saved by name")),
        };
    }
    let read = ctx.heap.read(handle);
    let class = read.class.map_or(Value::ExceptionType(read.kind), Value::Class);
    let (args, fields) = (read.args.items().to_vec(), read.fields.clone());
    drop(read);
    let state = if fields.is_empty() { Value::None } else { ctx.new_dict(fields) };
    Ok(Made { state, ..Made::by(class, args) })
}

/// How an instance is made again, or the name under which it is found.
fn made_instance<H: Heap>(
    ctx: &mut Context<H>,
    handle: Handle<Instance>,
) -> Result<Result<Made, (String, String)>, Stop> {
    let instance = Value::Instance(handle);
    let reduced = match crate::special::call(ctx, instance, "__reduce_ex__", &[Value::Int(4)])? {
        Some(reduced) => Some(reduced),
        None => crate::special::call(ctx, instance, "__reduce__", &[])?,
    };
    if let Some(reduced) = reduced {
        return reduced_to(ctx, reduced);
    }
    let state = match crate::special::call(ctx, instance, "__getstate__", &[])? {
        Some(state) => state,
        None => fields_of(ctx, handle),
    };
    let new_args = crate::special::call(ctx, instance, "__getnewargs__", &[])?;
    let read = ctx.heap.read(handle);
    let (class, native) = (read.class, read.native);
    drop(read);
    let class = match is_plain(ctx, class) {
        true => Value::Type(TypeKind::Object),
        false => Value::Class(class),
    };
    let mut made = Made { state, is_new: true, args: new_args, ..Made::by(class, Vec::new()) };
    match native {
        Value::List(list) => made.items = ctx.heap.read(list).items.clone(),
        Value::Dict(dict) => {
            made.pairs = ctx.heap.read(dict).iter().flat_map(|(k, v)| [k, v]).collect();
        }
        Value::Set(set) => {
            let items: Vec<Value> = ctx.heap.read(set).iter().collect();
            made.is_new = false;
            made.arguments = vec![ctx.new_list(items)];
        }
        Value::Deque(deque) => {
            made.is_new = false;
            made.items = ctx.heap.read(deque).items().iter().copied().collect();
        }
        Value::Unbound | Value::None => {}
        native if made.args.is_none() => made.arguments = vec![native],
        _ => {}
    }
    Ok(Ok(made))
}

/// Whether a class is that of what `object()` gives.
fn is_plain<H: Heap>(ctx: &mut Context<H>, class: Handle<Class>) -> bool {
    let read = ctx.heap.read(class);
    if &*read.name != "object" {
        return false;
    }
    let namespace = read.namespace.clone();
    drop(read);
    let module = namespace.get_text(ctx.heap.frozen(), "__module__");
    module.and_then(|module| ctx.text(module)) == Some("builtins")
}

/// A new dict of an instance's attributes, `None` if it has none.
fn fields_of<H: Heap>(ctx: &mut Context<H>, handle: Handle<Instance>) -> Value {
    let (read, frozen) = ctx.heap.read_beside(handle);
    let (shared, fields) = (read.shared, read.fields.to_dict(frozen));
    drop(read);
    let fields = match shared {
        Some(shared) => ctx.heap.read(shared).clone(),
        None => fields,
    };
    if fields.is_empty() { Value::None } else { ctx.new_dict(fields) }
}

/// What a `__reduce__` of the workload has answered.
fn reduced_to<H: Heap>(
    ctx: &mut Context<H>,
    reduced: Value,
) -> Result<Result<Made, (String, String)>, Stop> {
    if let Some(name) = ctx.text(reduced) {
        return Ok(Err(("__main__".to_owned(), name.to_owned())));
    }
    let items = match reduced {
        Value::Tuple(tuple) => ctx.heap.get(tuple).items().to_vec(),
        _ => Vec::new(),
    };
    let at = |position: usize| items.get(position).copied().unwrap_or(Value::None);
    let has_args = matches!(at(1), Value::Tuple(_));
    if !(2..=5).contains(&items.len()) || !has_args {
        let message = "__reduce__ must return a string or tuple";
        return Err(ctx.raise(ExceptionKind::PicklingError, message));
    }
    let mut made = Made { args: Some(at(1)), state: at(2), ..Made::by(at(0), Vec::new()) };
    if !matches!(at(3), Value::None) {
        let Some(listed) = crate::iterate::to_vec(ctx, at(3))? else {
            return Err(ctx.unsupported("__reduce__ that gives a generator: make a list of it"));
        };
        made.items = listed;
    }
    if !matches!(at(4), Value::None) {
        let Some(listed) = crate::iterate::to_vec(ctx, at(4))? else {
            return Err(ctx.unsupported("__reduce__ that gives a generator: make a list of it"));
        };
        for pair in listed {
            match pair {
                Value::Tuple(pair) => made.pairs.extend(ctx.heap.get(pair).items()),
                _ => return Err(ctx.type_error("__reduce__ must give pairs of keys and values")),
            }
        }
    }
    Ok(Ok(made))
}

/// What has no meaning in another process.
fn refuse<H: Heap>(ctx: &mut Context<H>, value: Value) -> Stop {
    let name = match value {
        Value::Sync(sync) => match sync.kind() {
            SyncKind::Condition | SyncKind::RLock => type_label(Value::Type(TypeKind::RLock)),
            _ => type_label(Value::Type(TypeKind::Lock)),
        }
        .to_owned(),
        Value::Iter(_) => {
            let name = ctx.type_name(value);
            let message =
                format!("sending a '{name}' object to another process: make a list of it");
            return ctx.unsupported(message);
        }
        other => ctx.type_name(other).into_owned(),
    };
    ctx.type_error(format!("cannot pickle '{name}' object"))
}

/// What tells an object apart that is written only once.
fn identity(value: Value) -> Option<Identity> {
    Some(match value {
        Value::Str(handle) => (0, handle.index),
        Value::Bytes(handle) => (1, handle.index),
        Value::Tuple(handle) => (2, handle.index),
        Value::List(handle) => (3, handle.index),
        Value::Dict(handle) => (4, handle.index),
        Value::Set(handle) => (5, handle.index),
        Value::Instance(handle) => (6, handle.index),
        Value::Exception(handle) => (7, handle.index),
        Value::Function(handle) => (8, handle.index),
        Value::Class(handle) => (9, handle.index),
        Value::Deque(handle) => (10, handle.index),
        Value::Range(handle) => (11, handle.index),
        Value::Slice(handle) => (12, handle.index),
        Value::Method(handle) => (13, handle.index),
        Value::BoundMethod(handle) => (14, handle.index),
        Value::Native(native) => (15, native as u32),
        Value::Type(kind) => (16, kind as u32),
        Value::ExceptionType(kind) => (17, kind as u32),
        _ => return None,
    })
}

/// The bytes of a message, with their frames.
struct Output {
    bytes: Vec<u8>,
    /// Where the head of the open frame is.
    frame: Option<usize>,
}

impl Output {
    fn op(&mut self, op: u8) {
        self.put(&[op]);
    }

    fn put(&mut self, bytes: &[u8]) {
        if self.frame.is_none() {
            self.frame = Some(self.bytes.len());
            self.bytes.extend([0; FRAME_HEAD]);
        }
        self.bytes.extend(bytes);
    }

    /// Between two objects: a frame that is large enough ends.
    fn boundary(&mut self) {
        if self.frame.is_some_and(|start| self.bytes.len() - start - FRAME_HEAD >= FRAME_BYTES) {
            self.end_frame();
        }
    }

    fn end_frame(&mut self) {
        let Some(start) = self.frame.take() else { return };
        let n_bytes = self.bytes.len() - start - FRAME_HEAD;
        if n_bytes < 4 {
            self.bytes.drain(start..start + FRAME_HEAD);
            return;
        }
        self.bytes[start] = code::FRAME;
        let n_bytes = (n_bytes as u64).to_le_bytes();
        self.bytes[start + 1..start + FRAME_HEAD].copy_from_slice(&n_bytes);
    }

    /// A text or bytes behind their length. Large ones stand outside of frames.
    fn sized(&mut self, short: u8, long: u8, bytes: &[u8]) {
        if let Ok(n_bytes) = u8::try_from(bytes.len()) {
            self.put(&[short, n_bytes]);
            return self.put(bytes);
        }
        let n_bytes = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
        if bytes.len() < FRAME_BYTES {
            self.op(long);
            self.put(&n_bytes);
            return self.put(bytes);
        }
        self.end_frame();
        self.bytes.push(long);
        self.bytes.extend(n_bytes);
        self.bytes.extend(bytes);
    }

    fn int(&mut self, number: i64) {
        match number {
            0..=0xFF => self.put(&[code::INT_1, number as u8]),
            0x100..=0xFFFF => {
                self.op(code::INT_2);
                self.put(&(number as u16).to_le_bytes());
            }
            _ => match i32::try_from(number) {
                Ok(number) => {
                    self.op(code::INT_4);
                    self.put(&number.to_le_bytes());
                }
                Err(_) => self.long(&num_bigint::BigInt::from(number).to_signed_bytes_le()),
            },
        }
    }

    fn long(&mut self, bytes: &[u8]) {
        match u8::try_from(bytes.len()) {
            Ok(n_bytes) => self.put(&[code::LONG_1, n_bytes]),
            Err(_) => {
                self.op(code::LONG_4);
                self.put(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
            }
        }
        self.put(bytes);
    }
}
