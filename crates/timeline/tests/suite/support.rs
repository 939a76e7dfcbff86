//! Traces for the tests: a small one written by hand, a long one, and any at all.

use trace::{
    Cause, Clock, CoreId, Event, EventKind, Limits, Line, ObjectId, ObjectInfo, ObjectKind,
    Recorder, TaskId, TaskInfo, TaskKind, Time, Trace,
};

pub const NO_TASK: TaskId = TaskId::NONE;

pub fn recorder(n_cores: u32, tasks: &[(&str, Option<u32>)]) -> Recorder {
    let mut recorder = Recorder::new(Clock::Virtual, n_cores, Limits::default());
    for (name, parent) in tasks {
        recorder.add_task(TaskInfo {
            name: (*name).to_owned(),
            kind: TaskKind::Thread,
            parent: parent.map(TaskId),
        });
    }
    recorder
}

pub fn event(time_us: u64, kind: EventKind, task: u32) -> Event {
    Event::new(Time(time_us * 1000), kind, TaskId(task))
}

/// Two workers on two cores: both want lock `A`, the first reads from `db` while it holds it,
/// and `main` waits for both.
pub fn story() -> Trace {
    use EventKind::{Acquire, Block, End, Output, Preempt, Release, Run, Spawn, Switch, Wake};
    let mut r = recorder(2, &[("main", None), ("T1", Some(0)), ("T2", Some(0))]);
    let a = r.add_object(ObjectInfo { name: "A".into(), kind: ObjectKind::Lock });
    let db = r.add_text("db");
    let hello = r.add_text("hello\n");
    let (main, t1, t2) = (0, 1, 2);
    let from_main = TaskId(main);
    let joins = |time, other, line, core| Event {
        cause: Cause::Join,
        other: TaskId(other),
        line: Line(line),
        core: CoreId(core),
        ..event(time, Block, main)
    };
    r.record(event(0, Spawn, main));
    r.record(Event { core: CoreId(0), line: Line(1), ..event(0, Run, main) });
    r.record(Event { other: from_main, line: Line(2), ..event(100, Spawn, t1) });
    r.record(Event { core: CoreId(1), line: Line(10), ..event(150, Run, t1) });
    r.record(Event { other: from_main, line: Line(3), ..event(200, Spawn, t2) });
    r.record(Event { object: a, line: Line(11), ..event(300, Acquire, t1) });
    r.record(joins(400, t1, 4, 0));
    r.record(Event { core: CoreId(0), other: from_main, value: 50_000, ..event(400, Switch, t2) });
    r.record(Event { core: CoreId(0), value: 50_000, line: Line(10), ..event(450, Run, t2) });
    r.record(Event {
        cause: Cause::Io,
        text: db,
        value: 500_000,
        line: Line(12),
        core: CoreId(1),
        ..event(500, Block, t1)
    });
    r.record(Event {
        cause: Cause::Lock,
        object: a,
        other: TaskId(t1),
        line: Line(11),
        core: CoreId(0),
        ..event(600, Block, t2)
    });
    r.record(Event { cause: Cause::Io, ..event(1000, Wake, t1) });
    r.record(Event { core: CoreId(1), line: Line(13), ..event(1050, Run, t1) });
    r.record(Event {
        cause: Cause::Quantum,
        core: CoreId(1),
        line: Line(13),
        ..event(1100, Preempt, t1)
    });
    r.record(Event { core: CoreId(1), line: Line(13), ..event(1200, Run, t1) });
    r.record(Event { object: a, line: Line(14), ..event(1300, Release, t1) });
    r.record(Event {
        cause: Cause::Lock,
        object: a,
        other: TaskId(t1),
        line: Line(11),
        ..event(1300, Wake, t2)
    });
    r.record(Event { object: a, line: Line(11), ..event(1300, Acquire, t2) });
    r.record(Event { core: CoreId(0), line: Line(12), ..event(1300, Run, t2) });
    r.record(Event { text: hello, line: Line(15), ..event(1350, Output, t1) });
    r.record(Event { core: CoreId(1), ..event(1400, End, t1) });
    let joined =
        Event { cause: Cause::Join, other: TaskId(t1), line: Line(4), ..event(1400, Wake, main) };
    r.record(joined);
    r.record(Event { core: CoreId(1), line: Line(5), ..event(1400, Run, main) });
    r.record(joins(1450, t2, 5, 1));
    r.finish(Time(2_000_000))
}

/// Two tasks that hold a lock each and wait for the other's.
pub fn deadlock() -> Trace {
    use EventKind::{Acquire, Block, Deadlock, Run, Spawn};
    let mut r = recorder(2, &[("main", None), ("T1", Some(0))]);
    let a = r.add_object(ObjectInfo { name: "A".into(), kind: ObjectKind::Lock });
    let b = r.add_object(ObjectInfo { name: "B".into(), kind: ObjectKind::Lock });
    r.record(event(0, Spawn, 0));
    r.record(event(0, Spawn, 1));
    r.record(Event { core: CoreId(0), ..event(0, Run, 0) });
    r.record(Event { core: CoreId(1), ..event(0, Run, 1) });
    r.record(Event { object: a, ..event(10, Acquire, 0) });
    r.record(Event { object: b, ..event(10, Acquire, 1) });
    let wants = |task: u32, other: u32, object: ObjectId| Event {
        cause: Cause::Lock,
        object,
        other: TaskId(other),
        line: Line(7),
        ..event(20, Block, task)
    };
    r.record(wants(0, 1, b));
    r.record(wants(1, 0, a));
    r.record(Event { line: Line(7), ..event(20, Deadlock, 0) });
    r.record(Event { line: Line(7), ..event(20, Deadlock, 1) });
    r.finish(Time(20_000))
}

