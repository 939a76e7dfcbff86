//! What a run's time goes into, as one sees it from outside: every moment counts once, however many
//! tasks there are.

use trace::{TaskId, Trace};

use crate::State;
use crate::follow::{Owner, end_of, follow};

/// The parts of a makespan. Together they are all of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Occupation {
    /// At least one task computes.
    pub computing_ns: u64,
    /// Nobody computes, and some task waits for its process or for its first turn.
    pub starting_ns: u64,
    /// Nobody computes although some task could.
    pub scheduling_ns: u64,
    /// All wait, and some for something outside, or asleep.
    pub waiting_ns: u64,
    /// There is no task, or all wait for each other.
    pub other_ns: u64,
}

/// What a task does, as far as that counts; what comes first goes before what comes later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doing {
    Computing,
    Starting,
    Scheduling,
    Waiting,
}

/// Divides the makespan of a run.
#[must_use]
pub fn occupation(trace: &Trace) -> Occupation {
    let mut has_run = vec![false; trace.tasks.len()];
    // When how many more or fewer do something.
    let mut changes: Vec<(u64, Doing, i32)> = Vec::new();
    follow(trace, |segment| {
        let Owner::Task(TaskId(task)) = segment.owner else { return };
        let has_run = &mut has_run[task as usize];
        *has_run |= segment.slice.state.is_on_core();
        let doing = match segment.slice.state {
            State::Running => Doing::Computing,
            State::Starting => Doing::Starting,
            State::Ready if !*has_run => Doing::Starting,
            State::Ready | State::Preempted | State::Gil => Doing::Scheduling,
            State::Io | State::Sleep | State::Holding => Doing::Waiting,
            _ => return,
        };
        changes.push((segment.slice.from.0, doing, 1));
        changes.push((segment.slice.to.0, doing, -1));
    });
    changes.sort_unstable();
    let mut occupation = Occupation::default();
    let (mut counts, mut since) = ([0_i32; 4], 0);
    for (time, doing, change) in changes {
        *occupation.part(&counts) += time - since;
        since = time;
        counts[doing as usize] += change;
    }
    *occupation.part(&counts) += end_of(trace).0 - since;
    occupation
}

impl Occupation {
    /// The part that time is counted for while so many do each.
    fn part(&mut self, counts: &[i32; 4]) -> &mut u64 {
        let does = |doing: Doing| counts[doing as usize] > 0;
        match () {
            () if does(Doing::Computing) => &mut self.computing_ns,
            () if does(Doing::Starting) => &mut self.starting_ns,
            () if does(Doing::Scheduling) => &mut self.scheduling_ns,
            () if does(Doing::Waiting) => &mut self.waiting_ns,
            () => &mut self.other_ns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Occupation, occupation};
    use trace::{
        Cause, Clock, CoreId, Event, EventKind, Limits, Recorder, TaskInfo, TaskKind, Time,
    };

    #[test]
    fn every_moment_counts_once() {
        let mut recorder = Recorder::new(Clock::Wall, 2, Limits::default());
        let [a, b] = ["a", "b"].map(|name| {
            recorder.add_task(TaskInfo { name: name.into(), kind: TaskKind::Thread, parent: None })
        });
        let sleeps = |time, task| Event {
            cause: Cause::Sleep,
            ..Event::on(Time(time), EventKind::Block, task, CoreId(0))
        };
        recorder.record(Event::new(Time(5), EventKind::Spawn, a));
        recorder.record(Event::on(Time(7), EventKind::Run, a, CoreId(0)));
        recorder.record(Event::new(Time(10), EventKind::Spawn, b));
        recorder.record(Event::on(Time(12), EventKind::Run, b, CoreId(1)));
        recorder.record(sleeps(30, a));
        recorder.record(sleeps(40, b));
        recorder.record(Event::new(Time(60), EventKind::Wake, a));
        recorder.record(Event::on(Time(63), EventKind::Run, a, CoreId(0)));
        recorder.record(Event::on(Time(70), EventKind::End, a, CoreId(0)));
        let occupation = occupation(&recorder.finish(Time(100)));
        let expected = Occupation {
            computing_ns: 33 + 7,
            starting_ns: 2,
            scheduling_ns: 3,
            waiting_ns: 20 + 30,
            other_ns: 5,
        };
        assert_eq!(occupation, expected);
    }
}
