//! Makes one log of what all members have said of themselves, with the ids of the shared table.

use trace::{
    CoreId, Event, EventKind, Limits, ObjectId, ObjectInfo, Outcome, TaskId, TextId, Time, Trace,
};
use vm::{SharedTable, SyncId, SyncKind, in_table, object_in_table};

use super::{Piece, Stamp};
use crate::journal::{Entry, Log, text_at};
use crate::merge::{Cast, merge};

/// How much all books of a run hold together.
#[derive(Debug)]
pub(super) struct Room {
    limits: Limits,
    n_entries: usize,
    text_bytes: usize,
    /// When the first of the entries happened for which there was no room.
    until: Option<Stamp>,
}

impl Room {
    pub fn new(limits: Limits) -> Room {
        Room { limits, n_entries: 0, text_bytes: 0, until: None }
    }

    /// Leaves as many of these as there is room for.
    fn crop(&mut self, entries: &mut Vec<Entry>) {
        let n_left = self.limits.events - self.n_entries;
        let refused = entries.iter().skip(n_left).map(happened).chain(self.until);
        self.until = refused.min();
        entries.truncate(n_left);
        self.n_entries += entries.len();
    }

    /// Whether there is room for that text. As in a [`Log`], there is for one more than a trace holds.
    fn takes(&mut self, text: &str) -> bool {
        let has_room = self.text_bytes <= self.limits.text_bytes;
        self.text_bytes += if has_room { text.len() } else { 0 };
        has_room
    }
}

/// What is known of what one member has done.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    entries: Vec<Entry>,
    texts: Vec<String>,
    /// Its own objects.
    objects: Vec<(String, SyncKind)>,
    /// What it calls those of the shared table.
    pub names: Vec<(SyncId, String)>,
    /// When and how its tasks ended, if it could not say so.
    ended: Option<(Stamp, Outcome)>,
}

impl Book {
    /// Adds a piece of its log.
    pub fn add(&mut self, mut piece: Piece, room: &mut Room) {
        let n_before = self.texts.len();
        self.texts.extend(piece.texts.into_iter().take_while(|text| room.takes(text)));
        room.crop(&mut piece.entries);
        self.entries.extend(piece.entries.into_iter().map(|mut entry| {
            let text = entry.event.text.some().map(|text| n_before + text.index());
            let text = text.filter(|&text| text < self.texts.len());
            entry.event.text = text.map_or(TextId::NONE, text_at);
            entry
        }));
        if !piece.objects.is_empty() {
            self.objects = piece.objects;
        }
    }

    /// Nobody waits forever after all: somebody has been woken since it was asked.
    pub fn forget_deadlocks(&mut self) {
        self.entries.retain(|entry| entry.event.kind != EventKind::Deadlock);
    }

    /// It is ended, whatever its tasks do.
    pub fn end(&mut self, at: Stamp, outcome: Outcome) {
        self.ended = Some((at, outcome));
    }
}

fn happened(entry: &Entry) -> Stamp {
    Stamp { time: entry.event.time, number: entry.number }
}

/// The logs of all members in the making of one.
pub(super) struct Merged {
    log: Log,
    entries: Vec<Entry>,
    objects: Vec<ObjectInfo>,
    /// Those of the first processes first.
    names: Vec<(SyncId, String)>,
    n_shared: usize,
    /// From when on entries are missing.
    until: Option<Stamp>,
}

impl Merged {
    /// Begins with what the hub has written itself.
    pub fn new(mut log: Log, table: &SharedTable, room: &Room) -> Merged {
        let entries = std::mem::take(&mut log.entries);
        let n_shared = table.kernel().sync_objects().count();
        let until = room.until;
        Merged { log, entries, objects: Vec::new(), names: Vec::new(), n_shared, until }
    }

