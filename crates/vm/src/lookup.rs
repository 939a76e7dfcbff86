//! Finding attributes of instances, classes and `super()`: in the object, in its class, by
//! descriptors, by `__getattr__`; in CPython's order (its documentation's "Descriptor HowTo Guide").

use lang::library::{ExceptionKind, TypeKind};

use crate::context::{Context, Stop};
use crate::heap::{Handle, Heap};
use crate::kind::{
    BoundMethod, Class, DescriptorKind, Dict, Function, Instance, Method, Root, SuperView,
};
use crate::method::MethodName;
use crate::value::Value;

/// What looking for an attribute found.
#[derive(Clone, Debug)]
pub enum Found {
    /// Its value.
    Value(Value),
    /// Its value is what this gives for these arguments.
    Call(Value, Vec<Value>),
    /// There is none.
    Missing,
}

/// What an attribute of a class is read through.
#[derive(Clone, Copy)]
enum Receiver {
    /// An instance, and its class.
    Instance(Value, Handle<Class>),
    /// The class itself.
    Class(Handle<Class>),
}

impl<H: Heap> Context<'_, H> {
    /// The class of an object, if it is one of the workload's.
    #[must_use]
    pub fn class_of(&mut self, object: Value) -> Option<Handle<Class>> {
        match object {
            Value::Instance(instance) => Some(self.heap.read(instance).class),
            Value::Exception(exception) => self.heap.read(exception).class,
            _ => None,
        }
    }

    /// What a class of the workload has under that name, inherited included, as it stands there.
    #[must_use]
    pub fn in_class(&mut self, class: Handle<Class>, name: &str) -> Option<Value> {
        let (class, frozen) = self.heap.read_beside(class);
        class.table.get_text(frozen, name)
    }

    /// The method by which an instance of a class of the workload takes part in an operation:
    /// `__add__`, `__len__` … Fields of the instance do not count.
    #[must_use]
    pub fn special(&mut self, object: Value, name: &str) -> Option<Value> {
        let class = self.class_of(object)?;
        let found = self.in_class(class, name)?;
        (!matches!(found, Value::None)).then(|| self.bound(found, object))
    }

    /// The function that is called as a method of that name, unless a field stands before it.
    pub(crate) fn method_of(
        &mut self,
        receiver: Value,
        class: Handle<Class>,
        name: Value,
    ) -> Option<Value> {
        let (this, frozen) = self.heap.read_beside(class);
        let found = this.table.get(frozen, name).ok().flatten()?;
        if this.traits.gets {
            return None;
        }
        if this.traits.shadows {
            drop(this);
            let name = self.text(name)?.to_owned();
            return self.heap_field(receiver, &name).is_none().then_some(found);
        }
        Some(found)
    }

    /// A function together with its first argument; other values as they are.
    pub fn bound(&mut self, function: Value, receiver: Value) -> Value {
        match function {
            Value::Function(_) => Value::Method(self.heap.freeze(Method { function, receiver })),
            Value::Descriptor(descriptor) => {
                let descriptor = *self.heap.get(descriptor);
                match (descriptor.kind, self.class_of(receiver)) {
                    (DescriptorKind::Class, Some(class)) => {
                        self.bound(descriptor.get, Value::Class(class))
                    }
                    _ => descriptor.get,
                }
            }
            // Taken from a builtin type into a class, as in `__str__ = int.__repr__`.
            Value::BoundMethod(method) if self.takes_receiver(method) => {
                Value::Method(self.heap.freeze(Method { function, receiver }))
            }
            other => other,
        }
    }

    /// Whether it is a method of a builtin type that has no receiver yet.
    fn takes_receiver(&self, method: Handle<BoundMethod>) -> bool {
        let BoundMethod { receiver, method } = *self.heap.get(method);
        let is_of_type = matches!(receiver, Value::Type(_) | Value::ExceptionType(_));
        let is_of_class = matches!(
            method,
            MethodName::FromKeys
                | MethodName::MakeTrans
                | MethodName::FromHex
                | MethodName::DunderNew
                | MethodName::DunderInitSubclass
                | MethodName::DunderClassGetItem
        );
        is_of_type && !is_of_class
    }

    /// What an instance is at bottom: the list, number … of a subclass of a builtin type; other
    /// values are themselves.
    #[must_use]
    pub fn native_of(&mut self, value: Value) -> Value {
        match value {
            Value::Instance(instance) => match self.heap.read(instance).native {
                Value::Unbound => value,
                native => native,
            },
            _ => value,
        }
    }

    /// The attributes that were set on a function; none if there never were any.
    pub(crate) fn function_field(
        &mut self,
        function: Handle<Function>,
        name: &str,
    ) -> Option<Value> {
        let Value::Dict(all) = self.heap.load_global(self.program.function_fields) else {
            return None;
        };
        let (all, frozen) = self.heap.read_beside(all);
        let fields = all.get(frozen, Value::Function(function)).ok().flatten();
        drop(all);
        let Some(Value::Dict(fields)) = fields else { return None };
        let (fields, frozen) = self.heap.read_beside(fields);
        fields.get_text(frozen, name)
    }

    /// The attributes of a function, to be changed.
    pub(crate) fn function_fields(&mut self, function: Handle<Function>) -> Handle<Dict> {
        let global = self.program.function_fields;
        let all = match self.heap.load_global(global) {
            Value::Dict(all) => all,
            _ => {
                let all = self.heap.open(Dict::new());
                self.heap.store_global(global, Value::Dict(all));
                all
            }
        };
        let key = Value::Function(function);
        let (guard, frozen) = self.heap.read_beside(all);
        let known = guard.get(frozen, key).ok().flatten();
        drop(guard);
        if let Some(Value::Dict(fields)) = known {
            return fields;
        }
        let fields = self.heap.open(Dict::new());
        let (mut guard, frozen) = self.heap.write_beside(all);
        let inserted = guard.insert(frozen, key, Value::Dict(fields));
        debug_assert!(inserted.is_ok(), "functions have hashes");
        drop(guard);
        fields
    }

    /// A string for an attribute's name: that of the program where it has the name.
    #[must_use]
    pub fn attribute_key(&mut self, name: &str) -> Value {
        match self.linked.find_name(name) {
            Some(known) => self.linked.name(known),
            None => self.new_str(name),
        }
    }

    /// A field of an instance or exception.
    pub(crate) fn heap_field(&mut self, object: Value, name: &str) -> Option<Value> {
        match object {
            Value::Instance(instance) => {
                let (instance, frozen) = self.heap.read_beside(instance);
                match instance.shared {
                    None => instance.fields.get_text(frozen, name),
                    Some(shared) => {
                        drop(instance);
                        let (dict, frozen) = self.heap.read_beside(shared);
                        dict.get_text(frozen, name)
                    }
                }
            }
            Value::Exception(exception) => {
                let (exception, frozen) = self.heap.read_beside(exception);
                exception.fields.get_text(frozen, name)
            }
            _ => None,
        }
    }

    /// object.name, for an instance of a class of the workload.
    ///
    /// # Errors
    /// What a builtin attribute raises.
    pub fn find_in_instance(
        &mut self,
        object: Value,
        class: Handle<Class>,
        name: &str,
    ) -> Result<Found, Stop> {
        if !self.heap.read(class).traits.gets {
            return self.find_plainly(object, class, name);
        }
        let get = self.in_class(class, "__getattribute__").expect("the class has it");
        let get = self.bound(get, object);
        let name = self.new_str(name);
        let Some(fallback) = self.in_class(class, "__getattr__") else {
            return Ok(Found::Call(get, vec![name]));
        };
        let fallback = self.bound(fallback, object);
        let both = self.linked.prelude("_get_or").expect("the prelude has it");
        Ok(Found::Call(Value::Function(both), vec![get, fallback, name]))
    }

    /// As [`Self::find_in_instance`], without asking a `__getattribute__` of the workload's:
    /// `object.__getattribute__`.
    ///
    /// # Errors
    /// What a builtin attribute raises.
    pub fn find_plainly(
        &mut self,
        object: Value,
        class: Handle<Class>,
        name: &str,
    ) -> Result<Found, Stop> {
        let receiver = Receiver::Instance(object, class);
        let of_class = self.in_class(class, name);
        if let Some(attribute) = of_class
            && self.is_data_descriptor(attribute)
        {
            return self.through(name, attribute, receiver);
        }
        if let Some(value) = self.heap_field(object, name) {
            return Ok(Found::Value(value));
        }
        if let Some(attribute) = of_class {
            return self.through(name, attribute, receiver);
        }
        if let Some(value) = self.builtin_of_instance(object, class, name)? {
            return Ok(Found::Value(value));
        }
        // Who asks a `__getattribute__` turns to this one afterwards.
        match self.in_class(class, "__getattr__") {
            Some(fallback) if !self.heap.read(class).traits.gets => {
                let name = self.new_str(name);
                Ok(Found::Call(self.bound(fallback, object), vec![name]))
            }
            _ => Ok(Found::Missing),
        }
    }

    /// What instances have without their class saying so.
    fn builtin_of_instance(
        &mut self,
        object: Value,
        class: Handle<Class>,
        name: &str,
    ) -> Result<Option<Value>, Stop> {
        match (object, name) {
            (_, "__class__") => return Ok(Some(Value::Class(class))),
            (Value::Instance(instance), "__dict__") => {
                return Ok(Some(Value::Dict(self.shared_fields(instance))));
            }
            (_, "__module__" | "__doc__" | "__annotations__") => {
                return self.builtin_of_class(class, name);
            }
            _ => {}
        }
        let native = self.native_of(object);
        let of_native = match native {
            Value::Instance(_) => None,
            native => crate::method::attribute::find_builtin(self, native, name)?,
        };
        if of_native.is_some() {
            return Ok(of_native);
        }
        Ok(self.default_method(object, name))
    }

    /// A method that every object has, as a value.
    fn default_method(&mut self, receiver: Value, name: &str) -> Option<Value> {
        let method = MethodName::from_text(name).filter(|method| method.is_of_all_objects())?;
        Some(Value::BoundMethod(self.heap.freeze(BoundMethod { receiver, method })))
    }

    /// The fields of an instance as a dict that stays its fields.
    pub fn shared_fields(&mut self, instance: Handle<Instance>) -> Handle<Dict> {
        let (this, frozen) = self.heap.read_beside(instance);
        if let Some(shared) = this.shared {
            return shared;
        }
        let fields = this.fields.to_dict(frozen);
        drop(this);
        let shared = self.heap.open(fields);
        let mut this = self.heap.write(instance);
        this.fields = crate::kind::Fields::default();
        this.shared = Some(shared);
        shared
    }

    /// class.name.
    ///
    /// # Errors
    /// What a builtin attribute raises.
    pub fn find_in_class(&mut self, class: Handle<Class>, name: &str) -> Result<Found, Stop> {
        if let Some(attribute) = self.in_class(class, name) {
            return self.through(name, attribute, Receiver::Class(class));
        }
        if let Some(value) = self.builtin_of_class(class, name)? {
            return Ok(Found::Value(value));
        }
        match self.in_class(class, "__class_getattr__") {
            Some(Value::Descriptor(fallback)) => {
                let fallback = self.heap.get(fallback).get;
                let name = self.new_str(name);
                Ok(Found::Call(self.bound(fallback, Value::Class(class)), vec![name]))
            }
            _ => Ok(Found::Missing),
        }
    }

    fn builtin_of_class(
        &mut self,
        class: Handle<Class>,
        name: &str,
    ) -> Result<Option<Value>, Stop> {
        let this = self.heap.read(class);
        let root = this.root;
        let value = match name {
            "__name__" | "__qualname__" => {
                let name = this.name.clone();
                drop(this);
                self.new_str(name)
            }
            "__mro__" => {
                let order: Vec<Value> =
                    this.order.iter().map(|&class| Value::Class(class)).collect();
                drop(this);
                self.new_tuple([order, builtin_order(root)].concat())
            }
            "__bases__" => {
                let bases = this.bases.clone();
                drop(this);
                match bases.is_empty() {
                    true => self.new_tuple(vec![root.value()]),
                    false => self.new_tuple(bases),
                }
            }
            "__base__" => this.bases.first().copied().unwrap_or_else(|| root.value()),
            "__dict__" => {
                let namespace = this.namespace.clone();
                drop(this);
                self.new_dict(namespace)
            }
            "__annotations__" => {
                drop(this);
                self.new_dict(Dict::new())
            }
            "__doc__" => Value::None,
            "__class__" => Value::Type(TypeKind::Type),
            _ => {
                drop(this);
                let of_root = crate::method::attribute::find_builtin(self, root.value(), name)?;
                return Ok(of_root.or_else(|| self.default_method(root.value(), name)));
            }
        };
        Ok(Some(value))
    }

    /// super().name.
    ///
    /// # Errors
    /// What a builtin attribute raises.
    pub fn find_above(&mut self, view: SuperView, name: &str) -> Result<Found, Stop> {
        let class = self.heap.read(view.class);
        let at = class.order.iter().position(|&class| class == view.after);
        let above = class.order.get(at.map_or(0, |at| at + 1)..).unwrap_or(&[]).to_vec();
        let root = class.root;
        drop(class);
        let receiver = match view.receiver {
            Value::Class(class) => Receiver::Class(class),
            object => Receiver::Instance(object, view.class),
        };
        for class in above {
            let (class, frozen) = self.heap.read_beside(class);
            let own = class.namespace.get_text(frozen, name);
            drop(class);
            if let Some(attribute) = own {
                return self.through(name, attribute, receiver);
            }
        }
        let native = match view.receiver {
            Value::Class(_) => root.value(),
            object => self.native_of(object),
        };
        if !matches!(native, Value::Instance(_))
            && name != "__init_subclass__"
            && let Some(value) = crate::method::attribute::find_builtin(self, native, name)?
        {
            return Ok(Found::Value(value));
        }
        Ok(self.default_method(view.receiver, name).map_or(Found::Missing, Found::Value))
    }

    /// What reading a class's attribute through an instance or the class gives.
    fn through(&mut self, name: &str, attribute: Value, receiver: Receiver) -> Result<Found, Stop> {
        Ok(match (attribute, receiver) {
            (Value::Function(_) | Value::BoundMethod(_), Receiver::Instance(object, _)) => {
                Found::Value(self.bound(attribute, object))
            }
            (Value::Descriptor(descriptor), _) => {
                let descriptor = *self.heap.get(descriptor);
                match (descriptor.kind, receiver) {
                    (DescriptorKind::Static, _) => Found::Value(descriptor.get),
                    (
                        DescriptorKind::Class,
                        Receiver::Instance(_, class) | Receiver::Class(class),
                    ) => Found::Value(self.bound(descriptor.get, Value::Class(class))),
                    (DescriptorKind::Property, Receiver::Class(_)) => Found::Value(attribute),
                    (DescriptorKind::Property, Receiver::Instance(_, class))
                        if matches!(descriptor.get, Value::None) =>
                    {
                        let class = self.heap.read(class).name.clone();
                        let message =
                            format!("property '{name}' of '{class}' object has no getter");
                        return Err(self.raise(ExceptionKind::AttributeError, message));
                    }
                    (DescriptorKind::Property, Receiver::Instance(object, _)) => {
                        Found::Call(descriptor.get, vec![object])
                    }
                }
            }
            (Value::Instance(_), _) => match (self.special(attribute, "__get__"), receiver) {
                (None, _) => Found::Value(attribute),
                (Some(get), Receiver::Instance(object, class)) => {
                    Found::Call(get, vec![object, Value::Class(class)])
                }
                (Some(get), Receiver::Class(class)) => {
                    Found::Call(get, vec![Value::None, Value::Class(class)])
                }
            },
            _ => Found::Value(attribute),
        })
    }

    /// Whether a class's attribute comes before a field of the same name.
    pub(crate) fn is_data_descriptor(&mut self, attribute: Value) -> bool {
        match attribute {
            Value::Descriptor(descriptor) => {
                self.heap.get(descriptor).kind == DescriptorKind::Property
            }
            Value::Instance(_) => self.special(attribute, "__set__").is_some(),
            _ => false,
        }
    }

    /// AttributeError for an object that is seen through a class of the workload.
    pub fn missing_in_class(&mut self, object: Value, name: &str) -> Stop {
        let message = match object {
            Value::Class(class) => {
                let class = self.heap.read(class).name.clone();
                format!("type object '{class}' has no attribute '{name}'")
            }
            _ => {
                let class = self.type_name(object);
                format!("'{class}' object has no attribute '{name}'")
            }
        };
        self.raise(ExceptionKind::AttributeError, message)
    }
}

