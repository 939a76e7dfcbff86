//! Making classes, and instances of them.

use lang::library::{ExceptionKind, TypeKind};
use lang::op::Reg;
use lang::program::NameIdx;

use crate::alias;
use crate::bind::{Keyword, bind};
use crate::context::{Args, Context, Flow, Stop};
use crate::fiber::Role;
use crate::heap::{Handle, Heap};
use crate::kind::{
    Class, Descriptor, DescriptorKind, Dict, Exception, Function, Instance, Names, Root, Shapes,
    Traits,
};
use crate::native;
use crate::step::{Outcome, Step};
use crate::value::Value;

/// What a `class` statement, or a call of `type`, says about the class to make.
pub struct Definition {
    /// Its name, a string.
    pub name: Value,
    /// As they are written.
    pub bases: Vec<Value>,
    /// What its body left behind.
    pub namespace: Dict,
}

impl<H: Heap> Context<'_, H> {
    /// Makes a class.
    ///
    /// # Errors
    /// TypeError where the bases do not go together.
    pub fn make_class(&mut self, definition: Definition) -> Result<Handle<Class>, Stop> {
        let Definition { name, bases, mut namespace } = definition;
        let bases: Vec<Value> = bases.into_iter().map(|base| alias::origin(self, base)).collect();
        let name: Box<str> = self.text(name).unwrap_or("?").into();
        let root = self.root_of(&bases)?;
        let above = self.linearized(&bases)?;
        // Each class above costs a look at all its names; a few are part of any `class`.
        self.charge(above.len().saturating_sub(8) * 64)?;
        let cell = self.take_text(&mut namespace, "__classcell__");
        let has = |namespace: &Dict, frozen: &H::Frozen, name| namespace.get_text(frozen, name);
        let frozen = self.heap.frozen();
        let compares = has(&namespace, frozen, "__eq__").is_some();
        if compares && has(&namespace, frozen, "__hash__").is_none() {
            let key = self.attribute_key("__hash__");
            self.insert_new(&mut namespace, key, Value::None);
        }
        self.bind_implicitly(&mut namespace);
        let mut table = Dict::new();
        for &class in above.iter().rev() {
            let inherited = self.heap.read(class).namespace.clone();
            table.merge(self.heap.frozen(), &inherited);
        }
        table.merge(self.heap.frozen(), &namespace);
        let direct: Vec<Handle<Class>> = bases.iter().filter_map(|&base| as_class(base)).collect();
        let class = self.heap.open(Class {
            name,
            bases: bases.into(),
            order: Box::default(),
            root,
            namespace,
            table,
            names: Names::default(),
            subclasses: Vec::new(),
            traits: Traits::default(),
            shapes: Shapes::default(),
        });
        self.heap.write(class).order = [&[class], &*above].concat().into();
        for base in direct {
            self.heap.write(base).subclasses.push(class);
        }
        self.note_traits(class);
        if let Some(Value::Cell(cell)) = cell {
            self.heap.store_cell(cell, Value::Class(class));
        }
        Ok(class)
    }

    /// The methods that belong to the class without saying so.
    fn bind_implicitly(&mut self, namespace: &mut Dict) {
        for (name, kind) in [
            ("__new__", DescriptorKind::Static),
            ("__init_subclass__", DescriptorKind::Class),
            ("__class_getitem__", DescriptorKind::Class),
        ] {
            let found = namespace.get_text(self.heap.frozen(), name);
            if let Some(get @ Value::Function(_)) = found {
                let (set, delete) = (Value::None, Value::None);
                let descriptor = self.heap.freeze(Descriptor { kind, get, set, delete });
                let key = self.new_str(name);
                self.insert_new(namespace, key, Value::Descriptor(descriptor));
            }
        }
    }

    fn take_text(&mut self, dict: &mut Dict, name: &str) -> Option<Value> {
        let key = self.new_str(name);
        dict.remove(self.heap.frozen(), key).ok().flatten()
    }

    pub(crate) fn insert_new(&mut self, dict: &mut Dict, key: Value, value: Value) {
        let inserted = dict.insert(self.heap.frozen(), key, value);
        debug_assert!(inserted.is_ok(), "strings have hashes");
    }

    /// The builtin class that instances are at bottom.
    fn root_of(&mut self, bases: &[Value]) -> Result<Root, Stop> {
        let mut root = Root::Object;
        for &base in bases {
            let next = match base {
                Value::Class(class) => self.heap.read(class).root,
                Value::ExceptionType(kind) => Root::Exception(kind),
                Value::Type(TypeKind::Object) => Root::Object,
                Value::Type(kind) if can_be_subclassed(kind) => Root::Type(kind),
                Value::Type(kind) => {
                    let kind = crate::raise::type_kind_name(kind);
                    let message = format!("type '{kind}' is not an acceptable base type");
                    return Err(self.type_error(message));
                }
                other => {
                    let kind = self.type_name(other);
                    return Err(self.unsupported(format!(
                        "a class cannot come from a value of type '{kind}' here"
                    )));
                }
            };
            root = match (root, next) {
                (Root::Object, next) => next,
                (root, Root::Object) => root,
                (Root::Exception(one), Root::Exception(other)) if one.is_a(other) => root,
                (Root::Exception(one), Root::Exception(other)) if other.is_a(one) => next,
                (root, next) if root == next => root,
                _ => {
                    let message = "multiple bases have instance lay-out conflict";
                    return Err(self.type_error(message));
                }
            };
        }
        Ok(root)
    }

    /// The classes of the workload above a new one, in the order in which they are looked through.
    fn linearized(&mut self, bases: &[Value]) -> Result<Vec<Handle<Class>>, Stop> {
        let bases: Vec<Handle<Class>> = bases.iter().filter_map(|&base| as_class(base)).collect();
        if let [base] = bases[..] {
            return Ok(self.heap.read(base).order.to_vec());
        }
        let mut rows: Vec<Vec<Handle<Class>>> =
            bases.iter().map(|&base| self.heap.read(base).order.to_vec()).collect();
        rows.push(bases);
        let mut order = Vec::new();
        loop {
            rows.retain(|row| !row.is_empty());
            let is_later = |class| rows.iter().any(|row| row[1..].contains(&class));
            let Some(next) = rows.iter().map(|row| row[0]).find(|&class| !is_later(class)) else {
                break;
            };
            order.push(next);
            rows.iter_mut().for_each(|row| row.retain(|&class| class != next));
        }
        if rows.is_empty() {
            return Ok(order);
        }
        let message = "Cannot create a consistent method resolution order (MRO) for bases";
        Err(self.type_error(message))
    }

    /// Looks at what a class's attributes mean for its instances.
    fn note_traits(&mut self, class: Handle<Class>) {
        let table: Vec<(Value, Value)> = self.heap.read(class).table.iter().collect();
        let mut traits = self.heap.read(class).traits;
        traits.sets = false;
        traits.describes = false;
        traits.measures = false;
        traits.is_abstract = false;
        traits.makes = false;
        traits.gets = false;
        traits.init = None;
        traits.is_named = true;
        for (name, value) in table {
            traits.describes |= self.is_data_descriptor(value);
            traits.is_named &= self.is_own_name(name);
            match self.text(name) {
                Some("__setattr__" | "__delattr__") => traits.sets = true,
                // Nothing is read quickly, then.
                Some("__getattribute__") => {
                    (traits.gets, traits.sets, traits.shadows) = (true, true, true);
                }
                Some("__bool__" | "__len__") => traits.measures = true,
                Some("__new__" | "__class_call__") => traits.makes = true,
                Some("__init__") => {
                    traits.init = match value {
                        Value::Function(init) => Some(init),
                        _ => None,
                    };
                }
                Some("__abstractmethods__") => {
                    traits.is_abstract = match value {
                        Value::Tuple(names) => !self.heap.get(names).items().is_empty(),
                        _ => false,
                    };
                }
                _ => {}
            }
        }
        let mut class = self.heap.write(class);
        class.traits = traits;
        class.names = Names::new(&class.table);
    }

    /// Whether a name is the very string that the program has for it, if it has it.
    fn is_own_name(&self, name: Value) -> bool {
        let Some(own) = self.text(name).and_then(|text| self.linked.find_name(text)) else {
            return true;
        };
        matches!((name, self.linked.name(own)), (Value::Str(name), Value::Str(own)) if name == own)
    }

    /// class.name = value; `Unbound` deletes it. Says whether there was one.
    pub fn set_in_class(&mut self, class: Handle<Class>, name: Value, value: Value) -> bool {
        let (mut this, frozen) = self.heap.write_beside(class);
        let before = match value {
            Value::Unbound => this.namespace.remove(frozen, name),
            value => this.namespace.insert(frozen, name, value),
        };
        drop(this);
        let was_plain = matches!(before, Ok(Some(before)) if is_plain(before));
        let stays_plain = was_plain && is_plain(value);
        let mut todo = vec![class];
        while let Some(class) = todo.pop() {
            todo.extend(self.heap.read(class).subclasses.iter().copied());
            self.inherit_again(class, name, stays_plain);
        }
        matches!(before, Ok(Some(_)))
    }

    /// Looks up one name anew in the classes that a class inherits from. `stays_plain`: it meant nothing
    /// to the class's instances, nor does it now.
    fn inherit_again(&mut self, class: Handle<Class>, name: Value, stays_plain: bool) {
        let order = self.heap.read(class).order.to_vec();
        let mut found = None;
        for above in order {
            let (above, frozen) = self.heap.read_beside(above);
            found = above.namespace.get(frozen, name).ok().flatten();
            if found.is_some() {
                break;
            }
        }
        let (mut this, frozen) = self.heap.write_beside(class);
        let changed = match found {
            Some(value) => this.table.insert(frozen, name, value),
            None => this.table.remove(frozen, name),
        };
        debug_assert!(changed.is_ok(), "strings have hashes");
        if stays_plain
            && let (Value::Str(name), Some(value)) = (name, found)
            && this.names.set(name, value)
        {
            return;
        }
        drop(this);
        self.note_traits(class);
    }

    /// A new object of a class, not initialised yet. Of builtin types that never change, the
    /// arguments make the value.
    ///
    /// # Errors
    /// What the builtin type's conversion raises.
    pub fn allocate(&mut self, class: Handle<Class>, args: Args) -> Result<Value, Stop> {
        let this = self.heap.read(class);
        let (root, traits) = (this.root, this.traits);
        drop(this);
        if traits.is_abstract {
            return Err(self.is_abstract(class));
        }
        let native = match root {
            Root::Exception(kind) => {
                let mut exception = Exception::new(kind, args.positional);
                exception.class = Some(class);
                return Ok(Value::Exception(self.heap.open(exception)));
            }
            Root::Object => Value::Unbound,
            Root::Type(kind) if is_of_kernel(kind) => Value::Unbound,
            Root::Type(kind) => {
                let is_initialised_later = matches!(
                    kind,
                    TypeKind::List | TypeKind::Dict | TypeKind::Set | TypeKind::Deque
                );
                let own_init = self.in_class(class, "__init__").is_some();
                let none = Args { positional: &[], keywords: &[] };
                let args = if is_initialised_later && own_init { none } else { args };
                self.native_value(kind, args)?
            }
        };
        Ok(Value::Instance(self.heap.open(Instance::new(class, native))))
    }

    /// A value of a builtin type, whatever iterables it is made of.
    ///
    /// # Errors
    /// What the conversion raises.
    pub fn native_value(&mut self, kind: TypeKind, args: Args) -> Result<Value, Stop> {
        let mut positional = args.positional.to_vec();
        loop {
            let args = Args { positional: &positional, keywords: args.keywords };
            match native::construct(self, kind, args)? {
                Flow::Value(value) => return Ok(value),
                Flow::Drain(at) => {
                    positional[at] = self.call_prelude("_drain", &[positional[at]])?;
                }
                _ => return Err(self.unsupported("this way of making an instance")),
            }
        }
    }

    /// The class of `object()`.
    #[must_use]
    pub fn plain_class(&mut self) -> Handle<Class> {
        let name = self.new_str("object");
        let mut namespace = Dict::new();
        let (key, module) = (self.new_str("__module__"), self.new_str("builtins"));
        self.insert_new(&mut namespace, key, module);
        let definition = Definition { name, bases: Vec::new(), namespace };
        self.make_class(definition).unwrap_or_else(|_| unreachable!("nothing is above it"))
    }

    fn is_abstract(&mut self, class: Handle<Class>) -> Stop {
        let names = match self.in_class(class, "__abstractmethods__") {
            Some(Value::Tuple(names)) => self.heap.get(names).items().to_vec(),
            _ => Vec::new(),
        };
        let plural = if names.len() == 1 { "" } else { "s" };
        let names: Vec<&str> = names.iter().filter_map(|&name| self.text(name)).collect();
        let names = names.join(", ");
        let class = self.heap.read(class).name.clone();
        self.type_error(format!(
            "Can't instantiate abstract class {class} with abstract method{plural} {names}"
        ))
    }

    /// Whether a class of the workload is, or comes from, a class of any sort.
    pub fn is_subclass(&mut self, class: Handle<Class>, of: Value) -> bool {
        let this = self.heap.read(class);
        match (of, this.root) {
            (Value::Class(of), _) => this.order.contains(&of),
            (Value::Type(TypeKind::Object), _) => true,
            (Value::Type(TypeKind::Int), Root::Type(TypeKind::Bool)) => true,
            (Value::Type(of), Root::Type(kind)) => kind == of,
            (Value::ExceptionType(of), Root::Exception(kind)) => kind.is_a(of),
            _ => false,
        }
    }
}

