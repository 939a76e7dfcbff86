//! What happens on each worker, written down without waiting for the others.
//!
//! All logs of a run count their entries with one counter. A worker that learns of something (by a
//! lock of ours) counts after the one it learns it from, so the numbers put all entries into an order
//! in which every cause precedes its effect, even where two clocks disagree by a little.
//!
//! What nobody else knows of yet needs no number of that moment: where a task takes and gives back a lock
//! that only it uses, its worker has taken some numbers beforehand, so that workers need not meet at
//! the counter each time. They are of use for a short while only, and until the worker learns of something.
//!
//! Together they keep what a trace holds and one entry, or one text, more, by which who makes the trace
//! sees that there were more; and a few entries more than that where numbers are taken beforehand.

use std::sync::Arc;

use trace::{Cause, CoreId, Event, EventKind, Line, ObjectId, Outcome, Span, TaskId, TextId, Time};
use vm::{Stream, SyncId, Wait, Wake};
use web_time::{Duration, Instant};

use crate::primitives::{AtomicU64, Ordering};
use crate::processes::{Piece, Stamp};

/// Timers that come later than that are slowed down by the host: hidden pages have one a second.
const LATE_MIN: Span = Span(200_000_000);

/// How many numbers are taken beforehand.
const RESERVE: u64 = 16;

/// For how long they are of use: so much later than it happened may something seem to have happened.
const RESERVE_SPAN: Span = Span(2_000);

/// The clock and the counter that all logs of a run share.
#[derive(Debug)]
pub(crate) struct Journal {
    start: Instant,
    counters: Counters,
    limits: trace::Limits,
}

/// What changes all the time, apart from what all read.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Counters {
    n_entries: AtomicU64,
    /// How many numbers are no entries of this journal: messages, what other processes wrote, and what
    /// could not be done.
    n_skipped: AtomicU64,
    /// At most so many more are none: taken beforehand and not used, or just being skipped.
    n_unused_max: AtomicU64,
    text_bytes: AtomicU64,
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
    /// Nothing happens before it: the time of the latest message that was heard.
    floor: Time,
    /// Numbers taken beforehand: the next one, and the end of them.
    reserved: (u64, u64),
    /// Until when they are of use.
    reserved_until: Time,
    /// Whether entries that belong here were left out already.
    pub is_cut: bool,
}

