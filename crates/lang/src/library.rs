//! The one table of everything a workload can import or use unimported: `lang` resolves names by it,
//! `vm` executes its entries, the editor completes from it.

mod builtins;
mod catalogue;
mod collections;
mod exceptions;
mod hidden;
mod itertools;
mod math;
mod playground;
mod processes;
pub mod source;
mod threading;
mod time;
mod type_kind;
mod units;

pub use catalogue::{Described, catalogue};
pub use type_kind::TypeKind;

/// All names, grouped by module. In one place: a constant would be in the engine's download once for
/// each crate that uses it.
pub static ENTRIES: &[Entry] = &join::<{ count() }>();

const MODULE_ROWS: &[&[Entry]] = &[
    builtins::ROWS,
    exceptions::ROWS,
    playground::ROWS,
    threading::ROWS,
    time::ROWS,
    math::ROWS,
    itertools::ROWS,
    collections::ROWS,
    hidden::ROWS,
    processes::ROWS,
];

const fn count() -> usize {
    let mut n = 0;
    let mut module = 0;
    while module < MODULE_ROWS.len() {
        n += MODULE_ROWS[module].len();
        module += 1;
    }
    n
}

const fn join<const N: usize>() -> [Entry; N] {
    let mut joined = [MODULE_ROWS[0][0]; N];
    let (mut n, mut module) = (0, 0);
    while module < MODULE_ROWS.len() {
        let mut row = 0;
        while row < MODULE_ROWS[module].len() {
            joined[n] = MODULE_ROWS[module][row];
            n += 1;
            row += 1;
        }
        module += 1;
    }
    joined
}

/// A row of the table; `doc` is a signature and, on a second line, one sentence.
const fn row(
    module: &'static str,
    name: &'static str,
    implementation: Implementation,
    doc: &'static str,
) -> Entry {
    Entry { module, name, implementation, doc }
}

/// A row of what a workload cannot name. What it does is said to readers of the table only, and is no
/// part of the engine's download.
const fn hidden(name: &'static str, implementation: Implementation, _doc: &'static str) -> Entry {
    row(HIDDEN, name, implementation, "")
}

const fn native(native: Native) -> Implementation {
    Implementation::Native(native)
}

const fn prelude(function: &'static str) -> Implementation {
    Implementation::Prelude(function)
}

const fn class(kind: TypeKind) -> Implementation {
    Implementation::Type(kind)
}

const fn exception(kind: ExceptionKind) -> Implementation {
    Implementation::Exception(kind)
}

/// The module of the names that only the prelude can use.
pub const HIDDEN: &str = "_playground";

/// The position in [`ENTRIES`] of a module's name.
#[must_use]
pub fn entry(module: &str, name: &str) -> Option<u16> {
    // Lengths first: most of the compiler's time would go into comparing texts.
    let is_it = |entry: &Entry| {
        entry.name.len() == name.len() && entry.name == name && entry.module == module
    };
    let found = ENTRIES.iter().position(is_it)?;
    Some(u16::try_from(found).expect("the table is small"))
}

/// The names of a module, in the table's order.
pub fn names<'m>(module: &'m str) -> impl Iterator<Item = &'static str> + use<'m> {
    ENTRIES.iter().filter(move |entry| entry.module == module).map(|entry| entry.name)
}

/// Whether a module's name is not for workloads: as in Python, but for `os._exit`.
#[must_use]
pub fn is_private(name: &str) -> bool {
    name.starts_with('_') && name != "_exit"
}

/// The modules that others stand in for where all tasks are processes.
const STAND_INS: &[(&str, &str)] = &[
    ("threading", "_processes_threading"),
    ("queue", "_processes_queue"),
    ("playground", "_processes_playground"),
    ("_futures_thread", "_processes_executor"),
];

/// Those where they are on several machines, too.
const CLUSTER_STAND_INS: &[(&str, &str)] = &[("_futures_process", "_cluster_executor")];

