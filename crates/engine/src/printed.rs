//! What a run printed, line by line: who began each line, and when.

use protocol::{Divergence, Printed};
use trace::{EventKind, Trace};

/// The lines of standard output.
pub(crate) fn lines(trace: &Trace) -> Vec<Printed> {
    let mut lines: Vec<Printed> = Vec::new();
    let mut is_open = false;
    let to_stdout = |event: &trace::Event| event.kind == EventKind::Output && event.value == 0;
    for event in trace.events().filter(to_stdout) {
        for piece in trace.text(event.text).split_inclusive('\n') {
            let words = piece.strip_suffix('\n').unwrap_or(piece);
            match lines.last_mut().filter(|_| is_open) {
                Some(line) => line.text.push_str(words),
                None => lines.push(Printed {
                    text: words.to_owned(),
                    at_ns: event.time.0,
                    task: trace.tasks[event.task.index()].name.clone(),
                }),
            }
            is_open = words.len() == piece.len();
        }
    }
    lines
}

/// The first line in which two outputs differ.
pub(crate) fn divergence(first: &[Printed], own: &[Printed]) -> Option<Divergence> {
    let n_alike = first.iter().zip(own).take_while(|(one, other)| one.text == other.text).count();
    let (first, own) = (first.get(n_alike).cloned(), own.get(n_alike).cloned());
    (first.is_some() || own.is_some()).then_some(Divergence { line: n_alike + 1, first, own })
}

#[cfg(test)]
mod tests {
    use super::{divergence, lines};
    use trace::{Clock, Event, EventKind, Limits, Recorder, TaskInfo, TaskKind, Time};

    #[test]
    fn lines_are_put_together_and_compared() {
        let mut recorder = Recorder::new(Clock::Virtual, 1, Limits::default());
        let [a, b] = ["a", "b"].map(|name| {
            recorder.add_task(TaskInfo { name: name.into(), kind: TaskKind::Thread, parent: None })
        });
        for (time, task, text) in [(1, a, "one\ntw"), (5, b, "o\n"), (9, b, "three")] {
            let text = recorder.add_text(text);
            recorder.record(Event { text, ..Event::new(Time(time), EventKind::Output, task) });
        }
        let lines = lines(&recorder.finish(Time(10)));
        let said: Vec<_> = lines.iter().map(|it| (it.text.as_str(), it.at_ns, &*it.task)).collect();
        assert_eq!(said, [("one", 1, "a"), ("two", 1, "a"), ("three", 9, "b")]);

        assert_eq!(divergence(&lines, &lines), None);
        let shorter = divergence(&lines, &lines[..2]).expect("a line is missing");
        assert_eq!((shorter.line, shorter.own), (3, None));
        assert_eq!(shorter.first.map(|line| line.task), Some("b".into()));
    }
}
