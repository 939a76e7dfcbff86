//! What happens on each worker, written down without waiting for the others.
//!
//! All logs of a run count their entries with one counter. A worker that learns of something (by a
//! lock of ours) counts after the one it learns it from, so the numbers put all entries into an order
//! in which every cause precedes its effect, even where two clocks disagree by a little.
//!
//! Together they keep what a trace holds and one entry, or one text, more, by which who makes the trace
//! sees that there were more.

use std::sync::Arc;

use trace::{Cause, CoreId, Event, EventKind, Line, ObjectId, Outcome, Span, TaskId, TextId, Time};
use vm::{Stream, SyncId, Wait, Wake};
use web_time::{Duration, Instant};

use crate::primitives::{AtomicU64, Ordering};
use crate::processes::{Piece, Stamp};

/// Timers that come later than that are slowed down by the host: hidden pages have one a second.
const LATE_MIN: Span = Span(200_000_000);

/// The clock and the counter that all logs of a run share.
#[derive(Debug)]
pub(crate) struct Journal {
    start: Instant,
    n_entries: AtomicU64,
    text_bytes: AtomicU64,
    limits: trace::Limits,
}

/// An event whose text, if it has one, is a position in its log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub number: u64,
    pub event: Event,
}

/// The entries of one worker.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    journal: Arc<Journal>,
    pub core: CoreId,
    pub entries: Vec<Entry>,
    pub texts: Vec<String>,
    /// How many numbers are no entries of this journal, but messages and what other processes wrote.
    n_skipped: u64,
    /// Nothing happens before it: the time of the latest message that was heard.
    floor: Time,
    /// Whether entries that belong here were left out already.
    pub is_cut: bool,
}

/// A task and the line on which it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At(pub TaskId, pub Line);

impl Journal {
    /// Begins a run: time counts from now.
    pub fn new(limits: trace::Limits) -> Arc<Journal> {
        Journal::begun(limits, Duration::ZERO)
    }

    /// Begins a part of a run that has gone on for so long already.
    pub fn begun(limits: trace::Limits, elapsed: Duration) -> Arc<Journal> {
        let now = Instant::now();
        let start = now.checked_sub(elapsed).unwrap_or(now);
        let (n_entries, text_bytes) = (AtomicU64::new(0), AtomicU64::new(0));
        Arc::new(Journal { start, n_entries, text_bytes, limits })
    }

    /// The time since the run began.
    pub fn now(&self) -> Time {
        Time(u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX))
    }

    /// An empty log of one worker.
    pub fn log(self: &Arc<Journal>, core: CoreId) -> Log {
        Log {
            journal: Arc::clone(self),
            core,
            entries: Vec::new(),
            texts: Vec::new(),
            n_skipped: 0,
            floor: Time::START,
            is_cut: false,
        }
    }

    pub fn limits(&self) -> trace::Limits {
        self.limits
    }

    /// Now: who asks writes what it writes later behind so many entries.
    pub fn moment(&self) -> Stamp {
        Stamp { time: self.now(), number: self.n_entries.load(Ordering::Relaxed) }
    }
}

impl Log {
    pub fn now(&self) -> Time {
        self.journal.now().max(self.floor)
    }

    /// Notes that a message was heard: nothing more happens before that was sent. For the only log of
    /// its journal.
    pub fn hear(&mut self, stamp: Stamp) {
        self.floor = self.floor.max(stamp.time);
        let number = self.journal.n_entries.fetch_max(stamp.number, Ordering::Relaxed);
        self.n_skipped += stamp.number.saturating_sub(number);
    }

    /// When a message is sent. For the only log of its journal.
    pub fn stamp(&mut self) -> Stamp {
        let number = self.journal.n_entries.fetch_add(1, Ordering::Relaxed) + 1;
        self.n_skipped += 1;
        Stamp { time: self.now(), number }
    }

    /// The clock and the counter that it shares.
    pub fn journal(&self) -> Arc<Journal> {
        Arc::clone(&self.journal)
    }

    /// Takes over what the same worker has written in another.
    pub fn append(&mut self, more: &mut Log) {
        let n_before = self.texts.len();
        self.texts.append(&mut more.texts);
        self.entries.extend(more.entries.drain(..).map(|mut entry| {
            if let Some(text) = entry.event.text.some() {
                entry.event.text = text_at(n_before + text.index());
            }
            entry
        }));
    }

