//! Follows the events of a trace and tells who was in which state from when to when.
//!
//! The one place where states are derived from events, by the rules at the top of
//! `trace::EventKind`; the timeline and the metrics both listen to it.
//! Any list of events gives well-formed segments, even one that no run could have written.

use trace::{Cause, CoreId, Event, EventKind, Line, ObjectId, Span, TaskId, TextId, Time, Trace};

use crate::{Slice, State};

/// To whom a segment belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
    Task(TaskId),
    Core(CoreId),
}

/// A segment of an owner's time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Segment {
    pub owner: Owner,
    pub slice: Slice,
    /// Whether the trace ends while it lasts.
    pub still: bool,
}

/// A state that lasts, and how it goes on by itself.
#[derive(Clone, Copy, Debug)]
struct Open {
    slice: Slice,
    /// When the state ends by itself, and what follows (nothing: a gap): a hold, a switch.
    until: Option<(Time, Option<State>)>,
}

impl Open {
    /// The parts of the state if it ends at `time`: itself, and what followed it by itself.
    fn parts(self, time: Time) -> [Option<Slice>; 2] {
        match self.until {
            Some((until, then)) if until < time => {
                let first = Slice { to: until, ..self.slice };
                let second = then.map(|state| Slice {
                    state,
                    from: until,
                    to: time,
                    cause: Cause::None,
                    text: TextId::NONE,
                    ..self.slice
                });
                [Some(first), second]
            }
            _ => [Some(Slice { to: time, ..self.slice }), None],
        }
    }
}

/// What every task and core is doing now.
struct Follower<'a, Tell: FnMut(Segment)> {
    trace: &'a Trace,
    tasks: Vec<Option<Open>>,
    cores: Vec<Option<Open>>,
    tell: Tell,
}

/// Calls `tell` for each segment in the order in which they end; those of one owner are therefore
/// in the order of time and do not overlap. What lasts until the end of the trace ends there.
pub(crate) fn follow(trace: &Trace, tell: impl FnMut(Segment)) {
    let mut follower = Follower {
        trace,
        tasks: vec![None; trace.tasks.len()],
        cores: vec![None; n_core_lanes(trace)],
        tell,
    };
    for event in trace.events() {
        follower.take(&event);
    }
    follower.finish(end_of(trace));
}

/// The end of the run, or of its last event if that is later.
pub(crate) fn end_of(trace: &Trace) -> Time {
    let last = trace.len().checked_sub(1).map_or(Time::START, |row| trace.event(row).time);
    trace.end.max(last)
}

/// As many cores as the machine has, but not thousands that nothing ever ran on.
pub(crate) fn n_core_lanes(trace: &Trace) -> usize {
    let used = trace.events().filter_map(|event| event.core.some()).max();
    let used = used.map_or(0, |core| core.index() + 1);
    (trace.n_cores as usize).min(used.max(256))
}

