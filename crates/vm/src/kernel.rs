//! What tasks share beside memory: the table of tasks, and the objects they meet at.
//!
//! A task pauses with a [`Request`]; its driver hands it to [`Kernel::perform`] and does what the
//! [`Verdict`] says. A task that must wait is an entry of the table that says for what ([`Wait`]):
//! nothing but data. Simulation, exploration and real execution all drive this one kernel.

use std::collections::BTreeMap;

use lang::library::ExceptionKind;
use trace::{Cause, Outcome, Span, TaskId, TaskKind};

use crate::context::Context;
use crate::fiber::Fiber;
use crate::heap::Heap;
use crate::request::{Limit, NewSync, Request, Want, Yields};
use crate::sync::{Attempt, Lock};
use crate::value::{SyncId, Value};

/// The most tasks of one run.
pub const TASKS_MAX: usize = 200_000;

/// Tasks and objects of one run.
#[derive(Clone, Debug, Default)]
pub struct Kernel {
    tasks: Vec<Task>,
    locks: Vec<Lock>,
    names: Names,
    input: Vec<String>,
    n_input_read: usize,
    /// Invariant: how many tasks that are no daemons have not ended.
    n_awaited: usize,
}

/// One task of the table.
#[derive(Clone, Debug)]
pub struct Task {
    /// As the timeline shows it.
    pub name: String,
    /// How it was written.
    pub kind: TaskKind,
    /// Who started it.
    pub parent: Option<TaskId>,
    /// Whether it is cut off when the main task ends.
    pub daemon: bool,
    /// What it is doing.
    pub state: State,
    joiners: Vec<TaskId>,
    /// Whether somebody received its result or exception.
    observed: bool,
}

/// What a task is doing, as far as the kernel knows: who of the ready ones runs is its driver's.
#[derive(Clone, Debug)]
pub enum State {
    /// It can run.
    Ready,
    /// It waits for another task or an object.
    Waiting(Wait),
    /// It waits for time to pass; its driver knows until when.
    Timed,
    /// It ended; its result, or its exception.
    Done(Result<Value, Value>),
    /// It was cancelled or cut off.
    Cancelled,
}

/// What a task waits for.
#[derive(Clone, Debug)]
pub struct Wait {
    /// The kind of waiting.
    pub cause: Cause,
    /// The object, if it is one.
    pub sync: Option<SyncId>,
    /// The task waited for: the joined one, or the object's holder when the wait began.
    pub task: Option<TaskId>,
    /// The longest it waits.
    pub timeout: Option<Span>,
    request: Request,
}

/// What the driver does for a task that asked.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It goes on with this reply.
    Reply(Value),
    /// It goes on with this exception raised.
    Throw(Value),
    /// It waits in the table until a [`Wake`] names it.
    Block(Wait),
    /// It waits until that time has passed; then [`Kernel::timer_ended`] and reply `None`.
    Timer {
        /// How long.
        span: Span,
        /// Sleeping or waiting for something outside.
        cause: Cause,
        /// What for, if the workload said.
        label: String,
        /// Whether an event loop goes on meanwhile.
        yields: Yields,
    },
    /// It computes for that long; then reply `None`.
    Compute(Span),
    /// It offers its turn; reply `None` when it runs again.
    Yield {
        /// A label for the timeline; none for a `sleep(0)`.
        label: Option<String>,
    },
    /// A task was started; the asker goes on with the reply.
    Spawned {
        /// The new task.
        task: TaskId,
        /// Its state, ready to run.
        fiber: Box<Fiber>,
        /// For the asker.
        reply: Value,
    },
    /// It took a lock; reply.
    Acquired {
        /// Which.
        sync: SyncId,
        /// For the asker.
        reply: Value,
    },
    /// It gave a lock back; reply `None`.
    Released {
        /// Which.
        sync: SyncId,
    },
    /// A synchronisation object exists; reply with it.
    Created(SyncId),
    /// It printed this; reply `None`.
    Output(String),
    /// Reply with the run's clock in seconds.
    Now,
    /// Tasks were cancelled; the driver drops their fibers; the asker goes on with the reply.
    Cancelled {
        /// Which.
        tasks: Vec<TaskId>,
        /// For the asker.
        reply: Value,
    },
    /// The run ends.
    Limit(Limit),
}

