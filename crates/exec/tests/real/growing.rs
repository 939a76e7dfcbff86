//! What is known of a run while it goes on.

use exec::{Mode, Progress, Stop};
use trace::{EventKind, Trace};
use vm::Ending;

use crate::{WAYS, check_trace, execute_until, settings};

/// Two tasks that go on forever, in turns where the mode has turns.
const ENDLESS: &str = "
from playground import checkpoint, gather, io, spawn

def work(name):
    while True:
        io(0.001)
        checkpoint(name)
        sum(range(1000))

gather([spawn(work, 'a'), spawn(work, 'b')])
";

fn n_checkpoints(trace: &Trace) -> usize {
    trace.events().filter(|event| event.kind == EventKind::Checkpoint).count()
}

#[test]
fn a_trace_of_a_run_that_goes_on_grows() {
    for &(mode, workers) in WAYS {
        let stop = Stop::default();
        let mut sizes = vec![0];
        let mut last = trace::Time::START;
        let tell = |progress: Progress<'_>| {
            let so_far = (progress.trace)();
            check_trace(&so_far);
            assert!(so_far.end >= last, "{mode:?} on {workers}: it does not shrink");
            last = so_far.end;
            let n = n_checkpoints(&so_far);
            if sizes.last().is_some_and(|size| n > *size) {
                sizes.push(n);
            }
            if sizes.len() > 3 {
                stop.request();
            }
        };
        let finished = execute_until(ENDLESS, settings(mode, workers), &stop, tell);
        assert_eq!(finished.ending, Ending::Stopped, "{mode:?} on {workers}");
        assert!(n_checkpoints(&finished.trace) >= sizes[3], "{mode:?} on {workers}");
    }
}

#[test]
fn looking_at_a_run_leaves_its_trace_whole() {
    let text = "
from playground import checkpoint, gather, io, spawn

def work(n):
    for _ in range(100):
        io(0.001)
        checkpoint('step')

gather([spawn(work, n) for n in range(4)])
";
    for &(mode, workers) in WAYS.iter().filter(|(mode, _)| *mode != Mode::Sequential) {
        let look = |progress: Progress<'_>| drop((progress.trace)());
        let finished = execute_until(text, settings(mode, workers), &Stop::default(), look);
        assert_eq!(n_checkpoints(&finished.trace), 400, "{mode:?} on {workers}");
    }
}

#[test]
fn both_streams_are_known_while_a_run_goes_on() {
    let text = "
import sys
from playground import io

print('to out')
print('to err', file=sys.stderr)
while True:
    io(0.001)
";
    for &(mode, workers) in WAYS {
        let stop = Stop::default();
        let tell = |progress: Progress<'_>| {
            if (progress.stdout, progress.stderr) == ("to out\n", "to err\n") {
                stop.request();
            }
        };
        let finished = execute_until(text, settings(mode, workers), &stop, tell);
        assert_eq!(finished.ending, Ending::Stopped, "{mode:?} on {workers}");
    }
}
