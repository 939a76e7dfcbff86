//! The table of processes: how they begin, and how they end.
//!
//! A process is over when its first task and its other threads that are no daemons have ended, and
//! then its children that are no daemons; its daemonic children are terminated first. Where the mode
//! keeps memories apart each process has an address space of its own, elsewhere all share one.

use litemap::LiteMap;

use trace::{Cause, Span, TaskId, TaskKind};

use super::task::{Names, State};
use super::verdict::{Effect, ProcessVerdict, Resumption, Verdict, Wake};
use super::wait::Wait;
use super::{Kernel, TASKS_MAX};
use crate::context::Context;
use crate::fiber::Fiber;
use crate::heap::Heap;
use crate::kind::Bytes;
use crate::request::{ChannelRequest, Limit, ProcessRequest, Request, Start};
use crate::sync::SyncObject;
use crate::value::Value;

/// Names a process; the one of the main task is the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ProcessId(pub u32);

/// Names an address space; the main process's is the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SpaceId(pub u32);

impl ProcessId {
    /// The process of the main task.
    pub const MAIN: ProcessId = ProcessId(0);

    /// The number by which the workload knows it.
    #[must_use]
    pub fn number(self) -> i64 {
        NUMBER_OF_FIRST + i64::from(self.0)
    }

    /// Its place in the table.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl SpaceId {
    /// The address space of the main process.
    pub const MAIN: SpaceId = SpaceId(0);

    /// Its place in a table of all.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Whether processes have memory of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Memories {
    /// A written process is a task in the one memory of all.
    #[default]
    Shared,
    /// Each process has its own.
    Apart,
}

/// The number by which the first process is known to the workload; the others follow.
const NUMBER_OF_FIRST: i64 = 1000;
/// The exit code of a process whose machine failed, as CPython reports the signal `SIGKILL`.
const KILLED: i32 = -9;
/// The exit code of a process that was told to end, as CPython reports the signal `SIGTERM`.
const TERMINATED: i32 = -15;

/// A process of the table.
#[derive(Clone, Debug)]
pub struct Process {
    /// Its first task.
    pub main: TaskId,
    /// Who started it; none for the first.
    pub parent: Option<ProcessId>,
    /// Where its memory is.
    pub space: SpaceId,
    /// How it got it.
    pub start: Start,
    daemon: bool,
    /// Invariant: how many of its tasks that are no daemons have not ended.
    n_awaited: usize,
    /// Invariant: how many of its children that are no daemons have not ended.
    n_children: usize,
    /// The exit code that was decided before its first task ended.
    decided: Option<i32>,
    /// Invariant: there is one exactly when it is over.
    exit_code: Option<i32>,
    /// Whether it ended because its machine failed.
    is_lost: bool,
    /// What the library keeps for it.
    books: Value,
    pub(super) message: Vec<u8>,
    /// Those who wait for its end.
    joiners: Vec<TaskId>,
    pub(super) names: Names,
    /// Which object stands for one that its memory was copied with, by their places.
    pub(super) copies: LiteMap<u32, u32>,
}

impl Process {
    pub(super) fn new(main: TaskId, parent: Option<ProcessId>, space: SpaceId) -> Process {
        Process {
            main,
            parent,
            space,
            start: Start::Fork,
            daemon: false,
            n_awaited: 0,
            n_children: 0,
            decided: None,
            exit_code: None,
            is_lost: false,
            books: Value::None,
            message: Vec::new(),
            joiners: Vec::new(),
            names: Names::default(),
            copies: LiteMap::new(),
        }
    }

    /// How many bytes it begins with, where its memory is new.
    #[must_use]
    pub fn message_bytes(&self) -> usize {
        self.message.len()
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.exit_code.is_some()
    }

    /// The marshalled value that it begins with, where its memory is new.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// How it ended, once it is over.
    #[must_use]
    pub fn exit_code(&self) -> Option<i32> {
        self.exit_code
    }
}

impl Kernel {
    /// From now on processes are started with memories as the mode has them.
    pub fn keep_memories(&mut self, memories: Memories) {
        self.memories = memories;
    }

    /// All processes, in the order in which they were started.
    #[must_use]
    pub fn processes(&self) -> &[Process] {
        &self.processes
    }