/// A waiting task that can go on.
#[derive(Clone, Debug)]
pub struct Wake {
    /// Which.
    pub task: TaskId,
    /// Why it had waited.
    pub cause: Cause,
    /// Where it had waited.
    pub sync: Option<SyncId>,
    /// How it goes on.
    pub how: Resumption,
}

/// How a woken task goes on.
#[derive(Clone, Debug)]
pub enum Resumption {
    /// Where it stands: it begins, or it was interrupted.
    Continue,
    /// With this reply.
    Reply(Value),
    /// With this exception raised.
    Throw(Value),
    /// By asking again.
    Retry(Request),
}

/// A verdict together with those whom the operation woke.
#[derive(Clone, Debug)]
pub struct Effect {
    /// For the task that asked.
    pub verdict: Verdict,
    /// For others.
    pub wakes: Vec<Wake>,
}

impl From<Verdict> for Effect {
    fn from(verdict: Verdict) -> Effect {
        Effect { verdict, wakes: Vec::new() }
    }
}

/// Counters for names that are given by rule.
#[derive(Clone, Debug, Default)]
struct Names {
    threads: u32,
    coroutines: u32,
    fragments: BTreeMap<String, u32>,
}

impl Names {
    /// CPython's names for threads and coroutines; fragments are numbered for each function.
    fn next(&mut self, kind: TaskKind, function: &str) -> String {
        let count = match kind {
            TaskKind::Thread | TaskKind::Process => &mut self.threads,
            TaskKind::Coroutine => &mut self.coroutines,
            TaskKind::Fragment => self.fragments.entry(function.to_owned()).or_default(),
        };
        *count += 1;
        match kind {
            TaskKind::Thread => format!("Thread-{count} ({function})"),
            TaskKind::Process => format!("Process-{count}"),
            // Task-1 is the one that asyncio.run makes of the main coroutine.
            TaskKind::Coroutine => format!("Task-{} ({function})", *count + 1),
            TaskKind::Fragment => format!("{function} {count}"),
        }
    }
}

impl Kernel {
    /// The kernel of a run whose only task is the main one, with the lines that `input()` reads.
    #[must_use]
    pub fn new(input: Vec<String>) -> Kernel {
        let mut kernel = Kernel { input, ..Kernel::default() };
        kernel.add_task("main".to_owned(), TaskKind::Thread, None, false);
        kernel
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

    /// Who holds a lock.
    #[must_use]
    pub fn holder(&self, sync: SyncId) -> Option<TaskId> {
        self.locks[sync.0 as usize].holder()
    }

    /// Whether the program is over: the main task and every other that is no daemon ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.n_awaited == 0
    }

