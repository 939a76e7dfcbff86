//! A trace as a table: one row for each event, RFC 4180, with a header.

use trace::{Event, Trace};

use crate::names;

/// The columns. Others read these: add at the end, do not rename.
const COLUMNS: [&str; 12] = [
    "time_ns",
    "kind",
    "cause",
    "task",
    "task_name",
    "core",
    "line",
    "object",
    "other_task",
    "other_task_name",
    "text",
    "value",
];

/// The events of a trace as CSV text. Cells that do not apply are empty.
#[must_use]
pub fn csv(trace: &Trace) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let rows = trace.events().map(|event| row(trace, &event));
    let header = COLUMNS.map(str::to_owned);
    for row in std::iter::once(header).chain(rows) {
        writer.write_record(&row).expect("rows of one length into memory cannot fail");
    }
    let bytes = writer.into_inner().expect("memory can be flushed");
    String::from_utf8(bytes).expect("text was written")
}

fn row(trace: &Trace, event: &Event) -> [String; COLUMNS.len()] {
    let id = |number: u32| if number == u32::MAX { String::new() } else { number.to_string() };
    let task = |task: trace::TaskId| {
        trace.tasks.get(task.index()).map_or_else(String::new, |task| task.name.clone())
    };
    let object = trace.objects.get(event.object.index());
    [
        event.time.0.to_string(),
        names::kind(event.kind).to_owned(),
        names::cause(event.cause).to_owned(),
        id(event.task.0),
        task(event.task),
        id(event.core.0),
        id(event.line.0),
        object.map_or_else(String::new, |object| object.name.clone()),
        id(event.other.0),
        task(event.other),
        trace.text(event.text).to_owned(),
        event.value.to_string(),
    ]
}
