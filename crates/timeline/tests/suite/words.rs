//! One small run, as text, as sentences and as answers.

use crate::support;
use timeline::{Group, Hit, LaneKind, State, Timeline, ascii, describe, metrics, narrate, why};
use trace::{CoreId, TaskId, Time};

#[test]
fn a_run_as_text() {
    let text = ascii(&Timeline::project(&support::story()), 60);
    let expected = "
       |'0 ns       '471 µs      '980 µs      '1.49 ms     | 2 ms
core 0 |0000000000x22222                 222222222222222222|
core 1 |   1111111111             111 1111110              |
0 main |RRRRRRRRRRJJJJJJJJJJJJJJJJJJJJJJJJJJRJJJJJJJJJJJJJJ…
  1 T1 |  rrRRRRRRRRRIIIIIIIIIIIIIrRpppRRRRR               |
  2 T2 |     rrrrrrRRRRLLLLLLLLLLLLLLLLLLRRRRRRRRRRRRRRRRRR…
A      |       11111111111111111111111111222222222222222222|
R running  r ready  p preempted  I I/O  L lock  J join  x switch
";
    assert_eq!(format!("\n{text}"), expected);
}

#[test]
fn an_interpreter_lock_that_is_waited_for_has_a_lane() {
    let timeline = Timeline::project(&support::two_interpreters());
    let locks: Vec<_> = timeline.group(Group::Locks).collect();
    let [(id, lane)] = locks[..] else { panic!("one lock is waited for: {locks:?}") };
    assert_eq!((lane.kind, lane.name.as_str()), (LaneKind::Gil(TaskId(0)), "GIL"));
    let turns = lane.slices.iter().map(|turn| (turn.other.0, turn.from.0 / 1000, turn.to.0 / 1000));
    assert_eq!(turns.collect::<Vec<_>>(), [(0, 0, 50), (1, 50, 80), (0, 90, 100)]);
    let title = |us: u64| {
        let at = Time(us * 1000);
        let index = lane.slices.at(at.0);
        let hit =
            index.map_or(Hit::Gap { lane: id, time: at }, |index| Hit::Slice { lane: id, index });
        describe(&timeline, &hit).title
    };
    assert_eq!(title(60), "T1 has the GIL");
    assert_eq!(title(85), "GIL: free");
}

#[test]
fn a_run_in_sentences() {
    let sentences: Vec<String> = narrate(&Timeline::project(&support::story())).collect();
    let expected = "\
At 0 ns main starts to run on core 0 at line 1.
At 100 µs T1 is started by main.
At 150 µs T1 runs on core 1 at line 10.
At 200 µs T2 is started by main.
At 400 µs main waits for T1 to end at line 4.
At 400 µs core 0 switches from main to T2.
At 450 µs T2 runs on core 0 at line 10.
At 500 µs T1 waits for I/O db at line 12.
At 600 µs T2 waits for lock A, held by T1 at line 11.
At 1 ms T1 is ready again after I/O db.
At 1.05 ms T1 runs on core 1 at line 13.
At 1.1 ms T1 is preempted at line 13 after its time slice.
At 1.2 ms T1 runs on core 1 at line 13.
At 1.3 ms T2 runs on core 0 at line 12 after lock A, woken by T1.
At 1.35 ms T1 prints “hello” at line 15.
At 1.4 ms T1 ends.
At 1.4 ms main runs on core 1 at line 5 after T1 ended.
At 1.45 ms main waits for T2 to end at line 5.";
    assert_eq!(sentences.join("\n"), expected);
}

#[test]
fn why_a_task_waits_is_a_chain() {
    let timeline = Timeline::project(&support::story());
    let lane = timeline.lane_of_task(TaskId(2)).unwrap();
    let sentence = |us: u64| why(&timeline, lane, Time(us * 1000)).sentence(&timeline);
    assert_eq!(
        sentence(700),
        "T2 waits for lock A, held by T1 since 300 µs, which waits for I/O db until 1 ms"
    );
    assert_eq!(
        sentence(1150),
        "T2 waits for lock A, held by T1 since 300 µs, which could run, but has no core until 1.2 ms"
    );
    assert_eq!(sentence(1350), "T2 runs on core 0 at line 12");
}

#[test]
fn a_deadlock_is_a_circle() {
    let timeline = Timeline::project(&support::deadlock());
    let lane = timeline.lane_of_task(TaskId(0)).unwrap();
    let why = why(&timeline, lane, timeline.end);
    assert!(why.circle);
    assert_eq!(
        why.sentence(&timeline),
        "main waits for lock B, held by T1 since 10 µs, which waits for lock A, held by main \
         since 10 µs: a circle, so none of them can go on"
    );
}

#[test]
fn a_slice_is_described() {
    let timeline = Timeline::project(&support::story());
    let lane = timeline.lane_of_task(TaskId(2)).unwrap();
    let slices = &timeline.lanes[lane.0].slices;
    let index = slices.at(700_000).unwrap();
    assert_eq!(slices.state(index), State::Lock);
    let description = describe(&timeline, &Hit::Slice { lane, index });
    assert_eq!(
        description.sentence(),
        "T2: lock A; state lock: waits for a lock, since 600 µs, until 1.3 ms, for 700 µs, at A, \
         held by T1, ended by T1, line 11, why T2 waits for lock A, held by T1 since 300 µs, \
         which waits for I/O db until 1 ms"
    );
    let core = timeline.lane_of(LaneKind::Core(CoreId(0))).unwrap();
    let idle = describe(&timeline, &Hit::Gap { lane: core, time: Time(700_000) });
    assert_eq!(idle.sentence(), "core 0: idle; since 600 µs, for 700 µs");
    assert_eq!(
        describe(&timeline, &Hit::Label { lane }).sentence(),
        "T2; started by main, end still running at the end of the trace, running 850 µs (47.2 %), \
         lock 700 µs (38.9 %), ready 250 µs (13.9 %)"
    );
}

#[test]
fn the_numbers_of_a_run() {
    let metrics = metrics(&support::story());
    let tasks: Vec<(u64, u64, u64)> = metrics
        .tasks
        .iter()
        .map(|task| (task.running_ns(), task.ready_ns(), task.blocked_ns()))
        .collect();
    assert_eq!(
        tasks,
        [(450_000, 0, 1_550_000), (600_000, 200_000, 500_000), (850_000, 250_000, 700_000)]
    );
    assert_eq!((metrics.context_switches, metrics.preemptions), (2, 1));
}
