//! What tasks share beside memory: the table of tasks, and the objects they meet at.
//!
//! A task pauses with a [`Request`]; its driver hands it to [`Kernel::perform`] and does what the
//! [`Verdict`] says. A task that must wait is an entry of the table that says for what ([`Wait`]):
//! nothing but data. Simulation and real execution drive this one kernel.

mod acquire;
mod apart;
mod channel;
mod condition;
mod event;
mod fetch;
mod memory;
mod process;
mod queue;
mod steps;
mod sync;
mod task;
mod tasks;
mod verdict;
mod wait;

pub use apart::{in_table, object_in_table, of_all};
pub use fetch::{FETCH_MAX, FetchError, FetchId, Outside};
pub use process::{Memories, Process, ProcessId, SpaceId};
pub use sync::SYNC_OBJECTS_MAX;
pub use task::{State, Task};
pub use verdict::{Effect, Looping, ProcessVerdict, Resumption, Verdict, Wake};
pub use wait::Wait;

use lang::library::ExceptionKind;
use trace::{Cause, Span, TaskId, TaskKind};

use crate::context::Context;
use crate::heap::{AnyHeap, Heap};
use crate::request::{Request, Start, Yields};
use crate::sync::SyncKind;
use crate::value::Value;

/// The most tasks of one run.
pub const TASKS_MAX: usize = 200_000;

/// What a workload finds around itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Surroundings {
    /// The lines that `input()` reads.
    pub input: Vec<String>,
    /// What `random` begins with where the workload gives no seed.
    pub seed: u64,
    /// How many cores the run has, whatever the mode makes of them.
    pub n_cores: u32,
    /// How processes are started where the workload does not say.
    pub start: Start,
    /// Whether it can load something from elsewhere.
    pub outside: Outside,
}

impl Default for Surroundings {
    fn default() -> Surroundings {
        Surroundings {
            input: Vec::new(),
            seed: 0,
            n_cores: 1,
            start: Start::Fork,
            outside: Outside::None,
        }
    }
}

/// Tasks and objects of one run.
#[derive(Clone, Debug, Default)]
pub struct Kernel {
    tasks: Vec<Task>,
    syncs: Vec<sync::Entry>,
    /// How many objects of each sort there are.
    n_syncs: [u32; SyncKind::ALL.len()],
    processes: Vec<Process>,
    memories: Memories,
    /// How many address spaces were added to the first one.
    n_spaces: u32,
    /// How many objects there were before the workload began.
    n_library_syncs: u32,
    /// Processes that ended, which the machine does not know yet.
    over: Vec<ProcessId>,
    /// Tasks that ended with their process, which their driver does not know yet.
    cut_off: Vec<TaskId>,
    surroundings: Surroundings,
    n_input_read: usize,
    n_seeds: u64,
    n_fetches: u64,
    /// Whether other processes, and what they share with this one, are in another table.
    apart: Option<apart::Apart>,
}

impl Kernel {
    /// The kernel of a run whose only task is the main one.
    #[must_use]
    pub fn new(surroundings: Surroundings) -> Kernel {
        let mut kernel = Kernel { surroundings, ..Kernel::default() };
        kernel.processes.push(Process::new(TaskId(0), None, SpaceId::MAIN));
        let name = "main".to_owned();
        kernel.add_task_of(ProcessId::MAIN, name, TaskKind::Thread, None, false);
        kernel
    }

    /// Notes that the library has made what it needs: the workload begins.
    pub fn begin(&mut self) {
        self.n_library_syncs = u32::try_from(self.syncs.len()).expect("bounded by its limit");
    }

    /// All tasks, in id order.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// The task of that id.
    #[must_use]
    pub fn task(&self, task: TaskId) -> &Task {
        &self.tasks[task.index()]
    }

