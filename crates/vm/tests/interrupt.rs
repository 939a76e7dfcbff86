//! What is asked to end ends within an instruction, too.

use std::sync::Arc;
use std::thread;

use trace::TaskId;
use vm::{Fuel, Interrupt, Limit, Machine, Pause, Preempt, Surroundings, Value, Verdict};

const MAIN: TaskId = TaskId(0);

/// Comparing these takes 2^60 steps.
const NESTED: &str = "
def nested():
    inner = (1, 2)
    for _ in range(60):
        inner = (inner, inner)
    return inner

left, right = nested(), nested()
print('now')
left == right
";

/// Single instructions that go over all items.
const LONG: &[&str] = &[
    "sorted(items)",
    "sorted(floats)",
    "items.sort()",
    "texts.sort()",
    "pairs.sort()",
    "-1 in items",
    "items.count(-1)",
    "sum(items)",
    "max(items)",
    "list(zip(items, texts))",
    "list(range(10_000))",
    "set(items)",
    "dict.fromkeys(items)",
    "dict(pairs)",
    "items == list(items)",
    "repr(items)",
    "''.join(texts)",
    "''.join(texts).count('1')",
    "''.join(texts).replace('1', '2')",
    "''.join(texts)[::-2]",
    "items[1:]",
    "items + items",
    "3 ** 100_000",
];

const SETUP: &str = "
items = list(range(10_000))
floats = [item / 3 for item in items]
texts = [str(item) for item in items]
pairs = list(zip(items, texts))
print('now')
";

/// A machine whose program has just printed, and what ends it.
fn printed(text: &str) -> (Machine, Interrupt) {
    let program = lang::compile("workload.py", text).program.expect("it is a workload");
    let mut machine = Machine::new(Arc::new(program), 1 << 26, Surroundings::default());
    let interrupt = Interrupt::default();
    machine.end_by(&interrupt);
    let Pause::Request(request) = go_on(&mut machine) else { panic!("it prints") };
    let Verdict::Output(..) = machine.perform(MAIN, request).verdict else { panic!("it prints") };
    machine.resume(MAIN, Value::None);
    (machine, interrupt)
}

fn go_on(machine: &mut Machine) -> Pause {
    machine.run(MAIN, Fuel(u64::MAX), Preempt::WaitsOnly).pause
}

#[test]
fn one_instruction_that_would_take_hours_ends_while_it_goes_on() {
    let (mut machine, interrupt) = printed(NESTED);
    let remote = thread::spawn(move || interrupt.request());
    let pause = go_on(&mut machine);
    assert!(matches!(pause, Pause::Limit(Limit::Patience)), "{pause:?}");
    remote.join().expect("it only asks");
}

#[test]
fn what_goes_over_all_items_gives_up() {
    for call in LONG {
        let (mut machine, interrupt) = printed(&format!("{SETUP}{call}\nprint('done')"));
        interrupt.request();
        let pause = go_on(&mut machine);
        assert!(matches!(pause, Pause::Limit(Limit::Patience)), "{call}: {pause:?}");
    }
}

#[test]
fn asking_a_run_to_end_ends_those_before_and_none_after() {
    let word = Arc::default();
    let [first, second, third] = [1, 2, 3].map(|number| Interrupt::of(&word, number));
    second.request();
    assert!(first.is_requested() && second.is_requested() && !third.is_requested());
    first.request();
    assert!(second.is_requested() && !third.is_requested());
}
