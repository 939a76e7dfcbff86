//! A process in an instance of the engine of its own: its kernel has the tasks and the objects that
//! are its own, and what it shares with other processes is in one table elsewhere.
//!
//! Such a process knows what stands in that table by marked ids, and asks there whatever concerns
//! them. To the table the same ids are its own, without the mark.

use trace::{Cause, ObjectId, Span, TaskId, TaskKind};

use super::process::{Process, ProcessId, SpaceId};
use super::sync::Entry;
use super::task::{Names, State};
use super::verdict::Wake;
use super::wait::Wait;
use super::{Kernel, Surroundings};
use crate::image::{Reader, Saved};
use crate::request::{ProcessRequest, Request, Start};
use crate::value::SyncId;

/// The mark of ids that belong to the shared table: above all ids of any table. The shared table starts
/// processes only while it has fewer than `TASKS_MAX` tasks; so it has at most those, and as many
/// guests of each process that lives, of which there are some dozens at a time.
const MARK: u32 = 1 << 24;

const _: () = assert!(super::TASKS_MAX < MARK as usize);
const _: () = assert!(super::SYNC_OBJECTS_MAX < MARK as usize);

/// A task of the shared table, as processes know it.
#[must_use]
pub fn of_all(task: TaskId) -> TaskId {
    TaskId(task.0 | MARK)
}

/// A task as the shared table knows it; nothing if it is a process's own.
#[must_use]
pub fn in_table(task: TaskId) -> Option<TaskId> {
    (task != TaskId::NONE && task.0 & MARK != 0).then_some(TaskId(task.0 & !MARK))
}

/// An object as the shared table knows it; nothing if it is a process's own.
#[must_use]
pub fn object_in_table(object: ObjectId) -> Option<ObjectId> {
    (object != ObjectId::NONE && object.0 & MARK != 0).then_some(ObjectId(object.0 & !MARK))
}

impl SyncId {
    /// An object of the shared table, as processes know it.
    #[must_use]
    pub fn of_all(self) -> SyncId {
        SyncId::new(self.place() | MARK, self.kind())
    }

    /// The object as the shared table knows it; nothing if it is a process's own.
    #[must_use]
    pub fn in_table(self) -> Option<SyncId> {
        let is_marked = self.place() & MARK != 0;
        is_marked.then(|| SyncId::new(self.place() & !MARK, self.kind()))
    }
}

/// What a process apart knows of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Apart {
    /// The number by which the workload knows it.
    pub number: i64,
    /// Whether another process has started it.
    pub is_child: bool,
}

/// What becomes of a process's objects and tasks in the copy of its memory.
pub(crate) struct Inherited {
    tasks: Vec<String>,
    syncs: Vec<Entry>,
    names: Names,
}

saved_fields!(Inherited { tasks, syncs, names });
saved_fields!(Names { threads, coroutines, fragments });

impl Saved for Entry {
    fn save(&self, out: &mut Vec<u8>) {
        self.object.save(out);
        self.number.save(out);
    }

    fn load(from: &mut Reader) -> Entry {
        let (object, number) = (Saved::load(from), Saved::load(from));
        Entry { object, number, process: ProcessId::MAIN, is_shared: false }
    }
}

impl Kernel {
    /// From now on what concerns other processes is elsewhere.
    pub(crate) fn set_apart(&mut self, number: i64, is_child: bool) {
        self.apart = Some(Apart { number, is_child });
    }

    /// What a forked process takes over. Nobody of its parent's waits in it.
    pub(crate) fn inherited(&self) -> Inherited {
        let mut syncs = self.syncs.clone();
        syncs.iter_mut().filter_map(|entry| entry.object.waiters()).for_each(|waiters| {
            *waiters = crate::sync::Waiters::default();
        });
        let tasks = self.tasks.iter().map(|task| task.name.clone()).collect();
        Inherited { tasks, syncs, names: self.process(ProcessId::MAIN).names.clone() }
    }