impl<H: Heap> Step<'_, '_, H> {
    /// `Op::NamespaceInsert`.
    pub fn namespace_insert(&mut self, dict: Reg, name: NameIdx, value: Reg) -> Outcome {
        let (dict, value) = (self.fiber.get(dict), self.fiber.get(value));
        let name = self.ctx.linked.name(name);
        if let (Value::Dict(dict), false) = (dict, matches!(value, Value::Unbound)) {
            crate::subscript::set_key(&mut self.ctx, dict, name, value)?;
        }
        Ok(())
    }

    /// `Op::MakeClass`.
    pub fn make_class(&mut self, dest: Reg, first: Reg, n_bases: u16) -> Outcome {
        let name = self.fiber.get(first);
        let namespace = match self.fiber.get(first.plus(1)) {
            Value::Dict(dict) => self.ctx.heap.read(dict).clone(),
            _ => Dict::new(),
        };
        let keywords = self.fiber.get(first.plus(2));
        let bases = self.fiber.range(first.plus(3), n_bases).to_vec();
        let class = self.ctx.make_class(Definition { name, bases, namespace })?;
        let is_watched = self.ctx.in_class(class, "__init_subclass__").is_some();
        if !is_watched && matches!(keywords, Value::None) {
            return self.give(dest, Value::Class(class));
        }
        let args = [Value::Class(class), keywords];
        self.enter_prelude("_init_subclass", &args, dest)
    }

