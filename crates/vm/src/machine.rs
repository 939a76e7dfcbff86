//! A whole run as one value: memory, tasks and objects. Drivers of one thread use it.

use std::sync::Arc;

use lang::library::ExceptionKind;
use lang::program::{CodeIdx, LibraryModule, Program};
use trace::{Cause, Line, ObjectInfo, TaskId, Time};

use crate::context::Context;
use crate::ending::{Ending, Failure, Stuck};
use crate::fiber::{Fiber, Fuel, Preempt, Run};
use crate::fibers::Fibers;
use crate::heap::{Heap, LocalHeap, Pressure};
use crate::interrupt::Interrupt;
use crate::kernel::{
    Effect, FetchError, FetchId, Kernel, Memories, ProcessId, SpaceId, Surroundings, Verdict, Wake,
};
use crate::kind::Text;
use crate::linked::Linked;
use crate::marshal::MarshalWatch;
use crate::objects::objects;
use crate::request::{Limit, Pause, Request, Start};
use crate::startup::start;
use crate::value::Value;
use crate::weigh::{Weight, Weights};

/// The part of the library that starts processes.
const PROCESSES: &str = "_mp_process";

/// Why there is a heap.
const LIVES: &str = "a task that has not ended has memory";
/// Why there is a fiber.
const GOES_ON: &str = "only tasks that have not ended go on";

/// The state of a run on one thread. A clone is an independent copy.
#[derive(Clone)]
pub struct Machine {
    pub(crate) linked: Arc<Linked>,
    /// Each address space, until the last process in it is over.
    pub(crate) heaps: Vec<Option<LocalHeap>>,
    /// The memory as it is when a module's body begins, where processes have memory of their own.
    fresh: Option<LocalHeap>,
    /// The bytes in use in each, as they were last counted.
    counted: Vec<usize>,
    /// Invariant: the sum of those.
    bytes: usize,
    heap_bytes_max: usize,
    kernel: Kernel,
    /// Uncaught exceptions of tasks whose memory is gone.
    failures: Vec<(TaskId, Failure)>,
    pub(crate) fibers: Fibers,
}

impl Machine {
    /// The state before the first instruction: one task, at the beginning of the workload.
    #[must_use]
    pub fn new(
        program: Arc<Program>,
        heap_bytes_max: usize,
        surroundings: Surroundings,
    ) -> Machine {
        let mut heap = LocalHeap::new(program.globals.len(), heap_bytes_max);
        let linked = Arc::new(Linked::new(program, &mut heap));
        let mut kernel = Kernel::new(surroundings);
        let main = start(&mut heap, &linked, &mut kernel);
        Machine::of_parts(linked, heap, kernel, main, heap_bytes_max)
    }

    /// The state with one memory, and of all tasks only the last one that has not ended.
    pub(crate) fn of_parts(
        linked: Arc<Linked>,
        heap: LocalHeap,
        kernel: Kernel,
        main: Fiber,
        heap_bytes_max: usize,
    ) -> Machine {
        Machine {
            linked,
            bytes: heap.bytes(),
            counted: vec![heap.bytes()],
            heaps: vec![Some(heap)],
            fresh: None,
            heap_bytes_max,
            fibers: Fibers::after(kernel.tasks().len() - 1, main),
            kernel,
            failures: Vec::new(),
        }
    }

    /// Says what instructions weigh, for who asks. To be said before the first instruction.
    ///
    /// # Panics
    /// If there are copies of this machine.
    pub fn weigh(&mut self, weights: &Weights) {
        Arc::get_mut(&mut self.linked).expect("the machine is new").weigh(weights);
    }

    /// Says who watches marshalling. To be said before the first instruction.
    ///
    /// # Panics
    /// If there are copies of this machine.
    pub fn watch_marshalling(&mut self, watch: MarshalWatch) {
        let linked = Arc::get_mut(&mut self.linked).expect("the machine is new");
        linked.watch_marshalling(watch);
    }

    /// Says what ends the run. To be said before the first instruction.
    ///
    /// # Panics
    /// If there are copies of this machine.
    pub fn end_by(&mut self, interrupt: &Interrupt) {
        Arc::get_mut(&mut self.linked).expect("the machine is new").end_by(interrupt);
    }

