//! From a trace to its timeline.

use std::collections::VecDeque;

use trace::{
    Cause, CoreId, Event, EventKind, Line, ObjectId, ObjectKind, Outcome, TaskId, TextId, Time,
    Trace,
};

use crate::family::family_order;
use crate::follow::{Owner, Segment, end_of, follow, n_core_lanes};
use crate::gil::gil_lanes;
use crate::metrics::critical_path;
use crate::timeline::{Hold, OVERVIEW_CELLS};
use crate::{
    Arrow, ArrowKind, Finish, Lane, LaneId, LaneKind, Mark, MarkKind, Point, Slice, State,
    Timeline, text,
};

/// How many characters of a name are kept for a lane.
const NAME_MAX: usize = 120;

impl Timeline {
    /// What a trace looks like over time.
    #[must_use]
    pub fn project(trace: &Trace) -> Timeline {
        let mut timeline = Timeline {
            clock: trace.clock,
            end: end_of(trace),
            n_cores: trace.n_cores,
            lanes: Vec::new(),
            arrows: Vec::new(),
            marks: Vec::new(),
            path: critical_path(trace).steps,
            cut: trace.cut.clone(),
            tasks: trace.tasks.clone(),
            objects: trace.objects.clone(),
            texts: trace.texts.clone(),
            task_lanes: Vec::new(),
            holds: vec![Vec::new(); trace.objects.len()],
            arrow_reach: 0,
            lane_arrows: Vec::new(),
            overview: Vec::new(),
        };
        add_core_lanes(&mut timeline, trace);
        add_task_lanes(&mut timeline);
        follow(trace, |segment| add_segment(&mut timeline, &segment));
        let mut links = Links::new(&timeline);
        for event in trace.events() {
            links.take(&mut timeline, &event);
        }
        links.finish(&mut timeline);
        let gil_lanes = gil_lanes(&timeline, trace);
        timeline.lanes.extend(gil_lanes);
        add_lock_lanes(&mut timeline);
        if let Some(limit) = &trace.cut {
            add_cut(&mut timeline, trace, limit);
        }
        timeline.lane_arrows = lane_arrows(&timeline);
        timeline.overview = overview(&timeline);
        timeline
    }
}

fn add_core_lanes(timeline: &mut Timeline, trace: &Trace) {
    let cores = (0..n_core_lanes(trace)).map(|core| {
        let core = CoreId(core as u32);
        let name = match trace.n_machines {
            1 => format!("core {}", core.0),
            _ => format!("machine {} · core {}", trace.machine_of(core), core.0),
        };
        Lane::empty(LaneKind::Core(core), name, 0)
    });
    timeline.lanes.extend(cores);
}

fn add_task_lanes(timeline: &mut Timeline) {
    let plain: Vec<String> =
        timeline.tasks.iter().map(|task| text::one_line(&task.name, NAME_MAX)).collect();
    let mut used: Vec<&str> = plain.iter().map(String::as_str).collect();
    used.sort_unstable();
    let is_shared = |name: &str| {
        let first = used.partition_point(|other| *other < name);
        used.get(first + 1) == Some(&name)
    };
    timeline.task_lanes = vec![LaneId(0); timeline.tasks.len()];
    for (task, depth) in family_order(&timeline.tasks) {
        let name = match plain[task.index()].as_str() {
            "" => format!("task #{}", task.0),
            name if is_shared(name) => format!("{name} #{}", task.0),
            name => name.to_owned(),
        };
        timeline.task_lanes[task.index()] = LaneId(timeline.lanes.len());
        timeline.lanes.push(Lane::empty(LaneKind::Task(task), name, depth));
    }
}

/// Locks that were taken get a lane each; who holds the others cannot be one row.
fn add_lock_lanes(timeline: &mut Timeline) {
    for (index, holds) in timeline.holds.iter().enumerate() {
        let info = &timeline.objects[index];
        let exclusive = matches!(info.kind, ObjectKind::Lock | ObjectKind::RLock);
        if !exclusive || holds.is_empty() {
            continue;
        }
        let object = ObjectId(index as u32);
        let mut lane = Lane::empty(LaneKind::Lock(object), text::one_line(&info.name, NAME_MAX), 0);
        let mut free_from = Time::START;
        for hold in holds {
            // A damaged trace may let two tasks hold a lock at once; the first is shown.
            let from = hold.from.max(free_from);
            let to = hold.to.min(timeline.end);
            if to > from {
                lane.slices.push(&held(hold, from, to, object));
                free_from = to;
            }
        }
        timeline.lanes.push(lane);
    }
}