    /// The kernel of a forked process: its parent's tasks are no more in it, but keep their ids.
    pub(crate) fn forked(surroundings: Surroundings, name: String, inherited: Inherited) -> Kernel {
        let Inherited { tasks, syncs, names } = inherited;
        let mut kernel = Kernel { surroundings, ..Kernel::default() };
        let main = TaskId(u32::try_from(tasks.len()).expect("bounded by TASKS_MAX"));
        let mut process = Process::new(main, None, SpaceId::MAIN);
        process.names = names;
        kernel.processes.push(process);
        for name in tasks {
            let task = kernel.add_task_of(ProcessId::MAIN, name, TaskKind::Thread, None, true);
            kernel.tasks[task.index()].state = State::Cancelled;
        }
        kernel.add_task_of(ProcessId::MAIN, name, TaskKind::Process, None, false);
        for (place, entry) in (0..).zip(&syncs) {
            kernel.n_syncs[entry.object.kind() as usize] += 1;
            // It stands for what its parent knew by the same id.
            kernel.processes[0].copies.insert(place, place);
        }
        kernel.syncs = syncs;
        kernel
    }

    /// Turns the kernel of a new run into that of a process which begins with a message.
    pub(crate) fn become_spawned(&mut self, name: String, message: Vec<u8>) {
        self.tasks[0].name = name;
        self.tasks[0].kind = TaskKind::Process;
        self.processes[0].start = Start::Spawn;
        self.processes[0].message = message;
    }

    /// Whether a request concerns what stands in the table that all processes share.
    #[must_use]
    pub fn goes_out(&self, request: &mut Request) -> bool {
        if self.apart.is_none() {
            return false;
        }
        match request {
            Request::Input
            | Request::Seed
            | Request::NewShared(_)
            | Request::Channel(_)
            | Request::Process(ProcessRequest::Start { .. }) => true,
            _ => {
                let mut is_marked = false;
                request.for_each_sync(&mut |sync| is_marked |= sync.in_table().is_some());
                request.for_each_task(&mut |task| is_marked |= in_table(*task).is_some());
                is_marked
            }
        }
    }

    /// Notes that a task waits for what stands in the shared table.
    pub(crate) fn wait_elsewhere(&mut self, task: TaskId, wait: &Wait) {
        self.tasks[task.index()].state = State::Waiting(wait.clone());
    }

    /// Notes that a task goes on that has waited so; false if it is no more.
    pub(crate) fn woken_elsewhere(&mut self, task: TaskId) -> bool {
        let record = &mut self.tasks[task.index()];
        let waits = matches!(&record.state, State::Waiting(wait) if wait.is_elsewhere());
        if waits {
            record.state = State::Ready;
        }
        waits
    }

    /// Adds a task of a process whose own table has it, so that it can wait in this one.
    pub(crate) fn add_guest(
        &mut self,
        process: ProcessId,
        name: String,
        kind: TaskKind,
        parent: Option<TaskId>,
    ) -> TaskId {
        let guest = self.add_task_of(process, name, kind, parent, true);
        assert!(guest.0 < MARK, "the processes that live together have fewer tasks");
        guest
    }

    /// A guest has been cancelled: it waits no more.
    pub(crate) fn forget_guest(&mut self, guest: TaskId) {
        let (_, wakes) = self.cancel_where(|task, _| task == guest);
        assert!(wakes.is_empty(), "nobody waits here for a guest");
    }

    /// Ends a process from outside.
    pub(crate) fn end_by_force(&mut self, process: ProcessId, exit_code: i32) -> Vec<Wake> {
        let mut wakes = Vec::new();
        self.kill(process, exit_code, &mut wakes);
        wakes.retain(|wake| !self.task(wake.task).state.is_ended());
        wakes
    }
}

impl Wait {
    /// A wait in the shared table, as the process knows it whose task waits there.
    pub(crate) fn elsewhere(
        cause: Cause,
        sync: Option<SyncId>,
        task: Option<TaskId>,
        timeout: Option<Span>,
    ) -> Wait {
        let asked = Request::Process(ProcessRequest::Begin).into();
        Wait { cause, sync, task, timeout, asked }
    }

    /// Whether it is one in the shared table.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        matches!(self.asked.request(), Some(Request::Process(ProcessRequest::Begin)))
    }
}