/// About `n` slices: tasks that take turns on one core, with waits and outputs now and then.
pub fn long(n: u64) -> Trace {
    use EventKind::{Block, Output, Preempt, Run, Spawn, Wake};
    let names: Vec<String> = (0..12).map(|index| format!("worker {index}")).collect();
    let tasks: Vec<(&str, Option<u32>)> =
        names.iter().map(|name| (name.as_str(), (name != "worker 0").then_some(0))).collect();
    let mut r = recorder(4, &tasks);
    for task in 0..12 {
        let parent = if task == 0 { NO_TASK } else { TaskId(0) };
        r.record(Event { other: parent, ..event(0, Spawn, task) });
    }
    // Four cores, each with three tasks in turn. A turn is a little over three slices: a task
    // runs, is preempted, and its core has run it.
    let (mut time, mut random) = (1_u64, 7_u64);
    for turn in 0..n / 3 {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let core = (turn % 4) as u32;
        let task = core * 3 + ((turn / 4) % 3) as u32;
        let at = |kind, time| Event {
            core: CoreId(core),
            line: Line(3),
            ..Event::new(Time(time), kind, TaskId(task))
        };
        r.record(at(Run, time));
        time += 200 + (random >> 54);
        if turn % 7 == 0 {
            r.record(at(Output, time));
        }
        if random % 5 == 0 {
            r.record(Event { cause: Cause::Io, ..at(Block, time) });
            time += 50;
            let other = TaskId((task + 1) % 12);
            r.record(Event { cause: Cause::Io, other, ..at(Wake, time) });
        } else {
            r.record(Event { cause: Cause::Quantum, ..at(Preempt, time) });
        }
        time += 10;
    }
    r.finish(Time(time))
}

/// A trace of any events: (time step, kind, cause, task, core, object, other, value).
pub type Raw = (u64, u8, u8, u32, u32, u32, u32, u64);

/// Any list of events is a trace, also one that no run could have written.
pub fn any(rows: &[Raw], end_after: u64) -> Trace {
    let mut r = recorder(3, &[("main", None), ("a", Some(0)), ("b", Some(0)), ("c", Some(2))]);
    for name in ["A", "B"] {
        r.add_object(ObjectInfo { name: name.into(), kind: ObjectKind::Lock });
    }
    let mut time = 0;
    let some = |id: u32, n: u32| if id < n { id } else { u32::MAX };
    for &(step, kind, cause, task, core, object, other, value) in rows {
        time += step;
        let kind = EventKind::from_number(kind % 15).expect("15 kinds");
        let mut event = Event::new(Time(time), kind, TaskId(some(task, 4)));
        event.cause = Cause::from_number(cause % 10).expect("10 causes");
        event.core = CoreId(some(core, 3));
        event.object = ObjectId(some(object, 2));
        event.other = TaskId(some(other, 4));
        event.value = value;
        r.record(event);
    }
    r.finish(Time(time + end_after))
}

/// Two threads of `main` and one of a child process: `main` and `T1` want the same interpreter lock.
pub fn two_interpreters() -> Trace {
    use EventKind::{Block, End, Preempt, Run, Spawn, Wake};
    let mut r = recorder(2, &[("main", None), ("T1", Some(0))]);
    let (kind, parent) = (TaskKind::Process, Some(TaskId(0)));
    r.add_task(TaskInfo { name: "P".to_owned(), kind, parent });
    let on = |core, time, kind, task| Event { core: CoreId(core), ..event(time, kind, task) };
    let gil = |event| Event { cause: Cause::Gil, ..event };
    r.record(event(0, Spawn, 0));
    r.record(on(0, 0, Run, 0));
    r.record(event(0, Spawn, 1));
    r.record(Event { other: TaskId(0), ..gil(event(0, Block, 1)) });
    r.record(event(0, Spawn, 2));
    r.record(on(1, 0, Run, 2));
    r.record(gil(on(0, 50, Preempt, 0)));
    r.record(Event { other: TaskId(0), ..gil(event(50, Wake, 1)) });
    r.record(on(0, 50, Run, 1));
    r.record(Event { other: TaskId(1), ..gil(event(50, Block, 0)) });
    r.record(on(1, 70, End, 2));
    r.record(on(0, 80, End, 1));
    r.record(Event { other: TaskId(1), ..gil(event(80, Wake, 0)) });
    r.record(on(1, 90, Run, 0));
    r.record(on(1, 100, End, 0));
    r.finish(Time(100_000))
}