/// The module that stands in for another where all tasks are processes, on one machine or on several.
#[must_use]
pub fn stand_in(module: &str, on_several: bool) -> Option<&'static str> {
    let more = if on_several { CLUSTER_STAND_INS } else { &[] };
    let mut all = STAND_INS.iter().chain(more);
    all.find(|(replaced, _)| *replaced == module).map(|(_, stand_in)| *stand_in)
}

/// How an entry is implemented.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Implementation {
    /// In Rust, in `vm`.
    Native(Native),
    /// In `prelude.py`, by the function of this name.
    Prelude(&'static str),
    /// A builtin type; calling it converts.
    Type(TypeKind),
    /// An exception class.
    Exception(ExceptionKind),
    /// A number that never changes.
    Float(f64),
    /// A text that never changes.
    Str(&'static str),
    /// What a method gives that has no answer for its argument.
    NotImplemented,
    /// `...`
    Ellipsis,
}

/// One name of a module.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Entry {
    /// The module; `builtins` for names that need no import.
    pub module: &'static str,
    /// The name.
    pub name: &'static str,
    /// What it is.
    pub implementation: Implementation,
    /// The signature and one sentence, for completion and hover.
    pub doc: &'static str,
}

macro_rules! natives {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// A function that `vm` implements in Rust.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u16)]
        #[expect(missing_docs, reason = "each is documented at its entry of the table")]
        pub enum Native { $($(#[$doc])* $name),* }

        impl Native {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Native] = &[$(Native::$name),*];
        }
    };
}

natives![
    // Builtins.
    Print, Len, Abs, Min, Max, Sum, Round, Divmod, Pow, Repr, Ascii, Hash, Id, Chr, Ord, Bin, Hex, Oct,
    Callable, IsInstance, IsSubclass, SetAttr, DelAttr, Vars, Iter, Next, Sorted, Reversed, Enumerate, Zip, Any, All, Format, Input, GetAttr, HasAttr,
    // math.
    MathSqrt, MathFloor, MathCeil, MathIsqrt, MathLog, MathLog2, MathLog10, MathExp, MathSin, MathCos, MathTan,
    MathAtan, MathAtan2, MathHypot, MathPow, MathGcd, MathFabs, MathFactorial, MathIsNan, MathIsInf, MathProd,
    MathAsin, MathAcos, MathSinh, MathCosh, MathTanh, MathAsinh, MathAcosh, MathAtanh, MathCbrt, MathExpm1, MathLog1p, MathExp2, MathFmod, MathCopysign, MathNextAfter, MathFrexp,
    // time.
    TimeSleep, TimePerfCounter, TimeMonotonic, TimeTime,
    // playground.
    Spawn, Cpu, Io, Checkpoint, Chunks,
    /// `_fetch(url, has_simulated)` gives the text of that address; `False` where the simulated one is to be
    /// taken, `None` where no answer came in time.
    Fetch,
    // threading.
    Lock, RLock,
    // itertools.
    ItertoolsCount, ItertoolsRepeat,
    // Only for the prelude and the library's Python files.
    /// `_start_thread(function, thread, name, daemon)` starts a task that calls function(thread), by
    /// which the library knows it.
    StartThread,
    /// `_wait_end(task, seconds)` waits until a task ended, whatever became of it.
    WaitEnd,
    /// `_is_alive(task)` is whether a task has not ended.
    IsAlive,
    /// `_new_barrier()` makes the condition that a barrier is.
    NewBarrier,
    /// `_new_future()` makes the event that says that a future is done.
    NewFuture,
    /// `_new_queue(maxsize)` makes what a queue is beside its items.
    NewQueue,
    /// `_enter_queue(queue, turn, seconds)` waits for one's turn, and says whether it came.
    EnterQueue,
    /// `_leave_queue(queue, turn, n_items, n_unfinished)` says what is in the queue now.
    LeaveQueue,
    /// `_join(task)` waits for a task and returns its result, or raises its exception.
    Join,
    /// `_await(awaitable)` runs a coroutine in place, from a function that is not `async`.
    AwaitInPlace,
    /// `_class_attribute(class, name)` is what a class has under that name, as it stands there, or None.
    ClassAttribute,
    /// `_touch(dict, key, default, counts)` gets an item and moves it to the end, in one step, and
    /// counts in `counts` whether there was one.
    Touch,
    /// `_move_to_end(dict, key, last)` moves an item to the end, or to the beginning.
    MoveToEnd,
    /// `_tally(dict, items)` counts the items of a list and answers how many of them it counted: up
    /// to one that only the workload can hash or add.
    Tally,
    /// `_is_own_iterator(value)` is whether it is an instance of the workload's own class.
    IsOwnIterator,
    /// `_is_async_generator(value)` is whether it is one.
    IsAsyncGenerator,
    /// `_end_generator(generator)` ends one that has not begun, and says whether it can go on.
    EndGenerator,
    /// `_carry(function, carried, name, coroutine)` makes a task that goes step by step.
    Carry,
    /// `_step(task)` lets such a task run until it parks or ends.
    Step,
    /// `_park(cause, label, task, seconds, alone)` waits for one's next step.
    Park,
    /// `_poll(task, seconds)` waits until one's event loop is roused.
    Poll,
    /// `_rouse(task)` says that there is something to do in a task's event loop.
    Rouse,
    /// `_due(task)` says that what a parked task waits for has happened.
    Due,
    /// `_pay_handle()` pays for a handle of an event loop that was not made.
    PayHandle,
    /// `_loop_begins(task)` says that one's event loop runs, until a task ends or it is stopped.
    LoopBegins,
    /// `_loop_ends()` says that one's event loop runs no more.
    LoopEnds,
    /// `_carried()` is what the library knows the running task by.
    Carried,
    /// `_set_carried(value)` changes that, and gives what it was.
    SetCarried,
    /// `_this_task()` is the running task.
    ThisTask,
    /// `_heap_push(heap, time, number, entry)` puts an entry into a list that is a heap.
    HeapPush,
    /// `_heap_pop(heap)` takes the first entry out of it.
    HeapPop,
    /// `_heap_take(heap, end, list)` puts all entries from before the end into a list.
    HeapTake,
    /// `_close_coroutine(coroutine)` ends a coroutine that has not begun.
    CloseCoroutine,
    /// `_coroutine_place(coroutine)` says where a coroutine stands.
    CoroutinePlace,
    /// `_is_coroutine(value)` is whether a value is a coroutine.
    IsCoroutine,
    /// `_is_coroutine_function(function)` is whether calling it gives a coroutine.
    IsCoroutineFunction,
    /// `_start_process(function, args, name, daemon, method, message)` starts a process.
    StartProcess,
    /// `_begin_process()` pays for a new process's beginning.
    BeginProcess,
    /// `_process_message()` is what one's process began with.
    ProcessMessage,
    /// `_books()` is what the library keeps for one's process.
    Books,
    /// `_keep_books(books)` changes that.
    KeepBooks,
    /// `_process_number(process)` is a process's number, one's own without an argument.
    ProcessNumber,
    /// `_n_cores()` is how many cores the run has.
    CoreCount,
    /// `_default_start()` is how processes are started where the workload does not say.
    StartMethod,
    /// `_exit_code(process)` is a process's exit code, None while it lives.
    ExitCode,
    /// `_kill(process, exit_code)` ends a process.
    Kill,
    /// `_is_lost(process)` is whether a process ended because its machine failed.
    IsLost,
    /// `_keeps_process(task, keeps)` says whether a task keeps its process alive.
    KeepsProcess,
    /// `_new_shared(sort, value)` makes an object at which processes meet.
    NewSharedSync,
    /// `_new_channel()` makes one direction of a pipe.
    NewChannel,
    /// `_send(channel, message)` puts bytes into a pipe.
    Send,
    /// `_receive(channel)` takes bytes out of a pipe.
    Receive,
    /// `_wait_any(channels, processes, seconds)` waits for messages and the ends of processes.
    WaitAny,
    /// `_open_end(channel, writes)` opens an end of a pipe once more.
    OpenEnd,
    /// `_close_end(channel, writes, process)` closes an end of a pipe.
    CloseEnd,
    /// `_has_own_memory()` is whether one's process has memory of its own.
    HasOwnMemory,
    /// `_end_is_open(channel, writes)` is whether one's process has an end of a pipe open.
    EndIsOpen,
    /// `_main_again()` is the workload's module as a function, and what runs a process after it.
    MainAgain,
    /// `_object_number(object)` is the number by which all processes know an object.
    ObjectNumber,
    /// `_object_of(number)` is that object.
    ObjectOf,
    /// `_new_memory(code, values)` makes memory that processes share.
    NewMemory,
    /// `_load_cells(memory, places)` is what places of it hold.
    LoadCells,
    /// `_store_cells(memory, code, places, values)` changes what places of it hold.
    StoreCells,
    /// `_traceback_text(exception)` is what an exception that nobody catches prints.
    TracebackText,
    /// `_dump(value)` makes a message of a value.
    Dump,
    /// `_load_some(message, loading)` goes on with making a value of a message.
    LoadSome,
    /// `_loaded(message, value)` pays for that.
    Loaded,
    /// `_write(text, is_error)` writes to standard output, or to standard error.
    Write,
    /// `_handled()` is the exception being handled, or None.
    Handled,
    /// `_caller()` is the name of the workload's function that runs, and its line.
    Caller,
    /// `_file()` is the name of the workload's file.
    File,
    /// `_random_seed()` is a number for a generator to begin with that is given none.
    RandomSeed,
    /// `_twister_seed(state, seed)` begins a generator's numbers.
    TwisterSeed,
    /// `_twister_random(state)` is its next number from 0 to below 1.
    TwisterRandom,
    /// `_twister_bits(state, n)` is a number of so many bits.
    TwisterBits,
    /// `_twister_below(state, limit)` is a number from 0 to below the limit.
    TwisterBelow,
    /// `_sort_by(items, keys, reverse)` sorts the list in place, stably, by parallel keys, and
    /// returns it.
    SortBy,
    /// `_become(instance, value)` says what an instance is beside its fields.
    Become,
    /// `_take_items(items)` empties a list, and gives what it held as a list of its own.
    TakeItems,
    /// `_put_items(items, taken)` puts them back, and says whether the list was changed meanwhile.
    PutItems,
];

macro_rules! exceptions {
    ($($name:ident < $parent:ident),* $(,)?) => {
        /// A builtin exception class.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[expect(missing_docs, reason = "the variants are Python's exceptions")]
        #[repr(u8)]
        pub enum ExceptionKind { BaseException, $($name),* }

        impl ExceptionKind {
            /// All of them.
            pub const ALL: &[ExceptionKind] = &[ExceptionKind::BaseException, $(ExceptionKind::$name),*];

            /// Its name in Python.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    ExceptionKind::BaseException => "BaseException",
                    $(ExceptionKind::$name => stringify!($name)),*
                }
            }

            /// The class that OSError gives an error number of Linux.
            #[must_use]
            pub fn of_errno(number: i64) -> ExceptionKind {
                match number {
                    1 | 13 => ExceptionKind::PermissionError,
                    2 => ExceptionKind::FileNotFoundError,
                    3 => ExceptionKind::ProcessLookupError,
                    4 => ExceptionKind::InterruptedError,
                    10 => ExceptionKind::ChildProcessError,
                    11 | 114 | 115 => ExceptionKind::BlockingIOError,
                    17 => ExceptionKind::FileExistsError,
                    20 => ExceptionKind::NotADirectoryError,
                    21 => ExceptionKind::IsADirectoryError,
                    32 | 108 => ExceptionKind::BrokenPipeError,
                    103 => ExceptionKind::ConnectionAbortedError,
                    104 => ExceptionKind::ConnectionResetError,
                    110 => ExceptionKind::TimeoutError,
                    111 => ExceptionKind::ConnectionRefusedError,
                    _ => ExceptionKind::OSError,
                }
            }

            /// Its base class.
            #[must_use]
            pub fn parent(self) -> Option<ExceptionKind> {
                match self {
                    ExceptionKind::BaseException => None,
                    $(ExceptionKind::$name => Some(ExceptionKind::$parent)),*
                }
            }
        }
    };
}

