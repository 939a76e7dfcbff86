//! What `multiprocessing` is made of. Only the library calls these, so their arguments are of the
//! right sorts; the values that the workload wants to share or send may be of any.

use lang::library::Native;
use trace::{Span, TaskId};

use super::seconds;
use crate::context::{Context, Flow, Stop};
use crate::heap::Heap;
use crate::iterate;
use crate::kind::Function;
use crate::marshal::{self, Call, Dumped, Loading};
use crate::method::{Given, is_given, or};
use crate::number::Num;
use crate::request::{
    ChannelRequest, Marshalling, MemoryRequest, NewShared, NewSync, ProcessRequest, Request, Start,
};
use crate::sync::{Cells, End};
use crate::truth::is_true;
use crate::value::{SyncId, Value};

pub(super) fn call<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    given: Given,
) -> Result<Flow, Stop> {
    let arguments: [Value; 6] = given.positional(ctx, 0)?;
    let [first, second, third, ..] = arguments;
    Ok(Flow::Request(match native {
        Native::StartProcess => start(ctx, arguments)?,
        Native::HasOwnMemory => Request::Process(ProcessRequest::HasOwnMemory),
        Native::BeginProcess => Request::Process(ProcessRequest::Begin),
        Native::ProcessMessage => Request::Process(ProcessRequest::Message),
        Native::Books => Request::Process(ProcessRequest::Books),
        Native::KeepBooks => Request::Process(ProcessRequest::KeepBooks(first)),
        Native::ProcessNumber => Request::Process(ProcessRequest::Number(task(first).ok())),
        Native::CoreCount => Request::Process(ProcessRequest::CoreCount),
        Native::StartMethod => Request::Process(ProcessRequest::StartMethod),
        Native::ExitCode => Request::Process(ProcessRequest::ExitCode(task_of(ctx, first)?)),
        Native::Kill => {
            let task = task_of(ctx, first)?;
            let exit_code = i32::try_from(ctx.index(second)?).unwrap_or(1);
            Request::Process(ProcessRequest::Kill { task, exit_code })
        }
        Native::IsLost => Request::Process(ProcessRequest::IsLost(task_of(ctx, first)?)),
        Native::KeepsProcess => {
            let (task, keeps) = (task_of(ctx, first)?, is_true(ctx, second)?);
            Request::Process(ProcessRequest::Await { task, keeps })
        }
        Native::WaitAny => wait(ctx, [first, second, third])?,
        _ => return share(ctx, native, arguments),
    }))
}

/// What concerns objects that processes share, and messages.
fn share<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    arguments: [Value; 6],
) -> Result<Flow, Stop> {
    let [first, second, third, ..] = arguments;
    Ok(Flow::Request(match native {
        Native::NewSharedSync => Request::NewShared(NewShared::Sync(new_sync(ctx, first, second)?)),
        Native::NewChannel => Request::NewShared(NewShared::Channel),
        Native::Send => {
            let channel = sync_of(ctx, first)?;
            let Value::Bytes(bytes) = second else { return Err(misused(ctx)) };
            let bytes = ctx.heap.get(bytes).0.to_vec();
            Request::Channel(ChannelRequest::Send { channel, bytes })
        }
        Native::Receive => {
            let channel = sync_of(ctx, first)?;
            Request::Channel(ChannelRequest::Receive { channel })
        }
        Native::OpenEnd | Native::CloseEnd => {
            let channel = sync_of(ctx, first)?;
            let end = if is_true(ctx, second)? { End::Writing } else { End::Reading };
            Request::Channel(match (native, or(third, Value::None)) {
                (Native::OpenEnd, _) => ChannelRequest::Open { channel, end },
                (_, Value::None) => ChannelRequest::Close { channel, end, process: None },
                (_, process) => {
                    let process = Some(ctx.index(process)?);
                    ChannelRequest::Close { channel, end, process }
                }
            })
        }
        Native::EndIsOpen => {
            let channel = sync_of(ctx, first)?;
            let end = if is_true(ctx, second)? { End::Writing } else { End::Reading };
            Request::Channel(ChannelRequest::IsOpen { channel, end })
        }
        Native::ObjectNumber => {
            let number = sync_of(ctx, first)?.number();
            return Ok(Flow::Value(Value::Int(i64::from(number))));
        }
        Native::ObjectOf => {
            let number = u32::try_from(ctx.index(first)?).unwrap_or(0);
            return Ok(Flow::Value(Value::Sync(SyncId::from_number(number))));
        }
        Native::NewMemory => {
            let (code, cells) = cells_of(ctx, first)?;
            let values = items(ctx, second)?;
            let mut words = Vec::with_capacity(values.len());
            for value in values {
                words.push(word(ctx, (&code, cells), value)?);
            }
            Request::NewShared(NewShared::Memory { cells, words })
        }
        Native::LoadCells => {
            let (memory, places) = (sync_of(ctx, first)?, places(ctx, second)?);
            Request::Memory(MemoryRequest::Load { memory, places })
        }
        Native::StoreCells => {
            let memory = sync_of(ctx, first)?;
            let (code, cells) = cells_of(ctx, second)?;
            let (places, values) = (places(ctx, third)?, items(ctx, arguments[3])?);
            let mut words = Vec::with_capacity(values.len());
            for (place, value) in places.into_iter().zip(values) {
                words.push((place, word(ctx, (&code, cells), value)?));
            }
            Request::Memory(MemoryRequest::Store { memory, words })
        }
        _ => return message(ctx, native, [first, second, third]),
    }))
}