    /// Adds what one member has said; `tasks` are in the shared table those that it knows, of which the
    /// first `n_copied` are its parent's.
    pub fn add(&mut self, book: Book, tasks: &[TaskId], n_copied: usize) {
        let n_texts = self.log.texts.len();
        let n_objects = u32::try_from(self.n_shared + self.objects.len()).unwrap_or(u32::MAX);
        let task_of = |task: TaskId| {
            let own = || tasks.get(task.index()).copied().unwrap_or(TaskId::NONE);
            in_table(task).unwrap_or_else(own)
        };
        let n_own = book.objects.len();
        let object_of = |object: ObjectId| match object_in_table(object) {
            Some(shared) => shared,
            None if object.index() < n_own => ObjectId(n_objects + object.0),
            None => ObjectId::NONE,
        };
        let text_of =
            |text: TextId| text.some().map_or(text, |text| text_at(n_texts + text.index()));
        let renamed = |Entry { number, event }: Entry| {
            let (task, other) = (task_of(event.task), task_of(event.other));
            let (object, text) = (object_of(event.object), text_of(event.text));
            Entry { number, event: Event { task, other, object, text, ..event } }
        };
        let first = self.entries.len();
        self.entries.extend(book.entries.into_iter().map(renamed));
        if let Some(how) = book.ended {
            self.end_all(first, how, &tasks[n_copied..]);
        }
        self.log.texts.extend(book.texts);
        let info = |(name, kind): (String, SyncKind)| ObjectInfo { name, kind: kind.object_kind() };
        self.objects.extend(book.objects.into_iter().map(info));
        self.names.extend(book.names);
    }

    /// A process that was ended has not said so of its own tasks; the entries from `first` on are what
    /// it has said.
    fn end_all(&mut self, first: usize, (at, outcome): (Stamp, Outcome), own: &[TaskId]) {
        let (mut ended, mut runs) = (Vec::new(), None);
        for event in self.entries[first..].iter().map(|entry| &entry.event) {
            match event.kind {
                EventKind::Run => runs = Some((event.task, event.core)),
                EventKind::Preempt | EventKind::Block | EventKind::End => {
                    runs.take_if(|(task, _)| *task == event.task);
                }
                _ => {}
            }
            if event.kind == EventKind::End {
                ended.push(event.task);
            }
        }
        ended.sort_unstable();
        let open = own.iter().filter(|task| ended.binary_search(task).is_err());
        self.entries.extend(open.map(|&task| {
            let core = runs.filter(|run| run.0 == task).map_or(CoreId::NONE, |(_, core)| core);
            let event = Event::on(at.time, EventKind::End, task, core);
            Entry { number: at.number, event: Event { value: outcome as u64, ..event } }
        }));
    }