    /// A call of a class of the workload.
    pub fn call_class(
        &mut self,
        dest: Reg,
        class: Handle<Class>,
        positional: &[Value],
        keywords: &[Keyword],
    ) -> Outcome {
        let this = self.ctx.heap.read(class);
        let (root, traits) = (this.root, this.traits);
        drop(this);
        if let (Root::Object, Some(init), false, false, []) =
            (root, traits.init, traits.makes, traits.is_abstract, keywords)
        {
            return self.make_plainly(dest, class, init, positional);
        }
        let specials: &[&str] = if traits.makes { &["__class_call__", "__new__"] } else { &[] };
        for &special in specials {
            if let Some(found) = self.ctx.in_class(class, special) {
                return self.call_specially(dest, class, (special, found), positional, keywords);
            }
        }
        let init = match traits.init {
            Some(init) => Some(Value::Function(init)),
            None => self.ctx.in_class(class, "__init__"),
        };
        let names = self.names_of(keywords);
        let named = names.iter().map(String::as_str).zip(keywords.iter().map(|k| k.value));
        let named: Vec<(&str, Value)> = named.collect();
        let made = self.ctx.allocate(class, Args { positional, keywords: &named })?;
        match init {
            Some(Value::Function(init)) => self.initialise(dest, made, init, positional, keywords),
            Some(init) => {
                let (args, kwargs) = self.packed(positional, keywords)?;
                self.enter_prelude("_initialise", &[made, init, args, kwargs], dest)
            }
            None if let Root::Type(kind) = root
                && is_of_kernel(kind) =>
            {
                let (args, kwargs) = self.packed(positional, keywords)?;
                self.enter_prelude("_make_sync", &[made, Value::Type(kind), args, kwargs], dest)
            }
            None => {
                let takes_none = self.ctx.heap.read(class).root == Root::Object;
                if takes_none && !(positional.is_empty() && keywords.is_empty()) {
                    let name = self.ctx.heap.read(class).name.clone();
                    let message = format!("{name}() takes no arguments");
                    return self.error(ExceptionKind::TypeError, message);
                }
                self.give(dest, made)
            }
        }
    }

