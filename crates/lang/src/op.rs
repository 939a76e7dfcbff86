//! The instructions of the register machine.
//!
//! Each op is 8 bytes. Operands are registers of the running frame unless their type says
//! otherwise; `dest` is written last, so an op may name the same register as operand and `dest`.
//! A jump's `target` is a position in the same function's ops.

use crate::program::{CodeIdx, ConstIdx, GlobalIdx, NameIdx, ShapeIdx};

/// A register of a frame: parameters first, then captured cells, other locals, temporaries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Reg(pub u16);

impl Reg {
    /// Stands for an operand that is absent, where an op allows that.
    pub const NONE: Reg = Reg(u16::MAX);

    /// The register `n` further on.
    #[must_use]
    #[inline]
    pub fn plus(self, n: u16) -> Reg {
        Reg(self.0.saturating_add(n))
    }
}

/// A position in a function's ops.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pc(pub u16);

/// The arithmetic of two operands beyond the commonest, which have ops of their own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `//`
    FloorDivide,
    /// `%`
    Modulo,
    /// `**`
    Power,
    /// `<<`
    LeftShift,
    /// `>>`
    RightShift,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `&`
    BitAnd,
}

/// The operators of one operand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum UnaryOp {
    /// `-x`
    Negate,
    /// `+x`
    Plus,
    /// `~x`
    Invert,
    /// `not x`
    Not,
}

/// The comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum CompareOp {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `is`
    Is,
    /// `is not`
    IsNot,
}

/// How a value becomes text in an f-string.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Conversion {
    /// As `format(value, spec)`.
    None,
    /// `!s`
    Str,
    /// `!r`
    Repr,
    /// `!a`
    Ascii,
}

/// One instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(
    missing_docs,
    reason = "operands are named after what they hold; each op's doc says what it does"
)]
pub enum Op {
    // Values.
    /// dest ← the function's constant.
    LoadConst { dest: Reg, constant: ConstIdx },
    /// dest ← a small integer.
    LoadInt { dest: Reg, value: i32 },
    /// dest ← source.
    Move { dest: Reg, source: Reg },
    /// register ← unbound (`del name`). Raises if it is unbound already.
    Unbind { register: Reg },
    /// Raises UnboundLocalError (NameError for a captured variable's cell) if the register is unbound.
    CheckBound { register: Reg },
    /// dest ← a module variable; where unbound, the builtin of that name; else NameError.
    LoadGlobal { dest: Reg, global: GlobalIdx },
    /// module variable ← source.
    StoreGlobal { global: GlobalIdx, source: Reg },
    /// Unbinds a module variable; NameError if it is unbound.
    UnbindGlobal { global: GlobalIdx },
    /// dest ← entry of the library (`library::ENTRIES`), by its position.
    LoadLibrary { dest: Reg, entry: u16 },
    /// dest ← the module, by its position in `library::MODULES`.
    LoadModule { dest: Reg, module: u16 },
    /// register ← a new cell holding what the register held (a parameter that closures capture, or unbound).
    MakeCell { register: Reg },
    /// dest ← the content of the cell in `cell`; NameError or UnboundLocalError if unbound.
    LoadCell { dest: Reg, cell: Reg },
    /// content of the cell in `cell` ← source.
    StoreCell { cell: Reg, source: Reg },
    /// Unbinds the content of a cell.
    UnbindCell { cell: Reg },

    // Arithmetic.
    /// dest ← left + right.
    Add { dest: Reg, left: Reg, right: Reg },
    /// dest ← left - right.
    Subtract { dest: Reg, left: Reg, right: Reg },
    /// dest ← left * right.
    Multiply { dest: Reg, left: Reg, right: Reg },
    /// dest ← left + value, value a small integer constant; `augmented` if written `left += value`.
    /// A negative value was written `left - 5` (or `left -= 5`), which matters for messages.
    AddInt { augmented: bool, dest: Reg, left: Reg, value: i16 },
    /// dest ← left op right.
    Binary { op: BinaryOp, dest: Reg, left: Reg, right: Reg },
    /// dest ← left op= right (lists, sets and dicts change in place).
    Augmented { op: BinaryOp, dest: Reg, left: Reg, right: Reg },
    /// dest ← op operand.
    Unary { op: UnaryOp, dest: Reg, operand: Reg },
    /// dest ← left op right.
    Compare { op: CompareOp, dest: Reg, left: Reg, right: Reg },

