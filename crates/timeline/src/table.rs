//! The timeline as a table and as sentences: for screen readers, and for people who prefer words.
//!
//! One row for each state that a task enters, each switch of a core, each mark and each end,
//! in the order of time. Rows are worded when they are asked for, so that a million cost little.

use trace::{Cause, Line, Outcome, Span, Time};

use crate::words::{at_line, state_with_subject};
use crate::{
    Finish, Hit, Lane, LaneId, LaneKind, Mark, MarkKind, Slice, State, Timeline, format, text,
};

/// How much of an output is quoted in a sentence.
const QUOTE_MAX: usize = 60;

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Slice { lane: u32, index: u32 },
    Mark { lane: u32, index: u32 },
    End { lane: u32 },
    RunMark { index: u32 },
}

/// A row of the table.
#[derive(Clone, PartialEq, Debug)]
pub struct TableRow {
    /// When.
    pub time: Time,
    /// Who: a task or a core.
    pub who: String,
    /// What happens, without who: `waits for lock A at line 4`.
    pub what: String,
    /// For how long, where it lasts.
    pub span: Option<Span>,
    /// The line of the workload.
    pub line: Line,
    /// What to select in the picture; nothing for what belongs to no lane.
    pub hit: Option<Hit>,
}

impl TableRow {
    /// The row as a sentence with its full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("At {} {} {}.", format::time(self.time), self.who, self.what)
    }
}

/// The rows of a timeline in the order of time.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    timeline: &'a Timeline,
    items: Vec<(u64, Item)>,
}