impl Root {
    /// The builtin class.
    #[must_use]
    pub fn value(self) -> Value {
        match self {
            Root::Object => Value::Type(TypeKind::Object),
            Root::Type(kind) => Value::Type(kind),
            Root::Exception(kind) => Value::ExceptionType(kind),
        }
    }
}

/// The builtin classes at the end of a class's order.
pub(crate) fn builtin_order(root: Root) -> Vec<Value> {
    let object = Value::Type(TypeKind::Object);
    match root {
        Root::Object => vec![object],
        Root::Type(TypeKind::Bool) => {
            vec![Value::Type(TypeKind::Bool), Value::Type(TypeKind::Int), object]
        }
        Root::Type(kind) => vec![Value::Type(kind), object],
        Root::Exception(kind) => {
            let kinds = std::iter::successors(Some(kind), |kind| kind.parent());
            kinds.map(Value::ExceptionType).chain([object]).collect()
        }
    }
}

/// `__mro__`, `__bases__` or `__base__` of a builtin class.
pub(crate) fn builtin_bases<H: Heap>(ctx: &mut Context<H>, class: Value, name: &str) -> Value {
    let order = builtin_order(match class {
        Value::ExceptionType(kind) => Root::Exception(kind),
        Value::Type(TypeKind::Object) => Root::Object,
        Value::Type(kind) => Root::Type(kind),
        _ => Root::Object,
    });
    let base = order.get(1).copied();
    match name {
        "__mro__" => ctx.new_tuple(order),
        "__bases__" => ctx.new_tuple(base.into_iter().collect::<Vec<Value>>()),
        _ => base.unwrap_or(Value::None),
    }
}
