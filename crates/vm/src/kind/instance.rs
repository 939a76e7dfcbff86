//! Instances of the workload's classes.

use crate::heap::{FrozenRead, Handle, Object};
use crate::image::{Reader, Saved, save_all};
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
    values: Values,
}

/// The values of fields. Most instances have few of them, and a program may make very many: these need
/// no memory elsewhere.
#[derive(Clone, Debug)]
enum Values {
    /// Invariant: those that are unbound stand behind the others.
    Few([Value; N_FEW]),
    Many(Vec<Value>),
}

const N_FEW: usize = 3;

impl Default for Values {
    fn default() -> Values {
        Values::Few([Value::Unbound; N_FEW])
    }
}

impl Saved for Values {
    fn save(&self, out: &mut Vec<u8>) {
        save_all(self.all(), out);
    }

    fn load(from: &mut Reader) -> Values {
        Values::Many(Vec::load(from))
    }
}

impl Values {
    fn all(&self) -> &[Value] {
        match self {
            Values::Few(few) => &few[..n_bound(few)],
            Values::Many(many) => many,
        }
    }
}

fn n_bound(few: &[Value; N_FEW]) -> usize {
    few.iter().take_while(|value| !matches!(value, Value::Unbound)).count()
}

impl Fields {
    /// How many fields a shape has room for; instances with more have a dict.
    pub const MAX: usize = 32;

    /// Their names.
    #[must_use]
    #[inline]
    pub fn shape(&self) -> Option<Handle<Tuple>> {
        self.shape
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.all().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.all().is_empty()
    }

    /// The names with their values.
    pub fn iter<'a>(
        &'a self,
        frozen: &'a (impl FrozenRead + ?Sized),
    ) -> impl Iterator<Item = (Value, Value)> + 'a {
        self.names(frozen).iter().copied().zip(self.values.all().iter().copied())
    }

    /// The field of that very name.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, frozen: &(impl FrozenRead + ?Sized), name: Handle<Text>) -> Option<&Value> {
        let place = self.place(frozen, name)?;
        match &self.values {
            Values::Few(few) => few.get(place),
            Values::Many(many) => many.get(place),
        }
    }

    /// As [`Fields::get`], to change it.
    #[inline(always)]
    pub fn get_mut(
        &mut self,
        frozen: &(impl FrozenRead + ?Sized),
        name: Handle<Text>,
    ) -> Option<&mut Value> {
        let place = self.place(frozen, name)?;
        match &mut self.values {
            Values::Few(few) => few.get_mut(place),
            Values::Many(many) => many.get_mut(place),
        }
    }

    /// The field whose name reads like that.
    #[must_use]
    pub fn get_text(&self, frozen: &(impl FrozenRead + ?Sized), text: &str) -> Option<Value> {
        let is_it =
            |name: &Value| matches!(*name, Value::Str(name) if frozen.get(name).as_str() == text);
        let place = self.names(frozen).iter().position(is_it)?;
        self.values.all().get(place).copied()
    }

    /// Adds a field; `shape` has its name behind those that there are. Gives the bytes it takes.
    pub fn add(&mut self, shape: Handle<Tuple>, value: Value, n_usual: usize) -> usize {
        self.shape = Some(shape);
        let n = self.len();
        let before = match &mut self.values {
            Values::Few(few) if n_usual <= N_FEW && n < N_FEW => {
                few[n] = value;
                return 0;
            }
            Values::Few(few) => {
                self.values = Values::Many(few[..n].to_vec());
                0
            }
            Values::Many(many) => many.capacity(),
        };
        let Values::Many(many) = &mut self.values else { return 0 };
        if many.len() == many.capacity() {
            let n_more = n_usual.saturating_sub(n).max(2);
            many.reserve_exact(n_more);
        }
        many.push(value);
        (many.capacity() - before) * size_of::<Value>()
    }

    /// The bytes that they take elsewhere.
    fn bytes(&self) -> usize {
        match &self.values {
            Values::Few(_) => 0,
            Values::Many(many) => many.capacity() * size_of::<Value>(),
        }
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
        self.fields
            .values
            .all()
            .iter()
            .copied()
            .filter(|value| value.is_object())
            .for_each(&mut *visit);
        if let Some(shared) = self.shared {
            visit(Value::Dict(shared));
        }
    }

    fn bytes(&self) -> usize {
        self.fields.bytes()
    }
}
