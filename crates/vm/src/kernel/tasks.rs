//! The life of tasks: started, joined, cancelled, ended.

use lang::library::ExceptionKind;
use trace::{Cause, Span, TaskId, TaskKind};

use super::process::ProcessId;
use super::steps::Steps;
use super::task::{State, Task};
use super::verdict::{Effect, Resumption, Verdict, Wake};
use super::wait::Wait;
use super::{Kernel, TASKS_MAX};
use crate::context::Context;
use crate::fiber::Fiber;
use crate::heap::Heap;
use crate::request::{Limit, Request, Want};
use crate::value::Value;

impl Kernel {
    /// Notes that a task ended, and gives those who waited for it.
    /// If that was the end of a process, [`Kernel::take_cut_off`] has what ended with it.
    pub fn finish(&mut self, task: TaskId, result: Result<Value, Value>) -> Vec<Wake> {
        let joiners = self.end(task, State::Done(result));
        let mut wakes: Vec<Wake> =
            joiners.into_iter().map(|joiner| self.wake_joiner(joiner, task, result)).collect();
        self.settle(self.process_of(task), &mut wakes);
        wakes.retain(|wake| !self.task(wake.task).state.is_ended());
        wakes
    }

    /// Cuts off every task that has not ended (daemons, when the program is over), and gives them.
    pub fn cut_off(&mut self) -> Vec<TaskId> {
        self.cancel_where(|_, _| true).0
    }

    /// The thread that a task belongs to: itself, or for a coroutine the one of its event loop.
    #[must_use]
    pub fn thread_of(&self, task: TaskId) -> TaskId {
        self.task(task).thread
    }

    pub(super) fn add_task(
        &mut self,
        name: String,
        kind: TaskKind,
        parent: Option<TaskId>,
        daemon: bool,
    ) -> TaskId {
        let process = parent.map_or(ProcessId::MAIN, |parent| self.process_of(parent));
        self.add_task_of(process, name, kind, parent, daemon)
    }

    pub(super) fn add_task_of(
        &mut self,
        process: ProcessId,
        name: String,
        kind: TaskKind,
        parent: Option<TaskId>,
        daemon: bool,
    ) -> TaskId {
        let id = TaskId(u32::try_from(self.tasks.len()).expect("bounded by TASKS_MAX"));
        let joiners = Vec::new();
        let thread = match (kind, parent) {
            (TaskKind::Coroutine, Some(parent)) => self.thread_of(parent),
            _ => id,
        };
        if !daemon {
            self.await_one_more(process);
        }
        self.tasks.push(Task {
            name,
            kind,
            parent,
            process,
            thread,
            daemon,
            state: State::Ready,
            joiners,
            steps: Steps::default(),
            tries_again: false,
            deadline: None,
            observed: false,
        });
        id
    }

    pub(super) fn spawn<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        parent: TaskId,
        request: Request,
    ) -> Verdict {
        let Request::Spawn { kind, callee, args, kwargs, name, daemon, carried } = request else {
            unreachable!("called for spawn requests only");
        };
        if self.tasks.len() >= TASKS_MAX {
            return Verdict::Limit(Limit::Tasks);
        }
        let name = name.unwrap_or_else(|| {
            let function = ctx.callable_name(callee);
            let process = self.process_of(parent);
            self.processes[process.index()].names.next(kind, &function)
        });
        let task = self.add_task(name, kind, Some(parent), daemon);
        let (entry, arguments) = match callee {
            Value::Coroutine(_) => ("_run_coroutine", vec![callee]),
            _ => ("_call", vec![callee, args, kwargs]),
        };
        let entry = ctx.program.prelude_function(entry);
        let mut fiber = Box::new(Fiber::call(ctx.program, entry, &arguments));
        fiber.carried = carried;
        Verdict::Spawned { task, fiber, reply: Value::Task(task) }
    }

    pub(super) fn join<H: Heap>(
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
                        asked: Request::Join { task: other, want, timeout }.into(),
                    },
                )
            }
        }
    }

    pub(super) fn cancel(&mut self, task: TaskId) -> Effect {
        let is_target = |task: &Task| task.kind == TaskKind::Coroutine;
        if !is_target(self.task(task)) || self.task(task).state.is_ended() {
            return Verdict::Reply(Value::Bool(false)).into();
        }
        let (cancelled, wakes) = self.cancel_where(|candidate, _| candidate == task);
        Effect { verdict: Verdict::Cancelled { tasks: cancelled, reply: Value::Bool(true) }, wakes }
    }

    pub(super) fn cancel_coroutines(&mut self) -> Effect {
        let (tasks, wakes) = self.cancel_where(|_, task| task.kind == TaskKind::Coroutine);
        Effect { verdict: Verdict::Cancelled { tasks, reply: Value::None }, wakes }
    }

    /// Ends the tasks that `which` names, and wakes those who waited for them and go on.
    pub(super) fn cancel_where(
        &mut self,
        which: impl Fn(TaskId, &Task) -> bool,
    ) -> (Vec<TaskId>, Vec<Wake>) {
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

    /// Puts a task into its last state and gives those that wait for it.
    pub(super) fn end(&mut self, task: TaskId, state: State) -> Vec<TaskId> {
        let record = &mut self.tasks[task.index()];
        assert!(!record.state.is_ended(), "a task ends once");
        record.state = state;
        let joiners = std::mem::take(&mut record.joiners);
        let (daemon, process) = (record.daemon, record.process);
        if !daemon {
            self.await_one_less(process);
        }
        joiners
    }

    pub(super) fn wake_joiner(
        &mut self,
        joiner: TaskId,
        ended: TaskId,
        result: Result<Value, Value>,
    ) -> Wake {
        let state = std::mem::replace(&mut self.tasks[joiner.index()].state, State::Ready);
        let want = match state.request() {
            Some(&Request::Join { want, .. }) => want,
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