    /// What was written before a moment.
    pub fn before(&self, Stamp { number, .. }: Stamp) -> Log {
        let n_entries = self.entries.partition_point(|entry| entry.number < number);
        let entries = self.entries[..n_entries].to_vec();
        let (journal, texts) = (Arc::clone(&self.journal), self.texts.clone());
        Log { journal, entries, texts, ..*self }
    }

    /// Takes away what was written so far.
    pub fn take_piece(&mut self) -> Piece {
        let (entries, texts) = (std::mem::take(&mut self.entries), std::mem::take(&mut self.texts));
        Piece { entries, texts, ..Piece::default() }
    }

    pub fn spawn(&mut self, At(task, line): At, parent: Option<TaskId>) {
        let other = parent.unwrap_or(TaskId::NONE);
        self.write(Event { other, line, ..Event::new(self.now(), EventKind::Spawn, task) });
    }

    /// A task of another process was begun by `parent`, who asked for that process at a time: since
    /// then the task waits for it.
    pub fn spawn_apart(&mut self, At(task, line): At, parent: TaskId, asked: Time) {
        let begins = Event { line, ..Event::new(asked, EventKind::Spawn, task) };
        self.write(Event { other: parent, ..begins });
        self.write(Event { kind: EventKind::Block, cause: Cause::Start, ..begins });
    }

    pub fn run(&mut self, at: At) {
        self.write(self.here(EventKind::Run, at));
    }

    /// A task runs that another worker had made ready.
    pub fn run_stolen(&mut self, at: At) {
        self.write(Event { cause: Cause::Stolen, ..self.here(EventKind::Run, at) });
    }

    pub fn preempt(&mut self, at: At, cause: Cause) {
        self.write(Event { cause, ..self.here(EventKind::Preempt, at) });
    }

    pub fn block(&mut self, at: At, wait: &Wait) {
        let value = wait.timeout.unwrap_or_default().0;
        let text = if wait.label().is_empty() { TextId::NONE } else { self.keep(wait.label()) };
        let event = self.here(EventKind::Block, at);
        self.write(Event { value, text, ..waiting(event, wait) });
    }

    /// A task waits for its next step: who offers its turn is ready.
    pub fn park(&mut self, at: At, wait: &Wait) {
        match wait.cause {
            Cause::Yield => self.preempt(at, Cause::Yield),
            _ => self.block(at, wait),
        }
    }

    pub fn block_on_time(&mut self, at: At, cause: Cause, span: Span, label: &str) {
        let text = if label.is_empty() { TextId::NONE } else { self.keep(label) };
        let event = self.here(EventKind::Block, at);
        self.write(Event { cause, text, value: span.0, ..event });
    }

    pub fn hold(&mut self, at: At, span: Span) {
        let event = self.here(EventKind::Hold, at);
        self.write(Event { cause: Cause::Sleep, value: span.0, ..event });
    }

    /// `by` is who woke the task; none where time did.
    pub fn wake(&mut self, wake: &Wake, by: TaskId) {
        let event = Event::new(self.now(), EventKind::Wake, wake.task);
        self.write(Event { cause: wake.cause, object: object(wake.sync), other: by, ..event });
    }

    /// A task is ready, although its step comes later; `by` is whose doing that is.
    pub fn due(&mut self, task: TaskId, cause: Cause, by: TaskId) {
        let event = Event::new(self.now(), EventKind::Wake, task);
        self.write(Event { cause, other: by, ..event });
    }

    /// An event loop begins to run until a task ends, or without end.
    pub fn block_on_loop(&mut self, at: At, other: Option<TaskId>) {
        let cause = if other.is_some() { Cause::Join } else { Cause::Event };
        let other = other.unwrap_or(TaskId::NONE);
        self.write(Event { cause, other, ..self.here(EventKind::Block, at) });
    }

    /// A task ends that ran on this worker.
    pub fn end(&mut self, at: At, outcome: Outcome) {
        self.write(Event { value: outcome as u64, ..self.here(EventKind::End, at) });
    }

    /// A task is cut off that ran nowhere.
    pub fn cancel(&mut self, At(task, line): At) {
        let event = Event::new(self.now(), EventKind::End, task);
        self.write(Event { line, value: Outcome::Cancelled as u64, ..event });
    }

