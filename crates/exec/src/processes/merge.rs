//! Makes one log of what all members have said of themselves, with the ids of the shared table.

use trace::{CoreId, Event, EventKind, ObjectId, ObjectInfo, Outcome, TaskId, TextId, Time, Trace};
use vm::{SharedTable, SyncId, SyncKind, in_table, object_in_table};

use super::Piece;
use crate::journal::{Entry, Log};
use crate::merge;

/// What is known of what one member has done.
#[derive(Debug, Default)]
pub(super) struct Book {
    entries: Vec<Entry>,
    texts: Vec<String>,
    /// Its own objects.
    objects: Vec<(String, SyncKind)>,
    /// What it calls those of the shared table.
    names: Vec<(SyncId, String)>,
    is_cut: bool,
    /// When it ended, if it has, and whether it crashed.
    ended: Option<Time>,
    has_crashed: bool,
}

impl Book {
    /// Adds a piece of its log.
    pub fn add(&mut self, piece: Piece) {
        let n_texts = u32::try_from(self.texts.len()).expect("bounded by the trace's limits");
        self.entries.extend(piece.entries.into_iter().map(|mut entry| {
            if let Some(TextId(text)) = entry.event.text.some() {
                entry.event.text = TextId(n_texts + text);
            }
            entry
        }));
        self.texts.extend(piece.texts);
        if !piece.objects.is_empty() {
            self.objects = piece.objects;
        }
        self.is_cut |= piece.is_cut;
    }

    /// It has ended.
    pub fn end(&mut self, at: Time, names: Vec<(SyncId, String)>) {
        self.ended.get_or_insert(at);
        self.names = names;
    }

    /// It has ended without a word.
    pub fn crash(&mut self, at: Time) {
        self.ended.get_or_insert(at);
        self.has_crashed = true;
    }
}

/// The logs of all members in the making of one.
pub(super) struct Merged {
    log: Log,
    entries: Vec<Entry>,
    objects: Vec<ObjectInfo>,
    /// Those of the first processes first.
    names: Vec<(SyncId, String)>,
    n_shared: usize,
}

impl Merged {
    /// Begins with what the hub has written itself.
    pub fn new(mut log: Log, table: &SharedTable) -> Merged {
        let entries = std::mem::take(&mut log.entries);
        let n_shared = table.kernel().sync_objects().count();
        Merged { log, entries, objects: Vec::new(), names: Vec::new(), n_shared }
    }

    /// Adds what one member has said; `tasks` are its tasks in the shared table.
    pub fn add(&mut self, book: Book, tasks: &[TaskId]) {
        let n_texts = u32::try_from(self.log.texts.len()).expect("bounded by the trace's limits");
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
            |text: TextId| text.some().map_or(text, |TextId(text)| TextId(n_texts + text));
        let renamed = |Entry { number, event }: Entry| {
            let (task, other) = (task_of(event.task), task_of(event.other));
            let (object, text) = (object_of(event.object), text_of(event.text));
            Entry { number, event: Event { task, other, object, text, ..event } }
        };
        let first = self.entries.len();
        self.entries.extend(book.entries.into_iter().map(renamed));
        if let Some(at) = book.ended {
            let outcome = if book.has_crashed { Outcome::Error } else { Outcome::Cancelled };
            self.end_all(first, (at, outcome), tasks);
        }
        self.log.texts.extend(book.texts);
        let info = |(name, kind): (String, SyncKind)| ObjectInfo { name, kind: kind.object_kind() };
        self.objects.extend(book.objects.into_iter().map(info));
        self.names.extend(book.names);
        if book.is_cut {
            self.log.cut.get_or_insert("events");
        }
    }

    /// A process that was ended has not said so of its tasks: those of the entries from `first` on
    /// which have begun, and its first one.
    fn end_all(&mut self, first: usize, (at, outcome): (Time, Outcome), tasks: &[TaskId]) {
        let mut open = Vec::from_iter(tasks.last().copied());
        let own = self.entries[first..].iter().map(|entry| &entry.event);
        let core = own.clone().map(|event| event.core).find_map(CoreId::some);
        for event in own {
            match event.kind {
                EventKind::Run if !open.contains(&event.task) => open.push(event.task),
                EventKind::End => open.retain(|task| *task != event.task),
                _ => {}
            }
        }
        let ended = |task: TaskId| {
            let event = Event::new(at, EventKind::End, task);
            let core = core.unwrap_or(CoreId::NONE);
            Entry { number: u64::MAX, event: Event { core, value: outcome as u64, ..event } }
        };
        self.entries.extend(open.into_iter().map(ended));
    }

    /// The trace of all.
    pub fn trace(mut self, table: &SharedTable, n_lanes: u32) -> Trace {
        let names = self.names;
        let mut objects = table.objects(|sync| {
            let named = names.iter().find(|(named, _)| *named == sync);
            named.map(|(_, name)| name.clone())
        });
        objects.append(&mut self.objects);
        self.entries.sort_by_key(|entry| (entry.event.time, entry.number));
        // As everywhere, what is done before the workload's first line is no part of the run: here an
        // engine is started.
        let begin = self.entries.first().map_or(Time::START, |entry| entry.event.time);
        for (number, entry) in (0..).zip(&mut self.entries) {
            entry.number = number;
            entry.event.time = Time(entry.event.time.0 - begin.0);
        }
        let journal = self.log.journal();
        self.log.entries = self.entries;
        merge::merge(&journal, vec![self.log], table.kernel(), objects, n_lanes)
    }
}