    /// Calls `visit` with every value that the kernel keeps alive.
    pub fn visit_roots(&self, visit: &mut dyn FnMut(Value)) {
        for task in &self.tasks {
            if let State::Done(Ok(value) | Err(value)) = &task.state {
                visit(*value);
            }
        }
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
    pub fn perform<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        request: Request,
    ) -> Effect {
        match request {
            Request::Spawn { .. } => self.spawn(ctx, task, request).into(),
            Request::Join { task: other, want, timeout } => {
                self.join(ctx, task, other, want, timeout).into()
            }
            Request::IsDone { task: other } => {
                Verdict::Reply(Value::Bool(self.task(other).state.is_ended())).into()
            }
            Request::IsAlive { task: other } => {
                Verdict::Reply(Value::Bool(!self.task(other).state.is_ended())).into()
            }
            Request::NewSync(NewSync::Lock) => {
                self.locks.push(Lock::default());
                let id =
                    u32::try_from(self.locks.len() - 1).expect("bounded by the steps of a run");
                Verdict::Created(SyncId(id)).into()
            }
            Request::Acquire { sync, blocking, timeout } => {
                self.acquire(task, sync, blocking, timeout).into()
            }
            Request::Release { sync } => self.release(ctx, sync),
            Request::IsLocked { sync } => {
                Verdict::Reply(Value::Bool(self.holder(sync).is_some())).into()
            }
            Request::Sleep { span: Span(0), .. } => Verdict::Yield { label: None }.into(),
            Request::Sleep { span, yields } => {
                self.timer(task, span, Cause::Sleep, String::new(), yields).into()
            }
            Request::Io { span, label } => {
                self.timer(task, span, Cause::Io, label, Yields::Yes).into()
            }
            Request::Compute { span } => Verdict::Compute(span).into(),
            Request::Checkpoint { label } => Verdict::Yield { label: Some(label) }.into(),
            Request::Output { text } => Verdict::Output(text).into(),
            Request::Input => self.read_line(ctx).into(),
            Request::Now => Verdict::Now.into(),
            Request::CurrentTask => Verdict::Reply(Value::Task(task)).into(),
            Request::TaskName { task: other } => {
                // The main task is called after its thread, as the workload would see it in CPython.
                let is_main = other == TaskId(0);
                let name = if is_main { "MainThread" } else { self.task(other).name.as_str() };
                Verdict::Reply(ctx.new_str(name)).into()
            }
            Request::ActiveCount => Verdict::Reply(Value::Int(self.n_threads_alive())).into(),
            Request::Cancel { task: other } => self.cancel(other),
            Request::CancelCoroutines => self.cancel_coroutines(),
        }
    }

    /// Notes that the time a [`Verdict::Timer`] named has passed, or the time-out of a wait.
    /// Gives how the task goes on, unless something else woke it before.
    pub fn timer_ended(&mut self, task: TaskId) -> Option<Wake> {
        let (cause, sync, reply) = match &self.task(task).state {
            State::Timed => (Cause::Sleep, None, Value::None),
            State::Waiting(wait) => {
                let reply = match wait.request {
                    Request::Acquire { .. } => Value::Bool(false),
                    _ => Value::None,
                };
                (wait.cause, wait.sync, reply)
            }
            _ => return None,
        };
        self.stop_waiting(task);
        self.tasks[task.index()].state = State::Ready;
        Some(Wake { task, cause, sync, how: Resumption::Reply(reply) })
    }

    /// Notes that a task ended, and gives those who waited for it.
    pub fn finish(&mut self, task: TaskId, result: Result<Value, Value>) -> Vec<Wake> {
        let joiners = self.end(task, State::Done(result));
        joiners.into_iter().map(|joiner| self.wake_joiner(joiner, task, result)).collect()
    }

    /// Cuts off every task that has not ended (daemons, when the program is over), and gives them.
    pub fn cut_off(&mut self) -> Vec<TaskId> {
        self.cancel_where(|_, _| true).0
    }

    /// Every waiting task with what it waits for: the picture of a deadlock when nothing can run.
    pub fn waiting(&self) -> impl Iterator<Item = (TaskId, &Wait)> {
        self.tasks.iter().enumerate().filter_map(|(index, task)| match &task.state {
            State::Waiting(wait) => {
                Some((TaskId(u32::try_from(index).expect("bounded by TASKS_MAX")), wait))
            }
            _ => None,
        })
    }

    fn add_task(
        &mut self,
        name: String,
        kind: TaskKind,
        parent: Option<TaskId>,
        daemon: bool,
    ) -> TaskId {
        let id = TaskId(u32::try_from(self.tasks.len()).expect("bounded by TASKS_MAX"));
        let joiners = Vec::new();
        self.n_awaited += usize::from(!daemon);
        self.tasks.push(Task {
            name,
            kind,
            parent,
            daemon,
            state: State::Ready,
            joiners,
            observed: false,
        });
        id
    }

