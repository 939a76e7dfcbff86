//! The table of all processes and of what they share, where each process has an instance of the
//! engine of its own: it performs what they ask, and its answers are bytes.
//!
//! It is the same [`Kernel`] that serves the processes of one machine. Of each process it has the
//! first task, and the others as guests, so that they can wait here.

use std::sync::Arc;

use lang::library::ExceptionKind;
use lang::program::Program;
use trace::{ObjectInfo, TaskId, TaskKind};

use crate::context::Context;
use crate::ending::Stuck;
use crate::heap::{Heap, LocalHeap, Pressure};
use crate::image::{Saved, save_resumption, save_verdict};
use crate::kernel::{Effect, Kernel, Memories, ProcessId, State, Surroundings, Verdict, Wake};
use crate::linked::Linked;
use crate::request::Request;
use crate::value::{SyncId, Value};

/// The bytes of what the table's replies are made of, until they are written.
const HEAP_BYTES_MAX: usize = 1 << 30;

/// The table.
pub struct SharedTable {
    linked: Linked,
    heap: LocalHeap,
    kernel: Kernel,
}

/// What came of something that a process asked.
#[derive(Clone, Debug)]
pub struct Answer {
    /// For `Machine::answered`.
    pub bytes: Vec<u8>,
    /// The first task of the process that was started, if one was.
    pub started: Option<TaskId>,
    /// Who goes on.
    pub woken: Vec<Woken>,
}

/// A task that goes on.
#[derive(Clone, Debug)]
pub struct Woken {
    /// Which.
    pub task: TaskId,
    /// For `Machine::woken`.
    pub bytes: Vec<u8>,
}

impl SharedTable {
    /// The table at the start of a program: it has the first process.
    #[must_use]
    pub fn new(program: Arc<Program>, surroundings: Surroundings) -> SharedTable {
        let mut heap = LocalHeap::new(program.globals.len(), HEAP_BYTES_MAX);
        let linked = Linked::new(program, &mut heap);
        let mut kernel = Kernel::new(surroundings);
        kernel.keep_memories(Memories::Apart);
        SharedTable { linked, heap, kernel }
    }

    /// All processes, tasks and objects.
    #[must_use]
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Adds a task of a process that has begun elsewhere.
    pub fn add_guest(
        &mut self,
        process: ProcessId,
        name: String,
        kind: TaskKind,
        parent: TaskId,
    ) -> TaskId {
        self.kernel.add_guest(process, name, kind, Some(parent))
    }

    /// A task is no more that may have waited here.
    pub fn forget(&mut self, guest: TaskId) {
        if !self.kernel.task(guest).state.is_ended() {
            self.kernel.forget_guest(guest);
        }
    }

    /// Performs what a task asks; nothing if it is no more.
    pub fn perform(&mut self, task: TaskId, request: Request) -> Option<Answer> {
        if self.kernel.task(task).state.is_ended() {
            return None;
        }
        self.collect();
        let SharedTable { linked, heap, kernel } = self;
        let mut any = heap.any();
        let mut ctx = Context::new(&mut any, linked);
        let Effect { verdict, wakes } = kernel.perform(&mut ctx, task, request);
        let started = match &verdict {
            Verdict::Spawned { task, .. } => Some(*task),
            _ => None,
        };
        let mut bytes = Vec::new();
        save_verdict(&mut ctx, verdict, &mut bytes);
        drop(any);
        let woken = self.all_woken(wakes);
        Some(Answer { bytes, started, woken })
    }

    /// What a task is answered that asks for a process where there can be no more.
    pub fn no_process(&mut self, why: &str) -> Vec<u8> {
        let mut any = self.heap.any();
        let mut ctx = Context::new(&mut any, &self.linked);
        let why = ctx.new_str(why);
        // As `fork` says it: EAGAIN.
        let exception = ctx.new_exception(ExceptionKind::BlockingIOError, &[Value::Int(11), why]);
        let mut bytes = Vec::new();
        save_verdict(&mut ctx, Verdict::Throw(exception), &mut bytes);
        bytes
    }

    /// The time of a wait is over.
    pub fn timer_ended(&mut self, task: TaskId) -> Option<Woken> {
        let wake = self.kernel.timer_ended(task)?;
        self.all_woken(vec![wake]).pop()
    }

    /// A process has nothing left to do: it ends with that exit code, once its children have ended
    /// that it waits for.
    pub fn finish(&mut self, process: ProcessId, exit_code: i32) -> Vec<Woken> {
        let main = self.kernel.process(process).main;
        if self.kernel.task(main).state.is_ended() {
            return Vec::new();
        }
        self.kernel.decide_exit_code(main, exit_code);
        let wakes = self.kernel.finish(main, Ok(Value::None));
        self.all_woken(wakes)
    }

    /// A process is no more, whatever it was doing.
    pub fn end_by_force(&mut self, process: ProcessId, exit_code: i32) -> Vec<Woken> {
        let wakes = self.kernel.end_by_force(process, exit_code);
        self.all_woken(wakes)
    }

    /// Takes the processes that have ended since this was last asked.
    pub fn take_over(&mut self) -> Vec<ProcessId> {
        self.kernel.take_cut_off();
        self.kernel.take_over()
    }

    /// All shared objects, in the order of their ids, by what `names` has for them or else by rule.
    pub fn objects(&self, names: impl Fn(SyncId) -> Option<String>) -> Vec<ObjectInfo> {
        let all: Vec<SyncId> = self.kernel.sync_objects().collect();
        let own_lock_of = |lock: SyncId| {
            let next = all.get(lock.index() + 1).copied();
            next.filter(|&sync| self.kernel.own_lock(sync) == Some(lock))
        };
        let name = |sync: SyncId| {
            let condition = || own_lock_of(sync).and_then(&names);
            names(sync)
                .or_else(|| condition().map(|name| format!("lock of {name}")))
                .unwrap_or_else(|| self.kernel.sync_name(sync))
        };
        let info =
            |&sync: &SyncId| ObjectInfo { name: name(sync), kind: sync.kind().object_kind() };
        all.iter().map(info).collect()
    }

    /// The picture of a task that waits here, at that line; `objects` are all that there are.
    #[must_use]
    pub fn stuck(&self, objects: &[ObjectInfo], task: TaskId, line: u32) -> Option<Stuck> {
        match &self.kernel.task(task).state {
            State::Waiting(wait) => Some(Stuck::new(&self.kernel, objects, task, line, wait)),
            _ => None,
        }
    }

    fn all_woken(&mut self, wakes: Vec<Wake>) -> Vec<Woken> {
        let mut any = self.heap.any();
        let mut ctx = Context::new(&mut any, &self.linked);
        let woken = |Wake { task, cause, sync, how }: Wake| {
            let mut bytes = Vec::new();
            (cause, sync).save(&mut bytes);
            save_resumption(&mut ctx, how, &mut bytes);
            Woken { task, bytes }
        };
        wakes.into_iter().map(woken).collect()
    }

    /// Nothing in the heap outlives the answer that it is part of.
    fn collect(&mut self) {
        if self.heap.pressure() != Pressure::Low {
            let linked = &self.linked;
            self.heap.collect(|visit| linked.visit_roots(visit));
        }
    }
}
