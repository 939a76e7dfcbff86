//! How a run ended, in words and numbers that need neither machine nor heap any more.

use lang::library::ExceptionKind;
use trace::{Cause, ObjectInfo, TaskId};

use crate::context::Context;
use crate::heap::AnyHeap;
use crate::kernel::{Kernel, ProcessId, SpaceId, State, Wait};
use crate::request::Limit;
use crate::value::Value;

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The program is over.
    Over {
        /// What CPython's process would have returned.
        exit_code: i32,
        /// The exception that ended the main task, if one did.
        main: Option<Failure>,
        /// Exceptions that ended other tasks without anybody having received them.
        others: Vec<(TaskId, Failure)>,
    },
    /// Every task that is left waits, and nothing can wake any.
    Deadlock(Vec<Stuck>),
    /// A named limit was reached.
    Limit(Limit),
    /// The driver was told to stop.
    Stopped,
}

/// An exception that nobody caught.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Its type.
    pub kind: String,
    /// Its message.
    pub message: String,
    /// CPython's traceback layout.
    pub traceback: String,
    /// The line of the workload where it was raised.
    pub line: Option<u32>,
}

saved_fields!(Failure { kind, message, traceback, line });
saved_fields!(Stuck { task, line, waits_for, held_by });

/// A task of a deadlock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stuck {
    /// Its name.
    pub task: String,
    /// The line on which it waits.
    pub line: u32,
    /// What it waits for.
    pub waits_for: String,
    /// Who holds that.
    pub held_by: Option<String>,
}

impl Ending {
    /// The ending of a program whose tasks are all over.
    pub fn of_program(ctx: &mut Context<AnyHeap>, kernel: &Kernel) -> Ending {
        let main_task = kernel.process(ProcessId::MAIN).main;
        let main_failure = match kernel.task(main_task).state {
            State::Done(Err(exception)) => Some(exception),
            _ => None,
        };
        let (exit_code, main) = match main_failure {
            // It may have ended by more than its result.
            None => (kernel.process(ProcessId::MAIN).exit_code().unwrap_or(0), None),
            Some(exception) => match ctx.system_exit_code(exception) {
                Some((code, message)) => (code, message.map(Failure::of_exit_message)),
                None => (1, Some(Failure::of_exception(ctx, exception))),
            },
        };
        let failures: Vec<(TaskId, Value)> = kernel.unobserved_failures().collect();
        let mut others = Vec::new();
        // What ended a process with memory of its own is gone with that.
        let is_here = |(task, _): &(TaskId, Value)| kernel.space_of(*task) == SpaceId::MAIN;
        for (task, exception) in failures.into_iter().filter(is_here) {
            let is_exit = ctx.exception_kind(exception) == ExceptionKind::SystemExit;
            if task != main_task && !is_exit {
                others.push((task, Failure::of_exception(ctx, exception)));
            }
        }
        Ending::Over { exit_code, main, others }
    }
}

impl Failure {
    /// What is known of an exception that nobody caught.
    #[must_use]
    pub fn of_exception(ctx: &mut Context<AnyHeap>, exception: Value) -> Failure {
        Failure {
            kind: ctx.type_name(exception).into_owned(),
            message: ctx.exception_message(exception),
            traceback: ctx.format_traceback(exception),
            line: ctx.exception_line(exception),
        }
    }

    /// `Type: message`; the type alone if there is no message.
    #[must_use]
    pub fn summary(&self) -> String {
        match &*self.message {
            "" => self.kind.clone(),
            message => format!("{}: {message}", self.kind),
        }
    }

    /// `sys.exit("text")` prints the text and returns 1.
    fn of_exit_message(message: String) -> Failure {
        Failure { kind: "SystemExit".to_owned(), traceback: message.clone(), message, line: None }
    }
}

impl Stuck {
    /// The picture of one waiting task; `objects` are all that there are ([`crate::objects`]).
    #[must_use]
    pub fn new(
        kernel: &Kernel,
        objects: &[ObjectInfo],
        task: TaskId,
        line: u32,
        wait: &Wait,
    ) -> Stuck {
        let name = |task: TaskId| kernel.task(task).name.clone();
        let waits_for = match (wait.sync, wait.task) {
            (Some(sync), _) => objects[sync.index()].described(),
            (None, Some(other)) if wait.cause == Cause::Join => format!("{} to end", name(other)),
            _ => "something".to_owned(),
        };
        let held_by = wait.sync.and_then(|sync| kernel.holder(sync)).map(name);
        Stuck { task: name(task), line, waits_for, held_by }
    }
}
