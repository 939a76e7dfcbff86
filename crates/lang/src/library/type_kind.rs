//! The builtin types, as numbers.

macro_rules! types {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// A builtin type.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "the variants are Python's types")]
        #[repr(u8)]
        pub enum TypeKind { $($(#[$doc])* $name),* }

        impl TypeKind {
            /// All of them, in the order of their numbers.
            pub const ALL: &[TypeKind] = &[$(TypeKind::$name),*];
        }
    };
}

types![
    Object, Type, NoneType, Bool, Int, Float, Str, Bytes, List, Tuple, Dict, Set, FrozenSet,
    Range, Slice, Deque, Function, BuiltinFunction, Method, Module, Generator, AsyncGenerator,
    Coroutine, DictKeys, DictValues, DictItems, ListIterator, ListReverseIterator, Reversed,
    DictReverseKeyIterator, DictReverseValueIterator, DictReverseItemIterator,
    DequeReverseIterator, TupleIterator, StrIterator, BytesIterator, DictKeyIterator,
    DictValueIterator, DictItemIterator, SetIterator, DequeIterator, RangeIterator, Enumerate,
    Zip, Count, Repeat, Task, Lock, RLock, Condition, Semaphore, BoundedSemaphore, Event,
    /// One direction of a pipe. Hidden in the library's classes.
    Channel,
    /// Memory that processes share. Hidden in the library's classes.
    Memory, Cell, Ellipsis, NotImplementedType, Super, Property, StaticMethod, ClassMethod,
    GenericAlias, UnionType,
];