    fn spawn<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        parent: TaskId,
        request: Request,
    ) -> Verdict {
        let Request::Spawn { kind, callee, args, kwargs, name, daemon, thread } = request else {
            unreachable!("called for spawn requests only");
        };
        if self.tasks.len() >= TASKS_MAX {
            return Verdict::Limit(Limit::Tasks);
        }
        let name = name.unwrap_or_else(|| {
            let function = ctx.callable_name(callee);
            self.names.next(kind, &function)
        });
        let task = self.add_task(name.clone(), kind, Some(parent), daemon);
        let (entry, arguments) = match callee {
            Value::Coroutine(_) => ("_run_coroutine", vec![callee]),
            _ => ("_call", vec![callee, args, kwargs]),
        };
        let entry = ctx.program.prelude_function(entry);
        let fiber = Box::new(Fiber::call(ctx.program, entry, &arguments));
        let reply = match thread {
            Some(thread) => {
                let mut thread = ctx.heap.write(thread);
                thread.task = Some(task);
                thread.name = Some(name);
                Value::None
            }
            None => Value::Task(task),
        };
        Verdict::Spawned { task, fiber, reply }
    }

    fn join<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        task: TaskId,
        other: TaskId,
        want: Want,
        timeout: Option<Span>,
    ) -> Verdict {
        match (&self.task(other).state, want) {
            (State::Done(Ok(value)), Want::Result) => {
                let value = *value;
                self.tasks[other.index()].observed = true;
                Verdict::Reply(value)
            }
            (State::Done(Err(exception)), Want::Result) => {
                let exception = *exception;
                self.tasks[other.index()].observed = true;
                Verdict::Throw(exception)
            }
            (State::Cancelled, Want::Result) => {
                Verdict::Throw(ctx.exception(ExceptionKind::CancelledError, ""))
            }
            (State::Done(_) | State::Cancelled, Want::End) => Verdict::Reply(Value::None),
            _ => {
                self.tasks[other.index()].joiners.push(task);
                self.block(
                    task,
                    Wait {
                        cause: Cause::Join,
                        sync: None,
                        task: Some(other),
                        timeout,
                        request: Request::Join { task: other, want, timeout },
                    },
                )
            }
        }
    }

    fn acquire(
        &mut self,
        task: TaskId,
        sync: SyncId,
        blocking: bool,
        timeout: Option<Span>,
    ) -> Verdict {
        let lock = &mut self.locks[sync.0 as usize];
        match lock.try_acquire(task) {
            Attempt::Done => Verdict::Acquired { sync, reply: Value::Bool(true) },
            Attempt::MustWait(_) if !blocking => Verdict::Reply(Value::Bool(false)),
            Attempt::MustWait(holder) => {
                lock.wait(task);
                self.block(
                    task,
                    Wait {
                        cause: Cause::Lock,
                        sync: Some(sync),
                        task: holder,
                        timeout,
                        request: Request::Acquire { sync, blocking, timeout },
                    },
                )
            }
        }
    }

    fn release<H: Heap>(&mut self, ctx: &mut Context<H>, sync: SyncId) -> Effect {
        match self.locks[sync.0 as usize].release() {
            Err(_) => {
                Verdict::Throw(ctx.exception(ExceptionKind::RuntimeError, "release unlocked lock"))
                    .into()
            }
            Ok(waiter) => {
                let wakes = waiter.map(|waiter| self.wake_to_retry(waiter)).into_iter().collect();
                Effect { verdict: Verdict::Released { sync }, wakes }
            }
        }
    }

    fn wake_to_retry(&mut self, task: TaskId) -> Wake {
        let state = std::mem::replace(&mut self.tasks[task.index()].state, State::Ready);
        let State::Waiting(Wait { cause, sync, request, .. }) = state else {
            unreachable!("only those who wait in the table are woken");
        };
        Wake { task, cause, sync, how: Resumption::Retry(request) }
    }

    fn block(&mut self, task: TaskId, wait: Wait) -> Verdict {
        self.tasks[task.index()].state = State::Waiting(wait.clone());
        Verdict::Block(wait)
    }

    fn timer(
        &mut self,
        task: TaskId,
        span: Span,
        cause: Cause,
        label: String,
        yields: Yields,
    ) -> Verdict {
        self.tasks[task.index()].state = State::Timed;
        Verdict::Timer { span, cause, label, yields }
    }

    fn read_line<H: Heap>(&mut self, ctx: &mut Context<H>) -> Verdict {
        match self.input.get(self.n_input_read) {
            Some(line) => {
                self.n_input_read += 1;
                Verdict::Reply(ctx.new_str(line.clone()))
            }
            None => {
                Verdict::Throw(ctx.exception(ExceptionKind::EOFError, "EOF when reading a line"))
            }
        }
    }

    fn n_threads_alive(&self) -> i64 {
        let alive = |task: &&Task| task.kind == TaskKind::Thread && !task.state.is_ended();
        self.tasks.iter().filter(alive).count() as i64
    }

    fn cancel(&mut self, task: TaskId) -> Effect {
        let is_target = |task: &Task| task.kind == TaskKind::Coroutine;
        if !is_target(self.task(task)) || self.task(task).state.is_ended() {
            return Verdict::Reply(Value::Bool(false)).into();
        }
        let (cancelled, wakes) = self.cancel_where(|candidate, _| candidate == task);
        Effect { verdict: Verdict::Cancelled { tasks: cancelled, reply: Value::Bool(true) }, wakes }
    }

    fn cancel_coroutines(&mut self) -> Effect {
        let (tasks, wakes) = self.cancel_where(|_, task| task.kind == TaskKind::Coroutine);
        Effect { verdict: Verdict::Cancelled { tasks, reply: Value::None }, wakes }
    }

    /// Ends the tasks that `which` names, and wakes those who waited for them and go on.
    fn cancel_where(&mut self, which: impl Fn(TaskId, &Task) -> bool) -> (Vec<TaskId>, Vec<Wake>) {
        let all = (0..u32::try_from(self.tasks.len()).expect("bounded by TASKS_MAX")).map(TaskId);
        let cancelled: Vec<TaskId> = all
            .filter(|&task| !self.task(task).state.is_ended() && which(task, self.task(task)))
            .collect();
        let mut joiners = Vec::new();
        for &task in &cancelled {
            self.stop_waiting(task);
            joiners.extend(self.end(task, State::Cancelled));
        }
        joiners.retain(|&joiner| !self.task(joiner).state.is_ended());
        (cancelled, joiners.into_iter().map(|joiner| self.wake_to_retry(joiner)).collect())
    }

    /// Takes a task out of the lists of whatever it waits for.
    fn stop_waiting(&mut self, task: TaskId) {
        let State::Waiting(wait) = &self.tasks[task.index()].state else { return };
        let (sync, other) = (wait.sync, wait.task);
        match sync {
            Some(sync) => {
                self.locks[sync.0 as usize].forget(task);
            }
            None => {
                if let Some(other) = other {
                    self.tasks[other.index()].joiners.retain(|&joiner| joiner != task);
                }
            }
        }
    }

    /// Puts a task into its last state and gives those that wait for it.
    fn end(&mut self, task: TaskId, state: State) -> Vec<TaskId> {
        let record = &mut self.tasks[task.index()];
        assert!(!record.state.is_ended(), "a task ends once");
        record.state = state;
        self.n_awaited -= usize::from(!record.daemon);
        std::mem::take(&mut record.joiners)
    }

    fn wake_joiner(&mut self, joiner: TaskId, ended: TaskId, result: Result<Value, Value>) -> Wake {
        let state = std::mem::replace(&mut self.tasks[joiner.index()].state, State::Ready);
        let want = match state {
            State::Waiting(Wait { request: Request::Join { want, .. }, .. }) => want,
            _ => unreachable!("a task's joiners wait in the table"),
        };
        let how = match (want, result) {
            (Want::End, _) => Resumption::Reply(Value::None),
            (Want::Result, Ok(value)) => Resumption::Reply(value),
            (Want::Result, Err(exception)) => Resumption::Throw(exception),
        };
        if want == Want::Result {
            self.tasks[ended.index()].observed = true;
        }
        Wake { task: joiner, cause: Cause::Join, sync: None, how }
    }
}

impl State {
    /// Whether the task is over, one way or another.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self, State::Done(_) | State::Cancelled)
    }

    /// How it ended, as the trace says it; nothing while it has not.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            State::Done(Ok(_)) => Some(Outcome::Ok),
            State::Done(Err(_)) => Some(Outcome::Error),
            State::Cancelled => Some(Outcome::Cancelled),
            _ => None,
        }
    }
}
