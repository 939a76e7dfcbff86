//! The timeline: lanes, arrows and marks, ready to be drawn for any viewport.

use trace::{Clock, ObjectId, ObjectInfo, TaskId, TaskInfo, TextId, Time};

use crate::{Arrow, Group, Lane, LaneId, LaneKind, Mark, PathStep, Slice};

/// What one run looks like over time. Made by [`Timeline::project`]; never changed after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timeline {
    /// Which clock the times were read from.
    pub clock: Clock,
    /// When the run ended.
    pub end: Time,
    /// How many cores the machine has, used or not.
    pub n_cores: u32,
    /// The lanes, from top to bottom: cores, then tasks below their parents, then locks.
    pub lanes: Vec<Lane>,
    /// The arrows, ordered by the time of their effect.
    pub arrows: Vec<Arrow>,
    /// Marks that belong to no lane, such as a cut of the record.
    pub marks: Vec<Mark>,
    /// The critical path, in the order of time.
    pub path: Vec<PathStep>,
    /// The limit that cut the record short, if one did.
    pub cut: Option<String>,
    pub(crate) tasks: Vec<TaskInfo>,
    pub(crate) objects: Vec<ObjectInfo>,
    pub(crate) texts: Vec<String>,
    /// The lane of each task, by its id.
    pub(crate) task_lanes: Vec<LaneId>,
    /// Who held each object when, by its id; each in the order of `from`.
    pub(crate) holds: Vec<Vec<Hold>>,
    /// The longest time an arrow bridges: how far before a window its arrows may begin.
    pub(crate) arrow_reach: u64,
    /// For each lane the positions of the arrows that begin or end there, in their order.
    pub(crate) lane_arrows: Vec<Vec<u32>>,
    /// The busy share of all cores in [`OVERVIEW_CELLS`] equal parts of the run, in 255ths.
    pub(crate) overview: Vec<u8>,
}

/// In how many parts the minimap divides a run.
pub(crate) const OVERVIEW_CELLS: usize = 240;

/// A stretch of time in which a task held an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hold {
    pub from: Time,
    /// The end of time for one that was never given back.
    pub to: Time,
    pub task: TaskId,
    /// Where it was taken.
    pub line: trace::Line,
}

impl Timeline {
    /// The lane of `id`, if there is one.
    #[must_use]
    pub fn lane(&self, id: LaneId) -> Option<&Lane> {
        self.lanes.get(id.0)
    }

    /// The lane of a task.
    #[must_use]
    pub fn lane_of_task(&self, task: TaskId) -> Option<LaneId> {
        self.task_lanes.get(task.index()).copied()
    }

    /// The lane of a core or a lock.
    #[must_use]
    pub fn lane_of(&self, kind: LaneKind) -> Option<LaneId> {
        self.lanes.iter().position(|lane| lane.kind == kind).map(LaneId)
    }

    /// Slice `index` of a lane, if there is one.
    #[must_use]
    pub fn slice(&self, lane: LaneId, index: usize) -> Option<Slice> {
        self.lane(lane)?.slices.get(index)
    }

    /// A task as the trace lists it.
    #[must_use]
    pub fn task(&self, task: TaskId) -> Option<&TaskInfo> {
        self.tasks.get(task.index())
    }

    /// How many tasks there are.
    #[must_use]
    pub fn n_tasks(&self) -> usize {
        self.tasks.len()
    }

    /// A task's name, unique in this run; nothing for none.
    #[must_use]
    pub fn task_name(&self, task: TaskId) -> &str {
        self.lane_of_task(task).and_then(|lane| self.lane(lane)).map_or("", |lane| &lane.name)
    }

    /// An object's name, nothing for none.
    #[must_use]
    pub fn object_name(&self, object: ObjectId) -> &str {
        self.objects.get(object.index()).map_or("", |object| &object.name)
    }

    /// An object as the trace lists it.
    #[must_use]
    pub fn object(&self, object: ObjectId) -> Option<&ObjectInfo> {
        self.objects.get(object.index())
    }

    /// A text of the trace, nothing for none.
    #[must_use]
    pub fn text(&self, text: TextId) -> &str {
        self.texts.get(text.index()).map_or("", String::as_str)
    }

    /// The lanes of a group with their ids, from top to bottom.
    pub fn group(&self, group: Group) -> impl Iterator<Item = (LaneId, &Lane)> {
        self.lanes
            .iter()
            .enumerate()
            .filter(move |(_, lane)| lane.group() == group)
            .map(|(index, lane)| (LaneId(index), lane))
    }

    /// How many slices all lanes have together.
    #[must_use]
    pub fn n_slices(&self) -> usize {
        self.lanes.iter().map(|lane| lane.slices.len()).sum()
    }

    /// Who held `object` at `time` and since when, latest first where several may.
    pub fn holders(&self, object: ObjectId, time: Time) -> impl Iterator<Item = (TaskId, Time)> {
        let holds = self.holds.get(object.index()).map_or(&[][..], Vec::as_slice);
        let begun = holds.partition_point(|hold| hold.from <= time);
        holds[..begun]
            .iter()
            .rev()
            .filter(move |hold| hold.to > time)
            .map(|hold| (hold.task, hold.from))
    }

    /// The arrows that begin or end in a lane between two times, both included, in the order of
    /// their effects.
    pub fn arrows_at(&self, lane: LaneId, from: Time, to: Time) -> impl Iterator<Item = &Arrow> {
        let own = self.lane_arrows.get(lane.0).map_or(&[][..], Vec::as_slice);
        let effect = |position: &u32| self.arrows[*position as usize].to.time;
        let first = own.partition_point(|position| effect(position) < from);
        let reach = Time(to.0.saturating_add(self.arrow_reach));
        own[first..]
            .iter()
            .take_while(move |position| effect(position) <= reach)
            .map(|position| &self.arrows[*position as usize])
            .filter(move |arrow| {
                [arrow.from, arrow.to]
                    .iter()
                    .any(|point| point.lane == lane && point.time >= from && point.time <= to)
            })
    }

    /// The positions in [`Timeline::arrows`] of those that touch a stretch of time.
    #[must_use]
    pub fn arrows_between(&self, from: u64, to: u64) -> std::ops::Range<usize> {
        let first = self.arrows.partition_point(|arrow| arrow.to.time.0 < from);
        let reach = to.saturating_add(self.arrow_reach);
        let last = self.arrows.partition_point(|arrow| arrow.to.time.0 <= reach);
        first..last.max(first)
    }
}
