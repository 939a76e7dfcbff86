//! How long a run was parallel.

use trace::{EventKind, Span, TaskId, Time, Trace};

/// How long at least two cores had a task on them at the same time.
#[must_use]
pub fn overlap(trace: &Trace) -> Span {
    let mut on: Vec<TaskId> = vec![TaskId::NONE; trace.n_cores as usize];
    let mut busy = 0_usize;
    let mut since = Time::START;
    let mut total = Span(0);
    for event in trace.events() {
        if busy >= 2 {
            total += event.time.since(since);
        }
        since = event.time;
        match event.kind {
            EventKind::Run => {
                if let Some(core) = on.get_mut(event.core.index()) {
                    busy += usize::from(*core == TaskId::NONE);
                    *core = event.task;
                }
            }
            EventKind::Preempt | EventKind::Block | EventKind::End => {
                if let Some(core) = on.iter_mut().find(|task| **task == event.task) {
                    *core = TaskId::NONE;
                    busy -= 1;
                }
            }
            _ => {}
        }
    }
    if busy >= 2 {
        total += trace.end.since(since);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::overlap;
    use trace::{
        Clock, CoreId, Event, EventKind, Limits, Recorder, Span, TaskInfo, TaskKind, Time,
    };

    #[test]
    fn counts_the_time_in_which_two_cores_are_busy() {
        let mut recorder = Recorder::new(Clock::Wall, 2, Limits::default());
        let [a, b] = ["a", "b"].map(|name| {
            recorder.add_task(TaskInfo { name: name.into(), kind: TaskKind::Thread, parent: None })
        });
        recorder.record(Event::on(Time(0), EventKind::Run, a, CoreId(0)));
        recorder.record(Event::on(Time(10), EventKind::Run, b, CoreId(1)));
        recorder.record(Event::on(Time(30), EventKind::Block, a, CoreId(0)));
        recorder.record(Event::on(Time(40), EventKind::End, b, CoreId(1)));
        recorder.record(Event::on(Time(50), EventKind::Run, a, CoreId(1)));
        assert_eq!(overlap(&recorder.finish(Time(60))), Span(20));
    }
}