impl<Tell: FnMut(Segment)> Follower<'_, Tell> {
    fn take(&mut self, event: &Event) {
        if event.kind == EventKind::Switch {
            self.switch(event);
        }
        let Some(open) = self.tasks.get(event.task.index()).copied() else { return };
        let state = open.map(|open| open.slice.state);
        if state == Some(State::Done) {
            // Nothing happens to a task after its end.
            return;
        }
        match event.kind {
            EventKind::Spawn => self.enter(event, State::Ready),
            EventKind::Run => {
                self.enter(event, State::Running);
                self.occupy(event);
            }
            EventKind::Preempt => {
                self.leave_core(event);
                self.enter(event, State::Preempted);
            }
            EventKind::Block => {
                self.leave_core(event);
                self.enter(event, State::of_block(event.cause));
            }
            EventKind::Wake if state.is_some_and(State::is_blocked) => {
                self.enter(event, State::Ready);
            }
            EventKind::End => {
                self.leave_core(event);
                self.enter(event, State::Done);
            }
            EventKind::Hold if state.is_some_and(State::is_on_core) => self.hold(event),
            _ => {}
        }
    }

    /// `task` is in `state` from now on.
    fn enter(&mut self, event: &Event, state: State) {
        let ended_by = if event.kind == EventKind::Wake { event.other } else { TaskId::NONE };
        self.close_task(event.task, event.time, ended_by);
        // Only a task that waits has met something; a line is worth keeping for all.
        let meets = event.kind == EventKind::Block;
        self.tasks[event.task.index()] = Some(Open {
            slice: Slice {
                from: event.time,
                to: event.time,
                state,
                cause: if event.kind == EventKind::Wake { Cause::None } else { event.cause },
                object: if meets { event.object } else { ObjectId::NONE },
                other: if meets { event.other } else { TaskId::NONE },
                line: event.line,
                text: if meets { event.text } else { TextId::NONE },
                core: if state.is_on_core() { event.core } else { CoreId::NONE },
                ended_by: TaskId::NONE,
            },
            until: None,
        });
    }

    /// `task` takes `core`, whoever was on it.
    fn occupy(&mut self, event: &Event) {
        self.close_core(event.core, event.time);
        let task = self.tasks[event.task.index()];
        if let (Some(place), Some(open)) = (self.cores.get_mut(event.core.index()), task) {
            let slice = Slice { other: event.task, ..open.slice };
            *place = Some(Open { slice, until: None });
        }
    }

    /// The core that `task` is on is free again.
    fn leave_core(&mut self, event: &Event) {
        let Some(open) = self.tasks[event.task.index()] else { return };
        let core = open.slice.core;
        let own = self.cores.get(core.index()).copied().flatten();
        if own.is_some_and(|own| own.slice.other == event.task && own.slice.state.is_on_core()) {
            self.close_core(core, event.time);
        }
    }

    /// `task` keeps its core for a known time without using it, and then goes on running.
    fn hold(&mut self, event: &Event) {
        let Some(open) = self.tasks[event.task.index()] else { return };
        let core = open.slice.core;
        let until = Some((event.time + Span(event.value), Some(State::Running)));
        let held = |slice: Slice| Open {
            slice: Slice {
                from: event.time,
                state: State::Holding,
                cause: event.cause,
                line: event.line.some().unwrap_or(slice.line),
                object: event.object,
                text: event.text,
                ..slice
            },
            until,
        };
        self.close_task(event.task, event.time, TaskId::NONE);
        self.tasks[event.task.index()] = Some(held(open.slice));
        if let Some(Some(own)) = self.cores.get(core.index()).copied()
            && own.slice.other == event.task
            && own.slice.state.is_on_core()
        {
            self.close_core(core, event.time);
            self.cores[core.index()] = Some(held(own.slice));
        }
    }

    /// `core` spends a known time on the way from one task to another.
    fn switch(&mut self, event: &Event) {
        self.close_core(event.core, event.time);
        if let Some(place) = self.cores.get_mut(event.core.index()) {
            let slice = Slice {
                from: event.time,
                to: event.time,
                state: State::Switch,
                cause: event.cause,
                object: ObjectId::NONE,
                other: event.task,
                line: Line::NONE,
                text: TextId::NONE,
                core: event.core,
                ended_by: event.other,
            };
            let until = Some((event.time + Span(event.value), None));
            *place = Some(Open { slice, until });
        }
    }

    fn close_task(&mut self, task: TaskId, time: Time, ended_by: TaskId) {
        if let Some(open) = self.tasks[task.index()].take() {
            let slice = Slice { ended_by, ..open.slice };
            self.tell_parts(Owner::Task(task), Open { slice, ..open }, time, false);
        }
    }

    fn close_core(&mut self, core: CoreId, time: Time) {
        if let Some(open) = self.cores.get_mut(core.index()).and_then(Option::take) {
            self.tell_parts(Owner::Core(core), open, time, false);
        }
    }

    /// Tells what has a length, and stints on a core even without one: they are real turns.
    fn tell_parts(&mut self, owner: Owner, open: Open, time: Time, still: bool) {
        let parts = open.parts(time);
        let last = parts.iter().rposition(Option::is_some);
        for (position, slice) in parts.into_iter().enumerate() {
            let Some(slice) = slice else { continue };
            let turn = slice.state == State::Running && open.until.is_none();
            let still = still && Some(position) == last;
            if slice.to > slice.from || turn || still {
                (self.tell)(Segment { owner, slice, still });
            }
        }
    }

    fn finish(&mut self, end: Time) {
        for index in 0..self.cores.len() {
            let core = CoreId(index as u32);
            if let Some(open) = self.cores[index].take() {
                self.tell_parts(Owner::Core(core), open, end, true);
            }
        }
        for index in 0..self.trace.tasks.len() {
            if let Some(open) = self.tasks[index].take() {
                self.tell_parts(Owner::Task(TaskId(index as u32)), open, end, true);
            }
        }
    }
}