fn held(hold: &Hold, from: Time, to: Time, object: ObjectId) -> Slice {
    Slice {
        from,
        to,
        state: State::Held,
        cause: Cause::None,
        object,
        other: hold.task,
        line: hold.line,
        text: TextId::NONE,
        core: CoreId::NONE,
        ended_by: TaskId::NONE,
    }
}

fn add_segment(timeline: &mut Timeline, segment: &Segment) {
    let lane = match segment.owner {
        Owner::Core(core) => LaneId(core.index()),
        Owner::Task(task) => timeline.task_lanes[task.index()],
    };
    let Slice { from, to, state, .. } = segment.slice;
    let lane = &mut timeline.lanes[lane.0];
    if state == State::Done {
        // The outcome is filled in when the event is met.
        lane.finish = Finish::Ended { time: from, outcome: Outcome::Ok };
    } else if segment.still && matches!(segment.owner, Owner::Task(_)) {
        lane.finish = Finish::Still(state);
    }
    // A wait that begins as the trace ends, as in a deadlock, is what one looks for.
    let last = segment.still && state != State::Done;
    if to > from || state == State::Running || last {
        lane.slices.push(&segment.slice);
    }
}

/// What connects lanes: gathered from the events in one pass.
struct Links {
    /// When each task ended.
    ended: Vec<Option<Time>>,
    /// Who holds each object now: task, since when, how often, at which line.
    holding: Vec<Vec<(TaskId, Time, u32, Line)>>,
    /// When the messages were sent that are in each pipe now.
    sent: Vec<VecDeque<Time>>,
}

impl Links {
    fn new(timeline: &Timeline) -> Links {
        Links {
            ended: vec![None; timeline.tasks.len()],
            holding: vec![Vec::new(); timeline.objects.len()],
            sent: vec![VecDeque::new(); timeline.objects.len()],
        }
    }

    fn take(&mut self, timeline: &mut Timeline, event: &Event) {
        match event.kind {
            EventKind::Spawn => {
                self.arrow(timeline, event, ArrowKind::Spawn, event.time);
            }
            EventKind::Wake => {
                let end = self.ended.get(event.other.index()).copied().flatten();
                match end.filter(|_| event.cause == Cause::Join) {
                    Some(end) => self.arrow(timeline, event, ArrowKind::Join, end),
                    None => self.arrow(timeline, event, ArrowKind::Wake, event.time),
                }
            }
            EventKind::End => self.end(timeline, event),
            EventKind::Acquire => self.acquire(event),
            EventKind::Release => self.release(timeline, event),
            EventKind::Send => self.send(event),
            EventKind::Receive => self.receive(timeline, event),
            EventKind::Output => mark(timeline, event, MarkKind::Output),
            EventKind::Checkpoint => mark(timeline, event, MarkKind::Checkpoint),
            EventKind::Exception => mark(timeline, event, MarkKind::Exception),
            EventKind::Deadlock => mark(timeline, event, MarkKind::Deadlock),
            EventKind::Cut => mark(timeline, event, MarkKind::Cut),
            EventKind::Late => mark(timeline, event, MarkKind::Late),
            EventKind::Turn => mark(timeline, event, MarkKind::Turn),
            EventKind::Run
            | EventKind::Preempt
            | EventKind::Block
            | EventKind::Switch
            | EventKind::Hold
            | EventKind::Signal
            | EventKind::Transfer
            | EventKind::Marshal => {}
        }
    }

    fn arrow(&self, timeline: &mut Timeline, event: &Event, kind: ArrowKind, from: Time) {
        let lanes = (timeline.lane_of_task(event.other), timeline.lane_of_task(event.task));
        let (Some(cause), Some(effect)) = lanes else { return };
        timeline.arrow_reach = timeline.arrow_reach.max(event.time.since(from).0);
        timeline.arrows.push(Arrow {
            kind,
            from: Point { lane: cause, time: from },
            to: Point { lane: effect, time: event.time },
            object: event.object,
            line: event.line,
            bytes: if kind == ArrowKind::Message { event.value } else { 0 },
        });
    }

    fn send(&mut self, event: &Event) {
        if let Some(sent) = self.sent.get_mut(event.object.index()) {
            sent.push_back(event.time);
        }
    }

    /// Messages leave a pipe in the order in which they were sent.
    fn receive(&mut self, timeline: &mut Timeline, event: &Event) {
        let sent = self.sent.get_mut(event.object.index()).and_then(VecDeque::pop_front);
        let from = sent.unwrap_or(event.time);
        self.arrow(timeline, event, ArrowKind::Message, from);
    }