    /// Gives each process that is started memory of its own. To be said before the first instruction.
    pub fn keep_memories_apart(&mut self) {
        self.kernel.keep_memories(Memories::Apart);
        let uses_processes = |module: &LibraryModule| module.name == PROCESSES;
        if self.linked.program.modules.iter().any(uses_processes) {
            self.fresh.clone_from(&self.heaps[0]);
        }
    }

    /// The table of tasks and objects.
    #[must_use]
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    pub(crate) fn kernel_mut(&mut self) -> &mut Kernel {
        &mut self.kernel
    }

    /// Runs a task for that many instructions, or until it asks for something.
    pub fn run(&mut self, task: TaskId, fuel: Fuel, preempt: Preempt) -> Run {
        let mut run = self.run_on(task, fuel, preempt);
        // Nothing tells where it was held up by a collection, which comes when values have taken so many
        // bytes: not as many on every machine.
        while matches!(run.pause, Pause::Fuel) && run.spent < fuel.0 {
            let rest = self.run_on(task, Fuel(fuel.0 - run.spent), preempt);
            let (spent, weight) = (run.spent + rest.spent, run.weight.plus(rest.weight));
            run = Run { spent, weight, due: run.due.or(rest.due), ..rest };
        }
        run
    }

    /// Runs a task, after a collection if that is due, until the next one is.
    fn run_on(&mut self, task: TaskId, fuel: Fuel, preempt: Preempt) -> Run {
        let space = self.kernel.space_of(task);
        let needs_all = self.fiber_mut(task).needs_all_memory();
        if needs_all || self.heap(space).pressure() != Pressure::Low {
            self.collect_space(space);
        }
        let heap = self.heaps[space.index()].as_mut().expect(LIVES);
        if heap.pressure() == Pressure::Full {
            let (pause, weight) = (Pause::Limit(Limit::Heap), Weight::default());
            return Run { pause, spent: 0, weight, interruptible: true, due: None };
        }
        let fiber = self.fibers.whole(task).expect(GOES_ON);
        let run = fiber.run(heap, &self.linked, fuel, preempt);
        self.share_out(space);
        run
    }

    /// Counts an address space anew, and lets it know how much the others leave of what all may hold together.
    fn share_out(&mut self, space: SpaceId) {
        let is_shared_out = self.heaps.len() > 1;
        let heap = self.heaps[space.index()].as_mut().expect(LIVES);
        let counted = &mut self.counted[space.index()];
        let others = self.bytes - *counted;
        *counted = heap.bytes();
        self.bytes = others + *counted;
        if is_shared_out {
            heap.limit_to(self.heap_bytes_max.saturating_sub(others));
        }
    }

    /// Lets the kernel perform what a task asked for.
    pub fn perform(&mut self, task: TaskId, request: Request) -> Effect {
        let space = self.kernel.space_of(task);
        let mut any = self.heaps[space.index()].as_mut().expect(LIVES).any();
        let mut ctx = Context::new(&mut any, &self.linked);
        let effect = self.kernel.perform(&mut ctx, task, request);
        drop(any);
        match &effect.verdict {
            Verdict::Park { .. } => self.fibers.park(task, &self.linked),
            Verdict::Step { wake, .. } => self.fibers.go_on(wake.task),
            _ => {}
        }
        self.share_out(space);
        self.drop_memories();
        effect
    }

    /// Adds the state of a task that the kernel has just made.
    pub fn add_fiber(&mut self, task: TaskId, fiber: Box<Fiber>) {
        assert_eq!(task.index(), self.fibers.len(), "tasks are numbered in order");
        self.fibers.push(fiber, &self.linked);
        if let Some((start, parent)) = self.kernel.origin_of(task) {
            self.add_memory(start, parent);
        }
    }

