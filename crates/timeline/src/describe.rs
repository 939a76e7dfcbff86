//! What a place of the picture is, in words.

use trace::{Cause, CoreId, Outcome, Time};

use crate::words::state_with_subject;
use crate::{
    Finish, Group, Hit, Lane, LaneId, LaneKind, Mark, Mixture, Slice, State, Timeline, Why, format,
    text, why,
};

/// How much of a long output is shown.
const TEXT_MAX: usize = 200;

/// What a tooltip or an inspector shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Description {
    /// One line: who and what.
    pub title: String,
    /// Names and values, in reading order.
    pub rows: Vec<(&'static str, String)>,
    /// Why the task does not run; empty where it does.
    pub why: Why,
}

impl Description {
    fn row(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.rows.push((name, value));
        }
    }

    /// All of it as one line for a screen reader.
    #[must_use]
    pub fn sentence(&self) -> String {
        let rows: Vec<String> =
            self.rows.iter().map(|(name, value)| format!("{name} {value}")).collect();
        if rows.is_empty() {
            self.title.clone()
        } else {
            format!("{}; {}", self.title, rows.join(", "))
        }
    }
}

/// Describes a hit; a hit of another timeline gives an empty description.
#[must_use]
pub fn describe(timeline: &Timeline, hit: &Hit) -> Description {
    let described = match *hit {
        Hit::Slice { lane, index } => {
            timeline.slice(lane, index).map(|slice| describe_slice(timeline, lane, index, &slice))
        }
        Hit::Preview { lane, from, to } => {
            timeline.lane(lane).map(|row| describe_preview(row, from, to))
        }
        Hit::Mark { lane, index } => timeline
            .lane(lane)
            .and_then(|row| row.marks.get(index))
            .map(|mark| describe_mark(timeline, mark)),
        Hit::Label { lane } => timeline.lane(lane).map(|row| describe_lane(timeline, row)),
        Hit::Gap { lane, time } => timeline.lane(lane).map(|row| describe_gap(timeline, row, time)),
        Hit::Header { group } => Some(describe_group(timeline, group)),
        Hit::Axis { time } | Hit::Minimap { time } => Some(Description {
            title: format::time(Time(time.max(0.0) as u64)),
            ..Description::default()
        }),
    };
    described.unwrap_or_default()
}

fn describe_slice(timeline: &Timeline, id: LaneId, index: usize, slice: &Slice) -> Description {
    let lane = &timeline.lanes[id.0];
    let mut description = Description::default();
    let task = lane.task_of(slice);
    let name = timeline.task_name(task);
    let state = slice.state;
    description.title = match (lane.kind, state) {
        (_, State::Switch) => format!("{} switches to {name}", lane.name),
        (LaneKind::Gil(_), _) => format!("{name} has the {}", lane.name),
        (LaneKind::Lock(_), _) => format!("{name} holds {}", lane.name),
        (LaneKind::Core(_), _) => format!("{} runs {name}", lane.name),
        (LaneKind::Task(_), _) => format!("{name}: {}", state_with_subject(timeline, slice)),
    };
    description.row("state", format!("{}: {}", state.name(), state.meaning()));
    description.row("since", format::time(slice.from));
    let ends = if ends_open(timeline, lane, index, slice) { "still at the end" } else { "" };
    let until = format::time(slice.to);
    description.row("until", if ends.is_empty() { until } else { format!("{until}, {ends}") });
    description.row("for", format::span(slice.span()));
    description.row("because", cause(slice.cause));
    if state == State::Switch {
        description.row("from", timeline.task_name(slice.ended_by));
    } else {
        description.row("at", timeline.object_name(slice.object));
        description.row("label", text::one_line(timeline.text(slice.text), TEXT_MAX));
        if matches!(lane.kind, LaneKind::Task(_)) {
            let whom = if state == State::Join { "waits for" } else { "held by" };
            description.row(whom, timeline.task_name(slice.other));
        }
        description.row("ended by", ended_by(timeline, lane, index, slice));
    }
    description
        .row("core", slice.core.some().map_or(String::new(), |CoreId(core)| core.to_string()));
    description.row("line", slice.line.some().map_or(String::new(), |line| line.0.to_string()));
    if matches!(lane.kind, LaneKind::Task(_)) && (state.is_blocked() || state.is_ready()) {
        description.why = why(timeline, id, moment(timeline, slice));
        description.row("why", description.why.sentence(timeline));
    }
    description
}

/// The time at which a wait is asked about: its middle, or for one that never ends its end.
fn moment(timeline: &Timeline, slice: &Slice) -> Time {
    if slice.to >= timeline.end { slice.to } else { Time(u64::midpoint(slice.from.0, slice.to.0)) }
}

fn ends_open(timeline: &Timeline, lane: &Lane, index: usize, slice: &Slice) -> bool {
    let last = index + 1 == lane.slices.len();
    match lane.finish {
        Finish::Still(_) => last,
        Finish::None => last && slice.to == timeline.end,
        Finish::Ended { .. } => false,
    }
}