    fn end(&mut self, timeline: &mut Timeline, event: &Event) {
        let Some(lane) = timeline.lane_of_task(event.task) else { return };
        self.ended[event.task.index()] = Some(event.time);
        let outcome = u8::try_from(event.value).ok().and_then(Outcome::from_number);
        let outcome = outcome.unwrap_or(Outcome::Ok);
        timeline.lanes[lane.0].finish = Finish::Ended { time: event.time, outcome };
    }

    fn acquire(&mut self, event: &Event) {
        let Some(holders) = self.holding.get_mut(event.object.index()) else { return };
        match holders.iter_mut().find(|holder| holder.0 == event.task) {
            Some(holder) => holder.2 += times(event),
            None => holders.push((event.task, event.time, times(event), event.line)),
        }
    }

    fn release(&mut self, timeline: &mut Timeline, event: &Event) {
        let Some(holders) = self.holding.get_mut(event.object.index()) else { return };
        let mut times = times(event);
        while times > 0 && !holders.is_empty() {
            // A lock may be given back by another task than the one that took it.
            let own = holders.iter().position(|holder| holder.0 == event.task);
            let position = own.unwrap_or(0);
            let taken = holders[position].2;
            if taken > times {
                holders[position].2 -= times;
                break;
            }
            times -= taken;
            let (task, from, _, line) = holders.remove(position);
            timeline.holds[event.object.index()].push(Hold { from, to: event.time, task, line });
        }
    }

    /// What is still held is never given back.
    fn finish(self, timeline: &mut Timeline) {
        for (holders, holds) in self.holding.into_iter().zip(&mut timeline.holds) {
            let to = Time(u64::MAX);
            let open =
                holders.into_iter().map(|(task, from, _, line)| Hold { from, to, task, line });
            holds.extend(open);
            holds.sort_by_key(|hold| hold.from);
        }
    }
}

/// How often an object is taken or given back at once.
fn times(event: &Event) -> u32 {
    u32::try_from(event.value).unwrap_or(u32::MAX).max(1)
}

fn mark(timeline: &mut Timeline, event: &Event, kind: MarkKind) {
    let Event { time, task, line, object, text, .. } = *event;
    let mark = Mark { time, kind, task, line, object, text };
    match timeline.lane_of_task(task) {
        Some(lane) => timeline.lanes[lane.0].marks.push(mark),
        None => timeline.marks.push(mark),
    }
}

/// The record itself was cut: said at its last event.
fn add_cut(timeline: &mut Timeline, trace: &Trace, limit: &str) {
    let time = trace.len().checked_sub(1).map_or(Time::START, |row| trace.event(row).time);
    let text = TextId(timeline.texts.len() as u32);
    timeline.texts.push(format!("the record's limit of {limit}"));
    timeline.marks.push(Mark {
        time,
        kind: MarkKind::Cut,
        task: TaskId::NONE,
        line: Line::NONE,
        object: ObjectId::NONE,
        text,
    });
    timeline.marks.sort_by_key(|mark| mark.time);
}

/// Which arrows touch each lane.
fn lane_arrows(timeline: &Timeline) -> Vec<Vec<u32>> {
    let mut lanes = vec![Vec::new(); timeline.lanes.len()];
    for (position, arrow) in timeline.arrows.iter().enumerate() {
        lanes[arrow.from.lane.0].push(position as u32);
        if arrow.to.lane != arrow.from.lane {
            lanes[arrow.to.lane.0].push(position as u32);
        }
    }
    lanes
}

/// How busy all cores together are over the run.
fn overview(timeline: &Timeline) -> Vec<u8> {
    let end = timeline.end.0;
    let cores = timeline.lanes.iter().filter(|lane| matches!(lane.kind, LaneKind::Core(_)));
    let cores: Vec<&Lane> = cores.collect();
    let edge = |cell: usize| (u128::from(end) * cell as u128 / OVERVIEW_CELLS as u128) as u64;
    (0..OVERVIEW_CELLS)
        .map(|cell| {
            let (from, to) = (edge(cell), edge(cell + 1));
            let busy: u64 =
                cores.iter().map(|lane| lane.slices.mixture(from, to).of(State::Running)).sum();
            let capacity = u128::from(to - from) * cores.len() as u128;
            // A core that did anything at all is seen.
            let share = (u128::from(busy) * 255).checked_div(capacity).unwrap_or(0) as u8;
            if busy > 0 { share.max(1) } else { 0 }
        })
        .collect()
}
