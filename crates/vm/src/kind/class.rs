//! Classes of the workload.

use lang::library::{ExceptionKind, TypeKind};

use crate::heap::{Handle, Object};
use crate::kind::{Dict, Fields, Function, Text, Tuple};
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

saved_variants!(Root { 0 => Object, 1 => Type(kind), _ => Exception(kind) });

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
    /// The same, by the very strings that are the names.
    pub names: Names,
    /// The classes that inherit from it directly.
    pub subclasses: Vec<Handle<Class>>,
    /// What each instance does in another way than builtin objects do.
    pub traits: Traits,
    /// In which orders its instances were given their fields.
    pub shapes: Shapes,
}

/// The shapes that instances of a class have had: see [`Fields`].
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    all: Vec<Shape>,
    /// How many names the longest one has.
    n_most: usize,
}

/// A shape that another one becomes with one more name.
#[derive(Clone, Copy, Debug)]
struct Shape {
    before: Option<Handle<Tuple>>,
    name: Handle<Text>,
    names: Handle<Tuple>,
}

saved_fields!(Shapes { all, n_most });
saved_fields!(Shape { before, name, names });

impl Shapes {
    /// How many there may be: instances whose fields come in ever other orders have dicts.
    const MAX: usize = 128;

    /// What a shape becomes with one more name, if it is known.
    #[inline]
    #[must_use]
    pub fn after(
        &self,
        before: Option<Handle<Tuple>>,
        name: Handle<Text>,
    ) -> Option<Handle<Tuple>> {
        let is_it = |shape: &&Shape| shape.name == name && shape.before == before;
        self.all.iter().find(is_it).map(|shape| shape.names)
    }

    /// Notes such a shape.
    pub fn add(
        &mut self,
        before: Option<Handle<Tuple>>,
        name: Handle<Text>,
        (names, n_names): (Handle<Tuple>, usize),
    ) {
        self.n_most = self.n_most.max(n_names);
        self.all.push(Shape { before, name, names });
    }

    /// Whether there is room for one with so many names.
    #[must_use]
    pub fn has_room(&self, n_names: usize) -> bool {
        n_names <= Fields::MAX && self.all.len() < Shapes::MAX
    }

    /// How many fields an instance is likely to have.
    #[must_use]
    pub fn n_most(&self) -> usize {
        self.n_most
    }
}

saved_fields!(Class {
    name,
    bases,
    order,
    root,
    namespace,
    table,
    names,
    subclasses,
    traits,
    shapes
});

/// What instances of a class customise, so that those that do not are quick.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Traits {
    /// A method `__setattr__` or `__delattr__`.
    pub sets: bool,
    /// A method `__getattribute__`, which is asked for every attribute.
    pub gets: bool,
    /// A class attribute that has `__set__`, as a property has: it comes before a field of its name.
    pub describes: bool,
    /// A field of an instance has had the name of a class attribute.
    pub shadows: bool,
    /// `__new__` or `__class_call__` makes the instances.
    pub makes: bool,
    /// The `__init__` that is called on each new instance, if it is a function.
    pub init: Option<Handle<Function>>,
    /// A method `__bool__` or `__len__`, which says which instances are true.
    pub measures: bool,
    /// Methods are still abstract, so that it cannot be instantiated.
    pub is_abstract: bool,
    /// All attributes whose names the program has stand under its own strings: what [`Names`] does not
    /// have under one of these, the class does not have.
    pub is_named: bool,
}

saved_fields!(Traits {
    sets,
    gets,
    describes,
    shadows,
    makes,
    init,
    measures,
    is_abstract,
    is_named
});

/// The attributes of a class by the very strings that are their names: quicker than by their hashes.
/// A name that a program writes is the same string wherever it writes it.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Each stands at its string's own place or, where others stand, after them. Invariant: empty or a
    /// power of two of them, of which half at most are taken.
    places: Box<[Option<Named>]>,
}

saved_fields!(Names { places });

/// A name and the attribute that it names.
type Named = (Handle<Text>, Value);

impl Names {
    /// Those of a class's table.
    #[must_use]
    pub fn new(table: &Dict) -> Names {
        let mut places = vec![None; (table.len() * 2).next_power_of_two()];
        for (name, value) in table.iter() {
            let Value::Str(name) = name else { continue };
            let mut place = name.index as usize & (places.len() - 1);
            while places[place].is_some() {
                place = (place + 1) & (places.len() - 1);
            }
            places[place] = Some((name, value));
        }
        Names { places: places.into() }
    }

    /// Changes an attribute; false if it is not there under that very string.
    pub fn set(&mut self, name: Handle<Text>, value: Value) -> bool {
        let is_it = |place: &&mut Named| place.0 == name;
        match self.places.iter_mut().flatten().find(is_it) {
            Some(place) => {
                place.1 = value;
                true
            }
            None => false,
        }
    }

    /// The attribute of that name. `None` means nothing: another string may have the same text.
    #[inline]
    #[must_use]
    pub fn get(&self, name: Handle<Text>) -> Option<Value> {
        let mask = self.places.len().wrapping_sub(1);
        let mut place = name.index as usize & mask;
        while let Some((known, value)) = *self.places.get(place)? {
            if known == name {
                return Some(value);
            }
            place = (place + 1) & mask;
        }
        None
    }
}

impl Class {
    /// Whether a field of that name is nothing but a field: neither an attribute of the class nor
    /// `__getattribute__` comes before it.
    #[inline]
    #[must_use]
    pub fn leaves_alone(&self, name: Handle<Text>) -> bool {
        let traits = self.traits;
        !traits.gets && (!traits.describes || traits.is_named && self.names.get(name).is_none())
    }
}

impl Object for Class {
    const IS_READ_BY_ALL: bool = true;

    fn children(&self, visit: &mut dyn FnMut(Value)) {
        self.bases.iter().copied().for_each(&mut *visit);
        self.order.iter().chain(&self.subclasses).for_each(|&class| visit(Value::Class(class)));
        self.namespace.children(visit);
        self.table.children(visit);
        self.shapes.all.iter().for_each(|shape| visit(Value::Tuple(shape.names)));
    }

    fn bytes(&self) -> usize {
        self.namespace.bytes()
            + self.table.bytes()
            + size_of_val(&*self.order)
            + size_of_val(&*self.names.places)
            + size_of_val(&*self.shapes.all)
    }
}
