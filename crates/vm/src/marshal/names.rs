//! Functions and classes by the module and the name under which they are found again.

use lang::library::{ENTRIES, ExceptionKind};
use lang::program::GlobalIdx;

use crate::compare::identical;
use crate::context::{Context, Stop};
use crate::format::repr_of;
use crate::heap::Heap;
use crate::value::Value;

/// The module of the workload.
const MAIN: &str = "__main__";
/// The same in a process that was spawned.
const SPAWNED_MAIN: &str = "__mp_main__";

/// The module and the name of a function or class.
///
/// # Errors
/// PicklingError or AttributeError if it is not found under its name.
pub(super) fn name_of<H: Heap>(
    ctx: &mut Context<H>,
    value: Value,
) -> Result<(String, String), Stop> {
    if let Some(found) = in_table(ctx, value) {
        return Ok(found);
    }
    let name = match value {
        Value::Function(function) => {
            let code = ctx.heap.get(function).code;
            ctx.program.code(code).qualified_name.clone()
        }
        Value::Class(_) => qualified_class(ctx, value)?,
        _ => return Err(ctx.unsupported("this cannot be sent to another process by its name")),
    };
    let is_local = name.contains("<locals>");
    if is_local {
        let message = format!("Can't pickle local object '{name}'");
        return Err(ctx.raise(ExceptionKind::AttributeError, message));
    }
    if let Some(module) = library_module(ctx, value) {
        return Ok((module, name));
    }
    let found = resolve(ctx, MAIN, &name);
    let why = match found {
        Some(found) if identical(ctx.heap.frozen(), found, value) => {
            return Ok((MAIN.to_owned(), name));
        }
        Some(_) => format!("it's not the same object as {MAIN}.{name}"),
        None => {
            let last = name.rsplit('.').next().unwrap_or(&name);
            let looked_up = if last == name { &name } else { last };
            format!("attribute lookup {looked_up} on {MAIN} failed")
        }
    };
    let text = repr_of(ctx, value)?;
    Err(ctx.raise(ExceptionKind::PicklingError, format!("Can't pickle {text}: {why}")))
}

/// What a module has under a name with dots.
pub(super) fn resolve<H: Heap>(
    ctx: &mut Context<H>,
    module: &str,
    qualified_name: &str,
) -> Option<Value> {
    let mut parts = qualified_name.split('.');
    let mut found = of_module(ctx, module, parts.next()?)?;
    for part in parts {
        let Value::Class(class) = found else { return None };
        found = match ctx.in_class(class, part)? {
            Value::Descriptor(descriptor) => ctx.heap.get(descriptor).get,
            attribute => attribute,
        };
    }
    Some(found)
}

fn of_module<H: Heap>(ctx: &mut Context<H>, module: &str, name: &str) -> Option<Value> {
    let program = ctx.program;
    let global = if module == MAIN || module == SPAWNED_MAIN {
        let first = first_own_global(ctx);
        let own = program.globals.iter().enumerate().skip(first);
        let (index, _) = own.into_iter().find(|(_, known)| *known == name)?;
        Some(GlobalIdx(u16::try_from(index).ok()?))
    } else {
        let file = program.modules.iter().find(|file| file.name == module);
        file.and_then(|file| file.global(name))
    };
    if let Some(global) = global {
        let value = ctx.heap.load_global(global);
        return (!matches!(value, Value::Unbound)).then_some(value);
    }
    let entry = lang::library::entry(module, name)?;
    Some(ctx.linked.library(entry))
}

/// The variables of the library's files come before the workload's own.
fn first_own_global<H: Heap>(ctx: &Context<H>) -> usize {
    let modules = ctx.program.modules.iter();
    let of_files = modules.flat_map(|module| module.globals.iter().map(|(_, global)| global.0));
    of_files.max().map_or(0, |last| usize::from(last) + 1)
}

/// What the library's table has is found there.
fn in_table<H: Heap>(ctx: &mut Context<H>, value: Value) -> Option<(String, String)> {
    let is_listed = matches!(
        value,
        Value::Native(_) | Value::Type(_) | Value::ExceptionType(_) | Value::Function(_)
    );
    if !is_listed {
        return None;
    }
    let position = (0..ENTRIES.len()).find(|&entry| {
        let entry = u16::try_from(entry).unwrap_or(u16::MAX);
        identical(ctx.heap.frozen(), ctx.linked.library(entry), value)
    })?;
    let entry = ENTRIES[position];
    Some((entry.module.to_owned(), entry.name.to_owned()))
}

/// The file of the library that defines a function or class.
fn library_module<H: Heap>(ctx: &mut Context<H>, value: Value) -> Option<String> {
    let program = ctx.program;
    let is_it =
        |heap: &H, global: GlobalIdx| identical(heap.frozen(), heap.load_global(global), value);
    let files = program.modules.iter();
    let mut files =
        files.filter(|file| file.globals.iter().any(|(_, global)| is_it(ctx.heap, *global)));
    files.next().map(|file| file.name.clone())
}

fn qualified_class<H: Heap>(ctx: &mut Context<H>, class: Value) -> Result<String, Stop> {
    let Value::Class(handle) = class else { return Ok(String::new()) };
    let given = ctx.heap.read(handle).namespace.clone();
    let given = given.get_text(ctx.heap.frozen(), "__qualname__");
    match given.and_then(|name| ctx.text(name).map(str::to_owned)) {
        Some(name) => Ok(name),
        None => Ok(ctx.heap.read(handle).name.to_string()),
    }
}
