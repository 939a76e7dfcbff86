//! What is done to exceptions most: made of the workload's classes, matched, their fields read and set.

use lang::op::Reg;
use lang::program::NameIdx;

use super::{Done, Window};
use crate::heap::{Handle, Heap, Pressure};
use crate::kind::{Class, Exception, Function, Root, SuperView, Tuple};
use crate::linked::Linked;
use crate::value::Value;

/// The names of what every exception has, which are no fields.
pub const BUILTIN: [&str; 5] =
    ["args", "__cause__", "__context__", "__traceback__", "__suppress_context__"];

/// A new exception of a class of the workload, before its `__init__` is called.
pub fn new<H: Heap>(
    heap: &mut H,
    class: Handle<Class>,
    args: &[Value],
) -> Option<Handle<Exception>> {
    let Root::Exception(kind) = heap.read(class).root else { return None };
    if heap.pressure() != Pressure::Low {
        return None;
    }
    let mut exception = Exception::new(kind, args);
    exception.class = Some(class);
    Some(heap.open(exception))
}

/// The `__init__` that a call of an exception class enters.
pub fn initialiser<H: Heap>(heap: &mut H, class: Handle<Class>) -> Option<Handle<Function>> {
    let this = heap.read(class);
    let traits = this.traits;
    let is_plain = matches!(this.root, Root::Exception(_)) && !traits.makes && !traits.is_abstract;
    traits.init.filter(|_| is_plain)
}

/// `super().__init__(…)` where that is the builtin one.
pub fn initialise<H: Heap>(heap: &mut H, view: Handle<SuperView>, args: &[Value]) -> Option<Value> {
    let view = *heap.get(view);
    let Value::Exception(exception) = view.receiver else { return None };
    // No class of the workload is above that could have its own.
    if heap.read(view.class).order.last() != Some(&view.after) {
        return None;
    }
    heap.write(exception).args = Tuple::copied(args);
    Some(Value::None)
}

/// Whether an exception is of a class.
#[inline(never)]
pub fn matches<H: Heap>(heap: &mut H, exception: Value, class: Value) -> Option<bool> {
    let Value::Exception(exception) = exception else { return None };
    let this = heap.read(exception);
    let (kind, own) = (this.kind, this.class);
    drop(this);
    match class {
        Value::ExceptionType(class) => Some(kind.is_a(class)),
        Value::Class(class) => {
            if !matches!(heap.read(class).root, Root::Exception(_)) {
                return None;
            }
            Some(own.is_some_and(|own| own == class || heap.read(own).order.contains(&class)))
        }
        _ => None,
    }
}

/// A field of an exception whose class does not say how fields are read.
#[inline(never)]
pub fn get_field<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    exception: Handle<Exception>,
    name: NameIdx,
) -> Option<Value> {
    let Value::Str(name) = linked.name(name) else { return None };
    let this = heap.read(exception);
    let (class, value) = (this.class?, *this.fields.early(name)?);
    drop(this);
    heap.read(class).leaves_alone(name).then_some(value)
}

/// exception.name ← value, for a field whose class leaves it alone.
#[inline(never)]
pub fn set_field<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &Window<'_>,
    exception: Handle<Exception>,
    (name, value): (NameIdx, Reg),
) -> Done {
    let (name, value) = (linked.name(name), window.get(value));
    let Value::Str(text) = name else { return None };
    let class = heap.read(exception).class?;
    let of_class = heap.read(class);
    if of_class.traits.sets || !of_class.leaves_alone(text) {
        return None;
    }
    drop(of_class);
    if BUILTIN.contains(&heap.get(text).as_str()) {
        return None;
    }
    let (mut this, frozen) = heap.write_beside(exception);
    this.fields.insert(frozen, name, value).ok()?;
    Some(())
}
