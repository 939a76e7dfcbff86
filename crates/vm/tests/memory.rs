//! Loops that make garbage run in bounded memory, whatever they run for.

use vm::{Ending, Limit, Trial, run_within};

/// What the loops may hold: far less than all that they allocate.
const HEAP_BYTES_MAX: usize = 4 << 20;

fn run(text: &str) -> Trial {
    let compiled = lang::compile("memory.py", text);
    let program = compiled.program.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics));
    run_within(program, HEAP_BYTES_MAX)
}

fn printed(text: &str) -> String {
    let trial = run(text);
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

/// What is made would be garbage at once: only who asks beforehand ends the run.
#[test]
fn what_would_pass_the_limit_is_not_made() {
    let large = [
        "f'{text}{text}{text}{text}'",
        "'{0}{0}{0}{0}'.format(text)",
        "'%s%s%s%s' % (text, text, text, text)",
        "'a'.replace('a', text * 2)",
        "'aa'.translate({97: text * 2})",
        "text.split('x')",
        "text.rsplit('x')",
        "('x ' * 600_000).split()",
        "('x\\n' * 600_000).splitlines()",
        "(b'x' * 1_500_000).hex()",
        "repr(text * 2)",
        "(text * 2)[::-1]",
        "(text * 2)[1:]",
        "[0, *range(120_000)].copy()",
        "(text * 2).ljust(4_000_000)",
    ];
    for expression in large {
        let text = format!("text = 'x' * 1_200_000\n{expression}\n");
        let ending = run(&text).ending;
        assert!(matches!(ending, Ending::Limit(Limit::Heap)), "{expression}: {ending:?}");
    }
}

#[test]
fn what_stays_within_the_limit_is_made() {
    let text = "
text = 'a,b ' * 2000
print(len(text.split(',')), len(text.rsplit(',', 3)), len(text.split()), len(text.rsplit(None, 1)))
print(text.rsplit(None, 2)[1:], 'a b  c '.split(None, 1), ' a b c'.rsplit(None, 1))
print('a\\nb\\r\\nc'.splitlines(), 'a\\nb\\n'.splitlines(True), ''.splitlines(), ''.split(','))
print(len(f'{text}{text}{text}'), len('abc'.translate({97: text, 98: None})))
";
    let expected = "\
2001 4 2000 2
['a,b', 'a,b'] ['a', 'b  c '] [' a b', 'c']
['a', 'b', 'c'] ['a\\n', 'b\\n'] [] ['']
24000 8001
";
    assert_eq!(printed(text), expected);
}