exceptions![
    SystemExit < BaseException,
    KeyboardInterrupt < BaseException,
    GeneratorExit < BaseException,
    CancelledError < BaseException,
    Exception < BaseException,
    StopIteration < Exception,
    StopAsyncIteration < Exception,
    ArithmeticError < Exception,
    FloatingPointError < ArithmeticError,
    OverflowError < ArithmeticError,
    ZeroDivisionError < ArithmeticError,
    AssertionError < Exception,
    AttributeError < Exception,
    BufferError < Exception,
    EOFError < Exception,
    ImportError < Exception,
    ModuleNotFoundError < ImportError,
    LookupError < Exception,
    IndexError < LookupError,
    KeyError < LookupError,
    MemoryError < Exception,
    PickleError < Exception,
    PicklingError < PickleError,
    UnpicklingError < PickleError,
    NameError < Exception,
    UnboundLocalError < NameError,
    OSError < Exception,
    TimeoutError < OSError,
    ConnectionError < OSError,
    BrokenPipeError < ConnectionError,
    ConnectionAbortedError < ConnectionError,
    ConnectionRefusedError < ConnectionError,
    ConnectionResetError < ConnectionError,
    BlockingIOError < OSError,
    ChildProcessError < OSError,
    FileExistsError < OSError,
    FileNotFoundError < OSError,
    InterruptedError < OSError,
    IsADirectoryError < OSError,
    NotADirectoryError < OSError,
    PermissionError < OSError,
    ProcessLookupError < OSError,
    ReferenceError < Exception,
    RuntimeError < Exception,
    NotImplementedError < RuntimeError,
    RecursionError < RuntimeError,
    PlaygroundUnsupported < RuntimeError,
    SyntaxError < Exception,
    SystemError < Exception,
    TypeError < Exception,
    ValueError < Exception,
    UnicodeError < ValueError,
    UnicodeDecodeError < UnicodeError,
    UnicodeEncodeError < UnicodeError,
    Warning < Exception,
    DeprecationWarning < Warning,
    FutureWarning < Warning,
    PendingDeprecationWarning < Warning,
    ResourceWarning < Warning,
    RuntimeWarning < Warning,
    UserWarning < Warning,
];

