//! A tiny register machine and the loops that it runs over each memory.

/// A value of the toy machine, as large as the real one's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    None,
    Int(i64),
    Float(f64),
    Pair(u32),
}

/// What the loops need.
#[derive(Clone, Copy)]
pub enum Op {
    LoadGlobal { dest: u16, global: u16 },
    StoreGlobal { global: u16, source: u16 },
    Add { dest: u16, left: u16, right: u16 },
    AddInt { dest: u16, left: u16, value: i16 },
    LoadItem { dest: u16, list: u16, index: u16 },
    StoreItem { list: u16, index: u16, source: u16 },
    Pair { dest: u16, first: u16, second: u16 },
    First { dest: u16, pair: u16 },
    JumpIfLess { left: u16, right: u16, target: u16 },
    End,
}

/// What the memories differ in.
pub trait Memory {
    fn load_global(&self, global: u16) -> Value;
    fn store_global(&mut self, global: u16, value: Value);
    fn load_item(&mut self, list: u16, index: usize) -> Value;
    fn store_item(&mut self, list: u16, index: usize, value: Value);
    fn pair(&mut self, first: Value, second: Value) -> Value;
    fn first(&mut self, pair: u32) -> Value;
}

/// Runs to `End`, with a look at the fuel before each instruction.
pub fn run<M: Memory>(memory: &mut M, code: &[Op], registers: &mut [Value]) {
    let mut pc = 0;
    let mut fuel = u64::MAX;
    while fuel > 0 {
        fuel -= 1;
        let op = code[pc];
        pc += 1;
        match op {
            Op::LoadGlobal { dest, global } => {
                registers[dest as usize] = memory.load_global(global);
            }
            Op::StoreGlobal { global, source } => {
                memory.store_global(global, registers[source as usize]);
            }
            Op::Add { dest, left, right } => {
                let operands = (registers[left as usize], registers[right as usize]);
                registers[dest as usize] = match operands {
                    (Value::Int(a), Value::Int(b)) => Value::Int(a.wrapping_add(b)),
                    (Value::Float(a), Value::Float(b)) => Value::Float(a + b),
                    other => panic!("numbers: {other:?}"),
                };
            }
            Op::AddInt { dest, left, value } => {
                let sum = int(registers[left as usize]).wrapping_add(i64::from(value));
                registers[dest as usize] = Value::Int(sum);
            }
            Op::LoadItem { dest, list, index } => {
                let index = int(registers[index as usize]) as usize;
                registers[dest as usize] = memory.load_item(list, index);
            }
            Op::StoreItem { list, index, source } => {
                let index = int(registers[index as usize]) as usize;
                memory.store_item(list, index, registers[source as usize]);
            }
            Op::Pair { dest, first, second } => {
                let (first, second) = (registers[first as usize], registers[second as usize]);
                registers[dest as usize] = memory.pair(first, second);
            }
            Op::First { dest, pair } => {
                let Value::Pair(pair) = registers[pair as usize] else { panic!("a pair") };
                registers[dest as usize] = memory.first(pair);
            }
            Op::JumpIfLess { left, right, target } => {
                if int(registers[left as usize]) < int(registers[right as usize]) {
                    pc = target as usize;
                }
            }
            Op::End => return,
        }
    }
}

fn int(value: Value) -> i64 {
    match value {
        Value::Int(number) => number,
        other => panic!("an int: {other:?}"),
    }
}

/// How many items a list has.
pub const LENGTH: usize = 4096;

/// How many turns a loop takes: about two milliseconds, so that of many samples some are undisturbed
/// on a machine that does other things too.
pub const TURNS: i64 = 100_000;

/// Register 0 counts turns up to register 3; register 4 counts items up to register 5.
pub fn registers() -> Vec<Value> {
    [0, 0, 0, TURNS, 0, LENGTH as i64, 0].map(Value::Int).to_vec()
}

/// A loop, and whether each thread works on objects of its own.
pub struct Loop {
    pub name: &'static str,
    /// For the variables from this position, and this list.
    pub code: fn(u16, u16) -> Vec<Op>,
    pub apart: bool,
}

pub const LOOPS: &[Loop] = &[
    Loop { name: "variables, own", code: variables, apart: true },
    Loop { name: "variables, same", code: variables, apart: false },
    Loop { name: "list r+w, own", code: list_update, apart: true },
    Loop { name: "list r+w, same", code: list_update, apart: false },
    Loop { name: "list read, same", code: list_sum, apart: false },
    Loop { name: "new pairs", code: pairs, apart: true },
];

/// `total = total + step`, both module variables.
fn variables(base: u16, _: u16) -> Vec<Op> {
    vec![
        Op::LoadGlobal { dest: 1, global: base },
        Op::LoadGlobal { dest: 2, global: base + 1 },
        Op::Add { dest: 1, left: 1, right: 2 },
        Op::StoreGlobal { global: base, source: 1 },
        Op::AddInt { dest: 0, left: 0, value: 1 },
        Op::JumpIfLess { left: 0, right: 3, target: 0 },
        Op::End,
    ]
}

/// `items[j] = items[j] + i`, as a sieve does.
fn list_update(_: u16, list: u16) -> Vec<Op> {
    vec![
        Op::LoadItem { dest: 1, list, index: 4 },
        Op::Add { dest: 1, left: 1, right: 0 },
        Op::StoreItem { list, index: 4, source: 1 },
        Op::AddInt { dest: 4, left: 4, value: 1 },
        Op::JumpIfLess { left: 4, right: 5, target: 6 },
        Op::Add { dest: 4, left: 6, right: 6 },
        Op::AddInt { dest: 0, left: 0, value: 1 },
        Op::JumpIfLess { left: 0, right: 3, target: 0 },
        Op::End,
    ]
}

/// `total += items[j]`.
fn list_sum(_: u16, list: u16) -> Vec<Op> {
    vec![
        Op::LoadItem { dest: 1, list, index: 4 },
        Op::Add { dest: 2, left: 1, right: 2 },
        Op::AddInt { dest: 4, left: 4, value: 1 },
        Op::JumpIfLess { left: 4, right: 5, target: 5 },
        Op::Add { dest: 4, left: 6, right: 6 },
        Op::AddInt { dest: 0, left: 0, value: 1 },
        Op::JumpIfLess { left: 0, right: 3, target: 0 },
        Op::End,
    ]
}

/// `pair = (i, i); total += pair[0]`.
fn pairs(_: u16, _: u16) -> Vec<Op> {
    vec![
        Op::Pair { dest: 1, first: 0, second: 0 },
        Op::First { dest: 1, pair: 1 },
        Op::Add { dest: 2, left: 1, right: 2 },
        Op::AddInt { dest: 0, left: 0, value: 1 },
        Op::JumpIfLess { left: 0, right: 3, target: 0 },
        Op::End,
    ]
}
