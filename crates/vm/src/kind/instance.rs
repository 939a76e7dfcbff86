//! Instances of the workload's classes.

use crate::heap::{FrozenRead, Handle, Object};
use crate::kind::{Class, Dict, Text, Tuple};
use crate::value::Value;

/// An instance of a class that is no exception class.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its class.
    pub class: Handle<Class>,
    /// Its attributes, in the order in which they were first set; empty where they are in `shared`.
    pub fields: Fields,
    /// The dict that `__dict__` gave out, or that has fields which no shape has room for.
    pub shared: Option<Handle<Dict>>,
    /// What it is at bottom, if its class comes from a builtin type: a list, a number …
    pub native: Value,
}

saved_fields!(Instance { class, fields, shared, native });
saved_fields!(Fields { shape, values });

/// The fields of an instance. Their names stand in a tuple that all instances made alike share: their
/// shape, after the hidden classes of Self (Chambers et al. 1989). So a field takes no more than its
/// value.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Invariant: as many names as values; none without values. Where the program has a name, it is the
    /// program's own string.
    shape: Option<Handle<Tuple>>,
    values: Vec<Value>,
}

impl Fields {
    /// How many fields a shape has room for; instances with more have a dict.
    pub const MAX: usize = 32;

    /// Their names.
    #[must_use]
    pub fn shape(&self) -> Option<Handle<Tuple>> {
        self.shape
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The names with their values.
    pub fn iter<'a>(
        &'a self,
        frozen: &'a (impl FrozenRead + ?Sized),
    ) -> impl Iterator<Item = (Value, Value)> + 'a {
        self.names(frozen).iter().copied().zip(self.values.iter().copied())
    }

    /// The field of that very name.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, frozen: &(impl FrozenRead + ?Sized), name: Handle<Text>) -> Option<&Value> {
        self.values.get(self.place(frozen, name)?)
    }

    /// As [`Fields::get`], to change it.
    #[inline(always)]
    pub fn get_mut(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        name: Handle<Text>,
    ) -> Option<&mut Value> {
        let place = self.place(frozen, name)?;
        self.values.get_mut(place)
    }

    /// The field whose name reads like that.
    #[must_use]
    pub fn get_text(&self, frozen: &(impl FrozenRead + ?Sized), text: &str) -> Option<Value> {
        let is_it =
            |name: &Value| matches!(*name, Value::Str(name) if frozen.get(name).as_str() == text);
        let place = self.names(frozen).iter().position(is_it)?;
        self.values.get(place).copied()
    }

    /// Adds a field; `shape` has its name behind those that there are. Gives the bytes it takes.
    pub fn add(&mut self, shape: Handle<Tuple>, value: Value, n_usual: usize) -> usize {
        let before = self.values.capacity();
        if before == self.values.len() {
            let n_more = n_usual.saturating_sub(before).max(2);
            self.values.reserve_exact(n_more);
        }
        self.values.push(value);
        self.shape = Some(shape);
        (self.values.capacity() - before) * size_of::<Value>()
    }

    /// The same as a dict.
    #[must_use]
    pub fn to_dict(&self, frozen: &(impl FrozenRead + ?Sized)) -> Dict {
        let mut dict = Dict::new();
        for (name, value) in self.iter(frozen) {
            let inserted = dict.insert(frozen, name, value);
            debug_assert!(inserted.is_ok(), "strings have hashes");
        }
        dict
    }

    #[inline(always)]
    fn names<'a>(&self, frozen: &'a (impl FrozenRead + ?Sized)) -> &'a [Value] {
        self.shape.map_or(&[], |shape| frozen.get(shape).items())
    }

    #[inline(always)]
    fn place(&self, frozen: &(impl FrozenRead + ?Sized), name: Handle<Text>) -> Option<usize> {
        self.names(frozen)
            .iter()
            .position(|&known| matches!(known, Value::Str(known) if known == name))
    }
}

impl Instance {
    /// One without fields.
    #[must_use]
    pub fn new(class: Handle<Class>, native: Value) -> Instance {
        Instance { class, fields: Fields::default(), shared: None, native }
    }
}

impl Object for Instance {
    fn children(&self, visit: &mut dyn FnMut(Value)) {
        visit(Value::Class(self.class));
        visit(self.native);
        if let Some(shape) = self.fields.shape {
            visit(Value::Tuple(shape));
        }
        self.fields.values.iter().copied().filter(|value| value.is_object()).for_each(&mut *visit);
        if let Some(shared) = self.shared {
            visit(Value::Dict(shared));
        }
    }

    fn bytes(&self) -> usize {
        self.fields.values.capacity() * size_of::<Value>()
    }
}