    /// Makes the memory of a process that has just been started.
    fn add_memory(&mut self, start: Start, parent: SpaceId) {
        let heap = match (start, &self.fresh) {
            (Start::Spawn | Start::ForkServer, Some(fresh)) => {
                let mut heap = fresh.clone();
                if let Some(name) = self.linked.program.module_name {
                    let text = heap.freeze(Text::new("__mp_main__"));
                    heap.store_global(name, Value::Str(text));
                }
                heap
            }
            _ => self.heap(parent).clone(),
        };
        self.heaps.push(Some(heap));
        self.counted.push(0);
        let space = self.heaps.len() - 1;
        self.share_out(SpaceId(u32::try_from(space).expect("fewer than tasks")));
    }

    /// Drops the memory of processes that are over.
    fn drop_memories(&mut self) {
        for process in self.kernel.take_over() {
            let space = self.kernel.process(process).space;
            if space == SpaceId::MAIN {
                continue;
            }
            let failed: Vec<(TaskId, Value)> = self
                .kernel
                .unobserved_failures()
                .filter(|(task, _)| self.kernel.process_of(*task) == process)
                .collect();
            for (task, exception) in failed {
                let mut any = self.heaps[space.index()].as_mut().expect(LIVES).any();
                let mut ctx = Context::new(&mut any, &self.linked);
                if ctx.exception_kind(exception) != ExceptionKind::SystemExit {
                    self.failures.push((task, Failure::of_exception(&mut ctx, exception)));
                }
            }
            self.bytes -= std::mem::take(&mut self.counted[space.index()]);
            self.heaps[space.index()] = None;
        }
    }

    /// Gives a task the reply it waits for.
    pub fn resume(&mut self, task: TaskId, reply: Value) {
        self.fiber_mut(task).resume(reply);
    }

    /// Gives a task a text for the reply that it waits for.
    pub fn resume_with_text(&mut self, task: TaskId, text: &str) {
        let space = self.kernel.space_of(task);
        let mut any = self.heaps[space.index()].as_mut().expect(LIVES).any();
        let reply = Context::new(&mut any, &self.linked).new_str(text);
        drop(any);
        self.resume(task, reply);
    }

    /// What is known of an exception of a task that nobody caught.
    pub fn failure(&mut self, task: TaskId, exception: Value) -> Failure {
        let space = self.kernel.space_of(task);
        let mut any = self.heaps[space.index()].as_mut().expect(LIVES).any();
        let mut ctx = Context::new(&mut any, &self.linked);
        Failure::of_exception(&mut ctx, exception)
    }

    /// Raises an exception where a task waits for a reply.
    pub fn throw(&mut self, task: TaskId, exception: Value) {
        self.fiber_mut(task).throw(exception);
    }

    /// Notes that a task's timer went off.
    pub fn timer_ended(&mut self, task: TaskId) -> Option<Wake> {
        self.kernel.timer_ended(task)
    }

    /// Notes that what a task has asked the outside for has come: see [`Kernel::fetched`].
    pub fn fetched(
        &mut self,
        task: TaskId,
        id: FetchId,
        result: Result<String, FetchError>,
    ) -> Option<Wake> {
        let space = self.kernel.space_of(task);
        // The process that asked may be over.
        let mut any = self.heaps[space.index()].as_mut()?.any();
        self.kernel.fetched(&mut Context::new(&mut any, &self.linked), task, id, result)
    }

    /// Notes that what a parked task waits for has happened: see [`Kernel::due`].
    pub fn due(&mut self, task: TaskId) -> Option<Cause> {
        self.kernel.due(task)
    }

    /// Notes that a task ended, and gives those who waited for it.
    pub fn finish(&mut self, task: TaskId, result: Result<Value, Value>) -> Vec<Wake> {
        self.fibers.end(task);
        let space = self.kernel.space_of(task);
        let mut any = self.heaps[space.index()].as_mut().expect(LIVES).any();
        let mut ctx = Context::new(&mut any, &self.linked);
        self.kernel.decide_exit_code(task, ctx.exit_code(result));
        drop(any);
        let wakes = self.kernel.finish(task, result);
        self.drop_memories();
        wakes
    }

    /// Ends a process whose machine failed, and gives those who waited for it.
    pub fn lose(&mut self, process: ProcessId) -> Vec<Wake> {
        let wakes = self.kernel.lose(process);
        self.drop_memories();
        wakes
    }

