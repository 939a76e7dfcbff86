//! What comes from outside, and when.

use std::sync::Arc;

use trace::TaskId;
use vm::{
    FetchError, Fuel, Machine, Outside, Pause, Preempt, Resumption, Surroundings, Verdict, Wake,
};

const MAIN: TaskId = TaskId(0);

const TWICE: &str = "
from playground import fetch

try:
    fetch('slow')
except TimeoutError:
    print(fetch('fast'))
";

/// Runs the main task until it asks for something, and lets the kernel answer.
fn ask(machine: &mut Machine) -> Verdict {
    match machine.run(MAIN, Fuel(u64::MAX), Preempt::WaitsOnly).pause {
        Pause::Request(request) => machine.perform(MAIN, request).verdict,
        other => panic!("{other:?} instead of a request"),
    }
}

fn go_on(machine: &mut Machine, wake: Wake) {
    match wake.how {
        Resumption::Reply(value) => machine.resume(MAIN, value),
        other => panic!("{other:?} instead of a reply"),
    }
}

#[test]
fn what_comes_too_late_is_not_taken_for_what_was_asked_since() {
    let program = lang::compile("workload.py", TWICE).program.expect("it is a workload");
    let surroundings = Surroundings { outside: Outside::Reachable, ..Surroundings::default() };
    let mut machine = Machine::new(Arc::new(program), 1 << 24, surroundings);
    let Verdict::Fetch { id: slow, .. } = ask(&mut machine) else { panic!("it loads") };
    let wake = machine.timer_ended(MAIN).expect("it has waited too long");
    go_on(&mut machine, wake);
    let Verdict::Fetch { id: fast, .. } = ask(&mut machine) else { panic!("it loads again") };
    assert!(machine.fetched(MAIN, slow, Ok("late".to_owned())).is_none());
    let late = Err(FetchError::Failed("late".to_owned()));
    assert!(machine.fetched(MAIN, slow, late).is_none());
    let wake = machine.fetched(MAIN, fast, Ok("in time".to_owned())).expect("it waits for that");
    go_on(&mut machine, wake);
    let Verdict::Output(text, _) = ask(&mut machine) else { panic!("it prints") };
    assert_eq!(text, "in time\n");
}