/// Whether who takes a lock learns of what others did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Learned {
    /// The same task had it last.
    Nothing,
    /// Somebody else may have had it.
    Perhaps,
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
        Arc::new(Journal { start, counters: Counters::default(), limits })
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
            floor: Time::START,
            reserved: (0, 0),
            reserved_until: Time::START,
            is_cut: false,
        }
    }

    pub fn limits(&self) -> trace::Limits {
        self.limits
    }

    /// The first of so many next numbers.
    fn next(&self, n: u64) -> u64 {
        self.counters.n_entries.fetch_add(n, Ordering::Relaxed)
    }

    fn skip(&self, n: u64) {
        self.counters.n_skipped.fetch_add(n, Ordering::Relaxed);
    }

    /// Now: who asks writes what it writes later behind so many entries.
    pub fn moment(&self) -> Stamp {
        Stamp { time: self.now(), number: self.counters.n_entries.load(Ordering::Relaxed) }
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
        let number = self.journal.counters.n_entries.fetch_max(stamp.number, Ordering::Relaxed);
        self.journal.skip(stamp.number.saturating_sub(number));
    }

    /// When a message is sent. For the only log of its journal.
    pub fn stamp(&mut self) -> Stamp {
        let number = self.journal.next(1) + 1;
        self.journal.skip(1);
        Stamp { time: self.now(), number }
    }

    /// The clock and the counter that it shares.
    pub fn journal(&self) -> Arc<Journal> {
        Arc::clone(&self.journal)
    }

    /// Takes over what the same worker has written in another.
    pub fn append(&mut self, more: &mut Log) {
        more.forget_reserved();
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

    /// A task has taken a lock that it may have learned something by.
    pub fn acquired(&mut self, at: At, sync: SyncId, learned: Learned) {
        if learned == Learned::Perhaps {
            self.forget_reserved();
        }
        let event = Event { object: sync.object(), value: 1, ..self.here(EventKind::Acquire, at) };
        let number = self.reserved_number(event.time);
        self.write_as(number, event);
    }

    /// A task gives a lock back, as others see at once: so its number, which comes before that of what
    /// they do then, is taken before. Says whether it could be done.
    pub fn release(&mut self, at: At, sync: SyncId, give_back: impl FnOnce() -> bool) -> bool {
        let event = Event { object: sync.object(), value: 1, ..self.here(EventKind::Release, at) };
        let number = self.reserved_number(event.time);
        let is_done = give_back();
        if is_done {
            self.write_as(number, event);
        } else {
            self.journal.skip(1);
        }
        is_done
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
        self.forget_reserved();
        let number = self.journal.next(1);
        self.write_as(number, event);
    }

    fn write_as(&mut self, number: u64, event: Event) {
        let Counters { n_skipped, n_unused_max, .. } = &self.journal.counters;
        let [n_skipped, n_unused] = [n_skipped, n_unused_max].map(|n| n.load(Ordering::Relaxed));
        if number.saturating_sub(n_skipped + n_unused) <= self.journal.limits.events as u64 {
            self.entries.push(Entry { number, event });
        }
    }

    /// A number that was taken beforehand, not long before that time.
    fn reserved_number(&mut self, time: Time) -> u64 {
        if self.reserved.0 == self.reserved.1 || time >= self.reserved_until {
            self.forget_reserved();
            if self.reserved_until == Time::START {
                self.journal.counters.n_unused_max.fetch_add(2 * RESERVE, Ordering::Relaxed);
            }
            let first = self.journal.next(RESERVE);
            self.reserved = (first, first + RESERVE);
            self.reserved_until = time + RESERVE_SPAN;
        }
        self.reserved.0 += 1;
        self.reserved.0 - 1
    }

    /// Takes new numbers from now on.
    fn forget_reserved(&mut self) {
        let (next, end) = std::mem::take(&mut self.reserved);
        if next < end {
            self.journal.skip(end - next);
        }
    }

    fn keep(&mut self, text: &str) -> TextId {
        let n_bytes = text.len() as u64;
        let n_before = self.journal.counters.text_bytes.fetch_add(n_bytes, Ordering::Relaxed);
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

#[cfg(test)]
mod tests {
    use trace::{CoreId, EventKind, Limits, Line, TaskId};
    use vm::SyncId;
    use vm::image::loaded;

    use super::{At, Entry, Journal, Learned, Log, RESERVE};

    const AT: At = At(TaskId(1), Line(1));

    fn acquire(log: &mut Log, learned: Learned) {
        log.acquired(AT, lock(), learned);
    }

    fn release(log: &mut Log, is_done: bool) {
        assert_eq!(log.release(AT, lock(), || is_done), is_done);
    }

    fn lock() -> SyncId {
        loaded(&[0]).expect("a number is a lock's")
    }

    fn numbers(logs: &[&Log]) -> Vec<Vec<u64>> {
        let numbers = |log: &&Log| log.entries.iter().map(|Entry { number, .. }| *number).collect();
        logs.iter().map(numbers).collect()
    }

    #[test]
    fn what_is_learned_by_a_lock_comes_behind_all_that_was_known() {
        let journal = Journal::new(Limits::default());
        let (mut one, mut other) = (journal.log(CoreId(0)), journal.log(CoreId(1)));
        acquire(&mut other, Learned::Nothing);
        acquire(&mut one, Learned::Perhaps);
        release(&mut one, true);
        acquire(&mut other, Learned::Perhaps);
        release(&mut other, true);
        one.run(AT);
        let [one, other] = &numbers(&[&one, &other])[..] else { panic!("two logs") };
        assert!(other[0] < one[0], "{one:?} {other:?}");
        assert!(one[..2].is_sorted() && one[1] < other[1], "{one:?} {other:?}");
        assert!(other[1..].is_sorted() && other[2] < one[2], "{one:?} {other:?}");
    }

    #[test]
    fn what_could_not_be_done_is_not_written() {
        let journal = Journal::new(Limits::default());
        let mut log = journal.log(CoreId(0));
        acquire(&mut log, Learned::Nothing);
        release(&mut log, false);
        log.run(AT);
        let kinds: Vec<EventKind> = log.entries.iter().map(|entry| entry.event.kind).collect();
        assert_eq!(kinds, [EventKind::Acquire, EventKind::Run]);
        assert!(numbers(&[&log])[0].is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn what_is_handed_over_is_all_that_comes_before() {
        let journal = Journal::new(Limits::default());
        let (mut log, mut handed) = (journal.log(CoreId(0)), journal.log(CoreId(0)));
        acquire(&mut log, Learned::Nothing);
        let moment = journal.moment();
        handed.append(&mut log);
        release(&mut log, true);
        assert_eq!(handed.before(moment).entries.len(), 1);
        handed.append(&mut log);
        assert_eq!(handed.before(moment).entries.len(), 1);
    }

    #[test]
    fn numbers_that_were_not_used_leave_room_for_others() {
        let journal = Journal::new(Limits { events: 40, ..Limits::default() });
        let (mut one, mut other) = (journal.log(CoreId(0)), journal.log(CoreId(1)));
        for _ in 0..10 {
            acquire(&mut one, Learned::Nothing);
            acquire(&mut other, Learned::Nothing);
            release(&mut one, false);
            one.run(AT);
            other.run(AT);
        }
        assert_eq!((one.entries.len(), other.entries.len()), (20, 20));
        (0..100).for_each(|_| other.run(AT));
        assert!((41..=41 + 4 * RESERVE as usize).contains(&(20 + other.entries.len())));
    }
}
