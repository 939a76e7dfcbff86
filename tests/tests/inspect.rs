//! What tasks hold at a moment: the repeated run stands where the recorded one stood.

use engine::Stop;
use protocol::{EXAMPLES, Knobs, MODES, Mode, Snapshot, Spec};
use timeline::{Slice, Timeline};
use trace::{Clock, TaskId, Time};

/// At how many moments each run is looked at.
const MOMENTS: u64 = 3;

fn spec(text: &str, mode: Mode) -> Spec {
    let (file, text) = ("workload.py".to_owned(), text.to_owned());
    Spec { file, text, mode, clock: Clock::Virtual, knobs: Knobs::default() }
}

fn snapshot(spec: &Spec, at: Time) -> Snapshot {
    let snapshot = engine::block_on(engine::inspect(spec, at, &[], &Stop::default()));
    snapshot.expect("the workload compiles and nobody stops it")
}

/// What a task that is not on a core waits in, and from before until after the moment.
fn off_core(timeline: &Timeline, task: TaskId, at: Time) -> Option<Slice> {
    let lane = timeline.lane_of_task(task).and_then(|lane| timeline.lane(lane))?;
    let slice = lane.slices.get(lane.slices.at(at.0)?)?;
    let inside = slice.from < at && at < slice.to;
    (inside && (slice.state.is_blocked() || slice.state.is_ready())).then_some(slice)
}

#[test]
fn tasks_stand_where_the_timeline_says() {
    let mut n_compared = 0;
    for example in EXAMPLES {
        for mode in MODES.iter().map(|info| info.mode) {
            let spec = spec(example.text, mode);
            let outcome = engine::block_on(engine::run(&spec, &Stop::default(), |_| ()));
            let trace = outcome.trace.expect("examples run");
            let timeline = Timeline::project(&trace);
            for moment in 1..=MOMENTS {
                let at = Time(timeline.end.0 * moment / (MOMENTS + 1));
                let snapshot = snapshot(&spec, at);
                for task in &snapshot.tasks {
                    let Some(slice) = off_core(&timeline, TaskId(task.id), at) else { continue };
                    let Some(top) = task.stack.first() else { continue };
                    if let Some(line) = slice.line.some() {
                        let place = format!("{} in {mode} at {at:?}: {}", example.name, task.name);
                        assert_eq!(top.line, line.0, "{place}");
                        n_compared += 1;
                    }
                }
            }
        }
    }
    assert!(n_compared > 200, "only {n_compared} tasks were looked at");
}

const BANK: &str = r#"
import time
from playground import gather, spawn

class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self._balance = balance

    def deposit(self, amount):
        before = self._balance
        time.sleep(0.01)
        self._balance = before + amount

    def __repr__(self):
        raise RuntimeError("nobody calls this")

account = Account("ann", 10)
letters = list("abcdefghij")

def work(amount):
    seen = {"nested": [(1, 2.5), None, "x" * 200]}
    account.deposit(amount)

gather([spawn(work, 5), spawn(work, 7)])
"#;

#[test]
fn variables_are_said_in_short() {
    let spec = spec(BANK, Mode::Threads);
    let snapshot = snapshot(&spec, Time(5_000_000));
    let [main, first, second] = &snapshot.tasks[..] else { panic!("{snapshot:?}") };
    assert_eq!((main.stack[0].function.as_str(), main.stack[0].line), ("<module>", 25));
    let [deposit, work] = &first.stack[..] else { panic!("{first:?}") };
    assert_eq!((deposit.function.as_str(), deposit.line), ("Account.deposit", 12));
    let said = |variables: &[protocol::Variable]| {
        let lines =
            variables.iter().map(|variable| format!("{}={}", variable.name, variable.value));
        lines.collect::<Vec<_>>()
    };
    let before = ["self=Account(owner='ann', _balance=10)", "amount=5", "before=10"];
    assert_eq!(said(&deposit.variables), before);
    let seen = format!("seen={{'nested': [(1, 2.5), None, '{}'…]}}", "x".repeat(80));
    assert_eq!(said(&work.variables), ["amount=5", seen.as_str()]);
    assert_eq!(second.stack[1].variables[0].value, "7");
    assert_eq!(snapshot.memories.len(), 1);
    let module = said(&snapshot.memories[0]);
    assert!(module.contains(&"letters=['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', … 2 more]".into()));
    assert!(!module.iter().any(|variable| variable.starts_with("work")), "{module:?}");
}

#[test]
fn processes_have_variables_of_their_own() {
    let snapshot = snapshot(&spec(BANK, Mode::Processes), Time(8_000_000));
    let children = snapshot.tasks.iter().filter(|task| !task.stack.is_empty());
    let memories: Vec<usize> = children.map(|task| task.memory).collect();
    assert!(memories.len() >= 3 && snapshot.memories.len() >= 3, "{snapshot:?}");
}

#[test]
fn after_the_end_nobody_is_left() {
    let snapshot = snapshot(&spec("print(1)\n", Mode::AsWritten), Time(1_000_000_000));
    assert_eq!((snapshot.tasks.len(), snapshot.memories.len()), (0, 0));
}
