//! Writes a trace while a run goes on. The only way to make one.

use serde::{Deserialize, Serialize};

use crate::{Clock, CoreId, Event, EventKind, ObjectId, TaskId, TextId, Time, Trace};

/// How a task was written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum TaskKind {
    /// `threading.Thread`, and the main task.
    Thread = 0,
    /// `multiprocessing.Process`.
    Process = 1,
    /// An `asyncio` task.
    Coroutine = 2,
    /// The playground's own `spawn`: the mode decides what it is.
    Fragment = 3,
}

/// A task as the trace's table lists it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TaskInfo {
    /// As the workload or CPython's naming rule calls it, such as `main` or `Thread-1 (work)`.
    pub name: String,
    /// How it was written.
    pub kind: TaskKind,
    /// Who started it; none for the main task.
    pub parent: Option<TaskId>,
}

/// What kind of object tasks meet at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum ObjectKind {
    /// A mutual-exclusion lock.
    Lock = 0,
    /// A re-entrant lock.
    RLock = 1,
    /// A counting semaphore.
    Semaphore = 2,
    /// An event flag.
    Event = 3,
    /// A condition variable.
    Condition = 4,
    /// A barrier.
    Barrier = 5,
    /// A queue.
    Queue = 6,
    /// A result that is there later.
    Future = 7,
    /// One direction of a pipe between processes.
    Pipe = 8,
    /// Memory that processes share.
    Memory = 9,
}

impl ObjectKind {
    /// What such an object is called in a sentence.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            ObjectKind::Lock => "lock",
            ObjectKind::RLock => "RLock",
            ObjectKind::Semaphore => "semaphore",
            ObjectKind::Event => "event",
            ObjectKind::Condition => "condition",
            ObjectKind::Barrier => "barrier",
            ObjectKind::Queue => "queue",
            ObjectKind::Future => "future",
            ObjectKind::Pipe => "pipe",
            ObjectKind::Memory => "shared memory",
        }
    }
}

/// An object as the trace's table lists it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ObjectInfo {
    /// As the workload calls it if that is known (`lock`), else kind and number (`Lock 2`).
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
}

impl ObjectInfo {
    /// Its sort and its name, such as `lock forks[0]`; but not `lock lock_a` or `lock Lock 2`.
    #[must_use]
    pub fn described(&self) -> String {
        let (noun, name) = (self.kind.noun(), &self.name);
        if name.to_ascii_lowercase().contains(&noun.to_ascii_lowercase()) {
            name.clone()
        } else {
            format!("{noun} {name}")
        }
    }
}

/// The bounds of a trace. Reaching one sets the trace's `cut` mark; it never stops the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The most events kept.
    pub events: usize,
    /// The most bytes of text kept.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        // 4 million rows are about 50 MB in memory, and 170 MB on their way to the page: what a browser
        // tab bears.
        Limits { events: 4_000_000, text_bytes: 16 << 20 }
    }
}

/// What the limit on events is called.
const EVENTS: &str = "events";

/// A trace being written.
#[derive(Clone, Debug)]
pub struct Recorder {
    trace: Trace,
    limits: Limits,
    text_bytes: usize,
}

impl Recorder {
    /// Begins an empty trace of a machine with `n_cores` cores.
    #[must_use]
    pub fn new(clock: Clock, n_cores: u32, limits: Limits) -> Recorder {
        Recorder { trace: Trace::empty(clock, n_cores), limits, text_bytes: 0 }
    }

    /// Says how many machines share the cores evenly.
    pub fn share_among(&mut self, n_machines: u32) {
        self.trace.n_machines = n_machines;
    }

    /// Adds a task to the table. Ids are given in order, beginning with the main task.
    pub fn add_task(&mut self, task: TaskInfo) -> TaskId {
        self.trace.tasks.push(task);
        TaskId(index(self.trace.tasks.len() - 1))
    }

    /// Adds an object to the table.
    pub fn add_object(&mut self, object: ObjectInfo) -> ObjectId {
        self.trace.objects.push(object);
        ObjectId(index(self.trace.objects.len() - 1))
    }

    /// Gives an object the name by which the workload turned out to know it.
    pub fn rename_object(&mut self, object: ObjectId, name: String) {
        if let Some(info) = self.trace.objects.get_mut(object.index()) {
            info.name = name;
        }
    }

    /// Keeps a text and gives its id, or [`TextId::NONE`] once the limit of text is reached.
    pub fn add_text(&mut self, text: &str) -> TextId {
        if self.text_bytes + text.len() > self.limits.text_bytes {
            self.cut("text");
            return TextId::NONE;
        }
        self.text_bytes += text.len();
        self.trace.texts.push(text.to_owned());
        TextId(index(self.trace.texts.len() - 1))
    }

    /// Appends an event. Its time must not be earlier than the last one's.
    pub fn record(&mut self, event: Event) {
        if self.trace.len() >= self.limits.events {
            self.cut(EVENTS);
        } else {
            self.trace.push(event);
        }
    }

    /// What is recorded so far.
    #[must_use]
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Ends the trace at `end`, the makespan of the run. Where it has no room for all events, its last
    /// one says so, beyond the limit.
    #[must_use]
    pub fn finish(mut self, end: Time) -> Trace {
        if self.trace.cut.as_deref() == Some(EVENTS) {
            let last = self.trace.len().checked_sub(1).map(|row| self.trace.event(row).time);
            let text = TextId(index(self.trace.texts.len()));
            self.trace.texts.push(EVENTS.to_owned());
            let mark = Event::new(last.unwrap_or(Time::START), EventKind::Cut, TaskId::NONE);
            self.trace.push(Event { text, ..mark });
        }
        self.trace.end = end;
        self.trace
    }

    /// Notes that something after this point is missing because of that limit. The first note stays,
    /// but where events are missing, that says more than any other.
    pub fn cut(&mut self, limit: &str) {
        let noted = self.trace.cut.as_deref();
        if noted.is_none() || (limit == EVENTS && noted != Some(EVENTS)) {
            self.trace.cut = Some(limit.to_owned());
        }
    }
}

fn index(position: usize) -> u32 {
    u32::try_from(position).expect("a table of a trace stays below 2^32 rows by its limits")
}

/// A running task's place, for events that a driver writes often.
impl Event {
    /// An event of a task on a core.
    #[must_use]
    pub fn on(time: Time, kind: EventKind, task: TaskId, core: CoreId) -> Event {
        Event { core, ..Event::new(time, kind, task) }
    }
}