/// What `_run_spawned` of the library is, which a new process calls when its module has run.
fn runner<H: Heap>(ctx: &mut Context<H>) -> Result<Value, Stop> {
    let mut modules = ctx.program.modules.iter();
    let global = modules.find_map(|module| module.global("_run_spawned"));
    match global {
        Some(global) => Ok(ctx.heap.load_global(global)),
        None => Err(misused(ctx)),
    }
}

/// Makes messages of values, and values of messages.
fn message<H: Heap>(
    ctx: &mut Context<H>,
    native: Native,
    [first, second, third]: [Value; 3],
) -> Result<Flow, Stop> {
    match native {
        Native::Dump => {
            let Dumped { bytes, n_objects } =
                marshal::watched(ctx, |ctx| marshal::dump(ctx, first))?;
            let n_bytes = bytes.len() as u64;
            let reply = Value::Bytes(ctx.heap.freeze(crate::kind::Bytes(bytes.into())));
            let way = Marshalling::Dump;
            Ok(Flow::Request(Request::Marshalled { way, n_objects, n_bytes, reply }))
        }
        Native::TracebackText => {
            let text = ctx.format_traceback(first);
            Ok(Flow::Value(ctx.new_str(text)))
        }
        Native::MainAgain => {
            let body = Function {
                code: ctx.program.entry,
                defaults: Box::default(),
                captures: Box::default(),
                annotations: None,
            };
            let body = Value::Function(ctx.heap.freeze(body));
            let runner = runner(ctx)?;
            Ok(Flow::Value(ctx.new_pair(body, runner)))
        }
        Native::LoadSome => {
            let (Value::Bytes(message), Value::List(loading)) = (first, second) else {
                return Err(misused(ctx));
            };
            let [Value::List(position), Value::List(memo), Value::List(stack), Value::List(marks)] =
                ctx.heap.read(loading).items[..]
            else {
                return Err(misused(ctx));
            };
            let loading = Loading { position, memo, stack, marks };
            let call = marshal::watched(ctx, |ctx| marshal::load_some(ctx, message, loading))?;
            Ok(Flow::Value(match call {
                Some(Call { callee, args, is_kept }) => {
                    ctx.new_tuple([callee, args, Value::Bool(is_kept)])
                }
                None => Value::None,
            }))
        }
        _ => {
            let Value::Bytes(message) = first else { return Err(misused(ctx)) };
            let n_bytes = ctx.heap.get(message).0.len() as u64;
            let n_objects = u64::try_from(ctx.index(third)?).unwrap_or(0);
            let way = Marshalling::Load;
            Ok(Flow::Request(Request::Marshalled { way, n_objects, n_bytes, reply: second }))
        }
    }
}

fn start<H: Heap>(ctx: &mut Context<H>, arguments: [Value; 6]) -> Result<Request, Stop> {
    let [callee, args, name, daemon, method, message] = arguments;
    let start = ctx.text(method).and_then(Start::from_name).unwrap_or_default();
    let message = match message {
        Value::Bytes(bytes) => ctx.heap.get(bytes).0.to_vec(),
        _ => Vec::new(),
    };
    Ok(Request::Process(ProcessRequest::Start {
        callee,
        args,
        name: ctx.text(name).unwrap_or_default().to_owned(),
        daemon: is_true(ctx, daemon)?,
        start,
        message,
    }))
}