    /// The process that a task belongs to.
    #[must_use]
    pub fn process_of(&self, task: TaskId) -> ProcessId {
        self.task(task).process
    }

    /// The address space that a task runs in.
    #[must_use]
    pub fn space_of(&self, task: TaskId) -> SpaceId {
        self.process(self.process_of(task)).space
    }

    /// The process of that id.
    #[must_use]
    pub fn process(&self, process: ProcessId) -> &Process {
        &self.processes[process.index()]
    }

    /// How the task's process, which has just been started, gets its memory, and from whom.
    #[must_use]
    pub fn origin_of(&self, task: TaskId) -> Option<(Start, SpaceId)> {
        let process = self.process(self.process_of(task));
        let parent = self.process(process.parent?);
        let is_new = process.main == task && process.space != parent.space;
        is_new.then_some((process.start, parent.space))
    }

    /// Decides the exit code of a task's process, if the task is its first and no code is decided.
    pub fn decide_exit_code(&mut self, task: TaskId, exit_code: i32) {
        let process = self.process_of(task);
        let process = &mut self.processes[process.index()];
        if process.main == task {
            process.decided.get_or_insert(exit_code);
        }
    }

    /// Takes the processes that have ended since this was last asked.
    pub fn take_over(&mut self) -> Vec<ProcessId> {
        std::mem::take(&mut self.over)
    }

    /// Takes the tasks that were cut off because a process ended.
    pub fn take_cut_off(&mut self) -> Vec<TaskId> {
        std::mem::take(&mut self.cut_off)
    }

    /// Calls `visit` with every value that the kernel keeps alive in an address space.
    pub fn visit_roots_of(&self, space: SpaceId, visit: &mut dyn FnMut(Value)) {
        for task in &self.tasks {
            if let State::Done(Ok(value) | Err(value)) = &task.state
                && self.process(task.process).space == space
            {
                visit(*value);
            }
        }
        let own = self.processes.iter().filter(|process| process.space == space);
        own.filter(|process| !process.is_over()).for_each(|process| visit(process.books));
    }

