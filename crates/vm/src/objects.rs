//! What the objects that tasks meet at are called: as the workload knows them, else by their sort and
//! number.

use std::collections::VecDeque;

use litemap::LiteMap;

use lang::program::{GlobalIdx, Program};
use trace::ObjectInfo;

use crate::format::text_repr;
use crate::heap::Heap;
use crate::kernel::Kernel;
use crate::value::{SyncId, Value};

/// How far inside other objects a name is looked for: `forks[0]`, `bank.accounts[0].lock`.
const DEPTH_MAX: usize = 3;

/// The attributes by which objects of the library hold what they are made of.
const PARTS: &[&str] = &["_sync", "_incoming", "_outgoing", "_reader", "_obj"];

/// How many values are looked at.
const VALUES_MAX: usize = 20_000;

/// All synchronisation objects of a run, in the order of their ids, with their names.
pub fn objects<H: Heap>(heap: &mut H, program: &Program, kernel: &Kernel) -> Vec<ObjectInfo> {
    let mut names = names(heap, program);
    let all: Vec<SyncId> = kernel.sync_objects().collect();
    for &sync in &all {
        if let (Some(lock), Some(name)) = (kernel.own_lock(sync), names.get(&sync).cloned()) {
            names.entry(lock).or_insert_with(|| format!("lock of {name}"));
        }
    }
    let info = |sync: SyncId| ObjectInfo {
        name: match kernel.copied_from(sync).and_then(|source| names.get(&source)) {
            Some(source) => kernel.of_process(sync, source.clone()),
            None => names.get(&sync).cloned().unwrap_or_else(|| kernel.sync_name(sync)),
        },
        kind: sync.kind().object_kind(),
    };
    all.into_iter().map(info).collect()
}

/// The names by which a process apart knows objects of the shared table.
pub(crate) fn shared_names(
    heap: &mut crate::heap::LocalHeap,
    program: &Program,
) -> Vec<(SyncId, String)> {
    let named = names(heap, program).into_iter();
    named.filter_map(|(sync, name)| Some((sync.in_table()?, name))).collect()
}

/// A value that may be or hold a synchronisation object, by the expression that gives it.
struct Place {
    value: Value,
    name: String,
    depth: usize,
}

/// The objects that variables of the workload's module lead to, by the shortest way.
fn names<H: Heap>(heap: &mut H, program: &Program) -> LiteMap<SyncId, String> {
    // The library's variables come first; its modules also list what they take over of others.
    let of_library = program.modules.iter().flat_map(|module| &module.globals);
    let first = of_library.map(|(_, global)| global.index() + 1).max().unwrap_or(0);
    let mut names = LiteMap::new();
    let mut places = VecDeque::new();
    for (index, name) in program.globals.iter().enumerate().skip(first) {
        let Ok(index) = u16::try_from(index) else { break };
        let global = GlobalIdx(index);
        if global != program.function_fields {
            let value = heap.load_global(global);
            places.push_back(Place { value, name: name.clone(), depth: 0 });
        }
    }
    let mut n_left = VALUES_MAX;
    while let Some(place) = places.pop_front() {
        if let Value::Sync(sync) = place.value {
            names.entry(sync).or_insert(place.name);
        } else if place.depth < DEPTH_MAX {
            for (value, step) in inside(heap, place.value, &mut n_left) {
                let name = format!("{}{step}", place.name);
                places.push_back(Place { value, name, depth: place.depth + 1 });
            }
        }
    }
    names
}

/// What a container or an instance holds that may lead on, with what one writes behind its name to
/// get there. Of large ones only so much is looked at as is left to look at.
fn inside<H: Heap>(heap: &mut H, value: Value, n_left: &mut usize) -> Vec<(Value, String)> {
    let n_max = *n_left;
    let (items, entries): (Vec<Value>, Vec<(Value, Value)>) = match value {
        Value::List(list) => {
            (heap.read(list).items.iter().copied().take(n_max).collect(), Vec::new())
        }
        Value::Tuple(tuple) => {
            (heap.get(tuple).items().iter().copied().take(n_max).collect(), Vec::new())
        }
        Value::Dict(dict) => (Vec::new(), heap.read(dict).iter().take(n_max).collect()),
        Value::Instance(instance) => {
            let (instance, frozen) = heap.read_beside(instance);
            let shared = instance.shared;
            let fields: Vec<_> = instance.fields.iter(frozen).take(n_max).collect();
            drop(instance);
            let fields = match shared {
                Some(shared) => heap.read(shared).iter().take(n_max).collect(),
                None => fields,
            };
            (Vec::new(), fields)
        }
        _ => return Vec::new(),
    };
    *n_left -= items.len() + entries.len();
    let is_instance = matches!(value, Value::Instance(_));
    let by_position = items.into_iter().enumerate().filter(|(_, item)| leads_on(*item));
    let mut found: Vec<_> =
        by_position.map(|(position, item)| (item, format!("[{position}]"))).collect();
    for (key, value) in entries.into_iter().filter(|(_, value)| leads_on(*value)) {
        found.extend(step(heap, key, is_instance).map(|step| (value, step)));
    }
    found
}

fn leads_on(value: Value) -> bool {
    matches!(
        value,
        Value::Sync(_) | Value::List(_) | Value::Tuple(_) | Value::Dict(_) | Value::Instance(_)
    )
}

/// What one writes for a key, or for a field of an instance.
fn step<H: Heap>(heap: &H, key: Value, is_field: bool) -> Option<String> {
    match key {
        Value::Str(text) => {
            let text = heap.get(text).as_str();
            Some(match is_field {
                // What an object of the library is made of goes by the name of that.
                true if PARTS.contains(&text) => String::new(),
                true => format!(".{text}"),
                false => format!("[{}]", text_repr(text)),
            })
        }
        Value::Int(number) if !is_field => Some(format!("[{number}]")),
        _ => None,
    }
}