    /// The trace of all; `end` is how far a run has come that goes on.
    pub fn trace(mut self, table: &SharedTable, n_lanes: u32, end: Option<Time>) -> Trace {
        let names = self.names;
        let mut objects = table.objects(|sync| {
            let named = names.iter().find(|(named, _)| *named == sync);
            named.map(|(_, name)| name.clone())
        });
        objects.append(&mut self.objects);
        self.entries.sort_unstable_by_key(happened);
        if let Some(until) = self.until {
            // What others did later would tell half a story.
            self.entries.truncate(self.entries.partition_point(|entry| happened(entry) < until));
            self.log.is_cut = true;
        }
        if let Some(end) = end {
            self.entries.retain(|entry| entry.event.time < end);
        }
        // As everywhere, what is done before the workload's first line is no part of the run: here an
        // engine is started.
        let begin = self.entries.first().map_or(Time::START, |entry| entry.event.time);
        for (number, entry) in (0..).zip(&mut self.entries) {
            entry.number = number;
            entry.event.time = Time(entry.event.time.0 - begin.0);
        }
        let journal = self.log.journal();
        self.log.entries = self.entries;
        let cast = Cast::new(table.kernel(), objects, n_lanes);
        let end = end.map_or(Time::START, |end| Time(end.0.saturating_sub(begin.0)));
        merge(&journal, vec![self.log], cast, end)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use trace::{CoreId, Event, EventKind, Limits, Outcome, TaskId, TaskKind, TextId, Time, Trace};
    use vm::{ProcessId, SharedTable, Surroundings};

    use super::{Book, Merged, Room};
    use crate::journal::{Entry, Journal};
    use crate::processes::{Piece, Stamp};

    /// The trace of members that say these pieces, and know the same tasks; the last may be ended.
    fn trace(limits: Limits, n_tasks: u32, pieces: Vec<Piece>, ended: Option<Stamp>) -> Trace {
        let program = lang::compile("workload.py", "pass").program.expect("it is accepted");
        let mut table = SharedTable::new(Arc::new(program), Surroundings::default());
        let mut tasks = vec![TaskId(0)];
        for number in 1..n_tasks {
            let (name, kind) = (number.to_string(), TaskKind::Coroutine);
            tasks.push(table.add_guest(ProcessId::MAIN, name, kind, TaskId(0)));
        }
        let mut room = Room::new(limits);
        let mut books: Vec<Book> = Vec::new();
        for piece in pieces {
            let mut book = Book::default();
            book.add(piece, &mut room);
            books.push(book);
        }
        if let (Some(at), Some(book)) = (ended, books.last_mut()) {
            book.end(at, Outcome::Cancelled);
        }
        let mut merged = Merged::new(Journal::new(limits).log(CoreId(0)), &table, &room);
        books.into_iter().for_each(|book| merged.add(book, &tasks, 0));
        merged.trace(&table, 2, None)
    }

    fn event(time: u64, kind: EventKind, task: u32) -> Event {
        Event::on(Time(time), kind, TaskId(task), CoreId(0))
    }

    fn piece(events: impl IntoIterator<Item = Event>) -> Piece {
        let entries = (0..).zip(events).map(|(number, event)| Entry { number, event }).collect();
        Piece { entries, ..Piece::default() }
    }

    #[test]
    fn all_books_together_hold_what_a_trace_holds_and_end_where_the_first_entry_is_missing() {
        let limits = Limits { events: 10, ..Limits::default() };
        let runs =
            |times: std::ops::Range<u64>| piece(times.map(|time| event(time, EventKind::Run, 0)));
        let whole = trace(limits, 1, vec![runs(0..6), runs(3..7)], None);
        assert_eq!((whole.len(), whole.cut), (10, None));
        let cut = trace(limits, 1, vec![runs(0..6), runs(0..6)], None);
        let times: Vec<u64> = cut.events().map(|event| event.time.0).collect();
        assert_eq!(times, [0, 0, 1, 1, 2, 2, 3, 3, 3], "the fifth of the second book is missing");
        let last = cut.events().last().expect("there are events");
        assert_eq!((last.kind, cut.text(last.text)), (EventKind::Cut, "events"));
        assert_eq!(cut.cut.as_deref(), Some("events"));
    }

    #[test]
    fn without_room_for_text_events_go_on() {
        let limits = Limits { text_bytes: 5, ..Limits::default() };
        let prints = || {
            let text = TextId(0);
            let events =
                [Event { text, ..event(0, EventKind::Output, 0) }, event(1, EventKind::Preempt, 0)];
            Piece { texts: vec!["abc".to_owned()], ..piece(events) }
        };
        let whole = trace(limits, 1, vec![prints(), prints(), prints()], None);
        assert_eq!((whole.len(), whole.texts.len()), (6, 1));
        assert_eq!(whole.cut.as_deref(), Some("text"));
    }

    #[test]
    fn all_tasks_of_a_process_end_with_it() {
        let events = [
            event(0, EventKind::Spawn, 0),
            event(0, EventKind::Run, 0),
            event(1, EventKind::Spawn, 1),
            event(1, EventKind::Spawn, 2),
            event(2, EventKind::Block, 0),
            event(2, EventKind::Run, 1),
            event(3, EventKind::End, 1),
            event(3, EventKind::Spawn, 3),
            event(3, EventKind::Run, 3),
        ];
        let at = Stamp { time: Time(5), number: 9 };
        let whole = trace(Limits::default(), 4, vec![piece(events)], Some(at));
        let ends = whole.events().filter(|event| event.kind == EventKind::End);
        let mut ends: Vec<_> = ends.map(|event| (event.task, event.time, event.core)).collect();
        ends.sort_unstable();
        let expected = [
            (TaskId(0), Time(5), CoreId::NONE),
            (TaskId(1), Time(3), CoreId(0)),
            (TaskId(2), Time(5), CoreId::NONE),
            (TaskId(3), Time(5), CoreId(0)),
        ];
        assert_eq!(ends, expected);
    }
}