    /// Performs what is asked about processes.
    pub(super) fn perform_process<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        request: ProcessRequest,
    ) -> Effect {
        let own = self.process_of(task);
        let reply = match request {
            ProcessRequest::Start { .. } => return self.start_process(ctx, task, request).into(),
            ProcessRequest::Begin => {
                return Verdict::Process(ProcessVerdict::Begun(self.process(own).start)).into();
            }
            ProcessRequest::HasOwnMemory => {
                let is_child_apart = self.apart.is_some_and(|apart| apart.is_child);
                Value::Bool(is_child_apart || self.process(own).space != SpaceId::MAIN)
            }
            ProcessRequest::Message => {
                let message = std::mem::take(&mut self.processes[own.index()].message);
                Value::Bytes(ctx.heap.freeze(Bytes(message.into())))
            }
            ProcessRequest::Books => self.process(own).books,
            ProcessRequest::KeepBooks(books) => {
                self.processes[own.index()].books = books;
                Value::None
            }
            ProcessRequest::Number(of) => {
                let process = of.map_or(own, |task| self.process_of(task));
                Value::Int(self.apart.map_or(process.number(), |apart| apart.number))
            }
            ProcessRequest::CoreCount => Value::Int(i64::from(self.surroundings.n_cores)),
            ProcessRequest::StartMethod => ctx.new_str(self.surroundings.start.name()),
            ProcessRequest::ExitCode(task) => {
                let exit_code = self.process(self.process_of(task)).exit_code;
                exit_code.map_or(Value::None, |code| Value::Int(i64::from(code)))
            }
            ProcessRequest::IsLost(task) => {
                Value::Bool(self.process(self.process_of(task)).is_lost)
            }
            ProcessRequest::Kill { task, exit_code } => {
                let mut wakes = Vec::new();
                self.kill(self.process_of(task), exit_code, &mut wakes);
                let tasks = self.take_cut_off();
                return Effect { verdict: Verdict::Cancelled { tasks, reply: Value::None }, wakes };
            }
            ProcessRequest::Await { task, keeps } => {
                self.set_awaited(task, keeps);
                Value::Bool(self.process(self.process_of(task)).n_awaited > 0)
            }
        };
        Verdict::Reply(reply).into()
    }

    fn start_process<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        request: ProcessRequest,
    ) -> Verdict {
        let ProcessRequest::Start { callee, args, name, daemon, start, message } = request else {
            unreachable!("called for the start of processes only");
        };
        if self.tasks.len() >= TASKS_MAX {
            return Verdict::Limit(Limit::Tasks);
        }
        let parent = self.process_of(task);
        let process = ProcessId(u32::try_from(self.processes.len()).expect("fewer than tasks"));
        let main = TaskId(u32::try_from(self.tasks.len()).expect("bounded by TASKS_MAX"));
        let space = match self.memories {
            Memories::Shared => self.process(parent).space,
            Memories::Apart => {
                self.n_spaces += 1;
                SpaceId(self.n_spaces)
            }
        };
        let names = self.process(parent).names.clone();
        self.processes.push(Process {
            start,
            daemon,
            message,
            names,
            ..Process::new(main, Some(parent), space)
        });
        self.processes[parent.index()].n_children += usize::from(!daemon);
        self.add_task_of(process, name, TaskKind::Process, Some(task), false);
        if self.memories == Memories::Apart && self.copy_objects(parent, process, start).is_err() {
            return Verdict::Limit(Limit::Heap);
        }
        if start == Start::Fork || self.memories == Memories::Shared {
            for entry in &mut self.syncs {
                if let SyncObject::Channel(channel) = &mut entry.object {
                    channel.inherit(parent, process);
                }
            }
        }
        let fiber = match (start, self.memories) {
            (Start::Fork, _) | (_, Memories::Shared) => {
                let entry = ctx.program.prelude_function("_call");
                Fiber::call(ctx.program, entry, &[callee, args, Value::None])
            }
            (Start::Spawn | Start::ForkServer, Memories::Apart) => {
                Fiber::call(ctx.program, ctx.program.prelude_function("_spawned"), &[])
            }
        };
        Verdict::Spawned { task: main, fiber: Box::new(fiber), reply: Value::Task(main) }
    }

    /// The process that the workload knows by that number.
    pub(super) fn process_numbered(&self, number: i64) -> Option<ProcessId> {
        let id = u32::try_from(number - NUMBER_OF_FIRST).ok()?;
        (ProcessId(id).index() < self.processes.len()).then_some(ProcessId(id))
    }

    /// Counts a task among those that keep its process alive, or no longer.
    fn set_awaited(&mut self, task: TaskId, keeps: bool) {
        let record = &mut self.tasks[task.index()];
        if record.state.is_ended() || record.daemon != keeps {
            return;
        }
        record.daemon = !keeps;
        let process = &mut self.processes[record.process.index()];
        match keeps {
            true => process.n_awaited += 1,
            false => process.n_awaited -= 1,
        }
    }

    /// Notes that there is one more task that keeps a process alive.
    pub(super) fn await_one_more(&mut self, process: ProcessId) {
        self.processes[process.index()].n_awaited += 1;
    }

    /// Notes that a task which keeps a process alive has ended.
    pub(super) fn await_one_less(&mut self, process: ProcessId) {
        self.processes[process.index()].n_awaited -= 1;
    }

    /// Ends a process whose machine failed, and gives those who waited for it.
    pub fn lose(&mut self, process: ProcessId) -> Vec<Wake> {
        let mut wakes = Vec::new();
        if !self.process(process).is_over() {
            self.processes[process.index()].is_lost = true;
            self.kill(process, KILLED, &mut wakes);
        }
        wakes
    }

    /// Ends a process at once, whatever its tasks do.
    pub(super) fn kill(&mut self, process: ProcessId, exit_code: i32, wakes: &mut Vec<Wake>) {
        if self.process(process).is_over() {
            return;
        }
        self.processes[process.index()].decided.get_or_insert(exit_code);
        self.end_process(process, wakes);
    }

    /// Ends a process if nothing keeps it alive.
    pub(super) fn settle(&mut self, process: ProcessId, wakes: &mut Vec<Wake>) {
        let is_kept = |kernel: &Kernel| kernel.process(process).n_awaited > 0;
        if self.process(process).is_over() || is_kept(self) {
            return;
        }
        let all = (0..).map(ProcessId).zip(&self.processes);
        let daemons = all.filter(|(_, child)| child.parent == Some(process) && child.daemon);
        let daemons: Vec<ProcessId> = daemons.map(|(id, _)| id).collect();
        daemons.into_iter().for_each(|child| self.kill(child, TERMINATED, wakes));
        if self.process(process).n_children == 0 && !self.process(process).is_over() {
            self.end_process(process, wakes);
        }
    }

    fn end_process(&mut self, process: ProcessId, wakes: &mut Vec<Wake>) {
        let Process { main, parent, daemon, decided, .. } = *self.process(process);
        let by_result = match self.task(main).state {
            State::Done(Ok(_)) => 0,
            _ => 1,
        };
        let record = &mut self.processes[process.index()];
        record.exit_code = Some(decided.unwrap_or(by_result));
        let joiners = std::mem::take(&mut record.joiners);
        self.over.push(process);
        let (tasks, more) = self.cancel_where(|_, task| task.process == process);
        self.cut_off.extend(tasks);
        wakes.extend(more);
        self.close_all(process, wakes);
        for joiner in joiners {
            // Who waited for its messages, too, was woken by the end of those.
            if matches!(self.task(joiner).state, State::Waiting(_)) {
                self.stop_waiting(joiner);
                wakes.push(self.wake_to_retry(joiner));
            }
        }
        if let Some(parent) = parent.filter(|_| !daemon) {
            self.processes[parent.index()].n_children -= 1;
            self.settle(parent, wakes);
        }
    }

    /// Closes whatever a process has open: those who wait at the other ends are told.
    fn close_all(&mut self, process: ProcessId, wakes: &mut Vec<Wake>) {
        for index in 0..self.syncs.len() {
            if let SyncObject::Channel(channel) = &mut self.syncs[index].object
                && channel.close_all(process)
            {
                self.tell_closed(index, wakes);
            }
        }
    }

    /// Waits for messages and the ends of processes.
    pub(super) fn wait_for_any<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        request: ChannelRequest,
    ) -> Verdict {
        let ChannelRequest::Wait { channels, processes, timeout } = &request else {
            unreachable!("called for waiting only");
        };
        let mut ready = Vec::new();
        for (position, &channel) in channels.iter().enumerate() {
            if self.channel(channel).is_ready() {
                ready.push(position);
            }
        }
        for (position, &process) in processes.iter().enumerate() {
            if self.process(self.process_of(process)).is_over() {
                ready.push(channels.len() + position);
            }
        }
        if !ready.is_empty() || *timeout == Some(Span(0)) {
            let ready = ready.into_iter().map(|at| Value::Int(i64::try_from(at).unwrap_or(0)));
            return Verdict::Reply(ctx.new_tuple(ready.collect::<Vec<_>>()));
        }
        for &channel in channels {
            self.channel(channel).waiters.add(task);
        }
        for &process in processes {
            let process = self.process_of(process);
            self.processes[process.index()].joiners.push(task);
        }
        let (cause, sync, other) = match (&**channels, &**processes) {
            ([], [process, ..]) => (Cause::Join, None, Some(*process)),
            ([channel, ..], _) => (Cause::Queue, Some(*channel), None),
            ([], []) => (Cause::Queue, None, None),
        };
        let timeout = *timeout;
        let request = Request::Channel(request);
        self.block(task, Wait { cause, sync, task: other, timeout, asked: request.into() })
    }

    /// Takes a task out of the lists of all that it waits for at once.
    pub(super) fn stop_waiting_for_any(&mut self, task: TaskId) -> bool {
        let Some(Request::Channel(ChannelRequest::Wait { channels, processes, .. })) =
            self.task(task).state.request()
        else {
            return false;
        };
        let (channels, processes) = (channels.clone(), processes.clone());
        for channel in channels {
            self.channel(channel).waiters.forget(task);
        }
        for process in processes {
            let process = self.process_of(process);
            self.processes[process.index()].joiners.retain(|&joiner| joiner != task);
        }
        true
    }

    /// How a wait for messages and ends goes on when its time is over.
    pub(super) fn wait_ended(request: &Request) -> Option<Resumption> {
        match request {
            Request::Channel(ChannelRequest::Wait { channels, processes, .. }) => {
                let (channels, processes) = (channels.clone(), processes.clone());
                let timeout = Some(Span(0));
                let again = ChannelRequest::Wait { channels, processes, timeout };
                Some(Resumption::Retry(Request::Channel(again)))
            }
            _ => None,
        }
    }
}