    /// Most classes: an instance with fields, and an `__init__` that sets them.
    fn make_plainly(
        &mut self,
        dest: Reg,
        class: Handle<Class>,
        init: Handle<Function>,
        positional: &[Value],
    ) -> Outcome {
        let instance = self.ctx.heap.open(Instance::new(class, Value::Unbound));
        let made = Value::Instance(instance);
        let function = self.ctx.heap.get(init);
        let code = function.code;
        let n_args = u16::try_from(positional.len() + 1).ok();
        if n_args.is_none() || self.ctx.linked.code(code).n_exact != n_args {
            return self.initialise(dest, made, init, positional, &[]);
        }
        let registers = [&[made], positional, &function.captures].concat();
        self.push_frame(code, &registers, self.end_of_window(), dest, Role::Init(instance))
    }

    fn initialise(
        &mut self,
        dest: Reg,
        made: Value,
        init: Handle<Function>,
        positional: &[Value],
        keywords: &[Keyword],
    ) -> Outcome {
        let args = [&[made], positional].concat();
        let registers = bind(&mut self.ctx, init, &args, keywords)?;
        let code = self.ctx.heap.get(init).code;
        let role = match made {
            Value::Exception(exception) => Role::InitException(exception),
            Value::Instance(instance) => Role::Init(instance),
            _ => unreachable!("classes of the workload have instances or exceptions"),
        };
        self.push_frame(code, &registers, self.end_of_window(), dest, role)
    }

