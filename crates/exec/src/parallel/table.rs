//! The state that workers share behind one lock: the kernel, and the tasks that no worker has.

use std::collections::VecDeque;

use trace::{Line, Span, TaskId, Time};
use vm::heap::Heap;
use vm::heap::SharedView;
use vm::{
    Context, Ending, Fiber, Kernel, Linked, Printed, Resumption, State, Stuck, Value, Wake, objects,
};

use crate::fetches::Fetches;
use crate::jobs::{Go, Job, Ready};
use crate::journal::{At, Log};
use crate::settings::Settings;
use crate::timers::Timers;

/// How many turns the last tasks take in a quantum.
const LAST_TURNS: u64 = 4;

/// What workers share.
#[derive(Debug)]
pub(crate) struct Table {
    pub kernel: Kernel,
    /// Each task's saved state; nothing once it ended, and while a worker has it.
    fibers: Vec<Option<Box<Fiber>>>,
    /// In the order in which they became ready.
    ready: VecDeque<Ready>,
    timers: Timers,
    /// What tasks have asked the outside for, where only the host's thread can ask it.
    pub asked: Vec<(TaskId, String)>,
    /// How many tasks workers have.
    n_busy: usize,
    pub printed: Printed,
    pub ending: Option<Ending>,
    /// Of the workers that have left.
    pub logs: Vec<Log>,
}

/// What a worker finds that looks for something to do.
pub(crate) enum Found {
    /// This.
    Job(Job),
    /// Nothing before that much time has passed, or somebody else makes a task ready.
    Nothing(Option<Span>),
    /// Nothing, ever: all tasks wait for each other.
    Deadlock,
}

impl Table {
    /// The main task is ready.
    pub fn new(kernel: Kernel, main: Fiber) -> Table {
        Table {
            kernel,
            fibers: vec![Some(Box::new(main))],
            ready: VecDeque::from([Ready { task: TaskId(0), go: Go::On(Resumption::Continue) }]),
            timers: Timers::default(),
            asked: Vec::new(),
            n_busy: 0,
            printed: Printed::default(),
            ending: None,
            logs: Vec::new(),
        }
    }

    /// Takes the next task that is ready.
    pub fn take(&mut self, now: Time) -> Found {
        if let Some(Ready { task, go }) = self.ready.pop_front() {
            self.n_busy += 1;
            let fiber = self.fibers[task.index()].take().expect("no worker has a ready task");
            return Found::Job(Job { task, fiber, go });
        }
        match self.timers.next() {
            Some(at) => Found::Nothing(Some(at.since(now))),
            None if self.n_busy > 0 => Found::Nothing(None),
            None => Found::Deadlock,
        }
    }

    /// Takes the first ready task that needs all memory for its next instruction.
    pub fn take_needy(&mut self) -> Option<Job> {
        let fibers = &self.fibers;
        let is_needy = |ready: &Ready| {
            fibers[ready.task.index()].as_ref().is_some_and(|fiber| fiber.needs_all_memory())
        };
        let place = self.ready.iter().position(is_needy)?;
        let Ready { task, go } = self.ready.remove(place)?;
        self.n_busy += 1;
        let fiber = self.fibers[task.index()].take().expect("no worker has a ready task");
        Some(Job { task, fiber, go })
    }

    /// Whether a task waits for a worker.
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// How long a task keeps its worker while others are ready. Where fewer wait than there are workers,
    /// one of these is soon without a task: shorter turns have the last tasks end at about the same
    /// time.
    pub fn turn(&self, settings: &Settings) -> Span {
        let are_last = self.ready.len() < settings.workers as usize;
        if are_last { Span(settings.quantum.0 / LAST_TURNS) } else { settings.quantum }
    }

    /// Wakes the tasks whose time has passed; says whether there were any.
    pub fn wake_elapsed(&mut self, log: &mut Log) -> bool {
        let now = log.now();
        let mut woken = false;
        while let Some(task) = self.timers.pop(now) {
            if let Some(wake) = self.kernel.timer_ended(task) {
                self.wake(wake, TaskId::NONE, log);
                woken = true;
            }
        }
        woken
    }

    /// Wakes the tasks for which something has come from outside.
    pub fn deliver(
        &mut self,
        fetches: &Fetches,
        linked: &Linked,
        view: &mut SharedView,
        log: &mut Log,
    ) {
        while let Some((task, fetched)) = fetches.pop() {
            let mut any = view.any();
            let wake = self.kernel.fetched(&mut Context::new(&mut any, linked), task, fetched);
            if let Some(wake) = wake {
                self.wake(wake, TaskId::NONE, log);
            }
        }
    }

    /// Makes a waiting task ready.
    pub fn wake(&mut self, wake: Wake, by: TaskId, log: &mut Log) {
        self.timers.cancel(wake.task);
        log.wake(&wake, by);
        self.make_ready(wake);
    }