    /// An operation on a synchronisation object, done so many times or for so many.
    pub fn met(&mut self, kind: EventKind, at: At, (sync, value): (SyncId, u64)) {
        self.write(Event { object: sync.object(), value, ..self.here(kind, at) });
    }

    /// `by` is who had sent the message.
    pub fn receive(&mut self, at: At, (sync, value): (SyncId, u64), by: TaskId) {
        let event = self.here(EventKind::Receive, at);
        self.write(Event { object: sync.object(), value, other: by, ..event });
    }

    /// A task has marshalled, or passed on, a message.
    pub fn marshalled(&mut self, at: At, span: Span) {
        if span > Span(0) {
            self.write(Event { value: span.0, ..self.here(EventKind::Marshal, at) });
        }
    }

    /// A task has made the memory, or the message, with which another process begins; or it begins with
    /// one, whose size is known by then.
    pub fn marshalled_start(&mut self, at: At, span: Span, n_bytes: Option<usize>) {
        let text = match n_bytes {
            Some(n_bytes) => self.keep(&format!("{n_bytes} bytes for a new process")),
            None => TextId::NONE,
        };
        let event = self.here(EventKind::Marshal, at);
        self.write(Event { cause: Cause::Start, value: span.0, text, ..event });
    }

    pub fn text(&mut self, kind: EventKind, at: At, text: &str) {
        let text = self.keep(text);
        self.write(Event { text, ..self.here(kind, at) });
    }

    pub fn output(&mut self, at: At, text: &str, stream: Stream) {
        let text = self.keep(text);
        let value = u64::from(stream == Stream::Error);
        self.write(Event { text, value, ..self.here(EventKind::Output, at) });
    }

    pub fn deadlock(&mut self, At(task, line): At, wait: &Wait) {
        let event = Event { line, ..Event::new(self.now(), EventKind::Deadlock, task) };
        self.write(waiting(event, wait));
    }

    pub fn cut(&mut self, reason: &str) {
        let text = self.keep(reason);
        self.write(Event { text, ..Event::new(self.now(), EventKind::Cut, TaskId::NONE) });
    }

    /// Marks that a wait went on much longer than until `due`, when a timer of the host should have ended it.
    pub fn note_lateness(&mut self, due: Time) {
        let by = self.now().since(due);
        if by < LATE_MIN {
            return;
        }
        let milliseconds = by.0 / 1_000_000;
        let text =
            format!("timers came {milliseconds} ms late: the page was hidden, or the machine busy");
        let text = self.keep(&text);
        let event = Event::new(self.now(), EventKind::Late, TaskId::NONE);
        self.write(Event { text, value: by.0, ..event });
    }

    /// A turn of the event loop begins, which should have begun when a timer was due.
    pub fn turn(&mut self, due: Time) {
        let lag = self.now().since(due);
        let text = self.keep(&format!("{:.1} ms after its timer was due", lag.0 as f64 / 1e6));
        let event = Event::on(self.now(), EventKind::Turn, TaskId::NONE, self.core);
        self.write(Event { text, value: lag.0, ..event });
    }

    fn here(&self, kind: EventKind, At(task, line): At) -> Event {
        Event { line, ..Event::on(self.now(), kind, task, self.core) }
    }

    fn write(&mut self, event: Event) {
        let number = self.journal.n_entries.fetch_add(1, Ordering::Relaxed);
        let n_before = number - self.n_skipped;
        if n_before <= self.journal.limits.events as u64 {
            self.entries.push(Entry { number, event });
        }
    }

    fn keep(&mut self, text: &str) -> TextId {
        let n_bytes = text.len() as u64;
        let n_before = self.journal.text_bytes.fetch_add(n_bytes, Ordering::Relaxed);
        if n_before > self.journal.limits.text_bytes as u64 {
            return TextId::NONE;
        }
        self.texts.push(text.to_owned());
        text_at(self.texts.len() - 1)
    }
}

/// The text at that position of a log.
pub(crate) fn text_at(index: usize) -> TextId {
    TextId(u32::try_from(index).expect("bounded by the trace's limits"))
}

fn waiting(event: Event, wait: &Wait) -> Event {
    let other = wait.task.unwrap_or(TaskId::NONE);
    Event { cause: wait.cause, object: object(wait.sync), other, ..event }
}

/// Objects have the ids of the kernel's.
pub(crate) fn object(sync: Option<SyncId>) -> ObjectId {
    sync.map_or(ObjectId::NONE, SyncId::object)
}
