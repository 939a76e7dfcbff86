//! Makes one trace of the logs of all workers.

use trace::{Clock, Event, ObjectInfo, Recorder, TaskInfo, TextId, Time, Trace};
use vm::Kernel;

use crate::journal::{Entry, Journal, Log};

/// The trace of a run that is over, with all synchronisation objects that there are.
pub(crate) fn merge(
    journal: &Journal,
    mut logs: Vec<Log>,
    kernel: &Kernel,
    objects: Vec<ObjectInfo>,
    n_workers: u32,
) -> Trace {
    let mut recorder = Recorder::new(Clock::Wall, n_workers, journal.limits());
    for task in kernel.tasks() {
        let (name, kind, parent) = (task.name.clone(), task.kind, task.parent);
        recorder.add_task(TaskInfo { name, kind, parent });
    }
    for object in objects {
        recorder.add_object(object);
    }
    // A log that was cut ends somewhere; what others wrote later would tell half a story.
    let complete = |log: &Log| log.cut.and(log.entries.last()).map_or(u64::MAX, |last| last.number);
    let until = logs.iter().map(complete).min().unwrap_or(u64::MAX);
    let mut entries: Vec<(usize, Entry)> = Vec::new();
    for (index, log) in logs.iter_mut().enumerate() {
        let own = std::mem::take(&mut log.entries);
        entries.extend(own.into_iter().filter(|entry| entry.number <= until).map(|e| (index, e)));
    }
    entries.sort_unstable_by_key(|(_, entry)| entry.number);
    let mut last = Time::START;
    for (index, Entry { event, .. }) in entries {
        last = last.max(event.time);
        let text = match event.text.some() {
            Some(id) => recorder.add_text(&logs[index].texts[id.index()]),
            None => TextId::NONE,
        };
        recorder.record(Event { time: last, text, ..event });
    }
    if let Some(limit) = logs.iter().find_map(|log| log.cut) {
        recorder.cut(limit);
    }
    recorder.finish(last)
}
