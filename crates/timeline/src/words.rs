//! The words that labels, descriptions and narration share.

use trace::TaskId;

use crate::{Lane, LaneKind, Slice, State, Timeline, format, text};

/// How many characters of a workload's own label are quoted.
const QUOTE_MAX: usize = 40;

/// What a slice is about beyond its state: the label, the object, or the task waited for.
pub(crate) fn subject(timeline: &Timeline, slice: &Slice) -> String {
    let label = text::one_line(timeline.text(slice.text), QUOTE_MAX);
    if !label.is_empty() {
        return label;
    }
    let object = text::one_line(timeline.object_name(slice.object), QUOTE_MAX);
    if !object.is_empty() {
        return object;
    }
    if slice.state == State::Join {
        timeline.task_name(slice.other).to_owned()
    } else {
        String::new()
    }
}

/// The state with its subject, such as `lock A` or `I/O db`.
pub(crate) fn state_with_subject(timeline: &Timeline, slice: &Slice) -> String {
    let subject = subject(timeline, slice);
    let name = slice.state.name();
    let object = slice.object.some().and_then(|object| timeline.objects.get(object.index()));
    if let Some(object) = object
        && subject == text::one_line(&object.name, QUOTE_MAX)
    {
        return text::one_line(&object.described(), QUOTE_MAX);
    }
    // A lock that the workload calls `lock` or `lock_a` says what it is.
    if subject.is_empty() {
        name.to_owned()
    } else if subject.to_ascii_lowercase().starts_with(&name.to_lowercase()) {
        subject
    } else {
        format!("{name} {subject}")
    }
}

/// What a slice's label can say, from long to short.
pub(crate) fn wordings(timeline: &Timeline, lane: &Lane, slice: &Slice) -> [String; 4] {
    let span = format::span(slice.span());
    let letter = slice.state.letter().to_string();
    let name = slice.state.name().to_owned();
    match (lane.kind, slice.state) {
        (
            LaneKind::Core(_) | LaneKind::Gil(_) | LaneKind::Lock(_),
            State::Running | State::Holding | State::Held,
        ) => {
            let task = timeline.task_name(slice.other).to_owned();
            [format!("{task} · {span}"), task, String::new(), String::new()]
        }
        (LaneKind::Task(_), State::Running) if slice.core.some().is_some() => {
            let core = format!("{name} · core {} · {span}", slice.core.0);
            [core, format!("{name} · {span}"), name, letter]
        }
        _ => {
            let long = state_with_subject(timeline, slice);
            [format!("{long} · {span}"), long, name, letter]
        }
    }
}

/// One character for a task, where there is room for no more: its number as far as that goes.
pub(crate) fn symbol(task: TaskId) -> char {
    char::from_digit(task.0, 36).unwrap_or('*')
}

/// ` at line 4`, or nothing.
pub(crate) fn at_line(line: trace::Line) -> String {
    line.some().map_or_else(String::new, |line| format!(" at line {}", line.0))
}
