//! The state that workers share behind one lock: the kernel, and the tasks that no worker has.

use trace::{CoreId, Line, Span, TaskId, Time};
use vm::heap::Heap;
use vm::heap::SharedView;
use vm::{
    Context, Ending, Fiber, Kernel, Linked, Printed, Resumption, State, Stuck, Value, Wake, objects,
};

use super::queues::{Queues, Taken};
use crate::fetches::{Asked, Fetched, Fetches};
use crate::jobs::{Go, Job, Ready};
use crate::journal::{At, Log};
use crate::processes::Stamp;
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
    ready: Queues,
    timers: Timers,
    /// What tasks have asked the outside for, where only the host's thread can ask it.
    pub asked: Vec<(TaskId, Asked)>,
    /// How many tasks workers have.
    n_busy: usize,
    /// How many workers sleep.
    pub n_parked: usize,
    pub printed: Printed,
    pub ending: Option<Ending>,
    /// What workers have handed over.
    pub logs: Vec<Log>,
    /// When each of them last did.
    pub handed: Vec<Stamp>,
    /// How often the host has asked for that.
    pub n_asked: u64,
    /// How many workers have left.
    pub n_left: u32,
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
    pub fn new(kernel: Kernel, main: Fiber, n_workers: u32) -> Table {
        let mut ready = Queues::new(n_workers);
        ready.push(CoreId(0), Ready { task: TaskId(0), go: Go::On(Resumption::Continue) });
        Table {
            kernel,
            fibers: vec![Some(Box::new(main))],
            ready,
            timers: Timers::default(),
            asked: Vec::new(),
            n_busy: 0,
            n_parked: 0,
            printed: Printed::default(),
            ending: None,
            logs: Vec::new(),
            handed: vec![Stamp::default(); n_workers as usize],
            n_asked: 0,
            n_left: 0,
        }
    }

    /// Takes over what a worker has recorded.
    pub fn collect(&mut self, log: &mut Log) {
        let worker = log.core.index();
        self.handed[worker] = log.journal().moment();
        self.logs[worker].append(log);
    }

    /// Takes the next task for a worker.
    pub fn take(&mut self, worker: CoreId, now: Time) -> Found {
        if let Some(Taken { ready, is_stolen }) = self.ready.take(worker) {
            return Found::Job(Job { is_stolen, ..self.job(ready) });
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
        let needy = self.ready.take_where(is_needy)?;
        Some(self.job(needy))
    }

    /// Gives a ready task to a worker.
    fn job(&mut self, Ready { task, go }: Ready) -> Job {
        self.n_busy += 1;
        let fiber = self.fibers[task.index()].take().expect("no worker has a ready task");
        let thread = self.kernel.thread_of(task);
        Job { task, thread, fiber, go, is_stolen: false }
    }

    /// Whether a task waits for that worker.
    pub fn has_ready_for(&self, worker: CoreId) -> bool {
        self.ready.has_own(worker)
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
        while let Some((task, _)) = self.timers.pop(now) {
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
        while let Some(Fetched { task, id, result }) = fetches.pop() {
            let mut any = view.any();
            let wake = self.kernel.fetched(&mut Context::new(&mut any, linked), task, id, result);
            if let Some(wake) = wake {
                self.wake(wake, TaskId::NONE, log);
            }
        }
    }

    /// Makes a waiting task ready.
    pub fn wake(&mut self, wake: Wake, by: TaskId, log: &mut Log) {
        self.timers.cancel(wake.task);
        log.wake(&wake, by);
        self.make_ready(log.core, wake);
    }

    /// Makes a task ready of which that is recorded.
    pub fn make_ready(&mut self, worker: CoreId, wake: Wake) {
        self.ready.push(worker, Ready { task: wake.task, go: Go::On(wake.how) });
    }

    /// Keeps a new task until it takes its first step.
    pub fn hold(&mut self, task: TaskId, fiber: Box<Fiber>) {
        assert_eq!(task.index(), self.fibers.len(), "tasks are numbered in order");
        self.fibers.push(Some(fiber));
    }

    /// Makes a new task ready.
    pub fn add(&mut self, worker: CoreId, task: TaskId, fiber: Box<Fiber>) {
        self.hold(task, fiber);
        self.ready.push(worker, Ready { task, go: Go::On(Resumption::Continue) });
    }

    /// Takes a task back that can go on, behind the other ready ones of its worker.
    pub fn give_back(&mut self, worker: CoreId, job: Job) {
        let Job { task, fiber, go, .. } = job;
        self.keep(task, fiber);
        self.ready.push(worker, Ready { task, go });
    }

    /// Takes a task back that goes on before any other of its worker.
    pub fn give_back_first(&mut self, worker: CoreId, job: Job) {
        let Job { task, fiber, go, .. } = job;
        self.keep(task, fiber);
        self.ready.push_first(worker, Ready { task, go });
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
        for ready in self.ready.iter() {
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
