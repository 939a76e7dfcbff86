//! Classes of the workload.

use lang::library::{ExceptionKind, TypeKind};

use crate::heap::{Handle, Object};
use crate::kind::{Dict, Function};
use crate::value::Value;

/// What the instances of a class are at bottom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Root {
    /// Nothing but fields.
    Object,
    /// A value of a builtin type that can be subclassed, with fields beside it.
    Type(TypeKind),
    /// An exception with fields.
    Exception(ExceptionKind),
}

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its name.
    pub name: Box<str>,
    /// Its bases as they were written.
    pub bases: Box<[Value]>,
    /// The order in which attributes are looked for: itself, then the classes it comes from, after
    /// Dylan's and Python's C3 linearization (Barrett et al. 1996). Builtin classes are not in it.
    pub order: Box<[Handle<Class>]>,
    /// The builtin class at the end of that order.
    pub root: Root,
    /// Its own attributes.
    pub namespace: Dict,
    /// Its own attributes and those it inherits: one look instead of many.
    pub table: Dict,
    /// The classes that inherit from it directly.
    pub subclasses: Vec<Handle<Class>>,
    /// What each instance does in another way than builtin objects do.
    pub traits: Traits,
}

/// What instances of a class customise, so that those that do not are quick.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Traits {
    /// A method `__setattr__` or a class attribute that has `__set__`, as a property has.
    pub sets: bool,
    /// A method `__getattribute__`, which is asked for every attribute.
    pub gets: bool,
    /// A field of an instance has had the name of a class attribute.
    pub shadows: bool,
    /// `__new__` or `__class_call__` makes the instances.
    pub makes: bool,
    /// The `__init__` that is called on each new instance, if it is a function.
    pub init: Option<Handle<Function>>,
    /// Methods are still abstract, so that it cannot be instantiated.
    pub is_abstract: bool,
}

impl Object for Class {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.bases.iter().copied().for_each(&mut *visit);
        self.order.iter().chain(&self.subclasses).for_each(|&class| visit(Value::Class(class)));
        self.namespace.children(visit);
        self.table.children(visit);
    }

    fn bytes(&self) -> usize {
        self.namespace.bytes() + self.table.bytes() + size_of_val(&*self.order)
    }
}