/// Who or what made a state end.
fn ended_by(timeline: &Timeline, lane: &Lane, index: usize, slice: &Slice) -> String {
    let waker = timeline.task_name(slice.ended_by);
    if !waker.is_empty() {
        return waker.to_owned();
    }
    let next = lane.slices.get(index + 1).filter(|next| next.from == slice.to);
    match (slice.state, next) {
        (State::Running | State::Holding, Some(next)) => {
            let what = state_with_subject(timeline, &next);
            let why = cause(next.cause);
            if next.state == State::Preempted { format!("{what}: {why}") } else { what }
        }
        (State::Io | State::Sleep, Some(_)) => "time".to_owned(),
        (State::Ready | State::Preempted, Some(next)) if next.core.some().is_some() => {
            let verb = if next.cause == Cause::Stolen { "stole" } else { "took" };
            format!("core {} {verb} it", next.core.0)
        }
        _ => String::new(),
    }
}

/// Why a task left its core or came to it, as the end of a sentence; nothing where the state says it.
pub(crate) fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Quantum => "its time slice was used up",
        Cause::Yield => "it offered its turn",
        Cause::Outranked => "one that goes before it became ready",
        Cause::Stolen => "its core had nothing to do, and stole it from another's queue",
        Cause::None
        | Cause::Io
        | Cause::Sleep
        | Cause::Lock
        | Cause::Join
        | Cause::Gil
        | Cause::Queue
        | Cause::Event
        | Cause::Start => "",
    }
}

fn describe_preview(lane: &Lane, from: Time, to: Time) -> Description {
    let slices = &lane.slices;
    let first = slices.first_ending_after(from.0);
    let count = slices.first_starting_from(to.0).saturating_sub(first);
    let mut description = Description {
        title: format!("{}: {} slices", lane.name, format::count(count)),
        ..Description::default()
    };
    description.row("since", format::time(from));
    description.row("for", format::span(to.since(from)));
    let mixture = slices.mixture(from.0, to.0);
    add_mixture(&mut description, &mixture, to.since(from).0);
    description
}

fn add_mixture(description: &mut Description, mixture: &Mixture, whole: u64) {
    for (state, time) in mixture.ranked() {
        let share = format::percent(time as f64 / whole.max(1) as f64);
        description.row(state.name(), format!("{} ({share})", format::span(trace::Span(time))));
    }
}

fn describe_mark(timeline: &Timeline, mark: &Mark) -> Description {
    let name = timeline.task_name(mark.task);
    let mut description = Description {
        title: if name.is_empty() {
            mark.kind.name().to_owned()
        } else {
            format!("{name}: {}", mark.kind.name())
        },
        ..Description::default()
    };
    description.row("at", format::time(mark.time));
    description.row("text", text::one_line(timeline.text(mark.text), TEXT_MAX));
    description.row("object", timeline.object_name(mark.object));
    description.row("line", mark.line.some().map_or(String::new(), |line| line.0.to_string()));
    if mark.kind == crate::MarkKind::Deadlock
        && let Some(lane) = timeline.lane_of_task(mark.task)
    {
        description.why = why(timeline, lane, mark.time);
        description.row("why", description.why.sentence(timeline));
    }
    description
}

fn describe_lane(timeline: &Timeline, lane: &Lane) -> Description {
    let mut description = Description { title: lane.name.clone(), ..Description::default() };
    if let LaneKind::Task(task) = lane.kind
        && let Some(info) = timeline.task(task)
    {
        let parent = info.parent.map_or("", |parent| timeline.task_name(parent));
        description.row("started by", parent);
    }
    match lane.finish {
        Finish::Ended { time, outcome } => {
            let how = match outcome {
                Outcome::Ok => "returned",
                Outcome::Error => "failed",
                Outcome::Cancelled => "was cancelled",
            };
            description.row("end", format!("{how} at {}", format::time(time)));
        }
        Finish::Still(state) => {
            description.row("end", format!("still {} at the end of the trace", state.name()));
        }
        Finish::None => {}
    }
    let mut mixture = *lane.slices.total();
    mixture.0[State::Done.index()] = 0;
    let whole = match lane.kind {
        LaneKind::Task(_) => mixture.total(),
        _ => timeline.end.0,
    };
    add_mixture(&mut description, &mixture, whole);
    description
}

fn describe_gap(timeline: &Timeline, lane: &Lane, time: Time) -> Description {
    let after = lane.slices.first_starting_from(time.0);
    let from = after.checked_sub(1).map_or(0, |before| lane.slices.end(before));
    let to = if after < lane.slices.len() { lane.slices.start(after) } else { timeline.end.0 };
    let what = match lane.kind {
        LaneKind::Core(_) => "idle",
        LaneKind::Gil(_) | LaneKind::Lock(_) => "free",
        LaneKind::Task(_) => "not started yet",
    };
    let mut description =
        Description { title: format!("{}: {what}", lane.name), ..Description::default() };
    description.row("since", format::time(Time(from)));
    description.row("for", format::span(Time(to).since(Time(from))));
    description
}

fn describe_group(timeline: &Timeline, group: Group) -> Description {
    let count = timeline.group(group).count();
    let mut description =
        Description { title: format!("{}: {count}", group.name()), ..Description::default() };
    let mut mixture = Mixture::default();
    for (_, lane) in timeline.group(group) {
        let sums = mixture.0.iter_mut().zip(&lane.slices.total().0);
        sums.for_each(|(sum, own)| *sum += own);
    }
    mixture.0[State::Done.index()] = 0;
    let whole = match group {
        Group::Tasks => mixture.total(),
        Group::Cores | Group::Locks => timeline.end.0.saturating_mul(count as u64),
    };
    add_mixture(&mut description, &mixture, whole);
    description
}
