//! A value of the workload: 16 bytes, copied freely, with its type in the tag.
//!
//! Whatever is larger lives in a heap and is named by a [`Handle`]. Values own nothing, so a frame's
//! registers can be saved, copied and scanned without help; the heap's collector frees what no
//! register, variable or container names any more.

use lang::library::{ExceptionKind, Native, TypeKind};
use trace::{ObjectId, TaskId};

use crate::heap::Handle;
use crate::kind::{
    Alias, BigInt, BoundMethod, Bytes, Cell, Class, Coroutine, Deque, Descriptor, Dict, DictView,
    Exception, Function, Generator, Instance, Iter, List, Method, Range, Set, Slice, SuperView,
    Text, Tuple,
};
use crate::sync::SyncKind;

/// Names a synchronisation object of the kernel, and says what sort of object it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SyncId {
    /// Dense, in order of creation, and below [`crate::SYNC_OBJECTS_MAX`].
    index: u32,
    kind: SyncKind,
}

impl SyncId {
    /// How many bits of [`SyncId::number`] are the sort.
    const KIND_BITS: u32 = 4;

    pub(crate) fn new(index: u32, kind: SyncKind) -> SyncId {
        SyncId { index, kind }
    }

    /// Its place in the order of creation.
    #[must_use]
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The same as a number of the kernel's tables.
    pub(crate) fn place(self) -> u32 {
        self.index
    }

    /// What sort of object it is.
    #[must_use]
    pub fn kind(self) -> SyncKind {
        self.kind
    }

    /// Its name in a trace.
    #[must_use]
    pub fn object(self) -> ObjectId {
        ObjectId(self.index)
    }

    /// All of it in one number.
    #[must_use]
    pub(crate) fn number(self) -> u32 {
        self.index << SyncId::KIND_BITS | self.kind as u32
    }

    /// The one with that number.
    #[must_use]
    pub(crate) fn from_number(number: u32) -> SyncId {
        let kind = number & ((1 << SyncId::KIND_BITS) - 1);
        SyncId {
            index: number >> SyncId::KIND_BITS,
            kind: SyncKind::ALL[kind as usize % SyncKind::ALL.len()],
        }
    }
}

/// A value.
// With a tag of 4 bytes every payload stands at the 4th or 8th byte, so that the parts of a copy are
// whole words: in the default layout, copies are stitched together from odd bytes, and slow.
#[repr(u32)]
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "the variants are Python's types, or say what they are")]
pub enum Value {
    /// No value: a variable that is not bound, a hole in a table.
    #[default]
    Unbound,
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(i64),
    Float(f64),
    BigInt(Handle<BigInt>),
    Str(Handle<Text>),
    Bytes(Handle<Bytes>),
    Tuple(Handle<Tuple>),
    Range(Handle<Range>),
    Slice(Handle<Slice>),
    List(Handle<List>),
    Dict(Handle<Dict>),
    Set(Handle<Set>),
    Deque(Handle<Deque>),
    /// What `dict.keys()` and its like give.
    DictView(Handle<DictView>),
    /// A function of the program with its defaults and captured cells.
    Function(Handle<Function>),
    /// A method together with the object it was taken from.
    BoundMethod(Handle<BoundMethod>),
    Native(Native),
    /// A class of the workload.
    Class(Handle<Class>),
    /// An instance of such a class, unless that is an exception class.
    Instance(Handle<Instance>),
    /// A function bound to its first argument.
    Method(Handle<Method>),
    Descriptor(Handle<Descriptor>),
    /// What `super()` gives.
    Super(Handle<SuperView>),
    /// `list[int]`, `int | None`.
    Alias(Handle<Alias>),
    Type(TypeKind),
    ExceptionType(ExceptionKind),
    /// A module, by its position in `lang::library::MODULES`.
    Module(u16),
    Exception(Handle<Exception>),
    Iter(Handle<Iter>),
    Generator(Handle<Generator>),
    Coroutine(Handle<Coroutine>),
    /// A cell that closures share. Only in registers that the compiler knows to hold cells.
    Cell(Handle<Cell>),
    /// A started task: what `spawn` and `create_task` return.
    Task(TaskId),
    /// A synchronisation object.
    Sync(SyncId),
    /// In the first of three registers of a running `for`: the next number of a range; the stop and
    /// the step are `Int`s in the two after it. Never seen by the workload.
    RangeCursor(i64),
}

const _: () = assert!(size_of::<Value>() == 16, "a value is 16 bytes");

impl Value {
    /// The name of the type as far as the value alone tells: see `Context::type_name`.
    #[must_use]
    pub fn type_name(self) -> &'static str {
        match self {
            Value::Unbound | Value::None => "NoneType",
            Value::Ellipsis => "ellipsis",
            Value::NotImplemented => "NotImplementedType",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::BigInt(_) | Value::RangeCursor(_) => "int",
            Value::Float(_) => "float",
            Value::Str(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::Tuple(_) => "tuple",
            Value::Range(_) => "range",
            Value::Slice(_) => "slice",
            Value::List(_) => "list",
            Value::Dict(_) => "dict",
            Value::Set(_) => "set",
            Value::Deque(_) => "collections.deque",
            Value::DictView(_) => "dict_keys",
            Value::Function(_) => "function",
            Value::BoundMethod(_) | Value::Native(_) => "builtin_function_or_method",
            Value::Type(_) | Value::ExceptionType(_) | Value::Class(_) => "type",
            Value::Instance(_) => "object",
            Value::Method(_) => "method",
            Value::Descriptor(_) => "property",
            Value::Super(_) => "super",
            Value::Alias(_) => "types.GenericAlias",
            Value::Module(_) => "module",
            Value::Exception(_) => "Exception",
            Value::Iter(_) => "iterator",
            Value::Generator(_) => "generator",
            Value::Coroutine(_) => "coroutine",
            Value::Cell(_) => "cell",
            Value::Task(_) => "Task",
            Value::Sync(sync) => crate::raise::type_kind_name(sync.kind().type_kind()),
        }
    }

    /// Whether it names an object of a heap. May say so of what names none, but not the other way.
    #[inline]
    #[must_use]
    pub fn is_object(self) -> bool {
        !matches!(self, Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_))
    }

    /// The truth of what can be told without a heap.
    #[inline]
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(value),
            Value::Int(value) => Some(value != 0),
            Value::None => Some(false),
            Value::Float(value) => Some(value != 0.0),
            _ => None,
        }
    }
}
