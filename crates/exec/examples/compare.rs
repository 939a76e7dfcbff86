//! Executes a program in each way and says how long it took: `compare FILE`.

use std::sync::Arc;

use exec::platform::block_on;
use exec::{Limits, Mode, Settings, Stop, run};
use trace::{EventKind, Span, TaskId};

fn main() {
    let path = std::env::args().nth(1).expect("usage: compare FILE");
    let text = std::fs::read_to_string(&path).expect("the file can be read");
    let program = lang::compile(&path, &text).program.expect("the program is not refused");
    let program = Arc::new(program);
    let ways = [(Mode::Sequential, 1), (Mode::FreeThreads, 1), (Mode::FreeThreads, 2)];
    for (mode, workers) in ways {
        let best = (0..7).map(|_| milliseconds(&program, mode, workers)).fold(f64::MAX, f64::min);
        println!("{mode:?} on {workers}: {best:.1} ms");
    }
}

/// How long the program took from the main task's first instruction to its end.
fn milliseconds(program: &Arc<lang::Program>, mode: Mode, workers: u32) -> f64 {
    let settings = Settings {
        mode,
        workers,
        quantum: Span(5_000_000),
        preempt: vm::Preempt::EveryInstruction,
        limits: Limits {
            steps: u64::MAX,
            time: Span(u64::MAX),
            output: 1 << 20,
            heap: 1 << 30,
            trace: trace::Limits::default(),
        },
        surroundings: vm::Surroundings::default(),
        source: Vec::new(),
    };
    let finished = block_on(run(Arc::clone(program), settings, &Stop::default(), |_| {}));
    let is_start = |event: &trace::Event| event.kind == EventKind::Run && event.task == TaskId(0);
    let start = finished.trace.events().find(is_start).expect("the main task runs");
    finished.trace.end.since(start.time).0 as f64 / 1e6
}