    /// Whether the program is over: its first process is, and so all that keeps that alive.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.process(ProcessId::MAIN).is_over()
    }

    /// Calls `visit` with every value that the kernel keeps alive where all share one memory.
    pub fn visit_roots(&self, visit: &mut dyn FnMut(Value)) {
        self.visit_roots_of(SpaceId::MAIN, visit);
    }

    /// Tasks that failed without anybody having received their exception, in id order.
    pub fn unobserved_failures(&self) -> impl Iterator<Item = (TaskId, Value)> + '_ {
        self.tasks.iter().enumerate().filter_map(|(index, task)| match task.state {
            State::Done(Err(exception)) if !task.observed => {
                Some((TaskId(u32::try_from(index).expect("bounded by TASKS_MAX")), exception))
            }
            _ => None,
        })
    }

    /// Performs what `task` asks for.
    pub fn perform(
        &mut self,
        ctx: &mut Context<AnyHeap>,
        task: TaskId,
        request: Request,
    ) -> Effect {
        self.begin_request(task);
        match self.resolve(task, request) {
            request @ Request::Spawn { .. } => self.spawn(ctx, task, request).into(),
            Request::Join { task: other, want, timeout } => {
                self.join(ctx, task, other, want, timeout).into()
            }
            Request::IsDone { task: other } => Verdict::Reply(self.has_ended(other, true)).into(),
            Request::IsAlive { task: other } => Verdict::Reply(self.has_ended(other, false)).into(),
            Request::Sleep { span: Span(0), .. } => Verdict::Yield { label: None }.into(),
            Request::Sleep { span, yields } => {
                self.timer(task, span, Cause::Sleep, String::new(), yields).into()
            }
            Request::Io { span, label } => {
                self.timer(task, span, Cause::Io, label, Yields::Yes).into()
            }
            Request::Fetch { url, has_simulated } => {
                self.fetch(ctx, task, url, has_simulated).into()
            }
            Request::Compute { span } => Verdict::Compute(span).into(),
            Request::Checkpoint { label } => Verdict::Yield { label: Some(label) }.into(),
            Request::Output { text, stream } => Verdict::Output(text, stream).into(),
            Request::Input => self.read_line(ctx).into(),
            Request::Now => Verdict::Now.into(),
            Request::Seed => Verdict::Reply(self.next_seed()).into(),
            // Coroutines belong to the thread of their event loop.
            Request::CurrentTask => Verdict::Reply(Value::Task(self.thread_of(task))).into(),
            Request::TaskName { task: other } => {
                Verdict::Reply(ctx.new_str(self.name_of(other))).into()
            }
            Request::Cancel { task: other } => self.cancel(other),
            Request::CancelCoroutines => self.cancel_coroutines(),
            Request::Loop(looping) => Verdict::Loop(looping).into(),
            request @ (Request::Carry { .. }
            | Request::Step { .. }
            | Request::Park { .. }
            | Request::Poll { .. }
            | Request::Rouse { .. }
            | Request::Due { .. }) => self.perform_step(ctx, task, request),
            request @ (Request::NewSync(_)
            | Request::Acquire { .. }
            | Request::Release { .. }
            | Request::IsLocked { .. }
            | Request::Count { .. }
            | Request::Wait { .. }
            | Request::Reacquire { .. }
            | Request::Notify { .. }
            | Request::SetEvent { .. }
            | Request::ClearEvent { .. }
            | Request::IsSet { .. }
            | Request::EnterQueue { .. }
            | Request::LeaveQueue { .. }) => self.perform_sync(ctx, task, request),
            Request::Process(request) => self.perform_process(ctx, task, request),
            Request::Channel(request) => self.perform_channel(ctx, task, request),
            Request::Memory(request) => self.perform_memory(ctx, request).into(),
            Request::NewShared(new) => self.new_shared(task, new).into(),
            Request::Marshalled { way, n_objects, n_bytes, reply } => {
                Verdict::Process(ProcessVerdict::Marshalled { way, n_objects, n_bytes, reply })
                    .into()
            }
        }
    }

    /// Whether it is so that a task has ended, or that it has not.
    fn has_ended(&self, task: TaskId, so: bool) -> Value {
        Value::Bool(self.task(task).state.is_ended() == so)
    }

    /// The main task is called after its thread, as the workload would see it in CPython.
    fn name_of(&self, task: TaskId) -> &str {
        let is_main = self.process(self.process_of(task)).main == task;
        if is_main { "MainThread" } else { &self.task(task).name }
    }

    /// Another for each generator, so that several do not give the same numbers.
    fn next_seed(&mut self) -> Value {
        let seed = self.surroundings.seed.wrapping_add(self.n_seeds);
        self.n_seeds += 1;
        Value::Int((seed & i64::MAX.cast_unsigned()).cast_signed())
    }

    fn read_line<H: Heap>(&mut self, ctx: &mut Context<H>) -> Verdict {
        match self.surroundings.input.get(self.n_input_read) {
            Some(line) => {
                self.n_input_read += 1;
                Verdict::Reply(ctx.new_str(line.clone()))
            }
            None => {
                Verdict::Throw(ctx.exception(ExceptionKind::EOFError, "EOF when reading a line"))
            }
        }
    }
}
