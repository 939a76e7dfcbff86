//! Memory of loops that make garbage, while several workers make it at once.

use exec::Stop;

use crate::{WAYS, execute_until, settings};

/// Little more than two workers make between two looks at the account.
const HEAP_BYTES_MAX: usize = 4 << 20;

const LOOPS: &str = "
from playground import gather, spawn

class Node:
    def __init__(self, number):
        self.me = self
        self.row = [self, number] * 50

def work(part):
    total = 0
    for number in range(10_000):
        node = Node(number)
        pair = (node, number)
        total += pair[1]
    return total

print(sum(gather([spawn(work, part) for part in range(4)])))
";

#[test]
fn loops_that_make_garbage_end_within_little_memory() {
    for &(mode, workers) in WAYS {
        let mut settings = settings(mode, workers);
        settings.limits.heap = HEAP_BYTES_MAX;
        let finished = execute_until(LOOPS, settings, &Stop::default(), |_| {});
        assert_eq!(
            finished.printed.stdout, "199980000\n",
            "{mode:?} on {workers}: {:?}",
            finished.ending
        );
    }
}
