//! The lanes of the global interpreter lock: who has it, one process's below another's.
//!
//! A trace does not record the lock itself, only who waits for it. Where somebody does, its holder is
//! whoever of that process is on a core: without a core nobody has it.

use litemap::LiteMap;

use trace::{Cause, CoreId, Event, EventKind, ObjectId, TaskId, TaskInfo, TaskKind, Trace};

use crate::{Lane, LaneKind, Slice, State, Timeline};

/// A lane for each lock that was waited for, in the order of their processes.
pub(crate) fn gil_lanes(timeline: &Timeline, trace: &Trace) -> Vec<Lane> {
    let locks = Locks::waited_for(trace);
    if locks.processes.is_empty() {
        return Vec::new();
    }
    let mut turns: LiteMap<TaskId, Vec<Slice>> = LiteMap::new();
    for core in timeline.lanes.iter().filter(|lane| matches!(lane.kind, LaneKind::Core(_))) {
        let busy = |slice: &Slice| matches!(slice.state, State::Running | State::Holding);
        for slice in core.slices.iter().filter(busy) {
            let process = locks.of(slice.other);
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
    /// The process of each task, by its id; the main task's for all where they share its lock.
    process_of: Vec<TaskId>,
}

impl Locks {
    fn waited_for(trace: &Trace) -> Locks {
        let mut locks = Locks { processes: Vec::new(), process_of: processes(&trace.tasks) };
        let mut are_shared = false;
        let waits = |event: &Event| event.kind == EventKind::Block && event.cause == Cause::Gil;
        for event in trace.events().filter(waits) {
            let process = locks.of(event.task);
            let holder = event.other.some().map(|holder| locks.of(holder));
            are_shared |= holder.is_some_and(|holder| holder != process);
            if let Err(place) = locks.processes.binary_search(&process) {
                locks.processes.insert(place, process);
            }
        }
        if are_shared {
            locks.processes = vec![TaskId(0)];
            locks.process_of.fill(TaskId(0));
        }
        locks
    }

    fn of(&self, task: TaskId) -> TaskId {
        self.process_of.get(task.index()).copied().unwrap_or(task)
    }
}

/// The task whose memory each task lives in: itself, an ancestor, or the main task.
fn processes(tasks: &[TaskInfo]) -> Vec<TaskId> {
    let mut processes: Vec<TaskId> = Vec::with_capacity(tasks.len());
    for (task, info) in (0..).map(TaskId).zip(tasks) {
        // A parent is older than its children; in a damaged trace it may be anybody.
        let parent = info.parent.and_then(|parent| processes.get(parent.index()).copied());
        let own = info.kind == TaskKind::Process;
        processes.push(parent.filter(|_| !own).unwrap_or(task));
    }
    processes
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

#[cfg(test)]
mod tests {
    use super::processes;
    use trace::{TaskId, TaskInfo, TaskKind};

    #[test]
    fn a_task_lives_in_the_memory_of_the_nearest_process_above() {
        let family = [
            (TaskKind::Thread, None),
            (TaskKind::Thread, Some(0)),
            (TaskKind::Process, Some(1)),
            (TaskKind::Coroutine, Some(2)),
            (TaskKind::Thread, Some(3)),
            // In a damaged trace.
            (TaskKind::Thread, Some(6)),
        ];
        let tasks = family.map(|(kind, parent): (_, Option<u32>)| TaskInfo {
            name: String::new(),
            kind,
            parent: parent.map(TaskId),
        });
        assert_eq!(processes(&tasks), [0, 0, 2, 2, 2, 5].map(TaskId));
    }
}
