//! Executes a program step by step for one address space. It knows no time, no scheduler, no
//! files and no JavaScript: a task that needs anything of the world pauses with a [`Request`].
//!
//! [`Fiber`] is one task's saved state; [`Fiber::run`] runs it until its fuel ends or one visible
//! operation happened. [`Kernel`] is what tasks share beside memory: the table of tasks and the
//! synchronisation objects. [`Machine`] puts both together over a [`LocalHeap`], as a value.

#[macro_use]
pub mod image;

pub mod context;
pub mod heap;
pub mod kind;
pub mod value;

pub mod sync;

mod apart;
mod brief;
mod ending;
mod fiber;
mod fibers;
mod inspect;
mod interpret;
mod interrupt;
mod kernel;
mod linked;
mod machine;
mod objects;
mod primitives;
mod printed;
mod request;
mod shared_table;
mod startup;
mod trial;

mod alias;
mod arithmetic;
mod bind;
mod call;
mod callback;
mod class;
mod collection;
mod coroutine;
mod exception;
mod generator;
mod iterate;
mod key;
mod lookup;
mod manager;
mod marshal;
mod meter;
mod object;
mod quick;
mod special;
mod step;
mod traceback;
mod weigh;

mod compare;
mod format;
mod hash;
mod membership;
mod method;
mod native;
mod number;
mod raise;
mod subscript;
mod truth;

pub use apart::Origin;
pub use context::{Args, Context, Flow, Stop};
pub use ending::{Ending, Failure, Stuck};
pub use fiber::{Fiber, FrameView, Fuel, Preempt, Run};
pub use inspect::{StackFrame, Variable};
pub use interrupt::Interrupt;
pub use kernel::{
    Effect, FETCH_MAX, FetchError, FetchId, Kernel, Looping, Memories, Outside, Process, ProcessId,
    ProcessVerdict, Resumption, SYNC_OBJECTS_MAX, SpaceId, State, Surroundings, TASKS_MAX, Task,
    Verdict, Wait, Wake, in_table, object_in_table, of_all,
};
pub use linked::Linked;
pub use machine::Machine;
pub use marshal::MarshalWatch;
pub use objects::objects;
pub use printed::Printed;
pub use request::{
    ChannelRequest, Limit, Marshalling, MemoryRequest, NewShared, NewSync, Pause, ProcessRequest,
    Request, Start, Stream, Want, Yields,
};
pub use shared_table::{Answer, SharedTable, Woken};
pub use startup::start;
pub use sync::{QuickLock, SyncKind};
pub use trial::{Trial, run_in_steps, run_to_end, run_within};
pub use value::{SyncId, Value};
pub use weigh::{Weight, Weights, Whose};
