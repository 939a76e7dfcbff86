//! A whole run as one value: memory, tasks and objects. Drivers of one thread use it.

use std::sync::Arc;

use lang::program::Program;
use trace::{Cause, Line, ObjectInfo, TaskId, Time};

use crate::context::Context;
use crate::ending::{Ending, Failure, Stuck};
use crate::fiber::{Fiber, Fuel, Preempt, Run};
use crate::heap::{Heap, LocalHeap, Pressure};
use crate::kernel::{Effect, Kernel, Wake};
use crate::linked::Linked;
use crate::objects::objects;
use crate::request::{Limit, Pause, Request};
use crate::startup::start;
use crate::value::Value;

/// The state of a run on one thread. A clone is an independent copy.
#[derive(Clone)]
pub struct Machine {
    linked: Arc<Linked>,
    heap: LocalHeap,
    kernel: Kernel,
    /// Each task's saved state, until it ends.
    fibers: Vec<Option<Fiber>>,
}

impl Machine {
    /// The state before the first instruction: one task, at the beginning of the workload.
    #[must_use]
    pub fn new(program: Arc<Program>, heap_bytes_max: usize, input: Vec<String>) -> Machine {
        let mut heap = LocalHeap::new(program.globals.len(), heap_bytes_max);
        let linked = Arc::new(Linked::new(program, &mut heap));
        let mut kernel = Kernel::new(input);
        let main = start(&mut heap, &linked, &mut kernel);
        Machine { linked, heap, kernel, fibers: vec![Some(main)] }
    }

    /// The table of tasks and objects.
    #[must_use]
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Runs a task for that many instructions, or until it asks for something.
    pub fn run(&mut self, task: TaskId, fuel: Fuel, preempt: Preempt) -> Run {
        if self.heap.pressure() != Pressure::Low {
            self.collect();
        }
        if self.heap.pressure() == Pressure::Full {
            return Run { pause: Pause::Limit(Limit::Heap), spent: 0, interruptible: true };
        }
        let fiber = self.fibers[task.index()].as_mut().expect("only tasks that have not ended run");
        fiber.run(&mut self.heap, &self.linked, fuel, preempt)
    }

    /// Lets the kernel perform what a task asked for.
    pub fn perform(&mut self, task: TaskId, request: Request) -> Effect {
        let mut any = self.heap.any();
        let mut ctx = Context::new(&mut any, &self.linked);
        self.kernel.perform(&mut ctx, task, request)
    }

    /// Adds the state of a task that the kernel has just made.
    pub fn add_fiber(&mut self, task: TaskId, fiber: Fiber) {
        assert_eq!(task.index(), self.fibers.len(), "tasks are numbered in order");
        self.fibers.push(Some(fiber));
    }

    /// Gives a task the reply it waits for.
    pub fn resume(&mut self, task: TaskId, reply: Value) {
        self.fiber_mut(task).resume(reply);
    }

    /// Raises an exception where a task waits for a reply.
    pub fn throw(&mut self, task: TaskId, exception: Value) {
        self.fiber_mut(task).throw(exception);
    }

    /// Notes that a task's timer went off.
    pub fn timer_ended(&mut self, task: TaskId) -> Option<Wake> {
        self.kernel.timer_ended(task)
    }

    /// Notes that what a parked task waits for has happened: see [`Kernel::due`].
    pub fn due(&mut self, task: TaskId) -> Option<Cause> {
        self.kernel.due(task)
    }

    /// Notes that a task ended, and gives those who waited for it.
    pub fn finish(&mut self, task: TaskId, result: Result<Value, Value>) -> Vec<Wake> {
        self.fibers[task.index()] = None;
        self.kernel.finish(task, result)
    }

    /// Cuts off the tasks that are left when the program is over.
    pub fn cut_off(&mut self) -> Vec<TaskId> {
        self.kernel.cut_off()
    }

    /// The line of the workload on which a task stands.
    #[must_use]
    pub fn line(&self, task: TaskId) -> Line {
        match &self.fibers[task.index()] {
            Some(fiber) => fiber.line(&self.linked.program).map_or(Line::NONE, Line),
            None => Line::NONE,
        }
    }

    /// `Type: message` of an exception.
    pub fn exception_text(&mut self, exception: Value) -> String {
        let mut any = self.heap.any();
        let mut ctx = Context::new(&mut any, &self.linked);
        Failure::of_exception(&mut ctx, exception).summary()
    }

    /// All synchronisation objects with their names.
    pub fn objects(&mut self) -> Vec<ObjectInfo> {
        objects(&mut self.heap, &self.linked.program, &self.kernel)
    }

    /// When the wait that a task has just begun ends by itself.
    pub fn deadline(&mut self, task: TaskId, now: Time) -> Option<Time> {
        self.kernel.deadline(task, now)
    }

    /// How the program ended, when it is over.
    pub fn ending(&mut self) -> Ending {
        let mut any = self.heap.any();
        let mut ctx = Context::new(&mut any, &self.linked);
        Ending::of_program(&mut ctx, &self.kernel)
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
        self.fibers[task.index()].as_mut().expect("only tasks that have not ended are answered")
    }

    /// Frees what can no longer be reached. [`Machine::run`] does so when it is due.
    pub fn collect(&mut self) {
        let Machine { heap, kernel, fibers, linked } = self;
        heap.collect(|visit| {
            linked.visit_roots(visit);
            kernel.visit_roots(visit);
            fibers.iter().flatten().for_each(|fiber| fiber.visit_roots(linked, visit));
        });
    }
}
