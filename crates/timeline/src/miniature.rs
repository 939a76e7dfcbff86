//! A timeline as large as a word, to be seen beside others: a few lanes, cut into equal cells.

use trace::{TaskId, Time};

use crate::{LaneKind, Slices, State, Timeline};

/// In how many cells a run is cut: a miniature is rarely wider than twice that many pixels.
pub const MINIATURE_CELLS: u64 = 300;

/// The most tasks that get a lane.
const LANES_MAX: usize = 8;

/// A picture of a run in a few lanes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Miniature {
    /// When the run ended.
    pub end: Time,
    /// The tasks that did most, in id order.
    pub lanes: Vec<MiniatureLane>,
    /// How many tasks have no lane.
    pub n_hidden: usize,
}

/// A task's row in a miniature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MiniatureLane {
    /// Whose.
    pub task: TaskId,
    /// What it does, in the order of time.
    pub pieces: Vec<MiniaturePiece>,
}

/// Some cells with one state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MiniaturePiece {
    /// The first cell.
    pub from: u64,
    /// The one after the last.
    pub to: u64,
    /// What lasted longest in each of them.
    pub state: State,
}

impl Miniature {
    /// Each cell shows the state that lasts longest in it, so nothing is seen that was not there, and
    /// what is shorter than a cell is seen where nothing else in it is longer.
    #[must_use]
    pub fn of(timeline: &Timeline) -> Miniature {
        let lanes = timeline.lanes.iter().filter_map(|lane| match lane.kind {
            LaneKind::Task(task) => Some((task, &lane.slices)),
            _ => None,
        });
        let mut lanes: Vec<(TaskId, &Slices)> = lanes.collect();
        let n_hidden = lanes.len().saturating_sub(LANES_MAX);
        lanes.sort_by_key(|(task, slices)| (std::cmp::Reverse(activity(slices)), *task));
        lanes.truncate(LANES_MAX);
        lanes.sort_by_key(|(task, _)| *task);
        let lane = |(task, slices)| MiniatureLane { task, pieces: pieces(slices, timeline.end.0) };
        Miniature { end: timeline.end, lanes: lanes.into_iter().map(lane).collect(), n_hidden }
    }
}

/// For how long a task did something, or waited for something outside.
fn activity(slices: &Slices) -> u64 {
    let states = [State::Running, State::Holding, State::Io, State::Sleep];
    states.into_iter().map(|state| slices.total().of(state)).sum()
}

fn pieces(slices: &Slices, end: u64) -> Vec<MiniaturePiece> {
    let border = |cell: u64| {
        let border = u128::from(end) * u128::from(cell) / u128::from(MINIATURE_CELLS);
        u64::try_from(border).unwrap_or(u64::MAX)
    };
    let mut pieces: Vec<MiniaturePiece> = Vec::new();
    for cell in 0..MINIATURE_CELLS {
        let (from, to) = (border(cell), border(cell + 1));
        let mut mixture = slices.mixture(from, to);
        mixture.0[State::Done.index()] = 0;
        let Some((state, nanos)) = mixture.ranked().first().copied() else { continue };
        // A cell that is mostly empty stays so.
        if nanos < (to - from) - mixture.total() {
            continue;
        }
        match pieces.last_mut() {
            Some(last) if last.to == cell && last.state == state => last.to += 1,
            _ => pieces.push(MiniaturePiece { from: cell, to: cell + 1, state }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{MINIATURE_CELLS, Miniature};
    use crate::{State, Timeline};
    use trace::{
        Cause, Clock, CoreId, Event, EventKind, Limits, Recorder, TaskId, TaskInfo, TaskKind, Time,
    };

    /// One that computes, and some that end at once.
    fn run(n_short: u32) -> Miniature {
        let mut recorder = Recorder::new(Clock::Virtual, 1, Limits::default());
        for task in 0..=n_short {
            let (name, kind) = (format!("task {task}"), TaskKind::Thread);
            recorder.add_task(TaskInfo { name, kind, parent: None });
        }
        let on = |time, kind, task| Event::on(Time(time), kind, TaskId(task), CoreId(0));
        for task in 0..n_short {
            recorder.record(on(0, EventKind::Run, task));
            recorder.record(on(0, EventKind::End, task));
        }
        recorder.record(on(0, EventKind::Run, n_short));
        // A wait that is shorter than a cell, and one that is as long as ten.
        for (from, to) in [(1_000, 1_004), (1_500, 1_600)] {
            let waits = Event { cause: Cause::Sleep, ..on(from, EventKind::Block, n_short) };
            recorder.record(waits);
            recorder.record(on(to, EventKind::Wake, n_short));
            recorder.record(on(to, EventKind::Run, n_short));
        }
        recorder.record(on(2_000, EventKind::End, n_short));
        Miniature::of(&Timeline::project(&recorder.finish(Time(3_000))))
    }

    #[test]
    fn a_cell_shows_what_lasts_longest_in_it() {
        let miniature = run(0);
        let pieces = &miniature.lanes[0].pieces;
        let seen: Vec<_> = pieces.iter().map(|it| (it.from, it.to, it.state)).collect();
        let expected =
            [(0, 150, State::Running), (150, 160, State::Sleep), (160, 200, State::Running)];
        assert_eq!(seen, expected);
        assert_eq!(MINIATURE_CELLS, 300);
    }

    #[test]
    fn the_tasks_that_do_most_have_lanes_and_the_others_are_counted() {
        let miniature = run(20);
        assert_eq!((miniature.lanes.len(), miniature.n_hidden), (8, 13));
        assert_eq!(miniature.lanes.last().map(|lane| lane.task), Some(TaskId(20)));
    }
}
