//! Fields of instances, properties, methods, and the making of instances.

use lang::op::{BinaryOp, Reg};
use lang::program::NameIdx;

use super::{Done, Window, put};
use crate::heap::{Handle, Heap, Pressure};
use crate::kind::{Class, DescriptorKind, Function, Instance, Root, SuperView, Text, Tuple};
use crate::linked::Linked;
use crate::value::Value;

/// What came of looking for a field.
pub enum Field {
    /// It was read.
    Read,
    /// The object is an instance of that class, without such a field.
    Absent(Handle<Class>),
    /// Others have to look.
    Unknown,
}

/// dest ← a field of an instance whose class does not say how fields are read.
#[inline(always)]
pub fn get_field<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &mut Window<'_>,
    dest: Reg,
    object: Reg,
    name: NameIdx,
) -> Field {
    let (&Value::Instance(instance), Value::Str(name)) = (window.at(object), linked.name(name))
    else {
        return Field::Unknown;
    };
    let (this, frozen) = heap.read_beside(instance);
    let class = this.class;
    let Some(&value) = this.fields.get(frozen, name) else {
        return if this.shared.is_some() { Field::Unknown } else { Field::Absent(class) };
    };
    drop(this);
    if !heap.read(class).leaves_alone(name) {
        return Field::Unknown;
    }
    window.set(dest, value);
    Field::Read
}

/// The value of a class's attribute, read of the class; or a field of an exception.
#[inline(never)]
pub fn of_others<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    object: Value,
    name: NameIdx,
) -> Option<Value> {
    match object {
        Value::Class(class) => of_class(heap, linked, class, name, false),
        Value::Exception(exception) => super::exception::get_field(heap, linked, exception, name),
        _ => None,
    }
}

/// The value of a class's attribute, read of the class or of an instance that has no such field.
#[inline(never)]
pub fn of_class<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    class: Handle<Class>,
    name: NameIdx,
    is_instance: bool,
) -> Option<Value> {
    let Value::Str(text) = linked.name(name) else { return None };
    let this = heap.read(class);
    if is_instance && this.traits.gets {
        return None;
    }
    let value = this.names.get(text)?;
    let is_value = matches!(
        value,
        Value::None
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Str(_)
            | Value::Tuple(_)
            | Value::List(_)
            | Value::Dict(_)
            | Value::Set(_)
            | Value::Class(_)
    );
    is_value.then_some(value)
}

