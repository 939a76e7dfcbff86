//! What a memory that truly parallel threads share costs an interpreter, in safe Rust.
//!
//! A tiny register machine runs loops over the heaps of this crate and over prototypes of others.
//! Only ratios within one run count. `docs/memory-model.md` draws the conclusions.
//!
//! `cargo bench -p vm --bench memory_model`

mod machine;
mod prototypes;
mod real;

use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use machine::{LOOPS, Loop, Memory, Op, TURNS, Value, registers, run};
use prototypes::{Local, Locked, Seqlock, Shared, Word, Words};

/// A memory that several threads can use.
pub trait Source: Sync {
    /// An empty one.
    fn new() -> Self;

    /// Runs the code as that thread.
    fn run(&self, thread: u32, code: &[Op], registers: &mut [Value]);
}

/// Nanoseconds for each turn of the loop: the shortest of several times.
fn shortest(mut sample: impl FnMut() -> Duration) -> f64 {
    let shortest = (0..200).map(|_| sample()).min().expect("some samples");
    shortest.as_secs_f64() * 1e9 / TURNS as f64
}

fn alone<M: Memory>(work: &Loop, new: impl Fn() -> M) -> f64 {
    let code = (work.code)(0, 0);
    shortest(|| {
        let mut memory = new();
        let start = Instant::now();
        run(&mut memory, black_box(&code), &mut registers());
        start.elapsed()
    })
}

/// From the first thread's start to the last one's end, so perfect scaling shows as the same number.
fn together<S: Source>(work: &Loop, n_threads: u32) -> f64 {
    shortest(|| {
        let source = S::new();
        let line = AtomicU32::new(0);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..n_threads)
                .map(|thread| {
                    let (source, line) = (&source, &line);
                    scope.spawn(move || {
                        let own = if work.apart { thread as u16 } else { 0 };
                        let code = (work.code)(own * 32, own);
                        line.fetch_add(1, Ordering::Relaxed);
                        while line.load(Ordering::Relaxed) < n_threads {
                            std::thread::yield_now();
                        }
                        let start = Instant::now();
                        source.run(thread, black_box(&code), &mut registers());
                        (start, Instant::now())
                    })
                })
                .collect();
            let times = threads.into_iter().map(|thread| thread.join().expect("nobody panics"));
            let (starts, ends): (Vec<Instant>, Vec<Instant>) = times.unzip();
            let (start, end) = (starts.iter().min(), ends.iter().max());
            *end.expect("at least one thread") - *start.expect("at least one thread")
        })
    })
}

fn row(name: &str, cell: impl Fn(&Loop) -> String) {
    print!("{name:34}");
    for work in LOOPS {
        print!("{:>19}", cell(work));
    }
    println!();
}

fn shared_row<S: Source>(name: &str) {
    row(name, |work| format!("{:.1} | {:.1}", together::<S>(work, 1), together::<S>(work, 2)));
}

fn main() {
    println!("ns a turn; of shared memories on 1 thread | on 2 threads, each doing all turns");
    row("", |work| work.name.to_owned());
    row("prototype, one thread", |work| format!("{:.1}", alone(work, Local::<false>::new)));
    row("  with a log for undoing", |work| format!("{:.1}", alone(work, Local::<true>::new)));
    shared_row::<Shared<Seqlock, RwLock<Vec<Value>>>>("seqlock variables, RwLock lists");
    shared_row::<Shared<Locked, Mutex<Vec<Value>>>>("mutex variables, mutex lists");
    shared_row::<Shared<Word, RwLock<Vec<Value>>>>("word variables, RwLock lists");
    shared_row::<Shared<Word, Words>>("words everywhere");
    row("vm::LocalHeap", |work| format!("{:.1}", alone(work, real::local)));
    shared_row::<real::Parallel>("vm::SharedHeap");
    let (objects, bytes, nanos) = real::copy();
    println!("a copy of vm::LocalHeap with {objects} objects, {bytes} bytes: {nanos:.0} ns");
}
