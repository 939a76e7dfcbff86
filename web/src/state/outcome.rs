//! A run, as the page keeps it.

use std::rc::Rc;

use protocol::{Ending, RunId, Spec, Status};
use timeline::navigate;
use timeline::{Hit, LaneKind, State, Timeline};
use trace::{Clock, EventKind, Limits, Recorder, TaskId, Time, Trace};

use super::Running;

/// A run that has ended, or what is known of one that goes on: what was asked, what came of it, and its timeline.
#[derive(Debug)]
pub struct Outcome {
    /// Which run; `None` for the one the page was built with.
    pub id: Option<RunId>,
    /// What was run, and how.
    pub spec: Spec,
    /// How it ended; `None` while it goes on, and for the run the page was built with.
    pub ending: Option<Ending>,
    /// The engine's answer as a JSON document; empty where the engine wrote none.
    pub document: String,
    /// What happened.
    pub trace: Trace,
    /// What happened, in lanes.
    pub timeline: Timeline,
}

/// The most tasks that are named on a line: where there are more, the last of them is the number of
/// the others.
const NAMED_MAX: usize = 3;

/// The tasks that stand on a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Counted from 1.
    pub line: u32,
    /// Those that are named.
    pub tasks: Vec<TaskId>,
    /// How many more there are.
    pub n_more: usize,
}

impl Outcome {
    /// Projects a trace.
    #[must_use]
    pub fn new(id: Option<RunId>, spec: Spec, ending: Option<Ending>, trace: Trace) -> Rc<Outcome> {
        let timeline = Timeline::project(&trace);
        Rc::new(Outcome { id, spec, ending, document: String::new(), trace, timeline })
    }

    /// The same with the answer's JSON document; it must not be shared yet.
    #[must_use]
    pub fn with_document(self: Rc<Outcome>, document: String) -> Rc<Outcome> {
        let mut outcome = self;
        if let Some(outcome) = Rc::get_mut(&mut outcome) {
            outcome.document = document;
        }
        outcome
    }

    /// A run that was ended from outside: what is kept is what was known of it while it went on.
    #[must_use]
    pub fn stopped(run: &Running, so_far: Option<&Outcome>) -> Rc<Outcome> {
        let ending = Ending {
            status: Status::Stopped,
            exit_code: 1,
            error: None,
            stdout: run.stdout.to_string(),
            stderr: run.stderr.to_string(),
            diagnostics: Vec::new(),
        };
        let trace = so_far.map(|so_far| so_far.trace.clone());
        let trace = trace.unwrap_or_else(|| Outcome::empty_trace(run.spec.clock));
        Outcome::new(Some(run.id), run.spec.clone(), Some(ending), trace)
    }

    /// The trace of a run of which nothing is known.
    #[must_use]
    pub fn empty_trace(clock: Clock) -> Trace {
        Recorder::new(clock, 1, Limits::default()).finish(Time::START)
    }

    /// What a row of the event table selects: the slice of its task at its time.
    #[must_use]
    pub fn hit_of_row(&self, row: usize) -> Option<Hit> {
        let event = (row < self.trace.len()).then(|| self.trace.event(row))?;
        let lane = self.timeline.lane_of_task(event.task.some()?)?;
        let slices = &self.timeline.lane(lane)?.slices;
        let index = match event.kind {
            // An end has no slice after it that would be worth showing: take the one it closes.
            EventKind::End => slices.first_starting_from(event.time.0).checked_sub(1)?,
            _ => slices.at(event.time.0)?,
        };
        Some(Hit::Slice { lane, index })
    }

    /// The row of the event table that belongs to what is selected: the first event of its task
    /// at its time.
    #[must_use]
    pub fn row_of(&self, hit: Hit) -> Option<usize> {
        let time = navigate::time_of(&self.timeline, &hit)?;
        let lane = self.timeline.lane(hit.lane()?)?;
        let task = match hit {
            Hit::Slice { index, .. } => lane.task_of(&lane.slices.get(index)?),
            Hit::Mark { index, .. } => lane.marks.get(index)?.task,
            _ => return None,
        };
        let begin = first(self.trace.len(), |row| self.trace.event(row).time >= time);
        (begin..self.trace.len())
            .map(|row| (row, self.trace.event(row)))
            .take_while(|(_, event)| event.time == time)
            .find_map(|(row, event)| (event.task == task).then_some(row))
    }

    /// When the first event after a time is; the first of all for no time.
    #[must_use]
    pub fn next_event(&self, time: Option<Time>) -> Option<Time> {
        let n = self.trace.len();
        let row = first(n, |row| time.is_none_or(|time| self.trace.event(row).time > time));
        (row < n).then(|| self.trace.event(row).time)
    }

    /// When the last event before a time is.
    #[must_use]
    pub fn event_before(&self, time: Time) -> Option<Time> {
        let row = first(self.trace.len(), |row| self.trace.event(row).time >= time);
        row.checked_sub(1).map(|row| self.trace.event(row).time)
    }

    /// Whether the same run can be had once more: what is simulated can.
    #[must_use]
    pub fn can_repeat(&self) -> bool {
        self.spec.clock == Clock::Virtual && !self.trace.is_empty()
    }

    /// The task that something on the timeline is about.
    #[must_use]
    pub fn task_of(&self, hit: Hit) -> Option<TaskId> {
        let lane = self.timeline.lane(hit.lane()?)?;
        match (lane.kind, hit) {
            (LaneKind::Task(task), _) => Some(task),
            (_, Hit::Slice { index, .. }) => lane.task_of(&lane.slices.get(index)?).some(),
            _ => None,
        }
    }

    /// Who stands on which line at `time`, of the tasks that have begun and not ended.
    #[must_use]
    pub fn lines_at(&self, time: Time) -> Vec<(TaskId, u32)> {
        // At the very end what was the case just before still is.
        let time = time.0.min(self.trace.end.0.saturating_sub(1));
        let at = |slices: &timeline::Slices| {
            let slice = slices.get(slices.at(time)?)?;
            (slice.state != State::Done).then_some(slice.line.some()?.0)
        };
        let mut found = Vec::new();
        for lane in &self.timeline.lanes {
            if let (LaneKind::Task(task), Some(line)) = (lane.kind, at(&lane.slices)) {
                found.push((task, line));
            }
        }
        found
    }

    /// The lines on which tasks stand at `time`, from top to bottom. There can be a hundred thousand
    /// tasks, so only some of each line are named.
    #[must_use]
    pub fn standing_at(&self, time: Time) -> Vec<Standing> {
        let mut found = self.lines_at(time);
        // The tasks of a line stay in their order.
        found.sort_by_key(|(_, line)| *line);
        let standing = |here: &[(TaskId, u32)]| {
            let named = if here.len() > NAMED_MAX { &here[..NAMED_MAX - 1] } else { here };
            Standing {
                line: here[0].1,
                tasks: named.iter().map(|(task, _)| *task).collect(),
                n_more: here.len() - named.len(),
            }
        };
        found.chunk_by(|one, other| one.1 == other.1).map(standing).collect()
    }

    /// What the workload printed: each piece with the task that printed it.
    pub fn prints(&self) -> impl Iterator<Item = (TaskId, &str)> {
        self.trace
            .events()
            .filter(|event| event.kind == EventKind::Output)
            .map(|event| (event.task, self.trace.text(event.text)))
    }
}

/// The first row below `n` for which `reached` is true; it is false for all before.
fn first(n: usize, reached: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if reached(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
