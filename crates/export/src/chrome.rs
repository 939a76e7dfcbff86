//! Chrome's trace event format, which Perfetto, chrome://tracing and speedscope read.
//!
//! Each lane is a track of its own: process 1 are the cores, 2 the tasks, 3 the locks.
//! A track's slices never overlap, which is the nesting these readers ask for. Times are
//! microseconds as plain decimals. See "Trace Event Format", Google, 2016.

use serde::Serialize;
use serde_json::{Map, Value, json};
use timeline::{Arrow, Group, Lane, LaneId, MarkKind, Slice, State, Timeline};
use trace::{Clock, Time, Trace};

use crate::document::document;
use crate::names;

/// One entry. Fields that do not apply to its phase are left out.
#[derive(Serialize)]
struct Entry {
    name: String,
    ph: &'static str,
    pid: u32,
    tid: usize,
    ts: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    /// Ties the ends of an arrow together.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    /// How a flow finds its slice, or how far an instant reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    args: Map<String, Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    trace_events: Vec<Entry>,
    display_time_unit: &'static str,
    other_data: Map<String, Value>,
}

/// A trace as Chrome trace events.
#[must_use]
pub fn chrome(trace: &Trace) -> String {
    let timeline = Timeline::project(trace);
    let mut entries = Vec::new();
    for group in Group::ALL {
        if timeline.group(group).next().is_none() {
            continue;
        }
        let pid = process(group);
        entries.push(metadata("process_name", pid, 0, json!({ "name": group.name() })));
        entries.push(metadata("process_sort_index", pid, 0, json!({ "sort_index": pid })));
        for (id, lane) in timeline.group(group) {
            add_lane(&mut entries, &timeline, id, lane);
        }
    }
    for (number, arrow) in timeline.arrows.iter().enumerate() {
        add_arrow(&mut entries, &timeline, number, arrow);
    }
    for mark in &timeline.marks {
        let args = arguments([("text", timeline.text(mark.text).into())]);
        let name = mark.kind.name().to_owned();
        entries.push(Entry { s: Some("g"), args, ..entry(name, "i", (1, 0), mark.time) });
    }
    let clock = if trace.clock == Clock::Virtual { "virtual" } else { "wall" };
    let other_data = arguments([
        ("clock", clock.into()),
        ("cores", trace.n_cores.into()),
        ("cut", trace.cut.clone().unwrap_or_default().into()),
    ]);
    let content = Document { trace_events: entries, display_time_unit: "ns", other_data };
    document(&content)
}

fn process(group: Group) -> u32 {
    match group {
        Group::Cores => 1,
        Group::Tasks => 2,
        Group::Locks => 3,
    }
}

/// Microseconds. A nanosecond is 0.001: far from where a number is written with an exponent.
fn micros(nanos: u64) -> f64 {
    nanos as f64 / 1000.0
}

/// The duration that a reader who adds it to the beginning never finds past the end: binary
/// fractions of decimals may, and then the next slice seems to begin inside this one.
fn duration(slice: &Slice) -> f64 {
    let (from, to) = (micros(slice.from.0), micros(slice.to.0));
    let mut duration = micros(slice.span().0);
    while from + duration > to {
        duration = duration.next_down();
    }
    duration
}

fn entry(name: String, ph: &'static str, (pid, tid): (u32, usize), time: Time) -> Entry {
    Entry {
        name,
        ph,
        pid,
        tid,
        ts: micros(time.0),
        dur: None,
        cat: None,
        id: None,
        bp: None,
        s: None,
        args: Map::new(),
    }
}

fn metadata(name: &str, pid: u32, tid: usize, args: Value) -> Entry {
    let args = if let Value::Object(args) = args { args } else { Map::new() };
    Entry { args, ..entry(name.to_owned(), "M", (pid, tid), Time::START) }
}

/// Only what is known.
fn arguments<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    let known = |value: &Value| !value.is_null() && value.as_str() != Some("");
    let pairs = pairs.into_iter().filter(|(_, value)| known(value));
    pairs.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn add_lane(entries: &mut Vec<Entry>, timeline: &Timeline, id: LaneId, lane: &Lane) {
    let track = (process(lane.group()), id.0);
    entries.push(metadata("thread_name", track.0, track.1, json!({ "name": lane.name })));
    entries.push(metadata("thread_sort_index", track.0, track.1, json!({ "sort_index": id.0 })));
    for slice in lane.slices.iter().filter(|slice| slice.state != State::Done) {
        let (name, args) = (slice_name(timeline, lane, &slice), slice_args(timeline, &slice));
        let cat = Some(slice.state.name());
        if slice.to > slice.from {
            let dur = Some(duration(&slice));
            entries.push(Entry { dur, cat, args, ..entry(name, "X", track, slice.from) });
        } else {
            // A slice of no length would not nest: readers disagree about what it lies in.
            entries.push(Entry { cat, s: Some("t"), args, ..entry(name, "i", track, slice.from) });
        }
    }
    for mark in &lane.marks {
        let text = timeline.text(mark.text);
        let name = match mark.kind {
            MarkKind::Checkpoint if !text.is_empty() => text.to_owned(),
            kind => kind.name().to_owned(),
        };
        let line = mark.line.some().map(|line| line.0);
        let args = arguments([("text", text.into()), ("line", line.into())]);
        let cat = Some(mark.kind.name());
        entries.push(Entry { cat, s: Some("t"), args, ..entry(name, "i", track, mark.time) });
    }
}

/// What a slice is called: on a core or a lock the task, in a task's lane what it does.
pub(crate) fn slice_name(timeline: &Timeline, lane: &Lane, slice: &Slice) -> String {
    if lane.group() != Group::Tasks && slice.state != State::Switch {
        return timeline.task_name(slice.other).to_owned();
    }
    let label = timeline.text(slice.text);
    let subject = if label.is_empty() { timeline.object_name(slice.object) } else { label };
    let name = slice.state.name();
    if subject.is_empty() { name.to_owned() } else { format!("{name}: {subject}") }
}

fn slice_args(timeline: &Timeline, slice: &Slice) -> Map<String, Value> {
    arguments([
        ("state", slice.state.name().into()),
        ("cause", names::cause(slice.cause).into()),
        ("core", slice.core.some().map(|core| core.0).into()),
        ("line", slice.line.some().map(|line| line.0).into()),
        ("object", timeline.object_name(slice.object).into()),
        ("task", timeline.task_name(slice.other).into()),
        ("ended by", timeline.task_name(slice.ended_by).into()),
    ])
}

/// The two ends of an arrow, each inside a slice of its track: a reader binds it to that slice.
fn add_arrow(entries: &mut Vec<Entry>, timeline: &Timeline, number: usize, arrow: &Arrow) {
    let track = |lane: LaneId| (process(Group::Tasks), lane.0);
    let from_lane = &timeline.lanes[arrow.from.lane.0].slices;
    // A cause at the very end of its slice is moved back into it.
    let at_edge = from_lane.at(arrow.from.time.0).is_none_or(|index| {
        from_lane.start(index) == arrow.from.time.0 || from_lane.state(index) == State::Done
    });
    let from = Time(arrow.from.time.0.saturating_sub(u64::from(at_edge)));
    let name = arrow.kind.name();
    let (cat, id) = (Some("arrow"), Some(number));
    let (begin, end) = (track(arrow.from.lane), track(arrow.to.lane));
    entries.push(Entry { cat, id, ..entry(name.to_owned(), "s", begin, from) });
    let effect = entry(name.to_owned(), "f", end, arrow.to.time);
    entries.push(Entry { cat, id, bp: Some("e"), ..effect });
}
