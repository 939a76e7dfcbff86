//! Loops that make garbage run in bounded memory, whatever they run for.

use vm::{Ending, run_within};

/// What the loops may hold: far less than all that they allocate.
const HEAP_BYTES_MAX: usize = 4 << 20;

fn printed(text: &str) -> String {
    let compiled = lang::compile("memory.py", text);
    let program = compiled.program.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics));
    let trial = run_within(program, HEAP_BYTES_MAX);
    match trial.ending {
        Ending::Over { main: None, .. } => trial.stdout,
        ending => panic!("it ends with {ending:?}"),
    }
}

#[test]
fn a_loop_that_makes_a_tuple_each_turn_stays_small() {
    let text = "
total = 0
for i in range(500_000):
    pair = (i, i + 1)
    total += pair[0]
print(total)
";
    assert_eq!(printed(text), "124999750000\n");
}

#[test]
fn cycles_are_collected() {
    let text = "
class Node:
    def __init__(self):
        self.me = self
        self.rows = [[self] * 10]

for i in range(50_000):
    Node()
print('over')
";
    assert_eq!(printed(text), "over\n");
}

#[test]
fn texts_and_dicts_are_collected() {
    let text = "
for i in range(50_000):
    table = {str(i): [i] * 20}
print(table)
";
    let row = ["49999"; 20].join(", ");
    assert_eq!(printed(text), format!("{{'49999': [{row}]}}\n"));
}
