//! The file format of speedscope: a profile for each lane, one slice deep.
//!
//! See "Importing from custom sources" in speedscope's documentation.

use litemap::LiteMap;
use serde::Serialize;
use timeline::{Lane, State, Timeline};
use trace::Trace;

use crate::chrome::slice_name;
use crate::document::document;

#[derive(Serialize)]
struct Document {
    #[serde(rename = "$schema")]
    schema: &'static str,
    exporter: &'static str,
    shared: Shared,
    profiles: Vec<Profile>,
}

#[derive(Serialize)]
struct Shared {
    frames: Vec<Frame>,
}

#[derive(Serialize)]
struct Frame {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Profile {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    unit: &'static str,
    start_value: u64,
    end_value: u64,
    events: Vec<Edge>,
}

#[derive(Serialize)]
struct Edge {
    #[serde(rename = "type")]
    kind: &'static str,
    frame: usize,
    at: u64,
}

/// A trace as a speedscope profile, in nanoseconds.
#[must_use]
pub fn speedscope(trace: &Trace) -> String {
    let timeline = Timeline::project(trace);
    let mut frames = Frames::default();
    let profiles = timeline
        .lanes
        .iter()
        .map(|lane| profile(&timeline, lane, &mut frames))
        .filter(|profile| !profile.events.is_empty())
        .collect();
    let content = Document {
        schema: "https://www.speedscope.app/file-format-schema.json",
        exporter: "interleave",
        shared: Shared { frames: frames.list },
        profiles,
    };
    document(&content)
}

/// Each name with its line once.
#[derive(Default)]
struct Frames {
    list: Vec<Frame>,
    known: LiteMap<(String, Option<u32>), usize>,
}

impl Frames {
    fn of(&mut self, name: String, line: Option<u32>) -> usize {
        let next = self.list.len();
        let place = *self.known.entry((name.clone(), line)).or_insert(next);
        if place == next {
            self.list.push(Frame { name, line });
        }
        place
    }
}

fn profile(timeline: &Timeline, lane: &Lane, frames: &mut Frames) -> Profile {
    let mut events = Vec::new();
    for slice in lane.slices.iter().filter(|slice| slice.state != State::Done) {
        let line = slice.line.some().map(|line| line.0);
        let frame = frames.of(slice_name(timeline, lane, &slice), line);
        events.push(Edge { kind: "O", frame, at: slice.from.0 });
        events.push(Edge { kind: "C", frame, at: slice.to.0 });
    }
    Profile {
        kind: "evented",
        name: lane.name.clone(),
        unit: "nanoseconds",
        start_value: 0,
        end_value: timeline.end.0,
        events,
    }
}
