//! A process with an instance of the engine of its own, as a [`Machine`] that has one process: how it
//! begins, and how it speaks with the table that all processes share.

use std::sync::Arc;

use lang::program::Program;
use trace::{Cause, TaskId};

use crate::context::Context;
use crate::fiber::Fiber;
use crate::heap::{AnyHeap, Heap, LocalHeap};
use crate::image::{Reader, Saved, load_resumption, load_verdict};
use crate::kernel::{Kernel, ProcessVerdict, Surroundings, Verdict, Wake, in_table};
use crate::kind::Text;
use crate::linked::Linked;
use crate::machine::Machine;
use crate::marshal::MarshalWatch;
use crate::objects::shared_names;
use crate::request::{ProcessRequest, Request, Start};
use crate::startup::start;
use crate::value::{SyncId, Value};

/// How a process apart gets its memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It is the first: its memory is new, and it runs the workload.
    First,
    /// Another process has started it.
    Child {
        /// Its name.
        name: String,
        /// How: with [`Start::Fork`] the bytes are a copy of its parent's memory, elsewhere the message
        /// that it begins with.
        start: Start,
        /// Those bytes.
        bytes: Vec<u8>,
    },
}

impl Machine {
    /// The state of a process before its first instruction, as the workload knows it by `number`;
    /// nothing if the bytes of its memory are none. How these become a memory is watched, too.
    #[must_use]
    pub fn apart(
        program: Arc<Program>,
        heap_bytes_max: usize,
        surroundings: Surroundings,
        number: i64,
        origin: Origin,
        watch: MarshalWatch,
    ) -> Option<Machine> {
        let is_child = origin != Origin::First;
        let mut machine = match origin {
            Origin::Child { name, start: Start::Fork, bytes } => {
                forked(program, heap_bytes_max, surroundings, name, &bytes, watch)?
            }
            origin => {
                let mut heap = LocalHeap::new(program.globals.len(), heap_bytes_max);
                let linked = Arc::new(Linked::new(program, &mut heap));
                let mut kernel = Kernel::new(surroundings);
                let mut main = start(&mut heap, &linked, &mut kernel);
                if let Origin::Child { name, bytes, .. } = origin {
                    if let Some(module_name) = linked.program.module_name {
                        let text = heap.freeze(Text::new("__mp_main__"));
                        heap.store_global(module_name, Value::Str(text));
                    }
                    let program = &linked.program;
                    main = Fiber::call(program, program.prelude_function("_spawned"), &[]);
                    kernel.become_spawned(name, bytes);
                }
                Machine::of_parts(linked, heap, kernel, main, heap_bytes_max)
            }
        };
        machine.watch_marshalling(watch);
        machine.kernel_mut().set_apart(number, is_child);
        Some(machine)
    }

    /// The first task of the one process there is.
    #[must_use]
    pub fn main_task(&self) -> TaskId {
        self.kernel().processes()[0].main
    }

    /// What a task asks, as the shared table understands it; with it a copy of all memory where it
    /// starts a process that begins with that.
    pub fn ask(&mut self, mut request: Request) -> (Request, Option<Vec<u8>>) {
        let mut image = None;
        if let Request::Process(ProcessRequest::Start { callee, args, start, .. }) = &mut request {
            if *start == Start::Fork {
                image = Some(self.image(*callee, *args));
            }
            (*callee, *args) = (Value::None, Value::None);
        }
        request.for_each_sync(&mut |sync| *sync = sync.in_table().unwrap_or(*sync));
        request.for_each_task(&mut |task| {
            *task = in_table(*task).unwrap_or(*task);
        });
        (request, image)
    }

    /// The shared table's verdict on what a task asked; nothing if these are no such bytes.
    pub fn answered(&mut self, task: TaskId, bytes: &[u8]) -> Option<Verdict> {
        let mut from = Reader::new(bytes);
        let verdict = self.with_context(|ctx| load_verdict(ctx, &mut from));
        let verdict = from.finish(verdict)?;
        if let Verdict::Block { wait, .. }
        | Verdict::Process(ProcessVerdict::Sent { wait: Some(wait), .. }) = &verdict
        {
            self.kernel_mut().wait_elsewhere(task, wait);
        }
        Some(verdict)
    }

    /// How a task goes on that has waited in the shared table, as that has said; nothing if it is no
    /// more.
    pub fn woken(&mut self, task: TaskId, bytes: &[u8]) -> Option<Wake> {
        let mut from = Reader::new(bytes);
        let (cause, sync): (Cause, Option<SyncId>) = Saved::load(&mut from);
        let how = self.with_context(|ctx| load_resumption(ctx, &mut from));
        let how = from.finish(how)?;
        let sync = sync.map(SyncId::of_all);
        self.kernel_mut().woken_elsewhere(task).then_some(Wake { task, cause, sync, how })
    }

    /// The names by which it knows objects of the shared table.
    pub fn shared_names(&mut self) -> Vec<(SyncId, String)> {
        let heap = self.heaps[0].as_mut().expect("its one process runs");
        shared_names(heap, &self.linked.program)
    }

    /// All memory without what cannot be reached, and what the new process calls.
    fn image(&mut self, callee: Value, args: Value) -> Vec<u8> {
        self.collect();
        let save = || {
            let mut out = Vec::new();
            (callee, args).save(&mut out);
            self.kernel().inherited().save(&mut out);
            self.heaps[0].as_ref().expect("its one process runs").save(&mut out);
            out
        };
        match self.linked.marshal_watch {
            Some(watch) => watch.during(save),
            None => save(),
        }
    }

    fn with_context<T>(&mut self, work: impl FnOnce(&mut Context<AnyHeap>) -> T) -> T {
        let mut any = self.heaps[0].as_mut().expect("its one process runs").any();
        work(&mut Context::new(&mut any, &self.linked))
    }
}

/// A process that begins with a copy of its parent's memory.
fn forked(
    program: Arc<Program>,
    heap_bytes_max: usize,
    surroundings: Surroundings,
    name: String,
    image: &[u8],
    watch: MarshalWatch,
) -> Option<Machine> {
    // The program's constants are in the copy already, in the places where linking puts them.
    let mut unused = LocalHeap::new(program.globals.len(), heap_bytes_max);
    let linked = Arc::new(Linked::new(program, &mut unused));
    let mut from = Reader::new(image);
    let ((callee, args), inherited) = Saved::load(&mut from);
    let heap = watch.during(|| LocalHeap::load(&mut from));
    let mut heap = from.finish(heap)?;
    heap.limit_to(heap_bytes_max);
    let kernel = Kernel::forked(surroundings, name, inherited);
    let program = &linked.program;
    let entry = program.prelude_function("_call");
    let main = Fiber::call(program, entry, &[callee, args, Value::None]);
    Some(Machine::of_parts(linked, heap, kernel, main, heap_bytes_max))
}