fn wait<H: Heap>(ctx: &mut Context<H>, given: [Value; 3]) -> Result<Request, Stop> {
    let [channels, processes, timeout] = given;
    let mut waited = (Vec::new(), Vec::new());
    for channel in items(ctx, channels)? {
        waited.0.push(sync_of(ctx, channel)?);
    }
    for process in items(ctx, processes)? {
        waited.1.push(task_of(ctx, process)?);
    }
    let timeout = match or(timeout, Value::None) {
        Value::None => None,
        timeout => Some(seconds(ctx, timeout)?.unwrap_or(Span(0))),
    };
    let (channels, processes) = waited;
    Ok(Request::Channel(ChannelRequest::Wait { channels, processes, timeout }))
}

fn new_sync<H: Heap>(ctx: &mut Context<H>, sort: Value, value: Value) -> Result<NewSync, Stop> {
    let sort = ctx.text(sort).unwrap_or_default().to_owned();
    Ok(match (&*sort, value) {
        ("lock", _) => NewSync::Lock,
        ("rlock", _) => NewSync::RLock,
        ("event", _) => NewSync::Event,
        ("condition", lock) => NewSync::Condition { lock: Some(sync_of(ctx, lock)?) },
        (_, value) => {
            let Ok(value) = u64::try_from(ctx.index(value)?) else {
                return Err(
                    ctx.raise(lang::library::ExceptionKind::OSError, "[Errno 22] Invalid argument")
                );
            };
            NewSync::Semaphore { value, is_bounded: sort == "bounded" }
        }
    })
}

/// The bits that a value leaves in a place of shared memory.
fn word<H: Heap>(
    ctx: &mut Context<H>,
    (code, cells): (&str, Cells),
    value: Value,
) -> Result<u64, Stop> {
    match cells {
        Cells::Integers { .. } => {
            let value = ctx.indexed(value)?;
            match value {
                Value::Int(number) => Ok(number.cast_unsigned()),
                Value::Bool(flag) => Ok(u64::from(flag)),
                Value::BigInt(number) => {
                    let bytes = ctx.heap.get(number).0.to_signed_bytes_le();
                    let mut low = [0; 8];
                    low.copy_from_slice(&bytes[..8]);
                    Ok(u64::from_le_bytes(low))
                }
                other => {
                    Err(ctx.type_error_of(other, "object cannot be interpreted as an integer"))
                }
            }
        }
        Cells::Singles | Cells::Doubles => {
            let real = Num::of(ctx.heap.frozen(), value).map(Num::to_float);
            let Some(Ok(real)) = real else {
                let kind = ctx.type_name(value);
                return Err(ctx.type_error(format!("must be real number, not {kind}")));
            };
            #[expect(clippy::cast_possible_truncation, reason = "that is what the type code asks")]
            let real = if code == "f" { f64::from(real as f32) } else { real };
            Ok(real.to_bits())
        }
        Cells::Bytes => match value {
            Value::Bytes(bytes) if ctx.heap.get(bytes).0.len() == 1 => {
                Ok(u64::from(ctx.heap.get(bytes).0[0]))
            }
            Value::Int(number @ 0..=255) => Ok(number.cast_unsigned()),
            _ => Err(ctx.type_error("one character bytes, bytearray or integer expected")),
        },
    }
}

fn cells_of<H: Heap>(ctx: &mut Context<H>, code: Value) -> Result<(String, Cells), Stop> {
    let code = ctx.text(code).unwrap_or_default().to_owned();
    match Cells::from_code(&code) {
        Some(cells) => Ok((code, cells)),
        None => Err(misused(ctx)),
    }
}

fn places<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Vec<usize>, Stop> {
    let mut places = Vec::new();
    for place in items(ctx, value)? {
        places.push(usize::try_from(ctx.index(place)?).unwrap_or(usize::MAX));
    }
    Ok(places)
}

fn items<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<Vec<Value>, Stop> {
    Ok(iterate::to_vec(ctx, value)?.unwrap_or_default())
}

fn task(value: Value) -> Result<TaskId, ()> {
    match value {
        Value::Task(task) => Ok(task),
        _ => Err(()),
    }
}

fn task_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<TaskId, Stop> {
    task(value).map_err(|()| misused(ctx))
}

fn sync_of<H: Heap>(ctx: &mut Context<H>, value: Value) -> Result<SyncId, Stop> {
    match value {
        Value::Sync(sync) => Ok(sync),
        other if is_given(other) => {
            let kind = ctx.type_name(other);
            Err(ctx.type_error(format!("'{kind}' object is not shared between processes")))
        }
        _ => Err(misused(ctx)),
    }
}

fn misused<H: Heap>(ctx: &mut Context<H>) -> Stop {
    ctx.unsupported("a call of the library's own functions for processes that it does not make")
}