impl<'a> Table<'a> {
    /// Sorts what happened; the words come later.
    #[must_use]
    pub fn of(timeline: &'a Timeline) -> Table<'a> {
        let mut items = Vec::with_capacity(timeline.n_slices());
        for (number, lane) in timeline.lanes.iter().enumerate() {
            add_lane(&mut items, number as u32, lane);
        }
        for (index, mark) in timeline.marks.iter().enumerate() {
            items.push((mark.time.0, Item::RunMark { index: index as u32 }));
        }
        items.sort_by_key(|(time, item)| (*time, rank(timeline, *item)));
        Table { timeline, items }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Row `index`, if there is one.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<TableRow> {
        let (time, item) = *self.items.get(index)?;
        let timeline = self.timeline;
        let row = |lane: u32| timeline.lanes.get(lane as usize);
        Some(match item {
            Item::Slice { lane, index } => {
                let (id, lane) = (LaneId(lane as usize), row(lane)?);
                let slice = lane.slices.get(index as usize)?;
                TableRow {
                    time: slice.from,
                    who: lane.name.clone(),
                    what: happens(timeline, lane, index as usize, &slice),
                    span: Some(slice.span()),
                    line: slice.line,
                    hit: Some(Hit::Slice { lane: id, index: index as usize }),
                }
            }
            Item::Mark { lane, index } => {
                let (id, lane) = (LaneId(lane as usize), row(lane)?);
                let mark = lane.marks.get(index as usize)?;
                let hit = Some(Hit::Mark { lane: id, index: index as usize });
                mark_row(timeline, mark, lane.name.clone(), hit)
            }
            Item::RunMark { index } => {
                mark_row(timeline, timeline.marks.get(index as usize)?, "the run".to_owned(), None)
            }
            Item::End { lane } => {
                let (id, lane) = (LaneId(lane as usize), row(lane)?);
                TableRow {
                    time: Time(time),
                    who: lane.name.clone(),
                    what: ends(lane).to_owned(),
                    span: None,
                    line: Line::NONE,
                    hit: Some(Hit::Label { lane: id }),
                }
            }
        })
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = TableRow> {
        (0..self.len()).filter_map(|index| self.row(index))
    }

    /// The row of a slice or mark, or the last one before the hit's time.
    #[must_use]
    pub fn position(&self, hit: &Hit) -> Option<usize> {
        let time = crate::navigate::time_of(self.timeline, hit)?;
        let from = self.items.partition_point(|(other, _)| *other < time.0);
        let same = self.items[from..].iter().take_while(|(other, _)| *other == time.0);
        same.clone()
            .position(|(_, item)| item.is(hit))
            .map(|offset| from + offset)
            .or_else(|| (from + same.count()).checked_sub(1))
    }
}

impl Item {
    fn is(self, hit: &Hit) -> bool {
        match (self, *hit) {
            (Item::Slice { lane, index }, Hit::Slice { lane: other, index: place })
            | (Item::Mark { lane, index }, Hit::Mark { lane: other, index: place }) => {
                (lane as usize, index as usize) == (other.0, place)
            }
            _ => false,
        }
    }
}

/// What happened, as sentences in the order of time.
pub fn narrate(timeline: &Timeline) -> impl Iterator<Item = String> + '_ {
    let table = Table::of(timeline);
    (0..table.len()).filter_map(move |index| table.row(index).map(|row| row.sentence()))
}

fn add_lane(items: &mut Vec<(u64, Item)>, number: u32, lane: &Lane) {
    let is_task = matches!(lane.kind, LaneKind::Task(_));
    for index in 0..lane.slices.len() {
        // A core's turns are told by its tasks, a lock's by those who wait and hold.
        let state = lane.slices.state(index);
        if (is_task && state != State::Done) || state == State::Switch {
            let item = Item::Slice { lane: number, index: index as u32 };
            items.push((lane.slices.start(index), item));
        }
    }
    for (index, mark) in lane.marks.iter().enumerate() {
        items.push((mark.time.0, Item::Mark { lane: number, index: index as u32 }));
    }
    if let Finish::Ended { time, .. } = lane.finish {
        items.push((time.0, Item::End { lane: number }));
    }
}

/// What comes first of what happens at the same time: a task first runs, then marks, then leaves.
fn rank(timeline: &Timeline, item: Item) -> (u8, u32) {
    match item {
        Item::Slice { lane, index } => {
            let state = timeline.lanes[lane as usize].slices.state(index as usize);
            let rank = match state {
                State::Running => 5,
                State::Switch => 4,
                state if state.is_ready() => 3,
                _ => 2,
            };
            (rank, lane)
        }
        Item::Mark { lane, .. } => (0, lane),
        Item::End { lane } => (1, lane),
        Item::RunMark { index } => (6, index),
    }
}

fn happens(timeline: &Timeline, lane: &Lane, index: usize, slice: &Slice) -> String {
    let line = at_line(slice.line);
    match slice.state {
        State::Running => {
            let verb = if index == 0 { "starts to run" } else { "runs" };
            let after = index.checked_sub(1).and_then(|before| lane.slices.get(before));
            // Where it got a core at once, nothing else tells what ended its wait.
            let after = after.filter(|before| before.state.is_blocked());
            let after = after.map_or(String::new(), |before| ended(timeline, &before));
            let stolen = if slice.cause == Cause::Stolen { ", which stole it" } else { "" };
            format!("{verb} on core {}{stolen}{line}{after}", slice.core.0)
        }
        State::Holding => {
            let span = format::span(slice.span());
            format!("keeps core {} for {span} while it only waits{line}", slice.core.0)
        }
        State::Ready => ready(timeline, lane, index),
        State::Preempted => match slice.cause {
            Cause::Yield => format!("offers its turn{line}"),
            Cause::Quantum => format!("is preempted{line} after its time slice"),
            Cause::Outranked => format!("is preempted{line} by one that goes before it"),
            _ => format!("is preempted{line}"),
        },
        State::Sleep => format!("sleeps for {}{line}", format::span(slice.span())),
        State::Starting => format!("waits for its process to start{line}"),
        State::Join => match timeline.task_name(slice.other) {
            "" => format!("waits for another task to end{line}"),
            other => format!("waits for {other} to end{line}"),
        },
        State::Switch => match timeline.task_name(slice.ended_by) {
            "" => format!("switches to {}", timeline.task_name(slice.other)),
            before => format!("switches from {before} to {}", timeline.task_name(slice.other)),
        },
        _ => {
            let holder = match timeline.task_name(slice.other) {
                "" => String::new(),
                holder => format!(", held by {holder}"),
            };
            format!("waits for {}{holder}{line}", state_with_subject(timeline, slice))
        }
    }
}

/// Why a task is ready: it was started, or what it waited for came.
fn ready(timeline: &Timeline, lane: &Lane, index: usize) -> String {
    let before = index.checked_sub(1).and_then(|before| lane.slices.get(before));
    match before {
        None => {
            let parent = match lane.kind {
                LaneKind::Task(task) => timeline.task(task).and_then(|task| task.parent),
                LaneKind::Core(_) | LaneKind::Gil(_) | LaneKind::Lock(_) => None,
            };
            match parent.map_or("", |parent| timeline.task_name(parent)) {
                "" => "is started".to_owned(),
                parent => format!("is started by {parent}"),
            }
        }
        Some(before) => format!("is ready again{}", ended(timeline, &before)),
    }
}

/// What a task waited for, and who made it come.
fn ended(timeline: &Timeline, wait: &Slice) -> String {
    if wait.state == State::Join && wait.other.some().is_some() {
        return format!(" after {} ended", timeline.task_name(wait.other));
    }
    let what = state_with_subject(timeline, wait);
    match timeline.task_name(wait.ended_by) {
        "" => format!(" after {what}"),
        waker => format!(" after {what}, woken by {waker}"),
    }
}

fn ends(lane: &Lane) -> &'static str {
    match lane.finish {
        Finish::Ended { outcome: Outcome::Error, .. } => "fails",
        Finish::Ended { outcome: Outcome::Cancelled, .. } => "is cancelled",
        Finish::Ended { outcome: Outcome::Ok, .. } | Finish::Still(_) | Finish::None => "ends",
    }
}

fn mark_row(timeline: &Timeline, mark: &Mark, who: String, hit: Option<Hit>) -> TableRow {
    let quoted = text::one_line(timeline.text(mark.text), QUOTE_MAX);
    let line = at_line(mark.line);
    let what = match mark.kind {
        MarkKind::Output => format!("prints “{quoted}”{line}"),
        MarkKind::Checkpoint => format!("passes checkpoint “{quoted}”{line}"),
        MarkKind::Exception => format!("raises {quoted}{line}, which nobody catches"),
        MarkKind::Deadlock => format!("can never go on: deadlock{line}"),
        MarkKind::Late => quoted,
        MarkKind::Turn => format!("a turn of the event loop begins, {quoted}"),
        MarkKind::Cut => format!("reaches {quoted}: what follows is missing"),
    };
    TableRow { time: mark.time, who, what, span: None, line: mark.line, hit }
}