/// What a method call enters that finds its function in a class, and what is its first argument.
#[inline(never)]
pub fn class_method<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    receiver: Value,
    name: NameIdx,
) -> Option<(Handle<Function>, Option<Value>)> {
    let Value::Str(name) = linked.name(name) else { return None };
    let class = match receiver {
        Value::Class(class) => class,
        Value::Instance(instance) => heap.read(instance).class,
        _ => return None,
    };
    let traits = heap.read(class).traits;
    if traits.gets || traits.shadows && has_field(heap, receiver, name) {
        return None;
    }
    let this = heap.read(class);
    let found = this.names.get(name)?;
    drop(this);
    match (found, receiver) {
        (Value::Function(function), Value::Class(_)) => Some((function, None)),
        (Value::Function(function), _) => Some((function, Some(receiver))),
        (Value::Descriptor(descriptor), _) => {
            let descriptor = heap.get(descriptor);
            let first = match descriptor.kind {
                DescriptorKind::Static => None,
                DescriptorKind::Class => Some(Value::Class(class)),
                DescriptorKind::Property => return None,
            };
            match descriptor.get {
                Value::Function(function) => Some((function, first)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The function that reads a property of an instance.
#[inline(never)]
pub fn getter<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    object: Value,
    name: NameIdx,
) -> Option<Handle<Function>> {
    let Value::Descriptor(descriptor) = in_class_of(heap, linked, object, name)? else {
        return None;
    };
    let descriptor = heap.get(descriptor);
    match (descriptor.kind, descriptor.get) {
        (DescriptorKind::Property, Value::Function(get)) => Some(get),
        _ => None,
    }
}

/// object.name ← value, for a field whose class leaves it alone.
#[inline(always)]
pub fn set_field<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    window: &Window<'_>,
    object: Reg,
    name: NameIdx,
    value: Reg,
) -> Done {
    let instance = match *window.at(object) {
        Value::Instance(instance) => instance,
        Value::Exception(exception) => {
            return super::exception::set_field(heap, linked, window, exception, (name, value));
        }
        _ => return None,
    };
    let Value::Str(text) = linked.name(name) else { return None };
    let class = heap.read(instance).class;
    let of_class = heap.read(class);
    if of_class.traits.sets || !of_class.leaves_alone(text) {
        return None;
    }
    drop(of_class);
    let value = window.at(value);
    let (mut this, frozen) = heap.write_beside(instance);
    match this.fields.get_mut(frozen, text) {
        Some(field) => {
            put(field, value);
            Some(())
        }
        None => {
            let before = this.fields.shape();
            drop(this);
            add_field(heap, (instance, class), before, text, *value)
        }
    }
}

/// As [`set_field`], for a field that is new.
#[inline(never)]
fn add_field<H: Heap>(
    heap: &mut H,
    (instance, class): (Handle<Instance>, Handle<Class>),
    before: Option<Handle<Tuple>>,
    name: Handle<Text>,
    value: Value,
) -> Done {
    let of_class = heap.read(class);
    // What has not been seen to stand before an attribute of the class is noted by who is slow.
    if !of_class.traits.is_named || !of_class.traits.shadows && of_class.names.get(name).is_some() {
        return None;
    }
    let (shape, n_most) = (of_class.shapes.after(before, name)?, of_class.shapes.n_most());
    drop(of_class);
    extend(heap, instance, (before, shape), value, n_most).then_some(())
}

/// Gives an instance a field that it does not have; false where that takes a dict.
pub fn append_field<H: Heap>(
    heap: &mut H,
    instance: Handle<Instance>,
    name: Handle<Text>,
    value: Value,
) -> bool {
    let this = heap.read(instance);
    let (class, before, n) = (this.class, this.fields.shape(), this.fields.len());
    drop(this);
    let of_class = heap.read(class);
    let (known, n_most) = (of_class.shapes.after(before, name), of_class.shapes.n_most());
    drop(of_class);
    let Some(shape) = known.or_else(|| add_shape(heap, class, (before, n), name)) else {
        return false;
    };
    extend(heap, instance, (before, shape), value, n_most)
}

/// Gives an instance of one shape the next one and its last field, unless its fields are in a dict.
#[inline]
fn extend<H: Heap>(
    heap: &mut H,
    instance: Handle<Instance>,
    (before, shape): (Option<Handle<Tuple>>, Handle<Tuple>),
    value: Value,
    n_most: usize,
) -> bool {
    let mut this = heap.write(instance);
    // On another core it may have been given another field meanwhile.
    if this.shared.is_some() || this.fields.shape() != before {
        return false;
    }
    let grown = this.fields.add(shape, value, n_most);
    drop(this);
    heap.grow(grown);
    true
}

#[cold]
fn add_shape<H: Heap>(
    heap: &mut H,
    class: Handle<Class>,
    (before, n): (Option<Handle<Tuple>>, usize),
    name: Handle<Text>,
) -> Option<Handle<Tuple>> {
    if !heap.read(class).shapes.has_room(n + 1) {
        return None;
    }
    let mut names = before.map_or_else(Vec::new, |before| heap.get(before).items().to_vec());
    names.push(Value::Str(name));
    let shape = heap.freeze(Tuple::new(names));
    heap.write(class).shapes.add(before, name, (shape, n + 1));
    Some(shape)
}

/// Whether an instance may have a field of that name.
fn has_field<H: Heap>(heap: &mut H, object: Value, name: Handle<Text>) -> bool {
    let Value::Instance(instance) = object else { return true };
    let (this, frozen) = heap.read_beside(instance);
    this.shared.is_some() || this.fields.get(frozen, name).is_some()
}

/// The function that a method call on an instance enters, if no field can stand before it.
#[inline(always)]
pub fn method<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    receiver: Value,
    name: NameIdx,
) -> Option<Handle<Function>> {
    let Value::Instance(instance) = receiver else { return None };
    let class = heap.read(instance).class;
    let Value::Str(name) = linked.name(name) else { return None };
    let this = heap.read(class);
    let Value::Function(function) = this.names.get(name)? else { return None };
    let traits = this.traits;
    drop(this);
    let is_hidden = traits.gets || traits.shadows && has_field(heap, receiver, name);
    (!is_hidden).then_some(function)
}

/// The method that `super()` finds.
pub fn method_above<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    view: SuperView,
    name: NameIdx,
) -> Option<Handle<Function>> {
    let name = linked.name(name);
    let after = heap.read(view.class).order.iter().position(|&class| class == view.after)?;
    for place in after + 1.. {
        let class = *heap.read(view.class).order.get(place)?;
        let (class, frozen) = heap.read_beside(class);
        match class.namespace.get(frozen, name) {
            Ok(Some(Value::Function(function))) => return Some(function),
            Ok(None) => {}
            _ => return None,
        }
    }
    None
}

/// The function that the left operand's class has for an operator, where it is asked first.
#[inline(never)]
pub fn operator<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    op: BinaryOp,
    left: Value,
    right: Value,
) -> Option<Handle<Function>> {
    let Value::Instance(left) = left else { return None };
    let class = heap.read(left).class;
    // An operand of a class that comes from the left one's may be asked first.
    match right {
        Value::Instance(right) if heap.read(right).class != class => return None,
        Value::Class(_) | Value::Exception(_) => return None,
        _ => {}
    }
    let Value::Str(name) = linked.operator(op) else { return None };
    match heap.read(class).names.get(name)? {
        Value::Function(function) => Some(function),
        _ => None,
    }
}

/// The `__init__` that a call of a class enters, if all that it needs is a new instance.
#[inline(always)]
pub fn initialiser<H: Heap>(heap: &mut H, class: Handle<Class>) -> Option<Handle<Function>> {
    let this = heap.read(class);
    let traits = this.traits;
    let is_plain = this.root == Root::Object && !traits.makes && !traits.is_abstract;
    traits.init.filter(|_| is_plain)
}

/// A new instance without fields; where memory is short, that is slow.
#[inline(never)]
pub fn new_instance<H: Heap>(heap: &mut H, class: Handle<Class>) -> Option<Handle<Instance>> {
    if heap.pressure() != Pressure::Low {
        return None;
    }
    Some(heap.open(Instance::new(class, Value::Unbound)))
}

fn in_class_of<H: Heap>(
    heap: &mut H,
    linked: &Linked,
    object: Value,
    name: NameIdx,
) -> Option<Value> {
    let Value::Instance(instance) = object else { return None };
    let class = heap.read(instance).class;
    let Value::Str(name) = linked.name(name) else { return None };
    let this = heap.read(class);
    if this.traits.gets { None } else { this.names.get(name) }
}
