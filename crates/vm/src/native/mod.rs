//! The library's functions that are implemented in Rust, one file for each module.

mod builtins;
mod collections;
mod construct;
mod coroutines;
mod event_loop;
mod inspect;
mod iterators;
mod itertools;
mod math;
mod output;
mod playground;
mod processes;
mod queue;
mod random;
mod select;
mod threading;
mod time;
mod timers;
mod waiting;

pub use builtins::length;
pub use construct::construct;
pub use inspect::{is_callable, is_instance, type_of};

use lang::library::{ExceptionKind, Native};
use trace::Span;

use crate::context::{Args, Context, Flow, Stop, native_name};
use crate::heap::Heap;
use crate::method::Given;
use crate::number::Num;
use crate::value::Value;

/// Calls a native.
///
/// # Errors
/// What it raises.
pub fn call<H: Heap>(ctx: &mut Context<H>, native: Native, args: Args) -> Result<Flow, Stop> {
    use Native::*;
    let given = Given::new("", native_name(native), args);
    match native {
        Print | Len | Abs | Round | Divmod | Pow | Repr | Ascii | Hash | Id | Chr | Ord | Bin
        | Hex | Oct | Format | Input => builtins::call(ctx, native, given),
        Callable | IsInstance | IsSubclass | GetAttr | HasAttr | SetAttr | DelAttr | Vars
        | ClassAttribute | IsOwnIterator | IsAsyncGenerator | EndGenerator | Become => {
            inspect::call(ctx, native, given)
        }
        Iter | Next | Reversed | Enumerate | Zip => iterators::call(ctx, native, given),
        Min | Max | Sum | Sorted | Any | All | SortBy | TakeItems | PutItems => {
            select::call(ctx, native, given)
        }
        MathSqrt | MathFloor | MathCeil | MathIsqrt | MathLog | MathLog2 | MathLog10 | MathExp
        | MathSin | MathCos | MathTan | MathAtan | MathAtan2 | MathHypot | MathPow | MathGcd
        | MathFabs | MathFactorial | MathIsNan | MathIsInf | MathProd | MathAsin | MathAcos
        | MathSinh | MathCosh | MathTanh | MathAsinh | MathAcosh | MathAtanh | MathCbrt
        | MathExpm1 | MathLog1p | MathExp2 | MathFmod | MathCopysign | MathNextAfter
        | MathFrexp => math::call(ctx, native, Given { owner: "math.", ..given }),
        TimeSleep | TimePerfCounter | TimeMonotonic | TimeTime => time::call(ctx, native, given),
        Spawn | Cpu | Io | Fetch | Checkpoint | Chunks => playground::call(ctx, native, given),
        Lock | RLock | StartThread | WaitEnd | IsAlive | NewBarrier | NewFuture => {
            threading::call(ctx, native, given)
        }
        NewQueue | EnterQueue | LeaveQueue => queue::call(ctx, native, given),
        Join | AwaitInPlace => waiting::call(ctx, native, given),
        ItertoolsCount | ItertoolsRepeat => itertools::call(ctx, native, given),
        Touch | MoveToEnd | Tally => collections::call(ctx, native, given),
        Carry | Step | Park | Poll | Rouse | Due | PayHandle | LoopBegins | LoopEnds | Carried
        | SetCarried | ThisTask => event_loop::call(ctx, native, given),
        StartProcess | BeginProcess | ProcessMessage | Books | KeepBooks | ProcessNumber
        | CoreCount | StartMethod | ExitCode | Kill | IsLost | KeepsProcess | NewSharedSync
        | NewChannel | Send | Receive | WaitAny | OpenEnd | CloseEnd | ObjectNumber | ObjectOf
        | NewMemory | LoadCells | StoreCells | Dump | LoadSome | Loaded | EndIsOpen
        | HasOwnMemory | TracebackText | MainAgain => processes::call(ctx, native, given),
        Write | Handled | Caller | File => output::call(ctx, native, given),
        RandomSeed | TwisterSeed | TwisterRandom | TwisterBits | TwisterBelow => {
            random::call(ctx, native, given)
        }
        HeapPush | HeapPop | HeapTake => timers::call(ctx, native, given),
        CloseCoroutine | CoroutinePlace | IsCoroutine | IsCoroutineFunction => {
            coroutines::call(ctx, native, given)
        }
    }
}

/// A length of time given in seconds; nothing if it is negative.
///
/// # Errors
/// TypeError if it is no number, ValueError if it is NaN, OverflowError if it is beyond all clocks.
pub(crate) fn seconds<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Option<Span>, Stop> {
    /// About 292 years, as far as CPython's clocks reach.
    const NANOSECONDS_MAX: f64 = 9.2e18;
    let seconds = match Num::of(ctx.heap.frozen(), value).map(Num::to_float) {
        Some(Ok(seconds)) => seconds,
        Some(Err(_)) => f64::INFINITY,
        None => {
            let message = "object cannot be interpreted as an integer";
            return Err(ctx.type_error_of(value, message));
        }
    };
    if seconds.is_nan() {
        return Err(ctx.value_error("Invalid value NaN (not a number)"));
    }
    if seconds < 0.0 {
        return Ok(None);
    }
    let nanoseconds = (seconds * 1e9).round_ties_even();
    if nanoseconds > NANOSECONDS_MAX {
        let message = "timestamp too large to convert to C _PyTime_t";
        return Err(ctx.raise(ExceptionKind::OverflowError, message));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was just checked"
    )]
    let nanoseconds = nanoseconds as u64;
    Ok(Some(Span(nanoseconds)))
}