/// The modules that a workload may import, `builtins` first.
/// Those that begin with `_` are parts of others, and only the library can import them.
pub const MODULES: &[&str] = &[
    "builtins",
    "playground",
    "threading",
    "time",
    "queue",
    "concurrent",
    "concurrent.futures",
    "asyncio",
    "math",
    "random",
    "datetime",
    "io",
    "json",
    "logging",
    "logging.handlers",
    "os",
    "statistics",
    "sys",
    "traceback",
    "warnings",
    "abc",
    "_groups",
    "bisect",
    "collections",
    "contextlib",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "heapq",
    "itertools",
    "operator",
    "string",
    "textwrap",
    "types",
    "typing",
    "_arguments",
    "_atexit",
    "_futures_base",
    "_futures_process",
    "_futures_thread",
    "_mp_messages",
    "_mp_process",
    "_mp_connection",
    "_mp_sync",
    "_mp_shared",
    "_mp_queues",
    "_mp_pool",
    "_mp_managers",
    "_mp_context",
    "_mp_executor",
    "multiprocessing",
    "multiprocessing.connection",
    "multiprocessing.managers",
    "multiprocessing.pool",
    "pickle",
    "_asyncio_threads",
    "_calendar",
    "_streams",
    "_asyncio_loop",
    "_asyncio_futures",
    "_asyncio_locks",
    "_asyncio_queues",
    "_asyncio_task",
    "_asyncio_tasks",
    "_asyncio_scopes",
    "_processes_threading",
    "_processes_queue",
    "_processes_executor",
    "_processes_playground",
    "_cluster_executor",
];
