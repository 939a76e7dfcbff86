//! Where a fiber stops when its fuel ends, and what it says about itself there.

use std::sync::Arc;

use vm::heap::LocalHeap;
use vm::{Fiber, Fuel, Linked, Pause, Preempt, Run, Value};

struct Bench {
    heap: LocalHeap,
    linked: Linked,
    fiber: Fiber,
}

impl Bench {
    fn new(text: &str) -> Bench {
        let compiled = lang::compile("fuel.py", text);
        let program = Arc::new(compiled.program.expect("the program compiles"));
        let mut heap = LocalHeap::new(program.globals.len(), 1 << 24);
        let fiber = Fiber::call(&program, program.entry, &[]);
        let linked = Linked::new(program, &mut heap);
        Bench { heap, linked, fiber }
    }

    fn run(&mut self, fuel: u64, preempt: Preempt) -> Run {
        self.fiber.run(&mut self.heap, &self.linked, Fuel(fuel), preempt)
    }

    /// The lines at which it stops when it has fuel for one instruction at a time.
    fn stops(&mut self, preempt: Preempt) -> Vec<u32> {
        let mut lines = Vec::new();
        loop {
            let run = self.run(1, preempt);
            match run.pause {
                Pause::Fuel => lines.push(self.fiber.line(&self.linked.program).unwrap_or(0)),
                Pause::Done(_) => return lines,
                other => panic!("the program only computes: {other:?}"),
            }
        }
    }
}

const COUNT: &str = "\
def step(n):
    return n + 1
c = 0
for i in range(3):
    c = step(c)
    c += 1
";

#[test]
fn each_instruction_costs_one_however_it_is_sliced() {
    let whole = Bench::new(COUNT).run(1_000_000, Preempt::EveryInstruction);
    assert!(matches!(whole.pause, Pause::Done(_)));
    for fuel in [1, 2, 3, 7] {
        let mut bench = Bench::new(COUNT);
        let mut spent = 0;
        loop {
            let run = bench.run(fuel, Preempt::EveryInstruction);
            spent += run.spent;
            match run.pause {
                Pause::Fuel => assert_eq!(run.spent, fuel),
                _ => break,
            }
            assert!(run.interruptible);
        }
        assert_eq!(spent, whole.spent, "in slices of {fuel}");
    }
}

#[test]
fn without_fuel_nothing_runs() {
    let mut bench = Bench::new(COUNT);
    for preempt in [Preempt::EveryInstruction, Preempt::Cpython, Preempt::WaitsOnly] {
        let run = bench.run(0, preempt);
        assert!(matches!(run.pause, Pause::Fuel));
        assert_eq!(run.spent, 0);
    }
}

#[test]
fn cpython_is_interrupted_after_calls_and_turns_of_loops_only() {
    // Entering `step` (line 2), its `range` call (line 4) and the loop's turns (line 4); never
    // between reading and writing `c` on line 6.
    let stops = Bench::new(COUNT).stops(Preempt::Cpython);
    assert_eq!(stops, [4, 2, 4, 2, 4, 2, 4]);
}

#[test]
fn a_cooperative_task_is_not_interruptible_but_returns() {
    let mut bench = Bench::new("while True:\n    pass\n");
    let run = bench.run(1000, Preempt::WaitsOnly);
    assert!(matches!(run.pause, Pause::Fuel));
    assert!(!run.interruptible);
}

#[test]
fn the_work_of_a_native_is_spent_fuel() {
    let mut bench = Bench::new("x = [0] * 100_000\ny = sorted(x)\n");
    let run = bench.run(10, Preempt::EveryInstruction);
    assert!(run.spent > 1000, "{} instructions", run.spent);
}

#[test]
fn a_paused_fiber_shows_its_frames() {
    let text = "def f(a, b):\n    c = a + b\n    while True:\n        pass\nf(1, 2)\n";
    let mut bench = Bench::new(text);
    bench.run(100, Preempt::EveryInstruction);
    let program = &bench.linked.program;
    let frames: Vec<_> = bench.fiber.frames(program).collect();
    let names: Vec<&str> = frames.iter().map(|f| program.code(f.code).name.as_str()).collect();
    assert_eq!(names, ["f", "<module>"]);
    assert!(frames[0].line == 3 || frames[0].line == 4);
    assert_eq!(frames[1].line, 5);
    let c = frames[0].variables.iter().find(|(name, _)| *name == "c");
    assert!(matches!(c, Some((_, Value::Int(3)))));
}

#[test]
fn a_copy_of_a_fiber_and_its_heap_goes_its_own_way() {
    let mut bench = Bench::new("l = []\nfor i in range(10):\n    l.append(i)\nx = len(l)\n");
    bench.run(20, Preempt::EveryInstruction);
    let (mut heap, mut fiber) = (bench.heap.clone(), bench.fiber.clone());
    let linked = &bench.linked;
    let copy = fiber.run(&mut heap, linked, Fuel(1000), Preempt::WaitsOnly);
    let original = bench.fiber.run(&mut bench.heap, linked, Fuel(1000), Preempt::WaitsOnly);
    assert_eq!(copy.spent, original.spent);
}
