//! Exceptions that natives raise in many places, and values made of what the heapless parts answer.

use lang::library::{ExceptionKind, TypeKind};

use crate::context::{Context, Stop};
use crate::hash::Unhashable;
use crate::heap::Heap;
use crate::kind::BigInt;
use crate::number::{Num, Number, NumberError};
use crate::request::Limit;
use crate::special;
use crate::value::Value;

/// The most that one native may do before it answers: what lies beyond is a run without end.
const WORK_MAX: u64 = 2_000_000_000;

impl<H: Heap> Context<'_, H> {
    /// TypeError.
    #[must_use]
    pub fn type_error(&mut self, message: impl Into<String>) -> Stop {
        self.raise(ExceptionKind::TypeError, message)
    }

    /// ValueError.
    #[must_use]
    pub fn value_error(&mut self, message: impl Into<String>) -> Stop {
        self.raise(ExceptionKind::ValueError, message)
    }

    /// KeyError: its argument is the key itself.
    #[must_use]
    pub fn key_error(&mut self, key: Value) -> Stop {
        Stop::Raised(self.new_exception(ExceptionKind::KeyError, &[key]))
    }

    /// For what CPython can do and this machine cannot.
    #[must_use]
    pub fn unsupported(&mut self, message: impl Into<String>) -> Stop {
        self.raise(ExceptionKind::PlaygroundUnsupported, message)
    }

    /// `'int' object is not iterable` and the like: the type's name in quotes, and the rest.
    #[must_use]
    pub fn type_error_of(&mut self, value: Value, rest: &str) -> Stop {
        let name = self.type_name(value);
        self.type_error(format!("'{name}' {rest}"))
    }

    /// What an arithmetic error becomes.
    #[must_use]
    pub fn number_error(&mut self, error: NumberError) -> Stop {
        match error.errno {
            None => self.raise(error.kind, error.message),
            Some(number) => {
                let message = self.new_str(error.message);
                Stop::Raised(self.new_exception(error.kind, &[Value::Int(number), message]))
            }
        }
    }

    /// What a missing hash becomes.
    #[must_use]
    pub fn unhashable(&mut self, error: Unhashable) -> Stop {
        match error {
            Unhashable::Kind(kind) => {
                self.type_error(format!("unhashable type: '{}'", type_kind_name(kind)))
            }
            // Whoever can call back has done so before.
            Unhashable::Asks => self.type_error("unhashable object"),
            Unhashable::TooDeep => self.too_deep("while hashing an object"),
        }
    }

    /// For containers in containers without end.
    #[must_use]
    pub fn too_deep(&mut self, doing: &str) -> Stop {
        let message = format!("maximum recursion depth exceeded {doing}");
        self.raise(ExceptionKind::RecursionError, message)
    }

    /// Notes that a native has touched that many items.
    ///
    /// # Errors
    /// The limit on steps, if it has touched more than anybody would wait for; or the host's patience.
    pub fn charge(&mut self, n_items: usize) -> Result<(), Stop> {
        self.work += n_items as u64 / 4;
        if self.work > WORK_MAX {
            return Err(Stop::Limit(Limit::Steps));
        }
        self.go_on()
    }

    /// A number as a value.
    #[must_use]
    pub fn new_number(&mut self, number: Number) -> Value {
        match number {
            Number::Int(number) => Value::Int(number),
            Number::Float(number) => Value::Float(number),
            Number::Big(number) => match i64::try_from(&number) {
                Ok(number) => Value::Int(number),
                Err(_) => Value::BigInt(self.heap.freeze(BigInt(number))),
            },
        }
    }

    /// A number as a value, or its error raised.
    ///
    /// # Errors
    /// The arithmetic error.
    pub fn number_or_raise(&mut self, result: Result<Number, NumberError>) -> Result<Value, Stop> {
        match result {
            Ok(number) => Ok(self.new_number(number)),
            Err(error) => Err(self.number_error(error)),
        }
    }

    /// An integer argument that counts something.
    ///
    /// # Errors
    /// TypeError if it is no integer, OverflowError if it is beyond 64 bits.
    pub fn index(&mut self, value: Value) -> Result<i64, Stop> {
        match value {
            Value::Int(number) => Ok(number),
            Value::Bool(flag) => Ok(i64::from(flag)),
            Value::BigInt(_) => Err(self.raise(
                ExceptionKind::OverflowError,
                "Python int too large to convert to C ssize_t",
            )),
            _ => match self.indexed(value)? {
                number @ (Value::Int(_) | Value::BigInt(_) | Value::Bool(_)) => self.index(number),
                _ => Err(self.type_error_of(value, "object cannot be interpreted as an integer")),
            },
        }
    }

    /// The integer that stands for an instance as a position; other values as they are.
    ///
    /// # Errors
    /// What `__index__` raises; TypeError if it gives no integer.
    pub fn indexed(&mut self, value: Value) -> Result<Value, Stop> {
        if !matches!(value, Value::Instance(_)) {
            return Ok(value);
        }
        match special::call(self, value, "__index__", &[])? {
            Some(number @ (Value::Int(_) | Value::BigInt(_) | Value::Bool(_))) => Ok(number),
            Some(other) => {
                let name = self.type_name(other);
                Err(self.type_error(format!("__index__ returned non-int (type {name})")))
            }
            None => match self.native_of(value) {
                number @ (Value::Int(_) | Value::BigInt(_)) => Ok(number),
                _ => Ok(value),
            },
        }
    }

    /// The number that an instance stands for where a float is wanted; other values as they are.
    ///
    /// # Errors
    /// What `__float__` or `__index__` raises; TypeError if `__float__` gives no float.
    pub fn as_real(&mut self, value: Value) -> Result<Value, Stop> {
        if !matches!(value, Value::Instance(_)) {
            return Ok(value);
        }
        if let Some(float) = special::call(self, value, "__float__", &[])? {
            return match self.native_of(float) {
                float @ Value::Float(_) => Ok(float),
                _ => {
                    let (class, kind) = (self.type_name(value), self.type_name(float));
                    let message = format!("{class}.__float__ returned non-float (type {kind})");
                    Err(self.type_error(message))
                }
            };
        }
        match self.native_of(value) {
            float @ Value::Float(_) => Ok(float),
            _ => self.indexed(value),
        }
    }

    /// As [`Context::index`], with what is beyond 64 bits cut to them: positions are clamped anyway.
    ///
    /// # Errors
    /// TypeError if it is no integer.
    pub fn clamped_index(&mut self, value: Value) -> Result<i64, Stop> {
        match Num::of(self.heap.frozen(), value) {
            Some(Num::Big(number)) => {
                let is_negative = number.sign() == num_bigint::Sign::Minus;
                Ok(if is_negative { i64::MIN } else { i64::MAX })
            }
            _ => {
                let value = self.indexed(value)?;
                match value {
                    Value::BigInt(_) => self.clamped_index(value),
                    value => self.index(value),
                }
            }
        }
    }
}