    /// Makes a task ready of which that is recorded.
    pub fn make_ready(&mut self, wake: Wake) {
        self.ready.push_back(Ready { task: wake.task, go: Go::On(wake.how) });
    }

    /// Keeps a new task until it takes its first step.
    pub fn hold(&mut self, task: TaskId, fiber: Box<Fiber>) {
        assert_eq!(task.index(), self.fibers.len(), "tasks are numbered in order");
        self.fibers.push(Some(fiber));
    }

    /// Makes a new task ready.
    pub fn add(&mut self, task: TaskId, fiber: Box<Fiber>) {
        self.hold(task, fiber);
        self.ready.push_back(Ready { task, go: Go::On(Resumption::Continue) });
    }

    /// Takes a task back that can go on, behind the other ready ones.
    pub fn give_back(&mut self, job: Job) {
        let Job { task, fiber, go } = job;
        self.keep(task, fiber);
        self.ready.push_back(Ready { task, go });
    }

    /// Takes a task back that goes on before any other.
    pub fn give_back_first(&mut self, job: Job) {
        let Job { task, fiber, go } = job;
        self.keep(task, fiber);
        self.ready.push_front(Ready { task, go });
    }

    /// Takes a task back that waits.
    pub fn keep(&mut self, task: TaskId, fiber: Box<Fiber>) {
        self.forget();
        self.fibers[task.index()] = Some(fiber);
    }

    /// A worker's task ended.
    pub fn forget(&mut self) {
        assert!(self.n_busy > 0, "a worker has the task");
        self.n_busy -= 1;
    }

    /// Sets the timer of a task that waits.
    pub fn set_timer(&mut self, at: Time, task: TaskId) {
        self.timers.set(at, task);
    }

    /// Whether a task was cancelled while a worker had it.
    pub fn is_cancelled(&self, task: TaskId) -> bool {
        matches!(self.kernel.task(task).state, State::Cancelled)
    }

    /// Drops tasks that were cancelled. Those that workers have are dropped by them.
    pub fn drop_tasks(&mut self, linked: &Linked, tasks: &[TaskId], log: &mut Log) {
        for &task in tasks {
            self.timers.cancel(task);
            if let Some(fiber) = self.fibers[task.index()].take() {
                log.cancel(At(task, line(&fiber, linked)));
            }
        }
        let kernel = &self.kernel;
        self.ready.retain(|ready| !kernel.task(ready.task).state.is_ended());
    }

    /// Ends the run where it stands; the first ending stays.
    pub fn end(&mut self, ending: Ending, log: &mut Log) {
        if self.ending.is_some() {
            return;
        }
        match &ending {
            Ending::Limit(limit) => log.cut(limit.name()),
            Ending::Stopped => log.cut("stopped"),
            Ending::Over { .. } | Ending::Deadlock(_) => {}
        }
        self.ending = Some(ending);
    }

    /// Ends the run because every task waits for another.
    pub fn end_in_deadlock(&mut self, linked: &Linked, view: &mut SharedView, log: &mut Log) {
        let objects = objects(view, &linked.program, &self.kernel);
        let mut stuck = Vec::new();
        for (task, wait) in self.kernel.waiting() {
            let fiber = self.fibers[task.index()].as_ref();
            let line = fiber.map_or(Line::NONE, |fiber| line(fiber, linked));
            log.deadlock(At(task, line), wait);
            stuck.push(Stuck::new(&self.kernel, &objects, task, line.0, wait));
        }
        self.end(Ending::Deadlock(stuck), log);
    }

    /// Ends the run if the program is over.
    pub fn end_if_over(&mut self, linked: &Linked, view: &mut SharedView, log: &mut Log) {
        if self.kernel.is_over() && self.ending.is_none() {
            let daemons = self.kernel.cut_off();
            self.drop_tasks(linked, &daemons, log);
            let ending =
                Ending::of_program(&mut Context::new(&mut view.any(), linked), &self.kernel);
            self.end(ending, log);
        }
    }

    /// Calls `visit` with every value that the tasks and the kernel keep alive.
    pub fn visit_roots(&self, linked: &Linked, visit: &mut dyn FnMut(Value)) {
        self.kernel.visit_roots(visit);
        self.fibers.iter().flatten().for_each(|fiber| fiber.visit_roots(linked, visit));
        for ready in &self.ready {
            if let Go::On(Resumption::Reply(value) | Resumption::Throw(value)) = ready.go {
                visit(value);
            }
        }
    }
}

/// The line on which a task stands.
pub(crate) fn line(fiber: &Fiber, linked: &Linked) -> Line {
    fiber.line(&linked.program).map_or(Line::NONE, Line)
}
