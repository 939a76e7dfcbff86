//! The lanes of the global interpreter lock: who has it, one process's below another's.
//!
//! A trace does not record the lock itself, only who waits for it. Where somebody does, its holder is
//! whoever of that process is on a core: without a core nobody has it.

use litemap::LiteMap;

use trace::{Cause, CoreId, Event, EventKind, ObjectId, TaskId, TaskKind, Trace};

use crate::{Lane, LaneKind, Slice, State, Timeline};

/// A lane for each lock that was waited for, in the order of their processes.
pub(crate) fn gil_lanes(timeline: &Timeline, trace: &Trace) -> Vec<Lane> {
    let locks = Locks::waited_for(timeline, trace);
    if locks.processes.is_empty() {
        return Vec::new();
    }
    let mut turns: LiteMap<TaskId, Vec<Slice>> = LiteMap::new();
    for core in timeline.lanes.iter().filter(|lane| matches!(lane.kind, LaneKind::Core(_))) {
        let busy = |slice: &Slice| matches!(slice.state, State::Running | State::Holding);
        for slice in core.slices.iter().filter(busy) {
            let process = locks.of(timeline, slice.other);
            if locks.processes.contains(&process) {
                turns.entry(process).or_default().push(slice);
            }
        }
    }
    turns.into_iter().map(|(process, turns)| lane(timeline, process, turns)).collect()
}

/// The locks of a run, each named by the task whose process it belongs to.
struct Locks {
    /// Those that were waited for, ascending.
    processes: Vec<TaskId>,
    /// Whether all processes share the lock of the main task.
    shared: bool,
}

impl Locks {
    fn waited_for(timeline: &Timeline, trace: &Trace) -> Locks {
        let mut locks = Locks { processes: Vec::new(), shared: false };
        let waits = |event: &Event| event.kind == EventKind::Block && event.cause == Cause::Gil;
        for event in trace.events().filter(waits) {
            let process = process_of(timeline, event.task);
            let holder = event.other.some().map(|holder| process_of(timeline, holder));
            locks.shared |= holder.is_some_and(|holder| holder != process);
            if let Err(place) = locks.processes.binary_search(&process) {
                locks.processes.insert(place, process);
            }
        }
        if locks.shared {
            locks.processes = vec![TaskId(0)];
        }
        locks
    }

    fn of(&self, timeline: &Timeline, task: TaskId) -> TaskId {
        if self.shared { TaskId(0) } else { process_of(timeline, task) }
    }
}

/// The task whose memory a task lives in: itself, an ancestor, or the main task.
fn process_of(timeline: &Timeline, mut task: TaskId) -> TaskId {
    // A parent is older than its children, also in a damaged trace: so this ends.
    while let Some(info) = timeline.task(task)
        && info.kind != TaskKind::Process
        && let Some(parent) = info.parent.filter(|parent| *parent < task)
    {
        task = parent;
    }
    task
}

fn lane(timeline: &Timeline, process: TaskId, mut turns: Vec<Slice>) -> Lane {
    turns.sort_by_key(|turn| (turn.from, turn.to));
    let name = match timeline.task(process) {
        Some(info) if info.kind == TaskKind::Process => {
            format!("GIL of {}", timeline.task_name(process))
        }
        _ => "GIL".to_owned(),
    };
    let mut lane = Lane::empty(LaneKind::Gil(process), name, 0);
    let mut held: Option<Slice> = None;
    for turn in turns {
        match &mut held {
            Some(held) if held.other == turn.other && held.to == turn.from => {
                held.to = turn.to;
                held.core = if held.core == turn.core { turn.core } else { CoreId::NONE };
            }
            // Two cores at once, in a damaged trace: the first is shown.
            Some(held) if turn.from < held.to => {}
            _ => {
                let (state, object) = (State::Held, ObjectId::NONE);
                let next = Slice { state, object, cause: Cause::Gil, ..turn };
                if let Some(over) = held.replace(next) {
                    lane.slices.push(&over);
                }
            }
        }
    }
    if let Some(last) = held {
        lane.slices.push(&last);
    }
    lane
}
