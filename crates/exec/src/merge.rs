//! Makes one trace of the logs of all workers.

use std::vec::IntoIter;

use trace::{Clock, Event, ObjectInfo, Recorder, TaskInfo, TextId, Time, Trace};
use vm::Kernel;

use crate::journal::{Entry, Journal, Log};

/// Who and what a trace speaks of.
pub(crate) struct Cast {
    tasks: Vec<TaskInfo>,
    objects: Vec<ObjectInfo>,
    n_workers: u32,
}

impl Cast {
    /// All tasks of a kernel, with all synchronisation objects that there are.
    pub fn new(kernel: &Kernel, objects: Vec<ObjectInfo>, n_workers: u32) -> Cast {
        let tasks = kernel.tasks().iter().map(|task| {
            let (name, kind, parent) = (task.name.clone(), task.kind, task.parent);
            TaskInfo { name, kind, parent }
        });
        Cast { tasks: tasks.collect(), objects, n_workers }
    }
}

/// The trace of a run that ended with the last entry; or that has gone on since then, to `end`.
pub(crate) fn merge(journal: &Journal, logs: Vec<Log>, cast: Cast, end: Time) -> Trace {
    let mut recorder = Recorder::new(Clock::Wall, cast.n_workers, journal.limits());
    for task in cast.tasks {
        recorder.add_task(task);
    }
    for object in cast.objects {
        recorder.add_object(object);
    }
    if logs.iter().any(|log| log.is_cut) {
        recorder.cut("events");
    }
    let (entries, texts): (Vec<_>, Vec<_>) =
        logs.into_iter().map(|log| (log.entries.into_iter(), log.texts)).unzip();
    let mut last = Time::START;
    for (log, Entry { event, .. }) in in_order(entries) {
        last = last.max(event.time);
        let text = event.text.some();
        let text = text.map_or(TextId::NONE, |id| recorder.add_text(&texts[log][id.index()]));
        recorder.record(Event { time: last, text, ..event });
    }
    recorder.finish(last.max(end))
}

/// The entries of all logs, with whose they are, by their numbers: by these those of each log are in
/// order already.
fn in_order(mut logs: Vec<IntoIter<Entry>>) -> impl Iterator<Item = (usize, Entry)> {
    std::iter::from_fn(move || {
        let next = |log: &IntoIter<Entry>| log.as_slice().first().map(|entry| entry.number);
        let unread = logs.iter_mut().enumerate().filter(|(_, log)| log.len() > 0);
        let (index, log) = unread.min_by_key(|(_, log)| next(log))?;
        Some((index, log.next()?))
    })
}

#[cfg(test)]
mod tests {
    use trace::{CoreId, EventKind, Limits, Line, Outcome, TaskId, Time, Trace};
    use vm::{Kernel, Stream, Surroundings};

    use super::{Cast, merge};
    use crate::journal::{At, Journal, Log};

    const MAIN: At = At(TaskId(0), Line(1));

    /// What two workers write, and how many entries they keep.
    fn merged(limits: Limits, write: impl FnOnce(&mut Log, &mut Log)) -> (Trace, usize) {
        let journal = Journal::new(limits);
        let (mut one, mut other) = (journal.log(CoreId(0)), journal.log(CoreId(1)));
        write(&mut one, &mut other);
        let kernel = Kernel::new(Surroundings::default());
        let n_entries = one.entries.len() + other.entries.len();
        (
            merge(&journal, vec![one, other], Cast::new(&kernel, Vec::new(), 2), Time::START),
            n_entries,
        )
    }

    #[test]
    fn all_logs_together_keep_one_entry_more_than_the_trace_holds() {
        let limits = Limits { events: 10, ..Limits::default() };
        let write = |n: usize| {
            move |one: &mut Log, other: &mut Log| {
                for number in 0..n {
                    [&mut *one, &mut *other][number % 2].run(MAIN);
                }
            }
        };
        let (trace, n_entries) = merged(limits, write(10));
        assert_eq!((trace.len(), n_entries, trace.cut), (10, 10, None));
        let (trace, n_entries) = merged(limits, write(100));
        let kinds: Vec<EventKind> = trace.events().map(|event| event.kind).collect();
        assert_eq!(kinds, [vec![EventKind::Run; 10], vec![EventKind::Cut]].concat());
        assert_eq!((n_entries, trace.cut.as_deref()), (11, Some("events")));
    }

    #[test]
    fn what_others_write_stays_when_one_is_out_of_text() {
        let limits = Limits { text_bytes: 5, ..Limits::default() };
        let (trace, _) = merged(limits, |one, other| {
            for text in ["abc", "defg", "h"] {
                one.output(MAIN, text, Stream::Out);
            }
            other.end(MAIN, Outcome::Ok);
        });
        let kinds: Vec<EventKind> = trace.events().map(|event| event.kind).collect();
        assert_eq!(kinds, [vec![EventKind::Output; 3], vec![EventKind::End]].concat());
        assert_eq!((trace.texts.len(), trace.cut.as_deref()), (1, Some("text")));
    }
}
