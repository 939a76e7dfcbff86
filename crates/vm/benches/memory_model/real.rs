//! The heaps of the crate as memories of the toy machine.

use std::hint::black_box;
use std::time::Instant;

use lang::program::GlobalIdx;
use vm::heap::{Handle, Heap, LocalHeap, Reserves, SharedHeap};
use vm::kind::{List, Text, Tuple};

use crate::Source;
use crate::machine::{LENGTH, Memory, Op, Value, run};

const LIMIT: usize = 1 << 30;

/// A heap as a memory, with the lists of the loops.
pub struct Real<H> {
    heap: H,
    lists: [Handle<List>; 2],
}

fn prepare<H: Heap>(heap: &mut H) -> [Handle<List>; 2] {
    for global in 0..64 {
        heap.store_global(GlobalIdx(global), vm::Value::Int(1));
    }
    [(); 2].map(|()| heap.open(List::new(vec![vm::Value::Int(1); LENGTH])))
}

/// The heap of one thread.
pub fn local() -> Real<LocalHeap> {
    let mut heap = LocalHeap::new(64, LIMIT);
    let lists = prepare(&mut heap);
    Real { heap, lists }
}

/// The heap of parallel threads.
pub struct Parallel {
    heap: SharedHeap,
    lists: [Handle<List>; 2],
}

impl Source for Parallel {
    fn new() -> Self {
        let heap = SharedHeap::new(64, LIMIT);
        let lists = prepare(&mut heap.view(&mut Reserves::default()));
        Parallel { heap, lists }
    }

    fn run(&self, _: u32, code: &[Op], registers: &mut [Value]) {
        let mut own = Reserves::default();
        let heap = self.heap.view(&mut own);
        run(&mut Real { heap, lists: self.lists }, code, registers);
    }
}

/// Copies the heap of a small program: how many objects and bytes it has, and the time in ns.
pub fn copy() -> (usize, usize, f64) {
    const OBJECTS: usize = 300;
    const COPIES: u32 = 1000;
    let mut heap = LocalHeap::new(64, LIMIT);
    for index in 0..OBJECTS as i64 / 3 {
        let text = heap.freeze(Text::new(format!("text {index}")));
        heap.freeze(Tuple::new([vm::Value::Int(index), vm::Value::Str(text)]));
        heap.open(List::new(vec![vm::Value::Int(index); 10]));
    }
    let fastest = (0..9)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..COPIES {
                black_box(black_box(&heap).clone());
            }
            start.elapsed()
        })
        .min()
        .expect("nine samples");
    (OBJECTS, heap.bytes(), fastest.as_secs_f64() * 1e9 / f64::from(COPIES))
}

fn inward(value: Value) -> vm::Value {
    match value {
        Value::None => vm::Value::None,
        Value::Int(number) => vm::Value::Int(number),
        Value::Float(number) => vm::Value::Float(number),
        Value::Pair(place) => vm::Value::Tuple(Handle::new(place)),
    }
}

fn outward(value: vm::Value) -> Value {
    match value {
        vm::Value::Int(number) => Value::Int(number),
        vm::Value::Float(number) => Value::Float(number),
        vm::Value::Tuple(tuple) => Value::Pair(tuple.index),
        _ => Value::None,
    }
}

impl<H: Heap> Memory for Real<H> {
    fn load_global(&self, global: u16) -> Value {
        outward(self.heap.load_global(GlobalIdx(global)))
    }

    fn store_global(&mut self, global: u16, value: Value) {
        self.heap.store_global(GlobalIdx(global), inward(value));
    }

    fn load_item(&mut self, list: u16, index: usize) -> Value {
        outward(self.heap.read(self.lists[list as usize]).items[index])
    }

    fn store_item(&mut self, list: u16, index: usize, value: Value) {
        self.heap.write(self.lists[list as usize]).items[index] = inward(value);
    }

    fn pair(&mut self, first: Value, second: Value) -> Value {
        Value::Pair(self.heap.freeze(Tuple::new([inward(first), inward(second)])).index)
    }

    fn first(&mut self, pair: u32) -> Value {
        outward(self.heap.get(Handle::<Tuple>::new(pair)).items()[0])
    }
}
