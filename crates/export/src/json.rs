//! A trace as JSON that a person can read and a program need not guess at.
//!
//! ```json
//! {"version": 1, "clock": "virtual", "n_cores": 2, "end_ns": 9, "cut": null,
//!  "tasks":   [{"id": 0, "name": "main", "kind": "thread", "parent": null}],
//!  "objects": [{"id": 0, "name": "A", "kind": "lock"}],
//!  "events":  [{"time_ns": 0, "kind": "spawn", "task": 0}, …]}
//! ```
//!
//! An event has only the fields its kind uses: `task`, `core`, `line`, `object`, `other` (a task),
//! `cause`, `text`, `value`, and for `end` its `outcome`. What each means stands at
//! `trace::EventKind`. Ids are positions in the lists.

use serde::Serialize;
use trace::{Clock, EventKind, ObjectInfo, Outcome, TaskInfo, Trace};

use crate::document::document;
use crate::names;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    clock: Clock,
    n_cores: u32,
    end_ns: u64,
    cut: Option<&'a str>,
    tasks: Vec<Numbered<'a, TaskInfo>>,
    objects: Vec<Numbered<'a, ObjectInfo>>,
    events: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Numbered<'a, T> {
    id: usize,
    #[serde(flatten)]
    info: &'a T,
}

#[derive(Serialize)]
struct Row<'a> {
    time_ns: u64,
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    cause: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    core: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
}

/// The trace as one JSON document.
#[must_use]
pub fn json(trace: &Trace) -> String {
    let content = Document {
        version: 1,
        clock: trace.clock,
        n_cores: trace.n_cores,
        end_ns: trace.end.0,
        cut: trace.cut.as_deref(),
        tasks: numbered(&trace.tasks),
        objects: numbered(&trace.objects),
        events: trace.events().map(|event| row(trace, &event)).collect(),
    };
    document(&content)
}

fn numbered<T>(infos: &[T]) -> Vec<Numbered<'_, T>> {
    infos.iter().enumerate().map(|(id, info)| Numbered { id, info }).collect()
}

fn row<'a>(trace: &'a Trace, event: &trace::Event) -> Row<'a> {
    let ends = event.kind == EventKind::End;
    let outcome = u8::try_from(event.value).ok().and_then(Outcome::from_number);
    Row {
        time_ns: event.time.0,
        kind: names::kind(event.kind),
        cause: names::cause(event.cause),
        task: event.task.some().map(|id| id.0),
        core: event.core.some().map(|id| id.0),
        line: event.line.some().map(|id| id.0),
        object: event.object.some().map(|id| id.0),
        other: event.other.some().map(|id| id.0),
        text: event.text.some().map(|id| trace.text(id)),
        value: (event.value > 0 && !ends).then_some(event.value),
        outcome: outcome.filter(|_| ends).map(names::outcome),
    }
}