    /// How many bytes another machine needs to begin a process that has just been started: what it
    /// begins with, where its memory is new; else what its memory holds beyond that of a program
    /// that has not begun.
    pub fn image_bytes(&mut self, task: TaskId) -> u64 {
        let Machine { heaps, kernel, fibers, linked, fresh, .. } = self;
        let process = kernel.process(kernel.process_of(task));
        if process.start != Start::Fork {
            return process.message_bytes() as u64;
        }
        let heap = heaps[process.space.index()].as_mut().expect(LIVES);
        let image = heap.image_bytes(|visit| {
            kernel.visit_roots_of(process.space, visit);
            fibers.visit_roots(linked, |other| other == task, visit);
        });
        let known = fresh.as_mut().map_or(0, |fresh| fresh.image_bytes(|_| ()));
        image.saturating_sub(known)
    }

    /// Takes the tasks that ended with their process: see [`Kernel::take_cut_off`].
    pub fn take_cut_off(&mut self) -> Vec<TaskId> {
        self.kernel.take_cut_off()
    }

    /// Cuts off the tasks that are left when the program is over.
    pub fn cut_off(&mut self) -> Vec<TaskId> {
        self.kernel.cut_off()
    }

    /// What runs.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.linked.program
    }

    /// The function that a task is in; none once it has ended.
    #[must_use]
    pub fn code(&self, task: TaskId) -> Option<CodeIdx> {
        self.fibers.code(task)
    }

    /// The line of the workload on which a task stands.
    #[must_use]
    pub fn line(&self, task: TaskId) -> Line {
        self.fibers.line(task, &self.linked.program).map_or(Line::NONE, Line)
    }

    /// `Type: message` of an exception of a task.
    pub fn exception_text(&mut self, task: TaskId, exception: Value) -> String {
        self.failure(task, exception).summary()
    }

    /// All synchronisation objects with their names.
    pub fn objects(&mut self) -> Vec<ObjectInfo> {
        let heap = self.heaps[0].as_mut().expect(LIVES);
        objects(heap, &self.linked.program, &self.kernel)
    }

    /// When the wait that a task has just begun ends by itself.
    pub fn deadline(&mut self, task: TaskId, now: Time) -> Option<Time> {
        self.kernel.deadline(task, now)
    }

    /// How the program ended, when it is over.
    pub fn ending(&mut self) -> Ending {
        let mut any = self.heaps[0].as_mut().expect(LIVES).any();
        let mut ctx = Context::new(&mut any, &self.linked);
        let mut ending = Ending::of_program(&mut ctx, &self.kernel);
        if let Ending::Over { others, .. } = &mut ending {
            others.append(&mut self.failures);
            others.sort_by_key(|(task, _)| *task);
        }
        ending
    }

    /// The picture of a deadlock: every task that waits.
    pub fn deadlock(&mut self) -> Ending {
        let objects = self.objects();
        let stuck = self
            .kernel
            .waiting()
            .map(|(task, wait)| Stuck::new(&self.kernel, &objects, task, self.line(task).0, wait));
        Ending::Deadlock(stuck.collect())
    }

    fn fiber_mut(&mut self, task: TaskId) -> &mut Fiber {
        self.fibers.whole(task).expect(GOES_ON)
    }

    /// Frees what can no longer be reached. [`Machine::run`] does so when it is due.
    pub fn collect(&mut self) {
        for space in 0..u32::try_from(self.heaps.len()).expect("fewer than tasks") {
            if self.heaps[space as usize].is_some() {
                self.collect_space(SpaceId(space));
            }
        }
    }

    fn collect_space(&mut self, space: SpaceId) {
        let Machine { heaps, kernel, fibers, linked, .. } = self;
        let heap = heaps[space.index()].as_mut().expect(LIVES);
        heap.collect(|visit| {
            linked.visit_roots(visit);
            kernel.visit_roots_of(space, visit);
            fibers.visit_roots(linked, |task| kernel.space_of(task) == space, visit);
        });
        self.share_out(space);
    }

    fn heap(&self, space: SpaceId) -> &LocalHeap {
        self.heaps[space.index()].as_ref().expect(LIVES)
    }
}