    /// The end of an `__init__`.
    pub fn initialised(&mut self, dest: Reg, value: Value, made: Value) -> Outcome {
        if !matches!(value, Value::None) {
            let name = self.ctx.type_name(value);
            let message = format!("__init__() should return None, not '{name}'");
            return self.error(ExceptionKind::TypeError, message);
        }
        self.give(dest, made)
    }

    /// A call of a class that says itself how its instances are made.
    fn call_specially(
        &mut self,
        dest: Reg,
        class: Handle<Class>,
        special: (&str, Value),
        positional: &[Value],
        keywords: &[Keyword],
    ) -> Outcome {
        let (args, kwargs) = self.packed(positional, keywords)?;
        let (name, found) = special;
        if name == "__class_call__" {
            let class = Value::Class(class);
            let function = match found {
                Value::Descriptor(descriptor) => self.ctx.heap.get(descriptor).get,
                other => other,
            };
            let function = self.ctx.bound(function, class);
            return self.enter_prelude("_call", &[function, args, kwargs], dest);
        }
        let new = match found {
            Value::Descriptor(descriptor) => self.ctx.heap.get(descriptor).get,
            other => other,
        };
        self.enter_prelude("_construct", &[Value::Class(class), new, args, kwargs], dest)
    }

    /// Arguments as a tuple and a dict, for the prelude.
    pub fn packed(
        &mut self,
        positional: &[Value],
        keywords: &[Keyword],
    ) -> Result<(Value, Value), Stop> {
        let args = self.ctx.new_tuple(positional);
        let mut named = Dict::new();
        for keyword in keywords {
            let inserted = named.insert(self.ctx.heap.frozen(), keyword.text, keyword.value);
            inserted.map_err(|error| self.ctx.unhashable(error))?;
        }
        Ok((args, self.ctx.new_dict(named)))
    }

    /// Calls a function of the prelude, whose value goes to `dest`.
    pub fn enter_prelude(&mut self, name: &str, args: &[Value], dest: Reg) -> Outcome {
        let function = self.ctx.linked.prelude(name).expect("the prelude has all that is called");
        let code = self.ctx.heap.get(function).code;
        let registers = bind(&mut self.ctx, function, args, &[])?;
        self.enter(code, registers, self.end_of_window(), dest)
    }
}

/// Whether a class attribute is nothing but a value, whatever its name.
fn is_plain(value: Value) -> bool {
    matches!(value, Value::Int(_) | Value::Float(_) | Value::Str(_) | Value::List(_))
}

fn as_class(value: Value) -> Option<Handle<Class>> {
    match value {
        Value::Class(class) => Some(class),
        _ => None,
    }
}

fn can_be_subclassed(kind: TypeKind) -> bool {
    matches!(
        kind,
        TypeKind::Int
            | TypeKind::Float
            | TypeKind::Str
            | TypeKind::Bytes
            | TypeKind::List
            | TypeKind::Tuple
            | TypeKind::Dict
            | TypeKind::Set
            | TypeKind::Deque
            | TypeKind::FrozenSet
    ) || is_of_kernel(kind)
}

/// Whether the kernel makes the objects of a type: those of a class that inherits from it have one
/// once the type's own `__init__` was called.
#[must_use]
pub fn is_of_kernel(kind: TypeKind) -> bool {
    matches!(
        kind,
        TypeKind::Condition | TypeKind::Semaphore | TypeKind::BoundedSemaphore | TypeKind::Event
    )
}