    // Flow.
    /// Goes on at target, further down.
    Jump { target: Pc },
    /// Goes on at target, further up: the end of a loop's turn, where CPython looks for interruptions.
    Loop { target: Pc },
    /// Goes on at target if the condition is true.
    JumpIf { condition: Reg, target: Pc },
    /// Goes on at target if the condition is false.
    JumpUnless { condition: Reg, target: Pc },
    /// Goes on at target if the register is bound.
    JumpIfBound { register: Reg, target: Pc },
    /// Goes on at target unless left op right. (Not the same as the opposite comparison: NaN.)
    JumpUnlessCompare { op: CompareOp, left: Reg, right: Reg, target: Pc },
    /// Goes on at target unless left op value, value a small integer constant.
    JumpUnlessCompareInt { op: CompareOp, left: Reg, value: i16, target: Pc },
    /// Three registers from `dest` ← the state of iterating over `iterable`.
    GetIter { dest: Reg, iterable: Reg },
    /// dest ← the next item of the iteration at `iter` (three registers), or goes on at `exit`.
    ForIter { iter: Reg, dest: Reg, exit: Pc },
    /// dest ← call of the callee in `base` with `n_args` positional arguments in the registers after it.
    /// The callee's frame begins at `base` + 1; nothing above is live.
    Call { dest: Reg, base: Reg, n_args: u16 },
    /// Like Call with keywords: `shape` tells how many are positional and the names of the rest.
    CallShape { dest: Reg, base: Reg, shape: ShapeIdx },
    /// dest ← callee in `base`, positional arguments the list in `base` + 1, keywords the dict in `base` + 2.
    CallSpread { dest: Reg, base: Reg },
    /// dest ← call of the method `name` of the object in `base`, arguments as in Call.
    CallMethod { n_args: u8, dest: Reg, base: Reg, name: NameIdx },
    /// Ends the frame with the value.
    Return { source: Reg },
    /// Ends the frame with None.
    ReturnNone,
    /// Suspends the generator with `value`; dest ← what is sent in when it goes on.
    Yield { dest: Reg, value: Reg },
    /// dest ← the next item of the iterator that a generator delegates to (`yield from`), which is sent
    /// what the register after it holds; at its end dest ← its result, and on at `exit`.
    Delegate { iter: Reg, dest: Reg, exit: Pc },
    /// dest ← the result of the awaitable, waiting for it.
    Await { dest: Reg, awaitable: Reg },
    /// dest ← a function; its defaults stand in registers from `defaults` on, positional first, and
    /// after them the dict of its annotations (with neither, `defaults` names any register).
    MakeFunction { dest: Reg, code: CodeIdx, defaults: Reg },

    // Containers.
    /// dest ← list of `count` registers from `first`.
    MakeList { dest: Reg, first: Reg, count: u16 },
    /// dest ← tuple of `count` registers from `first`.
    MakeTuple { dest: Reg, first: Reg, count: u16 },
    /// dest ← dict of `count` pairs (key, value) of registers from `first`.
    MakeDict { dest: Reg, first: Reg, count: u16 },
    /// dest ← set of `count` registers from `first`.
    MakeSet { dest: Reg, first: Reg, count: u16 },
    /// dest ← slice of the three registers from `first` (start, stop, step; None where absent).
    MakeSlice { dest: Reg, first: Reg },
    /// Appends the value to the list (comprehensions, spread arguments).
    ListAppend { list: Reg, value: Reg },
    /// Appends all items of the iterable to the list. `call`: it is a `*` argument.
    ListExtend { call: bool, list: Reg, iterable: Reg },
    /// dest ← tuple of the list's items.
    ListToTuple { dest: Reg, list: Reg },
    /// Adds the value to the set.
    SetAdd { set: Reg, value: Reg },
    /// Adds all items of the iterable to the set.
    SetUpdate { set: Reg, iterable: Reg },
    /// dict[key] ← value.
    DictInsert { dict: Reg, key: Reg, value: Reg },
    /// Adds all items of the mapping. `call`: it is a `**` argument, where a key twice is a TypeError.
    DictMerge { call: bool, dict: Reg, mapping: Reg },
    /// dest ← object[index].
    GetItem { dest: Reg, object: Reg, index: Reg },
    /// object[index] ← value.
    SetItem { object: Reg, index: Reg, value: Reg },
    /// del object[index].
    DeleteItem { object: Reg, index: Reg },
    /// `count` registers from `first` ← exactly that many items of the source.
    Unpack { source: Reg, first: Reg, count: u16 },
    /// Registers from `first` ← `before` items, a list of the rest, `after` items.
    UnpackStarred { before: u8, source: Reg, first: Reg, after: u16 },
    /// dest ← object.name.
    GetAttr { dest: Reg, object: Reg, name: NameIdx },
    /// object.name ← value.
    SetAttr { object: Reg, name: NameIdx, value: Reg },
    /// del object.name.
    DeleteAttr { object: Reg, name: NameIdx },
    /// dest ← the value as text; `spec` is a text register or none.
    Format { conversion: Conversion, dest: Reg, value: Reg, spec: Reg },
    /// dest ← the concatenation of `count` texts from `first`.
    BuildString { dest: Reg, first: Reg, count: u16 },

    /// dict[name] ← value, unless the register is unbound; a cell is stored as such.
    NamespaceInsert { dict: Reg, name: NameIdx, value: Reg },
    /// dest ← a class. From `first` stand its name, its namespace (a dict), its keywords (a dict or
    /// None), and `n_bases` bases.
    MakeClass { dest: Reg, first: Reg, n_bases: u16 },

    // Exceptions and contexts.
    /// Raises the exception (an instance or a class); `cause` from `raise … from cause`, or none.
    Raise { exception: Reg, cause: Reg },
    /// Raises the caught exception again, keeping its traceback.
    Reraise { exception: Reg },
    /// `raise` outside of an `except` clause of its own function: the task's exception in handling,
    /// else RuntimeError.
    RaiseActive,
    /// dest ← whether the exception matches the class or tuple of classes.
    MatchException { dest: Reg, exception: Reg, class: Reg },
    /// Declares that handling of `exception` begins (it becomes the context of later ones).
    BeginHandling { exception: Reg },
    /// Declares that handling of the innermost exception ended.
    EndHandling,
    /// dest ← entering of the context manager (`with`): its `__enter__`.
    /// If `is_async`, the result of awaiting its `__aenter__`.
    EnterContext { is_async: bool, dest: Reg, manager: Reg },
    /// dest ← leaving of the context manager: its `__exit__`, true if it swallowed `exception` (or none).
    /// If `is_async`, of awaiting its `__aexit__`.
    ExitContext { is_async: bool, dest: Reg, manager: Reg, exception: Reg },
}

const _: () = assert!(size_of::<Op>() == 8, "an op is 8 bytes");
