//! Event loops and the tasks that run in their stead, on one thread.

use litemap::LiteMap;

use trace::{Cause, TaskId};
use vm::{Kernel, Looping};

use crate::journal::{At, Log};

/// Who takes a step for whom, and which event loops run.
#[derive(Debug, Default)]
pub(crate) struct Loops {
    hosts: LiteMap<TaskId, TaskId>,
    loops: LiteMap<TaskId, Looping>,
}

impl Loops {
    /// A task takes a step in the stead of its event loop.
    pub fn begin(&mut self, task: TaskId, host: TaskId) {
        self.hosts.insert(task, host);
    }

    /// Its step is over; gives the event loop, if it took one.
    pub fn end(&mut self, task: TaskId) -> Option<TaskId> {
        self.hosts.remove(&task)
    }

    /// Whether a task takes a step for an event loop.
    pub fn is_hosted(&self, task: TaskId) -> bool {
        self.hosts.contains_key(&task)
    }

    /// Whether a task is an event loop that runs. What it does is bookkeeping, and not recorded.
    pub fn is_looping(&self, task: TaskId) -> bool {
        self.loops.contains_key(&task)
    }

    /// A task enters its event loop, or leaves it.
    pub fn looping(&mut self, log: &mut Log, kernel: &Kernel, at: At, looping: Option<Looping>) {
        let was = match looping {
            Some(looping) => self.loops.insert(at.0, looping),
            None => self.loops.remove(&at.0),
        };
        match (was, looping) {
            (None, Some(Looping { task })) => log.block_on_loop(at, task),
            (Some(Looping { task }), None) => {
                let cause = if task.is_some() { Cause::Join } else { Cause::Event };
                let ended = task.filter(|&task| kernel.task(task).state.is_ended());
                log.due(at.0, cause, ended.unwrap_or(TaskId::NONE));
                log.run(at);
            }
            _ => {}
        }
    }
}