/// A builtin type's name in Python.
#[must_use]
pub fn type_kind_name(kind: TypeKind) -> &'static str {
    match kind {
        TypeKind::Object => "object",
        TypeKind::Type => "type",
        TypeKind::NoneType => "NoneType",
        TypeKind::Bool => "bool",
        TypeKind::Int => "int",
        TypeKind::Float => "float",
        TypeKind::Str => "str",
        TypeKind::Bytes => "bytes",
        TypeKind::List => "list",
        TypeKind::Tuple => "tuple",
        TypeKind::Dict => "dict",
        TypeKind::Set => "set",
        TypeKind::Deque => "collections.deque",
        TypeKind::FrozenSet => "frozenset",
        TypeKind::Range => "range",
        TypeKind::Slice => "slice",
        TypeKind::Function => "function",
        TypeKind::BuiltinFunction => "builtin_function_or_method",
        TypeKind::Method => "method",
        TypeKind::Module => "module",
        TypeKind::Generator => "generator",
        TypeKind::AsyncGenerator => "async_generator",
        TypeKind::Coroutine => "coroutine",
        TypeKind::DictKeys => "dict_keys",
        TypeKind::DictValues => "dict_values",
        TypeKind::DictItems => "dict_items",
        TypeKind::ListIterator => "list_iterator",
        TypeKind::ListReverseIterator => "list_reverseiterator",
        TypeKind::Reversed => "reversed",
        TypeKind::DictReverseKeyIterator => "dict_reversekeyiterator",
        TypeKind::DictReverseValueIterator => "dict_reversevalueiterator",
        TypeKind::DictReverseItemIterator => "dict_reverseitemiterator",
        TypeKind::DequeReverseIterator => "_collections._deque_reverse_iterator",
        TypeKind::TupleIterator => "tuple_iterator",
        TypeKind::StrIterator => "str_iterator",
        TypeKind::BytesIterator => "bytes_iterator",
        TypeKind::DictKeyIterator => "dict_keyiterator",
        TypeKind::DictValueIterator => "dict_valueiterator",
        TypeKind::DictItemIterator => "dict_itemiterator",
        TypeKind::SetIterator => "set_iterator",
        TypeKind::DequeIterator => "_collections._deque_iterator",
        TypeKind::RangeIterator => "range_iterator",
        TypeKind::Enumerate => "enumerate",
        TypeKind::Zip => "zip",
        TypeKind::Count => "itertools.count",
        TypeKind::Repeat => "itertools.repeat",
        TypeKind::Task => "Task",
        TypeKind::Lock => "lock",
        TypeKind::RLock => "RLock",
        TypeKind::Condition => "Condition",
        TypeKind::Semaphore => "Semaphore",
        TypeKind::BoundedSemaphore => "BoundedSemaphore",
        TypeKind::Event => "Event",
        TypeKind::Channel => "Channel",
        TypeKind::Memory => "Memory",
        TypeKind::Cell => "cell",
        TypeKind::Ellipsis => "ellipsis",
        TypeKind::NotImplementedType => "NotImplementedType",
        TypeKind::Super => "super",
        TypeKind::Property => "property",
        TypeKind::StaticMethod => "staticmethod",
        TypeKind::ClassMethod => "classmethod",
        TypeKind::GenericAlias => "types.GenericAlias",
        TypeKind::UnionType => "types.UnionType",
    }
}
