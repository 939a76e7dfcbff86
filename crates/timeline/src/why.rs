//! "Why is it waiting?", as a chain: who waits for what, held by whom, who in turn waits for what.

use trace::{TaskId, Time};

use crate::words::{state_with_subject, subject};
use crate::{LaneId, Slice, State, Timeline, format};

/// A chain longer than this is cut: nobody reads on.
const LINKS_MAX: usize = 16;

/// One task of a chain of waiting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The task.
    pub task: TaskId,
    /// Its lane.
    pub lane: LaneId,
    /// Its slice at the time that was asked about, where it has one.
    pub slice: Option<usize>,
    /// What it does, without its name: `waits for lock A, held by T1 since 3.2 ms`.
    pub clause: String,
}

/// Why a task does not run at some time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Why {
    /// The task that was asked about, then whom it waits for, and so on.
    pub links: Vec<Link>,
    /// Whether the last one waits for one that was named before: nobody of them can go on.
    pub circle: bool,
}

impl Why {
    /// The chain as one sentence without a full stop, empty for an empty chain.
    #[must_use]
    pub fn sentence(&self, timeline: &Timeline) -> String {
        let Some(first) = self.links.first() else { return String::new() };
        let mut sentence = format!("{} {}", timeline.task_name(first.task), first.clause);
        for link in &self.links[1..] {
            sentence.push_str(", which ");
            sentence.push_str(&link.clause);
        }
        if self.circle {
            sentence.push_str(": a circle, so none of them can go on");
        }
        sentence
    }
}

/// Follows who waits for whom at `time`, beginning with the task of a lane.
#[must_use]
pub fn why(timeline: &Timeline, lane: LaneId, time: Time) -> Why {
    let mut why = Why::default();
    let mut next = task_at(timeline, lane, time);
    while let Some(task) = next {
        if why.links.iter().any(|link| link.task == task) {
            why.circle = true;
            break;
        }
        if why.links.len() == LINKS_MAX {
            break;
        }
        let Some(lane) = timeline.lane_of_task(task) else { break };
        let slices = &timeline.lanes[lane.0].slices;
        // At the very end of the trace its last state still holds.
        let last = slices.len().checked_sub(1).filter(|last| slices.end(*last) <= time.0);
        let slice = slices.at(time.0).or(last);
        let found = slice.and_then(|index| slices.get(index));
        let (clause, on) = match found {
            Some(found) => clause(timeline, task, &found, time),
            None => ("has not started yet".to_owned(), None),
        };
        why.links.push(Link { task, lane, slice, clause });
        next = on;
    }
    why
}

/// The task that a lane is about at a time.
fn task_at(timeline: &Timeline, lane: LaneId, time: Time) -> Option<TaskId> {
    let row = timeline.lane(lane)?;
    if let crate::LaneKind::Task(task) = row.kind {
        return Some(task);
    }
    let slice = row.slices.get(row.slices.at(time.0)?)?;
    slice.other.some()
}

/// What the task does, and whom one has to ask next.
fn clause(
    timeline: &Timeline,
    task: TaskId,
    slice: &Slice,
    time: Time,
) -> (String, Option<TaskId>) {
    let until = until(timeline, slice);
    match slice.state {
        State::Running => {
            (format!("runs on core {}{}", slice.core.0, crate::words::at_line(slice.line)), None)
        }
        State::Holding => (format!("keeps its core while it only waits {until}"), None),
        State::Ready | State::Preempted => ready(timeline, task, slice, time),
        State::Lock | State::Gil => held(timeline, task, slice, time),
        State::Join => {
            let whom = timeline.task_name(slice.other);
            let whom = if whom.is_empty() { "another task" } else { whom };
            (format!("waits for {whom} to end"), slice.other.some())
        }
        State::Io => (format!("waits for {} {until}", state_with_subject(timeline, slice)), None),
        State::Sleep => (format!("sleeps {until}"), None),
        State::Starting => (format!("waits for its process to start {until}"), None),
        State::Queue | State::Event | State::Waiting => {
            let what = state_with_subject(timeline, slice);
            let what = if slice.state == State::Waiting { subject(timeline, slice) } else { what };
            let what = if what.is_empty() { "something".to_owned() } else { what };
            (format!("waits for {what} {until}"), slice.other.some())
        }
        State::Done => ("has ended".to_owned(), None),
        State::Switch | State::Held => (String::new(), None),
    }
}

/// `until 9 ms`, and who makes it end.
fn until(timeline: &Timeline, slice: &Slice) -> String {
    if slice.to >= timeline.end && slice.ended_by.some().is_none() {
        return "until the end of the trace".to_owned();
    }
    let time = format::time(slice.to);
    match timeline.task_name(slice.ended_by) {
        "" => format!("until {time}"),
        waker => format!("until {waker} ends the wait at {time}"),
    }
}

/// A task that waits for what one task at a time can have.
fn held(timeline: &Timeline, task: TaskId, slice: &Slice, time: Time) -> (String, Option<TaskId>) {
    let what = state_with_subject(timeline, slice);
    let holder = timeline.holders(slice.object, time).find(|(holder, _)| *holder != task);
    match (holder, slice.other.some()) {
        (Some((holder, since)), _) => {
            let name = timeline.task_name(holder);
            let since = format::time(since);
            (format!("waits for {what}, held by {name} since {since}"), Some(holder))
        }
        (None, Some(holder)) => {
            (format!("waits for {what}, held by {}", timeline.task_name(holder)), Some(holder))
        }
        (None, None) => (format!("waits for {what} {}", until(timeline, slice)), None),
    }
}

/// A task that lacks a core: who has the one it gets next.
fn ready(timeline: &Timeline, task: TaskId, slice: &Slice, time: Time) -> (String, Option<TaskId>) {
    let until = until(timeline, slice);
    let turn = timeline.lane_of_task(task).and_then(|lane| {
        let slices = &timeline.lanes[lane.0].slices;
        slices.get(slices.first_starting_from(slice.to.0)).filter(|next| next.state.is_on_core())
    });
    let occupant = turn.and_then(|turn| {
        let core = &timeline.lanes.get(turn.core.index())?.slices;
        let now = core.get(core.at(time.0)?)?;
        (now.other != task && now.state.is_on_core()).then_some((turn.core, now.other))
    });
    match occupant {
        Some((core, other)) => {
            let name = timeline.task_name(other);
            (format!("could run, but core {} is taken by {name} {until}", core.0), None)
        }
        None => (format!("could run, but has no core {until}"), None),
    }
}
