//! Objects that all processes share, and what becomes of the others when memory is copied.

use trace::TaskId;

use super::Kernel;
use super::process::ProcessId;
use super::sync::{Entry, SYNC_OBJECTS_MAX};
use super::verdict::Verdict;
use crate::context::Context;
use crate::heap::Heap;
use crate::kind::{BigInt, Bytes};
use crate::request::{Limit, MemoryRequest, NewShared, Request, Start};
use crate::sync::{Cells, Channel, Condition, Memory, SyncObject};
use crate::value::{SyncId, Value};

impl Kernel {
    /// Performs what is asked of shared memory.
    pub(super) fn perform_memory<H: Heap>(
        &mut self,
        ctx: &mut Context<H>,
        request: MemoryRequest,
    ) -> Verdict {
        match request {
            MemoryRequest::Load { memory, places } => {
                let Memory { cells, words } = self.memory(memory);
                let cells = *cells;
                let words: Vec<u64> = places.into_iter().map(|place| words[place]).collect();
                let items = words.into_iter().map(|word| value_of(ctx, cells, word)).collect();
                Verdict::Reply(ctx.new_list(items))
            }
            MemoryRequest::Store { memory, words } => {
                let memory = self.memory(memory);
                for (place, word) in words {
                    memory.words[place] = memory.cells.wrapped(word);
                }
                Verdict::Reply(Value::None)
            }
        }
    }

    /// Makes an object that all processes share.
    pub(super) fn new_shared(&mut self, task: TaskId, new: NewShared) -> Verdict {
        if self.syncs.len() + 2 > SYNC_OBJECTS_MAX {
            return Verdict::Limit(Limit::Heap);
        }
        let first = self.syncs.len();
        let made = match new {
            NewShared::Sync(new) => self.make_sync(new),
            NewShared::Channel => {
                self.add(SyncObject::Channel(Channel::new(self.process_of(task))))
            }
            NewShared::Memory { cells, words } => {
                let words = words.into_iter().map(|word| cells.wrapped(word)).collect();
                self.add(SyncObject::Memory(Memory { cells, words }))
            }
        };
        let process = self.process_of(task);
        for entry in &mut self.syncs[first..] {
            (entry.is_shared, entry.process) = (true, process);
        }
        Verdict::Reply(Value::Sync(made))
    }

    /// What an object is to the asker: one that came with a copy of memory has its own copy.
    pub(super) fn own(&self, process: ProcessId, sync: SyncId) -> SyncId {
        match self.process(process).copies.get(&sync.place()) {
            Some(&copy) => SyncId::new(copy, sync.kind()),
            None => sync,
        }
    }

    /// Copies what objects a new process's memory is copied with: all of its parent's, or with new
    /// memory those that were there before the workload began.
    pub(super) fn copy_objects(
        &mut self,
        parent: ProcessId,
        child: ProcessId,
        start: Start,
    ) -> Result<(), Limit> {
        let copied: Vec<(u32, u32)> = match start {
            Start::Fork => {
                let copies = &self.process(parent).copies;
                let own = (0..).zip(&self.syncs);
                let own = own.filter(|(_, entry)| !entry.is_shared && entry.process == parent);
                let own = own.map(|(place, _)| place).filter(|place| {
                    copies.get(place).is_none() && !copies.values().any(|copy| copy == place)
                });
                copies
                    .iter()
                    .map(|(&place, &copy)| (place, copy))
                    .chain(own.map(|p| (p, p)))
                    .collect()
            }
            Start::Spawn | Start::ForkServer => {
                (0..self.n_library_syncs).map(|place| (place, place)).collect()
            }
        };
        if self.syncs.len() + copied.len() > SYNC_OBJECTS_MAX {
            return Err(Limit::Heap);
        }
        for (place, source) in copied {
            let mut object = self.syncs[source as usize].object.clone();
            if let Some(waiters) = object.waiters() {
                *waiters = crate::sync::Waiters::default();
            }
            if let SyncObject::Condition(condition) = &object {
                // The lock of a condition is older than the condition.
                let lock = condition.lock();
                let own = self.process(child).copies.iter();
                let lock = own.map(|(&place, &copy)| (place, copy)).find_map(|(place, copy)| {
                    let stands_for = self.own(parent, SyncId::new(place, lock.kind()));
                    (stands_for == lock).then(|| SyncId::new(copy, lock.kind()))
                });
                object = SyncObject::Condition(Condition::new(lock.unwrap_or(condition.lock())));
            }
            let number = self.syncs[source as usize].number;
            let copy = u32::try_from(self.syncs.len()).expect("bounded by SYNC_OBJECTS_MAX");
            let entry = Entry { object, number, process: child, is_shared: false };
            self.syncs.push(entry);
            self.processes[child.index()].copies.insert(place, copy);
        }
        Ok(())
    }

    /// Names in a request the objects that the asker means.
    pub(super) fn resolve(&self, task: TaskId, mut request: Request) -> Request {
        let process = self.process_of(task);
        if self.process(process).copies.is_empty() {
            return request;
        }
        request.for_each_sync(&mut |sync| *sync = self.own(process, *sync));
        request
    }

    fn memory(&mut self, memory: SyncId) -> &mut Memory {
        match self.object(memory) {
            SyncObject::Memory(memory) => memory,
            _ => unreachable!("the library reads and writes memory only"),
        }
    }
}

fn value_of<H: Heap>(ctx: &mut Context<H>, cells: Cells, word: u64) -> Value {
    match cells {
        Cells::Integers { n_bytes: 8, is_signed: false } if word > i64::MAX.cast_unsigned() => {
            Value::BigInt(ctx.heap.freeze(BigInt(word.into())))
        }
        Cells::Integers { .. } => Value::Int(word.cast_signed()),
        Cells::Singles | Cells::Doubles => Value::Float(f64::from_bits(word)),
        Cells::Bytes => {
            let byte = u8::try_from(word & 0xFF).expect("it was masked");
            Value::Bytes(ctx.heap.freeze(Bytes([byte].into())))
        }
    }
}
